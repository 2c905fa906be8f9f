import { HttpApiBuilder } from "@effect/platform"
import { Clock, Effect } from "effect"
import type { CurrentActor } from "../../modules/kernel/actor.js"
import { BadRequest } from "../../modules/kernel/errors.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"
import { type Collection, type Document, type FoundChunk, Knowledge, type SearchResult, teamOf } from "../../modules/knowledge/index.js"
import { Embedding } from "../../providers/embedding/Embedding.js"
import type { ProviderError } from "../../providers/errors.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { once, remembered } from "../once.js"

export const documentView = (d: Document, content: string) => ({
  document_id: d.documentId, user_id: d.ownerId, title: d.title, content, document_type: d.documentType, tags: d.tags, metadata: d.metadata,
  created_at: iso(d.createdAt), updated_at: iso(d.updatedAt), scope: d.scope.split(":")[0]!.replace(/^org$/, "organization"), team: teamOf(d.scope), status: d.status, status_reason: d.statusReason, attempts: d.attempts,
  chunk_count: d.chunkCount, filename: d.filename, path: d.path, source_url: d.sourceUrl, description: d.description, published: d.published, case_id: d.caseId, job_id: d.jobId, size_bytes: d.bytes
})

export const chunkView = (c: FoundChunk, withText: boolean) => ({
  document_id: c.documentId, title: c.title, document_type: c.documentType, tags: c.tags, score: c.score, snippet: c.snippet, chunk_id: c.chunkId,
  heading_path: c.headingPath, page: c.page, byte_start: c.byteStart, byte_end: c.byteEnd, sha256: c.sha256, highlights: c.highlights, lexical_score: c.lexicalScore,
  vector_score: c.vectorScore, ...(withText ? { text: c.text } : {})
})

const collectionView = (c: Collection) => ({
  collection_id: c.collectionId, name: c.name, document_count: c.documentCount, kind: "collection" as const, description: c.description, created_at: iso(c.createdAt)
})

const rerankView = ({ rerank }: SearchResult) => (rerank === undefined ? {} : { reranked: rerank.reranked, rerank_reason: rerank.reason })

/** The best passage stands for its document. */
const bestPerDocument = (chunks: ReadonlyArray<FoundChunk>): ReadonlyArray<FoundChunk> => {
  const best = new Map<string, FoundChunk>()
  for (const chunk of chunks) if (!best.has(chunk.documentId)) best.set(chunk.documentId, chunk)
  return [...best.values()]
}

/** Passages of one document that a search answers at most, so that as many documents as were asked for are among them. */
const PASSAGES = 3

/** What a client narrows by in `filters`; the fields beside it come first, other keys narrow nothing. */
const filtersOf = (filters: Readonly<Record<string, unknown>> | null | undefined): { readonly documentType?: string; readonly tags?: ReadonlyArray<string> } => {
  const type = filters?.["document_type"]
  const tags = filters?.["tags"]
  const named = typeof tags === "string" ? [tags] : Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : []
  return { ...(typeof type === "string" && type !== "" ? { documentType: type } : {}), ...(named.length > 0 ? { tags: named } : {}) }
}

interface BulkResult { readonly document_id?: string; readonly success: boolean; readonly error?: string }

export const knowledgeHandlers = HttpApiBuilder.group(Api, "knowledge", (handlers) => Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const embedding = yield* Embedding

  const withContent = (document: Document) => Effect.map(knowledge.content(document.documentId), (content) => documentView(document, content))

  return handlers
    .handle("create", ({ payload }) => answer(remembered(201, payload, Effect.map(knowledge.create({
      title: payload.title, content: payload.content, documentType: payload.document_type, tags: payload.tags ?? [], metadata: payload.metadata ?? {},
      ...(payload.scope === undefined ? {} : { scope: payload.scope }), team: payload.team, sourceUrl: payload.source_url ?? null, description: payload.description ?? null
    }), (document) => documentView(document, payload.content)))))
    .handle("list", ({ urlParams }) => answer(Effect.gen(function*() {
      const page = yield* knowledge.list({
        limit: urlParams.limit, offset: urlParams.offset, documentType: urlParams.document_type, text: urlParams.q, tag: urlParams.tag, status: urlParams.status, scope: urlParams.scope, collectionId: urlParams.collection_id
      })
      const contents = urlParams.include_content ? yield* knowledge.contents(page.documents.map((d) => d.documentId)) : new Map<string, string>()
      return { documents: page.documents.map((d) => documentView(d, contents.get(d.documentId) ?? "")), total_count: page.total, limit: urlParams.limit, offset: urlParams.offset }
    })))
    .handle("stats", () => answer(Effect.map(knowledge.statistics, (s) => ({ total_documents: s.documents, by_type: s.byType, total_size_bytes: s.bytes }))))
    .handle("collections", () => answer(Effect.gen(function*() {
      const scopes = Object.entries((yield* knowledge.facets).scopes).map(([scope, n]) => ({
        collection_id: scope, name: scope, document_count: n, kind: "scope" as const, description: null, created_at: null
      }))
      const collections = [...scopes, ...(yield* knowledge.collections).map(collectionView)]
      return { collections, total: collections.length }
    })))
    .handle("createCollection", ({ payload }) => answer(once(201, payload, Effect.map(
      knowledge.createCollection({ name: payload.name, description: payload.description, documentIds: payload.document_ids }), collectionView))))
    .handle("changeCollection", ({ path, payload }) => answer(Effect.map(knowledge.changeCollection(path.collection_id, payload), collectionView)))
    .handle("removeCollection", ({ path }) => answer(knowledge.removeCollection(path.collection_id)))
    .handle("bulkDelete", ({ payload }) => answer(Effect.gen(function*() {
      if (payload.document_ids === undefined || payload.document_ids.length === 0) return yield* new BadRequest({ reason: "Document IDs are required" })
      const done = yield* knowledge.removeMany(payload.document_ids)
      return { deleted_count: done.deleted, failed_count: done.failedIds.length, failed_ids: done.failedIds, job_id: done.jobId }
    })))
    .handle("bulkUpdate", ({ payload }) => answer(Effect.gen(function*() {
      const results = yield* Effect.forEach(payload, (item): Effect.Effect<BulkResult, ProviderError, CurrentActor> => {
        const documentId = item.document_id
        if (documentId === undefined) return Effect.succeed({ success: false, error: "Missing document_id" })
        return knowledge.change(documentId, { title: item.title, documentType: item.document_type, tags: item.tags, metadata: item.metadata }).pipe(
          Effect.as<BulkResult>({ document_id: documentId, success: true }),
          Effect.catchTags({
            NotFound: () => Effect.succeed({ document_id: documentId, success: false, error: "Not found" }),
            Conflict: (e) => Effect.succeed({ document_id: documentId, success: false, error: e.message }),
            Forbidden: (e) => Effect.succeed({ document_id: documentId, success: false, error: e.message }),
            InvalidInput: (e) => Effect.succeed({ document_id: documentId, success: false, error: e.message })
          })
        )
      })
      const updated = results.filter((r) => r.success).length
      return { updated, failed: results.length - updated, results }
    })))
    .handle("documentsSearch", ({ payload }) => answer(Effect.gen(function*() {
      const query = payload.query ?? ""
      const limit = payload.limit ?? 50
      const page = yield* knowledge.list({ limit, offset: 0, text: query, documentType: payload.document_type ?? undefined })
      return {
        query, results: page.documents.map((d) => ({ document_id: d.documentId, title: d.title, document_type: d.documentType, created_at: iso(d.createdAt) })),
        total_results: page.total, returned: page.documents.length
      }
    })))
    .handle("batchDelete", ({ payload }) => answer(Effect.gen(function*() {
      const outcomes = yield* Effect.forEach(payload, (documentId) => Effect.map(Effect.isSuccess(knowledge.remove(documentId)), (ok) => ({ documentId, ok })))
      const failed = outcomes.filter((o) => !o.ok).map((o) => o.documentId)
      return { deleted: outcomes.length - failed.length, failed: failed.length, failed_ids: failed }
    })))
    .handle("get", ({ path }) => answer(Effect.flatMap(knowledge.get(path.document_id), withContent)))
    .handle("update", ({ path, payload }) => answer(Effect.flatMap(
      knowledge.change(path.document_id, { title: payload.title, content: payload.content, documentType: payload.document_type, tags: payload.tags, metadata: payload.metadata }), withContent)))
    .handle("remove", ({ path }) => answer(knowledge.remove(path.document_id)))
    .handle("chunk", ({ path }) => answer(Effect.map(knowledge.chunk(path.document_id, path.chunk_id), (chunk) => chunkView(chunk, true))))
    .handle("search", ({ payload }) => answer(Effect.gen(function*() {
      const started = yield* Clock.currentTimeNanos
      const mode = payload.search_mode ?? "semantic"
      const filters = filtersOf(payload.filters)
      const found = yield* knowledge.search({
        query: payload.query, mode, limit: payload.limit ?? 10, offset: payload.offset ?? 0, documentType: payload.document_type ?? filters.documentType, tags: payload.tags ?? filters.tags, rerank: payload.rerank
      })
      const ms = Number((yield* Clock.currentTimeNanos) - started) / 1e6
      return {
        query: payload.query, search_mode: mode, results: found.chunks.map((c) => chunkView(c, payload.include_chunks === true)), total_found: found.total,
        returned: found.chunks.length, execution_time_ms: Math.round(ms * 100) / 100, embedding: embedding.kind === "lexical" ? "none (full text)" : embedding.model,
        ...rerankView(found)
      }
    })))
    .handle("knowledgeStats", () => answer(Effect.map(knowledge.statistics, (s) => ({
      total_documents: s.documents, by_type: s.byType, total_size_bytes: s.bytes, total_users: s.users, last_updated: isoOrNull(s.lastUpdatedAt)
    }))))
    .handle("searchAnalytics", () => answer(Effect.map(knowledge.searchAnalytics, (a) => ({
      total_searches: a.totalSearches, top_queries: a.topQueries, avg_results_per_query: a.averageResults, search_trends: a.perDay
    }))))
    .handle("plainSearch", ({ payload }) => answer(Effect.map(
      knowledge.search({ query: payload.query, mode: "hybrid", limit: (payload.limit ?? 10) * PASSAGES, documentType: payload.document_type, tags: payload.tags, rerank: payload.rerank }),
      (found) => ({ query: payload.query, results: bestPerDocument(found.chunks).slice(0, payload.limit ?? 10).map((c) => chunkView(c, false)), total_found: found.total, ...rerankView(found) })
    )))
    .handle("similar", ({ path, urlParams }) => answer(Effect.gen(function*() {
      const document = yield* knowledge.get(path.document_id)
      const found = yield* knowledge.similar(path.document_id, urlParams.limit)
      return { query: document.title, results: found.map((c) => chunkView(c, false)), total_found: found.length }
    })))
}))
