import { createHash, randomBytes, randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Answer, client, type Client, fileForm, removeFolder, type RunningServer, startServer, until } from "../support/server.js"

const EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
const log = `${Array.from({ length: 30 }, (_, i) => `2026-11-24T10:00:${String(i).padStart(2, "0")}Z INFO api served ${i}`).join("\n")}\n2026-11-24T10:01:00Z ERROR api connection pool exhausted\n`
const page = "--- Page Content (https://grafana.example.org/d/1) ---\n[captured_at:2026-11-24T10:02:00Z]\n[source_url:https://grafana.example.org/d/1]\nError rate 42 %"

const strings = (value: unknown, ...names: ReadonlyArray<string>) => {
  for (const name of names) expect(typeof (value as Record<string, unknown>)[name], name).toBe("string")
}
const form = (fields: Record<string, string>, file?: readonly [string, string]): FormData => {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.set(name, value)
  if (file !== undefined) made.append("files", new Blob([file[1]], { type: "text/plain" }), file[0])
  return made
}

/** What the two shipped extensions send, in their order, and what they read of the answers. */
export const copilots = (database: string, env: () => Record<string, string>) => {
  describe(`extension of December 2025 · ${database}`, () => {
    let server: RunningServer
    let me: Client
    let caseId = ""
    const headers: Record<string, string> = { origin: EXTENSION, "content-type": "application/json" }
    beforeAll(async () => {
      server = await startServer({ env: { AUTH_DEV_LOGIN: "true", RATE_LIMIT_ENABLED: "false", ...env() } })
    })
    afterAll(async () => {
      await server.stop()
      await removeFolder(server.dataFolder)
    })

    it("first run: capabilities, health, a session without a bearer", async () => {
      const anyone = client(server.url)
      const capabilities = await anyone.get("/v1/meta/capabilities", headers)
      strings(capabilities.body, "dashboardUrl", "deploymentMode")
      expect(capabilities.headers.get("access-control-allow-origin")).toBe(EXTENSION)
      strings((await anyone.get("/health", headers)).body, "status")
      const clientId = randomUUID()
      const session = await anyone.post("/api/v1/sessions", { client_id: clientId, session_type: "troubleshooting", timeout_minutes: 180 })
      strings(session.body, "session_id")
      expect(session.body.client_id).toBe(clientId)
      headers["x-session-id"] = session.body.session_id as string
    })

    it("signs in through the dashboard's raw answer", async () => {
      const signed = await client(server.url).post("/api/v1/auth/dev-login", { username: "admin" })
      strings(signed.body, "access_token", "token_type")
      strings(signed.body.user, "user_id", "username", "email", "display_name")
      expect(signed.body.isAuthenticated).toBe(true)
      expect(signed.body.expires_at).toBeGreaterThan(Date.now())
      me = client(server.url, signed.body.access_token as string)
    })

    it("does not ask for ever where there is no case, and sees the truth in its list", async () => {
      const recovery = await me.get("/api/v1/cases?limit=100", headers)
      expect(recovery.body.cases).toHaveLength(1)
      const messages = await me.get(`/api/v1/cases/${recovery.body.cases[0].case_id}/messages?include_debug=true`, headers)
      expect(messages.body.messages.filter((m: { role: string; content: unknown }) => m.role === "user" && typeof m.content === "string")).toHaveLength(1)
      expect((await me.get("/api/v1/cases?limit=100&offset=0", headers)).body.cases).toEqual([])
    })

    it("opens a case, asks, gives a file and a captured page", async () => {
      const opened = await me.post("/api/v1/cases", { priority: "medium", metadata: { created_via: "browser_extension", auto_generated: true } }, headers)
      strings(opened.body, "case_id", "title", "status", "owner_id", "created_at", "updated_at")
      caseId = opened.body.case_id as string
      const asked = await me.post(`/api/v1/cases/${caseId}/queries`, { message: "Why does checkout fail?" }, headers)
      expect(asked.status).toBe(200)
      strings(asked.body, "agent_response", "case_status")
      expect(asked.body.turn_number).toBe(1)
      for (const [name, source] of [["app.log", { source_type: "file_upload" }], ["page-content-grafana.html", { source_type: "page_capture", source_url: "https://grafana.example.org", captured_at: "2026-11-24T10:02:00Z" }]] as const) {
        const given = await me.call("POST", `/api/v1/cases/${caseId}/data`, fileForm(name, name.endsWith("log") ? log : `<html><body>${page}</body></html>`, { session_id: headers["x-session-id"]!, source_metadata: JSON.stringify(source) }))
        expect([200, 201]).toContain(given.status)
        strings(given.body.agent_response, "content")
        strings(given.body, "data_type", "file_name", "uploaded_at")
        expect(typeof given.body.classification.compression_ratio).toBe("number")
      }
    })

    it("draws the header in each phase", async () => {
      const ui = async () => (await me.get(`/api/v1/cases/${caseId}/ui`, headers)).body
      const consulting = await ui()
      expect(consulting.status).toBe("consulting")
      expect(consulting.consulting).not.toBeNull()
      expect(typeof consulting.current_turn).toBe("number")
      await me.post(`/api/v1/cases/${caseId}/status`, { status: "investigating" })
      const investigating = await ui()
      for (const name of ["milestones_completed", "total_milestones"]) expect(typeof investigating.progress[name]).toBe("number")
      strings(investigating.progress, "current_stage")
      await me.post(`/api/v1/cases/${caseId}/status`, { status: "resolved" })
      const resolved = await ui()
      expect(resolved.status).toBe("resolved")
      strings(resolved, "resolved_at", "created_at")
      expect(typeof resolved.resolution_summary.total_duration_minutes).toBe("number")
      expect(typeof resolved.verification_status.verified).toBe("boolean")
      for (const report of resolved.reports_available) strings(report, "report_type")
      for (const block of ["root_cause", "solution_applied"]) expect(resolved).toHaveProperty(block)
    })

    it("lists files with what they prove, titles, renames, reports and deletes", async () => {
      const files = (await me.get(`/api/v1/cases/${caseId}/uploaded-files`, headers)).body.files
      expect(files).toHaveLength(2)
      for (const file of files) {
        strings(file, "file_id", "filename")
        expect(typeof file.uploaded_at_turn).toBe("number")
        const details = (await me.get(`/api/v1/cases/${caseId}/uploaded-files/${file.file_id}`, headers)).body
        for (const evidence of details.derived_evidence) strings(evidence, "evidence_id", "summary", "category")
      }
      const title = await me.post(`/api/v1/cases/${caseId}/title`, { max_words: 8 }, headers)
      strings(title.body, "title")
      expect(["existing", "generated"]).toContain(title.headers.get("x-title-source"))
      expect(title.headers.get("access-control-expose-headers")).toMatch(/X-Title-Source/i)
      const recommended = (await me.get(`/api/v1/cases/${caseId}/report-recommendations`, headers)).body
      expect(recommended.available_for_generation).toContain("runbook")
      strings(recommended.runbook_recommendation, "action", "reason")
      const reports = (await me.post(`/api/v1/cases/${caseId}/reports`, { report_types: ["incident_report", "runbook", "post_mortem"] }, headers)).body.reports
      expect(reports).toHaveLength(3)
      strings(reports[0], "report_id", "title", "content", "report_type")
      expect((await me.get(`/api/v1/cases/${caseId}/reports/${reports[0].report_id}/download`, headers)).body).toContain("# Incident report")
      expect((await me.del(`/api/v1/cases/${caseId}`)).status).toBe(204)
    })

    it("signs out, and its token is worth nothing", async () => {
      expect((await me.post("/api/v1/auth/logout", undefined, headers)).status).toBe(200)
      const after = await me.get("/api/v1/cases?limit=100&offset=0", headers)
      expect(after.status).toBe(401)
      expect(after.body.detail.toLowerCase()).toBeTypeOf("string")
    })
  })

  describe(`extension of August 2026 · ${database}`, () => {
    let server: RunningServer
    let me: Client
    let caseId = ""
    const headers: Record<string, string> = { origin: EXTENSION }
    const tokens = { access: "", refresh: "" }
    beforeAll(async () => {
      server = await startServer({ env: { RATE_LIMIT_ENABLED: "false", ...env() } })
    })
    afterAll(async () => {
      await server.stop()
      await removeFolder(server.dataFolder)
    })
    const turn = (fields: Record<string, string>, file?: readonly [string, string], key = `opt_msg_${Date.now()}_${randomUUID()}`) =>
      me.post(`/api/v1/cases/${caseId}/turns`, form(fields, file), { ...headers, "idempotency-key": key, prefer: "wait=60" })
    const result = async (answer: Answer) => {
      if (answer.status === 200) return answer.body
      expect(answer.status, JSON.stringify(answer.body)).toBe(202)
      const location = new URL(answer.headers.get("location")!, server.url)
      const done = await until(() => me.get(location.pathname, headers), (a) => a.body.status !== "processing")
      return done.body.result
    }

    it("first run: preflight, capabilities, an anonymous session, the way to sign in", async () => {
      const preflight = await fetch(`${server.url}/api/v1/cases`, { method: "OPTIONS", headers: { origin: EXTENSION, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type,idempotency-key,x-session-id" } })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get("access-control-allow-origin")).toBe(EXTENSION)
      expect(preflight.headers.get("access-control-allow-credentials")).toBe("true")
      for (const name of ["authorization", "content-type", "idempotency-key", "x-session-id"]) expect(preflight.headers.get("access-control-allow-headers")).toContain(name)
      const anyone = client(server.url)
      expect((await anyone.get("/v1/meta/capabilities", headers)).headers.get("access-control-expose-headers")).toMatch(/Location.*Retry-After.*X-Title-Source.*x-error-code/i)
      headers["x-session-id"] = (await anyone.post("/api/v1/sessions", { client_id: randomUUID(), session_type: "troubleshooting", timeout_minutes: 180 }, headers)).body.session_id as string
      expect((await anyone.get("/api/v1/auth/config", headers)).body).toMatchObject({ auth_mode: "local", supports_registration: true })
    })

    it("registers, signs in, and renews its token", async () => {
      const anyone = client(server.url)
      const registered = await anyone.post("/api/v1/auth/register", { username: "oncall", email: "oncall@example.org", display_name: "On Call", password: "a long enough secret" }, headers)
      expect(registered.status).toBe(201)
      const signed = (await anyone.post("/api/v1/auth/login", { username: "oncall", password: "a long enough secret" }, headers)).body
      strings(signed, "access_token", "refresh_token", "token_type")
      expect(signed.expires_in).toBeGreaterThan(300)
      const renewed = (await anyone.post("/api/v1/auth/refresh", { refresh_token: signed.refresh_token }, headers)).body
      strings(renewed, "access_token", "refresh_token")
      expect(typeof renewed.expires_in).toBe("number")
      tokens.access = renewed.access_token as string
      tokens.refresh = renewed.refresh_token as string
      me = client(server.url, tokens.access)
      const who = (await me.get("/api/v1/auth/me", headers)).body
      strings(who, "user_id", "username", "email", "display_name")
      strings(who.organization, "name")
      expect(Array.isArray(who.roles)).toBe(true)
      // the session from before the sign-in stays harmless
      expect((await me.post(`/api/v1/sessions/${headers["x-session-id"]}/heartbeat`, undefined, headers)).status).toBe(404)
    })

    it("opens a case and takes turns with an upload and a captured page", async () => {
      expect((await me.get("/api/v1/cases?limit=50", headers)).body.cases).toEqual([])
      const opened = await me.post("/api/v1/cases", { title: null, priority: "medium" }, { ...headers, "idempotency-key": "opt_case_1_1" })
      strings(opened.body, "case_id", "title", "state", "user_id")
      expect(opened.body.title).not.toBe("")
      caseId = opened.body.case_id as string
      const first = await result(await turn({ query: "Why does checkout fail?", input_type: "file" }, ["app.log", log], "opt_msg_1_1"))
      strings(first, "agent_response", "case_state")
      expect(first.turn_number).toBe(1)
      expect(first.attachments_processed).toMatchObject([{ filename: "app.log", file_size: log.length, source_type: "file_upload" }])
      for (const action of first.suggested_actions) strings(action, "label", "type")
      const again = await result(await turn({ query: "Why does checkout fail?", input_type: "file" }, ["app.log", log], "opt_msg_1_1"))
      expect(again.message_id).toBe(first.message_id)
      const captured = await result(await turn({ query: "Analyse this page", pasted_content: page, input_type: "page_capture", source_url: "https://grafana.example.org/d/1" }))
      expect(captured.attachments_processed).toMatchObject([{ source_type: "page_capture" }])
    })

    it("polls a long turn at the place it was told", async () => {
      const accepted = await me.post(`/api/v1/cases/${caseId}/turns`, form({ query: "And now?" }), { ...headers, "idempotency-key": "opt_msg_2_1", prefer: "respond-async" })
      expect(accepted.status).toBe(202)
      strings(await result(accepted), "agent_response", "case_state")
    })

    it("moves through the states by confirmed actions, the header following", async () => {
      const ui = async () => (await me.get(`/api/v1/cases/${caseId}/ui`, headers)).body
      const inquiry = await ui()
      expect(inquiry).toMatchObject({ state: "inquiry", uploaded_files_count: 2 })
      expect(inquiry.inquiry).not.toBeNull()
      const move = async (from: string, to: string) => result(await turn({
        query: "Please go on.", intent_type: "status_transition", intent_data: JSON.stringify({ type: "status_transition", from_state: from, to_state: to, user_confirmed: true })
      }))
      expect((await move("inquiry", "investigating")).case_state).toBe("investigating")
      const investigating = await ui()
      expect(["diagnosis", "mitigation", "treatment"]).toContain(investigating.progress.current_stage)
      expect(Array.isArray(investigating.progress.completed_indicators)).toBe(true)
      expect(investigating.disposition_eligibility.resolved).toBe("ready")
      expect((await move("investigating", "resolved")).case_state).toBe("resolved")
      const resolved = await ui()
      expect(resolved.state).toBe("resolved")
      for (const report of resolved.reports_available) strings(report, "report_type", "status")
      const conflict = await turn({ query: "Reopen", intent_type: "status_transition", intent_data: JSON.stringify({ to_state: "investigating", user_confirmed: true }) })
      expect(conflict.status).toBe(409)
      expect((await me.get(`/api/v1/cases/${caseId}`, headers)).body.state).toBe("resolved")
    })

    it("reads all messages in pages, files, and titles the case", async () => {
      const all: Array<{ readonly message_id: string; readonly role: string; readonly content: string; readonly turn_number: number }> = []
      for (let total = 1; all.length < total;) {
        const read = (await me.get(`/api/v1/cases/${caseId}/messages?limit=3&offset=${all.length}`, headers)).body
        total = read.total_count as number
        all.push(...read.messages)
      }
      expect(new Set(all.map((m) => m.message_id)).size).toBe(all.length)
      expect([...new Set(all.map((m) => m.role))].sort()).toEqual(["assistant", "user"])
      expect(all.filter((m) => m.turn_number === 1)).toHaveLength(2)
      expect((await me.get(`/api/v1/cases/${caseId}/uploaded-files`, headers)).body.files).toHaveLength(2)
      const title = await me.post(`/api/v1/cases/${caseId}/title`, { max_words: 8 }, headers)
      strings(title.body, "title")
    })

    it("gets in through OAuth as well, and signs out of everything", async () => {
      const verifier = randomBytes(32).toString("base64url")
      const redirect = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/"
      const asked = {
        response_type: "code", client_id: "faultmaven-copilot", redirect_uri: redirect, state: "st", scope: "openid profile email cases:read cases:write knowledge:read evidence:read",
        code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256"
      }
      const { code } = (await me.post("/api/v1/auth/oauth/authorize", { approved: true, ...asked })).body
      const signed = (await client(server.url).post("/api/v1/auth/oauth/token", { grant_type: "authorization_code", code, code_verifier: verifier, client_id: "faultmaven-copilot", redirect_uri: redirect }, headers)).body
      strings(signed, "access_token", "refresh_token", "user_id", "username")
      const app = client(server.url, signed.access_token as string)
      strings((await app.get("/api/v1/auth/me", headers)).body, "user_id")
      expect((await app.get("/api/v1/cases?limit=100&offset=0", headers)).body.cases).toHaveLength(1)
      const renewed = (await client(server.url).post("/api/v1/auth/oauth/token", { grant_type: "refresh_token", refresh_token: signed.refresh_token, client_id: "faultmaven-copilot" }, headers)).body
      expect((await client(server.url).post("/api/v1/auth/oauth/revoke", { token: renewed.refresh_token, token_type_hint: "refresh_token", client_id: "faultmaven-copilot" }, headers)).status).toBe(200)
      expect((await me.post("/api/v1/auth/logout", undefined, headers)).body.all_sessions_ended).toBe(true)
      expect((await me.get("/api/v1/auth/me", headers)).status).toBe(401)
    })
  })
}
