import { describe, expect, it } from "vitest"
import { makePassageCache } from "../../../src/modules/knowledge/passageCache.js"

const row = (chunk_id: string, version: string, text = "text") =>
  ({ chunk_id, version, text, document_id: "doc", heading_path: "[]", byte_start: 0, byte_end: 4, sha256: "", title: "Title", document_type: "guide", tags: "[]" })

describe("kept passages", () => {
  it("answer for the version they were read from only", () => {
    const cache = makePassageCache(10_000)
    cache.put(row("c", "1", "old"))
    expect(cache.get("c", "1")?.text).toBe("old")
    expect(cache.get("c", "2"), "the text is another one").toBeUndefined()
    expect(cache.size(), "nothing of a replaced text stays").toBe(0)
    cache.put(row("c", "2", "new"))
    cache.put(row("c", "3", "newer"))
    expect([cache.get("c", "3")?.text, cache.get("c", "2")]).toEqual(["newer", undefined])
  })

  it("take no more than the limit; what was not used for longest goes first", () => {
    const cache = makePassageCache(10_000)
    const long = "x".repeat(1_300)
    for (const id of ["a", "b", "c"]) cache.put(row(id, "1", long))
    cache.get("a", "1")
    cache.put(row("d", "1", long))
    expect(["a", "b", "c", "d"].filter((id) => cache.get(id, "1") !== undefined)).toEqual(["a", "c", "d"])
    cache.put(row("huge", "1", "x".repeat(100_000)))
    expect(cache.size()).toBeLessThanOrEqual(10_000)
  })
})
