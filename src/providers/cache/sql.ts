import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect, Layer, Schedule } from "effect"
import { migrations } from "../data/migrations.js"
import { ProviderUnavailable } from "../errors.js"
import { Cache } from "./Cache.js"
import { checkEntry, checkKey, checkWindow } from "./limits.js"
import { RateLimit } from "./RateLimit.js"

const schema = migrations("cache", {
  "0001_cache": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE cache_entries (name TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at BIGINT NOT NULL)`
    yield* sql`CREATE INDEX cache_entries_expiry ON cache_entries (expires_at)`
    yield* sql`CREATE TABLE rate_windows (name TEXT PRIMARY KEY, taken BIGINT NOT NULL, reset_at BIGINT NOT NULL)`
    yield* sql`CREATE INDEX rate_windows_expiry ON rate_windows (reset_at)`
  })
})

const guard = (provider: string) => <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.mapError(effect, (error) => new ProviderUnavailable({ provider, detail: error.message }))

/** Epoch milliseconds: the server's clock where replicas share one, else ours. */
const clock = Effect.map(SqlClient.SqlClient, (sql) => sql.onDialectOrElse({
  pg: () => Effect.succeed(sql`(extract(epoch FROM clock_timestamp()) * 1000)::bigint`),
  orElse: () => Effect.map(Clock.currentTimeMillis, (at) => sql`${at}`)
}))

/** Expired rows go once a minute; nobody reads them in the meantime. */
const sweep = (table: "cache_entries" | "rate_windows", column: "expires_at" | "reset_at") => Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const now = yield* clock
  const once = Effect.flatMap(now, (at) => sql`DELETE FROM ${sql(table)} WHERE ${sql(column)} <= ${at}`)
  yield* Effect.forkScoped(Effect.repeat(Effect.ignoreLogged(once), Schedule.spaced("1 minute")))
})

/** Values in the product's database, shared by its replicas. */
export const cacheLayer = Layer.scoped(Cache, Effect.gen(function*() {
  const provider = "cache/sql"
  const sql = yield* SqlClient.SqlClient
  const now = yield* clock
  yield* sweep("cache_entries", "expires_at")
  const ask = guard(provider)
  return Cache.of({
    implementation: "sql",
    get: (key) => Effect.zipRight(checkKey(provider, key), Effect.flatMap(now, (at) =>
      Effect.map(ask(sql<{ value: string }>`SELECT value FROM cache_entries WHERE name = ${key} AND expires_at > ${at}`), (rows) => rows[0]?.value ?? null))),
    set: (key, value, ttlMs) => Effect.zipRight(checkEntry(provider, key, value, ttlMs), Effect.flatMap(now, (at) =>
      Effect.asVoid(ask(sql`INSERT INTO cache_entries (name, value, expires_at) VALUES (${key}, ${value}, ${at} + ${ttlMs})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`)))),
    add: (key, value, ttlMs) => Effect.zipRight(checkEntry(provider, key, value, ttlMs), Effect.flatMap(now, (at) =>
      Effect.map(ask(sql`INSERT INTO cache_entries (name, value, expires_at) VALUES (${key}, ${value}, ${at} + ${ttlMs})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at WHERE cache_entries.expires_at <= ${at} RETURNING name`), (rows) => rows.length > 0))),
    remove: (key) => Effect.zipRight(checkKey(provider, key), Effect.asVoid(ask(sql`DELETE FROM cache_entries WHERE name = ${key}`))),
    check: Effect.as(ask(sql`SELECT COUNT(*) FROM cache_entries WHERE name = ''`), { implementation: "sql", detail: "answers" })
  })
})).pipe(Layer.provide(schema))

/** Counters in the product's database; one statement a take, so replicas never count past each other. */
export const rateLimitLayer = Layer.scoped(RateLimit, Effect.gen(function*() {
  const provider = "rateLimit/sql"
  const sql = yield* SqlClient.SqlClient
  const now = yield* clock
  yield* sweep("rate_windows", "reset_at")
  const ask = guard(provider)
  return RateLimit.of({
    implementation: "sql",
    take: (key, options) => Effect.zipRight(checkWindow(provider, key, options), Effect.flatMap(now, (at) => {
      const { cost = 1, limit, windowMs } = options
      return Effect.map(ask(sql<{ taken: number; reset_at: number }>`INSERT INTO rate_windows (name, taken, reset_at) VALUES (${key}, ${cost}, ${at} + ${windowMs})
        ON CONFLICT (name) DO UPDATE SET
          taken = CASE WHEN rate_windows.reset_at <= ${at} THEN excluded.taken ELSE rate_windows.taken + excluded.taken END,
          reset_at = CASE WHEN rate_windows.reset_at <= ${at} THEN excluded.reset_at ELSE rate_windows.reset_at END
        RETURNING taken, reset_at`), (rows) => {
        const taken = Number(rows[0]!.taken)
        return { allowed: taken <= limit, limit, remaining: Math.max(0, limit - taken), resetAt: Number(rows[0]!.reset_at) }
      })
    })),
    reset: (key) => Effect.zipRight(checkKey(provider, key), Effect.asVoid(ask(sql`DELETE FROM rate_windows WHERE name = ${key}`))),
    check: Effect.as(ask(sql`SELECT COUNT(*) FROM rate_windows WHERE name = ''`), { implementation: "sql", detail: "answers" })
  })
})).pipe(Layer.provide(schema))

export const layer = Layer.merge(cacheLayer, rateLimitLayer)
