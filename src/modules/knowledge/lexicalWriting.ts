import { SqlClient, type SqlError, type Statement } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { analyse, type Terms } from "./engine/lexical/analysis.js"
import { lengthOf, unpackTerms } from "./engine/lexical/termVector.js"
import { insertRows } from "./insertRows.js"
import { postgresArrays } from "./postgresArrays.js"

/** Rows that are written before others have their turn, and those of the words. */
const ROWS = 96
const WORDS = 512

/** What full text keeps of a chunk: `words` are its distinct stems, `vector` holds the fields text and headings. */
export interface TermsRow { readonly documentId: string; readonly chunkId: string; readonly length: number; readonly vector: Uint8Array; readonly words: string }
/** And of a document: the fields text, opening and title. */
export interface WholeRow { readonly documentId: string; readonly vector: Uint8Array }

export const termsRows = (documentId: string, chunkIds: ReadonlyArray<string>, { lengths, vectors, words }: Terms): ReadonlyArray<TermsRow> =>
  chunkIds.map((chunkId, i) => ({ documentId, chunkId, length: lengths[i]!, vector: vectors[i]!, words: words[i]! }))

export const wholeRow = (documentId: string, { vectors }: Terms): WholeRow => ({ documentId, vector: vectors.at(-1)! })

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** The writing side of full text, the same rows on both databases; everything runs inside the caller's transaction. */
export const makeLexicalWriting = (sql: SqlClient.SqlClient) => {
  const postgres = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  const intoTerms = insertRows(sql, "chunk_terms", ["n", "chunk_id", "document_id", "length", "vector"])
  const intoWholes = insertRows(sql, "document_terms", ["document_id", "length", "vector"])

  const remove = (documentId: string) => postgres
    ? dead(sql`WITH chunks AS (DELETE FROM chunk_terms WHERE document_id = ${documentId}) DELETE FROM document_terms WHERE document_id = ${documentId}`)
    : Effect.gen(function*() {
      yield* dead(sql`DELETE FROM chunk_words WHERE rowid IN (SELECT n FROM chunk_terms WHERE document_id = ${documentId})`)
      yield* dead(sql`DELETE FROM chunk_terms WHERE document_id = ${documentId}`)
      yield* dead(sql`DELETE FROM document_terms WHERE document_id = ${documentId}`)
    })

  /** What PostgreSQL inserts: the rows for which `when` holds (alias `x`). */
  const inserts = (rows: ReadonlyArray<TermsRow>, wholes: ReadonlyArray<WholeRow>, when: Statement.Fragment) => [
    ...(rows.length === 0 ? [] : [sql`INSERT INTO chunk_terms (chunk_id, document_id, length, vector, terms) SELECT x.chunk_id, x.document_id, x.length, x.vector, x.terms
      FROM unnest(${postgresArrays.texts(rows.map((row) => row.chunkId))}::text[], ${postgresArrays.texts(rows.map((row) => row.documentId))}::text[], ${postgresArrays.integers(rows.map((row) => row.length))}::int4[],
        ${postgresArrays.bytes(rows.map((row) => row.vector))}::bytea[], ${postgresArrays.tsvectors(rows.map((row) => row.words))}::tsvector[]) AS x (chunk_id, document_id, length, vector, terms) WHERE ${when}`]),
    ...(wholes.length === 0 ? [] : [sql`INSERT INTO document_terms (document_id, length, vector) SELECT x.document_id, x.length, x.vector FROM unnest(${postgresArrays.texts(wholes.map((row) => row.documentId))}::text[],
        ${postgresArrays.integers(wholes.map((row) => lengthOf(unpackTerms(row.vector))))}::int4[], ${postgresArrays.bytes(wholes.map((row) => row.vector))}::bytea[]) AS x (document_id, length, vector) WHERE ${when}`])
  ]
  /**
   * Writes the terms of some chunks, statement by statement; `breathe` runs
   * between them. The words come last and many at once: SQLite's full text puts
   * what it has gathered into a segment of its own before each statement that
   * could be undone alone.
   */
  const write = (rows: ReadonlyArray<TermsRow>, wholes: ReadonlyArray<WholeRow>, breathe: Effect.Effect<void> = Effect.void) => Effect.gen(function*() {
    if (postgres) {
      for (let from = 0; from < rows.length; from += ROWS) {
        if (from > 0) yield* breathe
        yield* Effect.forEach(inserts(rows.slice(from, from + ROWS), [], sql`TRUE`), (statement) => dead(statement), { discard: true })
      }
      return yield* Effect.forEach(inserts([], wholes, sql`TRUE`), (statement) => dead(statement), { discard: true })
    }
    yield* dead(intoWholes(wholes.map((row) => [row.documentId, lengthOf(unpackTerms(row.vector)), row.vector])))
    if (rows.length === 0) return
    const first = (yield* dead(sql<{ n: number }>`SELECT COALESCE(MAX(n), 0) AS n FROM chunk_terms`))[0]!.n + 1
    for (let from = 0; from < rows.length; from += ROWS) {
      if (from > 0) yield* breathe
      yield* dead(intoTerms(rows.slice(from, from + ROWS).map((row, i) => [first + from + i, row.chunkId, row.documentId, row.length, row.vector])))
    }
    yield* dead(sql`UPDATE chunk_writes SET n = n + 1`)
    for (let from = 0; from < rows.length; from += WORDS) {
      if (from > 0) yield* breathe
      yield* dead(sql`INSERT INTO chunk_words (rowid, words) SELECT ${first + from} + key, value FROM json_each(${JSON.stringify(rows.slice(from, from + WORDS).map((row) => row.words))})`)
    }
  })

  return { remove, inserts, write, postgres }
}

/** Where SQLite counts what is written; the earlier migrations write as well. */
const countWrites = (sql: SqlClient.SqlClient) => Effect.gen(function*() {
  yield* sql`CREATE TABLE IF NOT EXISTS chunk_writes (n INTEGER NOT NULL)`
  yield* sql`INSERT INTO chunk_writes (n) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM chunk_writes)`
})

/** What an earlier version has written is indexed again. */
const indexAll = (sql: SqlClient.SqlClient) => Effect.gen(function*() {
  const { postgres, write } = makeLexicalWriting(sql)
  if (!postgres) yield* countWrites(sql)
  for (const { document_id, title } of yield* sql<{ document_id: string; title: string }>`SELECT document_id, title FROM documents WHERE chunk_count > 0`) {
    const chunks = yield* sql<{ chunk_id: string; heading_path: string; text: string }>`SELECT chunk_id, heading_path, text FROM chunks WHERE document_id = ${document_id} ORDER BY ordinal`
    const terms = analyse(title, chunks.map((row) => ({ headingPath: JSON.parse(row.heading_path) as ReadonlyArray<string>, text: row.text })))
    const rows = termsRows(document_id, chunks.map((row) => row.chunk_id), terms)
    yield* write(rows, [wholeRow(document_id, terms)])
  }
})

/** For what an earlier version has not kept. */
const indexAgain = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  if (makeLexicalWriting(sql).postgres) yield* sql`TRUNCATE chunk_terms, document_terms`
  else {
    yield* sql`DELETE FROM chunk_words`
    yield* sql`DELETE FROM chunk_terms`
    yield* sql`DELETE FROM document_terms`
  }
  yield* indexAll(sql)
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
  "0002_stems": indexAgain,
  // what stands side by side is told by the order of words
  "0003_order": indexAgain,
  // a row of a chunk's terms stays in its page: it is neither compressed nor moved aside, and read at once
  "0004_in_page": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    if (makeLexicalWriting(sql).postgres) yield* sql`ALTER TABLE chunk_terms SET (toast_tuple_target = 8160)`
  }),
  // what a page is about is told by its prose
  "0005_prose": indexAgain,
  // a search tells whether chunks were written since it read in which ones a term stands
  "0006_writes": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    if (makeLexicalWriting(sql).postgres) {
      yield* sql`ALTER TABLE chunk_terms ADD COLUMN written XID8 NOT NULL DEFAULT '0'`
      yield* sql`ALTER TABLE chunk_terms ALTER COLUMN written SET DEFAULT pg_current_xact_id()`
      yield* sql`CREATE INDEX chunk_terms_written ON chunk_terms (written)`
    } else yield* countWrites(sql)
  })
})
