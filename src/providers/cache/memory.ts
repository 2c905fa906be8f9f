import { Clock, Effect, Layer } from "effect"
import { Cache } from "./Cache.js"
import { RateLimit } from "./RateLimit.js"

const MAX_ENTRIES = 50_000

/** Values of one process; the oldest go first when there are too many. */
export const cacheLayer = Layer.sync(Cache, () => {
  const entries = new Map<string, { readonly value: string; readonly until: number }>()
  const live = (key: string, at: number): string | null => {
    const entry = entries.get(key)
    if (entry === undefined) return null
    if (entry.until > at) return entry.value
    entries.delete(key)
    return null
  }
  const store = (key: string, value: string, until: number): void => {
    entries.delete(key)
    entries.set(key, { value, until })
    if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value!)
  }
  return Cache.of({
    implementation: "memory",
    get: (key) => Effect.map(Clock.currentTimeMillis, (at) => live(key, at)),
    set: (key, value, ttlMs) => Effect.map(Clock.currentTimeMillis, (at) => store(key, value, at + ttlMs)),
    add: (key, value, ttlMs) => Effect.map(Clock.currentTimeMillis, (at) => {
      if (live(key, at) !== null) return false
      store(key, value, at + ttlMs)
      return true
    }),
    remove: (key) => Effect.sync(() => void entries.delete(key)),
    check: Effect.succeed({ implementation: "memory", detail: "in process" })
  })
})

/** Counters of one process. */
export const rateLimitLayer = Layer.sync(RateLimit, () => {
  const windows = new Map<string, { count: number; readonly resetAt: number }>()
  return RateLimit.of({
    implementation: "memory",
    take: (key, { cost = 1, limit, windowMs }) => Effect.map(Clock.currentTimeMillis, (at) => {
      let window = windows.get(key)
      if (window === undefined || window.resetAt <= at) {
        if (windows.size >= MAX_ENTRIES) for (const [name, old] of windows) if (old.resetAt <= at) windows.delete(name)
        window = { count: 0, resetAt: at + windowMs }
        windows.set(key, window)
      }
      window.count += cost
      return { allowed: window.count <= limit, limit, remaining: Math.max(0, limit - window.count), resetAt: window.resetAt }
    }),
    reset: (key) => Effect.sync(() => void windows.delete(key)),
    check: Effect.succeed({ implementation: "memory", detail: "in process" })
  })
})
