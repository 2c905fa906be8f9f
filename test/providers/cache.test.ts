import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Logger, Schedule } from "effect"
import { Cache } from "../../src/providers/cache/Cache.js"
import * as memory from "../../src/providers/cache/memory.js"
import { RateLimit } from "../../src/providers/cache/RateLimit.js"
import * as redis from "../../src/providers/cache/redis.js"
import * as sql from "../../src/providers/cache/sql.js"
import * as sqlite from "../../src/providers/data/sqlite.js"
import { freePort } from "../servers/process.js"
import * as servers from "../servers/servers.js"
import { cacheContract } from "./cache.contract.js"
import { onServer, postgresAt, redisAt } from "./layers.js"
import { rateLimitContract } from "./rateLimit.contract.js"
import { silentServer, switchable } from "./silent.js"

const onSqlite = sql.layer.pipe(Layer.provide(sqlite.layerAt(":memory:")))
cacheContract("memory", memory.layer)
cacheContract("SQL on SQLite", onSqlite)
rateLimitContract("memory", memory.layer)
rateLimitContract("SQL on SQLite", onSqlite)

const database = await servers.postgres()
const cache = await servers.redis()

onServer(database, ["cache · SQL on PostgreSQL", "rate limit · SQL on PostgreSQL"], ({ url }) => {
  const onPostgres = sql.layer.pipe(Layer.provide(postgresAt(url)))
  cacheContract("SQL on PostgreSQL", onPostgres)
  rateLimitContract("SQL on PostgreSQL", onPostgres)
})
onServer(cache, ["cache · Redis", "rate limit · Redis"], ({ url }) => {
  cacheContract("Redis", redisAt(url))
  rateLimitContract("Redis", redisAt(url))
})

describe.skipIf(database === null)("rate limit · SQL on PostgreSQL, replicas", () => {
  it.live("several processes never allow more than the limit between them", () => Effect.gen(function*() {
    const replicas = yield* Effect.forEach([1, 2, 3], () => Effect.map(Layer.build(sql.layer.pipe(Layer.provide(Layer.fresh(postgresAt(database!.url))))), (context) => Effect.provide(context)))
    const takes = yield* Effect.forEach(Array.from({ length: 90 }, (_, i) => replicas[i % 3]!), (inReplica) =>
      inReplica(Effect.flatMap(RateLimit, (limiter) => limiter.take("shared", { limit: 31, windowMs: 600_000 }))), { concurrency: "unbounded" })
    expect(takes.filter((take) => take.allowed)).toHaveLength(31)
  }).pipe(Effect.scoped))
})

const failure = (layer: Layer.Layer<Cache | RateLimit, unknown>) =>
  Effect.map(Effect.flip(Effect.scoped(Layer.build(layer))), (error) => (error as { readonly _tag: string })._tag)

describe("cache · Redis, failures", () => {
  it.live("an unreachable host is unavailable", () => Effect.gen(function*() {
    expect(yield* failure(redisAt("redis://127.0.0.1:1/0"))).toBe("ProviderUnavailable")
    expect(yield* failure(redisAt("redis://no-such-host.invalid:6379/0"))).toBe("ProviderUnavailable")
  }))

  it.scopedLive("a server that never answers ends in a timeout", () => Effect.gen(function*() {
    const port = yield* silentServer
    expect(yield* failure(redisAt(`redis://127.0.0.1:${port}/0`))).toBe("ProviderTimeout")
  }))

  it.live.skipIf(cache === null)("wrong credentials are refused, also where a fallback stands by", () => Effect.gen(function*() {
    const wrong = new URL(cache!.url)
    wrong.password = "wrong"
    expect(yield* failure(redisAt(wrong.href))).toBe("ProviderRefused")
    const configured = redis.layerWithFallback(memory.layer).pipe(Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["REDIS_URL", wrong.href]])))))
    expect(yield* failure(configured)).toBe("ProviderRefused")
  }))

  it.live.skipIf(cache === null)("a server that goes away is unavailable, and used again when it is back", () => Effect.gen(function*() {
    const port = yield* Effect.promise(freePort)
    const plug = switchable(port, cache!.url)
    yield* plug.on
    const address = new URL(cache!.url)
    address.port = String(port)
    yield* Effect.gen(function*() {
      const redisCache = yield* Cache
      yield* redisCache.set("over-the-gap", "kept", 600_000)
      yield* plug.off
      expect((yield* Effect.flip(Effect.repeat(redisCache.get("over-the-gap"), { while: () => true })))._tag).toBe("ProviderUnavailable")
      expect((yield* Effect.flip(redisCache.check))._tag).toBe("ProviderUnavailable")
      yield* plug.on
      expect(yield* Effect.retry(redisCache.get("over-the-gap"), Schedule.spaced("20 millis"))).toBe("kept")
    }).pipe(Effect.provide(redisAt(address.href)), Effect.ensuring(plug.off))
  }))

  const chosen = (variables: Record<string, string>, lines: Array<string> = []) => Effect.map(Cache, (found) => found.implementation).pipe(
    Effect.provide(redis.layerWithFallback(memory.layer)),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))),
    Effect.provide(Logger.replace(Logger.defaultLogger, Logger.make(({ message }) => void lines.push(String(message)))))
  )

  it.live("an old default host that is not there is done without, with a warning", () => Effect.gen(function*() {
    const lines: Array<string> = []
    expect(yield* chosen({ REDIS_HOST: "redis.invalid", REDIS_PASSWORD: "secret-value" }, lines)).toBe("memory")
    expect(lines.join("\n")).toMatch(/Redis is configured but does not answer/)
    expect(lines.join("\n")).not.toContain("secret-value")
  }))

  it.live("nothing configured is no warning", () => Effect.gen(function*() {
    const lines: Array<string> = []
    expect(yield* chosen({}, lines)).toBe("memory")
    expect(lines).toEqual([])
  }))

  it.live.skipIf(cache === null)("host, port and password reach the server as well as a URL", () => Effect.gen(function*() {
    const url = new URL(cache!.url)
    expect(yield* chosen({ REDIS_URL: cache!.url })).toBe("redis")
    expect(yield* chosen({ REDIS_HOST: url.hostname, REDIS_PORT: url.port, REDIS_PASSWORD: url.password, REDIS_DB: "3" })).toBe("redis")
  }))
})
