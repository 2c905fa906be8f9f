import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const log = (host: string, day: number, failure: string) => Buffer.from(`${Array.from({ length: 40 }, (_, i) => `2026-11-${day}T10:00:${String(i).padStart(2, "0")}.000Z INFO  api request ${i} served`).join("\n")}
${[1, 2, 3].map((i) => `2026-11-${day}T10:01:0${i}.000Z ERROR api ${failure} ${host}-${i}`).join("\n")}
`)
const POOL = "could not obtain a connection from the orders pool on"
const DISK = "compaction stopped because the volume is full at"

describe("learning from solved cases", () => {
  let server: RunningServer
  let me: Client
  let other: Client
  let solved = ""
  let draft = ""

  const open = async (by: Client, title: string, description: string, body: Buffer): Promise<string> => {
    const caseId = (await by.post("/api/v1/cases", { title, description })).body.case_id as string
    const evidence = (await by.post("/api/v1/evidence", fileForm("api.log", body, { case_id: caseId }))).body
    await until(() => by.get(`/api/v1/evidence/${evidence.evidence_id}`), (a) => a.body.status === "completed")
    return caseId
  }
  const solve = async (by: Client, caseId: string, cause: string, fix: string): Promise<void> => {
    await by.post(`/api/v1/cases/${caseId}/status`, { status: "investigating" })
    await by.post(`/api/v1/cases/${caseId}/hypotheses`, { description: cause, confidence: 0.9 })
    await by.post("/api/v1/solutions", { case_id: caseId, title: fix })
    const closed = await by.post(`/api/v1/cases/${caseId}/status`, { status: "resolved" })
    expect(closed.status, JSON.stringify(closed.body)).toBe(200)
  }

  beforeAll(async () => {
    server = await startServer()
    me = await register(server.url, "solver")
    other = await register(server.url, "stranger")
    solved = await open(me, "Checkout fails for orders", "Customers cannot pay", log("db", 20, POOL))
    await solve(me, solved, "The export job keeps every connection", "Stop the export job")
    await solve(me, await open(me, "Search index lags", "New documents are missing", log("node", 21, DISK)), "The volume is too small", "Grow the volume")
    await solve(other, await open(other, "Checkout fails for orders", "Customers cannot pay", log("db", 22, POOL)), "Secret cause", "Secret fix")
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("one timeline of all files, uploads, turns and states, with the onset", async () => {
    const caseId = await open(me, "Two files", "", log("db", 20, POOL))
    const second = (await me.post("/api/v1/evidence", fileForm("web.log", Buffer.from(log("web", 20, DISK).toString().replaceAll("T10:01:0", "T10:00:3")), { case_id: caseId }))).body
    await until(() => me.get(`/api/v1/evidence/${second.evidence_id}`), (a) => a.body.status === "completed")
    await me.post(`/api/v1/cases/${caseId}/status`, { status: "investigating", reason: "paged" })
    const { body } = await me.get(`/api/v1/cases/${caseId}/timeline`)
    const events = body.events as ReadonlyArray<{ at: string; source: string; kind: string; filename: string | null; line_start: number | null; label: string }>
    expect(events.map((e) => e.at)).toEqual(events.map((e) => e.at).sort())
    expect(new Set(events.filter((e) => e.source === "evidence").map((e) => e.filename))).toEqual(new Set(["api.log", "web.log"]))
    expect(events.find((e) => e.source === "evidence" && e.kind === "first_error")).toMatchObject({ filename: "web.log", line_start: 41 })
    expect(events.filter((e) => e.source === "upload")).toHaveLength(2)
    expect(events.at(-1)?.label).toBe("The case became investigating: paged")
    expect(body.onset.startsWith("2026-11-20T10:0")).toBe(true)
    // what people add is on it too, and what they mark goes into the reports; nonsense in the metadata is passed over
    await me.post(`/api/v1/cases/${caseId}/hypotheses`, { description: "The disk is full", confidence: 0.4 })
    await me.put(`/api/v1/cases/${caseId}`, { metadata: { timeline_notes: [{ id: "n1", at: Date.parse("2026-11-20T10:00:30Z"), text: "The on-call was paged", incident: true }, { id: 7 }, "x"] } })
    const after = (await me.get(`/api/v1/cases/${caseId}/timeline`)).body.events as typeof events
    expect(after.find((e) => e.source === "note")).toMatchObject({ at: "2026-11-20T10:00:30.000Z", kind: "incident", label: "The on-call was paged" })
    expect(after.find((e) => e.source === "hypothesis")?.label).toContain("The disk is full")
    expect((await me.post(`/api/v1/cases/${caseId}/reports`, { report_types: ["incident_report"] })).body.reports[0].content).toContain("The on-call was paged")
    expect((await other.get(`/api/v1/cases/${caseId}/timeline`)).status).toBe(404)
  })

  it("a resolved case offers a draft with symptoms, cause, fix and evidence, which only its owner sees", async () => {
    const consulting = (await me.post("/api/v1/cases", { title: "Fresh" })).body.case_id
    expect((await me.post(`/api/v1/cases/${consulting}/runbook-draft`)).status).toBe(409)
    expect((await other.post(`/api/v1/cases/${solved}/runbook-draft`)).status).toBe(404)
    const made = await me.post(`/api/v1/cases/${solved}/runbook-draft`)
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    draft = made.body.document_id
    expect(made.body).toMatchObject({ published: false, case_id: solved, document_type: "runbook", status: "indexed" })
    for (const part of ["## Symptoms", "## Cause", "## Fix", "## Evidence", "Stop the export job", "orders pool", "api.log"]) expect(made.body.content).toContain(part)
    expect((await me.get(`/api/v1/documents?drafts=true&case_id=${solved}`)).body).toMatchObject({ total_count: 1, documents: [{ document_id: draft }] })
    expect((await me.get(`/api/v1/documents?drafts=true&case_id=${consulting}`)).body.total_count).toBe(0)
    expect((await other.get("/api/v1/documents?drafts=true")).body.total_count).toBe(0)
    expect((await me.post("/api/v1/knowledge/search", { query: "export job orders pool" })).body.results).toEqual([])
  })

  it("the draft is edited, stays the one draft of its case, and is found once it is published", async () => {
    const text = "# Orders pool exhausted\n\n## Fix\n\nStop the export job, then raise the quokka limit.\n"
    expect((await me.put(`/api/v1/documents/${draft}`, { content: text, title: "Orders pool" })).status).toBe(200)
    const again = await me.post(`/api/v1/cases/${solved}/runbook-draft`)
    expect(again).toMatchObject({ status: 200, body: { document_id: draft, title: "Orders pool", content: text } })
    expect((await other.post(`/api/v1/documents/${draft}/publish`)).status).toBe(404)
    expect((await me.post(`/api/v1/documents/${draft}/publish`)).body.published).toBe(true)
    expect((await me.post("/api/v1/knowledge/search", { query: "quokka limit" })).body.results[0].document_id).toBe(draft)
    expect((await me.post(`/api/v1/documents/${draft}/reject`)).status).toBe(409)
  })

  it("a draft can be published for others: by administrators for the organisation, for a team by its members", async () => {
    const text = "# Shared lesson\n\nStop the export job, then raise the wombat limit.\n"
    const cases = (await me.get("/api/v1/cases?limit=50")).body
    const search = (cases.cases ?? cases).find((c: { title: string }) => c.title === "Search index lags").case_id
    const shared = (await me.post(`/api/v1/cases/${search}/runbook-draft`)).body.document_id
    expect((await me.put(`/api/v1/documents/${shared}`, { content: text, title: "Shared lesson" })).status).toBe(200)
    expect((await me.post(`/api/v1/documents/${shared}/publish`, { scope: "mars" })).status).toBe(422)
    expect((await me.post(`/api/v1/documents/${shared}/publish`, { scope: "team" })).status).toBe(403)
    expect((await other.post(`/api/v1/documents/${shared}/publish`, { scope: "organization" })).status).toBe(404)
    expect((await me.post(`/api/v1/documents/${shared}/publish`, { scope: "organization" })).status).toBe(403)
    const admin = await signIn(server.url)
    const { user_id } = (await me.get("/api/v1/auth/me")).body
    expect((await admin.put(`/api/v1/admin/users/${user_id}`, { roles: ["user", "admin"] })).status).toBe(200)
    expect((await other.post("/api/v1/knowledge/search", { query: "wombat limit" })).body.results).toEqual([])
    const published = await me.post(`/api/v1/documents/${shared}/publish`, { scope: "organization" })
    expect(published, JSON.stringify(published.body)).toMatchObject({ status: 200, body: { published: true, scope: "organization" } })
    expect((await other.post("/api/v1/knowledge/search", { query: "wombat limit" })).body.results[0].document_id).toBe(shared)
    expect((await me.del(`/api/v1/documents/${shared}`)).status).toBe(204)
    expect((await admin.put(`/api/v1/admin/users/${user_id}`, { roles: ["user"] })).status).toBe(200)
  })

  it("a rejected draft is gone", async () => {
    const cases = (await me.get("/api/v1/cases?limit=50")).body
    const search = (cases.cases ?? cases).find((c: { title: string }) => c.title === "Search index lags").case_id
    const made = (await me.post(`/api/v1/cases/${search}/runbook-draft`)).body.document_id
    expect((await other.post(`/api/v1/documents/${made}/reject`)).status).toBe(404)
    expect((await me.post(`/api/v1/documents/${made}/reject`)).status).toBe(204)
    expect((await me.get(`/api/v1/documents/${made}`)).status).toBe(404)
  })

  it("a new case shows the solved one that it resembles, why, and what helped; never a stranger's", async () => {
    const fresh = await open(me, "Payments stuck", "Orders hang", log("pg", 23, POOL))
    const answer = await me.get(`/api/v1/cases/${fresh}/similar`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    expect(answer.body.similar).toHaveLength(1)
    expect(answer.body.similar[0]).toMatchObject({ case_id: solved, title: "Checkout fails for orders", fix: "Stop the export job", runbook_id: draft })
    expect(answer.body.similar[0].why.shared_terms).toEqual(expect.arrayContaining(["order", "pool", "connection"]))
    expect(answer.body.similar[0].why.shared_templates.join()).toContain("could not obtain a connection")
    expect((await other.get(`/api/v1/cases/${fresh}/similar`)).status).toBe(404)
    expect((await me.get(`/api/v1/cases/${fresh}/similar?limit=0`)).status).toBe(422)
    const theirs = await open(other, "Payments stuck", "Orders hang", log("pg", 23, POOL))
    expect((await other.get(`/api/v1/cases/${theirs}/similar`)).body.similar.map((s: { fix: string }) => s.fix)).toEqual(["Secret fix"])
    await me.del(`/api/v1/cases/${solved}`)
    expect((await me.get(`/api/v1/cases/${fresh}/similar`)).body.similar).toEqual([])
  })
})
