import { expect, layer as suite } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { RateLimit } from "../../src/providers/cache/RateLimit.js"

const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error._tag)
const LONG = 600_000

/** What every rate limiter must do; run it on your own implementation. */
export const rateLimitContract = (name: string, layer: Layer.Layer<RateLimit, unknown>) =>
  suite(layer, { excludeTestServices: true, timeout: "60 seconds" })(`rate limit · ${name}`, (it) => {
    it.effect("allows up to the limit and then no more", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      const before = Date.now()
      const takes = yield* Effect.forEach([1, 2, 3, 4, 5], () => limiter.take("plain", { limit: 3, windowMs: LONG }))
      expect(takes.map((take) => take.allowed)).toEqual([true, true, true, false, false])
      expect(takes.map((take) => take.remaining)).toEqual([2, 1, 0, 0, 0])
      expect(takes.every((take) => take.limit === 3)).toBe(true)
      expect(new Set(takes.map((take) => Math.round(take.resetAt / 100))).size).toBeLessThanOrEqual(2)
      expect(Math.abs(takes[0]!.resetAt - before - LONG)).toBeLessThan(60_000)
    }))

    it.effect("counts keys apart", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      expect((yield* limiter.take("one", { limit: 1, windowMs: LONG })).allowed).toBe(true)
      expect((yield* limiter.take("two", { limit: 1, windowMs: LONG })).allowed).toBe(true)
      expect((yield* limiter.take("one", { limit: 1, windowMs: LONG })).allowed).toBe(false)
    }))

    it.effect("takes a cost", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      expect(yield* limiter.take("cost", { limit: 10, windowMs: LONG, cost: 8 })).toMatchObject({ allowed: true, remaining: 2 })
      expect(yield* limiter.take("cost", { limit: 10, windowMs: LONG, cost: 3 })).toMatchObject({ allowed: false, remaining: 0 })
      expect((yield* limiter.take("nothing", { limit: 0, windowMs: LONG })).allowed).toBe(false)
    }))

    it.effect("never allows more than the limit to many at once", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      const takes = yield* Effect.replicateEffect(limiter.take("raced", { limit: 17, windowMs: LONG }), 60, { concurrency: "unbounded" })
      expect(takes.filter((take) => take.allowed)).toHaveLength(17)
    }))

    it.effect("opens a new window when the old one has ended", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      const take = limiter.take("window", { limit: 1, windowMs: 60 })
      const first = yield* take
      expect(first.allowed).toBe(true)
      const second = yield* Effect.repeat(Effect.delay(take, "10 millis"), { until: (decision) => decision.allowed })
      expect(second.resetAt).toBeGreaterThan(first.resetAt)
    }))

    it.effect("forgets a key", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      yield* limiter.take("reset", { limit: 1, windowMs: LONG })
      yield* limiter.reset("reset")
      yield* limiter.reset("reset")
      expect(yield* limiter.take("reset", { limit: 1, windowMs: LONG })).toMatchObject({ allowed: true, remaining: 0 })
    }))

    it.effect("refuses what makes no sense", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      const good = { limit: 1, windowMs: LONG }
      for (const key of ["", "k".repeat(513), "a\0b"]) {
        expect(yield* tagOf(limiter.take(key, good))).toBe("ProviderRefused")
        expect(yield* tagOf(limiter.reset(key))).toBe("ProviderRefused")
      }
      for (const bad of [{ ...good, limit: -1 }, { ...good, limit: 1.5 }, { ...good, windowMs: 0 }, { ...good, windowMs: NaN }, { ...good, cost: 0 }, { ...good, cost: -5 }]) {
        expect(yield* tagOf(limiter.take("refused", bad))).toBe("ProviderRefused")
      }
    }))

    it.effect("checks itself", () => Effect.gen(function*() {
      const limiter = yield* RateLimit
      expect((yield* limiter.check).implementation).toBe(limiter.implementation)
    }))
  })
