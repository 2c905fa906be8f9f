import { Context, type Effect, type Stream } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { CurrentActor } from "../kernel/actor.js"
import type { Conflict, Forbidden, InvalidInput, NotFound, TooLarge, Unavailable } from "../kernel/errors.js"
import type {
  ChunkCitation, Collection, Document, DocumentChanges, DocumentQuery, DocumentUpload, FolderImport, FoundChunk, KnowledgeStatistics, NewDocument, ScopeKind, SearchQuery, SearchResult
} from "./models.js"

/**
 * Documents (runbooks, past cases, references), their chunks and search over
 * them. A document is visible in its scope only; the filter is part of every
 * query. Ingestion is a durable job: pending → processing → indexed | failed.
 */
export class Knowledge extends Context.Tag("faultmaven/knowledge/Knowledge")<Knowledge, {
  /** Stores text and indexes it before it returns, so that it can be found at once. Same scope and bytes: the existing document. */
  readonly create: (input: NewDocument) => Effect.Effect<Document, InvalidInput | Forbidden | ProviderError, CurrentActor>
  /** Streams a file into the store and queues its ingestion. */
  readonly upload: <E, R>(
    input: DocumentUpload,
    body: Stream.Stream<Uint8Array, E, R>
  ) => Effect.Effect<{ readonly document: Document; readonly jobId: string }, E | InvalidInput | Forbidden | TooLarge | ProviderError, R | CurrentActor>
  /** Files for `importFiles` are on their way: what reads them starts meanwhile, and ends again where none come. */
  readonly expectImport: Effect.Effect<void>
  /**
   * Queues the ingestion of many files as one job; `archive` is a tar of them,
   * in which zip, tar and gzip archives are opened once. A file is known again
   * by scope and path: unchanged bytes write nothing, changed ones replace the
   * document at once. The job's result is in `files` and `counts`.
   */
  readonly importFiles: <E, R>(
    input: FolderImport,
    archive: Stream.Stream<Uint8Array, E, R>
  ) => Effect.Effect<{ readonly jobId: string }, E | Forbidden | InvalidInput | ProviderError, R | CurrentActor>
  readonly get: (documentId: string) => Effect.Effect<Document, NotFound, CurrentActor>
  /** Plain text of a document, as its chunks' byte ranges refer to it. */
  readonly content: (documentId: string) => Effect.Effect<string, NotFound, CurrentActor>
  /** Texts of several documents, one statement; missing ones are absent. */
  readonly contents: (documentIds: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, string>, never, CurrentActor>
  /** Newest first; two statements. */
  readonly list: (query: DocumentQuery) => Effect.Effect<{ readonly documents: ReadonlyArray<Document>; readonly total: number }, never, CurrentActor>
  readonly change: (documentId: string, changes: DocumentChanges) => Effect.Effect<Document, NotFound | InvalidInput | Forbidden | Conflict | ProviderError, CurrentActor>
  /** Row, chunks, vectors and file in one go. */
  readonly remove: (documentId: string) => Effect.Effect<void, NotFound | Forbidden | ProviderError, CurrentActor>
  /** One durable job; waits for its end. What is not found or not the actor's is in `failedIds`. */
  readonly removeMany: (documentIds: ReadonlyArray<string>) => Effect.Effect<{ readonly jobId: string; readonly deleted: number; readonly failedIds: ReadonlyArray<string> }, Unavailable, CurrentActor>
  /** The actor's collections by name. */
  readonly collections: Effect.Effect<ReadonlyArray<Collection>, never, CurrentActor>
  readonly createCollection: (
    input: { readonly name: string; readonly description?: string | null | undefined; readonly documentIds?: ReadonlyArray<string> | undefined }
  ) => Effect.Effect<Collection, InvalidInput | NotFound | Conflict, CurrentActor>
  readonly changeCollection: (
    collectionId: string,
    changes: { readonly name?: string | undefined; readonly description?: string | null | undefined; readonly add?: ReadonlyArray<string> | undefined; readonly remove?: ReadonlyArray<string> | undefined }
  ) => Effect.Effect<Collection, InvalidInput | NotFound | Conflict, CurrentActor>
  /** The documents stay. */
  readonly removeCollection: (collectionId: string) => Effect.Effect<void, NotFound, CurrentActor>
  /** Makes a draft findable: where it lies, or by everybody of another scope that the actor may write to. */
  readonly publish: (documentId: string, to?: { readonly scope?: ScopeKind | undefined; readonly team?: string | undefined }) => Effect.Effect<Document, NotFound | Forbidden | InvalidInput | Conflict | ProviderError, CurrentActor>
  /** Deletes a draft that is not to be published. */
  readonly reject: (documentId: string) => Effect.Effect<void, NotFound | Forbidden | Conflict | ProviderError, CurrentActor>
  /** Best first. Nothing below the floor is returned. A model's order that was asked for and cannot be had costs the order, not the answer. */
  readonly search: (query: SearchQuery) => Effect.Effect<SearchResult, ProviderError, CurrentActor>
  readonly similar: (documentId: string, limit: number) => Effect.Effect<ReadonlyArray<FoundChunk>, NotFound | ProviderError, CurrentActor>
  readonly chunk: (documentId: string, chunkId: string) => Effect.Effect<FoundChunk, NotFound, CurrentActor>
  /** True where the document still holds these bytes at this place. */
  readonly verify: (citation: ChunkCitation) => Effect.Effect<boolean, never, CurrentActor>
  readonly statistics: Effect.Effect<KnowledgeStatistics, never, CurrentActor>
  /** The actor's own searches; a crash loses those of its last second. */
  readonly searchAnalytics: Effect.Effect<{
    readonly totalSearches: number
    readonly topQueries: ReadonlyArray<{ readonly query: string; readonly count: number }>
    readonly averageResults: number
    readonly perDay: Record<string, number>
  }, never, CurrentActor>
  readonly facets: Effect.Effect<{ readonly types: Record<string, number>; readonly tags: Record<string, number>; readonly scopes: Record<string, number>; readonly statuses: Record<string, number> }, never, CurrentActor>
  /**
   * Removes rows, chunks, vectors and files without a document and repairs
   * documents that are incomplete; answers how many of each. A vector goes when
   * two calls in a row find it without its chunk, a file after an hour. For the
   * cleaner.
   */
  readonly reconcile: Effect.Effect<{ readonly rows: number; readonly chunks: number; readonly vectors: number; readonly files: number; readonly repaired: number }, ProviderError>
}>() {}
