import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { TraceCollector } from "../../../../src/modules/evidence/engine/extract/stack/collector.js"
import { verifyQuote } from "../../../../src/modules/evidence/engine/index.js"
import { LineReader } from "../../../../src/modules/evidence/engine/logs/lines.js"
import { analyzeBytes } from "../support/files.js"

const line = (i: number, level: string, text: string) => `2026-03-14T09:${String(Math.floor(i / 60) % 60).padStart(2, "0")}:${String(i % 60).padStart(2, "0")}.000Z ${level} [api] ${text}\n`
const JAVA = (id: number) => `${line(id, "ERROR", `order ${id} failed`)}java.lang.IllegalStateException: order ${id} has no customer\n\tat com.acme.orders.Orders.charge(Orders.java:71)\n\tat com.acme.orders.Orders.place(Orders.java:40)\nCaused by: java.sql.SQLException: timeout\n\tat org.postgresql.Driver.connect(Driver.java:9)\n\tat com.acme.db.Pool.take(Pool.java:12)\n\t... 20 more\n`
const PYTHON = `${line(7, "ERROR", "job died")}Traceback (most recent call last):\n  File "/srv/app/jobs.py", line 12, in run\n    work()\n  File "/srv/app/work.py", line 3, in work\n    raise KeyError("sku")\nKeyError: 'sku'\n`
const quiet = (from: number, count: number) => Array.from({ length: count }, (_, i) => line(from + i, "INFO", `request ${i} served`)).join("")

const LOG = `${quiet(0, 200)}${JAVA(1)}${quiet(200, 300)}${JAVA(2)}${JAVA(3)}${PYTHON}${quiet(500, 50)}`

const collect = (bytes: Uint8Array, sizes: ReadonlyArray<number>) => {
  const reader = new LineReader(() => {})
  const collector = new TraceCollector(reader)
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    reader.push(bytes.subarray(at, at + size))
    collector.push(bytes.subarray(at, at + size))
    at += size
  }
  reader.end()
  return collector.end()
}

describe("stack traces inside a log that streams by", () => {
  const bytes = Buffer.from(LOG)

  it("finds the distinct ones, counts repetitions, quotes the log's own bytes", () => {
    const found = collect(bytes, [bytes.length])
    expect(found.filter((one) => one.kind === "root_exception").map((one) => [one.data["exception"], one.data["count"] ?? 1, one.data["ownFrame"]])).toEqual([["java.sql.SQLException", 3, "com.acme.db.Pool.take (Pool.java:12)"], ["KeyError", 1, "work (/srv/app/work.py:3)"]])
    const first = found[0]!.quotes[0]!
    expect(first.lines.start).toBe(LOG.slice(0, LOG.indexOf("Caused by")).split("\n").length)
    expect(first.text).toBe("Caused by: java.sql.SQLException: timeout")
    for (const finding of found) for (const quote of finding.quotes) expect(verifyQuote(bytes, quote)).toBe(true)
  })

  it("any chunking gives the same", () => {
    const whole = collect(bytes, [bytes.length])
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 12 }), (sizes) => {
      expect(collect(bytes, sizes)).toEqual(whole)
    }), { numRuns: 60 })
  })

  it("wherever large pieces of a long log are cut: above a trace, inside the line that shows it, in its middle", () => {
    const panic = "thread 'main' panicked at src/pool.rs:12:5:\nthe pool is empty\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"
    const short = "java.lang.IllegalStateException: no customer\n\tat com.acme.orders.Orders.charge(Orders.java:71)\n"
    for (const trace of [JAVA(1), PYTHON, panic, short]) {
      const log = Buffer.from(`${quiet(0, 300)}${trace}${quiet(300, 600)}`)
      const at = quiet(0, 300).length
      const whole = collect(log, [log.length])
      expect(whole.map(({ kind }) => kind)).toContain("root_exception")
      for (let cut = at - 3; cut < at + trace.length + 3; cut++) expect(collect(log, [cut, 20_000]), `cut at ${cut - at}`).toEqual(whole)
    }
  })

  it("an analysed log names the exception", async () => {
    const analysis = await analyzeBytes(LOG, "app.log")
    expect(analysis.dataType).toBe("logs")
    expect(analysis.findings.find((one) => one.kind === "root_exception")?.title).toBe("3 times: java.sql.SQLException: timeout")
  })
})
