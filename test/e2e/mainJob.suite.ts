import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, type Client, fileForm, register, removeFolder, signIn, startServer, until } from "../support/server.js"

const sample = (name: string) => readFile(new URL(`../../samples/checkout-outage/${name}`, import.meta.url))

interface Cited {
  readonly kind: string; readonly verified: boolean; readonly evidence_id: string | null; readonly byte_start: number; readonly byte_end: number
  readonly line_start: number; readonly line_end: number; readonly sha256: string; readonly document_id: string | null; readonly chunk_id: string | null; readonly marker: string
}

type Person = Client & { readonly token: string }

/** How an administrator and a stranger come in; by password here, unless the profile has its own way. */
export interface People {
  readonly admin: (url: string) => Promise<Person>
  readonly stranger: (url: string) => Promise<Person>
}

/** What is started: a process here, unless it is a container. */
export interface Started {
  readonly url: string
  readonly dataFolder: string
  readonly output: () => string
  readonly stop: () => Promise<number | null>
}
export interface Starting {
  readonly start: (options: { readonly dataFolder?: string; readonly env: Record<string, string> }) => Promise<Started>
  readonly clean: (dataFolder: string) => Promise<void>
}

const asProcess: Starting = { start: startServer, clean: removeFolder }
const byPassword: People = { admin: (url) => signIn(url), stranger: (url) => register(url, "mallory") }

/** Somebody's first hour with the product, over HTTP, against the built server. */
export const mainJob = (profile: string, providers: string, env: Record<string, string>, people: People = byPassword, starting: Starting = asProcess) => describe(`the main job on the ${profile} profile, from outside`, () => {
  let server: Started
  let me: Person
  let caseId = ""
  let evidenceId = ""
  let documentId = ""
  let citations: ReadonlyArray<Cited> = []

  beforeAll(async () => {
    server = await starting.start({ env })
    me = await people.admin(server.url)
  })
  afterAll(async () => {
    await server.stop()
    await starting.clean(server.dataFolder)
  })

  it("prints where it is, what it uses and who the administrator is", () => {
    expect(server.output()).toMatch(/URL\s+http:/)
    expect(server.output()).toContain(server.dataFolder)
    expect(server.output()).toMatch(new RegExp(`Profile\\s+${profile}`))
    expect(server.output()).toMatch(new RegExp(`Providers\\s+${providers}`))
    expect(server.output()).toMatch(/Admin\s+admin/)
    expect(server.output()).not.toContain("correct horse")
  })

  it("signs in with every field that the clients read", async () => {
    const answer = await client(server.url).post("/v1/auth/login", { username: "admin@faultmaven.local", password: "correct horse battery staple" })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ token_type: "bearer", isAuthenticated: true, user: { username: "admin", is_admin: true } })
    expect(answer.body.expires_in).toBe(1440 * 60)
    expect(answer.body.expires_at).toBeGreaterThan(Date.now())
    expect(typeof answer.body.refresh_token).toBe("string")
    const session = await client(server.url).post("/api/v1/sessions", { client_id: "abc", session_type: "troubleshooting", timeout_minutes: 180 })
    expect(session.status).toBe(201)
    expect((await client(server.url).get(`/api/v1/sessions/${session.body.session_id}`)).status).toBe(401)
  })

  it("opens a case, takes a log and a runbook", async () => {
    const opened = await me.post("/api/v1/cases", { title: "Checkout answers 503", priority: "high" })
    expect(opened.status).toBe(201)
    caseId = opened.body.case_id
    expect(caseId).toMatch(/^case_[a-f0-9]{12}$/)
    const log = await sample("checkout.log")
    const uploaded = await me.post("/api/v1/evidence", fileForm("checkout.log", log, { case_id: caseId }))
    expect(uploaded.status).toBe(201)
    evidenceId = uploaded.body.evidence_id
    expect(uploaded.body.sha256).toBe(createHash("sha256").update(log).digest("hex"))
    const added = await me.post("/api/v1/knowledge/documents", { title: "Connection pool exhausted", document_type: "runbook", content: (await sample("runbook-connection-pool.md")).toString(), tags: ["database"] })
    expect(added.status).toBe(201)
    documentId = added.body.document_id
  })

  it("answers an asynchronous question with citations that hold against the stored bytes", async () => {
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "Orders fail with 503. What went wrong and what does the runbook say?" })
    expect(asked.status).toBe(202)
    expect(asked.body).toMatchObject({ status: "processing" })
    expect(asked.headers.get("location")).toBe(`${server.url}/api/v1/agent/chat/${asked.body.job_id}`)
    const ended = await until(() => me.get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status !== "processing")
    expect(ended.body.status).toBe("completed")
    const result = ended.body.result
    expect(ended.body.response).toEqual(result)
    citations = result.citations
    expect(result.agent_response).toMatch(/no language model is configured/i)
    expect(citations.some((c) => c.kind === "evidence")).toBe(true)
    expect(citations.some((c) => c.kind === "knowledge" && c.document_id === documentId)).toBe(true)
    expect(result.agent_response).not.toContain("(unverified)")
    const log = await sample("checkout.log")
    const runbook = (await me.get(`/api/v1/knowledge/documents/${documentId}`)).body.content as string
    for (const cited of citations) {
      const source = cited.kind === "evidence" ? log : Buffer.from(runbook)
      expect(createHash("sha256").update(source.subarray(cited.byte_start, cited.byte_end)).digest("hex")).toBe(cited.sha256)
      if (cited.kind === "evidence") expect(cited.evidence_id).toBe(evidenceId)
    }
    const error = citations.find((c) => c.kind === "evidence" && c.line_start > 1)!
    const window = await me.get(`/api/v1/evidence/${evidenceId}/lines?start=${error.line_start}&count=1`)
    expect(log.subarray(error.byte_start, error.byte_end).toString()).toContain(window.body.lines[0].text)
  })

  it("answers in one call as well", async () => {
    const answer = await me.post(`/api/v1/agent/chat/${caseId}`, { message: "What happened first?" })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ case_id: caseId, turn_number: 2, current_status: "consulting" })
    expect(answer.body.agent_response).toBe(answer.body.response)
    expect(Array.isArray(answer.body.milestones_completed)).toBe(true)
  })

  it("streams a turn as server-sent events and resumes after Last-Event-ID", async () => {
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "Which messages repeat?" })
    const read = async (after?: string) => {
      const response = await fetch(`${server.url}/api/v1/agent/chat/${asked.body.job_id}/events`, { headers: { authorization: `Bearer ${me.token}`, ...(after === undefined ? {} : { "last-event-id": after }) } })
      expect(response.headers.get("content-type")).toContain("text/event-stream")
      const text = await response.text()
      return [...text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.*)\n/g)].map((m) => ({ id: Number(m[1]), event: m[2], data: JSON.parse(m[3]!) }))
    }
    const all = await read()
    expect(all.map((e) => e.id)).toEqual(all.map((_, i) => i + 1))
    expect(all.at(-1)!.event).toBe("done")
    const shown = all.filter((e) => e.event === "delta").map((e) => e.data.text).join("")
    expect(all.at(-1)!.data.result.agent_response).toBe(shown)
    const rest = await read("2")
    expect(rest.map((e) => e.id)).toEqual(all.slice(2).map((e) => e.id))
  })

  it("shows nothing of it to another user", async () => {
    const other = await people.stranger(server.url)
    for (const path of [`/api/v1/cases/${caseId}`, `/api/v1/cases/${caseId}/messages`, `/api/v1/evidence/${evidenceId}`, `/api/v1/evidence/${evidenceId}/download`, `/api/v1/knowledge/documents/${documentId}`]) {
      expect((await other.get(path)).status, path).toBe(404)
    }
    expect((await other.post(`/api/v1/agent/chat/${caseId}`, { message: "hello" })).status).toBe(404)
    expect((await other.post("/api/v1/knowledge/search", { query: "connection pool exhausted", search_mode: "hybrid" })).body.results).toEqual([])
  })

  it("keeps everything over a stop and a start", async () => {
    const before = await me.get(`/api/v1/cases/${caseId}/messages`)
    expect(await server.stop()).toBe(0)
    server = await starting.start({ dataFolder: server.dataFolder, env })
    const again = client(server.url, me.token)
    expect((await again.get(`/api/v1/cases/${caseId}/messages`)).body).toEqual(before.body)
    expect((await again.get(`/api/v1/evidence/${evidenceId}/download`)).body).toBe((await sample("checkout.log")).toString())
    const found = await again.post("/api/v1/knowledge/search", { query: "connection pool exhausted", search_mode: "keyword" })
    expect(found.body.results[0].document_id).toBe(documentId)
    expect(server.output()).not.toMatch(/shown only now/)
    expect((await again.post("/api/v1/auth/logout")).body).toMatchObject({ all_sessions_ended: true })
    expect((await again.get("/api/v1/auth/me")).status).toBe(401)
  })
})
