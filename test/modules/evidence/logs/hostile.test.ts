import { describe, expect, it } from "vitest"
import { TemplateMiner } from "../../../../src/modules/evidence/engine/logs/miner.js"
import { templateOf } from "../../../../src/modules/evidence/engine/logs/template.js"
import { isWord } from "../../../../src/modules/evidence/engine/logs/tokens.js"
import { Random } from "../../../bench/logs/corpus/random.js"

const word = (r: Random, length: number): string => Array.from({ length }, () => String.fromCharCode(97 + r.below(26))).join("")

const flood = (lines: number, make: (r: Random) => string): TemplateMiner => {
  const r = new Random(11)
  const miner = new TemplateMiner({ maxCompared: 2_000 })
  for (let i = 0; i < lines; i++) miner.add(make(r))
  return miner
}

describe("lines that are all different", () => {
  const kinds: Readonly<Record<string, (r: Random) => string>> = {
    "the same first word": (r) => `start ${Array.from({ length: 127 }, () => word(r, 5)).join(" ")}`,
    "other keys in each": (r) => `event ${Array.from({ length: 20 }, () => `${word(r, 4)}=1`).join(" ")}`,
    "few words": (r) => `start ${word(r, 5)} ${word(r, 5)} ${word(r, 5)}`
  }
  it.each(Object.keys(kinds))("are compared with a bounded number of tokens each: %s", (kind) => {
    const [some, more] = [flood(400, kinds[kind]!), flood(800, kinds[kind]!)]
    expect(some.compared).toBeLessThanOrEqual(400 * 2_200)
    expect(more.compared - some.compared).toBeLessThanOrEqual(400 * 2_200)
    // each met as many templates as it could
    expect(more.compared).toBeGreaterThan(400 * 1_500)
  })

  it("keep no more text than is allowed, and are still told apart from nothing", () => {
    const miner = new TemplateMiner({ maxCharacters: 1_000 })
    const r = new Random(5)
    for (let i = 0; i < 200; i++) miner.add(`${word(r, 50)} ${word(r, 50)}`)
    expect(miner.templates().length).toBeLessThanOrEqual(11)
  })

  it("find the template of before whatever else came", () => {
    const miner = flood(50, kinds["few words"]!)
    const known = miner.add("start the old engine")!
    flood(50, kinds["few words"]!)
    expect(miner.add("start the old engine")).toBe(known)
  })
})

describe("the text of a template", () => {
  const slow = (text: string): string => text.replace(/<\*>(?:[\w.]*<\*>)+/g, "<*>").replace(/[A-Za-z0-9_$]*<\*>[A-Za-z0-9_$]*/g, "<*>")

  it.each(["<*>", "a<*>", "<*>a b", "<*><*>", "x<*>.<*>y", "<*>-<*>", "a <*> b<*>c.<*> d", "$<*>$ <*>_<*>", "<*>ms, <*>.<*>.<*>/<*>", "a.b.<*>", "<*>é<*>", "no parameter", ""])("is that of the two patterns that say it: %s", (text) => {
    expect(templateOf(text.split(" "))).toBe(slow(text))
  })

  it("takes one walk, however long a word is", () => {
    const long = "a".repeat(3_000_000)
    expect(templateOf([long, `${long}<*>${long}`])).toBe(`${long} <*>`)
  })
})

it("a word is told from others in one walk", () => {
  expect(isWord(`${"ab-".repeat(2_000)}ab`)).toBe(true)
  expect(isWord(`${"ab-".repeat(2_000)}ab=`)).toBe(false)
})
