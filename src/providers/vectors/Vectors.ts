import { Context, type Effect } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

export interface VectorMetadata {
  /** who may see it: `user:<id>`, `team:<id>`, `org:<id>`, `global`, `case:<id>` */
  readonly scope: string
  readonly documentId: string
  /** document type, such as `runbook` */
  readonly type: string
}

export interface VectorItem {
  readonly id: string
  readonly values: Float32Array
  readonly metadata: VectorMetadata
}

export interface VectorFilter {
  /** any of these; an empty list matches nothing */
  readonly scopes: ReadonlyArray<string>
  readonly types?: ReadonlyArray<string>
  readonly documentIds?: ReadonlyArray<string>
}

export interface VectorHit {
  readonly id: string
  /** cosine similarity, −1 to 1 */
  readonly score: number
  readonly metadata: VectorMetadata
}

/** Embedding model a vector came from; searches never mix models. */
export interface VectorModel {
  readonly model: string
  readonly dimension: number
}

/**
 * Vector store; cosine similarity. The filter is applied inside the store.
 * A vector whose length is not `model.dimension` is `ProviderConflict`; one
 * with a component that is not finite, an id outside 1–200 characters and a
 * `k` outside 1–200 are `ProviderRefused`. A vector of length zero is kept but
 * similar to nothing: it scores 0 or is left out. Scores are exact to 1e-5.
 */
export class Vectors extends Context.Tag("faultmaven/providers/Vectors")<Vectors, {
  readonly implementation: string
  readonly upsert: (model: VectorModel, items: ReadonlyArray<VectorItem>) => Effect.Effect<void, ProviderError>
  /** The `k` (1–200) most similar, best first, ties by id. */
  readonly query: (
    model: VectorModel,
    query: { readonly values: Float32Array; readonly k: number; readonly filter: VectorFilter }
  ) => Effect.Effect<ReadonlyArray<VectorHit>, ProviderError>
  readonly remove: (model: VectorModel, ids: ReadonlyArray<string>) => Effect.Effect<void, ProviderError>
  /** All vectors of a document, of every model. */
  readonly removeDocument: (documentId: string) => Effect.Effect<void, ProviderError>
  readonly count: (model: VectorModel) => Effect.Effect<number, ProviderError>
  /** Ids held for a document (reconciler and tests). */
  readonly ids: (model: VectorModel, documentId: string) => Effect.Effect<ReadonlyArray<string>, ProviderError>
  /** The store's own names of its collections, one per model, of former models too (reconciler). */
  readonly collections: Effect.Effect<ReadonlyArray<string>, ProviderError>
  /** Every id held in a collection, ascending (reconciler): what a store lists may lag behind what was just written. */
  readonly allIds: (collection: string) => Effect.Effect<ReadonlyArray<string>, ProviderError>
  readonly removeFrom: (collection: string, ids: ReadonlyArray<string>) => Effect.Effect<void, ProviderError>
  /** Removes every vector of every model. */
  readonly clear: Effect.Effect<void, ProviderError>
  /**
   * True where this store is not known to hold everything: it was chosen for
   * the first time, another one was in use before, or `reindex` did not end.
   * Searches answer in the meantime, from what is there.
   */
  readonly needsReindex: Effect.Effect<boolean, ProviderError>
  /**
   * Clears the store, runs `fill` (which upserts every document that exists)
   * and, when that ended well, records the store as complete. `resume` goes on
   * where an earlier call was interrupted: nothing is cleared.
   */
  readonly reindex: <E, R>(fill: Effect.Effect<void, E, R>, options?: { readonly resume?: boolean }) => Effect.Effect<void, E | ProviderError, R>
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
