// Requests per CPU-second of the server process, beside Fastify in the same
// run, windows alternating so that a drifting machine hits both. Also
// start-up time and idle memory. `npm run bench` prints the table.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import autocannon from "autocannon"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const here = fileURLToPath(new URL(".", import.meta.url))
const WINDOWS = Number(process.env.BENCH_WINDOWS ?? 5)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2)
const TICKS = 100

const freePort = () => new Promise((resolve) => {
  const probe = createServer()
  probe.listen(0, "127.0.0.1", () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})

/** user + system CPU seconds of a process, from the kernel's accounting */
const cpuSeconds = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
const rssMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024

const started = (command, args, env, ready) => new Promise((resolve, reject) => {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] })
  let output = ""
  child.stdout.on("data", (chunk) => {
    output += chunk
    const match = ready.exec(output)
    if (match) resolve({ child, match, output })
  })
  child.once("exit", (code) => reject(new Error(`ended with ${code}: ${output}`)))
})

const folder = mkdtempSync(join(tmpdir(), "fm-bench-"))
const password = "correct horse battery staple"
const startOurs = async () => {
  const port = await freePort()
  const begun = performance.now()
  const server = await started(process.execPath, ["dist/main.js"], { DATA_DIR: folder, PORT: String(port), HOST: "127.0.0.1", LEGACY_PORTS: "", DASHBOARD_PASSWORD: password, RATE_LIMIT_ENABLED: "false", AUTH_REQUIRED: "false", ANONYMOUS_USER_ROLE: "user" }, /Providers .*\n/)
  return { ...server, url: `http://127.0.0.1:${port}`, wallMs: performance.now() - begun, readyMs: Number(/ready in (\d+) ms/.exec(server.output)[1]) }
}

const json = async (url, options = {}) => (await fetch(url, { ...options, headers: { "content-type": "application/json", ...options.headers } })).json()

let ours = await startOurs()
const firstRun = ours.readyMs
ours.child.kill("SIGTERM")
await new Promise((resolve) => ours.child.once("exit", resolve))
ours = await startOurs()
const secondRun = ours.readyMs
await new Promise((resolve) => setTimeout(resolve, 3000))
const idle = rssMb(ours.child.pid)

const { access_token: token } = await json(`${ours.url}/api/v1/auth/login`, { method: "POST", body: JSON.stringify({ username: "admin", password }) })
const { keys } = await json(`${ours.url}/.well-known/jwks.json`)
const peerFile = join(folder, "peer.db")
const peers = {}
for (const mode of ["auth", "open"]) {
  const peer = await started(process.execPath, [join(here, "fastify.mjs"), peerFile, JSON.stringify(keys[0]), mode], {}, /listening (\d+)/)
  peers[mode] = { ...peer, url: `http://127.0.0.1:${peer.match[1]}` }
}

const bearer = { authorization: `Bearer ${token}` }
const seed = async (base, headers) => {
  let last
  for (let i = 0; i < 200; i++) last = await json(base, { method: "POST", headers, body: JSON.stringify({ title: `Checkout answers 503, number ${i}`, priority: "high" }) })
  return last.case_id
}
const ids = {
  ours: await seed(`${ours.url}/api/v1/cases`, bearer), anonymous: await seed(`${ours.url}/api/v1/cases`, {}),
  peer: await seed(`${peers.auth.url}/cases`, bearer)
}

const shoot = (url, headers, body) => new Promise((resolve, reject) => autocannon({
  url, connections: 20, duration: SECONDS, headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) }, ...(body ? { method: "POST", body } : {})
}, (error, result) => (error ? reject(error) : result.non2xx > 0 ? reject(new Error(`${url}: ${result.non2xx} answers were not 2xx`)) : resolve(result))))

const window = async (pid, url, headers, body) => {
  const before = cpuSeconds(pid)
  const result = await shoot(url, headers, body)
  return result["2xx"] / (cpuSeconds(pid) - before)
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const post = JSON.stringify({ title: "Checkout answers 503", priority: "high" })
const rows = [
  ["get a case", `/api/v1/cases/${ids.ours}`, `/cases/${ids.peer}`, bearer, undefined, "auth"],
  ["list 20 cases", "/api/v1/cases?page_size=20", "/cases?page_size=20", bearer, undefined, "auth"],
  ["create a case", "/api/v1/cases", "/cases", bearer, post, "auth"],
  ["get a case, no authentication", `/api/v1/cases/${ids.anonymous}`, `/cases/${ids.peer}`, {}, undefined, "open"]
]
console.log(`\nHTTP on SQLite, requests per CPU-second (median of ${WINDOWS} windows of ${SECONDS} s, 20 connections)\n`)
console.log("| route | FaultMaven | Fastify | ratio (goal ≥ 0.35) |\n|---|---|---|---|")
for (const [name, path, peerPath, headers, body, mode] of rows) {
  const mine = []
  const theirs = []
  await window(ours.child.pid, ours.url + path, headers, body)
  await window(peers[mode].child.pid, peers[mode].url + peerPath, headers, body)
  for (let i = 0; i < WINDOWS; i++) {
    mine.push(await window(ours.child.pid, ours.url + path, headers, body))
    theirs.push(await window(peers[mode].child.pid, peers[mode].url + peerPath, headers, body))
  }
  console.log(`| ${name} | ${Math.round(median(mine))} | ${Math.round(median(theirs))} | ${(median(mine.map((m, i) => m / theirs[i]))).toFixed(2)} |`)
}
console.log(`\nStart-up to ready: ${firstRun} ms on an empty folder (goal ≤ 2000), ${secondRun} ms on an existing one (goal ≤ 1000). Idle memory: ${idle.toFixed(0)} MB RSS (goal ≤ 120).`)
ours.child.kill("SIGTERM")
for (const peer of Object.values(peers)) peer.child.kill("SIGTERM")
await new Promise((resolve) => ours.child.once("exit", resolve))
rmSync(folder, { recursive: true, force: true })
process.exit(0)
