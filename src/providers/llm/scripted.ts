import { ProviderQuota, type ProviderError, ProviderRefused, ProviderUnavailable } from "../errors.js"
import { Effect, Layer, Stream } from "effect"
import { type ChatRequest, type ChatResult, type ContentPart, Llm } from "./Llm.js"

/** What the scripted model does with one request. */
export interface ScriptedReply {
  readonly text?: string
  readonly calls?: ReadonlyArray<{ readonly name: string; readonly arguments: Record<string, unknown> }>
  readonly finish?: "stop" | "length"
  readonly usage?: { readonly input: number; readonly output: number }
  /** fail as a vendor with this HTTP status does */
  readonly status?: number
  /** seconds, with a status */
  readonly retryAfter?: number
  /** fail after so many pieces of a stream */
  readonly cutAfter?: number
}

export interface Script {
  /** every request, in order */
  readonly requests: Array<ChatRequest>
  /** the next replies; without any, `fallback` */
  readonly replies: Array<ScriptedReply>
  fallback: (request: ChatRequest) => ScriptedReply
}

export const makeScript = (fallback: Script["fallback"] = () => ({ text: "" })): Script => ({ requests: [], replies: [], fallback })

const provider = "llm/scripted"

const failure = (reply: ScriptedReply): ProviderError | null => {
  if (reply.status === undefined) return null
  const detail = `scripted ${reply.status}`
  const later = reply.retryAfter === undefined ? {} : { retryAfter: reply.retryAfter }
  if (reply.status === 429) return new ProviderQuota({ provider, detail, ...later })
  return reply.status >= 500 ? new ProviderUnavailable({ provider, detail, ...later }) : new ProviderRefused({ provider, detail })
}

const hasImage = (content: string | ReadonlyArray<ContentPart>): boolean => typeof content !== "string" && content.some((part) => part.type === "image")

/** A language model for tests of modules: answers what the script says, remembers what it was asked. */
export const layer = (script: Script, options: { readonly contextWindow?: number; readonly takesImages?: boolean } = {}) => Layer.sync(Llm, () => {
  const next = (request: ChatRequest): Effect.Effect<{ readonly reply: ScriptedReply; readonly result: ChatResult }, ProviderError> => Effect.suspend(() => {
    if (request.messages.length === 0) return Effect.fail(new ProviderRefused({ provider, detail: "a request needs at least one message" }))
    if (options.takesImages === false && request.messages.some((m) => m.role === "user" && hasImage(m.content))) return Effect.fail(new ProviderRefused({ provider, detail: "no configured model takes images" }))
    script.requests.push(request)
    const reply = script.replies.shift() ?? script.fallback(request)
    const error = failure(reply)
    if (error !== null) return Effect.fail(error)
    const calls = reply.calls ?? []
    return Effect.succeed({
      reply,
      result: {
        text: reply.text ?? "", toolCalls: calls.map((call, i) => ({ id: `call_${i}`, name: call.name, arguments: JSON.stringify(call.arguments) })),
        finishReason: calls.length > 0 ? "tool_calls" as const : reply.finish ?? "stop" as const,
        usage: { inputTokens: reply.usage?.input ?? 11, outputTokens: reply.usage?.output ?? 7 }, provider: "scripted", model: "scripted", costUsd: null
      }
    })
  })
  const cut = () => new ProviderUnavailable({ provider, detail: "the stream ended before the answer did" })
  return Llm.of({
    implementation: "scripted", hasModel: true, contextWindow: () => options.contextWindow ?? 32_000, takesImages: options.takesImages ?? true,
    chat: (request) => Effect.flatMap(next(request), ({ reply, result }) => (reply.cutAfter === undefined ? Effect.succeed(result) : Effect.fail(cut()))),
    stream: (request) => Stream.unwrap(Effect.map(next(request), ({ reply, result }) => {
      const deltas = (result.text.match(/[\s\S]{1,9}/g) ?? []).map((text) => ({ type: "delta" as const, text }))
      return reply.cutAfter === undefined
        ? Stream.fromIterable([...deltas, { type: "done" as const, result }])
        : Stream.concat(Stream.fromIterable(deltas.slice(0, reply.cutAfter)), Stream.fail(cut()))
    })),
    check: Effect.succeed({ implementation: "scripted", detail: "answers what the test says" })
  })
})
