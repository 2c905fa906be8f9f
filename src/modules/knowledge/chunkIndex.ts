import { SqlClient, type SqlError, type Statement } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import type { Prepared } from "./engine/prepare.js"
import { insertRows } from "./insertRows.js"
import { makeLexicalIndex } from "./lexicalIndex.js"
import { termsRows, wholeRow } from "./lexicalWriting.js"
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

interface Id { readonly document_id: string }

/** A document's chunks and what finds them, as they are written. */
export interface PreparedDocument { readonly documentId: string; readonly prepared: Prepared }

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

/** Rows that are written before others have their turn. */
const ROWS = 96
/** Chunks that PostgreSQL takes at once. */
const TOGETHER = 1_000

/** Between two statements others have their turn; yielding a fiber alone stays within one turn of the event loop. */
const breathe = Effect.async<void>((resume) => {
  const turn = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(turn))
})

const chunksIn = (documents: ReadonlyArray<PreparedDocument>): number => documents.reduce((sum, { prepared }) => sum + prepared.chunks.length, 0)

/** Chunks of documents and, by `lexicalIndex`, what full text finds them by. */
export const makeChunkIndex = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const lexical = yield* makeLexicalIndex
  const remove = (documentId: string) => Effect.zipRight(lexical.remove(documentId), dead(sql`DELETE FROM chunks WHERE document_id = ${documentId}`))
  const rowsOf = (documents: ReadonlyArray<PreparedDocument>) => documents.flatMap(({ documentId, prepared }) => prepared.chunks.map((c) => ({
    chunk_id: c.chunkId, document_id: documentId, ordinal: c.ordinal, heading_path: JSON.stringify(c.headingPath),
    byte_start: c.byteStart, byte_end: c.byteEnd, sha256: c.sha256, text: c.text
  })))
  const termsOf = (documents: ReadonlyArray<PreparedDocument>) => documents.flatMap(({ documentId, prepared }) => termsRows(documentId, prepared.chunks.map((c) => c.chunkId), prepared.terms))
  const wholesOf = (documents: ReadonlyArray<PreparedDocument>) => documents.map(({ documentId, prepared }) => wholeRow(documentId, prepared.terms))

  const inserted = (rows: ReturnType<typeof rowsOf>, when: Statement.Fragment) => sql`INSERT INTO chunks (chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text)
    SELECT x.chunk_id, x.document_id, x.ordinal, x.heading_path, x.byte_start, x.byte_end, x.sha256, x.text
    FROM unnest(${postgresArrays.texts(rows.map((row) => row.chunk_id))}::text[], ${postgresArrays.texts(rows.map((row) => row.document_id))}::text[], ${postgresArrays.integers(rows.map((row) => row.ordinal))}::int4[],
      ${postgresArrays.texts(rows.map((row) => row.heading_path))}::text[], ${postgresArrays.integers(rows.map((row) => row.byte_start))}::int4[],
      ${postgresArrays.integers(rows.map((row) => row.byte_end))}::int4[], ${postgresArrays.texts(rows.map((row) => row.sha256))}::text[],
      ${postgresArrays.texts(rows.map((row) => row.text))}::text[]) AS x (chunk_id, document_id, ordinal, heading_path, byte_start, byte_end, sha256, text) WHERE ${when}`
  /** On PostgreSQL: `first`, which returns the ids of documents that it has written, and with it their chunks, in one statement. */
  const together = (first: Statement.Statement<Id>, documents: ReadonlyArray<PreparedDocument>) => {
    const when = sql`x.document_id IN (SELECT document_id FROM written)`
    const rest = [inserted(rowsOf(documents), when), ...lexical.inserts(termsOf(documents), wholesOf(documents), when)]
    return dead(sql<Id>`WITH written AS (${first}), ${sql.csv(rest.map((statement, i) => sql`${sql(`part_${i}`)} AS (${statement})`))} SELECT document_id FROM written`)
  }
  const intoChunks = insertRows(sql, "chunks", ["chunk_id", "document_id", "ordinal", "heading_path", "byte_start", "byte_end", "sha256", "text"])
  const add = (documents: ReadonlyArray<PreparedDocument>) => Effect.gen(function*() {
    const rows = rowsOf(documents)
    for (let i = 0; i < rows.length; i += ROWS) {
      if (i > 0) yield* breathe
      const some = rows.slice(i, i + ROWS)
      yield* dead(lexical.postgres ? inserted(some, sql`TRUE`) : intoChunks(some.map((row) => [row.chunk_id, row.document_id, row.ordinal, row.heading_path, row.byte_start, row.byte_end, row.sha256, row.text])))
    }
    yield* lexical.write(termsOf(documents), wholesOf(documents), breathe)
  })

  return {
    remove,
    /** Writes all chunks of a document that has a row and no chunks; runs inside the caller's transaction. */
    add: (document: PreparedDocument) => add([document]),
    /**
     * Writes new documents with their chunks, whole: those whose rows `first`
     * has written, the statement that writes rows and returns their ids.
     * Answers these. One transaction; on PostgreSQL one statement, so that the
     * way there and back is gone once.
     */
    create: (first: Statement.Statement<Id>, documents: ReadonlyArray<PreparedDocument>): Effect.Effect<ReadonlySet<string>> => Effect.gen(function*() {
      const ids = (rows: ReadonlyArray<Id>) => new Set(rows.map((row) => row.document_id))
      if (lexical.postgres && chunksIn(documents) <= TOGETHER) return ids(yield* together(first, documents))
      return yield* dead(sql.withTransaction(Effect.gen(function*() {
        const written = ids(yield* first)
        const own = documents.filter(({ documentId }) => written.has(documentId))
        if (own.length > 0) yield* add(own)
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
