import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ConfigProvider, Effect, Exit, Layer, Logger, Scope, Tracer } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpLayer } from "../../src/http/layer.js"
import { Modules } from "../../src/modules/index.js"
import { core } from "../../src/providers/profiles/core.js"
import { adminPassword, type Client, fileForm, freePort, removeFolder, signIn, until } from "../support/server.js"

let statements = 0

/** Counts the statements that reach the database driver; keeps nothing else. */
const counting = Tracer.make({
  span: (name, parent, context, links, startTime, kind) => {
    if (name === "sql.execute") statements++
    const attributes = new Map<string, unknown>()
    return {
      _tag: "Span", name, spanId: "0", traceId: "0", parent, context, links, kind, sampled: true, attributes, status: { _tag: "Started", startTime },
      end: () => {}, attribute: (key, value) => void attributes.set(key, value), event: () => {}, addLinks: () => {}
    } satisfies Tracer.Span
  },
  context: (f) => f()
})

/** The whole server in this process, on a real socket and a real database, so that its statements can be counted. */
describe("a list issues the same number of statements whatever its length", () => {
  const scope = Effect.runSync(Scope.make())
  let folder = ""
  let me: Client
  let caseId = ""
  let sessionId = ""
  let origin = ""

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fm-statements-"))
    const port = await freePort()
    const configuration = new Map(Object.entries({
      DATA_DIR: folder, HOST: "127.0.0.1", PORT: String(port), LEGACY_PORTS: "", RATE_LIMIT_ENABLED: "false", ACCESS_LOG: "false", DASHBOARD_USERNAME: "admin", DASHBOARD_PASSWORD: adminPassword
    }))
    const server = httpLayer({ dashboardFolder: folder, docsFolder: folder, log: () => {} }).pipe(
      Layer.provide(Modules), Layer.provide(core.providers),
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(configuration))), Layer.provide(Logger.remove(Logger.defaultLogger)), Layer.provide(Layer.setTracer(counting))
    )
    await Effect.runPromise(Layer.buildWithScope(server, scope))
    origin = `http://127.0.0.1:${port}`
    me = await signIn(origin)
    sessionId = (await me.post("/api/v1/sessions", { client_id: "statements" })).body.session_id
    caseId = (await me.post("/api/v1/cases", { title: "first", session_id: sessionId })).body.case_id
    await grow(1)
  })
  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await removeFolder(folder)
  })

  let made = 0
  const grow = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const n = ++made
      await me.post("/api/v1/cases", { title: `case ${n}`, session_id: sessionId })
      await me.post(`/api/v1/cases/${caseId}/hypotheses`, { description: `hypothesis ${n}` })
      await me.post("/api/v1/solutions", { case_id: caseId, title: `solution ${n}` })
      await me.post("/api/v1/sessions", { client_id: `client-${n}` })
      await me.post("/api/v1/knowledge/documents", { title: `document ${n}`, content: `text ${n}`, document_type: "guide" })
      await me.post("/api/v1/knowledge/documents/collections", { name: `collection ${n}` })
      const evidence = await me.post("/api/v1/evidence", fileForm(`f${n}.log`, `2026-11-24T10:00:00Z ERROR api failed ${n}\n`, { case_id: caseId }))
      await until(() => me.get(`/api/v1/jobs/${evidence.body.job_id}`), (a) => a.body.status === "completed")
      await me.post(`/api/v1/cases/${caseId}/queries`, { message: `question ${n}` })
      await me.post("/api/v1/admin/users", { username: `user-${n}`, email: `user-${n}@example.org`, password: "a long enough secret" })
      const other = (await me.post("/api/v1/cases", { title: `reported ${n}` })).body.case_id
      await me.post(`/api/v1/cases/${other}/reports`, { report_types: ["incident_report"] })
      await signIn(origin)
    }
  }
  const routes = () => [
    "/cases?limit=100", "/cases?limit=100&include_counts=true", `/cases/session/${sessionId}?page_size=100`, "/sessions?limit=100", `/sessions/${sessionId}/cases`, `/evidence?case_id=${caseId}&page_size=100`,
    `/evidence/case/${caseId}?page_size=100`, `/cases/${caseId}/data?limit=200`, `/cases/${caseId}/uploaded-files`, `/cases/${caseId}/messages`, `/cases/${caseId}/queries`, `/cases/${caseId}/hypotheses`,
    `/cases/${caseId}/solutions`, `/cases/${caseId}/reports?include_history=true`, "/hypotheses?limit=100", "/solutions?limit=100", "/knowledge/documents?limit=100", "/documents?limit=100&include_content=true",
    "/knowledge/documents/collections", "/documents/facets", "/jobs?limit=100", "/cases/reports?limit=100", "/admin/users?limit=100", "/admin/audit?limit=100", "/admin/kb/documents?limit=100", "/auth/logins"
  ]

  const count = async (path: string): Promise<number> => {
    // the first call may fill what the server remembers of the sign-in
    await me.get(`/api/v1${path}`)
    const before = statements
    const answer = await me.get(`/api/v1${path}`)
    expect(answer.status, path).toBe(200)
    return statements - before
  }

  it("for every list route", async () => {
    const few = new Map<string, number>()
    for (const route of routes()) few.set(route, await count(route))
    await grow(7)
    for (const route of routes()) {
      const many = await count(route)
      expect(many, route).toBe(few.get(route))
      expect(many, route).toBeGreaterThan(0)
      expect(many, route).toBeLessThanOrEqual(8)
    }
  }, 120_000)
})
