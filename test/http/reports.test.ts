import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const log = Buffer.from(`${Array.from({ length: 40 }, (_, i) => `2026-11-24T10:00:${String(i).padStart(2, "0")}.000Z INFO  api request ${i} served`).join("\n")}
2026-11-24T10:01:00.000Z ERROR api connection pool exhausted: 50 of 50 in use
`)

describe("reports of a case over HTTP", () => {
  let server: RunningServer
  let me: Client
  let other: Client
  let caseId = ""
  let reportId = ""
  const reports = () => `/api/v1/cases/${caseId}/reports`
  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
    other = await register(server.url, "stranger")
    caseId = (await me.post("/api/v1/cases", { title: "Pool <b>exhausted</b>", description: "Checkout fails" })).body.case_id
    const evidence = (await me.post("/api/v1/evidence", fileForm("api.log", log, { case_id: caseId }))).body
    await until(() => me.get(`/api/v1/evidence/${evidence.evidence_id}`), (a) => a.body.status === "completed")
    await me.post(`/api/v1/cases/${caseId}/status`, { status: "investigating" })
    await me.post(`/api/v1/cases/${caseId}/hypotheses`, { description: "The pool is too small", confidence: 0.8 })
    const solution = (await me.post("/api/v1/solutions", { case_id: caseId, title: "Raise the pool", commands: ["kubectl set env deploy/api POOL=100"] })).body
    await me.put(`/api/v1/solutions/${solution.solution_id}`, { status: "verified", verification_method: "no error for an hour" })
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("recommends by state, and writes what cites stored bytes", async () => {
    expect((await me.get(`/api/v1/cases/${caseId}/report-recommendations`)).body).toMatchObject({
      recommended_reports: [{ report_type: "incident_report", exists: false }], runbook_recommendation: { action: "generate", existing_runbook: null }
    })
    const made = await me.post(reports(), { report_types: ["incident_report", "runbook"] })
    expect(made.status, JSON.stringify(made.body)).toBe(200)
    expect(made.body).toMatchObject({ status: "completed", reports: [{ version: 1, is_current: true, status: "completed" }, { version: 1 }] })
    const report = made.body.reports[0]
    reportId = report.report_id
    expect(report.content).toContain("connection pool exhausted")
    expect(report.content).toContain("Raise the pool")
    expect(report.sources.length).toBeGreaterThan(0)
    for (const source of report.sources) {
      expect(createHash("sha256").update(log.subarray(source.byte_start, source.byte_end)).digest("hex")).toBe(source.sha256)
      expect(report.content).toContain(`[${source.marker}]`)
    }
  })

  it("keeps versions, five of each at most, and shows the current one", async () => {
    for (let i = 0; i < 6; i++) expect((await me.post(reports(), { report_types: ["incident_report"] })).body.status).toBe("completed")
    const all = (await me.get(`${reports()}?include_history=true`)).body.reports.filter((r: { report_type: string }) => r.report_type === "incident_report")
    expect(all.map((r: { version: number }) => r.version)).toEqual([7, 6, 5, 4, 3])
    expect(all.map((r: { is_current: boolean }) => r.is_current)).toEqual([true, false, false, false, false])
    const current = (await me.get(reports())).body.reports
    expect(current).toHaveLength(2)
    expect((await me.get("/api/v1/cases/reports?limit=1")).body).toMatchObject({ total: 2, limit: 1 })
    reportId = all[0].report_id
    expect((await me.get(`/api/v1/cases/reports/${reportId}`)).body.version).toBe(7)
  })

  it("a person's edit is a new version, which keeps the sources that it still cites", async () => {
    const before = (await me.get(`/api/v1/cases/reports/${reportId}`)).body
    const [kept] = before.sources as ReadonlyArray<{ marker: string }>
    const edited = await me.put(`${reports()}/${reportId}`, { content: `# Mine\n\nThe pool was too small [${kept!.marker}].` })
    expect(edited.status, JSON.stringify(edited.body)).toBe(200)
    expect(edited.body).toMatchObject({ version: before.version + 1, is_current: true, status: "completed", model: null, content: expect.stringContaining("# Mine") })
    expect(edited.body.sources.map((s: { marker: string }) => s.marker)).toEqual([kept!.marker])
    expect((await me.get(`/api/v1/cases/reports/${reportId}`)).body).toMatchObject({ content: before.content, is_current: false })
    expect((await other.put(`${reports()}/${reportId}`, { content: "theirs" })).status).toBe(404)
    expect((await me.put(`${reports()}/${reportId}`, { content: "" })).status).toBe(422)
    expect((await me.del(`${reports()}/${edited.body.report_id}`)).status).toBe(204)
    // however often it is edited, five versions are kept, and the edited one among them
    for (let i = 0; i < 7; i++) expect((await me.put(`${reports()}/${reportId}`, { content: `# Edit ${i} [${kept!.marker}]` })).status).toBe(200)
    const versions = (await me.get(`${reports()}?include_history=true`)).body.reports.filter((r: { report_type: string }) => r.report_type === before.report_type) as ReadonlyArray<{ report_id: string }>
    expect(versions).toHaveLength(5)
    expect(versions.map((r) => r.report_id)).toContain(reportId)
  })

  it("downloads Markdown, HTML without the user's markup, and JSON", async () => {
    const markdown = await me.get(`${reports()}/${reportId}/download`)
    expect(markdown.headers.get("content-type")).toContain("text/markdown")
    expect(markdown.headers.get("content-disposition")).toContain(`incident_report-${caseId}-v7.md`)
    const html = await me.get(`${reports()}/${reportId}/download?format=html`)
    expect(html.body).toContain("<table>")
    expect(html.body).not.toContain("<b>exhausted</b>")
    expect((await me.get(`${reports()}/${reportId}/download?format=json`)).body.report_id).toBe(reportId)
    expect((await me.get(`${reports()}/${reportId}/download?format=pdf`)).status).toBe(422)
  })

  it("links reports to the closure, and saves one as a runbook draft", async () => {
    expect((await me.post(reports(), { report_types: ["post_mortem"], options: { link_to_closure: true } })).status).toBe(409)
    await me.post(`/api/v1/cases/${caseId}/status`, { status: "resolved" })
    expect((await me.get(`/api/v1/cases/${caseId}/report-recommendations`)).body.recommended_reports).toHaveLength(3)
    const linked = (await me.post(reports(), { report_types: ["post_mortem"], options: { link_to_closure: true } })).body.reports[0]
    expect((await me.del(`${reports()}/${linked.report_id}`)).status).toBe(409)
    expect((await me.del(`${reports()}/${reportId}`)).status).toBe(204)
    const ui = (await me.get(`/api/v1/cases/${caseId}/ui`)).body
    expect(ui.reports_available).toContainEqual({ report_type: "post_mortem", status: "available", reason: null })
    expect(ui.resolution_summary).toMatchObject({ evidence_collected: 1 })
    const draft = await me.post(`${reports()}/${linked.report_id}/runbook`)
    expect(draft.status).toBe(201)
    expect((await me.get(`/api/v1/documents?drafts=true&case_id=${caseId}`)).body.documents).toMatchObject([{ document_id: draft.body.document_id, published: false }])
    expect((await me.post("/api/v1/search", { query: "Pool exhausted post-mortem" })).body.total_found).toBe(0)
    expect((await me.post(`/api/v1/documents/${draft.body.document_id}/publish`)).body.published).toBe(true)
    expect((await me.post("/api/v1/search", { query: "Pool exhausted post-mortem" })).body.total_found).toBeGreaterThan(0)
  })

  it("answers bad requests and strangers", async () => {
    expect((await me.post(reports(), { report_types: [] })).status).toBe(400)
    expect((await me.post(reports(), { report_types: ["poem"] })).status).toBe(422)
    expect((await other.get(reports())).status).toBe(404)
    expect((await other.post(reports(), { report_types: ["runbook"] })).status).toBe(404)
    const mine = (await me.get(reports())).body.reports[0].report_id
    expect((await other.get(`/api/v1/cases/reports/${mine}`)).status).toBe(404)
    expect((await other.get(`${reports()}/${mine}/download`)).status).toBe(404)
    expect((await other.get("/api/v1/cases/reports")).body.total).toBe(0)
  })

  it("goes with the case, except runbooks", async () => {
    expect((await me.del(`/api/v1/cases/${caseId}`)).status).toBe(204)
    const left = (await me.get("/api/v1/cases/reports")).body.reports
    expect(left.map((r: { report_type: string }) => r.report_type)).toEqual(["runbook"])
  })
})
