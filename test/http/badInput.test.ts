import { randomFillSync } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { request } from "node:http"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { encryptedPdf } from "../support/documents.js"
import { gz, LOG, renamed, tarball, zip } from "../modules/evidence/support/files.js"
import { type Answer, client, type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

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

describe("files that nobody would send end in a status of their own", () => {
  let server: RunningServer
  let me: Client & { readonly token: string }
  let caseId = ""
  beforeAll(async () => {
    server = await startServer({ env: { MAX_FILE_SIZE_MB: "200" } })
    me = await signIn(server.url)
    caseId = (await me.post("/api/v1/cases", { title: "bad files" })).body.case_id
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })
  const settled = async (name: string, bytes: Uint8Array | string) => {
    const uploaded = await me.post("/api/v1/evidence", fileForm(name, bytes, { case_id: caseId }))
    expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201)
    return (await until(() => me.get(`/api/v1/evidence/${uploaded.body.evidence_id}`), (a) => !["pending", "processing"].includes(a.body.status))).body
  }

  it("each with its reason, a good file beside them untouched, the server answering", async () => {
    const good = await settled("good.log", LOG)
    const zeros = Buffer.alloc(8 * 1024 * 1024)
    const packed = gz(LOG.repeat(50))
    const tarred = await tarball([{ name: "a.log", content: LOG }, { name: "b.log", content: LOG }])
    const unsafe = renamed(await zip([{ name: "aa/evil.log", content: LOG }, { name: "good.log", content: LOG }, { name: "link", content: "/etc/passwd", mode: 0o120777 }]), "aa/evil.log", "../evil.log")
    const files: ReadonlyArray<readonly [name: string, bytes: Uint8Array | string, status: string, reason: RegExp]> = [
      ["binary.log", randomFillSync(Buffer.alloc(100_000)), "failed", /no text/],
      ["cut.log.gz", packed.subarray(0, packed.length >> 1), "completed", /in part only: .*ends early/],
      ["ratio.gz", gz(zeros), "failed", /expands more than 100 times/],
      ["many.zip", await zip(Array.from({ length: 1_001 }, (_, i) => ({ name: `f${i}.txt`, content: `file ${i}` }))), "failed", /more than 1000 entries/],
      ["bomb.zip", await zip([{ name: "ok.log", content: LOG }, { name: "zeros.txt", content: zeros }]), "failed", /expands more than 100 times/],
      ["unsafe.zip", unsafe, "completed", /in part only: 2 of 3 files: .*\.\./],
      ["unsafe.tar.gz", gz(await tarball([{ name: "../evil.log", content: LOG }, { name: "good.log", content: LOG }, { name: "link", link: "/etc/passwd" }])), "completed", /in part only: 2 of 3 files/],
      ["broken.log.gz", Buffer.concat([packed.subarray(0, 30), Buffer.alloc(30, 0xff), packed.subarray(60)]), "failed", /gzip stream is damaged/],
      ["cut.tar", tarred.subarray(0, tarred.indexOf(Buffer.from("b.log")) + 1_500), "completed", /in part only: \d of \d files: b\.log: the tar archive is damaged or ends early/],
      ["cut.zip", (await zip([{ name: "a.log", content: LOG }])).subarray(0, -30), "completed", /in part only: .*zip archive/],
      ["stump.zip", (await zip([{ name: "a.log", content: LOG }])).subarray(0, 20), "failed", /zip archive is damaged/],
      ["locked.pdf", encryptedPdf, "failed", /^the PDF is encrypted and needs a password$/],
      ["docs.zip", await zip([{ name: "locked.pdf", content: encryptedPdf }, { name: "good.log", content: LOG }]), "completed", /in part only: 1 of 2 files: locked\.pdf: the PDF is encrypted/],
      ["broken.pdf", "%PDF-1.7\n1 0 obj\n<< broken", "failed", /PDF is damaged/],
      ["line.log", Buffer.alloc(24 * 1024 * 1024, "2026-03-14T09:08:41Z ERROR x "), "completed", /in part only: a line of/]
    ]
    for (const [name, bytes, status, reason] of files) {
      const found = await settled(name, bytes)
      expect({ name, status: found.status, reason: found.status_reason }).toEqual({ name, status, reason: expect.stringMatching(reason) })
    }
    expect((await settled("utf16.log", Buffer.from(`\ufeff${LOG}`, "utf16le"))).analysis).toMatchObject({ encoding: "utf-16le", lines: 40 })
    expect((await me.get(`/api/v1/evidence/${good.evidence_id}`)).body).toEqual(good)
    expect((await client(server.url).get("/health")).status).toBe(200)
    const stored = (await readdir(join(server.dataFolder, "files"), { recursive: true })).join(" ")
    expect(stored).not.toMatch(/evil|link/)
    expect(server.output()).not.toMatch(/MaxListenersExceeded|Unhandled|out of memory/i)
  })

  it.runIf(process.platform === "linux")("a line of 160 MB takes no memory of its size", async () => {
    const peak = async () => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${server.process.pid}/status`, "utf8"))?.[1]) / 1024
    const before = await peak()
    expect(await settled("endless.log", Buffer.alloc(160 * 1024 * 1024, "2026-03-14T09:08:41Z ERROR x "))).toMatchObject({ status: "completed", status_reason: expect.stringContaining("in part only") })
    expect(await peak() - before).toBeLessThan(128)
  })
})
