import { Effect, Layer } from "effect"
import { unmarked } from "./state.js"
import { checkItems, checkQuery, makeCosine, matcher, nameOf, top } from "./values.js"
import { type VectorItem, type VectorModel, Vectors } from "./Vectors.js"

const provider = "vectors/memory"

/** Vectors in process memory, for tests of modules; held to the same contract. */
export const layer = Layer.sync(Vectors, () => {
  const models = new Map<string, Map<string, VectorItem>>()
  const of = (model: VectorModel): Map<string, VectorItem> => {
    const found = models.get(nameOf(model)) ?? new Map<string, VectorItem>()
    models.set(nameOf(model), found)
    return found
  }
  return Vectors.of(unmarked({
    implementation: "memory",
    upsert: (model, items) => Effect.map(checkItems(provider, model, items), () => {
      for (const item of items) of(model).set(item.id, { ...item, values: item.values.slice() })
    }),
    query: (model, query) => Effect.map(checkQuery(provider, model, query), () => {
      const cosine = makeCosine(query.values)
      const allowed = matcher(query.filter)
      return top([...of(model).values()].filter((item) => allowed(item.metadata)).map((item) => ({ id: item.id, score: cosine(item.values), metadata: item.metadata })), query.k)
    }),
    remove: (model, ids) => Effect.sync(() => ids.forEach((id) => of(model).delete(id))),
    removeDocument: (documentId) => Effect.sync(() => {
      for (const items of models.values()) for (const item of items.values()) if (item.metadata.documentId === documentId) items.delete(item.id)
    }),
    count: (model) => Effect.sync(() => of(model).size),
    ids: (model, documentId) => Effect.sync(() => [...of(model).values()].filter((item) => item.metadata.documentId === documentId).map((item) => item.id).sort()),
    collections: Effect.sync(() => [...models.keys()]),
    allIds: (collection) => Effect.sync(() => [...models.get(collection)?.keys() ?? []].sort()),
    removeFrom: (collection, ids) => Effect.sync(() => ids.forEach((id) => models.get(collection)?.delete(id))),
    clear: Effect.sync(() => models.clear()),
    check: Effect.sync(() => ({ implementation: "memory", detail: `${[...models.values()].reduce((n, items) => n + items.size, 0)} vectors` }))
  }))
})
