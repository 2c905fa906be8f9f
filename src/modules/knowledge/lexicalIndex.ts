import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect } from "effect"
import { idf, type IndexStatistics, type QueryTerm, rank, type Ranked } from "./engine/lexical/ranking.js"
import { unpackTerms } from "./engine/lexical/termVector.js"
import { makeLexicalWriting } from "./lexicalWriting.js"

/** Chunks that are ranked. */
const CANDIDATES = 100
/** Candidates are looked for with the most telling terms: at least, at most, and as long as they hold this many chunks together. */
const SEARCHED_TERMS = { least: 4, most: 24, occurrences: 1_500 } as const
/** How old the index's statistics may be, ms; they weigh terms, they hide nothing. */
const STATISTICS_AGE = 10_000
const MAX_FREQUENCIES = 20_000

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** Full text over chunks: FTS5 or a GIN index finds, our ranking orders; the same terms and the same order on both. */
export const makeLexicalIndex = Effect.map(SqlClient.SqlClient, (sql) => {
  const { inserts, postgres, remove, write } = makeLexicalWriting(sql)
  const frequencies = new Map<string, { readonly n: number; readonly at: number }>()
  let statistics: IndexStatistics & { readonly at: number } = { chunks: 0, chunkLength: 0, documentLength: 0, at: Number.NEGATIVE_INFINITY }

  const statisticsAt = (at: number) => Effect.gen(function*() {
    if (statistics.chunks > 0 && at - statistics.at < STATISTICS_AGE) return statistics
    const [row] = yield* dead(sql<{ chunks: number; chunk_length: number | null; document_length: number | null }>`SELECT COUNT(*) AS chunks, AVG(length) AS chunk_length,
      (SELECT AVG(length) FROM document_terms) AS document_length FROM chunk_terms`)
    return statistics = { chunks: Number(row!.chunks), chunkLength: Number(row!.chunk_length ?? 0), documentLength: Number(row!.document_length ?? 0), at }
  })

  /** In how many chunks each term stands (terms are stems here); that it stands in none is not remembered, it may just have been written. */
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
    remove, inserts, write, postgres,
    /** Chunks that answer the query, best first, of the documents that `visible` lets through (alias `d`). */
    search: (query: ReadonlyArray<QueryTerm>, visible: ReturnType<typeof sql.and>) => Effect.gen(function*() {
      if (query.length === 0) return [] as ReadonlyArray<Ranked>
      const at = yield* Clock.currentTimeMillis
      const known = yield* statisticsAt(at)
      const stems = new Map<string, number>()
      for (const { stem, weight } of query) stems.set(stem, Math.max(stems.get(stem) ?? 0, weight))
      const found = yield* frequenciesOf([...stems.keys()], at)
      const telling = [...stems].map(([term, weight]) => ({ term, n: found.get(term) ?? 0, worth: weight * idf(found.get(term) ?? 0, known.chunks) })).sort((a, b) => b.worth - a.worth)
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
