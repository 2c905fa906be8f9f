import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

export interface ScriptedAnswer {
  readonly text: string
  /** arguments of an `update_case` call */
  readonly update?: Record<string, unknown>
  /** answer with this HTTP status instead */
  readonly status?: number
  /** wait for this before the first token */
  readonly gate?: Promise<void>
  /** wait for this in the middle of the text */
  readonly half?: Promise<void>
}

export interface OpenAiServer {
  readonly url: string
  /** bodies of the chat requests received */
  readonly requests: ReadonlyArray<Record<string, unknown>>
  readonly close: () => Promise<void>
}

const read = async (request: IncomingMessage): Promise<string> => {
  let body = ""
  for await (const chunk of request) body += chunk
  return body
}

const stream = async (response: ServerResponse, model: string, answer: ScriptedAnswer): Promise<void> => {
  response.writeHead(200, { "content-type": "text/event-stream" })
  const send = (choice: Record<string, unknown>, extra: Record<string, unknown> = {}) =>
    response.write(`data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model, choices: [{ index: 0, delta: {}, finish_reason: null, ...choice }], ...extra })}\n\n`)
  send({ delta: { role: "assistant", content: "" } })
  const pieces = answer.text.match(/[\s\S]{1,17}/g) ?? []
  for (const [i, piece] of pieces.entries()) {
    if (i === Math.ceil(pieces.length / 2)) await answer.half
    send({ delta: { content: piece } })
  }
  if (answer.update !== undefined) {
    const text = JSON.stringify(answer.update)
    send({ delta: { tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "update_case", arguments: "" } }] } })
    for (const piece of text.match(/[\s\S]{1,40}/g) ?? []) send({ delta: { tool_calls: [{ index: 0, function: { arguments: piece } }] } })
  }
  send({ finish_reason: answer.update === undefined ? "stop" : "tool_calls" })
  response.write(`data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model, choices: [], usage: { prompt_tokens: 321, completion_tokens: 45, total_tokens: 366 } })}\n\n`)
  response.end("data: [DONE]\n\n")
}

/** Speaks the OpenAI chat wire protocol on loopback; `script` sees the request and decides the answer. */
export const startOpenAi = async (script: (body: Record<string, unknown>) => ScriptedAnswer): Promise<OpenAiServer> => {
  const requests: Array<Record<string, unknown>> = []
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url?.endsWith("/models") === true) {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ object: "list", data: [] }))
        return
      }
      const body = JSON.parse(await read(request)) as Record<string, unknown>
      requests.push(body)
      const answer = script(body)
      await answer.gate
      const model = String(body["model"])
      if (answer.status !== undefined) {
        response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify({ error: { message: "scripted failure", type: "server_error" } }))
      } else if (body["stream"] === true) await stream(response, model, answer)
      else {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({
          id: "chatcmpl-1", object: "chat.completion", created: 1, model,
          choices: [{ index: 0, message: { role: "assistant", content: answer.text }, finish_reason: "stop" }], usage: { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 }
        }))
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/v1`, requests,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
}
