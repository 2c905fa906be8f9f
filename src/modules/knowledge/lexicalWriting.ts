import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { postgresArrays } from "../../providers/data/postgresArrays.js"
import { OPENING } from "./engine/lexical/ranking.js"
import { lengthOf, packTerms, unpackTerms } from "./engine/lexical/termVector.js"
import { termsOf } from "./engine/lexical/terms.js"

/** What the index needs of a chunk. */
export interface IndexedChunk { readonly chunkId: string; readonly headingPath: ReadonlyArray<string>; readonly text: string }

/** What full text keeps of a chunk: `words` are distinct, `vector` holds the fields body and headings. */
interface Row { readonly chunk_id: string; readonly document_id: string; readonly length: number; readonly vector: Uint8Array; readonly words: ReadonlyArray<string> }

/** Chunks whose terms are in memory and in one statement; a document of the usual size is one batch. */
const BATCH = 500

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

  const insertRows = (documentId: string, rows: ReadonlyArray<Row>) => postgres
    ? dead(sql`INSERT INTO chunk_terms (chunk_id, document_id, length, vector, terms) SELECT x.chunk_id, ${documentId}, x.length, x.vector, x.terms
        FROM unnest(${postgresArrays.texts(rows.map((row) => row.chunk_id))}::text[], ${postgresArrays.integers(rows.map((row) => row.length))}::int4[],
          ${postgresArrays.bytes(rows.map((row) => row.vector))}::bytea[], ${postgresArrays.tsvectors(rows.map((row) => row.words))}::tsvector[]) AS x (chunk_id, length, vector, terms)`)
    : Effect.gen(function*() {
      const numbered = yield* dead(sql<{ n: number; chunk_id: string }>`INSERT INTO chunk_terms ${sql.insert(rows.map(({ words: _, ...row }) => row))} RETURNING n, chunk_id`)
      const numbers = new Map(numbered.map((row) => [row.chunk_id, row.n]))
      yield* dead(sql`INSERT INTO chunk_words ${sql.insert(rows.map((row) => ({ rowid: numbers.get(row.chunk_id)!, words: row.words.join(" ") })))}`)
    })

  const add = (documentId: string, title: string, chunks: ReadonlyArray<IndexedChunk>) => Effect.gen(function*() {
    const titleTerms = termsOf(title)
    const body: Array<string> = []
    // neighbours stand under the same headings
    let path = ""
    let headings: ReadonlyArray<string> = []
    for (let i = 0; i < chunks.length; i += BATCH) {
      if (i > 0) yield* Effect.yieldNow()
      yield* insertRows(documentId, chunks.slice(i, i + BATCH).map((chunk): Row => {
        const own = chunk.headingPath.join(" ")
        if (own !== path) {
          path = own
          headings = termsOf(own)
        }
        const terms = termsOf(chunk.text)
        for (const term of terms) body.push(term)
        return { chunk_id: chunk.chunkId, document_id: documentId, length: terms.length, vector: packTerms([terms, headings]), words: [...new Set([...terms, ...headings, ...titleTerms])] }
      }))
    }
    const opening = termsOf(chunks.slice(0, 5).map((chunk) => chunk.text).join("\n").slice(0, OPENING))
    const vector = packTerms([body, opening, titleTerms])
    yield* dead(sql`INSERT INTO document_terms ${sql.insert({ document_id: documentId, length: lengthOf(unpackTerms(vector)), vector })}`)
  })

  return { remove, add, postgres }
}

export const lexicalMigrations = migrations("knowledge_lexical", {
  "0001_terms": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { add, postgres } = makeLexicalWriting(sql)
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
    // what an earlier version has written is indexed again
    for (const { document_id, title } of yield* sql<{ document_id: string; title: string }>`SELECT document_id, title FROM documents WHERE chunk_count > 0`) {
      const rows = yield* sql<{ chunk_id: string; heading_path: string; text: string }>`SELECT chunk_id, heading_path, text FROM chunks WHERE document_id = ${document_id} ORDER BY ordinal`
      yield* add(document_id, title, rows.map((row) => ({ chunkId: row.chunk_id, headingPath: JSON.parse(row.heading_path) as ReadonlyArray<string>, text: row.text })))
    }
  })
})
