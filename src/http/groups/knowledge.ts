import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { body, JsonObject, optionalNull, queryFlag, queryInt, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const id = HttpApiSchema.param("document_id", Schema.String)
const notFound = problemAt(404, "no such document in your scopes")
const forbidden = problemAt(403, "only the owner or an administrator may change it")

export const DocumentView = Schema.Struct({
  document_id: Schema.String, user_id: Schema.String, title: Schema.String, content: Schema.String, document_type: Schema.String, tags: Schema.Array(Schema.String),
  metadata: JsonObject, created_at: Timestamp, updated_at: Timestamp, scope: Schema.String, team: Schema.NullOr(Schema.String), status: Schema.String, status_reason: Schema.NullOr(Schema.String), attempts: Schema.Number,
  chunk_count: Schema.Number, filename: Schema.NullOr(Schema.String), path: Schema.NullOr(Schema.String), source_url: Schema.NullOr(Schema.String), description: Schema.NullOr(Schema.String),
  published: Schema.Boolean, case_id: Schema.NullOr(Schema.String), job_id: Schema.NullOr(Schema.String), size_bytes: Schema.Number
}).annotations({ identifier: "DocumentResponse" })

export const DocumentList = Schema.Struct({ documents: Schema.Array(DocumentView), total_count: Schema.Number, limit: Schema.Number, offset: Schema.Number }).annotations({ identifier: "DocumentListResponse" })

const tags = Schema.Array(text("tag", 0, 100)).pipe(Schema.maxItems(50))
export const Scope = Schema.Literal("user", "team", "organization", "global")
/** Which of the author's teams; needed with scope `team` where there are several. */
const Team = text("team", 1, 64)

export const DocumentCreate = body(Schema.Struct({
  title: text("title", 1, 500), content: Schema.String.pipe(Schema.minLength(1)), document_type: text("document_type", 1, 100),
  tags: Schema.optional(tags), metadata: Schema.optional(JsonObject), scope: Schema.optional(Scope), team: Schema.optional(Team), source_url: optionalNull(text("source_url", 0, 2_000)), description: optionalNull(text("description", 0, 2_000))
})).annotations({ identifier: "DocumentCreate" })

export const DocumentUpdate = body(Schema.Struct({
  title: optionalNull(text("title", 1, 500)), content: optionalNull(Schema.String.pipe(Schema.minLength(1))), document_type: optionalNull(text("document_type", 1, 100)),
  tags: optionalNull(tags), metadata: optionalNull(JsonObject)
})).annotations({ identifier: "DocumentUpdate" })

const ResultItem = Schema.Struct({
  document_id: Schema.String, title: Schema.String, document_type: Schema.String, tags: Schema.Array(Schema.String), score: Schema.Number, snippet: Schema.String,
  chunk_id: Schema.String, heading_path: Schema.Array(Schema.String), page: Schema.NullOr(Schema.Number), byte_start: Schema.Number, byte_end: Schema.Number, sha256: Schema.String,
  highlights: Schema.Array(Schema.Struct({ start: Schema.Number, end: Schema.Number })), lexical_score: Schema.NullOr(Schema.Number), vector_score: Schema.NullOr(Schema.Number),
  text: Schema.optional(Schema.String)
}).annotations({ identifier: "SearchResultItem" })

const searchFields = { query: text("query", 1, 1_000), limit: Schema.optional(Schema.Int.pipe(Schema.between(1, 50))), document_type: optionalNull(Schema.String), tags: optionalNull(Schema.Array(Schema.String)), rerank: Schema.optional(Schema.Boolean) }
/** Present where `rerank` was asked for. */
const rerankFields = { reranked: Schema.optional(Schema.Boolean), rerank_reason: Schema.optional(Schema.NullOr(Schema.String)) }

const UnifiedSearch = body(Schema.Struct({
  ...searchFields, search_mode: Schema.optional(Schema.Literal("semantic", "keyword", "hybrid")), offset: Schema.optional(Schema.Int.pipe(Schema.between(0, 1_000))),
  filters: optionalNull(JsonObject), include_chunks: Schema.optional(Schema.Boolean)
})).annotations({ identifier: "UnifiedSearchRequest" })

const UnifiedAnswer = Schema.Struct({
  query: Schema.String, search_mode: Schema.String, results: Schema.Array(ResultItem), total_found: Schema.Number, returned: Schema.Number, execution_time_ms: Schema.Number, embedding: Schema.String,
  ...rerankFields
}).annotations({ identifier: "UnifiedSearchResponse" })

const PlainAnswer = Schema.Struct({ query: Schema.String, results: Schema.Array(ResultItem), total_found: Schema.Number, ...rerankFields }).annotations({ identifier: "SearchResponse" })

const BulkItem = Schema.Struct({ document_id: Schema.optional(Schema.String), success: Schema.optional(Schema.Boolean), error: Schema.optional(Schema.String) })

const documentIds = Schema.Array(Schema.String).pipe(Schema.maxItems(500))
const collectionId = HttpApiSchema.param("collection_id", Schema.String)
const noCollection = problemAt(404, "no such collection of yours, or no such document")
/** `kind`: `scope` for what everybody has (own, team, organisation, global), `collection` for named ones. */
const CollectionView = Schema.Struct({
  collection_id: Schema.String, name: Schema.String, document_count: Schema.Number, kind: Schema.Literal("scope", "collection"), description: Schema.NullOr(Schema.String),
  created_at: Schema.NullOr(Timestamp)
}).annotations({ identifier: "Collection" })

/** Documents and search, as the contract has them. */
export class KnowledgeGroup extends HttpApiGroup.make("knowledge")
  .add(HttpApiEndpoint.post("create")`/knowledge/documents`.setPayload(DocumentCreate).addSuccess(DocumentView, { status: 201 }).addError(problemAt(403, "only administrators write there")))
  .add(HttpApiEndpoint.get("list")`/knowledge/documents`
    .setUrlParams(Schema.Struct({
      limit: queryInt("limit", { min: 1, max: 100, default: 50 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }),
      document_type: Schema.optional(Schema.String), q: Schema.optional(text("q", 0, 500)), tag: Schema.optional(Schema.String),
      status: Schema.optional(Schema.Literal("pending", "processing", "indexed", "failed")), scope: Schema.optional(Scope), collection_id: Schema.optional(Schema.String), include_content: queryFlag(true)
    })).addSuccess(DocumentList))
  .add(HttpApiEndpoint.get("stats")`/knowledge/documents/stats`.addSuccess(Schema.Struct({ total_documents: Schema.Number, by_type: Schema.Record({ key: Schema.String, value: Schema.Number }), total_size_bytes: Schema.Number })))
  .add(HttpApiEndpoint.get("collections")`/knowledge/documents/collections`
    .addSuccess(Schema.Struct({ collections: Schema.Array(CollectionView), total: Schema.Number })))
  .add(HttpApiEndpoint.post("createCollection")`/knowledge/documents/collections`
    .setPayload(body(Schema.Struct({ name: text("name", 1, 200), description: optionalNull(text("description", 0, 2_000)), document_ids: Schema.optional(documentIds) })).annotations({ identifier: "CollectionCreate" }))
    .addSuccess(CollectionView, { status: 201 }).addError(problemAt(404, "no such document in your scopes")).addError(problemAt(409, "the name is taken")))
  .add(HttpApiEndpoint.put("changeCollection")`/knowledge/documents/collections/${collectionId}`
    .setPayload(body(Schema.Struct({ name: Schema.optional(text("name", 1, 200)), description: optionalNull(text("description", 0, 2_000)), add: Schema.optional(documentIds), remove: Schema.optional(documentIds) })).annotations({ identifier: "CollectionUpdate" }))
    .addSuccess(CollectionView).addError(noCollection).addError(problemAt(409, "the name is taken")))
  .add(HttpApiEndpoint.del("removeCollection")`/knowledge/documents/collections/${collectionId}`.addSuccess(HttpApiSchema.NoContent).addError(noCollection))
  .add(HttpApiEndpoint.post("bulkDelete")`/knowledge/documents/bulk-delete`
    .setPayload(body(Schema.Struct({ document_ids: Schema.optional(documentIds) })).annotations({ identifier: "BulkDeleteRequest" }))
    .addSuccess(Schema.Struct({ deleted_count: Schema.Number, failed_count: Schema.Number, failed_ids: Schema.Array(Schema.String), job_id: Schema.String }).annotations({ identifier: "BulkDeleteResult" })))
  .add(HttpApiEndpoint.post("bulkUpdate")`/knowledge/documents/bulk-update`
    .setPayload(Schema.Array(Schema.Struct({ document_id: Schema.optional(Schema.String), title: optionalNull(text("title", 1, 500)), document_type: optionalNull(text("document_type", 1, 100)), tags: optionalNull(tags), metadata: optionalNull(JsonObject) })).pipe(Schema.maxItems(500)))
    .addSuccess(Schema.Struct({ updated: Schema.Number, failed: Schema.Number, results: Schema.Array(BulkItem) })))
  .add(HttpApiEndpoint.post("documentsSearch")`/knowledge/documents/search`
    .setPayload(body(Schema.Struct({ query: Schema.optional(text("query", 0, 1_000)), document_type: optionalNull(Schema.String), limit: Schema.optional(Schema.Int.pipe(Schema.between(1, 100))) })))
    .addSuccess(Schema.Struct({
      query: Schema.String, results: Schema.Array(Schema.Struct({ document_id: Schema.String, title: Schema.String, document_type: Schema.String, created_at: Schema.NullOr(Timestamp) })),
      total_results: Schema.Number, returned: Schema.Number
    })))
  .add(HttpApiEndpoint.post("batchDelete")`/knowledge/documents/batch-delete`
    .setPayload(Schema.Array(Schema.String).pipe(Schema.maxItems(500))).addSuccess(Schema.Struct({ deleted: Schema.Number, failed: Schema.Number, failed_ids: Schema.Array(Schema.String) })))
  .add(HttpApiEndpoint.get("get")`/knowledge/documents/${id}`.addSuccess(DocumentView).addError(notFound))
  .add(HttpApiEndpoint.put("update")`/knowledge/documents/${id}`.setPayload(DocumentUpdate).addSuccess(DocumentView).addError(notFound).addError(forbidden))
  .add(HttpApiEndpoint.del("remove")`/knowledge/documents/${id}`.addSuccess(HttpApiSchema.NoContent).addError(notFound).addError(forbidden))
  .add(HttpApiEndpoint.get("chunk")`/knowledge/documents/${id}/chunks/${HttpApiSchema.param("chunk_id", Schema.String)}`.addSuccess(ResultItem).addError(notFound))
  .add(HttpApiEndpoint.post("search")`/knowledge/search`.setPayload(UnifiedSearch).addSuccess(UnifiedAnswer))
  .add(HttpApiEndpoint.get("knowledgeStats")`/knowledge/stats`
    .addSuccess(Schema.Struct({
      total_documents: Schema.Number, by_type: Schema.Record({ key: Schema.String, value: Schema.Number }), total_size_bytes: Schema.Number, total_users: Schema.Number, last_updated: Schema.NullOr(Timestamp)
    })))
  .add(HttpApiEndpoint.get("searchAnalytics")`/knowledge/analytics/search`
    .addSuccess(Schema.Struct({
      total_searches: Schema.Number, top_queries: Schema.Array(Schema.Struct({ query: Schema.String, count: Schema.Number })), avg_results_per_query: Schema.Number,
      search_trends: Schema.Record({ key: Schema.String, value: Schema.Number })
    })))
  .add(HttpApiEndpoint.post("plainSearch")`/search`.setPayload(body(Schema.Struct(searchFields))).addSuccess(PlainAnswer))
  .add(HttpApiEndpoint.get("similar")`/search/similar/${id}`
    .setUrlParams(Schema.Struct({ limit: queryInt("limit", { min: 1, max: 50, default: 5 }) })).addSuccess(PlainAnswer).addError(notFound))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
