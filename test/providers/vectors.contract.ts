import { expect, layer as suite } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import * as fc from "fast-check"
import { type VectorFilter, type VectorHit, type VectorItem, type VectorModel, Vectors } from "../../src/providers/vectors/Vectors.js"

/** Deterministic numbers in [-1, 1). */
export const numbers = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0
  return seed / 2 ** 31
}
export const vector = (dimension: number, next: () => number): Float32Array => Float32Array.from({ length: dimension }, next)

/** The specification: plain double arithmetic over everything. */
export const expected = (items: ReadonlyArray<VectorItem>, values: Float32Array, k: number, filter: VectorFilter): ReadonlyArray<VectorHit> => {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
  return items
    .filter(({ metadata }) => filter.scopes.includes(metadata.scope) && (filter.types?.includes(metadata.type) ?? true) && (filter.documentIds?.includes(metadata.documentId) ?? true))
    .map((item) => ({ id: item.id, metadata: item.metadata, score: dot(item.values, values) / (Math.sqrt(dot(item.values, item.values) * dot(values, values)) || 1) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, k)
}

const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error._tag)
const global = { scopes: ["global"] }

/**
 * What every vector store must do. Run it on your own implementation:
 * `vectorsContract("mine", layer)`; the layer starts empty. `exact: false`
 * for stores that search approximately: order is then not compared.
 * `dimension` (48 or more) for stores that hold vectors of one dimension.
 */
export const vectorsContract = (name: string, layer: Layer.Layer<Vectors, unknown>, options: { readonly exact?: boolean; readonly runs?: number; readonly dimension?: number } = {}) =>
  suite(layer, { excludeTestServices: true, timeout: "60 seconds" })(`vectors · ${name}`, (it) => {
    const exact = options.exact ?? true
    let models = 0
    /** each case works on a model of its own */
    const fresh = (dimension: number): VectorModel => ({ model: `case-${++models}`, dimension: options.dimension ?? dimension })
    /** zeros change no cosine */
    const widened = (values: ReadonlyArray<number>) => Float32Array.from({ length: options.dimension ?? values.length }, (_, i) => values[i] ?? 0)
    const item = (id: string, values: ReadonlyArray<number>, metadata: Partial<VectorItem["metadata"]> = {}): VectorItem =>
      ({ id, values: widened(values), metadata: { scope: "global", documentId: `doc-of-${id}`, type: "runbook", ...metadata } })
    const search = (model: VectorModel, values: ReadonlyArray<number>, k = 10, filter: VectorFilter = global) =>
      Effect.flatMap(Vectors, (vectors) => vectors.query(model, { values: widened(values), k, filter }))
    const idsOf = (hits: ReadonlyArray<VectorHit>) => hits.map((hit) => hit.id)

    it.effect("finds the most similar, best first, with cosine scores and metadata", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(3)
      yield* vectors.upsert(model, [item("x", [2, 0, 0]), item("xy", [3, 3, 0], { type: "guide" }), item("y", [0, 1, 0]), item("-x", [-5, 0, 0])])
      const hits = yield* search(model, [10, 0, 0])
      expect(idsOf(hits)).toEqual(["x", "xy", "y", "-x"])
      ;[1, Math.SQRT1_2, 0, -1].forEach((score, i) => expect(hits[i]!.score).toBeCloseTo(score, 5))
      expect(hits[1]!.metadata).toEqual({ scope: "global", documentId: "doc-of-xy", type: "guide" })
      expect(idsOf(yield* search(model, [0, 1, 0], 2))).toEqual(["y", "xy"])
    }))

    it.effect("breaks ties by id", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(4)
      yield* vectors.upsert(model, ["c", "a", "d", "b"].map((id) => item(id, [1, 2, 3, 4])))
      expect(idsOf(yield* search(model, [1, 2, 3, 4]))).toEqual(["a", "b", "c", "d"])
    }))

    it.effect("an empty model answers nothing", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(8)
      expect(yield* search(model, [1, 0, 0, 0, 0, 0, 0, 0])).toEqual([])
      expect(yield* vectors.count(model)).toBe(0)
      expect(yield* vectors.ids(model, "none")).toEqual([])
      yield* vectors.remove(model, ["none"])
      yield* vectors.upsert(model, [])
    }))

    it.effect("names its collections and everything that each holds", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      const known = new Set(yield* vectors.collections)
      expect(yield* vectors.allIds("contract-of-no-model")).toEqual([])
      const many = Array.from({ length: 250 }, (_, i) => `id-${String(i).padStart(3, "0")}`)
      yield* vectors.upsert(model, many.map((id) => item(id, [1, 1])))
      yield* vectors.upsert(fresh(2), [item("elsewhere", [1, 0])])
      const held = () => Effect.flatMap(vectors.collections, (all) => Effect.forEach(all.filter((name) => !known.has(name)), (name) => Effect.map(vectors.allIds(name), (ids) => ({ name, ids }))))
      const [first, second] = (yield* held()).sort((a, b) => b.ids.length - a.ids.length)
      expect([first!.ids, second!.ids]).toEqual([many, ["elsewhere"]])
      yield* vectors.remove(model, many.slice(2))
      expect(yield* vectors.allIds(first!.name)).toEqual(["id-000", "id-001"])
      // from a collection by its name, as one of a model that nobody knows any more
      yield* vectors.removeFrom(first!.name, ["id-000", "not there"])
      yield* vectors.removeFrom(second!.name, [])
      expect(yield* vectors.ids(model, "doc-of-id-001")).toEqual(["id-001"])
      expect(yield* vectors.allIds(first!.name)).toEqual(["id-001"])
      yield* vectors.removeFrom("contract-of-no-model", ["id-001"])
      expect(yield* vectors.allIds(first!.name)).toEqual(["id-001"])
    }))

    it.effect("replaces a vector of the same id, metadata included", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      yield* vectors.upsert(model, [item("a", [1, 0], { scope: "user:1", documentId: "first" })])
      yield* vectors.upsert(model, [item("a", [0, 1], { scope: "user:2", documentId: "second" })])
      expect(yield* vectors.count(model)).toBe(1)
      expect(yield* search(model, [1, 0], 5, { scopes: ["user:1"] })).toEqual([])
      const hits = yield* search(model, [0, 1], 5, { scopes: ["user:2"] })
      expect(hits[0]!.score).toBeCloseTo(1, 5)
      expect(yield* vectors.ids(model, "first")).toEqual([])
      expect(yield* vectors.ids(model, "second")).toEqual(["a"])
    }))

    it.effect("the last of two items with one id wins", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      yield* vectors.upsert(model, [item("twice", [1, 0]), item("twice", [0, 1])])
      expect(yield* vectors.count(model)).toBe(1)
      expect((yield* search(model, [0, 1]))[0]!.score).toBeCloseTo(1, 5)
    }))

    it.effect("filters by scope, type and document, together", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      yield* vectors.upsert(model, [
        item("1", [1, 0], { scope: "user:a", type: "runbook", documentId: "d1" }), item("2", [1, 0], { scope: "user:a", type: "guide", documentId: "d2" }),
        item("3", [1, 0], { scope: "user:b", type: "runbook", documentId: "d3" }), item("4", [1, 0], { scope: "team:t", type: "runbook", documentId: "d4" })
      ])
      const found = (filter: VectorFilter) => Effect.map(search(model, [1, 0], 10, filter), idsOf)
      expect(yield* found({ scopes: ["user:a", "team:t"] })).toEqual(["1", "2", "4"])
      expect(yield* found({ scopes: ["user:a", "team:t"], types: ["runbook"] })).toEqual(["1", "4"])
      expect(yield* found({ scopes: ["user:a", "user:b"], types: ["runbook", "guide"], documentIds: ["d2", "d3"] })).toEqual(["2", "3"])
      expect(yield* found({ scopes: ["user:a"], documentIds: ["d3"] })).toEqual([])
      expect(yield* found({ scopes: [] })).toEqual([])
      expect(yield* found({ scopes: ["user:a"], types: [] })).toEqual([])
      expect(yield* found({ scopes: ["user:a"], documentIds: [] })).toEqual([])
    }))

    it.effect("removes by id and by document, of every model", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const [one, two] = [fresh(2), fresh(3)]
      yield* vectors.upsert(one, [item("a", [1, 0], { documentId: "rm" }), item("b", [1, 0], { documentId: "rm" }), item("c", [1, 0], { documentId: "keep" })])
      yield* vectors.upsert(two, [item("a", [1, 0, 0], { documentId: "rm" }), item("e", [1, 0, 0], { documentId: "keep" })])
      yield* vectors.remove(one, ["a", "unknown"])
      expect(idsOf(yield* search(one, [1, 0]))).toEqual(["b", "c"])
      expect(idsOf(yield* search(two, [1, 0, 0]))).toEqual(["a", "e"])
      yield* vectors.removeDocument("rm")
      yield* vectors.removeDocument("rm")
      expect(idsOf(yield* search(one, [1, 0]))).toEqual(["c"])
      expect(idsOf(yield* search(two, [1, 0, 0]))).toEqual(["e"])
      expect(yield* vectors.count(one)).toBe(1)
      yield* vectors.upsert(one, [item("a", [1, 0], { documentId: "back" })])
      expect(idsOf(yield* search(one, [1, 0]))).toEqual(["a", "c"])
    }))

    it.effect("never mixes models, not even of one name", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      const other = { ...model, model: `${model.model}-other` }
      yield* vectors.upsert(model, [item("one", [1, 0])])
      expect(yield* search(other, [1, 0])).toEqual([])
      yield* vectors.upsert(other, [item("two", [1, 0])])
      expect(idsOf(yield* search(model, [1, 0]))).toEqual(["one"])
      expect(idsOf(yield* search(other, [1, 0]))).toEqual(["two"])
      const wider = { ...model, dimension: model.dimension + 1 }
      const wide = { ...item("wide", []), values: vector(wider.dimension, numbers(1)) }
      if (options.dimension !== undefined) return expect(yield* tagOf(vectors.upsert(wider, [wide]))).toBe("ProviderConflict")
      yield* vectors.upsert(wider, [wide])
      expect(idsOf(yield* search(model, [1, 0]))).toEqual(["one"])
      expect(idsOf(yield* search(wider, Array.from(wide.values)))).toEqual(["wide"])
    }))

    it.effect("refuses a wrong dimension and keeps nothing of the batch", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(3)
      expect(yield* tagOf(vectors.upsert(model, [item("good", [1, 0, 0]), { ...item("bad", []), values: new Float32Array(2) }]))).toBe("ProviderConflict")
      expect(yield* tagOf(vectors.query(model, { values: new Float32Array(2), k: 1, filter: global }))).toBe("ProviderConflict")
      expect(yield* vectors.count(model)).toBe(0)
    }))

    it.effect("keeps a vector without length, similar to nothing", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      yield* vectors.upsert(model, [item("none", [0, 0], { documentId: "zero" }), item("some", [1, 1])])
      expect(yield* vectors.count(model)).toBe(2)
      expect(yield* vectors.ids(model, "zero")).toEqual(["none"])
      const hits = yield* search(model, [1, 1])
      expect(hits[0]!.id).toBe("some")
      for (const hit of hits.slice(1)) expect(hit).toMatchObject({ id: "none", score: 0 })
      for (const hit of yield* search(model, [0, 0])) expect(hit.score).toBe(0)
    }))

    it.effect("refuses numbers that are none, and limits out of range", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      for (const bad of [NaN, Infinity, -Infinity]) {
        expect(yield* tagOf(vectors.upsert(model, [item("bad", [bad, 1])]))).toBe("ProviderRefused")
        expect(yield* tagOf(search(model, [bad, 1]))).toBe("ProviderRefused")
      }
      for (const k of [0, -1, 201, 1.5, NaN]) expect(yield* tagOf(search(model, [1, 0], k))).toBe("ProviderRefused")
      expect(yield* tagOf(vectors.upsert(model, [item("", [1, 0])]))).toBe("ProviderRefused")
      expect(yield* tagOf(vectors.upsert(model, [item("i".repeat(201), [1, 0])]))).toBe("ProviderRefused")
    }))

    it.effect("holds long and strange ids, scopes and documents", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(2)
      const strange = item("i".repeat(200), [1, 0], { scope: "team:Grün & \"Co\" %_'", documentId: "d'; DROP TABLE vectors; --", type: "ty\\pe" })
      yield* vectors.upsert(model, [strange])
      const hits = yield* search(model, [1, 0], 1, { scopes: [strange.metadata.scope], types: [strange.metadata.type], documentIds: [strange.metadata.documentId] })
      expect(hits).toMatchObject([{ id: strange.id, metadata: strange.metadata }])
      expect(yield* vectors.ids(model, strange.metadata.documentId)).toEqual([strange.id])
    }))

    it.effect(`answers ${exact ? "exactly " : ""}over a thousand vectors, written in one call`, () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const model = fresh(48)
      const next = numbers(7)
      const items = Array.from({ length: 1200 }, (_, i) => item(`v${String(i).padStart(4, "0")}`, Array.from(vector(48, next)), { scope: `user:${i % 3}`, documentId: `d${i % 40}` }))
      yield* vectors.upsert(model, items)
      expect(yield* vectors.count(model)).toBe(1200)
      for (const k of [1, 10, 200]) {
        const values = widened(Array.from(vector(48, next)))
        const filter = { scopes: ["user:0", "user:2"] }
        const hits = yield* vectors.query(model, { values, k, filter })
        const truth = expected(items, values, k, filter)
        expect(hits).toHaveLength(k)
        if (exact) expect(idsOf(hits)).toEqual(idsOf(truth))
        const scores = new Map(expected(items, values, items.length, filter).map((hit) => [hit.id, hit.score]))
        for (const hit of hits) expect(hit.score).toBeCloseTo(scores.get(hit.id)!, 4)
      }
      yield* vectors.removeDocument("d3")
      expect(yield* vectors.count(model)).toBe(1170)
    }))

    it.effect("never returns a foreign vector, whatever is written, removed and asked", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const scope = fc.constantFrom("user:a", "user:b", "team:a", "global", "case:a")
      const entry = fc.record({ id: fc.integer({ min: 0, max: 30 }), scope, type: fc.constantFrom("runbook", "guide"), documentId: fc.constantFrom("d1", "d2", "d3"), x: fc.integer({ min: -3, max: 3 }), y: fc.integer({ min: -3, max: 3 }) })
      const scenario = fc.record({
        written: fc.array(entry, { maxLength: 40 }),
        removed: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 5 }),
        scopes: fc.uniqueArray(scope, { maxLength: 3 }),
        types: fc.option(fc.uniqueArray(fc.constantFrom("runbook", "guide", "other"), { maxLength: 2 }), { nil: undefined }),
        documentIds: fc.option(fc.uniqueArray(fc.constantFrom("d1", "d2", "d3"), { maxLength: 2 }), { nil: undefined }),
        k: fc.integer({ min: 1, max: 50 })
      })
      const runtime = yield* Effect.runtime<Vectors>()
      const { Runtime } = yield* Effect.promise(() => import("effect"))
      yield* Effect.promise(() => fc.assert(fc.asyncProperty(scenario, ({ documentIds, k, removed, scopes, types, written }) => Runtime.runPromise(runtime)(Effect.gen(function*() {
        const model = fresh(2)
        const items = written.filter((w) => w.x !== 0 || w.y !== 0).map((w) => item(`v${w.id}`, [w.x, w.y], { scope: w.scope, type: w.type, documentId: w.documentId }))
        yield* vectors.upsert(model, items)
        yield* vectors.remove(model, removed.map((id) => `v${id}`))
        const left = [...new Map(items.map((i) => [i.id, i])).values()].filter((i) => !removed.includes(Number(i.id.slice(1))))
        const filter: VectorFilter = { scopes, ...(types === undefined ? {} : { types }), ...(documentIds === undefined ? {} : { documentIds }) }
        const hits = yield* search(model, [1, 2], k, filter)
        const allowed = new Map(expected(left, widened([1, 2]), 100, filter).map((hit) => [hit.id, hit]))
        expect(hits).toHaveLength(Math.min(k, allowed.size))
        for (const hit of hits) {
          expect(hit.metadata).toEqual(allowed.get(hit.id)?.metadata)
          expect(hit.score).toBeCloseTo(allowed.get(hit.id)!.score, 4)
        }
      }))), { numRuns: options.runs ?? 60, seed: 20 }))
    }))

    it.effect("checks itself", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      expect((yield* vectors.check).implementation).toBe(vectors.implementation)
    }))

    it.effect("clears everything", () => Effect.gen(function*() {
      const vectors = yield* Vectors
      const [one, two] = [fresh(2), fresh(2)]
      yield* vectors.upsert(one, [item("a", [1, 0])])
      yield* vectors.upsert(two, [item("b", [1, 0])])
      expect(yield* search(one, [1, 0])).toHaveLength(1)
      yield* vectors.clear
      expect(yield* search(one, [1, 0])).toEqual([])
      expect(yield* vectors.count(two)).toBe(0)
      yield* vectors.upsert(one, [item("again", [1, 0])])
      expect(idsOf(yield* search(one, [1, 0]))).toEqual(["again"])
    }))
  })
