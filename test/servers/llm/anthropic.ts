import type { IncomingHttpHeaders, ServerResponse } from "node:http"
import { interrupted, json, pieces, type Protocol, startVendor, type VendorServer } from "./script.js"

export const ANTHROPIC_KEY = "sk-ant-test-key"

const TYPES: Record<number, string> = { 400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error", 500: "api_error", 529: "overloaded_error" }
const errorBody = (status: number) => ({ type: "error", error: { type: TYPES[status] ?? "api_error", message: `scripted ${status} for ${ANTHROPIC_KEY}` }, request_id: "req_1" })

const authorised = (headers: IncomingHttpHeaders): boolean => headers["x-api-key"] === ANTHROPIC_KEY || headers.authorization === `Bearer ${ANTHROPIC_KEY}`

interface Choice { readonly type?: string; readonly name?: string }

const chat: Protocol = async (reply, { body, headers, path }, response) => {
  if (path !== "/v1/messages") return json(response, 404, errorBody(404))
  if (!authorised(headers)) return json(response, 401, errorBody(401))
  if (headers["anthropic-version"] === undefined || typeof body["max_tokens"] !== "number") return json(response, 400, errorBody(400))
  const roles = (body["messages"] as ReadonlyArray<{ role: string }>).map((m) => m.role)
  if (roles[0] !== "user" || roles.some((role) => role !== "user" && role !== "assistant")) return json(response, 400, errorBody(400))
  if (reply.status !== undefined) return json(response, reply.status, errorBody(reply.status), reply.headers)
  // a model that is made to use a tool answers with the call alone
  const forced = (body["tool_choice"] as Choice | undefined)?.type === "tool" ? (body["tool_choice"] as Choice).name! : null
  const calls = forced === null ? reply.calls ?? [] : [{ name: forced, arguments: JSON.parse(reply.text ?? "{}") as Record<string, unknown> }]
  const content = [
    ...(reply.thoughts === undefined ? [] : [{ type: "thinking", thinking: reply.thoughts, signature: "sig" }]),
    ...(forced !== null || (reply.text ?? "") === "" ? [] : [{ type: "text", text: reply.text ?? "", citations: null }]),
    ...calls.map((call, i) => ({ type: "tool_use", id: `toolu_${i}`, name: call.name, input: call.arguments }))
  ]
  const usage = { input_tokens: reply.usage?.input ?? 11, output_tokens: reply.usage?.output ?? 7, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }
  const reason = calls.length > 0 ? "tool_use" : reply.finish === "length" ? "max_tokens" : "end_turn"
  const message = { id: "msg_1", type: "message", role: "assistant", model: String(body["model"]), stop_sequence: null }
  if (body["stream"] !== true) {
    if (reply.cutAfter !== undefined) return void response.destroy()
    return json(response, 200, { ...message, content, stop_reason: reason, usage })
  }
  await stream(reply, { message, content, reason, usage }, response)
}

const stream = async (reply: Parameters<Protocol>[0], answer: { message: object; content: ReadonlyArray<Record<string, unknown>>; reason: string; usage: { input_tokens: number; output_tokens: number } }, response: ServerResponse): Promise<void> => {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" })
  const event = (type: string, rest: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
  const send = (type: string, rest: object) => response.write(event(type, rest))
  send("message_start", { message: { ...answer.message, content: [], stop_reason: null, usage: { ...answer.usage, output_tokens: 1 } } })
  send("ping", {})
  let sent = 0
  for (const [index, block] of answer.content.entries()) {
    const empty = block["type"] === "text" ? { type: "text", text: "" } : block["type"] === "thinking" ? { type: "thinking", thinking: "", signature: "" } : { ...block, input: {} }
    send("content_block_start", { index, content_block: empty })
    const [kind, field, text] = block["type"] === "text" ? ["text_delta", "text", String(block["text"])]
      : block["type"] === "thinking" ? ["thinking_delta", "thinking", String(block["thinking"])] : ["input_json_delta", "partial_json", JSON.stringify(block["input"])]
    for (const piece of pieces(text)) {
      await reply.gate?.(sent)
      if (interrupted(reply, sent++, response, () => event("error", { error: { type: "overloaded_error", message: "Overloaded" } }))) return
      send("content_block_delta", { index, delta: { type: kind, [field]: piece } })
    }
    send("content_block_stop", { index })
  }
  send("message_delta", { delta: { stop_reason: answer.reason, stop_sequence: null }, usage: { output_tokens: answer.usage.output_tokens } })
  send("message_stop", {})
  response.end()
}

/** Anthropic's messages API and model list; checks version header, `max_tokens` and the order of roles as the vendor does. */
export const startAnthropicVendor = (): Promise<VendorServer> => startVendor(chat, (path, headers, response) => {
  if (path !== "/v1/models") return false
  if (authorised(headers)) json(response, 200, { data: [{ type: "model", id: "claude-3-5-sonnet-20241022", display_name: "Claude", created_at: "2024-10-22T00:00:00Z" }], has_more: false, first_id: null, last_id: null })
  else json(response, 401, errorBody(401))
  return true
})
