import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { postgresArrays } from "../../providers/data/postgresArrays.js"
import type { Chunk } from "./engine/text/chunk.js"
import { makeLexicalIndex } from "./lexicalIndex.js"

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

/** Chunks in one statement; a document of the usual size is one batch. */
const BATCH = 500

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

/** Chunks of documents and, by `lexicalIndex`, what full text finds them by. */
export const makeChunkIndex = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const lexical = yield* makeLexicalIndex
  const remove = (documentId: string) => Effect.zipRight(lexical.remove(documentId), dead(sql`DELETE FROM chunks WHERE document_id = ${documentId}`))
  const insertRows = (rows: ReadonlyArray<ChunkRow>) => dead(sql.onDialectOrElse({
    pg: () => sql`INSERT INTO chunks (chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text)
      SELECT x.chunk_id, ${rows[0]!.document_id}, x.ordinal, x.heading_path, x.byte_start, x.byte_end, x.sha256, x.text
      FROM unnest(${postgresArrays.texts(rows.map((row) => row.chunk_id))}::text[], ${postgresArrays.integers(rows.map((row) => row.ordinal))}::int4[],
        ${postgresArrays.texts(rows.map((row) => row.heading_path))}::text[], ${postgresArrays.integers(rows.map((row) => row.byte_start))}::int4[],
        ${postgresArrays.integers(rows.map((row) => row.byte_end))}::int4[], ${postgresArrays.texts(rows.map((row) => row.sha256))}::text[],
        ${postgresArrays.texts(rows.map((row) => row.text))}::text[]) AS x (chunk_id, ordinal, heading_path, byte_start, byte_end, sha256, text)`,
    orElse: () => sql`INSERT INTO chunks ${sql.insert(rows.map((row) => ({ ...row })))}`
  }))
  return {
    remove,
    /** Writes all chunks of a document that has none; runs inside the caller's transaction. */
    add: (documentId: string, title: string, chunks: ReadonlyArray<Chunk & { readonly chunkId: string }>) => Effect.gen(function*() {
      for (let i = 0; i < chunks.length; i += BATCH) {
        yield* insertRows(chunks.slice(i, i + BATCH).map((c) => ({
          chunk_id: c.chunkId, document_id: documentId, ordinal: c.ordinal, heading_path: JSON.stringify(c.headingPath),
          byte_start: c.byteStart, byte_end: c.byteEnd, sha256: c.sha256, text: c.text
        })))
      }
      yield* lexical.add(documentId, title, chunks)
    }),
    search: lexical.search,
    byIds: (chunkIds: ReadonlyArray<string>) => chunkIds.length === 0
      ? Effect.succeed([] as ReadonlyArray<ChunkRow>)
      : dead(sql<ChunkRow>`SELECT chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text FROM chunks WHERE ${sql.in("chunk_id", chunkIds)}`),
    ofDocument: (documentId: string) => dead(sql<ChunkRow>`SELECT chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text FROM chunks WHERE document_id = ${documentId} ORDER BY ordinal`),
    removeOrphans: Effect.gen(function*() {
      const rows = yield* dead(sql`DELETE FROM chunks WHERE document_id NOT IN (SELECT document_id FROM documents) RETURNING chunk_id`)
      return rows.length + (yield* lexical.removeOrphans)
    })
  }
})

export type ChunkIndex = Effect.Effect.Success<typeof makeChunkIndex>
