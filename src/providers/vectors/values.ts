import { Effect } from "effect"
import { ProviderConflict, type ProviderError, ProviderRefused } from "../errors.js"
import { norm } from "./quantized.js"
import type { VectorFilter, VectorHit, VectorItem, VectorMetadata, VectorModel } from "./Vectors.js"

export const MAX_K = 200

export const nameOf = (model: VectorModel): string => `${model.model}#${model.dimension}`

/** Right length and finite, or the error every implementation gives. */
export const checkValues = (provider: string, model: VectorModel, values: Float32Array): Effect.Effect<void, ProviderError> => {
  if (values.length !== model.dimension) {
    return Effect.fail(new ProviderConflict({ provider, detail: `a vector of ${values.length} dimensions does not fit ${nameOf(model)}` }))
  }
  return values.every(Number.isFinite) ? Effect.void : Effect.fail(new ProviderRefused({ provider, detail: "a vector holds a component that is not a finite number" }))
}

export const checkItems = (provider: string, model: VectorModel, items: ReadonlyArray<VectorItem>): Effect.Effect<void, ProviderError> =>
  Effect.forEach(items, (item) =>
    item.id === "" || item.id.length > 200
      ? Effect.fail(new ProviderRefused({ provider, detail: "an id has 1 to 200 characters" }))
      : checkValues(provider, model, item.values), { discard: true })

export const checkQuery = (provider: string, model: VectorModel, query: { readonly values: Float32Array; readonly k: number }): Effect.Effect<void, ProviderError> =>
  Number.isInteger(query.k) && query.k >= 1 && query.k <= MAX_K
    ? checkValues(provider, model, query.values)
    : Effect.fail(new ProviderRefused({ provider, detail: `k is 1 to ${MAX_K}` }))

/** A filter with an empty list matches nothing. */
export const matchesNothing = (filter: VectorFilter): boolean => filter.scopes.length === 0 || filter.types?.length === 0 || filter.documentIds?.length === 0

export const matcher = (filter: VectorFilter): (metadata: VectorMetadata) => boolean => {
  const scopes = new Set(filter.scopes)
  const types = filter.types === undefined ? null : new Set(filter.types)
  const documents = filter.documentIds === undefined ? null : new Set(filter.documentIds)
  return ({ documentId, scope, type }) => scopes.has(scope) && (types === null || types.has(type)) && (documents === null || documents.has(documentId))
}

/** The last of several items with one id. */
export const distinct = (items: ReadonlyArray<VectorItem>): ReadonlyArray<VectorItem> => [...new Map(items.map((item) => [item.id, item])).values()]

/** Cosine in double precision; 0 where a vector has no length. Four sums keep the processor busy. */
export const makeCosine = (query: Float32Array): (values: Float32Array) => number => {
  const length = norm(query) || 1
  return (values) => {
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0
    const n = query.length & ~3
    for (let i = 0; i < n; i += 4) {
      s0 += query[i]! * values[i]!
      s1 += query[i + 1]! * values[i + 1]!
      s2 += query[i + 2]! * values[i + 2]!
      s3 += query[i + 3]! * values[i + 3]!
    }
    for (let i = n; i < query.length; i++) s0 += query[i]! * values[i]!
    return (s0 + s1 + s2 + s3) / (length * (norm(values) || 1))
  }
}

const byScore = (a: VectorHit, b: VectorHit): number => b.score - a.score || (a.id < b.id ? -1 : 1)

/** Best first, ties by id. */
export const top = (hits: ReadonlyArray<VectorHit>, k: number): ReadonlyArray<VectorHit> => [...hits].sort(byScore).slice(0, k)
