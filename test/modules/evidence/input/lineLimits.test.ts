import { describe, expect, it } from "vitest"
import { TextFile } from "../../../../src/modules/evidence/engine/index.js"
import { LineReader } from "../../../../src/modules/evidence/engine/logs/lines.js"
import { analyzeBytes, LOG } from "../support/files.js"

const KIB = 1024
const MIB = 1024 * KIB

describe("long lines are cut where they are read, and told of at their full length", () => {
  it("in the reader of logs, however their bytes come", () => {
    const long = `ERROR ${"é".repeat(MIB)}`
    const bytes = Buffer.from(`first\n${long}\nlast\n`)
    for (const step of [bytes.length, 100_000, 4_097]) {
      const seen: Array<{ readonly number: number; readonly length: number; readonly kept: number; readonly own: number; readonly text: string }> = []
      const reader = new LineReader((record, line) => seen.push({ number: record.number, length: record.length, kept: record.bytes.length, own: record.own().bytes.length, text: line.text }))
      for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step))
      reader.end()
      expect(seen.map((one) => [one.number, one.length]), String(step)).toEqual([[1, 5], [2, Buffer.byteLength(long)], [3, 4]])
      expect(seen[1]!.text.length).toBeLessThanOrEqual(4_096)
      expect(seen[1]!.text.startsWith("ERROR éé")).toBe(true)
      expect(seen[1]!.kept).toBe(64 * KIB)
      expect(seen[1]!.own).toBe(4 * KIB)
    }
  })

  it("in texts that extractors read, and in quotes", () => {
    const file = TextFile.of(`short\n${"x".repeat(MIB)}\nend\n`)
    expect(file.lines.map((line) => line.length)).toEqual([5, 4_096, 3])
    expect(file.longestLine).toBe(MIB + 1)
    const quote = file.quoteLines(2, 2)
    expect(quote.bytes).toEqual({ start: 6, end: 6 + 64 * KIB })
    expect(quote.text.length).toBe(2_000)
  })

  it("an analysis of long lines stays small, and each of its quotes verifies", async () => {
    const long = `2026-03-14T09:09:00.000Z ERROR [api] payload ${"0123456789abcdef ".repeat(60_000)}\n`
    const found = await analyzeBytes(`${LOG}${long}${long}${LOG}`, "app.log")
    expect(found).toMatchObject({ status: "ok", lines: 82 })
    expect(found.findings.some((finding) => finding.quotes.some((quote) => quote.text.includes("payload 0123")))).toBe(true)
    for (const finding of found.findings) {
      expect(finding.title.length).toBeLessThanOrEqual(300)
      for (const quote of finding.quotes) expect(quote.text.length).toBeLessThanOrEqual(2_000)
    }
    expect(JSON.stringify(found).length).toBeLessThan(200_000)
  })
})
