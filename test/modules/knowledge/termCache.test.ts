import { describe, expect, it } from "vitest"
import { tiersOf } from "../../../src/modules/knowledge/engine/lexical/tiers.js"
import { makeTermCache } from "../../../src/modules/knowledge/termCache.js"

const vector = (words: number) => Uint32Array.from({ length: words }, (_, i) => i)

describe("kept term vectors", () => {
  it("answer for the version they were read from only", () => {
    const cache = makeTermCache(10_000)
    cache.put("doc", "1", null, vector(4))
    cache.put("doc", "1", 7, vector(2))
    expect(cache.get("doc", "1")?.whole).toEqual(vector(4))
    expect(cache.get("doc", "1")?.chunks.get(7)).toEqual(vector(2))
    expect(cache.get("doc", "2"), "the text is another one").toBeUndefined()
    expect(cache.size(), "nothing of a replaced text stays").toBe(0)
  })

  it("take no more than the limit; what was not used for longest goes first", () => {
    const cache = makeTermCache(10_000)
    for (const id of ["a", "b", "c"]) cache.put(id, "1", null, vector(700))
    cache.get("a", "1")
    cache.put("d", "1", null, vector(700))
    expect(["a", "b", "c", "d"].filter((id) => cache.get(id, "1") !== undefined)).toEqual(["a", "c", "d"])
    cache.put("huge", "1", null, vector(100_000))
    expect(cache.size()).toBeLessThanOrEqual(10_000)
  })

  it("keep no buffer alive that they are a part of", () => {
    const cache = makeTermCache(10_000)
    const driver = new Uint32Array(1_000)
    cache.put("doc", "1", 1, driver.subarray(10, 20))
    expect(cache.get("doc", "1")!.chunks.get(1)!.buffer.byteLength).toBe(40)
  })
})

describe("tiers", () => {
  it("hold the chunks of equal worth, best first", () => {
    expect(tiersOf([{ worth: 3, places: [1, 20, 300] }, { worth: 2, places: [20] }, { worth: 1, places: [] }, { worth: 1, places: [4, 300] }])).toEqual([
      { worth: 5, chunks: [20] }, { worth: 4, chunks: [300] }, { worth: 3, chunks: [1] }, { worth: 1, chunks: [4] }
    ])
    expect(tiersOf([])).toEqual([])
  })
})
