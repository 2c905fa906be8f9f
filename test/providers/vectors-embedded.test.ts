import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as fc from "fast-check"
import * as sqlite from "../../src/providers/data/sqlite.js"
import * as embedded from "../../src/providers/vectors/embedded.js"
import { Image } from "../../src/providers/vectors/image.js"
import { bind } from "../../src/providers/vectors/kernel.js"
import { makeMatrix, makeScan, reserve, writeQuery, writeRow } from "../../src/providers/vectors/quantized.js"
import { type VectorItem, Vectors } from "../../src/providers/vectors/Vectors.js"
import * as servers from "../servers/servers.js"
import { postgresAt } from "./layers.js"
import { expected, numbers, vector } from "./vectors.contract.js"

const server = await servers.postgres()
const sharedFile = join(mkdtempSync(join(tmpdir(), "vectors-")), "shared.db")

const cosine = (a: Float32Array, b: Float32Array): number => {
  let ab = 0, aa = 0, bb = 0
  a.forEach((x, i) => {
    ab += x * b[i]!
    aa += x * x
    bb += b[i]! * b[i]!
  })
  return ab / (Math.sqrt(aa * bb) || 1)
}

const component = fc.oneof(fc.constant(0), fc.float({ min: -1, max: 1, noNaN: true }), fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e18), max: Math.fround(1e18) }))

describe("vectors · embedded, the kernel's bounds", () => {
  it("hold the exact cosine between them, for any dimension and any magnitudes", () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 130 }).chain((d) => fc.record({
        query: fc.array(component, { minLength: d, maxLength: d }),
        rows: fc.array(fc.array(component, { minLength: d, maxLength: d }), { minLength: 1, maxLength: 9 })
      })),
      ({ query, rows }) => {
        const matrix = makeMatrix(query.length)
        reserve(matrix, rows.length)
        rows.forEach((row, i) => writeRow(matrix, i, Float32Array.from(row)))
        const asked = Float32Array.from(query)
        const numbersOf = writeQuery(matrix, asked)
        const wanted = rows.map((row, i) => ({ i, score: cosine(Float32Array.from(row), asked) })).sort((a, b) => b.score - a.score)
        for (let k = 1; k <= rows.length; k++) {
          const scan = makeScan(matrix, bind(matrix.memory), { count: rows.length, group: new Int32Array(rows.length), allowed: Uint8Array.of(1), k, ...numbersOf })
          expect(scan.advance(rows.length)).toBe(false)
          const found = new Set(scan.candidates())
          for (const { i } of wanted.slice(0, k)) expect(found.has(i)).toBe(true)
        }
      }
    ), { numRuns: 300, seed: 11 })
  })

  it("rule out nearly everything on spread vectors", () => {
    const next = numbers(3)
    const image = new Image(384)
    for (let i = 0; i < 5000; i++) image.set(`v${i}`, { scope: "s", documentId: "d", type: "t" }, vector(384, next))
    const search = image.search(vector(384, next), 10, () => true)
    while (search.advance(700));
    expect(search.candidates().length).toBeLessThan(100)
  })
})

describe("vectors · embedded", () => {
  const model = { model: "m", dimension: 40 }
  const global = { scopes: ["global"] }
  const items = (n: number, seed: number, prefix = "v", make = vector): ReadonlyArray<VectorItem> => {
    const next = numbers(seed)
    return Array.from({ length: n }, (_, i) => ({ id: `${prefix}${i}`, values: make(40, next), metadata: { scope: "global", documentId: `d${i % 7}`, type: "t" } }))
  }
  const sparse = (d: number, next: () => number) => vector(d, next).map((x) => (Math.abs(x) < 0.9 ? 0 : x))
  const memory = embedded.layer.pipe(Layer.provideMerge(sqlite.layerAt(":memory:")))
  const ask = (values: Float32Array, k = 10) => Effect.flatMap(Vectors, (vectors) => vectors.query(model, { values, k, filter: global }))
  const ids = (hits: ReadonlyArray<{ readonly id: string }>) => hits.map((hit) => hit.id)

  it.effect("is exact on sparse vectors, near-duplicates and duplicates", () => Effect.gen(function*() {
    const vectors = yield* Vectors
    const base = vector(40, numbers(5))
    const near = items(400, 6, "n", (_d, next) => base.map((x) => x + next() * 1e-4) as Float32Array<ArrayBuffer>).concat(items(600, 8, "z", () => base))
    const all = [...items(2000, 9, "s", sparse), ...near]
    yield* vectors.upsert(model, all)
    for (const values of [base, sparse(40, numbers(77)), vector(40, numbers(78)), new Float32Array(40)]) {
      // scores, not ids: summing in another order moves equal vectors by a last digit
      const truth = expected(all, values, 50, global)
      const hits = yield* ask(values, 50)
      const scores = new Map(expected(all, values, all.length, global).map((hit) => [hit.id, hit.score]))
      expect(hits).toHaveLength(50)
      hits.forEach((hit, i) => {
        expect(Math.abs(hit.score - truth[i]!.score)).toBeLessThan(1e-12)
        expect(Math.abs(hit.score - scores.get(hit.id)!)).toBeLessThan(1e-12)
      })
    }
  }).pipe(Effect.provide(memory)))

  it.effect("sees its own writes inside a transaction and forgets them when it is undone", () => Effect.gen(function*() {
    const vectors = yield* Vectors
    const sql = yield* SqlClient.SqlClient
    const kept = items(20, 1, "kept")
    const undone = items(20, 2, "undone")
    yield* vectors.upsert(model, kept)
    expect(yield* ask(kept[0]!.values, 200)).toHaveLength(20)
    const inside = sql.withTransaction(Effect.gen(function*() {
      yield* vectors.upsert(model, undone)
      yield* vectors.remove(model, ["kept0"])
      return yield* Effect.flatMap(ask(undone[3]!.values, 200), (hits) => Effect.fail(ids(hits)))
    }))
    const seen = yield* Effect.catchAll(inside, (found) => (Array.isArray(found) ? Effect.succeed(found as ReadonlyArray<string>) : Effect.die(found)))
    expect(seen).toHaveLength(39)
    expect(seen[0]).toBe("undone3")
    yield* vectors.upsert(model, items(1, 3, "later"))
    expect(ids(yield* ask(kept[0]!.values, 200)).sort()).toEqual([...ids(kept), "later0"].sort())
  }).pipe(Effect.provide(memory)))

  const shared: ReadonlyArray<readonly [string, Layer.Layer<SqlClient.SqlClient, unknown>]> = [
    ["SQLite", Layer.suspend(() => sqlite.layerAt(sharedFile))],
    ...(server === null ? [] : [["PostgreSQL", postgresAt(server.url)] as const])
  ]
  it.live.each(shared)("two processes on one database see each other's writes and removals (%s)", ([, database]) => Effect.gen(function*() {
    const open = Effect.map(Layer.build(embedded.layer.pipe(Layer.provide(Layer.fresh(database)))), (context) => context)
    const one = yield* open
    const two = yield* open
    const in1 = Effect.provide(one)
    const in2 = Effect.provide(two)
    const upsert = (list: ReadonlyArray<VectorItem>) => Effect.flatMap(Vectors, (v) => v.upsert(model, list))
    const all = items(700, 4)
    const asked = vector(40, numbers(99))
    const same = (left: ReadonlyArray<VectorItem>) => Effect.gen(function*() {
      const truth = ids(expected(left, asked, 30, global))
      expect(ids(yield* in1(ask(asked, 30)))).toEqual(truth)
      expect(ids(yield* in2(ask(asked, 30)))).toEqual(truth)
    })
    yield* in1(upsert(all.slice(0, 400)))
    yield* same(all.slice(0, 400))
    yield* in2(upsert(all.slice(400)))
    yield* same(all)
    yield* in1(Effect.flatMap(Vectors, (v) => v.removeDocument("d2")))
    yield* same(all.filter((item) => item.metadata.documentId !== "d2"))
    const back = all.filter((item) => item.metadata.documentId === "d2").map((item) => ({ ...item, values: item.values.map((x) => -x) }))
    yield* in2(upsert(back))
    yield* same([...all.filter((item) => item.metadata.documentId !== "d2"), ...back])
    yield* in2(Effect.flatMap(Vectors, (v) => v.clear))
    yield* same([])
    yield* in1(upsert(all.slice(0, 5)))
    yield* same(all.slice(0, 5))
  }).pipe(Effect.scoped))

  it.effect("a reader that lags beyond the remembered removals reads everything again", () => Effect.gen(function*() {
    const vectors = yield* Vectors
    const sql = yield* SqlClient.SqlClient
    const all = items(50, 12)
    yield* vectors.upsert(model, all)
    yield* ask(all[0]!.values)
    // what a replica finds after long silence: rows gone, their removals forgotten
    yield* sql`DELETE FROM vectors WHERE document_id = 'd1'`
    yield* sql`UPDATE vector_models SET version = version + 20000, floor = version + 10000`
    expect((yield* ask(all[0]!.values, 200)).map((hit) => hit.metadata.documentId)).not.toContain("d1")
  }).pipe(Effect.provide(memory)))

  it.live("loads and searches in slices: the event loop keeps turning", () => Effect.gen(function*() {
    const vectors = yield* Vectors
    const all = items(2600, 31)
    yield* vectors.upsert(model, all)
    let turns = 0
    let ended = false
    const turn = () => {
      turns++
      if (!ended) setImmediate(turn)
    }
    setImmediate(turn)
    yield* ask(all[0]!.values)
    ended = true
    // ten pages of rows are read; after each the loop turned
    expect(turns).toBeGreaterThanOrEqual(10)
  }).pipe(Effect.provide(memory)))

  it.effect("searches while others write", () => Effect.gen(function*() {
    const vectors = yield* Vectors
    const all = items(900, 21)
    const asked = vector(40, numbers(5))
    yield* vectors.upsert(model, all.slice(0, 300))
    const writers = [all.slice(300, 600), all.slice(600)].map((list) => Effect.forEach(list, (item) => vectors.upsert(model, [item]), { discard: true }))
    const readers = Array.from({ length: 20 }, () => Effect.map(ask(asked, 20), (hits) => expect(new Set(ids(hits)).size).toBe(20)))
    yield* Effect.all([...writers, ...readers], { concurrency: "unbounded" })
    expect(ids(yield* ask(asked, 20))).toEqual(ids(expected(all, asked, 20, global)))
  }).pipe(Effect.provide(memory)))
})
