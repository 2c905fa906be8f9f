import { createServer, type Server } from "node:http"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

describe("evidence by its address", () => {
  let site: Server
  let base = ""
  let asked = 0
  let open: RunningServer
  let strict: RunningServer
  beforeAll(async () => {
    site = createServer((request, response) => {
      asked++
      const path = request.url ?? "/"
      if (path === "/app.log") response.end("2026-05-01T10:00:00Z ERROR fetched from afar\n")
      else if (path === "/page") response.writeHead(200, { "content-type": "text/html" }).end("<h1>Incident</h1><p>The gateway is down</p>")
      else if (path === "/moved") response.writeHead(302, { location: "/app.log" }).end()
      else if (path === "/loop") response.writeHead(302, { location: "/loop" }).end()
      else if (path === "/away") response.writeHead(302, { location: "file:///etc/passwd" }).end()
      else if (path === "/named") response.writeHead(200, { "content-disposition": "attachment; filename=\"../../evil.log\"" }).end("2026-05-01T10:00:00Z INFO named\n")
      else if (path === "/large") {
        response.writeHead(200)
        const more = () => { while (!response.destroyed && response.write(Buffer.alloc(1 << 16, 97))); if (!response.destroyed) response.once("drain", more) }
        more()
      } else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve))
    const address = site.address()
    base = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`
    open = await startServer({ env: { URL_IMPORT: "any", MAX_FILE_SIZE_MB: "1" } })
    strict = await startServer()
  })
  afterAll(async () => {
    for (const server of [open, strict]) {
      await server.stop()
      await removeFolder(server.dataFolder)
    }
    site.closeAllConnections()
    site.close()
  })
  const caseOf = async (me: Client): Promise<string> => (await me.post("/api/v1/cases", { title: "From afar" })).body.case_id as string

  it("is fetched, named, analysed, and says where it came from", async () => {
    const me = await signIn(open.url)
    const caseId = await caseOf(me)
    const fetch = (path: string) => me.post("/api/v1/evidence/from-url", { case_id: caseId, url: `${base}${path}` })
    const made = await fetch("/moved")
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(made.body.filename).toBe("app.log")
    const item = await until(() => me.get(`/api/v1/evidence/${made.body.evidence_id}`), (answer) => answer.body.status === "completed")
    expect(item.body).toMatchObject({ source_url: `${base}/app.log`, analysis: { lines: 1 } })
    expect((await fetch("/page")).body.filename).toBe("page.html")
    expect((await fetch("/named")).body.filename).toBe("evil.log")
    for (const [path, why] of [["/none", "status 404"], ["/loop", "redirects too often"], ["/away", "only http"], ["/large", "larger than 1 MB"]] as const) {
      const refused = await fetch(path)
      expect(refused.status, path).toBe(422)
      expect(refused.body.detail, path).toContain(why)
    }
    expect((await me.get(`/api/v1/evidence?case_id=${caseId}`)).body.total).toBe(3)
    // a stranger makes nobody ask anything
    const before = asked
    const stranger = await register(open.url, "stranger")
    expect((await stranger.post("/api/v1/evidence/from-url", { case_id: caseId, url: `${base}/app.log` })).status).toBe(404)
    expect(asked).toBe(before)
  })

  it("never reaches into the server's own network unless the operator allows it", async () => {
    const me = await signIn(strict.url)
    const caseId = await caseOf(me)
    const port = new URL(base).port
    const before = asked
    for (const url of [`${base}/app.log`, `http://localhost:${port}/app.log`, `http://[::1]:${port}/app.log`, `http://[::ffff:127.0.0.1]:${port}/app.log`, `http://2130706433:${port}/app.log`, "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd", "ftp://example.org/x", "http://user:secret@example.org/", "no address"]) {
      const refused = await me.post("/api/v1/evidence/from-url", { case_id: caseId, url })
      expect(refused.status, url).toBe(422)
      expect(refused.body.detail, url).toMatch(/could not be fetched/)
    }
    expect(asked).toBe(before)
    expect((await me.get(`/api/v1/evidence?case_id=${caseId}`)).body.total).toBe(0)
  })
})
