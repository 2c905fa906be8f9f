import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect } from "effect"
import { migrations } from "../../providers/data/migrations.js"
import { idf, type IndexStatistics, OPENING, type QueryTerm, rank, type Ranked } from "./engine/lexical/ranking.js"
import { lengthOf, packTerms, unpackTerms } from "./engine/lexical/termVector.js"
import { termsOf } from "./engine/lexical/terms.js"

/** What the index needs of a chunk. */
export interface IndexedChunk { readonly chunkId: string; readonly headingPath: ReadonlyArray<string>; readonly text: string }

const BATCH = 200
/** Chunks that are ranked. */
const CANDIDATES = 100
/** Candidates are looked for with the most telling terms: at least, at most, and as long as they hold this many chunks together. */
const SEARCHED_TERMS = { least: 4, most: 24, occurrences: 1_500 } as const
/** How old the index's statistics may be, ms; they weigh terms, they hide nothing. */
const STATISTICS_AGE = 10_000
const MAX_FREQUENCIES = 20_000

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

const makeWriting = (sql: SqlClient.SqlClient) => {
  const postgres = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  const remove = (documentId: string) => Effect.gen(function*() {
    if (!postgres) yield* dead(sql`DELETE FROM chunk_words WHERE rowid IN (SELECT n FROM chunk_terms WHERE document_id = ${documentId})`)
    yield* dead(sql`DELETE FROM chunk_terms WHERE document_id = ${documentId}`)
    yield* dead(sql`DELETE FROM document_terms WHERE document_id = ${documentId}`)
  })
  const add = (documentId: string, title: string, chunks: ReadonlyArray<IndexedChunk>) => Effect.gen(function*() {
    const analysed = chunks.map((chunk) => ({ chunkId: chunk.chunkId, body: termsOf(chunk.text), headings: termsOf(chunk.headingPath.join(" ")) }))
    const titleTerms = termsOf(title)
    const opening = termsOf(chunks.slice(0, 5).map((chunk) => chunk.text).join("\n").slice(0, OPENING))
    const whole = packTerms([analysed.flatMap((chunk) => chunk.body), opening, titleTerms])
    yield* dead(sql`INSERT INTO document_terms ${sql.insert({ document_id: documentId, length: lengthOf(unpackTerms(whole)), vector: whole })}`)
    for (let i = 0; i < analysed.length; i += BATCH) {
      const rows = analysed.slice(i, i + BATCH).map((chunk) => ({
        chunk_id: chunk.chunkId, document_id: documentId, length: chunk.body.length, vector: packTerms([chunk.body, chunk.headings]),
        words: [...new Set([...chunk.body, ...chunk.headings, ...titleTerms])]
      }))
      if (postgres) {
        yield* dead(sql`INSERT INTO chunk_terms (chunk_id, document_id, length, vector, terms)
          SELECT x.chunk_id, ${documentId}, x.length, decode(x.vector, 'base64'), array_to_tsvector(string_to_array(x.words, ' '))
          FROM json_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, vector: Buffer.from(row.vector).toString("base64"), words: row.words.join(" ") })))}::json) AS x (chunk_id TEXT, length INTEGER, vector TEXT, words TEXT)`)
      } else {
        const [last] = yield* dead(sql<{ n: number }>`SELECT COALESCE(MAX(n), 0) AS n FROM chunk_terms`)
        yield* dead(sql`INSERT INTO chunk_terms ${sql.insert(rows.map(({ words: _, ...row }, k) => ({ n: last!.n + k + 1, ...row })))}`)
        yield* dead(sql`INSERT INTO chunk_words ${sql.insert(rows.map((row, k) => ({ rowid: last!.n + k + 1, words: row.words.join(" ") })))}`)
      }
    }
  })
  return { remove, add, postgres }
}

export const lexicalMigrations = migrations("knowledge_lexical", {
  "0001_terms": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { add, postgres } = makeWriting(sql)
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

/** Full text over chunks: FTS5 or a GIN index finds, our ranking orders; the same terms and the same order on both. */
export const makeLexicalIndex = Effect.map(SqlClient.SqlClient, (sql) => {
  const { add, postgres, remove } = makeWriting(sql)
  const frequencies = new Map<string, { readonly n: number; readonly at: number }>()
  let statistics: IndexStatistics & { readonly at: number } = { chunks: 0, chunkLength: 0, documentLength: 0, at: Number.NEGATIVE_INFINITY }

  const statisticsAt = (at: number) => Effect.gen(function*() {
    if (statistics.chunks > 0 && at - statistics.at < STATISTICS_AGE) return statistics
    const [row] = yield* dead(sql<{ chunks: number; chunk_length: number | null; document_length: number | null }>`SELECT COUNT(*) AS chunks, AVG(length) AS chunk_length,
      (SELECT AVG(length) FROM document_terms) AS document_length FROM chunk_terms`)
    return statistics = { chunks: Number(row!.chunks), chunkLength: Number(row!.chunk_length ?? 0), documentLength: Number(row!.document_length ?? 0), at }
  })

  /** In how many chunks each term stands; that it stands in none is not remembered, it may just have been written. */
  const frequenciesOf = (terms: ReadonlyArray<string>, at: number) => Effect.gen(function*() {
    const missing = terms.filter((term) => at - (frequencies.get(term)?.at ?? Number.NEGATIVE_INFINITY) > STATISTICS_AGE)
    if (missing.length > 0) {
      const rows = yield* dead(postgres
        ? sql<{ term: string; n: number }>`SELECT term, (SELECT COUNT(*) FROM chunk_terms WHERE terms @@ quote_literal(term)::tsquery) AS n FROM json_array_elements_text(${JSON.stringify(missing)}::json) AS term`
        : sql<{ term: string; n: number }>`SELECT term, doc AS n FROM chunk_vocabulary WHERE ${sql.in("term", missing)}`)
      if (frequencies.size > MAX_FREQUENCIES) frequencies.clear()
      for (const row of rows) if (Number(row.n) > 0) frequencies.set(row.term, { n: Number(row.n), at })
    }
    return new Map(terms.map((term) => [term, frequencies.get(term)?.n ?? 0]))
  })

  const candidates = (terms: ReadonlyArray<{ readonly term: string; readonly worth: number }>, visible: ReturnType<typeof sql.and>) => {
    const hits = terms.map(({ term, worth }) => postgres
      ? sql`SELECT n, ${worth}::float8 AS worth FROM chunk_terms WHERE terms @@ ${`'${term}'`}::tsquery`
      : sql`SELECT rowid AS n, ${worth} AS worth FROM chunk_words WHERE chunk_words MATCH ${`"${term}"`}`)
    return dead(sql<{ chunk_id: string; document_id: string; vector: Uint8Array }>`SELECT t.chunk_id, t.document_id, t.vector FROM chunk_terms t JOIN (
      SELECT c.n FROM (SELECT n, SUM(worth) AS worth FROM (${hits.reduce((all, one) => sql`${all} UNION ALL ${one}`)}) AS hits GROUP BY n) AS h
      JOIN chunk_terms c ON c.n = h.n WHERE c.document_id IN (SELECT d.document_id FROM documents d WHERE ${visible})
      ORDER BY h.worth DESC, c.chunk_id LIMIT ${CANDIDATES}) AS best ON best.n = t.n`)
  }

  return {
    remove,
    /** Replaces what is indexed of a document; runs inside the caller's transaction. */
    replace: (documentId: string, title: string, chunks: ReadonlyArray<IndexedChunk>) => Effect.zipRight(remove(documentId), add(documentId, title, chunks)),
    /** Chunks that answer the query, best first, of the documents that `visible` lets through (alias `d`). */
    search: (query: ReadonlyArray<QueryTerm>, visible: ReturnType<typeof sql.and>) => Effect.gen(function*() {
      if (query.length === 0) return [] as ReadonlyArray<Ranked>
      const at = yield* Clock.currentTimeMillis
      const known = yield* statisticsAt(at)
      const found = yield* frequenciesOf(query.map(({ term }) => term), at)
      const telling = query.map(({ term, weight }) => ({ term, n: found.get(term) ?? 0, worth: weight * idf(found.get(term) ?? 0, known.chunks) })).sort((a, b) => b.worth - a.worth)
      let occurrences = 0
      const searched = telling.filter(({ n }) => n > 0).filter(({ n }, i) => {
        const taken = i < SEARCHED_TERMS.most && (i < SEARCHED_TERMS.least || occurrences + n <= SEARCHED_TERMS.occurrences)
        if (taken) occurrences += n
        return taken
      })
      if (searched.length === 0) return []
      const chunks = yield* candidates(searched, visible)
      if (chunks.length === 0) return []
      const documents = yield* dead(sql<{ document_id: string; vector: Uint8Array }>`SELECT document_id, vector FROM document_terms WHERE ${sql.in("document_id", [...new Set(chunks.map((chunk) => chunk.document_id))])}`)
      return rank(query, found, known, chunks.map((row) => ({ chunkId: row.chunk_id, documentId: row.document_id, vector: unpackTerms(row.vector) })), new Map(documents.map((row) => [row.document_id, unpackTerms(row.vector)])))
    }),
    /** Removes what belongs to no chunk any more; returns how many entries. */
    removeOrphans: Effect.gen(function*() {
      const rows = yield* dead(sql`DELETE FROM chunk_terms WHERE chunk_id NOT IN (SELECT chunk_id FROM chunks) RETURNING n`)
      const words = postgres ? [] : yield* dead(sql<{ rowid: number }>`SELECT rowid FROM chunk_words WHERE rowid NOT IN (SELECT n FROM chunk_terms)`)
      if (words.length > 0) yield* dead(sql`DELETE FROM chunk_words WHERE rowid NOT IN (SELECT n FROM chunk_terms)`)
      return Math.max(rows.length, words.length)
    })
  }
})
