import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

interface Quote { readonly line_start: number; readonly line_end: number; readonly byte_start: number; readonly byte_end: number; readonly sha256: string; readonly text: string }
interface Found { readonly kind: string; readonly title: string; readonly detail: string; readonly severity: string; readonly at: string | null; readonly data: Record<string, unknown>; readonly quotes: ReadonlyArray<Quote> }

const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 5, 12, 0, seconds)).toISOString()
/** Twenty quiet minutes, a deployment, and then the pool gives out. */
const api = Buffer.from([
  ...Array.from({ length: 1_200 }, (_, i) => `${at(i)} INFO [api] GET /orders/${i} 200 in ${10 + i % 30} ms`),
  `${at(1_201)} WARN [pool] all 20 connections in use`,
  `${at(1_202)} INFO [api] health probe answered`,
  `${at(1_203)} ERROR [pool] timeout after 5000 ms waiting for a connection`,
  ...Array.from({ length: 300 }, (_, i) => i % 3 === 0 ? `${at(1_204 + i)} ERROR [pool] timeout after ${5_000 + i} ms waiting for a connection` : i % 3 === 1 ? `${at(1_204 + i)} WARN [breaker] circuit opened for orders, request ${i} rejected` : `${at(1_204 + i)} INFO [api] GET /orders/${i} 503 in 5 ms`)
].join("\n") + "\n")
const db = Buffer.from([
  ...Array.from({ length: 200 }, (_, i) => `${at(i * 6)} LOG:  checkpoint complete: wrote ${i * 7} buffers`),
  `${at(1_195)} ERROR: remaining connection slots are reserved for superusers`
].join("\n") + "\n")

describe("what is found in logs, from outside", () => {
  let server: RunningServer
  let me: Client
  let caseId = ""
  let analysis: { readonly findings: ReadonlyArray<Found>; readonly levels: Record<string, number>; readonly rates: { readonly from: string; readonly slice_ms: number; readonly counts: Record<string, ReadonlyArray<number>> } }
  const upload = async (name: string, content: Uint8Array | string, status = "completed") => {
    const { body } = await me.post("/api/v1/evidence", fileForm(name, content, { case_id: caseId }))
    const ended = await until(() => me.get(`/api/v1/evidence/${body.evidence_id}`), (a) => !["pending", "processing"].includes(a.body.status))
    expect(ended.body.status, ended.body.status_reason).toBe(status)
    return ended.body
  }
  const of = (kind: string): ReadonlyArray<Found> => analysis.findings.filter((finding) => finding.kind === kind)

  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
    caseId = (await me.post("/api/v1/cases", { title: "Orders time out" })).body.case_id
    analysis = (await upload("api.log", api)).analysis
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("every finding quotes bytes of the file, by range, lines and hash", () => {
    expect(analysis.findings.length).toBeGreaterThan(5)
    const lines = api.toString().split("\n")
    for (const finding of analysis.findings) {
      expect(finding.quotes.length, finding.kind).toBeGreaterThan(0)
      for (const quote of finding.quotes) {
        const bytes = api.subarray(quote.byte_start, quote.byte_end)
        expect(createHash("sha256").update(bytes).digest("hex"), finding.title).toBe(quote.sha256)
        expect(lines.slice(quote.line_start - 1, quote.line_end).join("\n"), finding.title).toBe(bytes.toString())
      }
    }
  })

  it("the first error and what came just before it", () => {
    const [first] = of("first_error")
    expect(first).toMatchObject({ severity: "error", at: at(1_203) })
    expect(first!.quotes[0]).toMatchObject({ line_start: 1_203, line_end: 1_203 })
    expect(first!.quotes[1]).toMatchObject({ line_start: 1_200, line_end: 1_202 })
    expect(first!.detail).toContain("all 20 connections in use")
  })

  it("the burst, the change point, and templates never seen before the onset", () => {
    expect(of("error_burst")[0]).toMatchObject({ at: at(1_203), data: { count: 101, first_line: 1_203 } })
    const [step] = of("change_point")
    expect(Math.abs(Date.parse(step!.at!) - Date.parse(at(1_203)))).toBeLessThan(120_000)
    expect(of("new_template").map((finding) => finding.title).join("\n")).toContain("circuit opened for orders")
    expect(of("new_template").map((finding) => finding.title).join("\n")).not.toContain("GET /orders")
  })

  it("rates per level over time", () => {
    const { counts, from, slice_ms } = analysis.rates
    expect(from).toBe(at(0))
    expect(slice_ms * 24).toBeCloseTo(1_503_000, -3)
    for (const [level, total] of Object.entries(analysis.levels)) expect(counts[level]!.reduce((a, b) => a + b, 0)).toBe(total)
    expect(counts["ERROR"]!.slice(0, 18).every((n) => n === 0)).toBe(true)
    expect(counts["ERROR"]!.slice(18).some((n) => n > 10)).toBe(true)
    expect(counts["INFO"]!.slice(0, 18).every((n) => n > 40)).toBe(true)
  })

  it("the scene: the burst with fifty lines at both ends", () => {
    expect(of("scene")).toMatchObject([{ severity: "info", data: { scene: "burst", elided_lines: 0 }, quotes: [{ line_start: 1_153, line_end: 1_503 }] }])
  })

  it("several files in one timeline, in order of time", async () => {
    await upload("postgresql.log", db)
    const { events, onset } = (await me.get(`/api/v1/cases/${caseId}/timeline`)).body
    const errors = events.filter((e: { kind: string }) => e.kind === "first_error")
    expect(errors.map((e: { filename: string }) => e.filename)).toEqual(["postgresql.log", "api.log"])
    const times = events.map((e: { at: string }) => e.at)
    expect([...times].sort()).toEqual(times)
    expect(onset).toBe(at(1_203))
  })

  it("what nobody can tell is asked; the user's word wins and it is analysed again", async () => {
    const unclear = await upload("notes", "7 zz; 4\n== 12, q\n-- 9 9\n", "needs_type")
    expect(unclear.analysis.confidence).toBeLessThan(0.6)
    expect(unclear.analysis.suggested_types.length).toBeGreaterThan(1)
    expect(unclear.status_reason).toContain("please say what it is")
    const said = await me.put(`/api/v1/evidence/${unclear.evidence_id}/type`, { data_type: "logs" })
    expect(said.status).toBe(200)
    const again = await until(() => me.get(`/api/v1/evidence/${unclear.evidence_id}`), (a) => !["pending", "processing"].includes(a.body.status))
    expect(again.body).toMatchObject({ status: "completed", status_reason: null, evidence_type: "log", analysis: { data_type: "logs", confidence: 1 } })
    expect(again.body.analysis.template_count).toBeGreaterThan(0)
  })
})
