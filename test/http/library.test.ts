import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Client, fileForm, register, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

const runbook = "# Pool exhausted\n\nThe connection pool of the orders service is exhausted.\n\n## Fix\n\nRaise `pool.max` and restart the deployment orders-api.\n"

describe("documents, jobs and administration over HTTP", () => {
  let server: RunningServer
  let admin: Client
  let user: Client
  beforeAll(async () => {
    server = await startServer()
    admin = await signIn(server.url)
    user = await register(server.url, "reader")
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  it("uploads a document the dashboard's way and follows its job", async () => {
    const up = await user.post("/api/v1/documents/upload", fileForm("pool.md", runbook, { title: "Pool exhausted", document_type: "guide", tags: "db, pool", source_url: "https://wiki.example.org/pool" }))
    expect(up.status, JSON.stringify(up.body)).toBe(201)
    const done = await until(() => user.get(`/api/v1/knowledge/jobs/${up.body.job_id}`), (a) => a.body.status === "completed")
    expect(done.body).toMatchObject({ job_type: "knowledge.ingest", progress: 100, error: null })
    expect((await admin.get(`/api/v1/jobs/${up.body.job_id}`)).status).toBe(200)
    const listed = (await user.get("/api/v1/documents?limit=20&offset=0")).body
    expect(listed).toMatchObject({ total_count: 1, documents: [{ title: "Pool exhausted", tags: ["db", "pool"], source_url: "https://wiki.example.org/pool", status: "indexed", status_reason: null, attempts: 1 }] })
    expect((await user.get("/api/v1/documents?q=orders-api")).body.total_count).toBe(1)
    expect((await user.get("/api/v1/documents/facets")).body.types).toEqual({ guide: 1 })
    expect((await user.get("/api/v1/jobs?job_type=knowledge.ingest")).body.total).toBe(1)
    expect((await user.post(`/api/v1/jobs/${up.body.job_id}/retry`)).status).toBe(409)
    expect((await user.post("/api/v1/documents/upload", fileForm("x.md", runbook, { colour: "red" }))).status).toBe(422)
    expect((await user.post("/documents/upload", fileForm("again.md", `${runbook} `, {}))).status).toBe(201)
  })

  it("search narrows by the filters given, and answers as many documents as were asked for", async () => {
    const asker = await register(server.url, "asker")
    for (const n of [1, 2, 3, 4]) {
      const content = `# Walrus ${n}\n\n${[1, 2, 3].map((part) => `## Part ${part}\n\n${`The walrus daemon ${n} loses its lease in part ${part}. `.repeat(16)}`).join("\n\n")}\n`
      expect((await asker.post("/api/v1/knowledge/documents", { title: `Walrus ${n}`, content, document_type: n === 4 ? "guide" : "runbook", tags: [`t${n}`] })).body.chunk_count).toBe(3)
    }
    const found = async (filters: unknown) => (await asker.post("/api/v1/knowledge/search", { query: "walrus lease", limit: 50, filters })).body.results.map((r: { title: string }) => r.title) as ReadonlyArray<string>
    expect(new Set(await found({ document_type: "guide" }))).toEqual(new Set(["Walrus 4"]))
    expect(new Set(await found({ tags: ["t2"], colour: "red" }))).toEqual(new Set(["Walrus 2"]))
    expect(new Set(await found({})).size).toBe(4)
    for (const limit of [1, 3, 4]) expect((await asker.post("/api/v1/search", { query: "walrus lease", limit })).body.results).toHaveLength(limit)
  })

  it("keeps the global knowledge base for administrators", async () => {
    expect((await user.get("/api/v1/admin/kb/documents")).status).toBe(403)
    expect((await user.post("/api/v1/admin/kb/documents", fileForm("g.md", runbook, {}))).status).toBe(403)
    const up = await admin.post("/api/v1/admin/kb/documents", fileForm("global.md", `${runbook}\nGlobal.`, { title: "For all", document_type: "playbook", category: "databases" }))
    expect(up.status, JSON.stringify(up.body)).toBe(201)
    await until(() => admin.get(`/api/v1/jobs/${up.body.job_id}`), (a) => a.body.status === "completed")
    expect((await user.get(`/api/v1/documents/${up.body.document_id}`)).body).toMatchObject({ scope: "global", metadata: { category: "databases" } })
    expect((await user.del(`/api/v1/documents/${up.body.document_id}`)).status).toBe(403)
    expect((await admin.del(`/api/v1/admin/kb/documents/${up.body.document_id}`)).status).toBe(204)
    expect((await user.get(`/api/v1/documents/${up.body.document_id}`)).status).toBe(404)
  })

  it("groups documents, and deletes many at once as a job", async () => {
    const made = await Promise.all(["one", "two", "three"].map((title) => user.post("/api/v1/knowledge/documents", { title, content: `${title} ${runbook}`, document_type: "guide" })))
    const ids = made.map((m) => m.body.document_id as string)
    const collection = await user.post("/api/v1/knowledge/documents/collections", { name: "Databases", document_ids: ids.slice(0, 2) })
    expect(collection.status).toBe(201)
    expect(collection.body).toMatchObject({ name: "Databases", document_count: 2, kind: "collection" })
    expect((await user.post("/api/v1/knowledge/documents/collections", { name: "Databases" })).status).toBe(409)
    expect((await admin.post("/api/v1/knowledge/documents/collections", { name: "Mine", document_ids: ids })).status).toBe(404)
    expect((await user.get(`/api/v1/documents?collection_id=${collection.body.collection_id}`)).body.total_count).toBe(2)
    expect((await admin.get(`/api/v1/documents?collection_id=${collection.body.collection_id}`)).body.total_count).toBe(0)
    expect((await user.put(`/api/v1/knowledge/documents/collections/${collection.body.collection_id}`, { add: [ids[2]], remove: [ids[0]] })).body.document_count).toBe(2)
    expect((await user.get("/api/v1/knowledge/documents/collections")).body.collections.map((c: { name: string }) => c.name)).toEqual(["user", "Databases"])
    const deleted = await user.post("/api/v1/knowledge/documents/bulk-delete", { document_ids: [...ids, "nope"] })
    expect(deleted.body).toMatchObject({ deleted_count: 3, failed_count: 1, failed_ids: ["nope"] })
    expect((await user.get(`/api/v1/knowledge/jobs/${deleted.body.job_id}`)).body).toMatchObject({ status: "completed", job_type: "knowledge.bulk_delete", result: { deleted: 3 } })
    expect((await register(server.url, "third").then((third) => third.get(`/api/v1/knowledge/jobs/${deleted.body.job_id}`))).status).toBe(404)
    expect((await user.post("/api/v1/knowledge/documents/bulk-delete", {})).status).toBe(400)
    expect((await user.del(`/api/v1/knowledge/documents/collections/${collection.body.collection_id}`)).status).toBe(204)
  })

  it("lets administrators look after users, and never loses the last one", async () => {
    const users = (await admin.get("/api/v1/admin/users?q=reader")).body
    expect(users).toMatchObject({ total: 1, users: [{ username: "reader", is_admin: false }] })
    const id = users.users[0].user_id as string
    expect((await user.get("/api/v1/admin/users")).status).toBe(403)
    const me = (await admin.get("/api/v1/auth/me")).body.user_id as string
    expect((await admin.put(`/api/v1/admin/users/${me}`, { roles: ["user"] })).status).toBe(409)
    expect((await admin.put(`/api/v1/admin/users/${id}`, { roles: ["emperor"] })).status).toBe(422)
    expect((await admin.put(`/api/v1/admin/users/${id}`, { roles: ["admin", "user"] })).body.is_admin).toBe(true)
    expect((await user.get("/api/v1/admin/users")).status).toBe(200)
    expect((await admin.put(`/api/v1/admin/users/${id}`, { is_active: false, roles: ["user"] })).body.is_active).toBe(false)
    expect((await user.get("/api/v1/cases")).status).toBe(401)
    const created = await admin.post("/api/v1/admin/users", { username: "newcomer", email: "newcomer@example.org" })
    expect(created.status).toBe(201)
    const newcomer = await signIn(server.url, "newcomer", created.body.password)
    expect((await newcomer.get("/api/v1/auth/me")).body.must_change_password).toBe(true)
    expect((await newcomer.put("/api/v1/auth/me", { display_name: "New Comer" })).body.display_name).toBe("New Comer")
    expect((await newcomer.put("/api/v1/auth/me", { email: "admin@faultmaven.local" })).status).toBe(409)
    const reset = await admin.post(`/api/v1/admin/users/${created.body.user.user_id}/reset-password`)
    expect((await newcomer.get("/api/v1/auth/me")).status).toBe(401)
    await signIn(server.url, "newcomer", reset.body.password)
    const audit = (await admin.get("/api/v1/admin/audit?limit=100")).body
    expect(audit.events.map((e: { event: string }) => e.event)).toEqual(expect.arrayContaining(["user_changed", "user_created", "password_reset"]))
  })

  it("shows providers, the state of the server and what models cost", async () => {
    const providers = (await admin.get("/api/v1/admin/providers")).body
    expect(providers.components.map((c: { name: string }) => c.name)).toContain("files")
    expect((await admin.post("/api/v1/admin/providers/database/test")).body).toMatchObject({ ok: true })
    expect((await admin.post("/api/v1/admin/providers/nothing/test")).status).toBe(404)
    expect((await admin.get("/api/v1/admin/system")).body).toMatchObject({ database: "sqlite", evidence: { files: 0 }, users: 5 })
    expect((await admin.get("/api/v1/usage?days=7")).body).toMatchObject({ days: 7, calls: 0, by_model: [] })
    expect((await admin.get("/api/v1/usage?days=0")).status).toBe(422)
    expect((await admin.get("/admin/openapi-health")).body).toMatchObject({ status: "healthy", aggregation: { failed_services: [] } })
    expect((await admin.post("/admin/refresh-openapi")).body.status).toBe("success")
  })
})
