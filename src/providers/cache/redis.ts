import { Config, Context, Effect, Layer, Option, Redacted } from "effect"
import type { Redis, RedisOptions } from "ioredis"
import { type ProviderError, ProviderQuota, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import { Cache } from "./Cache.js"
import { checkEntry, checkKey, checkWindow } from "./limits.js"
import { RateLimit } from "./RateLimit.js"

const DEADLINE_MS = 2_000
const PREFIX = "faultmaven:"

export interface RedisSettings {
  /** `redis://` or `rediss://`, with credentials and database; null when Sentinel names the server */
  readonly url: Redacted.Redacted | null
  readonly sentinels: ReadonlyArray<{ readonly host: string; readonly port: number }>
  readonly masterSet: string
  readonly password: Redacted.Redacted | null
  readonly database: number
}

const text = (name: string) => Config.option(Config.nonEmptyString(name))

/**
 * `REDIS_URL`, or `REDIS_HOST`, `REDIS_PORT`, `REDIS_DB`, `REDIS_PASSWORD`; with
 * `REDIS_MODE=sentinel` the servers of `REDIS_SENTINEL_HOSTS` are asked for
 * `REDIS_MASTER_SET`. None when nothing is set.
 */
export const settings: Config.Config<Option.Option<RedisSettings>> = Config.all({
  url: Config.option(Config.redacted("REDIS_URL")),
  host: text("REDIS_HOST"),
  port: Config.port("REDIS_PORT").pipe(Config.withDefault(6379)),
  database: Config.integer("REDIS_DB").pipe(Config.withDefault(0)),
  password: Config.option(Config.redacted("REDIS_PASSWORD")),
  mode: Config.literal("standalone", "sentinel")("REDIS_MODE").pipe(Config.withDefault("standalone" as const)),
  sentinels: Config.array(Config.nonEmptyString(), "REDIS_SENTINEL_HOSTS").pipe(Config.withDefault([])),
  masterSet: Config.nonEmptyString("REDIS_MASTER_SET").pipe(Config.withDefault("mymaster"))
}).pipe(Config.map(({ database, host, masterSet, mode, password, port, sentinels, url }) => {
  const common = { masterSet, database, password: Option.getOrNull(Option.filter(password, (secret) => Redacted.value(secret) !== "")) }
  if (mode === "sentinel" && sentinels.length > 0) {
    const parsed = sentinels.map((entry) => ({ host: entry.trim().replace(/:\d+$/, ""), port: Number(/:(\d+)$/.exec(entry.trim())?.[1] ?? 26379) }))
    return Option.some({ ...common, url: null, sentinels: parsed })
  }
  const address = Option.orElse(Option.filter(url, (secret) => Redacted.value(secret) !== ""), () =>
    Option.map(host, (name) => Redacted.make(`redis://${name}:${port}/${database}`)))
  return Option.map(address, (value) => ({ ...common, url: value, sentinels: [] }))
}))

const failure = (error: unknown): ProviderError => {
  const provider = "cache/redis"
  const message = error instanceof Error ? error.message || (error as { code?: string }).code || error.name : String(error)
  if (/WRONGPASS|NOAUTH|NOPERM|invalid password|without any password/i.test(message)) return new ProviderRefused({ provider, detail: message })
  if (/^OOM/.test(message)) return new ProviderQuota({ provider, detail: message })
  if (/timed out|ETIMEDOUT/i.test(message)) return new ProviderTimeout({ provider, detail: `no answer within ${DEADLINE_MS} ms` })
  return new ProviderUnavailable({ provider, detail: message })
}

/** Counts, opens the window with the first take, answers count and rest of the window: one step on the server. */
const TAKE = `local taken = redis.call('INCRBY', KEYS[1], ARGV[1])
local rest = redis.call('PTTL', KEYS[1])
if rest < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]); rest = tonumber(ARGV[2]) end
local now = redis.call('TIME')
return {taken, now[1] * 1000 + math.floor(now[2] / 1000) + rest}`

const connect = (config: RedisSettings) => Effect.gen(function*() {
  // loaded here, so that a process without Redis never reads it
  const { Redis: Client } = yield* Effect.promise(() => import("ioredis"))
  const options: RedisOptions = {
    lazyConnect: true, connectTimeout: DEADLINE_MS, commandTimeout: DEADLINE_MS, maxRetriesPerRequest: 1, enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 200, 5_000), keyPrefix: PREFIX,
    ...(config.password === null ? {} : { password: Redacted.value(config.password) })
  }
  const open = (): Redis => config.url === null
    ? new Client({ ...options, sentinels: [...config.sentinels], name: config.masterSet, db: config.database })
    : new Client(Redacted.value(config.url), options)
  const client = yield* Effect.acquireRelease(Effect.sync(open), (redis) => Effect.sync(() => redis.disconnect()))
  let last: unknown = null
  client.on("error", (error: unknown) => {
    last = error
  })
  const attempt = <A>(f: (redis: Redis) => Promise<A>): Effect.Effect<A, ProviderError> =>
    // "Connection is closed" hides what went wrong; the last event tells
    Effect.tryPromise({ try: () => f(client), catch: (error) => failure(/closed|isn't writeable/.test(String(error)) && last !== null ? last : error) })
  yield* attempt((redis) => redis.connect()).pipe(
    Effect.zipRight(attempt((redis) => redis.ping())),
    Effect.timeoutFail({ duration: 2 * DEADLINE_MS, onTimeout: () => failure(new Error("timed out")) })
  )
  return attempt
})

/** Both tags over one connection; fails when the server cannot be reached or refuses the credentials. */
export const layerAt = (config: RedisSettings): Layer.Layer<Cache | RateLimit, ProviderError> => Layer.scopedContext(Effect.map(connect(config), (attempt) => {
  const provider = "cache/redis"
  const check = Effect.as(attempt((redis) => redis.ping()), { implementation: "redis", detail: "answers" })
  const cache = Cache.of({
    implementation: "redis",
    get: (key) => Effect.zipRight(checkKey(provider, key), attempt((redis) => redis.get(`c:${key}`))),
    set: (key, value, ttlMs) => Effect.zipRight(checkEntry(provider, key, value, ttlMs), Effect.asVoid(attempt((redis) => redis.set(`c:${key}`, value, "PX", ttlMs)))),
    add: (key, value, ttlMs) => Effect.zipRight(checkEntry(provider, key, value, ttlMs), Effect.map(attempt((redis) => redis.set(`c:${key}`, value, "PX", ttlMs, "NX")), (answer) => answer === "OK")),
    remove: (key) => Effect.zipRight(checkKey(provider, key), Effect.asVoid(attempt((redis) => redis.del(`c:${key}`)))),
    check
  })
  const rateLimit = RateLimit.of({
    implementation: "redis",
    take: (key, options) => Effect.zipRight(checkWindow(provider, key, options), Effect.map(
      attempt((redis) => redis.eval(TAKE, 1, `r:${key}`, options.cost ?? 1, options.windowMs) as Promise<[number, number]>),
      ([taken, resetAt]) => ({ allowed: taken <= options.limit, limit: options.limit, remaining: Math.max(0, options.limit - taken), resetAt })
    )),
    reset: (key) => Effect.zipRight(checkKey(provider, key), Effect.asVoid(attempt((redis) => redis.del(`r:${key}`)))),
    check
  })
  return Context.make(Cache, cache).pipe(Context.add(RateLimit, rateLimit))
}))

/**
 * Redis where one is configured and answers; otherwise `fallback`, with a
 * warning when one was configured. Refused credentials stop the start: they
 * are a mistake, not a missing server.
 */
export const layerWithFallback = <E, R>(fallback: Layer.Layer<Cache | RateLimit, E, R>) => Layer.unwrapEffect(Effect.map(settings, Option.match({
  onNone: () => fallback as Layer.Layer<Cache | RateLimit, E | ProviderError, R>,
  onSome: (config) => Layer.catchAll(layerAt(config), (error): Layer.Layer<Cache | RateLimit, E | ProviderError, R> =>
    error._tag === "ProviderRefused"
      ? Layer.fail(error)
      : Layer.unwrapEffect(Effect.as(Effect.logWarning(`Redis is configured but does not answer (${error.detail}); going on without it`), fallback)))
})))
