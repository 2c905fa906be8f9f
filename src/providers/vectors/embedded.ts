import { Effect, Layer } from "effect"
import { type ProviderError, ProviderQuota } from "../errors.js"
import { Image } from "./image.js"
import { makeRows, provider, type Rows, schema } from "./rows.js"
import { unmarked } from "./state.js"
import { checkItems, checkQuery, distinct, makeCosine, matcher, matchesNothing, nameOf, top } from "./values.js"
import { type VectorFilter, type VectorHit, type VectorModel, Vectors } from "./Vectors.js"

/** Multiply-adds between two breaths of the event loop: about a millisecond. */
const SLICE = 16_000_000
/** Searches again when rows changed between scan and exact scoring, at most this often. */
const TRIES = 4

/** Lets the event loop serve others; yielding a fiber alone stays within one turn of it. */
const breathe = Effect.async<void>((resume) => {
  const turn = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(turn))
})

interface Known {
  image: Image
  version: number
}

/** Brings the image to what is committed: removals first, then newer rows, a page at a time. */
const refresh = (rows: Rows, model: VectorModel, known: Known) => Effect.gen(function*() {
  const name = nameOf(model)
  const head = yield* rows.head(name)
  if (head.version === known.version) return
  if (head.version < known.version || known.version < head.floor) {
    known.image = new Image(model.dimension)
    known.version = 0
  }
  if (known.image.size > 0) for (const id of yield* rows.removedAfter(name, known.version)) known.image.delete(id)
  let after = { version: known.version + 1, id: "" }
  while (true) {
    const page = yield* rows.pageAfter(name, after)
    const last = page.at(-1)
    if (last === undefined) break
    yield* Effect.try({
      try: () => page.forEach((row) => known.image.set(row.id, row.metadata, row.values)),
      catch: () => new ProviderQuota({ provider, detail: "the vectors do not fit into this process" })
    })
    after = { version: last.version, id: last.id }
    yield* breathe
  }
  known.version = head.version
})

/**
 * Exact cosine search over vectors kept in the product's own database. Each
 * process holds int8 images of the models it is asked about, reads what is
 * newer before each search, lets the kernel rule out what cannot be among the
 * k best, and scores the rest from the stored float32 vectors.
 */
export const layer = Layer.effect(Vectors, Effect.gen(function*() {
  const rows = yield* makeRows
  const models = new Map<string, { readonly known: Known; readonly lock: Effect.Semaphore }>()
  const modelOf = (model: VectorModel) => {
    const name = nameOf(model)
    const found = models.get(name) ?? { known: { image: new Image(model.dimension), version: 0 }, lock: Effect.unsafeMakeSemaphore(1) }
    models.set(name, found)
    return found
  }

  const scan = (model: VectorModel, values: Float32Array, k: number, filter: VectorFilter) => {
    const { known, lock } = modelOf(model)
    return lock.withPermits(1)(Effect.gen(function*() {
      yield* refresh(rows, model, known)
      const search = known.image.search(values, k, matcher(filter))
      while (search.advance(Math.ceil(SLICE / model.dimension))) yield* breathe
      return search.candidates()
    }))
  }

  const exact = (model: VectorModel, query: { readonly values: Float32Array; readonly k: number; readonly filter: VectorFilter }) => Effect.gen(function*() {
    const cosine = makeCosine(query.values)
    const allowed = matcher(query.filter)
    for (let attempt = 1;; attempt++) {
      const candidates = yield* scan(model, query.values, query.k, query.filter)
      const found = (yield* rows.byIds(nameOf(model), candidates)).filter((row) => allowed(row.metadata))
      if (found.length < candidates.length && attempt < TRIES) continue
      return top(found.map((row): VectorHit => ({ id: row.id, score: cosine(row.values), metadata: row.metadata })), query.k)
    }
  })

  /** Inside the caller's transaction rows may yet be undone: they are compared one by one and never enter the image. */
  const uncommitted = (model: VectorModel, query: { readonly values: Float32Array; readonly k: number; readonly filter: VectorFilter }) => Effect.gen(function*() {
    const cosine = makeCosine(query.values)
    const allowed = matcher(query.filter)
    let best: ReadonlyArray<VectorHit> = []
    let after = { version: 1, id: "" }
    while (true) {
      const page = yield* rows.pageAfter(nameOf(model), after)
      const last = page.at(-1)
      if (last === undefined) return best
      best = top([...best, ...page.filter((row) => allowed(row.metadata)).map((row) => ({ id: row.id, score: cosine(row.values), metadata: row.metadata }))], query.k)
      after = { version: last.version, id: last.id }
    }
  })

  return Vectors.of(unmarked({
    implementation: "embedded",
    upsert: (model, items) => Effect.zipRight(checkItems(provider, model, items), items.length === 0 ? Effect.void : rows.put(nameOf(model), distinct(items))),
    query: (model, query): Effect.Effect<ReadonlyArray<VectorHit>, ProviderError> => Effect.gen(function*() {
      yield* checkQuery(provider, model, query)
      if (matchesNothing(query.filter)) return []
      return yield* (yield* rows.uncommitted) ? uncommitted(model, query) : exact(model, query)
    }),
    remove: (model, ids) => (ids.length === 0 ? Effect.void : rows.remove(nameOf(model), ids)),
    removeDocument: rows.removeDocument,
    count: (model) => rows.count(nameOf(model)),
    ids: (model, documentId) => rows.idsOf(nameOf(model), documentId),
    collections: rows.models,
    allIds: rows.allIds,
    removeFrom: (collection, ids) => (ids.length === 0 ? Effect.void : rows.remove(collection, ids)),
    clear: rows.clear,
    check: Effect.map(rows.total, (n) => ({ implementation: "embedded", detail: `${n} vectors` }))
  }))
})).pipe(Layer.provide(schema))
