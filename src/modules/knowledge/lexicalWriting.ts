import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { OPENING } from "./engine/lexical/ranking.js"
import { lengthOf, packTerms, unpackTerms } from "./engine/lexical/termVector.js"
import { stemOf, termsOf } from "./engine/lexical/terms.js"
import { postgresArrays } from "./postgresArrays.js"

/** What the index needs of a chunk. */
export interface IndexedChunk { readonly chunkId: string; readonly headingPath: ReadonlyArray<string>; readonly text: string }

/** What full text keeps of a chunk: `words` are its distinct stems, `vector` holds the fields body and headings. */
interface Row { readonly chunk_id: string; readonly length: number; readonly vector: Uint8Array; readonly words: ReadonlyArray<string> }
/** Some chunks of a document; the last batch has `whole`, the vector of the fields text, opening and title. */
export interface Batch { readonly rows: ReadonlyArray<Row>; readonly whole: Uint8Array | null }

const distinctStems = (fields: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const stems = new Set<string>()
  for (const field of fields) for (const term of field) stems.add(stemOf(term))
  return [...stems]
}

/** Chunks that are written at once; a document of the usual size is one batch. */
export const BATCH = 250

/** Makes the terms of a document's chunks, `BATCH` chunks at a time and at least one batch. */
export function* analyse(title: string, chunks: ReadonlyArray<IndexedChunk>): Generator<Batch> {
  const titleTerms = termsOf(title)
  const body: Array<string> = []
  // neighbours stand under the same headings
  let path = ""
  let headings: ReadonlyArray<string> = []
  const rowOf = (chunk: IndexedChunk): Row => {
    const own = chunk.headingPath.join(" ")
    if (own !== path) {
      path = own
      headings = termsOf(own)
    }
    const terms = termsOf(chunk.text)
    for (const term of terms) body.push(term)
    return { chunk_id: chunk.chunkId, length: terms.length, vector: packTerms([terms, headings]), words: distinctStems([terms, headings, titleTerms]) }
  }
  for (let i = 0;; i += BATCH) {
    const rows = chunks.slice(i, i + BATCH).map(rowOf)
    if (i + BATCH < chunks.length) {
      yield { rows, whole: null }
      continue
    }
    const opening = termsOf(chunks.slice(0, 5).map((chunk) => chunk.text).join("\n").slice(0, OPENING))
    return yield { rows, whole: packTerms([body, opening, titleTerms]) }
  }
}

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
      yield* dead(sql`INSERT INTO chunk_words ${sql.insert(rows.map((row) => ({ rowid: numbers.get(row.chunk_id)!, words: row.words.join(" ") })))}`)
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
    for (const batch of analyse(title, rows.map((row) => ({ chunkId: row.chunk_id, headingPath: JSON.parse(row.heading_path) as ReadonlyArray<string>, text: row.text })))) yield* write(document_id, batch)
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
