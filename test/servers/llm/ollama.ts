import { interrupted, json, pieces, type Protocol, startVendor, type VendorServer } from "./script.js"

const chat: Protocol = async (reply, { body, path }, response) => {
  if (path !== "/api/chat") return json(response, 404, { error: "not found" })
  if (reply.status !== undefined) return json(response, reply.status, { error: `scripted ${reply.status}` }, reply.headers)
  const base = { model: String(body["model"]), created_at: "2026-01-01T00:00:00Z" }
  const calls = reply.calls ?? []
  const last = {
    ...base, done: true, done_reason: reply.finish ?? "stop", total_duration: 1, load_duration: 1,
    prompt_eval_count: reply.usage?.input ?? 11, prompt_eval_duration: 1, eval_count: reply.usage?.output ?? 7, eval_duration: 1
  }
  const toolCalls = calls.length === 0 ? {} : { tool_calls: calls.map((call) => ({ function: { name: call.name, arguments: call.arguments } })) }
  const thinking = reply.thoughts === undefined ? {} : { thinking: reply.thoughts }
  if (body["stream"] === false) {
    if (reply.cutAfter !== undefined) return void response.destroy()
    return json(response, 200, { ...last, message: { role: "assistant", content: reply.text ?? "", ...thinking, ...toolCalls } })
  }
  response.writeHead(200, { "content-type": "application/x-ndjson" })
  const line = (value: object) => `${JSON.stringify(value)}\n`
  const message = (content: object) => response.write(line({ ...base, done: false, message: { role: "assistant", content: "", ...content } }))
  if (reply.thoughts !== undefined) message(thinking)
  let sent = 0
  for (const piece of pieces(reply.text ?? "")) {
    await reply.gate?.(sent)
    if (interrupted(reply, sent++, response, () => line({ error: "scripted: the runner ended" }))) return
    message({ content: piece })
  }
  if (calls.length > 0) message(toolCalls)
  response.end(line({ ...last, message: { role: "assistant", content: "" } }))
}

/** Ollama's native API: chat as lines of JSON, the list of models, the version. */
export const startOllamaVendor = (models: ReadonlyArray<string> = ["llama3.2:latest"]): Promise<VendorServer> => startVendor(chat, (path, _headers, response) => {
  if (path === "/api/tags") json(response, 200, { models: models.map((name) => ({ name, model: name, modified_at: "2026-01-01T00:00:00Z", size: 1, digest: "d", details: {} })) })
  else if (path === "/api/version") json(response, 200, { version: "0.6.0" })
  else return false
  return true
})
