import { SqlClient } from "@effect/sql"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Logger, TestClock } from "effect"
import { knowledgeMigrations } from "../../../src/modules/knowledge/migrations.js"
import { makeSearchRecord } from "../../../src/modules/knowledge/searchRecord.js"
import { memoryDatabase } from "../../support/layers.js"

const database = knowledgeMigrations.pipe(Layer.provideMerge(memoryDatabase()))

const written = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  return (yield* sql<{ query: string }>`SELECT query FROM document_searches ORDER BY query`).map(({ query }) => query)
})

/** Looks until as many rows are there; the test's own limit ends it where they never come. */
const until = (count: number) => Effect.repeat(Effect.zipLeft(written, Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))), { until: (rows) => rows.length >= count })

describe("the record of searches", () => {
  it.scoped("is written once a second, as long as searches come", () => Effect.gen(function*() {
    const record = yield* makeSearchRecord
    for (const round of [1, 2, 3]) {
      yield* record.record("usr_a", round, `${round} first`, 1)
      yield* TestClock.adjust("900 millis")
      yield* record.record("usr_a", round, `${round} second`, 1)
      expect(yield* written, "they wait for one another").toHaveLength(2 * (round - 1))
      yield* TestClock.adjust("100 millis")
      expect(yield* until(2 * round)).toHaveLength(2 * round)
      yield* TestClock.adjust("1 hour")
    }
    expect(yield* written).toEqual(["1 first", "1 second", "2 first", "2 second", "3 first", "3 second"])
  }).pipe(Effect.provide(database)))

  it.effect("is written when the service ends, and before it is read", () => Effect.gen(function*() {
    yield* Effect.scoped(Effect.gen(function*() {
      const record = yield* makeSearchRecord
      yield* record.record("usr_a", 1, "read", 3)
      yield* record.record("usr_b", 2, "of somebody else", 0)
      expect(yield* record.searches("usr_a")).toEqual([{ at: 1, query: "read", results: 3 }])
      yield* record.record("usr_a", 3, "at the end", 1)
      expect(yield* written).not.toContain("at the end")
    }))
    expect(yield* written).toEqual(["at the end", "of somebody else", "read"])
  }).pipe(Effect.provide(database)))

  it.scoped("goes on after a failure of the database, and tells what was not recorded", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const said: Array<string> = []
    const listener = Logger.make(({ message }) => void said.push(String(message)))
    yield* Effect.gen(function*() {
      const record = yield* makeSearchRecord
      yield* sql`ALTER TABLE document_searches RENAME TO elsewhere`
      yield* record.record("usr_a", 1, "lost", 1)
      yield* TestClock.adjust("1 second")
      yield* Effect.repeat(Effect.promise(() => new Promise((resolve) => setImmediate(resolve))), { until: () => said.length > 0 })
      expect(said).toEqual([expect.stringMatching(/^searches are not recorded: /)])
      yield* sql`ALTER TABLE elsewhere RENAME TO document_searches`
      for (let i = 0; i < 5_002; i++) yield* record.record("usr_a", i, "many", 1)
      expect(yield* record.searches("usr_a")).toHaveLength(5_000)
      expect(said.at(-1)).toContain("2 searches are not recorded")
    }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, listener)))
  }).pipe(Effect.provide(database)))
})
