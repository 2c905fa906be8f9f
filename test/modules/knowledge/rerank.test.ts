import { describe, expect, it, layer as withLayer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { orderOf, reordered } from "../../../src/modules/knowledge/engine/rerank.js"
import { Knowledge, type SearchQuery } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import type { Llm } from "../../../src/providers/llm/Llm.js"
import { layer as scripted, makeScript } from "../../../src/providers/llm/scripted.js"
import { type UsageEntry, UsageLedger } from "../../../src/providers/llm/UsageLedger.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { as, configuration, memoryDatabase, noAccount, noModel } from "../../support/layers.js"

const used: Array<UsageEntry> = []
const ledger = Layer.succeed(UsageLedger, UsageLedger.of({ record: (entry) => Effect.sync(() => void used.push(entry)) }))
const script = makeScript()
const aloneWith = (model: Layer.Layer<Llm | UsageLedger>, variables: Record<string, string> = {}) => layer.pipe(
  Layer.provide([hashEmbedding, memoryVectors, noAccount, model]), Layer.provide(memoryFiles), Layer.provide(jobsWith({ pollMs: 20 })), Layer.provide(memoryDatabase()), Layer.provide(configuration(variables))
)
const me = as("usr_me")

const query: SearchQuery = { query: "the disk of the node is full, write to jane.doe@example.org", mode: "keyword", limit: 10, rerank: true }
/** Fifteen pages that hold the words of the query more or less often. */
const write = Effect.flatMap(Knowledge, (knowledge) => Effect.forEach(Array.from({ length: 15 }, (_, i) => i), (i) => knowledge.create({
  title: `Page ${i}`, documentType: "runbook",
  content: `# Page ${i}\n\n${"The disk of the node is full. ".repeat(15 - i)}${"Other words stand here too. ".repeat(i + 1)}${i === 0 ? "Ask john.roe@example.org." : ""}\n`
}), { discard: true }))
const search = (more: Partial<SearchQuery> = {}) => Effect.flatMap(Knowledge, (knowledge) => knowledge.search({ ...query, ...more }))
const plain = (more: Partial<SearchQuery> = {}) => search({ rerank: undefined, ...more })
const order = (ids: ReadonlyArray<string>) => script.replies.push({ text: JSON.stringify({ order: ids }) })
const backwards = Array.from({ length: 12 }, (_, i) => `P${12 - i}`)

describe("rerank by a model", () => {
  withLayer(aloneWith(Layer.merge(scripted(script), ledger)), { excludeTestServices: true })((it) => {
    it.effect("the model's order of the first twelve, scores still falling, the rest untouched", () => me(Effect.gen(function*() {
      yield* write
      const before = yield* plain({ limit: 15 })
      expect(before.rerank).toBeUndefined()
      expect(script.requests).toEqual([])
      expect(before.chunks.length).toBe(15)
      order(backwards)
      const after = yield* search({ limit: 15 })
      expect(after.rerank).toEqual({ reranked: true, reason: null })
      expect(after.chunks.map((c) => c.chunkId)).toEqual([...before.chunks.slice(0, 12).reverse(), ...before.chunks.slice(12)].map((c) => c.chunkId))
      expect(after.chunks.map((c) => c.score)).toEqual(before.chunks.map((c) => c.score))
      expect(after.total).toBe(before.total)
      // what is best of twelve comes first even where fewer are wanted
      order(backwards)
      expect((yield* search({ limit: 3 })).chunks.map((c) => c.chunkId)).toEqual(after.chunks.slice(0, 3).map((c) => c.chunkId))
      order(backwards)
      expect((yield* search({ limit: 3, offset: 3 })).chunks.map((c) => c.chunkId)).toEqual(after.chunks.slice(3, 6).map((c) => c.chunkId))
    })))

    it.effect("query and passages are redacted before they leave, and the tokens are the asker's", () => me(Effect.gen(function*() {
      script.requests.splice(0)
      used.splice(0)
      order(backwards)
      yield* search()
      const sent = JSON.stringify(script.requests)
      expect(sent).toContain("The disk of the node is full")
      expect(sent).toContain("<EMAIL_")
      expect(sent).not.toMatch(/jane\.doe|john\.roe/)
      expect(script.requests[0]!.deadlineMs).toBe(5_000)
      expect(used).toMatchObject([{ ownerId: "usr_me", task: "rerank" }])
    })))

    it.effect("any other answer leaves the search's own order, and the reason", () => me(Effect.gen(function*() {
      const own = (yield* plain()).chunks
      const outcome = (reply: (typeof script.replies)[number]) => {
        script.replies.push(reply)
        return Effect.map(search(), (found) => {
          expect(found.chunks).toEqual(own)
          expect(found.rerank!.reranked).toBe(false)
          return found.rerank!.reason
        })
      }
      expect(yield* outcome({ text: "P1 is best" })).toBe("the model gave no order")
      expect(yield* outcome({ text: JSON.stringify({ order: ["P2", "P1"] }) })).toBe("the model left passages out")
      expect(yield* outcome({ text: JSON.stringify({ order: [...backwards.slice(1), "P99"] }) })).toBe("the model named a passage that it was not given")
      expect(yield* outcome({ text: JSON.stringify({ order: [...backwards.slice(1), "P5"] }) })).toBe("the model named a passage twice")
      expect(yield* outcome({ status: 500 })).toBe("the model cannot be reached")
      expect(yield* outcome({ status: 429 })).toBe("the model's quota is used up")
      expect(yield* outcome({ status: 400 })).toBe("the model refused: scripted 400")
      script.requests.splice(0)
      expect((yield* search({ query: "chocolate cake" })).rerank).toEqual({ reranked: false, reason: "there is nothing to reorder" })
      expect((yield* search({ offset: 12 })).rerank).toEqual({ reranked: false, reason: "only the first 12 passages are reranked" })
      // the agent's searches are not, unless the configuration says so
      expect((yield* search({ rerank: "configured" })).rerank).toBeUndefined()
      expect(script.requests).toEqual([])
    })))
  })

  withLayer(aloneWith(Layer.merge(scripted(script), ledger), { KNOWLEDGE_RERANK: "on" }), { excludeTestServices: true })((it) => {
    it.effect("the agent's searches are reranked where the configuration says so, others when they ask", () => me(Effect.gen(function*() {
      yield* write
      order(backwards)
      expect((yield* search({ rerank: "configured" })).rerank).toEqual({ reranked: true, reason: null })
      expect((yield* plain()).rerank).toBeUndefined()
    })))
  })

  withLayer(aloneWith(noModel), { excludeTestServices: true })((it) => {
    it.effect("without a model the search answers and says that it is not reranked", () => me(Effect.gen(function*() {
      yield* write
      const found = yield* search()
      expect(found.rerank).toEqual({ reranked: false, reason: "no language model is configured" })
      expect(found.chunks).toEqual((yield* plain()).chunks)
    })))
  })

  it("an order counts only as one of exactly the given passages; scores fall with the place", () => {
    expect(orderOf(["P2", " [P1] "], 2)).toEqual([1, 0])
    for (const bad of [["P1"], ["P1", "P1"], ["P0", "P1"], ["P1", "P3"], ["2", "P1"], []]) expect(typeof orderOf(bad, 2)).toBe("string")
    expect(reordered([{ id: "a", score: 0.9 }, { id: "b", score: 0.4 }, { id: "c", score: 0.1 }], [2, 0, 1])).toEqual([{ id: "c", score: 0.9 }, { id: "a", score: 0.4 }, { id: "b", score: 0.1 }])
  })
})
