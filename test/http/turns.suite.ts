import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const form = (fields: Record<string, string>, files: ReadonlyArray<readonly [string, string]> = []): FormData => {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.set(name, value)
  for (const [name, content] of files) made.append("files", new Blob([content]), name)
  return made
}

const log = `${Array.from({ length: 60 }, (_, i) => `2026-11-24T10:00:${String(i).padStart(2, "0")}.000Z INFO  api request ${i} served in ${10 + i} ms`).join("\n")}
2026-11-24T10:01:00.000Z ERROR api connection pool exhausted: 50 of 50 in use
2026-11-24T10:01:01.000Z ERROR api connection pool exhausted: 50 of 50 in use
`

export const turns = (database: string, env: () => Record<string, string>) => describe(`turns, files and state of a case on ${database}`, () => {
  let server: RunningServer
  let me: Client & { readonly token: string }
  let other: Client
  let caseId = ""

  beforeAll(async () => {
    server = await startServer({ env: env() })
    me = await signIn(server.url)
    other = await register(server.url, "somebody.else")
    caseId = (await me.post("/api/v1/cases", { title: null, priority: "high" }, { "idempotency-key": "opt_case_1" })).body.case_id
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("opens one case for one key, also when the requests arrive together, and refuses the key for another request", async () => {
    const again = await me.post("/api/v1/cases", { title: null, priority: "high" }, { "idempotency-key": "opt_case_1" })
    expect(again.status).toBe(201)
    expect(again.body.case_id).toBe(caseId)
    expect(again.headers.get("idempotency-replayed")).toBe("true")
    expect((await me.post("/api/v1/cases", { title: null, priority: "low" }, { "idempotency-key": "opt_case_1" })).status).toBe(409)
    const twins = await Promise.all(Array.from({ length: 8 }, () => me.post("/api/v1/cases", { title: "twins" }, { "idempotency-key": "twins" })))
    expect(new Set(twins.map((t) => t.body.case_id)).size).toBe(1)
    expect((await me.get("/api/v1/cases?q=twins")).body.total).toBe(1)
    expect((await other.post("/api/v1/cases", { title: "twins" }, { "idempotency-key": "twins" })).body.case_id).not.toBe(twins[0]!.body.case_id)
    expect((await me.post("/api/v1/cases", { title: "x" }, { "idempotency-key": "a b" })).status).toBe(422)
  })

  it("answers a turn with a file, says what became of it, and answers its repetition with the same turn", async () => {
    const send = () => me.post(`/api/v1/cases/${caseId}/turns`, form({ query: "What fails?", input_type: "file" }, [["api.log", log]]), { "idempotency-key": "opt_msg_1", prefer: "wait=60" })
    const first = await send()
    expect(first.status, JSON.stringify(first.body)).toBe(200)
    expect(first.body).toMatchObject({ turn_number: 1, case_state: "inquiry", case_status: "consulting", is_stuck: false })
    expect(first.body.attachments_processed).toMatchObject([{ filename: "api.log", file_size: log.length, source_type: "file_upload", data_type: "logs", processing_status: "completed" }])
    expect(first.body.agent_response).toContain("pool exhausted")
    for (const action of first.body.suggested_actions) expect(["RUN", "DECIDE", "EVIDENCE", "FREE_SPEECH"]).toContain(action.type)
    const again = await send()
    expect(again.status).toBe(200)
    expect(again.body.job_id).toBe(first.body.job_id)
    expect((await me.get(`/api/v1/cases/${caseId}/messages`)).body.total_count).toBe(2)
    expect((await me.post(`/api/v1/cases/${caseId}/turns`, form({ query: "Something else" }), { "idempotency-key": "opt_msg_1" })).status).toBe(409)
    expect((await me.get(`/api/v1/evidence?case_id=${caseId}`)).body.total).toBe(1)
  })

  it("answers 202 with a place to look where the client prefers it", async () => {
    const accepted = await me.post(`/api/v1/cases/${caseId}/turns`, form({
      query: "", pasted_content: "--- Page Content (https://grafana.example.org/d/1) ---\n[source_url:https://grafana.example.org/d/1]\nError rate 42 %", input_type: "page_capture", source_url: "https://grafana.example.org/d/1"
    }), { prefer: "respond-async" })
    expect(accepted.status).toBe(202)
    const location = accepted.headers.get("location")!
    expect(location).toMatch(/^http:\/\//)
    const done = await until(() => me.get(location.replace(server.url, "")), (a) => a.body.status !== "processing")
    expect(done.body.status).toBe("completed")
    expect(done.body.result).toEqual(done.body.response)
    expect(done.body.result.attachments_processed).toMatchObject([{ source_type: "page_capture" }])
    expect(done.body.result.attachments_processed[0].filename).toContain("grafana.example.org")
    expect((await other.get(location.replace(server.url, ""))).status).toBe(404)
  })

  it("says what is wrong with a turn and keeps nothing of it", async () => {
    const before = (await me.get(`/api/v1/cases/${caseId}`)).body
    const bad = async (status: number, body: FormData) => {
      const answer = await me.post(`/api/v1/cases/${caseId}/turns`, body)
      expect(answer.status, JSON.stringify(answer.body)).toBe(status)
      expect(typeof answer.body.detail).toBe("string")
    }
    await bad(400, form({}))
    await bad(422, form({ query: "x", colour: "blue" }))
    await bad(422, form({ query: "x", input_type: "telepathy" }))
    await bad(422, form({ query: "x", intent_type: "explode" }))
    await bad(422, form({ query: "x", intent_type: "status_transition", intent_data: "{" }))
    await bad(422, form({ query: "x", intent_type: "status_transition", intent_data: "{\"to_state\":\"nowhere\"}" }))
    await bad(409, form({ query: "x", intent_type: "status_transition", intent_data: JSON.stringify({ to_state: "resolved", user_confirmed: true }) }))
    expect((await me.get(`/api/v1/cases/${caseId}`)).body.current_turn).toBe(before.current_turn)
    expect((await other.post(`/api/v1/cases/${caseId}/turns`, form({ query: "x" }))).status).toBe(404)
    expect((await client(server.url).post(`/api/v1/cases/${caseId}/turns`, form({ query: "x" }))).status).toBe(401)
  })

  it("shows the state of each phase in one body for both extensions", async () => {
    const consulting = (await me.get(`/api/v1/cases/${caseId}/ui`)).body
    expect(consulting).toMatchObject({ status: "consulting", state: "inquiry", uploaded_files_count: 2, valid_next_states: ["investigating", "closed"] })
    expect(consulting.consulting).toEqual(consulting.inquiry)
    const moved = await me.post(`/api/v1/cases/${caseId}/turns`, form({
      query: "Please start the investigation.", intent_type: "status_transition", intent_data: JSON.stringify({ from_state: "inquiry", to_state: "investigating", user_confirmed: true })
    }), { prefer: "wait=60" })
    expect(moved.body).toMatchObject({ status_transitioned: true, case_state: "investigating" })
    const investigating = (await me.get(`/api/v1/cases/${caseId}/ui`)).body
    expect(investigating.progress).toMatchObject({ total_milestones: 8, current_stage: "diagnosis" })
    expect(investigating.progress.completed_indicators).toContain("symptom_verified")
    expect(investigating.disposition_eligibility).toEqual({ resolved: "ready", closed: "ready" })
    expect((await other.get(`/api/v1/cases/${caseId}/ui`)).status).toBe(404)
  })

  it("keeps hypotheses and solutions, in their case and over all cases", async () => {
    const added = await me.post(`/api/v1/cases/${caseId}/hypotheses`, { description: "The pool is too small", category: "config", confidence: 0.6 }, { "idempotency-key": "hyp" })
    expect(added.status).toBe(200)
    expect(added.body.hypothesis).toMatchObject({ statement: "The pool is too small", likelihood: 0.6, created_by: "user" })
    const id = added.body.hypothesis.hypothesis_id
    expect((await me.post(`/api/v1/cases/${caseId}/hypotheses`, { description: "The pool is too small", category: "config", confidence: 0.6 }, { "idempotency-key": "hyp" })).body.hypothesis.hypothesis_id).toBe(id)
    expect((await me.put(`/api/v1/cases/${caseId}/hypotheses/${id}`, { status: "validated", confidence: 0.9, validation_notes: "seen" })).body).toMatchObject({ status: "validated", likelihood: 0.9, validation_notes: "seen" })
    expect((await me.put(`/api/v1/cases/${caseId}/hypotheses/${id}`, { confidence: 1.1 })).status).toBe(422)
    expect((await me.post(`/api/v1/cases/${caseId}/hypotheses`, {})).status).toBe(422)
    expect((await me.get(`/api/v1/hypotheses?status=validated&case_id=${caseId}`)).body).toMatchObject({ total: 1, hypotheses: [{ hypothesis_id: id }] })
    expect((await other.get("/api/v1/hypotheses")).body.total).toBe(0)
    expect((await other.get(`/api/v1/hypotheses/${id}`)).status).toBe(404)
    expect((await other.put(`/api/v1/hypotheses/${id}`, { status: "refuted" })).status).toBe(404)
    const solution = (await me.post("/api/v1/solutions", { case_id: caseId, title: "Raise the pool to 100", solution_type: "config_change", commands: ["kubectl set env deploy/api POOL=100"] })).body
    expect((await me.put(`/api/v1/solutions/${solution.solution_id}`, { status: "verified", verification_method: "error rate is 0" })).body).toMatchObject({ status: "verified" })
    expect((await other.get(`/api/v1/solutions/${solution.solution_id}`)).status).toBe(404)
    const ui = (await me.get(`/api/v1/cases/${caseId}/ui`)).body
    expect(ui.verification_status).toMatchObject({ verified: true, verification_method: "error rate is 0" })
    expect(ui.root_cause).toMatchObject({ description: "The pool is too small", cause_assurance: "verified" })
    expect((await me.get(`/api/v1/cases/${caseId}/analytics`)).body).toMatchObject({ evidence_count: 2, solution_count: 1, status: "investigating" })
    expect((await me.del(`/api/v1/solutions/${solution.solution_id}`)).status).toBe(204)
    expect((await me.get(`/api/v1/cases/${caseId}/solutions`)).body.total).toBe(0)
  })

  it("shows files with what they prove, by bytes", async () => {
    const listed = (await me.get(`/api/v1/cases/${caseId}/uploaded-files`)).body
    expect(listed.total).toBe(2)
    const file = listed.files.find((f: { filename: string }) => f.filename === "api.log")
    const details = (await me.get(`/api/v1/cases/${caseId}/uploaded-files/${file.file_id}`)).body
    expect(details.derived_evidence.length).toBe(file.evidence_count)
    const cited = details.derived_evidence.find((d: { byte_start: number | null }) => d.byte_start !== null)
    const one = (await me.get(`/api/v1/cases/${caseId}/evidence/${cited.evidence_id}`)).body
    expect(one.summary).toBe(cited.summary)
    expect((await me.get(`/api/v1/cases/${caseId}/evidence/${file.file_id}:9999`)).status).toBe(404)
    expect((await other.get(`/api/v1/cases/${caseId}/evidence/${file.file_id}`)).status).toBe(404)
  })

  it("takes data through the older route, as text and as a file", async () => {
    const text = await me.post(`/api/v1/cases/${caseId}/data`, { content: "The deploy was at 09:58", category: "observation" })
    expect(text.status).toBe(200)
    expect(text.body.case_id).toBe(caseId)
    const page = await me.post(`/api/v1/cases/${caseId}/data`, fileForm("page-content-x.html", "<html><body><h1>Status</h1><p>500 errors since 10:01</p></body></html>", {
      session_id: "s1", source_metadata: JSON.stringify({ source_type: "page_capture", source_url: "https://status.example.org" })
    }))
    expect(page.status, JSON.stringify(page.body)).toBe(201)
    expect(typeof page.body.agent_response.content).toBe("string")
    expect(page.body).toMatchObject({ file_name: "page-content-x.html", agent_response: { session_id: "s1" } })
    const listed = (await me.get(`/api/v1/cases/${caseId}/data?limit=2`)).body
    expect(listed).toMatchObject({ total: 4, limit: 2 })
    expect(listed.data).toHaveLength(2)
    expect((await me.get(`/api/v1/cases/${caseId}/data?limit=201`)).status).toBe(422)
    expect((await me.get(`/api/v1/cases/${caseId}/data/${page.body.data_id}`)).body).toMatchObject({ filename: "page-content-x.html", source_url: "https://status.example.org" })
    expect((await other.del(`/api/v1/cases/${caseId}/data/${page.body.data_id}`)).status).toBe(404)
    expect((await me.del(`/api/v1/cases/${caseId}/data/${page.body.data_id}`)).status).toBe(204)
    expect((await me.get(`/api/v1/cases/${caseId}/data/${page.body.data_id}`)).status).toBe(404)
    expect((await me.post(`/api/v1/cases/${caseId}/data`, { content: " " })).status).toBe(422)
  })
})
