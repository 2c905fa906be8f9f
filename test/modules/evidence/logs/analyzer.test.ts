import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { LogAnalyzer, type LogResult, readHeader, TemplateMiner } from "../../../../src/modules/evidence/engine/logs/index.js"

const analyse = (bytes: Uint8Array, sizes: ReadonlyArray<number> = []): LogResult => {
  const analyzer = new LogAnalyzer()
  let at = 0
  for (const size of sizes) {
    analyzer.push(bytes.slice(at, at + size))
    at += size
  }
  analyzer.push(bytes.slice(at))
  return analyzer.end()
}

const iso = (seconds: number) => new Date(Date.UTC(2026, 2, 14, 9, 0, seconds)).toISOString()

const incident = (() => {
  const lines: Array<string> = []
  for (let i = 0; i < 200; i++) lines.push(`${iso(i * 2)} INFO [api] GET /orders/${i} 200 in ${i % 40} ms`)
  lines.push(`${iso(402)} INFO [deploy] configuration reloaded: pool.size changed from 50 to 5`)
  for (let i = 0; i < 20; i++) lines.push(`${iso(404 + i)} INFO [api] GET /orders/${i} 200 in ${i} ms`)
  for (let i = 0; i < 40; i++) lines.push(`${iso(430 + i)} ERROR [pool] timeout after 5000 ms waiting for a connection: waiting=${i}`, "\tat pool.acquire(Pool.java:42)")
  return Buffer.from(`${lines.join("\n")}\n`)
})()

describe("log analysis", () => {
  it.each([
    ["2026-03-14T09:05:01.949Z ERROR [pool] boom", Date.UTC(2026, 2, 14, 9, 5, 1, 949), "ERROR", "[pool] boom"],
    ["2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:2181:Fast@774] - Notification time out: 3200", Date.UTC(2015, 6, 29, 17, 41, 44, 747), "INFO", "Notification time out: 3200"],
    ["[Sun Dec 04 04:47:44 2005] [error] mod_x child", Date.UTC(2005, 11, 4, 4, 47, 44), "ERROR", "mod_x child"],
    ["17/06/09 20:10:40 WARN storage.Manager: lost it", Date.UTC(2017, 5, 9, 20, 10, 40), "WARN", "lost it"],
    ["2026-03-14 09:05:01+02:00 fatal: out of memory", Date.UTC(2026, 2, 14, 7, 5, 1), "FATAL", "out of memory"],
    ["1773479101 WARN disk", 1773479101000, "WARN", "disk"],
    ["{\"level\":\"error\",\"ts\":\"2026-03-14T09:05:01Z\",\"msg\":\"boom\"}", Date.UTC(2026, 2, 14, 9, 5, 1), "ERROR", null],
    ["ts=2026-03-14T09:05:01Z level=warn msg=\"slow\"", Date.UTC(2026, 2, 14, 9, 5, 1), "WARN", null],
    ["just a sentence with an error in it", null, null, "just a sentence with an error in it"]
  ])("reads %s", (line, at, level, message) => {
    const header = readHeader(line)
    expect(header.at).toBe(at)
    expect(header.level).toBe(level)
    if (message !== null) expect(line.slice(header.start)).toBe(message)
  })

  it("finds the first error with what came before, the burst, the onset's change and what repeats; every quote holds", () => {
    const result = analyse(incident)
    const kinds = result.findings.map((f) => f.kind)
    expect(kinds).toEqual(expect.arrayContaining(["first_error", "error_burst", "change_before_onset", "likely_cause", "repeated_message", "change_point"]))
    expect(result.levels).toEqual({ INFO: 221, ERROR: 40 })
    expect(result.findings.find((f) => f.kind === "error_burst")!.data["count"]).toBe(40)
    expect(result.findings.find((f) => f.kind === "likely_cause")!.title).toContain("pool.size changed from 50 to 5")
    for (const finding of result.findings) {
      expect(finding.quotes.length).toBeGreaterThan(0)
      for (const quote of finding.quotes) expect(createHash("sha256").update(incident.subarray(quote.bytes.start, quote.bytes.end)).digest("hex")).toBe(quote.sha256)
    }
    expect(result.templates.find((t) => t.level === "ERROR")).toMatchObject({ template: "timeout after <*> ms waiting for a connection: waiting=<*>", count: 40 })
    expect(result.templates.every((t) => t.buckets.reduce((a, b) => a + b, 0) === t.count)).toBe(true)
  })

  it("gives the same result however the bytes are cut", () => {
    const whole = analyse(incident)
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 40 }), (sizes) => {
      expect(analyse(incident, sizes)).toEqual(whole)
    }), { numRuns: 25 })
  })

  it("learns nothing new from the same lines, and no healthy log alarms", () => {
    const miner = new TemplateMiner()
    const messages = incident.toString().split("\n")
    for (const message of messages) miner.add(message)
    const before = miner.templates().length
    for (const message of messages) miner.add(message)
    expect(miner.templates().length).toBe(before)
    const healthy = Buffer.from(incident.toString().split("\n").filter((line) => / INFO \[api\]/.test(line)).join("\n"))
    expect(analyse(healthy).findings.filter((f) => f.severity !== "info")).toEqual([])
  })

  it("survives anything: random bytes, CRLF, NULs, one enormous line", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
      const result = analyse(bytes)
      for (const finding of result.findings) for (const quote of finding.quotes) expect(createHash("sha256").update(bytes.subarray(quote.bytes.start, quote.bytes.end)).digest("hex")).toBe(quote.sha256)
    }), { numRuns: 200 })
    const crlf = Buffer.from(incident.toString().replaceAll("\n", "\r\n"))
    const result = analyse(crlf)
    expect(result.levels).toEqual({ INFO: 221, ERROR: 40 })
    const before = result.findings.find((f) => f.kind === "first_error")!.quotes[1]!
    expect(createHash("sha256").update(crlf.subarray(before.bytes.start, before.bytes.end)).digest("hex")).toBe(before.sha256)
    expect(analyse(Buffer.alloc(5_000_000, "x1 ")).lines).toBe(1)
  })
})
