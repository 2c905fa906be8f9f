import { Clock, Effect, Layer } from "effect"
import { Cache } from "./Cache.js"
import { checkEntry, checkKey, checkWindow } from "./limits.js"
import { RateLimit } from "./RateLimit.js"

const MAX_ENTRIES = 50_000
/** characters of all values together, about 64 MB */
const MAX_TOTAL = 32_000_000

/** Values of one process; the oldest go first when there are too many. */
export const cacheLayer = Layer.sync(Cache, () => {
  const provider = "cache/memory"
  const entries = new Map<string, { readonly value: string; readonly until: number }>()
  let total = 0
  const drop = (key: string): void => {
    total -= entries.get(key)?.value.length ?? 0
    entries.delete(key)
  }
  const live = (key: string, at: number): string | null => {
    const entry = entries.get(key)
    if (entry === undefined) return null
    if (entry.until > at) return entry.value
    drop(key)
    return null
  }
  const store = (key: string, value: string, until: number): void => {
    drop(key)
    entries.set(key, { value, until })
    total += value.length
    for (const oldest of entries.keys()) {
      if (entries.size <= MAX_ENTRIES && total <= MAX_TOTAL) break
      drop(oldest)
    }
  }
  return Cache.of({
    implementation: "memory",
    get: (key) => Effect.zipRight(checkKey(provider, key), Effect.map(Clock.currentTimeMillis, (at) => live(key, at))),
    set: (key, value, ttlMs) => Effect.zipRight(checkEntry(provider, key, value, ttlMs), Effect.map(Clock.currentTimeMillis, (at) => store(key, value, at + ttlMs))),
    add: (key, value, ttlMs) => Effect.zipRight(checkEntry(provider, key, value, ttlMs), Effect.map(Clock.currentTimeMillis, (at) => {
      if (live(key, at) !== null) return false
      store(key, value, at + ttlMs)
      return true
    })),
    remove: (key) => Effect.zipRight(checkKey(provider, key), Effect.sync(() => drop(key))),
    check: Effect.succeed({ implementation: "memory", detail: "in process" })
  })
})

/** Counters of one process. */
export const rateLimitLayer = Layer.sync(RateLimit, () => {
  const provider = "rateLimit/memory"
  const windows = new Map<string, { count: number; readonly resetAt: number }>()
  return RateLimit.of({
    implementation: "memory",
    take: (key, options) => Effect.zipRight(checkWindow(provider, key, options), Effect.map(Clock.currentTimeMillis, (at) => {
      const { cost = 1, limit, windowMs } = options
      let window = windows.get(key)
      if (window === undefined || window.resetAt <= at) {
        if (windows.size >= MAX_ENTRIES) {
          for (const [name, old] of windows) if (old.resetAt <= at) windows.delete(name)
          // still full: a flood of keys must not take the memory; the oldest window is forgotten
          const oldest = windows.keys().next().value
          if (windows.size >= MAX_ENTRIES && oldest !== undefined) windows.delete(oldest)
        }
        window = { count: 0, resetAt: at + windowMs }
        windows.delete(key)
        windows.set(key, window)
      }
      window.count += cost
      return { allowed: window.count <= limit, limit, remaining: Math.max(0, limit - window.count), resetAt: window.resetAt }
    })),
    reset: (key) => Effect.zipRight(checkKey(provider, key), Effect.sync(() => void windows.delete(key))),
    check: Effect.succeed({ implementation: "memory", detail: "in process" })
  })
})

export const layer = Layer.merge(cacheLayer, rateLimitLayer)
