import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type OpenAiServer, type ScriptedAnswer, startOpenAi } from "../support/openaiServer.js"
import { type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

/** A log with a planted secret and address, so that redaction before egress can be seen on the wire. */
const log = [
  "2026-05-01T10:00:00Z INFO api started",
  "2026-05-01T10:00:05Z ERROR api connect failed for user jane.doe@example.org password=Sup3rS3cretValue42",
  "2026-05-01T10:00:06Z ERROR api database unreachable at 10.0.0.7:5432"
].join("\n")

describe("with a model configured (OpenAI wire protocol on loopback)", () => {
  let vendor: OpenAiServer
  let server: RunningServer
  let me: Client
  let caseId = ""
  let next: ScriptedAnswer = { text: "" }

  beforeAll(async () => {
    vendor = await startOpenAi(() => next)
    server = await startServer({ env: { OPENAI_API_KEY: "sk-test-key", OPENAI_BASE_URL: vendor.url, OPENAI_MODEL: "gpt-4o-mini" } })
    me = await signIn(server.url)
    caseId = (await me.post("/api/v1/cases", { title: "API down" })).body.case_id
    const uploaded = await me.post("/api/v1/evidence", fileForm("api.log", log, { case_id: caseId }))
    await until(() => me.get(`/api/v1/evidence/${uploaded.body.evidence_id}`), (a) => a.body.status === "completed")
  })
  afterAll(async () => {
    await server.stop()
    await vendor.close()
    await removeFolder(server.dataFolder)
  })

  it("marks what has no valid source, keeps what has one, and removes invented markers", async () => {
    next = { text: "The first error names a failed connection [E1]. The network card was replaced yesterday. The disk was full [E77]. Check the database host?" }
    const answer = await me.post(`/api/v1/agent/chat/${caseId}`, { message: "Why is the API down?" })
    expect(answer.status).toBe(200)
    expect(answer.body.agent_response).toMatch(/failed connection \[E1\]\./)
    expect(answer.body.agent_response).toMatch(/network card was replaced yesterday\. \*\(unverified\)\*/)
    expect(answer.body.agent_response).toMatch(/disk was full\s*\. \*\(unverified\)\*/)
    expect(answer.body.agent_response).not.toContain("E77")
    expect(answer.body.unverified_claims).toBe(2)
    expect(answer.body.citations.map((c: { marker: string }) => c.marker)).toEqual(["E1"])
    expect(answer.body.usage).toEqual({ input_tokens: 321, output_tokens: 45, cost_usd: expect.any(Number) })
  })

  it("sends history, extracts and case state, but no secret and no personal data", async () => {
    next = { text: "It fails for <EMAIL_1> [E1]." }
    const answer = await me.post(`/api/v1/agent/chat/${caseId}`, { message: "Who is affected besides 10.0.0.7? Tell jane.doe@example.org" })
    const sent = JSON.stringify(vendor.requests.at(-1))
    expect(sent).toContain("API down")
    expect(sent).toContain("Why is the API down?")
    expect(sent).toContain("10.0.0.7")
    expect(sent).not.toContain("jane.doe@example.org")
    expect(sent).not.toContain("Sup3rS3cretValue42")
    expect(answer.body.agent_response).toContain("jane.doe@example.org")
    // the reader is told how much was hidden from the model
    const { messages } = (await me.get(`/api/v1/cases/${caseId}/messages?limit=100`)).body as { messages: ReadonlyArray<{ role: string; metadata: { redacted?: Record<string, number> } }> }
    expect(messages.at(-1)!.metadata.redacted).toMatchObject({ EMAIL: expect.any(Number), SECRET_PASSWORD: expect.any(Number) })
  })

  it("takes over what the model established only where a passage carries it", async () => {
    next = {
      text: "The database at 10.0.0.7 does not answer [E1].",
      update: {
        problem_statement: "The API cannot reach its database",
        milestones: [{ name: "symptom_verified", markers: ["E1"] }, { name: "scope_assessed", markers: [] }, { name: "solution_verified", markers: ["E99"] }],
        hypotheses: [{ statement: "The database host is down", category: "infrastructure", likelihood: 0.9, status: "validated", supporting: ["E1"] }]
      }
    }
    const answer = await me.post(`/api/v1/agent/chat/${caseId}`, { message: "So what is it?" })
    expect(answer.body.milestones_completed).toEqual(["symptom_verified"])
    expect(answer.body.progress_made).toBe(true)
  })

  it("runs one turn of a case at a time", async () => {
    let open = () => {}
    next = { text: "Done [E1].", gate: new Promise<void>((resolve) => { open = resolve }) }
    const first = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "first" })
    expect(first.status).toBe(202)
    const second = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "second" })
    expect(second.status).toBe(409)
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0)
    open()
    await until(() => me.get(`/api/v1/agent/chat/${first.body.job_id}`), (a) => a.body.status === "completed")
    const { messages } = (await me.get(`/api/v1/cases/${caseId}/messages`)).body
    expect(messages.filter((m: { content: string }) => m.content === "second")).toEqual([])
  })

  it("fails a turn after three attempts with a reason and keeps the question", async () => {
    next = { text: "", status: 500 }
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "will the vendor answer?" })
    const ended = await until(() => me.get(`/api/v1/agent/chat/${asked.body.job_id}`), (a) => a.body.status !== "processing")
    expect(ended.body.status).toBe("failed")
    expect(ended.body.error.message).not.toBe("")
    const { messages } = (await me.get(`/api/v1/cases/${caseId}/messages`)).body
    expect(messages.at(-1).content).toBe("will the vendor answer?")
    // the one-call form waits over all attempts and then says so
    const once = await me.post(`/api/v1/agent/chat/${caseId}`, { message: "and in one call?" })
    expect(once.status).toBe(503)
    expect(once.body.detail).toMatch(/ask again/)
  })
})
