import { readdir } from "node:fs/promises"
import { request } from "node:http"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Answer, client, type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer } from "../support/server.js"

/** One error body everywhere: strings for people, codes for programs, never a stack or a secret. */
const problem = (answer: Answer, status: number) => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  expect(typeof answer.body.detail).toBe("string")
  expect(typeof answer.body.message).toBe("string")
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat \w+.*\.(ts|js):\d+/)
  if (status === 422) {
    expect(answer.body.errors.length).toBeGreaterThan(0)
    for (const item of answer.body.errors) expect(Object.keys(item).sort()).toEqual(["input", "loc", "msg", "type"])
  }
}

const files = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await readdir(join(folder, "files"), { recursive: true, withFileTypes: true }).catch(() => [])).filter((e) => e.isFile()).map((e) => e.name)

describe("bad input gets a clear error and loses nothing", () => {
  let server: RunningServer
  let me: Client & { readonly token: string }
  let caseId = ""
  beforeAll(async () => {
    server = await startServer({ env: { MAX_FILE_SIZE_MB: "1" } })
    me = await signIn(server.url)
    caseId = (await me.post("/api/v1/cases", { title: "bad input" })).body.case_id
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("no credentials, wrong ones, a broken token", async () => {
    problem(await client(server.url).get("/api/v1/cases"), 401)
    problem(await client(server.url, "not.a.token").get("/api/v1/cases"), 401)
    problem(await client(server.url, `${me.token.slice(0, -4)}AAAA`).get("/api/v1/cases"), 401)
    const wrong = await client(server.url).post("/api/v1/auth/login", { username: "admin", password: "wrong password here" })
    problem(wrong, 401)
    expect((await client(server.url).get("/api/v1/cases", { "x-user-id": "usr_1", "x-user-roles": '["admin"]' })).status).toBe(401)
  })

  it("locks an account for an address after five failures, without saying whether it exists", async () => {
    const guess = (name: string) => client(server.url).post("/api/v1/auth/login", { username: name, password: "guess number one" })
    for (let i = 0; i < 5; i++) expect((await guess("nobody")).body.detail).toBe("Invalid username or password")
    const locked = await guess("nobody")
    problem(locked, 429)
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(60)
  })

  it("unknown and foreign ids, wrong methods, nothing at the path", async () => {
    problem(await me.get("/api/v1/cases/case_ffffffffffff"), 404)
    problem(await me.get("/api/v1/evidence/00000000-0000-0000-0000-000000000000"), 404)
    problem(await me.get("/api/v1/agent/chat/job_ffffffffffff"), 404)
    problem(await me.get("/api/v1/agent/chat/job_ffffffffffff/events"), 404)
    problem(await me.post("/api/v1/agent/chat", { case_id: "case_ffffffffffff", message: "hi" }), 404)
    problem(await me.get("/api/v1/nothing/here"), 404)
    const method = await me.call("PATCH", "/api/v1/cases")
    problem(method, 405)
    expect(method.headers.get("allow")).toContain("POST")
  })

  it("a job of another user answers like an unknown one", async () => {
    const other = await register(server.url, "eve")
    const asked = await me.post("/api/v1/agent/chat", { case_id: caseId, message: "mine" })
    problem(await other.get(`/api/v1/agent/chat/${asked.body.job_id}`), 404)
    problem(await other.del(`/api/v1/agent/chat/${asked.body.job_id}`), 404)
    problem(await other.get(`/api/v1/agent/chat/${asked.body.job_id}/events`), 404)
  })

  it("invalid JSON, wrong types, bounds, secrets never echoed", async () => {
    problem(await me.post("/api/v1/cases", "{not json"), 422)
    const types = await me.post("/api/v1/cases", { title: 7, priority: "urgent" })
    problem(types, 422)
    expect(types.body.errors.map((e: { loc: ReadonlyArray<string> }) => e.loc.join("."))).toEqual(expect.arrayContaining(["body.title", "body.priority"]))
    problem(await me.post("/api/v1/cases", { title: "x".repeat(201) }), 422)
    problem(await me.post(`/api/v1/agent/chat/${caseId}`, { message: "" }), 422)
    problem(await me.post(`/api/v1/agent/chat/${caseId}`, { message: "x".repeat(10_001) }), 422)
    problem(await me.post(`/api/v1/agent/chat/${caseId}`, {}), 422)
    const query = await me.get("/api/v1/cases?page_size=101")
    problem(query, 422)
    expect(query.body.errors[0].loc).toEqual(["query", "page_size"])
    const secret = await client(server.url).post("/api/v1/auth/login", { username: "admin", password: 12345678 })
    problem(secret, 422)
    expect(JSON.stringify(secret.body)).not.toContain("12345678")
  })

  it("an upload over the limit is refused while it streams and leaves nothing", async () => {
    const before = await files(server.dataFolder)
    problem(await me.post("/api/v1/evidence", fileForm("big.log", "x".repeat(1_500_000), { case_id: caseId })), 413)
    // no Content-Length: the bytes are counted while they come
    const status = await new Promise<number>((resolve, reject) => {
      const call = request(`${server.url}/api/v1/evidence`, { method: "POST", headers: { authorization: `Bearer ${me.token}`, "content-type": "multipart/form-data; boundary=b" } }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      call.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" || error.code === "EPIPE" ? undefined : reject(error)))
      call.write(`--b\r\ncontent-disposition: form-data; name="case_id"\r\n\r\n${caseId}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="big.log"\r\n\r\n`)
      const chunk = Buffer.alloc(64 * 1024, "y")
      for (let i = 0; i < 40; i++) call.write(chunk)
      call.end("\r\n--b--\r\n")
    })
    expect(status).toBe(413)
    expect(await files(server.dataFolder)).toEqual(before)
  })

  it("empty, missing, cut-off and misplaced uploads leave nothing", async () => {
    const before = await files(server.dataFolder)
    problem(await me.post("/api/v1/evidence", fileForm("empty.log", "", { case_id: caseId })), 422)
    problem(await me.post("/api/v1/evidence", fileForm("a.log", "x", {})), 422)
    problem(await me.post("/api/v1/evidence", fileForm("a.log", "x", { case_id: "case_ffffffffffff" })), 404)
    const form = new FormData()
    form.set("case_id", caseId)
    problem(await me.post("/api/v1/evidence", form), 422)
    problem(await me.call("POST", "/api/v1/evidence", "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ncut", { "content-type": "multipart/form-data; boundary=b" }), 422)
    expect(await files(server.dataFolder)).toEqual(before)
  })

  it("a vanished upload says so", async () => {
    const uploaded = await me.post("/api/v1/evidence", fileForm("gone.log", "ERROR one\n", { case_id: caseId }))
    const folder = join(server.dataFolder, "files", "evidence", caseId)
    const { rm } = await import("node:fs/promises")
    await rm(join(folder, uploaded.body.evidence_id))
    problem(await me.get(`/api/v1/evidence/${uploaded.body.evidence_id}/download`), 404)
  })

  it("cross-origin: exact echo for the extensions, nothing for strangers, preflights before authentication", async () => {
    const origin = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
    const preflight = await client(server.url).call("OPTIONS", "/api/v1/cases", undefined, { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization, idempotency-key" })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin)
    expect(preflight.headers.get("access-control-allow-credentials")).toBe("true")
    const stranger = await me.get("/api/v1/cases", { origin: "https://evil.example" })
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull()
    expect((await client(server.url).get("/api/v1/cases", { origin })).headers.get("access-control-allow-origin")).toBe(origin)
  })
})
