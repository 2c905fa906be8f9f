import { Clock, Config, Effect, Either, Option, Schema } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import { Llm } from "../../providers/llm/Llm.js"
import { UsageLedger } from "../../providers/llm/UsageLedger.js"
import { Redactor } from "../evidence/engine/redact/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { orderOf, RERANKED, reordered, rerankPrompt, rerankSchema } from "./engine/rerank.js"
import type { FoundChunk, SearchQuery, SearchResult } from "./models.js"

/** A search that waits longer for a better order is no better search. */
const DEADLINE_MS = 5_000
const OUTPUT_TOKENS = 200

/** Whether the agent's searches are reranked; others ask for it one by one. */
export const rerankSettings = Config.literal("off", "on")("KNOWLEDGE_RERANK").pipe(Config.withDefault("off" as const))

const decodeAnswer = Schema.decodeUnknownOption(Schema.parseJson(Schema.Struct({ order: Schema.Array(Schema.String) })))

const because = (error: ProviderError): string => {
  switch (error._tag) {
    case "ProviderTimeout": return `the model did not answer within ${DEADLINE_MS / 1_000} seconds`
    case "ProviderUnavailable": return "the model cannot be reached"
    case "ProviderQuota": return "the model's quota is used up"
    default: return `the model refused: ${error.detail.slice(0, 200)}`
  }
}

/**
 * The first passages of a search in the order of a language model, where the
 * query asks for it. Whatever the model does, the search answers: without an
 * order of exactly these passages it keeps its own and says why.
 */
export const makeReranking = Effect.gen(function*() {
  const llm = yield* Llm
  const usage = yield* UsageLedger
  const agents = (yield* rerankSettings) === "on"

  const places = (question: string, chunks: ReadonlyArray<FoundChunk>): Effect.Effect<ReadonlyArray<number>, string, CurrentActor> => Effect.gen(function*() {
    if (!llm.hasModel) return yield* Effect.fail("no language model is configured")
    if (chunks.length < 2) return yield* Effect.fail("there is nothing to reorder")
    const { rules, text } = rerankPrompt(question, chunks.map((chunk) => ({ title: chunk.title, section: chunk.headingPath.join(" › "), text: chunk.text })))
    const started = yield* Clock.currentTimeMillis
    const result = yield* Effect.mapError(llm.chat({
      task: "synthesis", temperature: 0, maxOutputTokens: OUTPUT_TOKENS, deadlineMs: DEADLINE_MS, jsonSchema: { name: "order", schema: rerankSchema(chunks.length) },
      // the answer holds ids only: nothing has to be put back
      messages: [{ role: "system", content: rules }, { role: "user", content: new Redactor().redact(text).text }]
    }), because)
    const at = yield* Clock.currentTimeMillis
    const { userId } = yield* CurrentActor
    yield* usage.record({ at, ownerId: userId, caseId: null, jobId: null, task: "rerank", result, durationMs: at - started })
    const answer = Option.getOrNull(decodeAnswer(result.text))
    const order = answer === null ? "the model gave no order" : orderOf(answer.order, chunks.length)
    if (typeof order !== "string") return order
    yield* Effect.logWarning(`a search is not reranked: ${result.provider}/${result.model}: ${order}`)
    return yield* Effect.fail(order)
  })

  return <E, R>(query: SearchQuery, find: (query: SearchQuery) => Effect.Effect<SearchResult, E, R>): Effect.Effect<SearchResult, E, R | CurrentActor> => Effect.gen(function*() {
    if (!(query.rerank === "configured" ? agents : query.rerank === true)) return yield* find(query)
    const offset = query.offset ?? 0
    if (offset >= RERANKED) return { ...yield* find(query), rerank: { reranked: false, reason: `only the first ${RERANKED} passages are reranked` } }
    const found = yield* find({ ...query, offset: 0, limit: Math.max(RERANKED, offset + query.limit) })
    const head = found.chunks.slice(0, RERANKED)
    const order = yield* Effect.either(places(query.query, head))
    const chunks = Either.isLeft(order) ? found.chunks : [...reordered(head, order.right), ...found.chunks.slice(RERANKED)]
    return { chunks: chunks.slice(offset, offset + query.limit), total: found.total, rerank: { reranked: Either.isRight(order), reason: Either.isLeft(order) ? order.left : null } }
  })
})

export type Reranking = Effect.Effect.Success<typeof makeReranking>
