import { SqlClient } from "@effect/sql"
import { expect, layer as suite } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { type Migrations, migrations } from "../../src/providers/data/migrations.js"

const steps = (extra: boolean): Migrations => ({
  "0001_notes": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const bytes = sql.onDialectOrElse({ pg: () => sql`BYTEA`, orElse: () => sql`BLOB` })
    yield* sql`CREATE TABLE notes (id TEXT PRIMARY KEY, at BIGINT NOT NULL, amount BIGINT, body ${bytes})`
  }),
  ...(extra ? { "0002_title": Effect.flatMap(SqlClient.SqlClient, (sql) => sql`ALTER TABLE notes ADD COLUMN title TEXT`).pipe(Effect.asVoid) } : {})
})

/** What every database must do for the modules; the layer starts empty. */
export const dataContract = (name: string, layer: Layer.Layer<SqlClient.SqlClient, unknown>) =>
  suite(layer, { excludeTestServices: true, timeout: "60 seconds" })(`data · ${name}`, (it) => {
    const migrate = (extra: boolean) => Effect.scoped(Layer.build(migrations("contract", steps(extra))))
    const count = Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.map(sql<{ n: number }>`SELECT COUNT(*) AS n FROM notes`, (rows) => rows[0]!.n))
    const insert = (id: string) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql`INSERT INTO notes ${sql.insert({ id, at: 1 })}`)

    it.effect("applies each migration once, later ones on top", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* migrate(false)
      yield* insert("before")
      yield* migrate(false)
      yield* migrate(true)
      yield* migrate(true)
      expect(yield* sql`SELECT id, title FROM notes`).toEqual([{ id: "before", title: null }])
    }))

    it.effect("keeps text, bytes and milliseconds as they are; counts and sums are numbers", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const at = 1_795_488_000_123
      const body = Uint8Array.from({ length: 256 }, (_, i) => i)
      const id = "ü 🙂 ' \" \\ % _ $1 ? --"
      yield* sql`INSERT INTO notes ${sql.insert([{ id, at, amount: 2 ** 52, body: Buffer.from(body) }, { id: "second", at: -5, amount: null, body: null }])}`
      const [row] = yield* sql<{ id: string; at: number; amount: number; body: Uint8Array }>`SELECT id, at, amount, body FROM notes WHERE id = ${id}`
      expect([row!.id, row!.at, row!.amount]).toEqual([id, at, 2 ** 52])
      expect(Buffer.from(row!.body).equals(Buffer.from(body))).toBe(true)
      expect(yield* sql`SELECT COUNT(*) AS n, SUM(at) AS total FROM notes WHERE id IN (${id}, 'second')`).toEqual([{ n: 2, total: at - 5 }])
    }))

    it.effect("a NUL in a text never ends a statement: kept, or shown as the replacement character", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql`INSERT INTO notes ${sql.insert({ id: "a\0b", at: 7 })}`
      expect(["a\0b", "a\uFFFDb"]).toContain((yield* sql<{ id: string }>`SELECT id FROM notes WHERE at = 7`)[0]!.id)
      expect(yield* sql`SELECT at FROM notes WHERE id = ${"a\0b"}`).toEqual([{ at: 7 }])
      expect(yield* sql`SELECT at FROM notes WHERE id = ${"a\0b"}`.values).toEqual([[7]])
    }))

    it.effect("undoes a failed transaction as a whole, and a nested one alone", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const before = yield* count
      yield* Effect.flip(sql.withTransaction(Effect.zipRight(insert("undone"), Effect.fail("no" as const))))
      expect(yield* count).toBe(before)
      yield* sql.withTransaction(Effect.gen(function*() {
        yield* insert("outer")
        yield* Effect.flip(sql.withTransaction(Effect.zipRight(insert("inner"), Effect.fail("no" as const))))
      }))
      expect(yield* sql`SELECT id FROM notes WHERE id IN ('outer', 'inner')`).toEqual([{ id: "outer" }])
    }))

    it.effect("undoes an interrupted transaction and serves the next", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const before = yield* count
      const inside = yield* Deferred.make<void>()
      const fiber = yield* Effect.fork(sql.withTransaction(Effect.zipRight(insert("interrupted"), Effect.zipRight(Deferred.succeed(inside, undefined), Effect.never))))
      yield* Deferred.await(inside)
      yield* Fiber.interrupt(fiber)
      expect(yield* count).toBe(before)
    }))

    it.effect("answers a broken constraint with an error and goes on", () => Effect.gen(function*() {
      yield* insert("twice")
      expect((yield* Effect.flip(insert("twice")))._tag).toBe("SqlError")
      yield* insert("thrice")
    }))

    it.effect("serves many at once", () => Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const before = yield* count
      yield* Effect.forEach(Array.from({ length: 60 }, (_, i) => `many-${i}`), (id) => sql.withTransaction(insert(id)), { concurrency: "unbounded", discard: true })
      expect(yield* count).toBe(before + 60)
    }))
  })
