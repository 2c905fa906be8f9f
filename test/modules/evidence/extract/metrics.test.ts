import { describe, expect, it } from "vitest"
import { analyzeBytes } from "../support/files.js"

const START = Date.UTC(2026, 2, 14, 9, 0, 0)
const iso = (i: number) => new Date(START + i * 60_000).toISOString()
const wave = (i: number) => 50 + 3 * Math.sin(i)
const kinds = (findings: ReadonlyArray<{ readonly kind: string }>) => findings.map((one) => one.kind)

describe("metrics", () => {
  it("CSV: a spike is found, named, dated and quoted; the quiet column gives nothing", async () => {
    const text = `time,latency_ms,requests\n${Array.from({ length: 60 }, (_, i) => `${iso(i)},${i === 40 ? 900 : wave(i).toFixed(1)},${(200 + Math.cos(i)).toFixed(0)}`).join("\n")}\n`
    const found = await analyzeBytes(text, "export.csv")
    expect(found).toMatchObject({ dataType: "metrics", status: "ok" })
    expect(kinds(found.findings)).toEqual(["metric_spike"])
    expect(found.findings[0]).toMatchObject({ at: START + 40 * 60_000, severity: "error", data: { series: "latency_ms", peak: 900 } })
    expect(found.findings[0]!.quotes[0]!.text).toContain(",900,")
    expect(found.timeline).toHaveLength(1)
  })

  it("Prometheus API answer: a change of level, with points as proof", async () => {
    const values = Array.from({ length: 40 }, (_, i) => [START / 1000 + i * 60, String(i < 25 ? 2 + (i % 3) / 10 : 18 + (i % 3) / 10)])
    const found = await analyzeBytes(JSON.stringify({ status: "success", data: { resultType: "matrix", result: [{ metric: { __name__: "queue_depth", queue: "mail" }, values }] } }), "query.json")
    expect(found.dataType).toBe("metrics")
    expect(kinds(found.findings)).toEqual(["metric_change"])
    expect(found.findings[0]!.title).toContain("queue_depth{queue=mail} rises from about 2.096 to about 18.1")
    expect(found.findings[0]!.at).toBe(START + 25 * 60_000)
  })

  it("CloudWatch, both shapes", async () => {
    const times = Array.from({ length: 30 }, (_, i) => iso(29 - i))
    const results = await analyzeBytes(JSON.stringify({ MetricDataResults: [{ Id: "cpu", Label: "CPUUtilization", Timestamps: times, Values: times.map((_, i) => (i < 6 ? 99.2 : 31 + (i % 4))), StatusCode: "Complete" }] }, null, 1), "cw.json")
    expect(kinds(results.findings)).toContain("metric_saturation")
    const points = await analyzeBytes(JSON.stringify({ Label: "FreeStorageSpace", Datapoints: Array.from({ length: 30 }, (_, i) => ({ Timestamp: iso(i), Average: 3e10 - i * 9e8, Unit: "Bytes" })) }), "cw2.json")
    expect(points.findings[0]).toMatchObject({ kind: "metric_trend", data: { limit: 0, unit: "Bytes" } })
    expect(points.findings[0]!.detail).toMatch(/reaches 0 Bytes in \d+ min/)
  })

  it("Datadog, and a plain list of timed values", async () => {
    const pointlist = Array.from({ length: 40 }, (_, i) => [START + i * 60_000, i >= 20 && i <= 22 ? 1 : 100 + (i % 5)])
    const dd = await analyzeBytes(JSON.stringify({ status: "ok", series: [{ metric: "trace.hits", scope: "service:web", pointlist }] }), "dd.json")
    expect(dd.findings[0]).toMatchObject({ kind: "metric_drop", at: START + 20 * 60_000 })
    expect(dd.findings[0]!.title).toContain("trace.hits{service:web}")
    const list = await analyzeBytes(JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ timestamp: iso(i), value: i === 9 ? 500 : wave(i) }))), "list.json")
    expect(kinds(list.findings)).toEqual(["metric_spike"])
  })

  it("a ramp that levels off, without a known limit", async () => {
    const text = `time,connections\n${Array.from({ length: 20 }, (_, i) => `${iso(i)},${Math.round(500 - 300 * Math.exp(-i / 4))}`).join("\n")}\n`
    const found = await analyzeBytes(text, "ramp.csv")
    expect(found.findings[0]).toMatchObject({ kind: "metric_trend", data: { series: "connections", limit: null } })
    expect(found.findings[0]!.detail).toContain("levels off")
  })

  it("Prometheus text: what a snapshot says", async () => {
    const found = await analyzeBytes(`# HELP up Whether the target answers\n# TYPE up gauge\nup{job="api",instance="10.0.0.1:9090"} 1\nup{job="api",instance="10.0.0.2:9090"} 0\n# TYPE http_request_errors_total counter\nhttp_request_errors_total{code="500"} 17\nprocess_resident_memory_bytes 2.1e+08\n`, "metrics")
    expect(found.dataType).toBe("metrics")
    expect(found.findings.map((one) => [one.kind, one.quotes[0]!.lines.start])).toEqual([["target_down", 4], ["error_counter", 6]])
  })

  it("quiet series raise no alarm", async () => {
    const quiet = `time,a,b,c\n${Array.from({ length: 200 }, (_, i) => `${iso(i)},${(100 + 8 * Math.sin(i * 1.7) + 5 * Math.cos(i * 0.3)).toFixed(2)},5,${i % 7}`).join("\n")}\n`
    expect((await analyzeBytes(quiet, "quiet.csv")).findings).toEqual([])
  })
})
