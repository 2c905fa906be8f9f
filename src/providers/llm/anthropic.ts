import type Anthropic from "@anthropic-ai/sdk"
import type { ContentBlockParam, MessageCreateParams, MessageParam } from "@anthropic-ai/sdk/resources/messages"
import { Redacted } from "effect"
import type { ChatMessage, ChatRequest, ChatResult, ToolCall } from "./Llm.js"
import { argumentsOf, jsonText, outputTokens, partsOf, schemaInstruction } from "./request.js"
import { type Attempt, cutStream, type Vendor, type VendorAnswer, type VendorEvent } from "./vendor.js"

export interface AnthropicSettings {
  readonly apiKey: Redacted.Redacted
  /** without `/v1`; null = the vendor's own */
  readonly baseUrl: string | null
}

const FINISH: Record<string, ChatResult["finishReason"]> = {
  end_turn: "stop", stop_sequence: "stop", pause_turn: "stop", max_tokens: "length", model_context_window_exceeded: "length", tool_use: "tool_calls", refusal: "content_filter"
}

const IMAGE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"] as const
const mediaType = (mime: string): (typeof IMAGE_TYPES)[number] => IMAGE_TYPES.find((type) => type === mime.toLowerCase()) ?? "image/png"

const blocks = (m: Exclude<ChatMessage, { readonly role: "system" }>): Array<ContentBlockParam> => {
  switch (m.role) {
    case "tool": return [{ type: "tool_result", tool_use_id: m.toolCallId, content: m.content }]
    case "assistant": return [
      ...(m.content.trim() === "" ? [] : [{ type: "text" as const, text: m.content }]),
      ...(m.toolCalls ?? []).map((t) => ({ type: "tool_use" as const, id: t.id, name: t.name, input: argumentsOf(t.arguments) }))
    ]
    case "user": return partsOf(m.content).flatMap((part): Array<ContentBlockParam> => part.type === "image"
      ? [{ type: "image", source: { type: "base64", media_type: mediaType(part.mimeType), data: part.base64 } }]
      : part.text.trim() === "" ? [] : [{ type: "text", text: part.text }])
  }
}

/** User and assistant in turn, the first a user: what the API asks for. Tool results belong to the user. */
const wireMessages = (messages: ReadonlyArray<ChatMessage>): Array<MessageParam> => {
  const turns: Array<{ role: "user" | "assistant"; content: Array<ContentBlockParam> }> = []
  for (const m of messages) {
    if (m.role === "system") continue
    const role = m.role === "assistant" ? "assistant" : "user"
    const content = blocks(m)
    if (content.length === 0) continue
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...content)
    else turns.push({ role, content })
  }
  return turns[0]?.role === "assistant" ? [{ role: "user", content: "(earlier messages are left out)" }, ...turns] : turns
}

/**
 * A schema is asked for as the arguments of a tool that has to be called,
 * which every model since Claude 3 can do; `plain` asks in words instead.
 */
const wireRequest = (request: ChatRequest, { headroom, model, plain }: Attempt): Omit<MessageCreateParams, "stream"> => {
  const { jsonSchema } = request
  const system = [
    ...request.messages.flatMap((m) => (m.role === "system" ? [m.content] : [])),
    ...(jsonSchema !== undefined && plain ? [schemaInstruction(jsonSchema.schema)] : [])
  ].join("\n\n")
  const tools = jsonSchema !== undefined && !plain
    ? [{ name: jsonSchema.name, description: "Gives the answer.", input_schema: { ...jsonSchema.schema, type: "object" as const } }]
    : (request.tools ?? []).map((t) => ({ name: t.name, description: t.description, input_schema: { ...t.parameters, type: "object" as const } }))
  return {
    model,
    max_tokens: outputTokens(request) + headroom,
    messages: wireMessages(request.messages),
    ...(system === "" ? {} : { system }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(jsonSchema !== undefined && !plain ? { tool_choice: { type: "tool" as const, name: jsonSchema.name } } : {}),
    ...(plain || request.temperature === undefined ? {} : { temperature: Math.min(1, request.temperature) })
  }
}

interface Gathered {
  readonly text: string
  readonly calls: ReadonlyArray<ToolCall>
  readonly reason: string | null
  readonly input: number
  readonly output: number
}

/** The call of the schema's tool is the answer, not a call. */
const answerFrom = (request: ChatRequest, plain: boolean, found: Gathered): VendorAnswer => {
  const usage = { inputTokens: found.input, outputTokens: found.output }
  const finishReason = FINISH[found.reason ?? ""] ?? "other"
  if (request.jsonSchema === undefined) return { text: found.text, toolCalls: found.calls, finishReason, usage }
  const structured = plain ? undefined : found.calls.find((call) => call.name === request.jsonSchema?.name)
  return { text: structured?.arguments ?? jsonText(found.text), toolCalls: [], finishReason: finishReason === "tool_calls" ? "stop" : finishReason, usage }
}

const inputOf = (usage: { readonly input_tokens?: number | null; readonly cache_creation_input_tokens?: number | null; readonly cache_read_input_tokens?: number | null }): number =>
  (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0)

/** Anthropic's messages API. */
export const makeAnthropic = (settings: AnthropicSettings): Vendor => {
  let client: Promise<Anthropic> | null = null
  const connect = () => client ??= import("@anthropic-ai/sdk").then((sdk) => new sdk.default({
    apiKey: Redacted.value(settings.apiKey), authToken: null, maxRetries: 0, logLevel: "off", baseURL: settings.baseUrl ?? "https://api.anthropic.com"
  }))

  const answer = async (request: ChatRequest, attempt: Attempt, signal: AbortSignal): Promise<VendorAnswer> => {
    const sdk = await connect()
    const done = await sdk.messages.create({ ...wireRequest(request, attempt), stream: false }, { signal, timeout: 600_000 })
    return answerFrom(request, attempt.plain, {
      text: done.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join(""),
      calls: done.content.flatMap((block) => (block.type === "tool_use" ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }] : [])),
      reason: done.stop_reason, input: inputOf(done.usage), output: done.usage.output_tokens
    })
  }

  async function* events(request: ChatRequest, attempt: Attempt, signal: AbortSignal): AsyncGenerator<VendorEvent> {
    const sdk = await connect()
    const stream = await sdk.messages.create({ ...wireRequest(request, attempt), stream: true }, { signal, timeout: 600_000 })
    const calls = new Map<number, { id: string; name: string; arguments: string }>()
    let text = ""
    let reason: string | null = null
    let ended = false
    let input = 0
    let output = 0
    for await (const event of stream) {
      if (event.type === "message_start") {
        input = inputOf(event.message.usage)
        output = event.message.usage.output_tokens
      } else if (event.type === "content_block_start" && event.content_block.type === "tool_use") {
        calls.set(event.index, { id: event.content_block.id, name: event.content_block.name, arguments: "" })
      } else if (event.type === "content_block_delta" && event.delta.type === "input_json_delta") {
        const call = calls.get(event.index)
        if (call !== undefined) call.arguments += event.delta.partial_json
      } else if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
        text += event.delta.text
        yield { type: "delta", text: event.delta.text }
      } else if (event.type === "message_delta") {
        reason = event.delta.stop_reason ?? reason
        output = event.usage.output_tokens
      } else if (event.type === "message_stop") ended = true
    }
    if (!ended) throw cutStream()
    const found = [...calls.values()].map((call) => ({ ...call, arguments: call.arguments === "" ? "{}" : call.arguments }))
    const done = answerFrom(request, attempt.plain, { text, calls: found, reason, input, output })
    if (request.jsonSchema !== undefined && text === "" && done.text !== "") yield { type: "delta", text: done.text }
    yield { type: "done", answer: done }
  }

  return {
    name: "anthropic",
    answer,
    events,
    check: async (_model, signal) => void await (await connect()).models.list({ limit: 1 }, { signal })
  }
}
