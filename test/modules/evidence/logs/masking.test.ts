import { describe, expect, it } from "vitest"
import { levelInside } from "../../../../src/modules/evidence/engine/logs/levels.js"
import { Line } from "../../../../src/modules/evidence/engine/logs/line.js"
import { maskText } from "../../../../src/modules/evidence/engine/logs/masker.js"
import { TemplateMiner } from "../../../../src/modules/evidence/engine/logs/miner.js"

describe("masked messages", () => {
  it("hold values of any length as parameters, and words as they are", () => {
    for (const length of [20, 126, 127, 128, 129, 1_200, 3_000]) {
      expect(maskText(`id ${"7".repeat(length)} end`)).toBe("id <*> end")
      expect(maskText(`id ${"7f".repeat(length / 2)} end`)).toBe("id <*> end")
      expect(maskText(`in ${"/srv".repeat(length / 4)}/a.b end`)).toBe("in <*> end")
      expect(maskText(`at ${"word".repeat(length / 4)} end`)).toBe(`at ${"word".repeat(length / 4)} end`)
    }
  })

  it("are one message however many blanks stand between, and others where one letter differs, wherever it stands", () => {
    const miner = new TemplateMiner({ similarity: 1.1 })
    const first = miner.add("disk sda of node 7 is full now")
    expect(miner.add("disk  sda\tof node 8 is full now")).toBe(first)
    expect(miner.add("disk sda of node 7 is full now")).toBe(first)
    const seen = new Set([first])
    for (const length of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      for (let place = 0; place < length; place++) {
        const text = `${"a".repeat(place)}b${"a".repeat(length - place - 1)}`
        const one = miner.add(text)
        expect(seen.has(one), text).toBe(false)
        expect(miner.add(text)).toBe(one)
        seen.add(one)
      }
    }
  })
})

describe("a level in capitals", () => {
  const levelOf = (text: string) => levelInside(Line.of(text), 0)

  it("is found wherever it stands near the start, and only as a word of its own", () => {
    for (let before = 0; before < 12; before++) {
      const lead = "x".repeat(before) + (before === 0 ? "" : " ")
      expect([levelOf(`${lead}INFO y`), levelOf(`${lead}EMERG`), levelOf(`${lead}(CRITICAL)`)], String(before)).toEqual(["INFO", "FATAL", "FATAL"])
      expect([levelOf(`${lead}INFOS y`), levelOf(`${lead}AINFO y`), levelOf(`${lead}1INFO y`), levelOf(`${lead}Info y`)], String(before)).toEqual([null, null, null, null])
      expect(levelOf(`${lead}INTERNAL state, then ERROR`)).toBe("ERROR")
    }
  })
})
