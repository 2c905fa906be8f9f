import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { Api } from "../../src/http/api.js"

const root = fileURLToPath(new URL("../..", import.meta.url))

const sources = (folder: string): ReadonlyArray<string> => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
  .map((name) => join(folder, name)).filter((name) => name.endsWith(".ts") && statSync(join(root, name)).isFile())

/** Everything that answers without credentials; each with its reason. */
const publicRoutes = new Map([
  ["GET /", "service information"], ["GET /health", "probes"], ["GET /health/live", "probes"], ["GET /health/ready", "probes"], ["GET /readiness", "probes"],
  ["GET /api/v1/meta/capabilities", "read before sign-in"], ["POST /api/v1/auth/login", "sign-in"], ["POST /api/v1/auth/register", "sign-in"],
  ["POST /api/v1/auth/refresh", "sign-in"], ["POST /api/v1/auth/dev-login", "sign-in, off by default"], ["POST /api/v1/auth/dev-register", "sign-in, off by default"],
  ["GET /api/v1/auth/config", "read before sign-in"], ["GET /api/v1/auth/health", "probes"], ["GET /.well-known/jwks.json", "public keys"],
  ["GET /.well-known/openid-configuration", "public keys"], ["POST /api/v1/sessions", "an anonymous session grants nothing"],
  ["GET /api/v1/auth/oidc/login", "sends the browser to the issuer"], ["GET /api/v1/auth/oidc/callback", "the code, and the cookie of the browser that began, are the credentials"],
  ["POST /api/v1/auth/oauth/token", "the code and its verifier are the credentials"], ["POST /api/v1/auth/oauth/revoke", "the token is the credential"]
])

describe("architecture", () => {
  it("every route outside the public list carries authentication", () => {
    const open = Object.values(Api.groups).flatMap((group) => Object.values(group.endpoints).flatMap((endpoint) => {
      const names = [...group.middlewares, ...endpoint.middlewares].map((m) => m.key)
      return names.some((name) => /Authentication|AdminOnly/.test(name)) ? [] : [`${endpoint.method} ${endpoint.path}`]
    }))
    expect(open.sort()).toEqual([...publicRoutes.keys()].sort())
  })

  it("each table is created by one module only", () => {
    const owners = new Map<string, Set<string>>()
    for (const file of sources("src")) {
      for (const match of readFileSync(join(root, file), "utf8").matchAll(/CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\w+)/g)) {
        const owner = file.split("/").slice(1, 3).join("/")
        owners.set(match[1]!, (owners.get(match[1]!) ?? new Set()).add(owner))
      }
    }
    expect(owners.size).toBeGreaterThan(15)
    for (const [table, who] of owners) expect([...who], table).toHaveLength(1)
  })

  it("no module names another module's table in SQL", () => {
    const owner = new Map<string, string>()
    const modules = sources("src/modules")
    const text = new Map(modules.map((file) => [file, readFileSync(join(root, file), "utf8")]))
    for (const [file, content] of text) for (const match of content.matchAll(/CREATE (?:VIRTUAL )?TABLE (\w+)/g)) owner.set(match[1]!, file.split("/")[2]!)
    for (const [file, content] of text) {
      for (const match of content.matchAll(/(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)/g)) {
        const of = owner.get(match[1]!)
        if (of !== undefined) expect(of, `${file} names ${match[1]}`).toBe(file.split("/")[2])
      }
    }
  })

  it("every kind of job has a handler in its module", () => {
    const kinds = sources("src/modules").flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/export const (\w+) = jobKind\("([\w.]+)"/g)].map((m) => ({ name: m[1]!, module: file.split("/")[2]! })))
    expect(kinds.length).toBeGreaterThanOrEqual(3)
    for (const kind of kinds) {
      const handlers = sources(`src/modules/${kind.module}`).filter((file) => readFileSync(join(root, file), "utf8").includes(`jobs.work(${kind.name}`))
      expect(handlers, kind.name).toHaveLength(1)
    }
  })

  it("every module has its door, its tag, its layer and its page", () => {
    for (const name of readdirSync(join(root, "src/modules"), { withFileTypes: true }).filter((e) => e.isDirectory() && e.name !== "kernel").map((e) => e.name)) {
      const files = readdirSync(join(root, "src/modules", name))
      expect(files, name).toEqual(expect.arrayContaining(["index.ts", "layer.ts", "service.ts", "README.md"]))
    }
  })

  it("no source file needs scrolling to understand", () => {
    const long = sources("src").map((file) => [file, readFileSync(join(root, file), "utf8").split("\n").length] as const).filter(([, lines]) => lines > 400)
    expect(long).toEqual([])
  })
})
