import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import type { Chunk } from "./engine/text/chunk.js"
import { termsOf } from "./engine/text/terms.js"

export interface ChunkRow {
  readonly chunk_id: string
  readonly document_id: string
  readonly ordinal: number
  readonly heading_path: string
  readonly byte_start: number
  readonly byte_end: number
  readonly sha256: string
  readonly text: string
}

/** A chunk that full text found; `rank` is higher for better, comparable within one answer only. */
export interface LexicalHit extends ChunkRow {
  readonly rank: number
}

const WEIGHTS = { title: 4, headings: 2, body: 1 } as const

export const chunkMigrations = migrations("knowledge_chunks", {
  "0001_chunks": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE chunks (
      chunk_id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
      heading_path TEXT NOT NULL, byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL)`
    yield* sql`CREATE INDEX chunks_document ON chunks (document_id, ordinal)`
    yield* sql.onDialectOrElse({
      pg: () => sql`ALTER TABLE chunks ADD COLUMN terms TSVECTOR`.pipe(Effect.zipRight(sql`CREATE INDEX chunks_terms ON chunks USING GIN (terms)`)),
      orElse: () => sql`CREATE VIRTUAL TABLE chunks_terms USING fts5 (chunk_id UNINDEXED, document_id UNINDEXED, title, headings, body, tokenize = 'unicode61')`
    })
  })
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** Full-text index over chunks: FTS5 or tsvector, over the same terms. */
export const makeChunkIndex = Effect.map(SqlClient.SqlClient, (sql) => {
  const postgres = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  const remove = (documentId: string) => Effect.gen(function*() {
    if (!postgres) yield* dead(sql`DELETE FROM chunks_terms WHERE document_id = ${documentId}`)
    yield* dead(sql`DELETE FROM chunks WHERE document_id = ${documentId}`)
  })
  return {
    remove,
    /** Replaces all chunks of a document; runs inside the caller's transaction. */
    replace: (documentId: string, title: string, chunks: ReadonlyArray<Chunk & { readonly chunkId: string }>) => Effect.gen(function*() {
      yield* remove(documentId)
      const titleTerms = termsOf(title).join(" ")
      for (let i = 0; i < chunks.length; i += 100) {
        const batch = chunks.slice(i, i + 100)
        yield* dead(sql`INSERT INTO chunks ${sql.insert(batch.map((c) => ({
          chunk_id: c.chunkId, document_id: documentId, ordinal: c.ordinal, heading_path: JSON.stringify(c.headingPath),
          byte_start: c.byteStart, byte_end: c.byteEnd, sha256: c.sha256, text: c.text
        })))}`)
        const indexed = batch.map((c) => ({ chunk_id: c.chunkId, document_id: documentId, title: titleTerms, headings: termsOf(c.headingPath.join(" ")).join(" "), body: termsOf(c.text).join(" ") }))
        if (!postgres) yield* dead(sql`INSERT INTO chunks_terms ${sql.insert(indexed)}`)
        else {
          yield* Effect.forEach(indexed, (row) => dead(sql`UPDATE chunks SET terms = setweight(to_tsvector('simple', ${row.title}), 'A') || setweight(to_tsvector('simple', ${row.headings}), 'B') || setweight(to_tsvector('simple', ${row.body}), 'D') WHERE chunk_id = ${row.chunk_id}`), { discard: true })
        }
      }
    }),
    /** Chunks that hold any of the terms, best first, of the documents that `visible` lets through. */
    search: (terms: ReadonlyArray<string>, visible: ReturnType<typeof sql.and>, limit: number) => {
      const unique = [...new Set(terms)].slice(0, 64)
      if (unique.length === 0) return Effect.succeed([] as ReadonlyArray<LexicalHit>)
      return postgres
        ? dead(sql<LexicalHit>`SELECT c.chunk_id, c.document_id, c.ordinal, c.heading_path, c.byte_start, c.byte_end, c.sha256, c.text,
            ts_rank_cd('{0.25, 0.25, 0.5, 1}', c.terms, q.query, 1) AS rank
          FROM chunks c JOIN documents d ON d.document_id = c.document_id, (SELECT to_tsquery('simple', ${unique.map((t) => `'${t}'`).join(" | ")}) AS query) q
          WHERE c.terms @@ q.query AND ${visible} ORDER BY rank DESC, c.chunk_id LIMIT ${limit}`)
        : dead(sql<LexicalHit>`SELECT c.chunk_id, c.document_id, c.ordinal, c.heading_path, c.byte_start, c.byte_end, c.sha256, c.text,
            -bm25(chunks_terms, 0, 0, ${WEIGHTS.title}, ${WEIGHTS.headings}, ${WEIGHTS.body}) AS rank
          FROM chunks_terms JOIN chunks c ON c.chunk_id = chunks_terms.chunk_id JOIN documents d ON d.document_id = c.document_id
          WHERE chunks_terms MATCH ${unique.map((t) => `"${t}"`).join(" OR ")} AND ${visible} ORDER BY rank DESC, c.chunk_id LIMIT ${limit}`)
    },
    byIds: (chunkIds: ReadonlyArray<string>) => chunkIds.length === 0
      ? Effect.succeed([] as ReadonlyArray<ChunkRow>)
      : dead(sql<ChunkRow>`SELECT chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text FROM chunks WHERE ${sql.in("chunk_id", chunkIds)}`),
    ofDocument: (documentId: string) => dead(sql<ChunkRow>`SELECT chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text FROM chunks WHERE document_id = ${documentId} ORDER BY ordinal`),
    removeOrphans: postgres
      ? dead(sql<{ chunk_id: string }>`DELETE FROM chunks WHERE document_id NOT IN (SELECT document_id FROM documents) RETURNING chunk_id`).pipe(Effect.map((rows) => rows.length))
      : Effect.gen(function*() {
        const rows = yield* dead(sql<{ chunk_id: string }>`DELETE FROM chunks WHERE document_id NOT IN (SELECT document_id FROM documents) RETURNING chunk_id`)
        const terms = yield* dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM chunks_terms WHERE chunk_id NOT IN (SELECT chunk_id FROM chunks)`)
        if (Number(terms[0]!.n) > 0) yield* dead(sql`DELETE FROM chunks_terms WHERE chunk_id NOT IN (SELECT chunk_id FROM chunks)`)
        return rows.length + Number(terms[0]!.n)
      })
  }
})

export type ChunkIndex = Effect.Effect.Success<typeof makeChunkIndex>
