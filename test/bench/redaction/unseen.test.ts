/** The measure itself: what is planted is where it is said to be, and what is seen or lost counts. */
import { describe, expect, it } from "vitest"
import { destroyed, recall, tally } from "./generalisation.js"
import { seeded } from "./shapes/index.js"
import { only } from "./shapes/random.js"
import { UNSEEN } from "./shapes/unseen/index.js"

const LINES = ["2026-03-01 10:15:00 INFO worker started on port 8080", "connection closed by peer"]
const shapes = UNSEEN.flatMap((half) => Object.values(half.secrets).flat())

describe("shapes of another author", () => {
  it("are many, each of a kind of its own, and split in halves", () => {
    const kinds = [...shapes.map(([kind]) => kind), ...UNSEEN.flatMap((half) => half.kept.map(([kind]) => kind))]
    expect(new Set(kinds).size).toBe(kinds.length)
    expect(shapes.length).toBeGreaterThanOrEqual(120)
    const [a, b] = UNSEEN.map((half) => Object.values(half.secrets).flat().length)
    expect(Math.abs(a! - b!)).toBeLessThanOrEqual(1)
  })

  it("hold the secrets that they name, drawn alike from one seed", () => {
    const [one, other] = [seeded(11), seeded(11)]
    for (const [kind, make] of shapes) {
      const sample = make(one)
      expect(sample, kind).toEqual(make(other))
      for (const secret of sample.secrets) expect(sample.text.includes(secret) && secret.length > 2, kind).toBe(true)
    }
  })
})

describe("what is measured", () => {
  it("a secret counts as hidden only when all of it is", () => {
    const needless = tally()
    const result = recall(seeded(1), LINES, [
      ["seen", () => only("the harmless word", "harmless")],
      ["half seen", () => only("word password=Winter2024!x", "word", "Winter2024!x")],
      ["hidden", () => only("password=Winter2024!x", "Winter2024!x")]
    ], 4, needless.note)
    expect([...result.found.values()]).toEqual([0, 0, 4])
    expect(result.missed.get("seen")).toHaveLength(4)
    expect(needless.sum()).toBe(0)
  })

  it("a secret that is not in its text is an error of the shape", () => {
    expect(() => recall(seeded(1), LINES, [["wrong", () => only("nothing", "secret")]], 1, () => {})).toThrow(/not in its text/)
  })

  it("what must stay is lost when it is hidden; pseudonyms of addresses only where they are none", () => {
    const lost = (text: string, allowed?: "addresses") => destroyed(seeded(1), LINES, [allowed === undefined ? ["kept", () => text] : ["kept", () => text, allowed]], 3, () => {}).length
    expect(lost("password=Winter2024!x")).toBe(3)
    expect(lost("route via 203.0.113.9")).toBe(3)
    expect(lost("route via 203.0.113.9", "addresses")).toBe(0)
    expect(lost("nothing to hide")).toBe(0)
  })
})
