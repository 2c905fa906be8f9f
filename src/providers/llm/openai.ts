import { Redacted } from "effect"
import type OpenAI from "openai"
import type { ChatCompletionCreateParams, ChatCompletionMessageParam } from "openai/resources/chat/completions"
import type { ChatMessage, ChatRequest, ChatResult, ToolCall, Usage } from "./Llm.js"
import { isOpenAiReasoning } from "./models.js"
import { jsonText, outputTokens, schemaInstruction } from "./request.js"
import { makeThinkFilter, withoutThoughts } from "./thinking.js"
import { type Attempt, cutStream, type Vendor, type VendorAnswer, type VendorEvent } from "./vendor.js"

export interface OpenAiSettings {
  /** shown as the provider of an answer: `openai`, `groq`, `local` … */
  readonly name: string
  readonly apiKey: Redacted.Redacted
  /** with `/v1`; null = the vendor's own */
  readonly baseUrl: string | null
}

type Wire = Omit<ChatCompletionCreateParams, "stream">

const FINISH: Record<string, ChatResult["finishReason"]> = { stop: "stop", length: "length", tool_calls: "tool_calls", function_call: "tool_calls", content_filter: "content_filter" }

const wireMessage = (m: ChatMessage): ChatCompletionMessageParam => {
  switch (m.role) {
    case "system": return { role: "system", content: m.content }
    case "tool": return { role: "tool", tool_call_id: m.toolCallId, content: m.content }
    case "assistant": return {
      role: "assistant", content: m.content,
      ...(m.toolCalls === undefined || m.toolCalls.length === 0 ? {} : { tool_calls: m.toolCalls.map((t) => ({ id: t.id, type: "function" as const, function: { name: t.name, arguments: t.arguments } })) })
    }
    case "user": return {
      role: "user",
      content: typeof m.content === "string" ? m.content : m.content.map((part) => part.type === "text"
        ? { type: "text" as const, text: part.text }
        : { type: "image_url" as const, image_url: { url: `data:${part.mimeType};base64,${part.base64}` } })
    }
  }
}

/** `json_schema` first; a server that knows only `json_object` gets the schema in words. */
const format = (request: ChatRequest, plain: boolean): Partial<Wire> => request.jsonSchema === undefined ? {} : {
  response_format: plain
    ? { type: "json_object" }
    : { type: "json_schema", json_schema: { name: request.jsonSchema.name, schema: request.jsonSchema.schema, strict: false } }
}

const wireRequest = (request: ChatRequest, { headroom, model, plain }: Attempt): Wire => {
  const reasoning = isOpenAiReasoning(model)
  const limit = outputTokens(request) + headroom
  const instruction = plain && request.jsonSchema !== undefined ? [{ role: "system" as const, content: schemaInstruction(request.jsonSchema.schema) }] : []
  return {
    model,
    messages: [...instruction, ...request.messages.map(wireMessage)],
    ...(reasoning ? { max_completion_tokens: limit } : { max_tokens: limit }),
    ...(reasoning || plain || request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.tools === undefined || request.tools.length === 0 ? {} : { tools: request.tools.map((t) => ({ type: "function" as const, function: { name: t.name, description: t.description, parameters: t.parameters } })) }),
    ...format(request, plain)
  }
}

const counted = (usage: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null | undefined): Usage =>
  ({ inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 })

const finished = (reason: string | null | undefined, calls: ReadonlyArray<ToolCall>): ChatResult["finishReason"] =>
  calls.length > 0 && reason === "stop" ? "tool_calls" : FINISH[reason ?? ""] ?? "other"

/** OpenAI's chat completions; every server that speaks them under its own base URL. */
export const makeOpenAi = (settings: OpenAiSettings): Vendor => {
  let client: Promise<OpenAI> | null = null
  const connect = () => client ??= import("openai").then((sdk) => new sdk.default({
    apiKey: Redacted.value(settings.apiKey), maxRetries: 0, logLevel: "off", organization: null, project: null,
    ...(settings.baseUrl === null ? { baseURL: "https://api.openai.com/v1" } : { baseURL: settings.baseUrl })
  }))

  const answer = async (request: ChatRequest, attempt: Attempt, signal: AbortSignal): Promise<VendorAnswer> => {
    const sdk = await connect()
    const done = await sdk.chat.completions.create({ ...wireRequest(request, attempt), stream: false }, { signal })
    const choice = done.choices?.[0]
    // some gateways answer 200 with an error in the body
    if (choice === undefined) throw Object.assign(new Error("an answer without choices"), { name: "NoChoices", error: (done as { error?: unknown }).error })
    const toolCalls = (choice.message.tool_calls ?? []).flatMap((t) => (t.type === "function" ? [{ id: t.id, name: t.function.name, arguments: t.function.arguments }] : []))
    const text = withoutThoughts(choice.message.content ?? "")
    return { text: request.jsonSchema === undefined ? text : jsonText(text), toolCalls, finishReason: finished(choice.finish_reason, toolCalls), usage: counted(done.usage) }
  }

  async function* events(request: ChatRequest, attempt: Attempt, signal: AbortSignal): AsyncGenerator<VendorEvent> {
    const sdk = await connect()
    const stream = await sdk.chat.completions.create({ ...wireRequest(request, attempt), stream: true, stream_options: { include_usage: true } }, { signal })
    const thoughts = makeThinkFilter()
    const calls = new Map<number, { id: string; name: string; arguments: string }>()
    let text = ""
    let finish: string | null = null
    let usage: Usage = counted(null)
    for await (const chunk of stream) {
      const choice = chunk.choices?.[0]
      if (chunk.usage) usage = counted(chunk.usage)
      if (choice?.finish_reason) finish = choice.finish_reason
      for (const delta of choice?.delta?.tool_calls ?? []) {
        const call = calls.get(delta.index) ?? { id: "", name: "", arguments: "" }
        calls.set(delta.index, { id: delta.id ?? call.id, name: call.name + (delta.function?.name ?? ""), arguments: call.arguments + (delta.function?.arguments ?? "") })
      }
      const piece = thoughts.push(choice?.delta?.content ?? "")
      text += piece
      if (piece !== "") yield { type: "delta", text: piece }
    }
    if (finish === null) throw cutStream()
    const rest = thoughts.end()
    text += rest
    if (rest !== "") yield { type: "delta", text: rest }
    const toolCalls = [...calls.values()].map((call, i) => ({ ...call, id: call.id === "" ? `call_${i}` : call.id }))
    yield { type: "done", answer: { text, toolCalls, finishReason: finished(finish, toolCalls), usage } }
  }

  return {
    name: settings.name,
    answer,
    events,
    check: async (_model, signal) => void await (await connect()).models.list({ signal })
  }
}
