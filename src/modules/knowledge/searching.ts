import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { Embedding } from "../../providers/embedding/Embedding.js"
import type { Vectors } from "../../providers/vectors/Vectors.js"
import { CurrentActor } from "../kernel/actor.js"
import { NotFound } from "../kernel/errors.js"
import { now } from "../kernel/time.js"
import type { ChunkIndex, ChunkRow } from "./chunkIndex.js"
import { snippetOf } from "./engine/text/snippet.js"
import { termsOf } from "./engine/text/terms.js"
import { modelOf } from "./indexing.js"
import type { FoundChunk, SearchQuery } from "./models.js"
import type { Knowledge } from "./Knowledge.js"
import { readable } from "./policy.js"
import type { KnowledgeRepository, StoredDocument } from "./repository.js"

const CANDIDATES = 100
const PER_DOCUMENT = 3
/** how long full text waits for the vectors that may better it */
const VECTOR_DEADLINE = "5 seconds"
/** Of the query's distinct terms a passage must hold at least this share, unless vectors found it. */
const MIN_COVERAGE = 0.08

interface Scored { readonly row: ChunkRow; readonly lexical: number | null; readonly vector: number | null; readonly score: number }

/** Scores of one list stretched to 0–1. */
const minMax = (values: ReadonlyArray<number>): ((value: number) => number) => {
  const low = Math.min(...values)
  const high = Math.max(...values)
  return (value) => (high === low ? 1 : (value - low) / (high - low))
}

const view = (found: Scored, document: StoredDocument, terms: ReadonlySet<string>): FoundChunk => ({
  documentId: document.documentId, chunkId: found.row.chunk_id, title: document.title, documentType: document.documentType, tags: document.tags,
  headingPath: JSON.parse(found.row.heading_path) as ReadonlyArray<string>, page: null, byteStart: found.row.byte_start, byteEnd: found.row.byte_end,
  sha256: found.row.sha256, text: found.row.text, score: found.score, lexicalScore: found.lexical, vectorScore: found.vector, ...snippetOf(found.row.text, terms)
})

/** Hybrid search: full text and vectors, fused by normalised scores. */
export const makeSearching = (needs: { readonly repository: KnowledgeRepository; readonly index: ChunkIndex; readonly vectors: Vectors["Type"]; readonly embedding: Embedding["Type"] }): Pick<Knowledge["Type"], "search" | "similar" | "chunk" | "verify"> => {
  const { embedding, index, repository, vectors } = needs

  const find = (query: SearchQuery) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const scopes = readable(actor)
    const terms = termsOf(query.query)
    const distinct = new Set(terms)
    const lexical = query.mode === "semantic" && embedding.kind === "semantic"
      ? []
      : yield* index.search(terms, repository.searchable(scopes, query.documentType, query.tags), CANDIDATES)
    const nearest = query.mode === "keyword" || embedding.kind !== "semantic" ? Effect.succeed([]) : Effect.flatMap(
      embedding.embed([query.query], "query"),
      ([values]) => vectors.query(modelOf(embedding), { values: values!, k: CANDIDATES, filter: { scopes, ...(query.documentType == null ? {} : { types: [query.documentType] }) } })
    )
    const vectorHits = yield* query.mode === "semantic" ? nearest : nearest.pipe(
      Effect.timeout(VECTOR_DEADLINE),
      // an outage of the model or the store costs quality, not the answer
      Effect.catchAll((error) => Effect.as(Effect.logWarning(`search by meaning is out (${error.message}); full text answers`), []))
    )
    const known = new Map<string, ChunkRow>(lexical.map((hit) => [hit.chunk_id, hit]))
    for (const row of yield* index.byIds(vectorHits.map((hit) => hit.id).filter((id) => !known.has(id)))) known.set(row.chunk_id, row)
    const lexicalScore = new Map(lexical.map((hit) => [hit.chunk_id, Number(hit.rank)]))
    const vectorScore = new Map(vectorHits.map((hit) => [hit.id, hit.score]))
    const lexicalScale = minMax([...lexicalScore.values(), 0])
    const vectorScale = minMax([...vectorScore.values(), 0])
    const documents = yield* repository.findAll([...new Set([...known.values()].map((row) => row.document_id))])

    const scored = [...known.values()].flatMap((row): ReadonlyArray<Scored> => {
      const document = documents.get(row.document_id)
      if (document === undefined || !document.published || !scopes.includes(document.scope)) return []
      if (query.tags?.some((tag) => !document.tags.includes(tag)) === true) return []
      const l = lexicalScore.get(row.chunk_id)
      const v = vectorScore.get(row.chunk_id)
      const held = new Set(termsOf(`${document.title} ${row.heading_path} ${row.text}`))
      const coverage = distinct.size === 0 ? 0 : [...distinct].filter((term) => held.has(term)).length / distinct.size
      if (v === undefined && coverage < MIN_COVERAGE) return []
      const parts = [...(l === undefined ? [] : [lexicalScale(l)]), ...(v === undefined ? [] : [vectorScale(v)])]
      const fused = vectorHits.length > 0 && lexical.length > 0 ? parts.reduce((a, b) => a + b, 0) / 2 : parts[0] ?? 0
      // how much of the question is answered keeps a lone weak hit from scoring 1
      return [{ row, lexical: l ?? null, vector: v ?? null, score: Math.min(1, fused * (0.4 + 0.6 * Math.sqrt(coverage))) }]
    }).sort((a, b) => b.score - a.score || (a.row.chunk_id < b.row.chunk_id ? -1 : 1))

    const perDocument = new Map<string, number>()
    const capped = scored.filter(({ row }) => {
      const n = (perDocument.get(row.document_id) ?? 0) + 1
      perDocument.set(row.document_id, n)
      return n <= PER_DOCUMENT
    })
    const offset = query.offset ?? 0
    return { chunks: capped.slice(offset, offset + query.limit).map((found) => view(found, documents.get(found.row.document_id)!, distinct)), total: capped.length }
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
      const found = yield* find(query)
      yield* repository.recordSearch(actor.userId, yield* now, query.query, found.total)
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
    chunk: (documentId, chunkId) => Effect.map(single(documentId, chunkId), ({ document, row }) => view({ row, lexical: null, vector: null, score: 1 }, document, new Set())),
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
