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

describe("values and names of a message", () => {
  it("a message code behind a percent sign is a name", () => {
    expect(maskText("%LINK-3-UPDOWN: port 7 changed")).toBe("%LINK-3-UPDOWN: port <*> changed")
    expect(maskText("ticket LINK-3-UPDOWN changed")).toBe("ticket <*> changed")
  })

  it("what has a digit behind a key is a value", () => {
    expect(maskText("read timeout (mc=e08x, up=yes)")).toBe("read timeout (mc=<*>, up=yes)")
    expect(maskText("read timeout e08x")).toBe("read timeout e08x")
  })

  it("paths of Windows may have spaces", () => {
    expect(maskText("ran C:\\Program Files\\Office Pack\\print helper.exe (pid 7) as ana")).toBe("ran <*> (pid <*>) as ana")
    expect(maskText("ran C:\\tools\\a.exe as DOMAIN user")).toBe("ran <*> as DOMAIN user")
    expect(maskText("copied C:\\a b to the new place")).toBe("copied <*> b to the new place")
  })
})

describe("templates of one length", () => {
  const textsOf = (messages: ReadonlyArray<string>): ReadonlyArray<string> => {
    const miner = new TemplateMiner()
    for (const message of messages) miner.add(message)
    return miner.templates().map(({ template }) => template)
  }

  it("stay apart where points lead from other names to the value", () => {
    expect(textsOf(["cache prefetch depth.......7", "cache prefetch threshold...9"])).toEqual(["cache prefetch depth.......<*>", "cache prefetch threshold...<*>"])
  })

  it("hold names of several words behind a key", () => {
    const names = ["psql", "shell", "report", "cron", "batch", "Data Studio"]
    expect(textsOf(names.map((name) => `connection of 7 authorized: application_name=${name}`))).toEqual(["connection of <*> authorized: application_name=<*>"])
  })

  it("hold a name that is no plain word where it occurs once, if three fill a place", () => {
    const names = ["load_orders", "train_v2", "crm.people"]
    const once = "train_v2 resumed"
    expect(textsOf([...names.map((name) => `nightly job ${name} took 7 s`), once])).toEqual(["nightly job <*> took <*> s", "<*> resumed"])
    expect(textsOf([...names.slice(1, 3).map((name) => `nightly job ${name} took 7 s`), once])).toContain(once)
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
