import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect } from "effect"
import { idf, type IndexStatistics, type Query, rank, type Ranked } from "./engine/lexical/ranking.js"
import { type TermVector, unpackTerms } from "./engine/lexical/termVector.js"
import { type Tier, tiersOf } from "./engine/lexical/tiers.js"
import { makeLexicalWriting } from "./lexicalWriting.js"
import { makePostings, numbersOf, type Places } from "./postings.js"
import { postgresArrays } from "./postgresArrays.js"
import { VERSION } from "./repository.js"
import { makeTermCache } from "./termCache.js"

/** Chunks that are ranked for a first page, and where more results are asked for. */
const CANDIDATES = { few: 60, many: 100 } as const
const FIRST_PAGE = 20
/** Candidates are looked for with the most telling terms: at least, at most, and as long as they hold this many chunks together. */
const SEARCHED_TERMS = { least: 4, most: 24, occurrences: 1_500 } as const
/** How old the index's statistics may be, ms; they weigh terms, they hide nothing. */
const STATISTICS_AGE = 10_000
const MAX_FREQUENCIES = 20_000
/** Vectors that are kept between searches, bytes; those of 10,000 chunks take about 21 MB. */
const CACHED_BYTES = 16 * 1024 * 1024
/** And of the numbers of the chunks in which terms stand. */
const POSTINGS_BYTES = 8 * 1024 * 1024

interface Version { readonly version: string }
/** Whether chunks were written since a mark: a boolean of PostgreSQL, a number of SQLite, null where there was no mark. */
interface Changed { readonly changed: boolean | number | null }
interface Candidate extends Version, Changed { readonly n: number; readonly chunk_id: string; readonly document_id: string }
/** A vector of a chunk, or of a document where there is no number. */
interface Read extends Version { readonly n: number | null; readonly document_id: string; readonly vector: Uint8Array }

/** What was found, best first, and by document what tells one text of it from its next. */
export interface Found { readonly hits: ReadonlyArray<Ranked>; readonly versions: ReadonlyMap<string, string> }
export const NOTHING: Found = { hits: [], versions: new Map() }

type Condition = ReturnType<SqlClient.SqlClient["and"]>

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** Full text over chunks: FTS5 or a GIN index finds, our ranking orders; the same terms and the same order on both. */
export const makeLexicalIndex = Effect.map(SqlClient.SqlClient, (sql) => {
  const { inserts, postgres, remove, write } = makeLexicalWriting(sql)
  const version = sql.literal(VERSION)
  const cache = makeTermCache(CACHED_BYTES)
  const postings = makePostings(POSTINGS_BYTES)
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
        ? sql<{ term: string; n: number }>`SELECT term, (SELECT COUNT(*) FROM chunk_terms WHERE terms @@ quote_literal(term)::tsquery) AS n FROM unnest(${postgresArrays.texts(missing)}::text[]) AS term`
        : sql<{ term: string; n: number }>`SELECT term, doc AS n FROM chunk_vocabulary WHERE ${sql.in("term", missing)}`)
      if (frequencies.size > MAX_FREQUENCIES) frequencies.clear()
      for (const row of rows) if (Number(row.n) > 0) frequencies.set(row.term, { n: Number(row.n), at })
    }
    return new Map(terms.map((term) => [term, frequencies.get(term)?.n ?? 0]))
  })

  // PostgreSQL tells by the transactions that wrote what a snapshot has not seen (later ones than now are of a server this was restored from); SQLite counts
  const mark = sql.literal(postgres ? "pg_current_snapshot()::text" : "(SELECT n FROM chunk_writes)")
  const changedSince = (since: string | null) => postgres
    ? sql`EXISTS (SELECT 1 FROM chunk_terms w, (SELECT ${since}::pg_snapshot AS s) AS held WHERE w.written >= pg_snapshot_xmin(held.s) AND w.written < pg_snapshot_xmax(pg_current_snapshot()) AND NOT pg_visible_in_snapshot(w.written, held.s))`
    : sql`(SELECT n <> ${since} FROM chunk_writes)`

  /** In which chunks each of these terms stands, as of `mark`, and whether chunks were written since `since`. */
  const places = (terms: ReadonlyArray<string>, since: string | null) => dead(sql<Changed & { readonly mark: string | number; readonly places: string | null }>`SELECT ${mark} AS mark, ${changedSince(since)} AS changed, ${postgres
    ? sql`array_to_string(ARRAY(SELECT n FROM chunk_terms WHERE terms @@ quote_literal(asked.term)::tsquery), ',') AS places FROM unnest(${postgresArrays.texts(terms)}::text[]) WITH ORDINALITY AS asked (term, i) ORDER BY asked.i`
    : sql`(SELECT group_concat(rowid) FROM chunk_words WHERE chunk_words MATCH '"' || asked.value || '"') AS places FROM json_each(${JSON.stringify(terms)}) AS asked ORDER BY asked.key`}`).pipe(
    Effect.map((rows) => ({ changed: Boolean(rows[0]?.changed), mark: String(rows[0]?.mark), places: new Map(terms.map((term, i) => [term, numbersOf(rows[i]?.places ?? null)])) }))
  )

  /** In which chunks terms stand; `since` what that is as of where it was known before, null where it was read now. */
  const standingOf = (terms: ReadonlyArray<string>) => Effect.gen(function*() {
    const since = postings.mark()
    const known = new Map<string, Places>()
    for (const term of terms) {
      const numbers = postings.get(term)
      if (numbers !== undefined) known.set(term, numbers)
    }
    const missing = terms.filter((term) => !known.has(term))
    if (missing.length === 0) return { since, places: known }
    const read = yield* places(missing, since)
    if (!read.changed) {
      postings.put(since, read.mark, read.places)
      return { since: known.size === 0 ? null : since, places: new Map([...known, ...read.places]) }
    }
    postings.forget()
    const whole = known.size === 0 ? read : yield* places(terms, null)
    postings.put(null, whole.mark, whole.places)
    return { since: null, places: whole.places }
  })

  /** Of these chunks the best visible ones: lower tiers first, then by id. */
  const visibleOf = (chunks: ReadonlyArray<readonly [n: number, tier: number]>, since: string | null, limit: number, visible: Condition) => {
    const asked = postgres
      ? sql`unnest(${`{${chunks.map(([n]) => n).join()}}`}::int8[], ${`{${chunks.map(([, tier]) => tier).join()}}`}::int4[]) AS asked (n, tier) JOIN chunk_terms t ON t.n = asked.n JOIN documents d`
      // of each row the key is the chunk
      : sql`(SELECT CAST(key AS INTEGER) AS n, value AS tier FROM json_each(${`{${chunks.map(([n, tier]) => `"${n}":${tier}`).join()}}`})) AS asked CROSS JOIN chunk_terms t ON t.n = asked.n CROSS JOIN documents d`
    return dead(sql<Candidate>`SELECT t.n, t.chunk_id, t.document_id, ${version}, ${changedSince(since)} AS changed FROM ${asked} ON d.document_id = t.document_id WHERE ${visible} ORDER BY asked.tier, t.chunk_id LIMIT ${limit}`)
  }

  /**
   * The best visible chunks. Most chunks of a base are visible to most, so the
   * first few are looked at first. Null where the tiers are as of `since` and
   * chunks were written since then, or no row is there to tell.
   */
  const candidates = (tiers: ReadonlyArray<Tier>, since: string | null, limit: number, visible: Condition) => Effect.gen(function*() {
    const found: Array<Candidate> = []
    let next = 0
    for (let wanted = limit; found.length < limit && next < tiers.length; wanted *= 4) {
      const window: Array<readonly [number, number]> = []
      for (; next < tiers.length && window.length < wanted; next++) for (const n of tiers[next]!.chunks) window.push([n, next])
      found.push(...(yield* visibleOf(window, since, limit - found.length, visible)))
      if (since !== null && Boolean(found.at(-1)?.changed)) return null
    }
    return since !== null && found.length === 0 ? null : found
  })

  /** The best visible chunks that hold these terms. */
  const bestOf = (terms: ReadonlyArray<{ readonly term: string; readonly worth: number }>, limit: number, visible: Condition) => Effect.gen(function*() {
    const names = terms.map(({ term }) => term)
    const look = ({ places, since }: { readonly places: ReadonlyMap<string, Places>; readonly since: string | null }) =>
      candidates(tiersOf(terms.map(({ term, worth }) => ({ worth, places: places.get(term) ?? [] }))), since, limit, visible)
    const found = yield* look(yield* standingOf(names))
    if (found !== null) return found
    const read = yield* places(names, null)
    postings.forget()
    postings.put(null, read.mark, read.places)
    return (yield* look({ places: read.places, since: null })) ?? []
  })

  /** Vectors of the candidates and of their documents; of what was removed meanwhile there are none. */
  const vectorsOf = (found: ReadonlyArray<Candidate>, visible: Condition) => Effect.gen(function*() {
    const chunks = new Map<number, TermVector>()
    const documents = new Map<string, TermVector>()
    const missing = { chunks: new Map<number, string>(), documents: new Set<string>() }
    for (const row of found) {
      const held = cache.get(row.document_id, row.version)
      const vector = held?.chunks.get(row.n)
      if (vector === undefined) missing.chunks.set(row.n, row.document_id)
      else chunks.set(row.n, vector)
      if (held?.whole === undefined) missing.documents.add(row.document_id)
      else documents.set(row.document_id, held.whole)
    }
    if (missing.chunks.size + missing.documents.size === 0) return { chunks, documents }
    const numbers = [...missing.chunks.keys()]
    const ids = [...missing.documents]
    const rows = yield* dead(postgres
      ? sql<Read>`SELECT t.n, t.document_id, t.vector, ${version} FROM chunk_terms t JOIN documents d ON d.document_id = t.document_id WHERE t.n = ANY(${`{${numbers.join()}}`}::int8[]) AND ${visible}
        UNION ALL SELECT NULL, t.document_id, t.vector, ${version} FROM document_terms t JOIN documents d ON d.document_id = t.document_id WHERE t.document_id = ANY(${postgresArrays.texts(ids)}::text[]) AND ${visible}`
      : sql<Read>`SELECT t.n, t.document_id, t.vector, ${version} FROM json_each(${JSON.stringify(numbers)}) AS asked CROSS JOIN chunk_terms t ON t.n = asked.value CROSS JOIN documents d ON d.document_id = t.document_id WHERE ${visible}
        UNION ALL SELECT NULL, t.document_id, t.vector, ${version} FROM json_each(${JSON.stringify(ids)}) AS asked CROSS JOIN document_terms t ON t.document_id = asked.value CROSS JOIN documents d ON d.document_id = t.document_id WHERE ${visible}`)
    for (const row of rows) {
      const vector = unpackTerms(row.vector)
      cache.put(row.document_id, row.version, row.n, vector)
      if (row.n === null) documents.set(row.document_id, vector)
      // the number of a chunk that is gone may be another's by now
      else if (missing.chunks.get(row.n) === row.document_id) chunks.set(row.n, vector)
    }
    return { chunks, documents }
  })

  return {
    remove, inserts, write, postgres,
    /** Chunks that answer the query, best first, of the documents that `visible` lets through (alias `d`); enough for so many results, and the versions of their documents. */
    search: (query: Query, visible: Condition, results: number) => Effect.gen(function*() {
      if (query.terms.length === 0) return NOTHING
      const at = yield* Clock.currentTimeMillis
      const known = yield* statisticsAt(at)
      const stems = new Map<string, number>()
      for (const { stem, weight } of query.terms) stems.set(stem, Math.max(stems.get(stem) ?? 0, weight))
      const found = yield* frequenciesOf([...stems.keys()], at)
      const telling = [...stems].map(([term, weight]) => ({ term, n: found.get(term) ?? 0, worth: weight * idf(found.get(term) ?? 0, known.chunks) })).sort((a, b) => b.worth - a.worth)
      let occurrences = 0
      const searched = telling.filter(({ n }) => n > 0).filter(({ n }, i) => {
        const taken = i < SEARCHED_TERMS.most && (i < SEARCHED_TERMS.least || occurrences + n <= SEARCHED_TERMS.occurrences)
        if (taken) occurrences += n
        return taken
      })
      if (searched.length === 0) return NOTHING
      const limit = results > FIRST_PAGE ? CANDIDATES.many : CANDIDATES.few
      const best = yield* bestOf(searched, limit, visible)
      if (best.length === 0) return NOTHING
      const vectors = yield* vectorsOf(best, visible)
      const hits = rank(query, found, known, best.flatMap((row) => {
        const vector = vectors.chunks.get(row.n)
        return vector === undefined ? [] : [{ chunkId: row.chunk_id, documentId: row.document_id, vector }]
      }), vectors.documents)
      return { hits, versions: new Map(best.map((row) => [row.document_id, row.version])) } satisfies Found
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
