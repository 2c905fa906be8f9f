import { Data, Schema } from "effect"

/** The file holds no text that can be read; `reason` is for the user. */
export class Unparsable extends Data.TaggedError("Unparsable")<{ readonly reason: string }> {}

export const SearchMode = Schema.Literal("semantic", "keyword", "hybrid")
export type SearchMode = typeof SearchMode.Type

export const DocumentStatus = Schema.Literal("pending", "processing", "indexed", "failed")
export type DocumentStatus = typeof DocumentStatus.Type

/** Who may find a document. `user` is the owner's own; `global` is everybody's and written by administrators. */
export type ScopeKind = "user" | "team" | "organization" | "global"

export interface Document {
  readonly documentId: string
  readonly ownerId: string
  /** `user:<id>`, `team:<organisation>/<team>`, `org:<id>` or `global` */
  readonly scope: string
  readonly title: string
  readonly documentType: string
  readonly tags: ReadonlyArray<string>
  readonly metadata: Record<string, unknown>
  readonly filename: string | null
  /** where it lies in the folder it was imported from: what tells that another import changes it; null for single documents */
  readonly path: string | null
  readonly sourceUrl: string | null
  readonly description: string | null
  /** lower-case hex SHA-256 of the source bytes */
  readonly sha256: string
  readonly bytes: number
  readonly chunkCount: number
  readonly status: DocumentStatus
  readonly statusReason: string | null
  readonly attempts: number
  readonly jobId: string | null
  /** false: a draft that waits for review and is not searched */
  readonly published: boolean
  /** case a draft came from */
  readonly caseId: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NewDocument {
  readonly title: string
  readonly content: string
  readonly documentType: string
  readonly tags?: ReadonlyArray<string>
  readonly metadata?: Record<string, unknown>
  readonly scope?: ScopeKind
  /** with scope `team`: which one of the author's; needed where there are several */
  readonly team?: string | undefined
  readonly published?: boolean
  readonly caseId?: string
  readonly sourceUrl?: string | null
  readonly description?: string | null
}

export interface DocumentChanges {
  readonly title?: string | null | undefined
  readonly content?: string | null | undefined
  readonly documentType?: string | null | undefined
  readonly tags?: ReadonlyArray<string> | null | undefined
  readonly metadata?: Record<string, unknown> | null | undefined
}

export interface DocumentUpload {
  readonly filename: string
  readonly title?: string | undefined
  readonly documentType?: string | undefined
  readonly tags?: ReadonlyArray<string> | undefined
  readonly scope?: ScopeKind | undefined
  /** as in NewDocument */
  readonly team?: string | undefined
  readonly sourceUrl?: string | null | undefined
  readonly description?: string | null | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

/** Files to import; what is not given here is told by each file. */
export interface FolderImport {
  /** put before every path, so that folders with equal file names stay apart */
  readonly folder?: string | undefined
  readonly scope?: ScopeKind | undefined
  /** as in NewDocument */
  readonly team?: string | undefined
  readonly documentType?: string | undefined
  readonly tags?: ReadonlyArray<string> | undefined
}

/** What became of one file of an import. */
export interface ImportedFile {
  readonly path: string
  /** `duplicate`: the scope holds the same bytes under the same title; `failed` leaves an earlier version as it was */
  readonly status: "created" | "updated" | "unchanged" | "duplicate" | "skipped" | "failed"
  readonly document_id: string | null
  readonly reason: string | null
}

export interface DocumentQuery {
  readonly limit: number
  readonly offset: number
  readonly text?: string | undefined
  readonly documentType?: string | undefined
  readonly tag?: string | undefined
  readonly status?: DocumentStatus | undefined
  readonly scope?: ScopeKind | undefined
  readonly drafts?: boolean | undefined
  readonly caseId?: string | undefined
  readonly collectionId?: string | undefined
}

export interface SearchQuery {
  readonly query: string
  readonly mode: SearchMode
  readonly limit: number
  readonly offset?: number
  readonly documentType?: string | null | undefined
  readonly tags?: ReadonlyArray<string> | null | undefined
  /** the first passages in a language model's order; `configured`: where the configuration says so for the agent's searches */
  readonly rerank?: boolean | "configured" | undefined
}

export interface SearchResult {
  /** best first, scores falling */
  readonly chunks: ReadonlyArray<FoundChunk>
  readonly total: number
  /** present where a model's order was asked for; `reason` where there is none */
  readonly rerank?: { readonly reranked: boolean; readonly reason: string | null }
}

/** A passage found; offsets are UTF-8 bytes of the document's text. */
export interface FoundChunk {
  readonly documentId: string
  readonly chunkId: string
  readonly title: string
  readonly documentType: string
  readonly tags: ReadonlyArray<string>
  readonly headingPath: ReadonlyArray<string>
  readonly page: number | null
  readonly byteStart: number
  readonly byteEnd: number
  readonly sha256: string
  readonly text: string
  /** 0–1 */
  readonly score: number
  readonly lexicalScore: number | null
  readonly vectorScore: number | null
  readonly snippet: string
  /** character offsets into `snippet` */
  readonly highlights: ReadonlyArray<{ readonly start: number; readonly end: number }>
}

export interface ChunkCitation {
  readonly documentId: string
  readonly chunkId: string
  readonly sha256: string
}

/** A user's named group of documents. */
export interface Collection {
  readonly collectionId: string
  readonly name: string
  readonly description: string | null
  readonly documentCount: number
  readonly createdAt: number
}

export interface KnowledgeStatistics {
  readonly documents: number
  readonly byType: Record<string, number>
  readonly bytes: number
  readonly users: number
  readonly lastUpdatedAt: number | null
}
