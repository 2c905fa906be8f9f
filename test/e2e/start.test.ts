import { spawn } from "node:child_process"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, removeFolder, type RunningServer, startServer } from "../support/server.js"

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url))

/** Runs the server with a configuration that should not start. */
const failing = async (env: Record<string, string>, kept?: string) => {
  const folder = kept ?? await mkdtemp(join(tmpdir(), "fm-test-"))
  const child = spawn(process.execPath, [main], { env: { PATH: process.env["PATH"] ?? "", DATA_DIR: folder, LEGACY_PORTS: "", ...env }, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => { output += chunk.toString() })
  child.stderr.on("data", (chunk: Buffer) => { output += chunk.toString() })
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve))
  if (kept === undefined) await removeFolder(folder)
  return { code, output }
}

describe("start", () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ env: { DASHBOARD_PASSWORD: "", SECRET_KEY: "dev-secret-change-in-production" } })
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("prints a generated password once, and it works", async () => {
    const password = /Admin\s+admin\s+password (\S+)/.exec(server.output())![1]!
    const answer = await client(server.url).post("/api/v1/auth/login", { username: "admin", password })
    expect(answer.status).toBe(200)
    expect(answer.body.user.must_change_password).toBe(true)
    expect(server.output()).toMatch(/generated Ed25519 keys take their place/)
    expect(server.output()).not.toContain("dev-secret-change-in-production")
  })

  it("answers people with a page and programs with JSON at /", async () => {
    const page = await client(server.url).get("/", { accept: "text/html" })
    expect(page.headers.get("content-type")).toContain("text/html")
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'")
    expect((await client(server.url).get("/", { accept: "application/json" })).body).toMatchObject({ service: "faultmaven", docs: "/docs" })
    const docs = await client(server.url).get("/docs")
    expect(docs.body).toContain("swagger-ui.js")
    expect((await client(server.url).get("/docs/swagger-ui.js")).headers.get("content-type")).toContain("javascript")
  })

  it("describes every route in the OpenAPI document", async () => {
    const { body } = await client(server.url).get("/openapi.json")
    expect(body.openapi).toMatch(/^3\./)
    for (const path of ["/api/v1/cases/{case_id}", "/api/v1/agent/chat", "/api/v1/evidence", "/api/v1/knowledge/documents", "/api/v1/auth/login"]) expect(Object.keys(body.paths)).toContain(path)
    expect(body.paths["/api/v1/cases"].post.requestBody.content["application/json"].schema).toBeDefined()
  })

  it("health asks each provider", async () => {
    const live = await client(server.url).get("/health/live")
    expect(live.body).toMatchObject({ ready: true })
    const ready = await client(server.url).get("/health/ready")
    expect(ready.status).toBe(200)
    expect(ready.body.components.map((c: { name: string }) => c.name)).toEqual(["database", "files", "vectors", "identity", "llm", "embedding", "cache", "jobs"])
    await removeFolder(join(server.dataFolder, "files"))
    const broken = await client(server.url).get("/health/ready")
    expect(broken.status).toBe(503)
    expect(broken.body.components.find((c: { name: string }) => c.name === "files").status).toBe("unhealthy")
  })

  it("carries a request id in and out, and logs it", async () => {
    const answer = await client(server.url).get("/api/v1/cases", { "x-correlation-id": "my-trace-1" })
    expect(answer.headers.get("x-correlation-id")).toBe("my-trace-1")
    expect(answer.body.request_id).toBe("my-trace-1")
    const bad = await client(server.url).get("/health", { "x-request-id": "bad id {}" })
    expect(bad.headers.get("x-request-id")).toMatch(/^req_/)
  })

  it("a wrong value stops it with a message that names the variable and what it accepts", async () => {
    const port = await failing({ PORT: "ninety" })
    expect(port.code).toBe(1)
    expect(port.output).toMatch(/PORT: expects a.*port/i)
    const profile = await failing({ PROFILE: "galactic", PORT: "0" })
    expect(profile.code).toBe(1)
    expect(profile.output).toMatch(/PROFILE: expects one of.*core/i)
    const flag = await failing({ AUTH_REQUIRED: "perhaps", PORT: "0", DASHBOARD_PASSWORD: "do not print me" })
    expect(flag.output).toMatch(/AUTH_REQUIRED: expects true or false/i)
    expect(flag.output).not.toContain("do not print me")
    const taken = await failing({ PORT: String(server.port), HOST: "127.0.0.1" })
    expect(taken.output).toMatch(/cannot listen on 127\.0\.0\.1:\d+/)
  })

  it("a first start that finds its port taken does not lose the administrator's password", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fm-test-"))
    const taken = await failing({ PORT: String(server.port), HOST: "127.0.0.1" }, folder)
    const password = /Admin\s+admin\s+password (\S+)/.exec(taken.output)?.[1]
    expect(taken.code).toBe(1)
    const second = await startServer({ dataFolder: folder, env: { DASHBOARD_PASSWORD: "" } })
    const answer = await client(second.url).post("/api/v1/auth/login", { username: "admin", password })
    await second.stop()
    await removeFolder(folder)
    expect(answer.status).toBe(200)
    expect(second.output()).not.toContain(password)
  })
})
