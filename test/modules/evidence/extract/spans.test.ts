import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const START = Date.UTC(2026, 2, 14, 9, 0, 0)
const nano = (ms: number) => `${(START + ms)}000000`

describe("traces", () => {
  it("OTLP: the failed span, the bottleneck and the critical path", async () => {
    const span = (spanId: string, parentSpanId: string, name: string, from: number, to: number, extra: object = {}) => ({ traceId: "5b8aa5a2d2c872e8321cf37308d69df2", spanId, parentSpanId, name, startTimeUnixNano: nano(from), endTimeUnixNano: nano(to), ...extra })
    const text = JSON.stringify({
      resourceSpans: [
        { resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] }, scopeSpans: [{ spans: [span("a1", "", "POST /orders", 0, 1000), span("a2", "a1", "authorise", 10, 60), span("a3", "a1", "charge", 80, 980)] }] },
        { resource: { attributes: [{ key: "service.name", value: { stringValue: "bank" } }] }, scopeSpans: [{ spans: [span("b1", "a3", "SELECT account", 100, 950, { status: { code: 2, message: "lock timeout" } })] }] }
      ]
    }, null, 2)
    const found = await analyzeBytes(text, "trace.json")
    expect(found.dataType).toBe("trace")
    expect(found.findings.map((one) => [one.kind, one.data["span"] ?? null])).toEqual([["span_error", "b1"], ["bottleneck_span", "b1"], ["critical_path", null]])
    expect(found.findings[0]!.title).toBe("bank: SELECT account failed: lock timeout")
    expect(found.findings[0]!.quotes[0]!.text).toContain("\"spanId\": \"b1\"")
    expect(found.findings[2]!.detail).toContain("shop: POST /orders 1,000 ms → shop: charge 900 ms → bank: SELECT account 850 ms")
  })

  it("Jaeger", async () => {
    const text = JSON.stringify({ data: [{ traceID: "t1", spans: [
      { traceID: "t1", spanID: "r", operationName: "GET /", references: [], startTime: START * 1000, duration: 400_000, tags: [], processID: "p1" },
      { traceID: "t1", spanID: "c", operationName: "redis get", references: [{ refType: "CHILD_OF", traceID: "t1", spanID: "r" }], startTime: START * 1000 + 5_000, duration: 390_000, tags: [{ key: "error", type: "bool", value: true }], processID: "p2" }
    ], processes: { p1: { serviceName: "web" }, p2: { serviceName: "cache" } } }] })
    const found = await analyzeBytes(text, "jaeger.json")
    expect(found.dataType).toBe("trace")
    expect(found.findings.map((one) => one.kind)).toEqual(["span_error", "bottleneck_span", "critical_path"])
    expect(found.findings[0]!.title).toContain("cache: redis get failed")
  })

  it("Zipkin: many equal calls under one parent", async () => {
    const spans = [{ traceId: "z", id: "0", name: "list", timestamp: START * 1000, duration: 500_000, localEndpoint: { serviceName: "web" }, tags: {} }, ...Array.from({ length: 25 }, (_, i) => ({ traceId: "z", id: `${i + 1}`, parentId: "0", name: "select user", timestamp: START * 1000 + i * 20_000, duration: 18_000, localEndpoint: { serviceName: "db" }, tags: {} }))]
    const found = await analyzeBytes(JSON.stringify(spans), "zipkin.json")
    expect(found.findings.find((one) => one.kind === "repeated_calls")?.title).toBe("web: list calls db: select user 25 times")
  })
})

describe("profiles", () => {
  it("folded stacks", async () => {
    const found = await analyzeBytes("main;serve;parse 120\nmain;serve;parse;regex 640\nmain;serve;write 90\nmain;gc 150\n", "out.folded")
    expect(found.dataType).toBe("profile")
    expect(found.findings[0]).toMatchObject({ kind: "hot_spot", severity: "warning", data: { function: "regex", own: 0.64 } })
    expect(found.findings[0]!.quotes[0]!.lines.start).toBe(2)
  })
  it("pprof and cProfile reports", async () => {
    const pprof = await analyzeBytes("File: shop\nType: cpu\nShowing nodes accounting for 4.20s, 84% of 5s total\n      flat  flat%   sum%        cum   cum%\n     2.50s 50.00% 50.00%      2.80s 56.00%  regexp.(*machine).run\n     0.20s  4.00% 54.00%      4.10s 82.00%  main.handle\n     0.10s  2.00% 56.00%      0.10s  2.00%  runtime.memmove\n", "cpu.txt")
    expect(pprof.findings.map((one) => [one.kind, one.data["function"]])).toEqual([["hot_spot", "regexp.(*machine).run"], ["hot_caller", "main.handle"]])
    const python = await analyzeBytes("         4003 function calls in 2.000 seconds\n\n   Ordered by: internal time\n\n   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n     1000    1.500    0.002    1.500    0.002 report.py:12(render)\n        1    0.050    0.050    2.000    2.000 report.py:1(<module>)\n", "prof.txt")
    expect(python.findings[0]!.title).toBe("report.py:12(render) (1000 calls) takes 75 % itself")
  })
})
