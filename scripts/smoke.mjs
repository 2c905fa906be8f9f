// Tries a running server as a client would, and cleans up after itself.
// Usage: npm run smoke -- URL [--username NAME] [--password PASSWORD] [--token TOKEN]
// Credentials also from SMOKE_USERNAME, SMOKE_PASSWORD, SMOKE_TOKEN. Ends with
// 0 where every check held, 1 where one failed, 2 for a wrong call.
import { execFile, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs, promisify } from "node:util"

const root = new URL("..", import.meta.url).pathname
const dist = join(root, process.env.BUILD_FOLDER ?? "dist")
const text = { type: "string" }
const usage = "usage: npm run smoke -- URL [--username NAME] [--password PASSWORD] [--token TOKEN]"
let parsed
try {
  parsed = parseArgs({ allowPositionals: true, options: { username: text, password: text, token: text } })
} catch (error) {
  console.error(`${error.message}\n${usage}`)
  process.exit(2)
}
const [address, ...more] = parsed.positionals
if (address === undefined || more.length > 0 || !URL.canParse(address)) {
  console.error(usage)
  process.exit(2)
}
const base = address.replace(/\/+$/, "")
const username = parsed.values.username ?? process.env.SMOKE_USERNAME ?? "admin"
const password = parsed.values.password ?? process.env.SMOKE_PASSWORD
let token = parsed.values.token ?? process.env.SMOKE_TOKEN

class Failed extends Error {}
const must = (holds, what) => {
  if (!holds) throw new Failed(what)
}
const DEADLINE_MS = 60_000
const ask = async (method, path, body, headers = {}) => {
  const form = body instanceof FormData
  const response = await fetch(base + path, {
    method, signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined || form ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) })
  })
  const raw = await response.text()
  let json = null
  try {
    json = JSON.parse(raw)
  } catch {
    json = null
  }
  return { status: response.status, headers: response.headers, raw, json }
}
const formOf = (fields, name, content) => {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  form.set("file", new Blob([content]), name)
  return form
}
const until = async (look, done, what) => {
  const end = Date.now() + DEADLINE_MS
  for (;;) {
    const found = await look()
    if (done(found)) return found
    must(Date.now() < end, what)
    await new Promise((go) => setTimeout(go, 300))
  }
}

const mark = `smoke${Date.now().toString(36)}`
const log = Array.from({ length: 40 }, (_, i) => `2026-05-01T10:00:${String(i).padStart(2, "0")}Z ${i < 30 ? "INFO request served" : `ERROR ${mark} connection pool exhausted`}`).join("\n")
const made = { caseId: null, documentId: null }
const counts = async (at, bearer) => {
  const headers = { authorization: `Bearer ${bearer}` }
  const get = async (path) => (await fetch(at + path, { headers })).json()
  const [cases, system] = await Promise.all([get("/api/v1/cases?limit=1&include_archived=true"), get("/api/v1/admin/system")])
  const found = { cases: cases.total, documents: system.knowledge?.documents, files: system.evidence?.files, bytes: system.evidence?.bytes, users: system.users }
  must(Object.values(found).every((n) => typeof n === "number"), `${at} does not tell its counts: ${JSON.stringify(found)}`)
  return found
}
const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})

const checks = [
  ["health", async () => {
    const { json, status } = await ask("GET", "/health")
    must(status === 200 && json?.status === "healthy", `GET /health answered ${status}`)
  }],
  ["live", async () => {
    const { json, status } = await ask("GET", "/health/live")
    must(status === 200 && json?.ready === true, `GET /health/live answered ${status}`)
  }],
  ["ready", async () => {
    const { json, status } = await ask("GET", "/health/ready")
    must(status === 200 && json?.ready === true && Array.isArray(json.components) && json.components.every((c) => c.name && c.status), `GET /health/ready answered ${status}`)
  }],
  ["a wrong password is refused", async () => {
    const { status } = await ask("POST", "/api/v1/auth/login", { username: `nobody-${mark}`, password: "wrong" })
    must(status === 401, `a wrong password was answered with ${status}`)
  }],
  ["sign-in", async () => {
    if (token === undefined && password !== undefined) {
      const { json, status } = await ask("POST", "/api/v1/auth/login", { username, password })
      must(status === 200 && typeof json?.access_token === "string", `the sign-in answered ${status}`)
      token = json.access_token
    }
    const { json, status } = await ask("GET", "/api/v1/auth/me")
    must(status === 200 && typeof json?.user_id === "string", `GET /api/v1/auth/me answered ${status}: give --password or --token`)
  }],
  ["case", async () => {
    const { json, status } = await ask("POST", "/api/v1/cases", { title: `Smoke test ${mark}`, description: "made and deleted by the smoke test" })
    must(status === 201 && typeof json?.case_id === "string", `POST /api/v1/cases answered ${status}`)
    made.caseId = json.case_id
  }],
  ["evidence", async () => {
    const { json, status } = await ask("POST", "/api/v1/evidence", formOf({ case_id: made.caseId ?? "none", evidence_type: "log", description: "smoke" }, "smoke.log", log))
    must(status === 201 && typeof json?.evidence_id === "string" && json.filename === "smoke.log", `POST /api/v1/evidence answered ${status}`)
    await until(() => ask("GET", `/api/v1/evidence/${json.evidence_id}`), (a) => a.json?.status === "completed", "the file was not analysed within a minute")
  }],
  ["answer", async () => {
    const { json, status } = await ask("POST", `/api/v1/agent/chat/${made.caseId ?? "none"}`, { message: "What went wrong?" })
    must(status === 200 && typeof (json?.response ?? json?.message ?? json?.content) === "string", `the chat answered ${status}`)
  }],
  ["upload, index, search", async () => {
    const uploaded = await ask("POST", "/api/v1/documents/upload", formOf({ title: `Smoke ${mark}`, document_type: "runbook" }, "smoke.md", `# ${mark}\n\nWhen ${mark} fails, restart the ${mark} pool.`))
    must(uploaded.status === 201 && typeof uploaded.json?.document_id === "string", `the upload answered ${uploaded.status}`)
    made.documentId = uploaded.json.document_id
    await until(() => ask("GET", `/api/v1/documents/${made.documentId}`), (a) => a.json?.status === "indexed", "the document was not indexed within a minute")
    const { json, status } = await ask("POST", "/api/v1/knowledge/search", { query: `${mark} pool`, search_mode: "keyword", limit: 5 })
    must(status === 200 && Array.isArray(json?.results), `the search answered ${status}`)
    must(json.results.some((hit) => hit.document_id === made.documentId), "the search does not find the document")
  }],
  ["dashboard at / and on a deep link", async () => {
    for (const path of ["/", `/cases/${made.caseId ?? "any"}?tab=report`]) {
      const page = await ask("GET", path, undefined, { accept: "text/html" })
      must(page.status === 200 && /<div id="root">/.test(page.raw), `GET ${path} shows no dashboard`)
      must(page.headers.get("cache-control") === "no-store", `GET ${path} may be stored`)
      must((page.headers.get("content-security-policy") ?? "").includes("script-src 'self'"), `GET ${path} has no content security policy`)
    }
  }],
  ["assets are immutable and compressed", async () => {
    const page = await ask("GET", "/", undefined, { accept: "text/html" })
    const asset = /assets\/[\w.-]+\.js/.exec(page.raw)?.[0]
    must(asset !== undefined, "the page names no script")
    const { headers, status } = await ask("GET", `/${asset}`, undefined, { "accept-encoding": "br" })
    must(status === 200 && (headers.get("cache-control") ?? "").includes("immutable") && headers.get("content-encoding") === "br", `GET /${asset} answered ${status}, ${headers.get("cache-control")}, ${headers.get("content-encoding")}`)
    must(headers.get("x-content-type-options") === "nosniff", "assets lack the security headers")
  }],
  ["unknown API paths stay JSON", async () => {
    const { json, status } = await ask("GET", `/api/v1/${mark}`, undefined, { accept: "text/html" })
    must(status === 404 && json !== null, `an unknown API path answered ${status}${json === null ? " without JSON" : ""}`)
  }],
  ["backup, restore, same counts", async () => {
    const folder = await mkdtemp(join(tmpdir(), "faultmaven-smoke-"))
    let child
    try {
      must(existsSync(join(dist, "cli.js")), "build first: the restore needs the command line")
      const run = promisify(execFile)
      const refused = await run(process.execPath, [join(dist, "cli.js"), "backup", join(folder, "saved.tar"), "--url", base, "--token", token]).then(() => null, (error) => /refused \((403|409)\)/.exec(error.stderr)?.[1] ?? Promise.reject(error))
      if (refused === "403") return "not tried: the account is no administrator"
      if (refused === "409") return "not tried: this database is backed up by its own tools"
      const before = await counts(base, token)
      await run(process.execPath, [join(dist, "cli.js"), "restore", join(folder, "saved.tar"), "--data", join(folder, "data")])
      const port = await freePort()
      child = spawn(process.execPath, [join(dist, "main.js")], { cwd: folder, stdio: "ignore", env: { PATH: process.env.PATH, DATA_DIR: join(folder, "data"), HOST: "127.0.0.1", PORT: String(port), LEGACY_PORTS: "", ...(process.env.SECRET_KEY === undefined ? {} : { SECRET_KEY: process.env.SECRET_KEY }) } })
      await until(() => fetch(`http://127.0.0.1:${port}/health/ready`).then((a) => a.ok, () => false), (ok) => ok, "the restored server did not start")
      let second = token
      if (password !== undefined) second = (await (await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password }) })).json()).access_token
      const after = await counts(`http://127.0.0.1:${port}`, second)
      must(JSON.stringify(before) === JSON.stringify(after) && before.cases > 0, `before ${JSON.stringify(before)}, restored ${JSON.stringify(after)}`)
    } finally {
      if (child !== undefined && child.exitCode === null) {
        child.kill("SIGTERM")
        await new Promise((resolve) => child.once("exit", resolve))
      }
      await rm(folder, { recursive: true, force: true })
    }
  }],
  ["cleaned up", async () => {
    for (const [path, id] of [["cases", made.caseId], ["documents", made.documentId]]) {
      if (id === null) continue
      const gone = await ask("DELETE", `/api/v1/${path}/${id}`)
      must(gone.status === 200 || gone.status === 204, `DELETE /api/v1/${path}/${id} answered ${gone.status}`)
      must((await ask("GET", `/api/v1/${path}/${id}`)).status === 404, `/api/v1/${path}/${id} is still there`)
    }
  }]
]

let failed = 0
for (const [name, check] of checks) {
  try {
    const note = await check()
    console.log(`ok      ${name}${note === undefined ? "" : ` (${note})`}`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${name}: ${error instanceof Failed ? error.message : error.cause?.message ?? error.stderr ?? error.message}`)
  }
}
console.log(`\n${checks.length - failed} of ${checks.length} checks held`)
process.exit(failed === 0 ? 0 : 1)
