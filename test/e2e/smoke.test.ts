import { execFile } from "node:child_process"
import { createServer, request, type Server, type ServerResponse } from "node:http"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { adminPassword, removeFolder, type RunningServer, signIn, startServer } from "../support/server.js"

const smoke = (...args: ReadonlyArray<string>): Promise<{ readonly code: number; readonly text: string }> => new Promise((resolve) => {
  execFile(process.execPath, [new URL("../../scripts/smoke.mjs", import.meta.url).pathname, ...args], { env: process.env, timeout: 120_000 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }))
})

type Spoil = (path: string, response: ServerResponse) => boolean

/** The real server with one thing broken on the way. */
const spoiled = async (server: RunningServer, spoil: Spoil): Promise<{ readonly url: string; readonly proxy: Server }> => {
  const proxy = createServer((incoming, outgoing) => {
    if (spoil(`${incoming.method} ${incoming.url}`, outgoing)) return void incoming.resume()
    incoming.pipe(request(`${server.url}${incoming.url}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    }))
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  const address = proxy.address()
  return { proxy, url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}` }
}

const answerWith = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
  return true
}

describe("the smoke test", () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("holds against a healthy server and leaves nothing behind", async () => {
    const { code, text } = await smoke(server.url, "--password", adminPassword)
    expect(code, text).toBe(0)
    expect(text).toContain("14 of 14 checks held")
    expect(text).not.toContain("not tried")
    const me = await signIn(server.url)
    expect((await me.get("/api/v1/cases?include_archived=true")).body.total).toBe(0)
    expect((await me.get("/api/v1/documents")).body.total_count).toBe(0)
    expect((await me.get("/api/v1/admin/system")).body.evidence.files).toBe(0)
  })

  it.each<readonly [string, string, Spoil]>([
    ["health", "health:", (path, response) => path === "GET /health" && answerWith(200, { status: "starting" })(response)],
    ["a 200 for a created case", "case:", (path, response) => path === "POST /api/v1/cases" && answerWith(200, { case_id: "case_x" })(response)],
    ["an answer without text", "answer:", (path, response) => path.startsWith("POST /api/v1/agent/chat/") && answerWith(200, { ok: true })(response)],
    ["a search that finds nothing", "upload, index, search:", (path, response) => path === "POST /api/v1/knowledge/search" && answerWith(200, { results: [] })(response)],
    ["any password is good", "a wrong password is refused:", (path, response) => path === "POST /api/v1/auth/login" && answerWith(200, { access_token: "x" })(response)],
    ["pages for unknown API paths", "unknown API paths stay JSON:", (path, response) => {
      if (!/^GET \/api\/v1\/smoke/.test(path)) return false
      response.writeHead(200, { "content-type": "text/html" }).end("<div id=\"root\"></div>")
      return true
    }],
    ["a delete that does nothing", "cleaned up:", (path, response) => path.startsWith("DELETE ") && answerWith(200, { message: "deleted" })(response)]
  ])("fails where the server is broken: %s", async (_, named, spoil) => {
    const { proxy, url } = await spoiled(server, spoil)
    const { code, text } = await smoke(url, "--password", adminPassword)
    proxy.closeAllConnections()
    proxy.close()
    expect(code, text).toBe(1)
    expect(text).toContain(`FAILED  ${named}`)
  })

  it("fails without a server, and says how it is called", async () => {
    expect((await smoke("http://127.0.0.1:9", "--password", "x")).code).toBe(1)
    expect((await smoke()).code).toBe(2)
  })
})
