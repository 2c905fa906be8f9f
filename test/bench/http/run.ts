// Requests per CPU-second of the server process, beside Fastify in the same
// run and on the same kind of database, windows alternating so that a
// drifting machine hits both. Also start-up time and idle memory.
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import autocannon from "autocannon"
import pg from "pg"
import { startPostgres } from "../../servers/postgres.js"
import { freePort } from "../../servers/process.js"

const root = process.cwd()
const WINDOWS = Number(process.env["BENCH_WINDOWS"] ?? 5)
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 2)
const TICKS = 100
const PASSWORD = "correct horse battery staple"

/** user + system CPU seconds of a process, from the kernel's accounting */
const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
const rssMb = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024

interface Started { readonly child: ChildProcess; readonly pid: number; readonly match: RegExpExecArray; readonly output: string; readonly url: string }

const started = (args: ReadonlyArray<string>, env: Record<string, string>, ready: RegExp, port: number | null): Promise<Started> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] })
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString()
    const match = ready.exec(output)
    if (match) resolve({ child, pid: child.pid!, match, output, url: `http://127.0.0.1:${port ?? match[1]}` })
  })
  child.once("exit", (code) => reject(new Error(`ended with ${code}: ${output}`)))
})
const stop = (server: Started): Promise<void> => new Promise((resolve) => {
  server.child.once("exit", () => resolve())
  server.child.kill("SIGTERM")
})

const startOurs = async (folder: string, env: Record<string, string>): Promise<Started> => {
  const port = await freePort()
  return started([join(process.env["BUILD_FOLDER"] ?? "dist", "main.js")], {
    DATA_DIR: folder, PORT: String(port), HOST: "127.0.0.1", LEGACY_PORTS: "", DASHBOARD_PASSWORD: PASSWORD, RATE_LIMIT_ENABLED: "false", AUTH_REQUIRED: "false", ANONYMOUS_USER_ROLE: "user", ...env
  }, /Providers .*\n/, port)
}
const readyMs = (server: Started): number => Number(/ready in (\d+) ms/.exec(server.output)![1])

const json = async (url: string, options: RequestInit & { readonly headers?: Record<string, string> } = {}): Promise<Record<string, unknown>> =>
  (await fetch(url, { ...options, headers: { "content-type": "application/json", ...options.headers } })).json() as Promise<Record<string, unknown>>

const shoot = (url: string, method: "GET" | "POST" | "PUT", headers: Record<string, string>, body: string | undefined): Promise<autocannon.Result> => new Promise((resolve, reject) => {
  autocannon({ url, method, connections: 20, duration: SECONDS, headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) }, ...(body === undefined ? {} : { body }) },
    (error, result) => (error ? reject(error as Error) : result.non2xx > 0 ? reject(new Error(`${url}: ${result.non2xx} answers were not 2xx`)) : resolve(result)))
})
const window = async (pid: number, ...shot: Parameters<typeof shoot>): Promise<number> => {
  const before = cpuSeconds(pid)
  const result = await shoot(...shot)
  return result["2xx"] / (cpuSeconds(pid) - before)
}
const median = (values: ReadonlyArray<number>): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const compare = async (database: string, folder: string, env: Record<string, string>, peerStore: string) => {
  const ours = await startOurs(folder, env)
  const { access_token: token } = await json(`${ours.url}/api/v1/auth/login`, { method: "POST", body: JSON.stringify({ username: "admin", password: PASSWORD }) })
  const { keys } = await json(`${ours.url}/.well-known/jwks.json`)
  const jwk = JSON.stringify((keys as ReadonlyArray<unknown>)[0])
  const peers = {
    auth: await started([join(root, "test/bench/http/fastify.mjs"), peerStore, jwk, "auth"], {}, /listening (\d+)/, null),
    open: await started([join(root, "test/bench/http/fastify.mjs"), peerStore, jwk, "open"], {}, /listening (\d+)/, null)
  }
  const bearer = { authorization: `Bearer ${String(token)}` }
  const seed = async (base: string, headers: Record<string, string>): Promise<string> => {
    let last: Record<string, unknown> = {}
    for (let i = 0; i < 200; i++) last = await json(base, { method: "POST", headers, body: JSON.stringify({ title: `Checkout answers 503, number ${i}`, priority: "high" }) })
    return String(last["case_id"])
  }
  const mine = await seed(`${ours.url}/api/v1/cases`, bearer)
  const anonymous = await seed(`${ours.url}/api/v1/cases`, {})
  const theirs = await seed(`${peers.auth.url}/cases`, bearer)
  // ten questions and their answers in ours; as many rows of the same length in the peer's
  for (let i = 0; i < 10; i++) await json(`${ours.url}/api/v1/cases/${mine}/queries`, { method: "POST", headers: bearer, body: JSON.stringify({ message: `What fails, number ${i}?` }) })
  const { messages } = await json(`${ours.url}/api/v1/cases/${mine}/messages`, { headers: bearer })
  for (const [position, m] of (messages as ReadonlyArray<{ readonly role: string; readonly content: string }>).entries()) {
    await json(`${peers.auth.url}/cases/${theirs}/messages`, { method: "POST", headers: bearer, body: JSON.stringify({ position, role: m.role, content: m.content }) })
  }
  const post = JSON.stringify({ title: "Checkout answers 503", priority: "high" })
  const rows = [
    ["get a case", "GET", `/api/v1/cases/${mine}`, `/cases/${theirs}`, bearer, undefined, "auth"],
    ["list 20 cases", "GET", "/api/v1/cases?page_size=20", "/cases?page_size=20", bearer, undefined, "auth"],
    ["create a case", "POST", "/api/v1/cases", "/cases", bearer, post, "auth"],
    ["change a case", "PUT", `/api/v1/cases/${mine}`, `/cases/${theirs}`, bearer, JSON.stringify({ title: "Checkout answers 500" }), "auth"],
    ["20 messages of a case", "GET", `/api/v1/cases/${mine}/messages`, `/cases/${theirs}/messages`, bearer, undefined, "auth"],
    ["get a case, no authentication", "GET", `/api/v1/cases/${anonymous}`, `/cases/${theirs}`, {}, undefined, "open"]
  ] as const
  console.log(`\nHTTP on ${database}, requests per CPU-second (median of ${WINDOWS} windows of ${SECONDS} s, 20 connections)\n`)
  console.log("| route | FaultMaven | Fastify | ratio (goal ≥ 0.35) |\n|---|---|---|---|")
  for (const [name, method, path, peerPath, headers, body, mode] of rows) {
    const a: Array<number> = []
    const b: Array<number> = []
    await window(ours.pid, ours.url + path, method, headers, body)
    await window(peers[mode].pid, peers[mode].url + peerPath, method, headers, body)
    for (let i = 0; i < WINDOWS; i++) {
      a.push(await window(ours.pid, ours.url + path, method, headers, body))
      b.push(await window(peers[mode].pid, peers[mode].url + peerPath, method, headers, body))
    }
    console.log(`| ${name} | ${Math.round(median(a))} | ${Math.round(median(b))} | ${median(a.map((m, i) => m / b[i]!)).toFixed(2)} |`)
  }
  await Promise.all([stop(ours), stop(peers.auth), stop(peers.open)])
}

const folder = mkdtempSync(join(tmpdir(), "fm-bench-"))
const first = await startOurs(folder, {})
await stop(first)
const second = await startOurs(folder, {})
await new Promise((resolve) => setTimeout(resolve, 3000))
const idle = rssMb(second.pid)
await stop(second)
await compare("SQLite", folder, {}, join(folder, "peer.db"))

const postgres = await startPostgres()
if ("missing" in postgres) console.log(`\nSKIPPED PostgreSQL: ${postgres.missing}`)
else {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  for (const name of ["ours", "peer"]) await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const of = (name: string): string => postgres.url.replace(/\/postgres$/, `/${name}`)
  await compare("PostgreSQL", mkdtempSync(join(folder, "pg-")), { PROFILE: "team", DATABASE_URL: of("ours") }, of("peer"))
  await postgres.stop()
}
console.log(`\nStart-up to ready: ${readyMs(first)} ms on an empty folder (goal ≤ 2000), ${readyMs(second)} ms on an existing one (goal ≤ 1000). Idle memory: ${idle.toFixed(0)} MB RSS (goal ≤ 120).`)
rmSync(folder, { recursive: true, force: true })
process.exit(0)
