import { expect, layer as suite } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { Cache } from "../../src/providers/cache/Cache.js"

const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error._tag)
/** Asks until the answer is the wanted one: expiry is the store's, on its own clock. */
const eventually = <A, E, R>(ask: Effect.Effect<A, E, R>, wanted: (a: A) => boolean) => Effect.repeat(Effect.delay(ask, "5 millis"), { until: wanted })
const LONG = 600_000

/** What every cache must do; run it on your own implementation. */
export const cacheContract = (name: string, layer: Layer.Layer<Cache, unknown>) =>
  suite(layer, { excludeTestServices: true, timeout: "60 seconds" })(`cache · ${name}`, (it) => {
    it.effect("keeps, replaces and forgets a value", () => Effect.gen(function*() {
      const cache = yield* Cache
      expect(yield* cache.get("kept")).toBeNull()
      yield* cache.set("kept", "one", LONG)
      yield* cache.set("kept", "two", LONG)
      expect(yield* cache.get("kept")).toBe("two")
      yield* cache.remove("kept")
      yield* cache.remove("kept")
      expect(yield* cache.get("kept")).toBeNull()
    }))

    it.effect("a value ends with its time, and replacing renews it", () => Effect.gen(function*() {
      const cache = yield* Cache
      yield* cache.set("short", "x", 20)
      yield* eventually(cache.get("short"), (value) => value === null)
      yield* cache.set("renewed", "x", 20)
      yield* cache.set("renewed", "y", LONG)
      yield* cache.set("beside", "x", 60)
      yield* eventually(cache.get("beside"), (value) => value === null)
      expect(yield* cache.get("renewed")).toBe("y")
    }))

    it.effect("adds only where the key is free", () => Effect.gen(function*() {
      const cache = yield* Cache
      expect(yield* cache.add("once", "first", LONG)).toBe(true)
      expect(yield* cache.add("once", "second", LONG)).toBe(false)
      expect(yield* cache.get("once")).toBe("first")
      yield* cache.remove("once")
      expect(yield* cache.add("once", "third", 20)).toBe(true)
      yield* eventually(cache.add("once", "fourth", LONG), (added) => added)
      expect(yield* cache.get("once")).toBe("fourth")
    }))

    it.effect("of many that add at once, one succeeds", () => Effect.gen(function*() {
      const cache = yield* Cache
      const added = yield* Effect.forEach(Array.from({ length: 30 }, (_, i) => String(i)), (value) => Effect.map(cache.add("raced", value, LONG), (ok) => (ok ? [value] : [])), { concurrency: "unbounded" })
      expect(added.flat()).toHaveLength(1)
      expect(yield* cache.get("raced")).toBe(added.flat()[0])
    }))

    it.effect("holds any text up to its limits", () => Effect.gen(function*() {
      const cache = yield* Cache
      const key = "k'\"%_ ü 🙂".padEnd(512, "k")
      for (const value of ["", "ü 🙂 \n\t' \" \\ $1 ?", "v".repeat(1_000_000)]) {
        yield* cache.set(key, value, LONG)
        expect(yield* cache.get(key)).toBe(value)
      }
    }))

    it.effect("refuses what is beyond them", () => Effect.gen(function*() {
      const cache = yield* Cache
      for (const key of ["", "k".repeat(513), "a\0b"]) {
        expect(yield* tagOf(cache.get(key))).toBe("ProviderRefused")
        expect(yield* tagOf(cache.remove(key))).toBe("ProviderRefused")
        expect(yield* tagOf(cache.set(key, "x", LONG))).toBe("ProviderRefused")
      }
      for (const value of ["v".repeat(1_000_001), "a\0b"]) expect(yield* tagOf(cache.add("refused", value, LONG))).toBe("ProviderRefused")
      for (const ttl of [0, -1, 1.5, NaN, Infinity]) expect(yield* tagOf(cache.set("refused", "x", ttl))).toBe("ProviderRefused")
      expect(yield* cache.get("refused")).toBeNull()
    }))

    it.effect("checks itself", () => Effect.gen(function*() {
      const cache = yield* Cache
      expect((yield* cache.check).implementation).toBe(cache.implementation)
    }))
  })
