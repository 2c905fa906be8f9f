import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { removeFolder, type RunningServer, startServer } from "../support/server.js"

const dashboard = join(process.env["BUILD_FOLDER"] ?? "dist", "dashboard")
const html = { accept: "text/html,application/xhtml+xml" }
const SECURITY = ["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"]

describe("serving the dashboard", () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ env: { TRUST_PROXY: "true" } })
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers })

  it("pages are never stored and carry a policy without inline scripts", async () => {
    for (const path of ["/", "/cases", "/cases/case_1?tab=report", "/kb?tab=drafts&case=x", "/no/such/page"]) {
      const page = await get(path, html)
      expect(page.status, path).toBe(200)
      expect(page.headers.get("cache-control")).toBe("no-store")
      for (const name of SECURITY) expect(page.headers.get(name), `${path} ${name}`).toBeTruthy()
      expect(page.headers.get("content-security-policy")).not.toMatch(/script-src[^;]*unsafe/)
      const text = await page.text()
      expect(text).toContain("<div id=\"root\">")
      expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/)
    }
  })

  it("assets are immutable, precompressed and secured; source maps are nowhere", async () => {
    const names = readdirSync(join(dashboard, "assets"))
    expect(names.filter((name) => name.endsWith(".map"))).toEqual([])
    const script = names.find((name) => /^index-.*\.js$/.test(name))!
    const raw = readFileSync(join(dashboard, "assets", script))
    for (const [accepted, encoding] of [["br, gzip", "br"], ["gzip", "gzip"], ["identity", null]] as const) {
      const asset = await get(`/assets/${script}`, { "accept-encoding": accepted })
      expect(asset.status).toBe(200)
      expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
      expect(asset.headers.get("content-encoding")).toBe(encoding)
      expect(Buffer.from(await asset.arrayBuffer()).equals(raw)).toBe(true)
      for (const name of SECURITY) expect(asset.headers.get(name), name).toBeTruthy()
    }
    expect((await get(`/assets/${script}.map`)).status).toBe(404)
    expect((await get("/assets/../../package.json")).status).toBe(404)
    expect((await get("/assets/%2e%2e/%2e%2e/main.js")).status).toBe(404)
  })

  it("API paths stay JSON, and old unprefixed routes answer by what is accepted", async () => {
    const missing = await get("/api/v1/nothing", html)
    expect(missing.status).toBe(404)
    expect(missing.headers.get("content-type")).toContain("json")
    expect((await get("/cases", { accept: "application/json" })).status).toBe(401)
    expect((await get("/cases", { accept: "application/json" })).headers.get("content-type")).toContain("json")
    expect((await get("/", { accept: "application/json" })).headers.get("content-type")).toContain("json")
    expect((await get("/health", html)).headers.get("content-type")).toContain("json")
  })

  it("works behind a proxy prefix: everything is relative to it", async () => {
    const text = await (await get("/cases", { ...html, "x-forwarded-prefix": "/ops/fm", "x-forwarded-host": "tools.example.org", "x-forwarded-proto": "https" })).text()
    expect(text).toContain("<base href=\"/ops/fm/\">")
    expect(text).not.toMatch(/(src|href)="\/(?!ops\/fm\/")/)
  })

  it("the first load stays below 250 KB of script, and each page brings its own", () => {
    const page = readFileSync(join(dashboard, "index.html"), "utf8")
    const first = [...page.matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g)].map((match) => match[1]!)
    expect(first.length).toBeGreaterThan(0)
    // the first page is the list of cases or the sign-in
    const pages = readdirSync(join(dashboard, "assets")).filter((name) => /^(Cases|SignIn|Field|Badge|Dialog|layout)-.*\.js$/.test(name)).map((name) => `assets/${name}`)
    const bytes = [...new Set([...first, ...pages])].reduce((sum, name) => sum + gzipSync(readFileSync(join(dashboard, name))).length, 0)
    process.stderr.write(`first load: ${(bytes / 1024).toFixed(0)} KB of script, gzip\n`)
    expect(bytes).toBeLessThan(250 * 1024)
    expect(readdirSync(join(dashboard, "assets")).filter((name) => /^(CasePage|EvidencePage|Knowledge|Users)-.*\.js$/.test(name))).toHaveLength(4)
  })
})
