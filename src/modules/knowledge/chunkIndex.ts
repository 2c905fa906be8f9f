import { SqlClient, type SqlError, type Statement } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import type { Chunk } from "./engine/text/chunk.js"
import { makeLexicalIndex } from "./lexicalIndex.js"
import { analyse } from "./engine/lexical/analysis.js"
import { BATCH, type Batch, batchesOf } from "./lexicalWriting.js"
import { postgresArrays } from "./postgresArrays.js"

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

type IdentifiedChunk = Chunk & { readonly chunkId: string }

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

/** The terms of a long document take time that others need as well; yielding a fiber alone stays within one turn of the event loop. */
const breathe = Effect.async<void>((resume) => {
  const turn = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(turn))
})

/** Chunks of documents and, by `lexicalIndex`, what full text finds them by. */
export const makeChunkIndex = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const lexical = yield* makeLexicalIndex
  const remove = (documentId: string) => Effect.zipRight(lexical.remove(documentId), dead(sql`DELETE FROM chunks WHERE document_id = ${documentId}`))
  const rowsOf = (documentId: string, chunks: ReadonlyArray<IdentifiedChunk>) => chunks.map((c) => ({
    chunk_id: c.chunkId, document_id: documentId, ordinal: c.ordinal, heading_path: JSON.stringify(c.headingPath),
    byte_start: c.byteStart, byte_end: c.byteEnd, sha256: c.sha256, text: c.text
  }))
  const inserted = (documentId: string, chunks: ReadonlyArray<IdentifiedChunk>, when: Statement.Statement<unknown>) => {
    const rows = rowsOf(documentId, chunks)
    return sql`INSERT INTO chunks (chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text)
      SELECT x.chunk_id, ${documentId}, x.ordinal, x.heading_path, x.byte_start, x.byte_end, x.sha256, x.text
      FROM unnest(${postgresArrays.texts(rows.map((row) => row.chunk_id))}::text[], ${postgresArrays.integers(rows.map((row) => row.ordinal))}::int4[],
        ${postgresArrays.texts(rows.map((row) => row.heading_path))}::text[], ${postgresArrays.integers(rows.map((row) => row.byte_start))}::int4[],
        ${postgresArrays.integers(rows.map((row) => row.byte_end))}::int4[], ${postgresArrays.texts(rows.map((row) => row.sha256))}::text[],
        ${postgresArrays.texts(rows.map((row) => row.text))}::text[]) AS x (chunk_id, ordinal, heading_path, byte_start, byte_end, sha256, text) WHERE ${when}`
  }
  /** On PostgreSQL: `first`, which tells by a row that it has written one, and with it a batch of chunks, in one statement. */
  const together = (first: Statement.Statement<unknown>, documentId: string, chunks: ReadonlyArray<IdentifiedChunk>, batch: Batch) => {
    const when = sql`EXISTS (SELECT 1 FROM written)`
    const rest = [inserted(documentId, chunks, when), ...lexical.inserts(documentId, batch, when)]
    return dead(sql`WITH written AS (${first}), ${sql.csv(rest.map((statement, i) => sql`${sql(`part_${i}`)} AS (${statement})`))} SELECT 1 FROM written`)
  }
  const add = (documentId: string, title: string, chunks: ReadonlyArray<IdentifiedChunk>) => Effect.gen(function*() {
    let i = 0
    for (const batch of batchesOf(chunks, analyse(title, chunks))) {
      if (i > 0) yield* breathe
      const own = chunks.slice(i, i + BATCH)
      if (lexical.postgres) yield* together(sql`SELECT 1`, documentId, own, batch)
      else {
        if (own.length > 0) yield* dead(sql`INSERT INTO chunks ${sql.insert(rowsOf(documentId, own))}`)
        yield* lexical.write(documentId, batch)
      }
      i += BATCH
    }
  })

  return {
    remove,
    /** Writes all chunks of a document that has none; runs inside the caller's transaction. */
    add,
    /**
     * Writes a new document and its chunks, or nothing where `row`, the
     * statement that writes its row and returns it, wrote none; true where it
     * did. One transaction; on PostgreSQL one statement, so that the way there
     * and back is gone once.
     */
    create: (row: Statement.Statement<unknown>, documentId: string, title: string, chunks: ReadonlyArray<IdentifiedChunk>) => Effect.suspend(() => {
      if (lexical.postgres && chunks.length <= BATCH) {
        return Effect.forEach(batchesOf(chunks, analyse(title, chunks)), (batch) => together(row, documentId, chunks, batch)).pipe(Effect.map((results) => results.flat().length > 0))
      }
      return dead(sql.withTransaction(Effect.gen(function*() {
        const written = (yield* row).length > 0
        if (written) yield* add(documentId, title, chunks)
        return written
      })))
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
