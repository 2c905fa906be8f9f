import { Effect, Layer, Stream } from "effect"
import { ProviderRefused } from "../errors.js"
import { composeAnswer, composeTitle } from "./analyst/compose.js"
import { type ChatRequest, type ChatResult, type Grounding, Llm } from "./Llm.js"

const provider = "llm/builtin"
const CHUNK = 400

const refused = (detail: string) => new ProviderRefused({ provider, detail })

const lastText = (request: ChatRequest): string => {
  const last = request.messages.findLast((m) => m.role === "user")?.content
  return typeof last === "string" ? last : (last ?? []).flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
}

const nothingKnown = (question: string): Grounding => ({ question, caseTitle: "", evidence: [], knowledge: [], hypotheses: [], files: [] })

const answer = (request: ChatRequest): Effect.Effect<ChatResult, ProviderRefused> => Effect.suspend(() => {
  if (request.messages.length === 0) return Effect.fail(refused("a request needs at least one message"))
  if (request.jsonSchema !== undefined) return Effect.fail(refused("no language model is configured, and only one can fill in a JSON Schema"))
  if (request.grounding === undefined && request.task !== "title") return Effect.fail(refused("no language model is configured; the built-in analyst answers from established facts only"))
  const grounding = request.grounding ?? nothingKnown(lastText(request))
  const text = request.task === "title" ? composeTitle(grounding) : composeAnswer(grounding)
  return Effect.succeed({
    text, toolCalls: [], finishReason: "stop" as const, usage: { inputTokens: 0, outputTokens: 0 }, provider: "builtin", model: "built-in analyst", costUsd: 0
  })
})

const pieces = (text: string): ReadonlyArray<string> => Array.from({ length: Math.ceil(text.length / CHUNK) }, (_, i) => text.slice(i * CHUNK, (i + 1) * CHUNK))

/** Answers from the established facts alone, every statement with its marker. No model, no network. */
export const make = (): Llm["Type"] => ({
  implementation: "builtin",
  hasModel: false,
  contextWindow: () => 1_000_000,
  takesImages: false,
  chat: answer,
  stream: (request) => Stream.unwrap(Effect.map(answer(request), (result) =>
    Stream.fromIterable([...pieces(result.text).map((text) => ({ type: "delta" as const, text })), { type: "done" as const, result }]))),
  check: Effect.succeed({ implementation: "builtin", detail: "no language model configured; the built-in analyst answers" })
})

export const layer = Layer.sync(Llm, () => Llm.of(make()))
