import { mkdtempSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { Embedding } from "../../../src/providers/embedding/Embedding.js"
import { hashEmbed } from "../../../src/providers/embedding/hash.js"
import { Files } from "../../../src/providers/files/Files.js"
import { layerAt as filesAt } from "../../../src/providers/files/local.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as embedded } from "../../../src/providers/vectors/embedded.js"
import { Vectors } from "../../../src/providers/vectors/Vectors.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"

const model = { model: "meaning", dimension: 1024 }
const embedding = Layer.succeed(Embedding, Embedding.of({
  implementation: "test", ...model, kind: "semantic", embed: (texts) => Effect.succeed(texts.map(hashEmbed)), check: Effect.succeed({ implementation: "test", detail: "answers" })
}))
const folder = mkdtempSync(join(tmpdir(), "faultmaven-reconcile-"))
const whole = layer.pipe(
  Layer.provide([embedding, noModel]), Layer.provideMerge(embedded), Layer.provideMerge(filesAt(folder)), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase())
)
const me = as("usr_me")
const LONG_AGO = 1_600_000_000

const REFERENCES = ["chunks_document_id", "chunk_terms_document_id", "document_terms_document_id", "knowledge_collection_documents_document_id", "knowledge_collection_documents_collection_id"] as const

/** Runs statements that break references, as only a damaged or restored database can. */
const withoutReferences = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql.onDialectOrElse({
  pg: () => Effect.zipRight(Effect.forEach(REFERENCES, (name) => sql`ALTER TABLE ${sql(name.replace(/_(document|collection)_id$/, ""))} DROP CONSTRAINT ${sql(`${name}_fkey`)}`), effect),
  orElse: () => Effect.acquireUseRelease(sql`PRAGMA foreign_keys = OFF`, () => effect, () => Effect.orDie(sql`PRAGMA foreign_keys = ON`))
}))

/** Everything that each place holds, by its owner. */
const held = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const count = (rows: ReadonlyArray<unknown>) => rows.length
  return {
    documents: count(yield* sql`SELECT document_id FROM documents`), chunks: count(yield* sql`SELECT chunk_id FROM chunks`), terms: count(yield* sql`SELECT n FROM chunk_terms`),
    wholes: count(yield* sql`SELECT document_id FROM document_terms`), members: count(yield* sql`SELECT document_id FROM knowledge_collection_documents`),
    vectors: (yield* Effect.forEach(yield* (yield* Vectors).collections, (yield* Vectors).allIds)).flat().length, files: Chunk.size(yield* Stream.runCollect((yield* Files).list("")))
  }
})
const nothing = { documents: 0, chunks: 0, terms: 0, wholes: 0, members: 0, vectors: 0, files: 0 }
const clean = { rows: 0, chunks: 0, vectors: 0, files: 0, repaired: 0 }
const old = (key: string) => Effect.sync(() => utimesSync(join(folder, ...key.split("/")), LONG_AGO, LONG_AGO))

describe("what belongs to nothing", () => {
  withLayer(whole, { excludeTestServices: true })((it) => {
    it.effect("a deleted document leaves no row, chunk, vector or file", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const { document, jobId } = yield* knowledge.upload({ filename: "a.md" }, Stream.make(Buffer.from("# Pool\n\nStop the export.\n")))
      yield* (yield* Jobs).awaitEnd(jobId)
      yield* knowledge.createCollection({ name: "One", documentIds: [document.documentId] })
      expect(yield* held).toEqual({ documents: 1, chunks: 1, terms: 1, wholes: 1, members: 1, vectors: 1, files: 1 })
      expect(yield* knowledge.reconcile).toEqual(clean)
      yield* knowledge.remove(document.documentId)
      expect(yield* held).toEqual(nothing)
      expect(yield* knowledge.reconcile).toEqual(clean)
    })))

    it.effect("orphans planted in every place are found and removed, and what is alive stays", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const sql = yield* SqlClient.SqlClient
      const files = yield* Files
      const alive = yield* knowledge.create({ title: "Alive", content: "# Alive\n\nThe wombat service restarts.\n", documentType: "runbook" })
      const before = yield* held
      yield* withoutReferences(Effect.gen(function*() {
        yield* sql`INSERT INTO chunks ${sql.insert({ chunk_id: "chk_lost", document_id: "gone", ordinal: 0, heading_path: "[]", byte_start: 0, byte_end: 1, sha256: "", text: "x" })}`
        const lost = { chunk_id: "chk_lost", document_id: "gone", length: 1, vector: Buffer.from([0]) }
        yield* sql.onDialectOrElse({
          pg: () => sql`INSERT INTO chunk_terms (chunk_id, document_id, length, vector, terms) VALUES (${lost.chunk_id}, ${lost.document_id}, 1, ${lost.vector}, to_tsvector('x'))`,
          orElse: () => sql`INSERT INTO chunk_terms ${sql.insert({ n: 900, ...lost })}`.pipe(Effect.zipRight(sql`INSERT INTO chunk_words ${sql.insert({ rowid: 900, words: "x" })}`))
        })
        yield* sql`INSERT INTO document_terms ${sql.insert({ document_id: "gone", length: 1, vector: Buffer.from([0]) })}`
        yield* sql`INSERT INTO knowledge_collection_documents ${sql.insert({ collection_id: "none", document_id: "gone" })}`
      }))
      yield* (yield* Vectors).upsert(model, [{ id: "chk_lost", values: hashEmbed("lost"), metadata: { scope: "user:usr_me", documentId: "gone", type: "runbook" } }])
      for (const key of ["knowledge/gone", "imports/gone"]) {
        yield* files.put(key, Stream.make(new Uint8Array([1])))
        yield* old(key)
      }
      yield* files.put("knowledge/young", Stream.make(new Uint8Array([1])))
      expect(yield* held).toEqual({ documents: 1, chunks: before.chunks + 1, terms: before.terms + 1, wholes: before.wholes + 1, members: 1, vectors: before.vectors + 1, files: 3 })

      // its vector may be that of a document on its way: it goes with the second sweep
      expect(yield* knowledge.reconcile).toMatchObject({ rows: 2, vectors: 0, files: 2, repaired: 0 })
      expect(yield* knowledge.reconcile).toEqual({ ...clean, vectors: 1 })
      expect(yield* held).toEqual({ ...before, files: 1 })
      expect((yield* knowledge.search({ query: "wombat service", mode: "hybrid", limit: 1 })).chunks[0]?.documentId).toBe(alive.documentId)
      yield* files.remove("knowledge/young")
    })))

    it.effect("a vector of a former model goes as well, that of a chunk that lives stays", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const vectors = yield* Vectors
      const former = { model: "former", dimension: 3 }
      const alive = yield* knowledge.create({ title: "Survivor", content: "# Survivor\n\nThe quokka service restarts.\n", documentType: "runbook" })
      const [chunkId] = yield* vectors.ids(model, alive.documentId)
      const metadata = { scope: "user:usr_me", documentId: alive.documentId, type: "runbook" }
      yield* vectors.upsert(former, [
        { id: chunkId!, values: Float32Array.of(1, 0, 0), metadata }, { id: "chk_former", values: Float32Array.of(0, 1, 0), metadata: { ...metadata, documentId: "gone" } }
      ])
      expect(yield* knowledge.reconcile).toEqual(clean)
      expect(yield* knowledge.reconcile).toEqual({ ...clean, vectors: 1 })
      expect(yield* vectors.count(former)).toBe(1)
      // and with its document the last one
      yield* knowledge.remove(alive.documentId)
      expect(yield* vectors.count(former)).toBe(0)
    })))

    it.effect("a document whose ingestion died is repaired, or ends as failed with a reason", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const sql = yield* SqlClient.SqlClient
      const make = (title: string) => knowledge.create({ title, content: `# ${title}\n\nThe ${title} capybara waits.\n`, documentType: "guide" })
      const [chunkless, halted, empty] = [yield* make("chunkless"), yield* make("halted"), yield* make("empty")]
      yield* sql`DELETE FROM chunks WHERE document_id = ${chunkless.documentId}`
      yield* sql`UPDATE documents SET status = 'processing' WHERE document_id = ${halted.documentId}`
      yield* sql`UPDATE documents SET status = 'pending', content = '', job_id = 'vanished' WHERE document_id = ${empty.documentId}`
      expect((yield* knowledge.reconcile).repaired).toBe(0)
      yield* sql`UPDATE documents SET updated_at = ${LONG_AGO} WHERE ${sql.in("document_id", [chunkless.documentId, halted.documentId, empty.documentId])}`
      expect((yield* knowledge.reconcile).repaired).toBe(3)
      expect((yield* knowledge.search({ query: "chunkless capybara", mode: "keyword", limit: 1 })).chunks[0]?.documentId).toBe(chunkless.documentId)
      expect((yield* knowledge.get(halted.documentId)).status).toBe("indexed")
      expect(yield* knowledge.get(empty.documentId)).toMatchObject({ status: "failed", statusReason: "its ingestion did not end; upload it again" })
    })))
  })
})
