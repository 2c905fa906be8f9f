import type { ServerResponse } from "node:http"
import { interrupted, json, pieces, type Protocol, startVendor, type VendorServer } from "./script.js"

export const OPENAI_KEY = "sk-test-openai-key"

const errorBody = (status: number, code: string | undefined) => ({
  error: { message: `scripted ${status}: Incorrect API key provided: ${OPENAI_KEY}`, type: status === 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error", param: null, code: code ?? (status === 429 ? "rate_limit_exceeded" : null) }
})

const chat: Protocol = async (reply, { body, headers }, response) => {
  if (headers.authorization !== `Bearer ${OPENAI_KEY}`) return json(response, 401, errorBody(401, "invalid_api_key"))
  if (reply.status !== undefined) return json(response, reply.status, errorBody(reply.status, reply.code), reply.headers)
  const model = String(body["model"])
  const calls = reply.calls ?? []
  const text = `${reply.thoughts === undefined ? "" : `<think>${reply.thoughts}</think>\n\n`}${reply.text ?? ""}`
  const usage = { prompt_tokens: reply.usage?.input ?? 11, completion_tokens: reply.usage?.output ?? 7, total_tokens: (reply.usage?.input ?? 11) + (reply.usage?.output ?? 7) }
  const finish = calls.length > 0 ? "tool_calls" : reply.finish ?? "stop"
  if (body["stream"] === true) return stream(reply, text, { model, calls, usage, finish, withUsage: (body["stream_options"] as { include_usage?: boolean } | undefined)?.include_usage === true }, response)
  if (reply.cutAfter !== undefined) return void response.destroy()
  json(response, 200, {
    id: "chatcmpl-1", object: "chat.completion", created: 1, model, usage,
    choices: [{
      index: 0, finish_reason: finish, logprobs: null,
      message: { role: "assistant", content: text === "" && calls.length > 0 ? null : text, refusal: null, ...(calls.length === 0 ? {} : { tool_calls: calls.map((c, i) => ({ id: `call_${i}`, type: "function", function: { name: c.name, arguments: JSON.stringify(c.arguments) } })) }) }
    }]
  })
}

const stream = async (reply: Parameters<Protocol>[0], text: string, answer: { model: string; calls: ReadonlyArray<{ name: string; arguments: unknown }>; usage: unknown; finish: string; withUsage: boolean }, response: ServerResponse): Promise<void> => {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
  const chunk = (rest: Record<string, unknown>) => `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: answer.model, system_fingerprint: null, ...rest })}\n\n`
  const choice = (delta: unknown, finish: string | null = null) => response.write(chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...(answer.withUsage ? { usage: null } : {}) }))
  choice({ role: "assistant", content: "", refusal: null })
  let sent = 0
  for (const piece of pieces(text)) {
    await reply.gate?.(sent)
    if (interrupted(reply, sent++, response, () => `data: ${JSON.stringify({ error: { message: "scripted", type: "server_error", code: null } })}\n\n`)) return
    choice({ content: piece })
  }
  for (const [index, call] of answer.calls.entries()) {
    choice({ tool_calls: [{ index, id: `call_${index}`, type: "function", function: { name: call.name, arguments: "" } }] })
    for (const piece of pieces(JSON.stringify(call.arguments))) choice({ tool_calls: [{ index, function: { arguments: piece } }] })
  }
  choice({}, answer.finish)
  if (answer.withUsage) response.write(chunk({ choices: [], usage: answer.usage }))
  response.end("data: [DONE]\n\n")
}

/** OpenAI's chat completions and model list; `url` is without `/v1`. */
export const startOpenAiVendor = (): Promise<VendorServer> => startVendor(chat, (path, headers, response) => {
  if (!path.endsWith("/models")) return false
  if (headers.authorization === `Bearer ${OPENAI_KEY}`) json(response, 200, { object: "list", data: [{ id: "gpt-4o-mini", object: "model", created: 1, owned_by: "openai" }] })
  else json(response, 401, errorBody(401, "invalid_api_key"))
  return true
})
