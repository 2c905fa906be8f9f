import { describe, expect, it } from "vitest"
import { proseOf } from "../../../../src/modules/knowledge/engine/lexical/prose.js"

const prose = (lines: ReadonlyArray<string>, fence: string | null = null) => {
  const read = proseOf(lines.join("\n"), fence)
  return { lines: read.prose === "" ? [] : read.prose.split("\n"), fence: read.fence }
}

describe("the prose of a text", () => {
  it("is all of it where no block of code stands", () => {
    expect(prose(["one", "", "``two`` and ~~three~~"])).toEqual({ lines: ["one", "", "``two`` and ~~three~~"], fence: null })
  })

  it("is what stands outside of blocks of code, wherever they are indented or quoted", () => {
    expect(prose(["one", "```", "code", "```", "two", "  ~~~yaml", "  code", "  ~~~", "> ```", "> code", "> ```", "three"])).toEqual({ lines: ["one", "two", "three"], fence: null })
  })

  it("a block ends with its own mark, as long or longer", () => {
    expect(prose(["````", "```", "~~~~~", "code", "`````", "one"])).toEqual({ lines: ["one"], fence: null })
  })

  it("a mark with its end on the same line is prose", () => {
    expect(prose(["```restart``` it", "one"])).toEqual({ lines: ["```restart``` it", "one"], fence: null })
  })

  it("goes on where the text before was cut in a block; what is named begins one anew", () => {
    expect(prose(["one", "```sh", "code"])).toEqual({ lines: ["one"], fence: "```" })
    expect(prose(["code", "```", "one"], "```")).toEqual({ lines: ["one"], fence: null })
    expect(prose(["```sh", "code", "```", "one"], "```")).toEqual({ lines: ["one"], fence: null })
  })

  it("no line is read twice, however long", () => {
    const long = "`".repeat(500_000) + " ".repeat(500_000)
    expect(prose([long, "~~~", "code"]).fence).toBe(long.trim())
  })
})
