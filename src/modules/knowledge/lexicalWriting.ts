import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { analyse, type ReadChunk, type Terms } from "./engine/lexical/analysis.js"
import { lengthOf, unpackTerms } from "./engine/lexical/termVector.js"
import { postgresArrays } from "./postgresArrays.js"

/** What the index needs of a chunk. */
export interface IndexedChunk extends ReadChunk { readonly chunkId: string }

/** Chunks that are written at once; a document of the usual size is one batch. */
export const BATCH = 250

interface Row { readonly chunk_id: string; readonly length: number; readonly vector: Uint8Array; readonly words: string }
/** Some chunks of a document; the last batch has `whole`, the vector of the document. */
export interface Batch { readonly rows: ReadonlyArray<Row>; readonly whole: Uint8Array | null }

/** The terms of a document's chunks as rows, `BATCH` of them at a time and at least one batch. */
export const batchesOf = (chunks: ReadonlyArray<IndexedChunk>, { lengths, vectors, words }: Terms): ReadonlyArray<Batch> =>
  Array.from({ length: Math.max(1, Math.ceil(chunks.length / BATCH)) }, (_, batch) => {
    const from = batch * BATCH
    const rows = chunks.slice(from, from + BATCH).map(({ chunkId }, i) => ({ chunk_id: chunkId, length: lengths[from + i]!, vector: vectors[from + i]!, words: words[from + i]! }))
    return { rows, whole: from + BATCH < chunks.length ? null : vectors.at(-1)! }
  })

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** The writing side of full text, the same rows on both databases; everything runs inside the caller's transaction. */
export const makeLexicalWriting = (sql: SqlClient.SqlClient) => {
  const postgres = sql.onDialectOrElse({ pg: () => true, orElse: () => false })

  const remove = (documentId: string) => postgres
    ? dead(sql`WITH chunks AS (DELETE FROM chunk_terms WHERE document_id = ${documentId}) DELETE FROM document_terms WHERE document_id = ${documentId}`)
    : Effect.gen(function*() {
      yield* dead(sql`DELETE FROM chunk_words WHERE rowid IN (SELECT n FROM chunk_terms WHERE document_id = ${documentId})`)
      yield* dead(sql`DELETE FROM chunk_terms WHERE document_id = ${documentId}`)
      yield* dead(sql`DELETE FROM document_terms WHERE document_id = ${documentId}`)
    })

  /** What PostgreSQL inserts of a batch, each statement only where `when` holds. */
  const inserts = (documentId: string, { rows, whole }: Batch, when = sql`TRUE`) => [
    sql`INSERT INTO chunk_terms (chunk_id, document_id, length, vector, terms) SELECT x.chunk_id, ${documentId}, x.length, x.vector, x.terms
      FROM unnest(${postgresArrays.texts(rows.map((row) => row.chunk_id))}::text[], ${postgresArrays.integers(rows.map((row) => row.length))}::int4[],
        ${postgresArrays.bytes(rows.map((row) => row.vector))}::bytea[], ${postgresArrays.tsvectors(rows.map((row) => row.words))}::tsvector[]) AS x (chunk_id, length, vector, terms) WHERE ${when}`,
    ...(whole === null ? [] : [sql`INSERT INTO document_terms (document_id, length, vector) SELECT ${documentId}, ${lengthOf(unpackTerms(whole))}::int4, ${whole}::bytea WHERE ${when}`])
  ]
  /** Writes a batch, statement by statement. */
  const write = (documentId: string, batch: Batch) => Effect.gen(function*() {
    if (postgres) return yield* Effect.forEach(inserts(documentId, batch), (statement) => dead(statement), { discard: true })
    const { rows, whole } = batch
    if (rows.length > 0) {
      const numbered = yield* dead(sql<{ n: number; chunk_id: string }>`INSERT INTO chunk_terms ${sql.insert(rows.map(({ words: _, ...row }) => ({ ...row, document_id: documentId })))} RETURNING n, chunk_id`)
      const numbers = new Map(numbered.map((row) => [row.chunk_id, row.n]))
      yield* dead(sql`INSERT INTO chunk_words ${sql.insert(rows.map((row) => ({ rowid: numbers.get(row.chunk_id)!, words: row.words })))}`)
    }
    if (whole !== null) yield* dead(sql`INSERT INTO document_terms ${sql.insert({ document_id: documentId, length: lengthOf(unpackTerms(whole)), vector: whole })}`)
  })

  return { remove, inserts, write, postgres }
}

/** What an earlier version has written is indexed again. */
const indexAll = (sql: SqlClient.SqlClient) => Effect.gen(function*() {
  const { write } = makeLexicalWriting(sql)
  for (const { document_id, title } of yield* sql<{ document_id: string; title: string }>`SELECT document_id, title FROM documents WHERE chunk_count > 0`) {
    const rows = yield* sql<{ chunk_id: string; heading_path: string; text: string }>`SELECT chunk_id, heading_path, text FROM chunks WHERE document_id = ${document_id} ORDER BY ordinal`
    const chunks = rows.map((row) => ({ chunkId: row.chunk_id, headingPath: JSON.parse(row.heading_path) as ReadonlyArray<string>, text: row.text }))
    for (const batch of batchesOf(chunks, analyse(title, chunks))) yield* write(document_id, batch)
  }
})

export const lexicalMigrations = migrations("knowledge_lexical", {
  "0001_terms": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { postgres } = makeLexicalWriting(sql)
    const bytes = sql.literal(postgres ? "BYTEA" : "BLOB")
    const numbered = sql.literal(postgres ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY")
    yield* sql`CREATE TABLE document_terms (document_id TEXT PRIMARY KEY REFERENCES documents (document_id) ON DELETE CASCADE, length INTEGER NOT NULL, vector ${bytes} NOT NULL)`
    yield* sql`CREATE TABLE chunk_terms (n ${numbered}, chunk_id TEXT NOT NULL, document_id TEXT NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE, length INTEGER NOT NULL, vector ${bytes} NOT NULL)`
    yield* sql`CREATE INDEX chunk_terms_document ON chunk_terms (document_id)`
    if (postgres) {
      yield* sql`ALTER TABLE chunk_terms ADD COLUMN terms TSVECTOR NOT NULL`
      yield* sql`CREATE INDEX chunk_terms_terms ON chunk_terms USING GIN (terms)`
      yield* sql`ALTER TABLE chunks DROP COLUMN terms`
    } else {
      yield* sql`DROP TABLE chunks_terms`
      yield* sql`CREATE VIRTUAL TABLE chunk_words USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61')`
      yield* sql`CREATE VIRTUAL TABLE chunk_vocabulary USING fts5vocab (chunk_words, row)`
    }
    yield* indexAll(sql)
  }),
  // words are found by their stems
  "0002_stems": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    if (makeLexicalWriting(sql).postgres) yield* sql`TRUNCATE chunk_terms, document_terms`
    else {
      yield* sql`DELETE FROM chunk_words`
      yield* sql`DELETE FROM chunk_terms`
      yield* sql`DELETE FROM document_terms`
    }
    yield* indexAll(sql)
  })
})
