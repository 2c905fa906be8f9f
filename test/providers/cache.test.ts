import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Logger } from "effect"
import { Cache } from "../../src/providers/cache/Cache.js"
import * as memory from "../../src/providers/cache/memory.js"
import type { RateLimit } from "../../src/providers/cache/RateLimit.js"
import * as redis from "../../src/providers/cache/redis.js"
import * as sql from "../../src/providers/cache/sql.js"
import * as sqlite from "../../src/providers/data/sqlite.js"
import * as servers from "../servers/servers.js"
import { cacheContract } from "./cache.contract.js"
import { onServer, postgresAt, redisAt } from "./layers.js"
import { rateLimitContract } from "./rateLimit.contract.js"
import { silentServer } from "./silent.js"

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
