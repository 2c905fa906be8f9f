import { Effect, Redacted, Stream } from "effect"
import type OpenAI from "openai"
import type { ChatCompletionCreateParams, ChatCompletionMessageParam } from "openai/resources/chat/completions"
import { type ProviderError, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import type { ChatEvent, ChatMessage, ChatRequest, ChatResult, Llm, ToolCall, Usage } from "./Llm.js"

/** US dollars per million tokens [input, output]; estimates of 2025, overridden by LLM_PRICES. */
const PRICES: ReadonlyArray<readonly [RegExp, number, number]> = [
  [/^gpt-4o-mini/, 0.15, 0.6],
  [/^gpt-4o/, 2.5, 10],
  [/^gpt-4\.1-mini/, 0.4, 1.6],
  [/^gpt-4\.1/, 2, 8],
  [/^claude-3-5-haiku/, 0.8, 4],
  [/^claude-.*sonnet/, 3, 15],
  [/^claude-.*opus/, 15, 75]
]

const costOf = (model: string, usage: Usage): number | null => {
  const known = PRICES.find(([pattern]) => pattern.test(model))
  return known === undefined ? null : (usage.inputTokens * known[1] + usage.outputTokens * known[2]) / 1_000_000
}

export interface OpenAiSettings {
  /** shown as the provider of an answer: `openai`, `groq`, `local` … */
  readonly name: string
  readonly apiKey: Redacted.Redacted
  /** with `/v1`; null = the vendor's own */
  readonly baseUrl: string | null
  readonly model: string
  readonly contextWindow: number
  readonly timeoutMs: number
}

const FINISH: Record<string, ChatResult["finishReason"]> = { stop: "stop", length: "length", tool_calls: "tool_calls", function_call: "tool_calls", content_filter: "content_filter" }

const failure = (provider: string) => (error: unknown): ProviderError => {
  const e = error as { status?: number; name?: string; message?: string; headers?: { get?: (name: string) => string | null } }
  const detail = `${e.status ?? ""} ${e.name ?? "error"}`.trim()
  const retry = Number(e.headers?.get?.("retry-after") ?? Number.NaN)
  const retryAfter = Number.isFinite(retry) ? { retryAfter: retry } : {}
  if (/timeout/i.test(e.name ?? "") || /timed out/i.test(e.message ?? "")) return new ProviderTimeout({ provider, detail })
  if (e.status === 429 || e.status === 402) return new ProviderQuota({ provider, detail, ...retryAfter })
  if (e.status === 404) return new ProviderNotFound({ provider, detail })
  if (e.status !== undefined && e.status >= 400 && e.status < 500 && e.status !== 408) return new ProviderRefused({ provider, detail })
  return new ProviderUnavailable({ provider, detail, ...retryAfter })
}

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

/** Reasoning models take no temperature and count their thinking into the completion. */
const REASONING = /^(o\d|gpt-5)/

const wireRequest = (settings: OpenAiSettings, request: ChatRequest): Omit<ChatCompletionCreateParams, "stream"> => {
  const reasoning = REASONING.test(settings.model)
  const limit = request.maxOutputTokens ?? 2_000
  return {
    model: settings.model,
    messages: request.messages.map(wireMessage),
    ...(reasoning ? { max_completion_tokens: limit + 8_000 } : { max_tokens: limit }),
    ...(reasoning || request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.tools === undefined || request.tools.length === 0 ? {} : { tools: request.tools.map((t) => ({ type: "function" as const, function: { name: t.name, description: t.description, parameters: t.parameters } })) }),
    ...(request.jsonSchema === undefined ? {} : { response_format: { type: "json_schema" as const, json_schema: { name: request.jsonSchema.name, schema: request.jsonSchema.schema, strict: false } } })
  }
}

/** Ending the iteration aborts the request first; otherwise it would wait for the vendor's next token. */
export const abortable = <A>(start: (signal: AbortSignal) => AsyncGenerator<A>): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: () => {
    const controller = new AbortController()
    const iterator = start(controller.signal)
    return {
      next: () => iterator.next(),
      return: async () => {
        controller.abort()
        return iterator.return(undefined)
      }
    }
  }
})

/** Any server that speaks the OpenAI chat protocol. The SDK is loaded at the first call and never retries by itself. */
export const makeOpenAi = (settings: OpenAiSettings): Llm["Type"] => {
  const provider = `llm/${settings.name}`
  let client: Promise<OpenAI> | null = null
  const connect = () => client ??= import("openai").then((sdk) => new sdk.default({
    apiKey: Redacted.value(settings.apiKey), maxRetries: 0, timeout: settings.timeoutMs, ...(settings.baseUrl === null ? {} : { baseURL: settings.baseUrl })
  }))
  const result = (text: string, toolCalls: ReadonlyArray<ToolCall>, finish: string | null | undefined, usage: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null | undefined): ChatResult => {
    const counted = { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 }
    return { text, toolCalls, finishReason: FINISH[finish ?? ""] ?? "other", usage: counted, provider: settings.name, model: settings.model, costUsd: costOf(settings.model, counted) }
  }

  const chat = (request: ChatRequest) => Effect.tryPromise({
    try: async (signal) => {
      const sdk = await connect()
      const done = await sdk.chat.completions.create({ ...wireRequest(settings, request), stream: false }, { signal })
      const choice = done.choices[0]
      const calls = (choice?.message.tool_calls ?? []).flatMap((t) => (t.type === "function" ? [{ id: t.id, name: t.function.name, arguments: t.function.arguments }] : []))
      return result(choice?.message.content ?? "", calls, choice?.finish_reason, done.usage)
    },
    catch: failure(provider)
  })

  async function* events(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    const sdk = await connect()
    const stream = await sdk.chat.completions.create({ ...wireRequest(settings, request), stream: true, stream_options: { include_usage: true } }, { signal })
    let text = ""
    let finish: string | null = null
    let usage: { prompt_tokens: number; completion_tokens: number } | null = null
    const calls = new Map<number, { id: string; name: string; arguments: string }>()
    for await (const chunk of stream) {
      const choice = chunk.choices[0]
      if (chunk.usage) usage = chunk.usage
      if (choice?.finish_reason) finish = choice.finish_reason
      for (const delta of choice?.delta.tool_calls ?? []) {
        const call = calls.get(delta.index) ?? { id: "", name: "", arguments: "" }
        calls.set(delta.index, { id: delta.id ?? call.id, name: call.name + (delta.function?.name ?? ""), arguments: call.arguments + (delta.function?.arguments ?? "") })
      }
      const piece = choice?.delta.content ?? ""
      if (piece !== "") {
        text += piece
        yield { type: "delta", text: piece }
      }
    }
    // the protocol ends an answer with a finish reason; without it the line was cut
    if (finish === null) throw Object.assign(new Error("the stream ended early"), { name: "StreamCut" })
    yield { type: "done", result: result(text, [...calls.values()], finish, usage) }
  }

  return {
    implementation: settings.name,
    hasModel: true,
    contextWindow: () => settings.contextWindow,
    takesImages: /gpt-4o|gpt-4\.1|gpt-5|o\d|vision|llava|gemini|pixtral/i.test(settings.model),
    chat,
    stream: (request) => Stream.fromAsyncIterable(abortable((signal) => events(request, signal)), failure(provider)),
    check: Effect.tryPromise({ try: async (signal) => (await connect()).models.list({ signal, timeout: 2_500 }), catch: failure(provider) }).pipe(
      Effect.as({ implementation: settings.name, detail: `model ${settings.model}` })
    )
  }
}
