import { SqlClient } from "@effect/sql"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { postgresArrays } from "../../../src/modules/knowledge/postgresArrays.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))
const me = as("usr_me")

/** About one chunk for each section. */
const long = (sections: number, animal: string): string =>
  Array.from({ length: sections }, (_, i) => `## Section ${i} – ünïcode 🦦\n\n${`Ask the ${animal}${i} quorum before the shard moves. `.repeat(18)}\n`).join("\n")

const held = (documentId: string) => Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const chunks = yield* sql<{ chunk_id: string; byte_start: number; byte_end: number; text: string }>`SELECT chunk_id, byte_start, byte_end, text FROM chunks WHERE document_id = ${documentId} ORDER BY ordinal`
  const terms = yield* sql<{ chunk_id: string }>`SELECT chunk_id FROM chunk_terms WHERE document_id = ${documentId} ORDER BY n`
  const wholes = yield* sql`SELECT document_id FROM document_terms WHERE document_id = ${documentId}`
  return { chunks, terms: terms.map((row) => row.chunk_id), wholes: wholes.length }
})

describe("writing documents", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("short or of many batches: every chunk has its bytes and its terms, a change leaves nothing of before", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      for (const sections of [1, 620]) {
        const content = long(sections, "walrus")
        const document = yield* knowledge.create({ title: `Of ${sections}`, content, documentType: "guide" })
        const { chunks, terms, wholes } = yield* held(document.documentId)
        expect(chunks.length).toBeGreaterThanOrEqual(sections)
        expect(document.chunkCount).toBe(chunks.length)
        expect(wholes).toBe(1)
        expect([...terms].sort()).toEqual(chunks.map((chunk) => chunk.chunk_id).sort())
        const bytes = Buffer.from(content)
        for (const chunk of chunks) expect(bytes.subarray(chunk.byte_start, chunk.byte_end).toString()).toBe(chunk.text)
        expect((yield* knowledge.search({ query: `walrus${sections - 1} quorum`, mode: "keyword", limit: 1 })).chunks[0]?.documentId).toBe(document.documentId)
        expect((yield* knowledge.create({ title: `Of ${sections}`, content, documentType: "guide" })).documentId).toBe(document.documentId)
        expect(yield* held(document.documentId)).toEqual({ chunks, terms, wholes })

        yield* knowledge.change(document.documentId, { content: long(sections, "narwhal") })
        const after = yield* held(document.documentId)
        expect(after.wholes).toBe(1)
        expect(after.terms).toHaveLength(after.chunks.length)
        expect(after.chunks.every((chunk) => !chunk.text.includes("walrus"))).toBe(true)
        expect((yield* knowledge.search({ query: `walrus${sections - 1}`, mode: "keyword", limit: 1 })).chunks).toEqual([])
        yield* knowledge.remove(document.documentId)
        expect(yield* held(document.documentId)).toEqual({ chunks: [], terms: [], wholes: 0 })
      }
    })))

    it.effect("two who write the same document at once end with one, whole", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const input = { title: "Twice", content: long(40, "otter"), documentType: "guide" }
      const documents = yield* Effect.all(Array.from({ length: 6 }, () => knowledge.create(input)), { concurrency: "unbounded" })
      expect(new Set(documents.map((document) => document.documentId)).size).toBe(1)
      const { chunks, terms, wholes } = yield* held(documents[0]!.documentId)
      expect({ terms: terms.length, wholes }).toEqual({ terms: chunks.length, wholes: 1 })
    })))

    it.effect("columns arrive at PostgreSQL as they were", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      if (!sql.onDialectOrElse({ pg: () => true, orElse: () => false })) return
      const [row] = yield* sql`SELECT ${postgresArrays.texts(["a", "", "🦦 \"{,}\\ NULL", "x\0y"])}::text[] AS texts, ${postgresArrays.integers([1, -2, 2 ** 31 - 1])}::int4[] AS integers,
        ${postgresArrays.bytes([new Uint8Array([0, 255]), new Uint8Array()])}::bytea[] AS bytes, ${postgresArrays.texts([])}::text[] AS empty,
        ARRAY(SELECT tsvector_to_array(v) FROM unnest(${postgresArrays.tsvectors(["zebra abc 日本", "one"])}::tsvector[]) AS v WHERE length(v) = 3) AS words,
        (SELECT COUNT(*) FROM unnest(${postgresArrays.tsvectors(["one two", ""])}::tsvector[]) AS v WHERE v @@ 'two'::tsquery) AS found`
      expect(row).toEqual({ texts: ["a", "", "🦦 \"{,}\\ NULL", "x\uFFFDy"], integers: [1, -2, 2 ** 31 - 1], bytes: [Buffer.from([0, 255]), Buffer.alloc(0)], empty: [], words: [["abc", "zebra", "日本"]], found: 1 })
    }))
  })
})
