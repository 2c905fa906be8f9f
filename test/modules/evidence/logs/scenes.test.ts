import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Finding } from "../../../../src/modules/evidence/engine/index.js"
import { LogAnalyzer, SceneCollector } from "../../../../src/modules/evidence/engine/logs/index.js"
import { analyzeBytes, sha } from "../support/files.js"

const at = (i: number): string => new Date(Date.UTC(2026, 2, 14, 9, 0, i)).toISOString()
/** A log of `lines` lines with errors on the given ones (1-based). */
const log = (lines: number, errors: ReadonlyArray<number>, pad = ""): string => Array.from({ length: lines }, (_, i) => errors.includes(i + 1) ? `${at(i)} ERROR boom ${i + 1}${pad}` : `${at(i)} INFO fine ${i + 1}${pad}`).join("\n") + "\n"
const range = (from: number, to: number): ReadonlyArray<number> => Array.from({ length: to - from + 1 }, (_, i) => from + i)

const sceneOf = (findings: ReadonlyArray<Finding>): Finding | undefined => findings.find((finding) => finding.kind === "scene")
const cut = (text: string, size: number): ReadonlyArray<Finding> => {
  const bytes = Buffer.from(text)
  const scenes = new SceneCollector()
  const analyzer = new LogAnalyzer({ onError: (line, start) => scenes.error(line, start) })
  for (let from = 0; from < bytes.length; from += size) {
    const chunk = Uint8Array.from(bytes.subarray(from, from + size))
    analyzer.push(chunk)
    scenes.push(chunk)
    chunk.fill(0)
  }
  return scenes.end(analyzer.end().lines)
}
const linesOf = (text: string, finding: Finding): ReadonlyArray<readonly [number, number]> => finding.quotes.map((quote) => {
  const bytes = Buffer.from(text)
  const { end, start } = quote.bytes
  expect(sha(bytes.subarray(start, end))).toBe(quote.sha256)
  expect(text.split("\n").slice(quote.lines.start - 1, quote.lines.end).join("\n"), "whole lines, and the right ones").toBe(bytes.subarray(start, end).toString())
  return [quote.lines.start, quote.lines.end] as const
})

describe("the scene of what went wrong, as the specification cuts it out", () => {
  it.each([
    ["no error: the last 500 lines", log(1_200, []), [[701, 1_200]], 0],
    ["a short log without errors", log(40, []), [[1, 40]], 0],
    ["one error: 200 lines around it", log(1_200, [600]), [[400, 800]], 0],
    ["one error near the start", log(1_200, [20]), [[1, 220]], 0],
    ["several: 100 around the first and 100 around the last", log(2_000, [300, 900, 1_700]), [[200, 400], [1_600, 1_800]], 1_199],
    ["several close together: one passage", log(2_000, [300, 380]), [[200, 480]], 0],
    ["a burst with 50 lines at both ends", log(2_000, range(1_000, 1_030)), [[950, 1_080]], 0],
    ["a burst with gaps", log(2_000, range(1_000, 1_090).filter((n) => n % 5 === 0)), [[950, 1_140]], 0],
    ["a long burst: its first and last 200 lines", log(3_000, range(1_000, 2_000)), [[950, 1_149], [1_851, 2_050]], 701],
    ["the first of two bursts", log(3_000, [...range(500, 520), ...range(2_000, 2_100)]), [[450, 570]], 0]
  ])("%s", (_, text, expected, elided) => {
    for (const size of [97, 4_096, 10_000_000]) {
      const [scene] = cut(text, size)
      expect(linesOf(text, scene!), `pieces of ${size}`).toEqual(expected)
      expect(scene).toMatchObject({ severity: "info", data: { elided_lines: elided } })
    }
  })

  it("shows the error itself, not the start of the passage", () => {
    expect(cut(log(1_200, [600]), 1_000)[0]!.quotes[0]!.text).toContain("ERROR boom 600")
  })

  it("is the same however the bytes are cut, over megabytes, with long lines, and its memory is bounded", () => {
    const long = log(9_000, [4_000, 8_500], " x".repeat(300))
    const whole = cut(long, long.length)
    expect(linesOf(long, whole[0]!)).toHaveLength(2)
    for (const quote of whole[0]!.quotes) expect(quote.bytes.end - quote.bytes.start).toBeLessThan(70_000)
    fc.assert(fc.property(fc.integer({ min: 1_000, max: 900_000 }), (size) => {
      expect(cut(long, size)).toEqual(whole)
    }), { numRuns: 15 })
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 60 }), fc.integer({ min: 50, max: 400_000 }), (errors, size) => {
      const text = log(3_000, errors)
      const [scene] = cut(text, size)
      expect(cut(text, text.length)).toEqual([scene])
      linesOf(text, scene!)
    }), { numRuns: 25 })
  })

  it("anything at all is survived", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 2_500 })), { maxLength: 20 }), (bytes, spots) => {
      const scenes = new SceneCollector()
      for (const [line, start] of [...spots].sort(([a], [b]) => a - b)) scenes.error(line, start)
      scenes.push(bytes)
      for (const finding of scenes.end(5)) for (const quote of finding.quotes) expect(sha(bytes.subarray(quote.bytes.start, quote.bytes.end))).toBe(quote.sha256)
    }), { numRuns: 300 })
    for (const text of ["", "\n", "x", `${"y".repeat(200_000)}`, `2026-03-14T09:00:00Z ERROR ${"z".repeat(500_000)}\nlast\n`]) for (const scene of cut(text, 70_000)) linesAreInside(text, scene)
  })

  it("stands among the findings of a file, verified, in other encodings and inside archives too", async () => {
    const text = log(700, [300])
    const plain = sceneOf((await analyzeBytes(text, "a.log")).findings)!
    expect(linesOf(text, plain)).toEqual([[100, 500]])
    const wide = sceneOf((await analyzeBytes(Buffer.from(text, "utf16le"), "a.log")).findings)!
    expect(wide.quotes[0]!.lines).toEqual({ start: 100, end: 500 })
  })

  it("rates per level over time count every record that has a time", async () => {
    const text = log(480, range(241, 300))
    const { levels, rates, summary } = await analyzeBytes(text, "a.log")
    expect(rates).not.toBeNull()
    expect(Object.fromEntries(Object.entries(rates!.counts).map(([level, counts]) => [level, counts.reduce((a, b) => a + b, 0)]))).toEqual(levels)
    expect(rates!.counts["ERROR"]).toHaveLength(24)
    expect(rates!.counts["ERROR"]!.slice(0, 11).every((n) => n === 0)).toBe(true)
    expect(Math.max(...rates!.counts["ERROR"]!.slice(11, 16))).toBeGreaterThan(10)
    expect(summary).toMatch(/ERROR: 60, at most \d+ in 20 s \(from 2026-03-14T09:0/)
  })
})

const linesAreInside = (text: string, finding: Finding): void => {
  const bytes = Buffer.from(text)
  for (const quote of finding.quotes) {
    expect(quote.bytes.end).toBeLessThanOrEqual(bytes.length)
    expect(sha(bytes.subarray(quote.bytes.start, quote.bytes.end))).toBe(quote.sha256)
  }
}
