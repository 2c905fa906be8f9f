import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const read = async (text: string) => {
  const analysis = await analyzeBytes(text, "paste")
  expect(analysis.dataType).toBe("profile")
  return analysis.findings.map((one) => [one.title, one.quotes[0]!.lines.start])
}

describe("profiles", () => {
  it("V8's report: the tree and the summary below repeat the flat lists", async () => {
    expect(await read(`Statistical profiling result from isolate-v8.log, (1200 ticks, 3 unaccounted, 0 excluded).

 [JavaScript]:
   ticks  total  nonlib   name
    800   66.7%   74.9%  LazyCompile: *parseLine /srv/app/parse.js:14:19
     30    2.5%    2.8%  LazyCompile: ~load /srv/app/load.js:3:14

 [Summary]:
   ticks  total  nonlib   name
    830   69.2%   77.7%  JavaScript
    300   25.0%   28.1%  GC

 [Bottom up (heavy) profile]:
  ticks parent  name
    800   66.7%  LazyCompile: *parseLine /srv/app/parse.js:14:19
`)).toEqual([["parseLine /srv/app/parse.js:14:19 takes 66.7 % itself", 5], ["garbage collection takes 25 % itself", 11]])
  })

  it("py-spy and Flight Recorder", async () => {
    expect(await read("  %Own   %Total  OwnTime  TotalTime  Function (filename)\n 71.00%  83.00%    8.52s     9.96s   lookup (prices.py)\n  0.00% 100.00%   0.000s    12.00s   main (app.py)\n")).toEqual([["lookup (prices.py) takes 71 % itself", 2]])
    expect(await read("                Method Profiling\nTop Frame                                    Percent\n-------------------------------------------- -------\ncom.acme.Prices.lookup(String)                62.10%\ncom.acme.Cart.total()                          3.30%\n")).toEqual([["com.acme.Prices.lookup(String) takes 62.1 % itself", 4]])
  })

  it("query plans: the step that takes the time, rows in vain, wrong estimates", async () => {
    const found = await read(`Nested Loop  (cost=0.43..12345.67 rows=1 width=72) (actual time=0.041..8123.456 rows=120 loops=1)
  ->  Seq Scan on orders o  (cost=0.00..11000.00 rows=10 width=40) (actual time=0.020..8000.123 rows=120 loops=1)
        Filter: (status = 'failed'::text)
        Rows Removed by Filter: 5000000
  ->  Index Scan using customers_pkey on customers c  (cost=0.43..8.45 rows=1 width=32) (actual time=0.003..0.003 rows=1 loops=120)
Planning Time: 0.412 ms
Execution Time: 8123.900 ms
`)
    expect(found).toEqual([["Seq Scan on orders o takes 8,000 ms itself, 98 % of the query", 2]])
    const beside = await read("Hash Join  (cost=0.43..12345.67 rows=100 width=72) (actual time=0.041..9000.0 rows=100 loops=1)\n  ->  Seq Scan on events e  (cost=0.00..11000.00 rows=100 width=40) (actual time=0.020..900.0 rows=100 loops=1)\n        Filter: (kind = 'x'::text)\n        Rows Removed by Filter: 250000\n  ->  Hash  (cost=0.43..8.45 rows=1 width=32) (actual time=0.003..0.003 rows=1 loops=1)\nExecution Time: 9000.900 ms\n")
    expect(beside).toEqual([["Hash Join takes 8,100 ms itself, 90 % of the query", 1], ["Seq Scan on events e reads 250,000 rows in vain for 100", 2]])
    const plan = JSON.stringify([{ Plan: { "Node Type": "Hash Join", "Total Cost": 100, "Plan Rows": 10, "Actual Total Time": 900, "Actual Rows": 500_000, "Actual Loops": 1, Plans: [{ "Node Type": "Seq Scan", "Relation Name": "orders", "Total Cost": 90, "Plan Rows": 10, "Actual Total Time": 800, "Actual Rows": 10, "Actual Loops": 1 }] } }], null, 1)
    expect((await read(plan)).map((one) => one[0])).toEqual(["Seq Scan on orders takes 800 ms itself, 89 % of the query", "Hash Join gave 500,000 rows where 10 were expected"])
  })

  it("trace events of a browser: own time without what nests inside", async () => {
    const event = (name: string, ts: number, dur: number) => ({ name, cat: "v8", ph: "X", ts, dur, pid: 1, tid: 1 })
    expect((await read(JSON.stringify({ traceEvents: [event("Task", 0, 1_000), event("Parse", 100, 700), event("Layout", 800, 100)] }))).map((one) => one[0])).toEqual(["Parse takes 70 % itself", "Task takes 20 % itself", "Layout takes 10 % itself"])
  })

  it("a heap histogram", async () => {
    expect(await read(" num     #instances         #bytes  class name\n----------------------------------------------\n   1:       1000000       64000000  [B\n   2:         10000         480000  java.lang.String\n")).toEqual([["[B (1,000,000 instances) makes up 99.3 % of the heap", 3]])
  })
})

describe("requests of a browser (HAR)", () => {
  it("each stands for itself: failed ones first", async () => {
    const entry = (url: string, time: number, status: number) => ({ startedDateTime: "2026-03-14T09:00:00.000Z", time, request: { method: "GET", url }, response: { status, statusText: status === 200 ? "OK" : "Service Unavailable" } })
    const found = await analyzeBytes(JSON.stringify({ log: { version: "1.2", entries: [entry("https://a.test/", 12, 200), entry("https://a.test/cart", 5_012, 503)] } }), "paste")
    expect(found.dataType).toBe("trace")
    expect(found.findings[0]).toMatchObject({ kind: "span_error", title: "GET https://a.test/cart failed: 503 Service Unavailable" })
  })
})

describe("metrics in lines and in dashboards' exports", () => {
  const T = 1_773_478_800
  const level = (i: number) => (i < 30 ? 20.5 : 97.1)
  const rows = Array.from({ length: 45 }, (_, i) => i)
  it.each([
    ["InfluxDB line protocol", rows.map((i) => `cpu,host=web-1 usage_user=${level(i)},note="a,b" ${T + 60 * i}000000000`).join("\n")],
    ["Graphite", rows.map((i) => `servers.web1.cpu.user ${level(i)} ${T + 60 * i}`).join("\n")],
    ["Grafana data frames", JSON.stringify({ results: { A: { frames: [{ schema: { fields: [{ name: "Time", type: "time" }, { name: "cpu", type: "number" }] }, data: { values: [rows.map((i) => (T + 60 * i) * 1000), rows.map(level)] } }] } } })],
    ["New Relic time slices", JSON.stringify({ metric_data: { metrics: [{ name: "cpu", timeslices: rows.map((i) => ({ from: new Date((T + 60 * i) * 1000).toISOString(), values: { average: level(i) } })) }] } })],
    ["JSON lines", rows.map((i) => JSON.stringify({ timestamp: new Date((T + 60 * i) * 1000).toISOString(), cpu: level(i), host: "web-1" })).join("\n")]
  ])("%s", async (_, text) => {
    const found = await analyzeBytes(text, "paste")
    expect(found.dataType).toBe("metrics")
    expect(found.findings.some((one) => one.kind === "metric_change" && /rises from about 20\.5 to about 97\.1 .*at 2026-03-14T09:30:00Z/.test(one.title))).toBe(true)
  })
})
