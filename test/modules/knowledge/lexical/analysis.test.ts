import { describe, expect, it } from "vitest"
import { analyse } from "../../../../src/modules/knowledge/engine/lexical/analysis.js"
import { OPENING } from "../../../../src/modules/knowledge/engine/lexical/ranking.js"
import { eachRun } from "../../../../src/modules/knowledge/engine/lexical/runs.js"
import { stemOf, termsOf, wordsOf } from "../../../../src/modules/knowledge/engine/lexical/terms.js"
import { packTerms } from "../support/packTerms.js"

/** What `analyse` says, made the plain way: each text split for itself, a document's anew as a whole. */
const plainly = (title: string, chunks: ReadonlyArray<{ readonly headingPath: ReadonlyArray<string>; readonly text: string }>) => {
  const texts = chunks.map(({ text }) => termsOf(text))
  const headings = chunks.map(({ headingPath }) => termsOf(headingPath.join(" ")))
  return {
    lengths: texts.map((terms) => terms.length),
    vectors: [...texts.map((terms, i) => packTerms([terms, headings[i]!], wordsOf(chunks[i]!.text))), packTerms([texts.flat(), termsOf(chunks.slice(0, 5).map(({ text }) => text).join("\n").slice(0, OPENING)), termsOf(title)])].map((vector) => Buffer.from(vector).toString("hex")),
    words: texts.map((terms, i) => [...new Set([...terms, ...headings[i]!, ...termsOf(title)].map(stemOf))].join(" "))
  }
}
const told = (title: string, chunks: Parameters<typeof plainly>[1]) => {
  const { lengths, vectors, words } = analyse(title, chunks)
  return { lengths, vectors: vectors.map((vector) => Buffer.from(vector).toString("hex")), words }
}

const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

describe("the terms of a document", () => {
  it("are those of its chunks, and of all of them together", () => {
    const chunks = [
      { headingPath: ["Renewals", "TLS"], text: "The certificate renewal of node_exporter failed: renewed certificates, ORA-01555 at com.zaxxer.hikari.HikariPool" },
      { headingPath: ["Renewals", "TLS"], text: "renewal renews renewing the Größe of 接続障害 in KubePodCrashLooping" },
      { headingPath: [], text: "the of and" },
      { headingPath: ["Capacity"], text: "disk ".repeat(300) }
    ]
    expect(told("Renewing certificates", chunks)).toEqual(plainly("Renewing certificates", chunks))
    expect(told("", [])).toEqual(plainly("", []))
  })

  it("of a whole page are those of its prose; a passage keeps its blocks of code", () => {
    const block = (info: string) => ["```" + info, "kubectl restart pods", "```"].join("\n")
    const prose = "The member is gone.\n\nIt comes back by itself."
    const chunks = [{ headingPath: ["Meaning"], text: `The member is gone.\n${block("shell")}\n` }, { headingPath: ["Fix"], text: `${block("")}\nIt comes back by itself.` }]
    const { vectors } = analyse("", chunks)
    expect(Buffer.from(vectors[2]!).toString("hex")).toBe(Buffer.from(packTerms([termsOf(prose), termsOf(prose), []])).toString("hex"))
    expect(Buffer.from(vectors[0]!).toString("hex")).toBe(Buffer.from(packTerms([termsOf(chunks[0]!.text), ["meaning"]], wordsOf(chunks[0]!.text))).toString("hex"))
  })

  it("of a page that is nearly all code are those of the code", () => {
    const text = `See:\n\`\`\`\n${"kubectl restart pods\n".repeat(20)}\`\`\``
    expect(Buffer.from(analyse("", [{ headingPath: [], text }]).vectors[1]!).toString("hex")).toBe(Buffer.from(packTerms([termsOf(text), termsOf(text.slice(0, OPENING)), []])).toString("hex"))
  })

  it("do not depend on the documents before, however many words those had", () => {
    const next = numbers(3)
    const page = (words: number, seed: number) => ({ headingPath: [`Part ${seed}`], text: Array.from({ length: words }, () => `w${next(1_000_000)}x${seed}`).join(" ") })
    const own = [{ headingPath: ["Pools"], text: "pool pools pooling, exhausted by the export job" }, page(50, 1)]
    const before = told("Pools", own)
    // more than is remembered, in one text and in several
    for (const words of [70_000, 30_000, 40_000]) {
      const many = [page(words, words)]
      expect(told("Many", many).words[0]!.split(" ")).toHaveLength(new Set(termsOf(`Many ${many[0]!.text} Part ${words}`)).size)
    }
    expect(told("Pools", own)).toEqual(before)
    expect(before).toEqual(plainly("Pools", own))
  })

  it("are told apart where their runs share a number", () => {
    // 31 * "Aa" = 31 * "BB"
    const equal = ["AaAa", "BBBB", "AaBB", "BBAa"]
    const all = Array.from({ length: 256 }, (_, i) => [6, 4, 2, 0].map((shift) => equal[(i >> shift) & 3]!).join(""))
    const hashes = new Set<number>()
    eachRun(all.join(" "), (_, __, hash) => hashes.add(hash))
    expect(hashes.size).toBe(1)
    const chunks = [{ headingPath: [], text: `${all.join(" ")} ${all.join(" ")}` }]
    expect(told("", chunks)).toEqual(plainly("", chunks))
  })
})

describe("runs", () => {
  it("are the stretches that the pattern for them finds", () => {
    const next = numbers(7)
    const alphabet = ["a", "B", "é", "1", "٣", "_", ".", "-", "/", ":", " ", "\u0301", "接", "ก", "\ud83e", "\udd8a", "𝐀", "𐐀", "🦦", "ﬁ", "\n", "\u200d"]
    for (let i = 0; i < 5_000; i++) {
      const text = Array.from({ length: next(14) }, () => alphabet[next(alphabet.length)]!).join("")
      const runs: Array<string> = []
      eachRun(text, (start, end) => runs.push(text.slice(start, end)))
      expect(runs).toEqual(text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_.\-/:]*/gu) ?? [])
    }
  })
})
