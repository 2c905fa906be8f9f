import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { Vectors } from "../../providers/vectors/Vectors.js"
import { CurrentActor } from "../kernel/actor.js"
import { NotFound } from "../kernel/errors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex, ChunkRow } from "./chunkIndex.js"
import { queryOf, type Ranked } from "./engine/lexical/ranking.js"
import { type Snippet, snippetsOf } from "./engine/text/snippet.js"
import { NOTHING } from "./lexicalIndex.js"
import { modelOf } from "./indexing.js"
import type { FoundChunk, SearchQuery } from "./models.js"
import type { Knowledge } from "./Knowledge.js"
import { makePassageCache } from "./passageCache.js"
import { pageOf } from "./pages.js"
import { readable } from "./policy.js"
import type { Reranking } from "./reranking.js"
import type { KnowledgeRepository, PassageRow, StoredDocument } from "./repository.js"
import type { SearchRecord } from "./searchRecord.js"

const NEAREST = 100
const PER_DOCUMENT = 3
/** Passages that are kept between searches, bytes: about 1,500. */
const PASSAGES_BYTES = 4 * 1024 * 1024
/** how long full text waits for the vectors that may better it */
const VECTOR_DEADLINE = "5 seconds"
/** Of what the query tells a passage must answer at least this share, unless vectors found it. */
const MIN_COVERAGE = 0.08
/** And the best one this share, or the question is about something else; long texts are answered in part at most. */
const BEST_COVERAGE = 0.4
const SHORT_QUERY = 6

/** Passages that answer enough of a query of so many terms; none where not even the best one does. */
const answering = (hits: ReadonlyArray<Ranked>, terms: number): ReadonlyArray<Ranked> => {
  const best = hits.reduce((most, hit) => Math.max(most, hit.coverage), 0)
  return best < Math.max(MIN_COVERAGE, BEST_COVERAGE * Math.min(1, SHORT_QUERY / terms)) ? [] : hits.filter((hit) => hit.coverage >= MIN_COVERAGE)
}

interface Scored { readonly chunkId: string; readonly documentId: string; readonly lexical: number | null; readonly vector: number | null; readonly score: number }

/** Scores of one list stretched to 0–1. */
const minMax = (values: ReadonlyArray<number>): ((value: number) => number) => {
  const low = Math.min(...values)
  const high = Math.max(...values)
  return (value) => (high === low ? 1 : (value - low) / (high - low))
}

const view = (found: Scored, row: Omit<ChunkRow, "ordinal">, document: Pick<StoredDocument, "documentId" | "title" | "documentType" | "tags">, snippet: (text: string) => Snippet, headingPath = JSON.parse(row.heading_path) as ReadonlyArray<string>): FoundChunk => ({
  documentId: document.documentId, chunkId: row.chunk_id, title: document.title, documentType: document.documentType, tags: document.tags,
  headingPath, page: pageOf(headingPath), byteStart: row.byte_start, byteEnd: row.byte_end,
  sha256: row.sha256, text: row.text, score: found.score, lexicalScore: found.lexical, vectorScore: found.vector, ...snippet(row.text)
})

/** Hybrid search: full text and vectors, fused by normalised scores. */
export const makeSearching = (needs: { readonly repository: KnowledgeRepository; readonly record: SearchRecord; readonly index: ChunkIndex; readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"]; readonly reranking: Reranking }): Pick<Knowledge["Type"], "search" | "similar" | "chunk" | "verify"> => {
  const { embedding, index, repository, vectors } = needs

  const known = makePassageCache(PASSAGES_BYTES)

  /** Passages of these chunks; those whose document was just seen as it was when they were read are not read again. */
  const passagesOf = (page: ReadonlyArray<Scored>, versions: ReadonlyMap<string, string>, searchable: Parameters<KnowledgeRepository["passages"]>[1]) => Effect.gen(function*() {
    const passages = new Map<string, PassageRow>()
    const missing: Array<string> = []
    for (const { chunkId, documentId } of page) {
      const version = versions.get(documentId)
      const row = version === undefined ? undefined : known.get(chunkId, version)
      if (row === undefined) missing.push(chunkId)
      else passages.set(chunkId, row)
    }
    for (const [chunkId, row] of yield* repository.passages(missing, searchable)) {
      known.put(row)
      passages.set(chunkId, row)
    }
    return passages
  })

  const find = (query: SearchQuery) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const scopes = readable(actor)
    const asked = queryOf(query.query)
    const { terms } = asked
    const searchable = repository.searchable(scopes, query.documentType, query.tags)
    const { hits, versions } = query.mode === "semantic" && embedding.kind === "semantic" ? NOTHING : yield* index.search(asked, searchable, (query.offset ?? 0) + query.limit)
    const lexical = answering(hits, terms.length)
    const nearest = query.mode === "keyword" || embedding.kind !== "semantic" ? Effect.succeed([]) : Effect.flatMap(
      embedding.embed([query.query], "query"),
      ([values]) => vectors.query(modelOf(embedding), { values: values!, k: NEAREST, filter: { scopes, ...(query.documentType == null ? {} : { types: [query.documentType] }) } })
    )
    const vectorHits = yield* query.mode === "semantic" ? nearest : nearest.pipe(
      Effect.timeout(VECTOR_DEADLINE),
      // an outage of the model or the store costs quality, not the answer
      Effect.catchAll((error) => Effect.as(Effect.logWarning(`search by meaning is out (${error.message}); full text answers`), []))
    )
    const lexicalHits = new Map(lexical.map((hit) => [hit.chunkId, hit]))
    const vectorScore = new Map(vectorHits.map((hit) => [hit.id, hit.score]))
    // the store of vectors may be behind: what it names counts where the database lets it through
    const documentOf = yield* repository.documentsOf([...vectorScore.keys()].filter((id) => !lexicalHits.has(id)), searchable)
    for (const hit of lexical) documentOf.set(hit.chunkId, hit.documentId)
    const lexicalScale = minMax([...lexical.map((hit) => hit.score), 0])
    const vectorScale = minMax([...vectorScore.values(), 0])
    // how much of the question the best hit answers keeps a lone weak one from scoring 1
    const confidence = 0.4 + 0.6 * Math.sqrt(lexical[0]?.coverage ?? 0)

    const scored = [...documentOf].map(([chunkId, documentId]): Scored => {
      const hit = lexicalHits.get(chunkId)
      const near = vectorScore.get(chunkId)
      const parts = [...(hit === undefined ? [] : [lexicalScale(hit.score) * confidence]), ...(near === undefined ? [] : [vectorScale(near)])]
      const fused = vectorHits.length > 0 && lexical.length > 0 ? parts.reduce((a, b) => a + b, 0) / 2 : parts[0] ?? 0
      return { chunkId, documentId, lexical: hit?.score ?? null, vector: near ?? null, score: Math.min(1, Math.max(0, fused)) }
    }).sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1))

    const perDocument = new Map<string, number>()
    const capped = scored.filter(({ documentId }) => {
      const n = (perDocument.get(documentId) ?? 0) + 1
      perDocument.set(documentId, n)
      return n <= PER_DOCUMENT
    })
    const offset = query.offset ?? 0
    const page = capped.slice(offset, offset + query.limit)
    const passages = yield* passagesOf(page, versions, searchable)
    const snippet = snippetsOf(new Set(terms.map(({ term }) => term)))
    return {
      chunks: page.flatMap((found) => {
        const row = passages.get(found.chunkId)
        // removed since it was found
        if (row === undefined) return []
        return [view(found, row, { documentId: row.document_id, title: row.title, documentType: row.document_type, tags: JSON.parse(row.tags) as ReadonlyArray<string> }, snippet)]
      }),
      total: capped.length
    }
  })

  const single = (documentId: string, chunkId: string) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const document = yield* repository.find(documentId, readable(actor), actor.userId)
    const row = (yield* index.byIds([chunkId]))[0]
    if (document === null || row === undefined || row.document_id !== documentId) return yield* new NotFound({ resource: "chunk", id: chunkId })
    return { document, row }
  })

  return {
    search: Effect.fn("Knowledge.search")(function*(query) {
      const actor = yield* CurrentActor
      const found = yield* needs.reranking(query, find)
      yield* needs.record.record(actor.userId, yield* now, query.query, found.total)
      return found
    }),
    similar: (documentId, limit) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const document = yield* repository.find(documentId, readable(actor), actor.userId)
      if (document === null) return yield* new NotFound({ resource: "document", id: documentId })
      const content = (yield* repository.contents([documentId], readable(actor), actor.userId)).get(documentId) ?? ""
      const found = yield* find({ query: `${document.title}\n${content.slice(0, 900)}`, mode: "hybrid", limit: limit * PER_DOCUMENT + PER_DOCUMENT })
      const best = new Map<string, FoundChunk>()
      for (const chunk of found.chunks) if (chunk.documentId !== documentId && !best.has(chunk.documentId)) best.set(chunk.documentId, chunk)
      return [...best.values()].slice(0, limit)
    }),
    chunk: (documentId, chunkId) => Effect.map(single(documentId, chunkId), ({ document, row }) => view({ chunkId, documentId, lexical: null, vector: null, score: 1 }, row, document, snippetsOf(new Set()))),
    verify: (citation) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      const { row } = yield* single(citation.documentId, citation.chunkId)
      const content = (yield* repository.contents([citation.documentId], readable(actor), actor.userId)).get(citation.documentId)
      if (content === undefined) return false
      const bytes = Buffer.from(content, "utf8").subarray(row.byte_start, row.byte_end)
      return createHash("sha256").update(bytes).digest("hex") === citation.sha256
    }).pipe(Effect.catchAll(() => Effect.succeed(false)))
  }
}
