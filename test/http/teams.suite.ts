import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Answer, type Client, fileForm, removeFolder, type RunningServer, signIn, startServer, until } from "../support/server.js"

interface Person { readonly id: string; readonly client: Client }

const runbook = (subject: string) => `# ${subject}\n\nThe pangolin ledger of the payments service rejects entries with LedgerQuotaExceeded.\n\n## Fix\n\nRaise \`ledger.quota\` of ${subject} and restart the deployment pangolin-ledger.\n`
const titles = (answer: Answer): ReadonlyArray<string> => [...new Set((answer.body.results ?? answer.body.documents).map((found: { title: string }) => found.title))].sort() as ReadonlyArray<string>

export const teams = (database: string, env: () => Record<string, string>) => describe(`teams on ${database}`, () => {
  let server: RunningServer
  let admin: Client
  let ann: Person
  let bob: Person
  let stranger: Person
  let namesake: Person
  const known: Record<string, string> = {}

  const person = async (username: string, fields: Record<string, unknown>): Promise<Person> => {
    const made = await admin.post("/api/v1/admin/users", { username, email: `${username}@example.org`, password: "a long enough secret", ...fields })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    return { id: made.body.user.user_id as string, client: await signIn(server.url, username, "a long enough secret") }
  }
  const put = async (who: Person, names: ReadonlyArray<string>) => expect((await admin.put(`/api/v1/admin/users/${who.id}`, { teams: names })).body.teams).toEqual(names)

  beforeAll(async () => {
    server = await startServer({ env: env() })
    admin = await signIn(server.url)
    ann = await person("ann", { teams: ["sre"] })
    bob = await person("bob", {})
    stranger = await person("stranger", { teams: ["billing"] })
    namesake = await person("namesake", { organization_id: "elsewhere", teams: ["sre"] })
    await put(bob, ["sre"])
    for (const [title, who, scope] of [["Ledger quota of the team", ann, "team"], ["Ledger quota of everybody", null, "global"]] as const) {
      const made = await (who?.client ?? admin).post("/api/v1/knowledge/documents", { title, content: runbook(title), document_type: "runbook", scope })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      known[title] = made.body.document_id as string
    }
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  /** What somebody finds, by every way there is. */
  const sight = async ({ client: me }: Person) => {
    const opened = await me.post("/api/v1/cases", { title: "Payments fail with LedgerQuotaExceeded" })
    const turn = await me.post(`/api/v1/agent/chat/${opened.body.case_id}`, { message: "The pangolin ledger rejects entries with LedgerQuotaExceeded. What does the runbook say?" })
    expect(turn.status, JSON.stringify(turn.body)).toBe(200)
    const list = await me.get("/api/v1/documents")
    const stats = await me.get("/api/v1/knowledge/stats")
    return {
      list: titles(list), count: list.body.total_count, stats: stats.body.total_documents, facets: (await me.get("/api/v1/documents/facets")).body.scopes,
      search: titles(await me.post("/api/v1/knowledge/search", { query: "pangolin ledger quota" })), plain: titles(await me.post("/api/v1/search", { query: "pangolin ledger quota" })),
      similar: titles(await me.get(`/api/v1/search/similar/${known["Ledger quota of everybody"]}`)),
      get: (await me.get(`/api/v1/documents/${known["Ledger quota of the team"]}`)).status,
      cited: [...new Set(turn.body.citations.filter((c: { kind: string }) => c.kind === "knowledge").map((c: { document_id: string }) => c.document_id))].includes(known["Ledger quota of the team"])
    }
  }
  const both = ["Ledger quota of everybody", "Ledger quota of the team"]
  const inside = { list: both, count: 2, stats: 2, facets: { team: 1, global: 1 }, search: both, plain: both, similar: [both[1]], get: 200, cited: true }
  const outside = { list: [both[0]], count: 1, stats: 1, facets: { global: 1 }, search: [both[0]], plain: [both[0]], similar: [], get: 404, cited: false }

  it("members find the team's runbook in every way, and the agent cites it; others do not, also in a team of the same name elsewhere", async () => {
    expect(await sight(ann)).toEqual(inside)
    expect(await sight(bob)).toEqual(inside)
    expect(await sight(stranger)).toEqual(outside)
    expect(await sight(namesake)).toEqual(outside)
    expect((await bob.client.get(`/api/v1/documents/${known["Ledger quota of the team"]}`)).body).toMatchObject({ scope: "team", team: "sre" })
    expect((await bob.client.get(`/api/v1/documents/${known["Ledger quota of everybody"]}`)).body).toMatchObject({ scope: "global", team: null })
  })

  it("who leaves the team has lost its knowledge with the next request, and who comes back has it again", async () => {
    await put(bob, [])
    expect(await sight(bob)).toEqual(outside)
    await put(bob, ["sre"])
    expect(await sight(bob)).toEqual(inside)
  })

  it("an administrator says who is in which team; names are checked, the change is audited and shown", async () => {
    expect((await admin.put(`/api/v1/admin/users/${stranger.id}`, { teams: ["ops-2", "billing", "ops-2"] })).body.teams).toEqual(["billing", "ops-2"])
    expect((await stranger.client.get("/api/v1/auth/me")).body.teams).toEqual(["billing", "ops-2"])
    expect((await admin.get("/api/v1/admin/users?q=stranger")).body.users[0].teams).toEqual(["billing", "ops-2"])
    // other changes leave them as they are
    expect((await admin.put(`/api/v1/admin/users/${stranger.id}`, { display_name: "A Stranger" })).body.teams).toEqual(["billing", "ops-2"])
    for (const wrong of [["a b"], [""], ["x".repeat(65)], ["a/b"], "sre", Array.from({ length: 51 }, (_, i) => `t${i}`)]) {
      expect((await admin.put(`/api/v1/admin/users/${stranger.id}`, { teams: wrong })).status).toBe(422)
    }
    expect((await stranger.client.put(`/api/v1/admin/users/${stranger.id}`, { teams: ["sre"] })).status).toBe(403)
    const audit = (await admin.get(`/api/v1/admin/audit?user_id=${stranger.id}&event=user_changed&limit=10`)).body.events
    expect(audit[0].details).toMatchObject({ by: "admin", teams: ["billing", "ops-2"] })
    await put(stranger, ["billing"])
  })

  it("an upload goes into the one team there is, or into the one that is named", async () => {
    const text = "# Walrus\n\nThe walrus daemon loses its lease.\n"
    const ways: Record<string, (who: Person, fields: Record<string, string>) => Promise<Answer>> = {
      create: (who, fields) => who.client.post("/api/v1/knowledge/documents", { title: "Walrus", content: text, document_type: "runbook", ...fields }),
      upload: (who, fields) => who.client.post("/api/v1/documents/upload", fileForm("walrus.md", text, fields)),
      import: async (who, fields) => {
        const form = fileForm("walrus.md", text, fields)
        const accepted = await who.client.post("/api/v1/documents/import", form)
        if (accepted.status !== 202) return accepted
        const ended = await until(() => who.client.get(`/api/v1/jobs/${accepted.body.job_id}`), (answer) => answer.body.status === "completed")
        return who.client.get(`/api/v1/documents/${ended.body.result.files[0].document_id}`)
      }
    }
    const nobody = await person("nobody.else", {})
    for (const [way, send] of Object.entries(ways)) {
      await put(ann, ["sre"])
      const one = await send(ann, { scope: "team" })
      expect(one.body, way).toMatchObject({ scope: "team", team: "sre" })
      await until(() => bob.client.get(`/api/v1/documents/${one.body.document_id}`), (answer) => answer.body.status === "indexed")
      expect(titles(await bob.client.post("/api/v1/search", { query: "walrus daemon" })), way).toContain(one.body.title)
      await put(ann, ["payments", "sre"])
      const several = await send(ann, { scope: "team" })
      expect(several.status, way).toBe(422)
      expect(JSON.stringify(several.body), way).toContain("payments, sre")
      const named = await send(ann, { scope: "team", team: "payments" })
      expect(named.body, way).toMatchObject({ scope: "team", team: "payments" })
      expect((await bob.client.get(`/api/v1/documents/${named.body.document_id}`)).status, way).toBe(404)
      expect((await send(ann, { scope: "team", team: "billing" })).status, way).toBe(403)
      expect((await send(ann, { team: "sre" })).status, way).toBe(422)
      expect((await send(nobody, { scope: "team" })).status, way).toBe(403)
      // many at once are deleted by a job, which has the teams of who asked
      const deleted = await ann.client.post("/api/v1/knowledge/documents/bulk-delete", { document_ids: [one.body.document_id, named.body.document_id] })
      expect(deleted.body, way).toMatchObject({ deleted_count: 2, failed_count: 0 })
    }
    await put(ann, ["sre"])
  })

  it("a member may change and delete what another wrote for the team, an administrator too, nobody else", async () => {
    const write = async (title: string) => (await ann.client.post("/api/v1/knowledge/documents", { title, content: runbook(title), document_type: "runbook", scope: "team" })).body.document_id as string
    const [first, second] = [await write("Ledger, first"), await write("Ledger, second")]
    for (const outsider of [stranger, namesake]) expect((await outsider.client.del(`/api/v1/documents/${first}`)).status).toBe(404)
    expect((await bob.client.put(`/api/v1/knowledge/documents/${first}`, { title: "Ledger, by bob" })).body).toMatchObject({ title: "Ledger, by bob" })
    expect((await bob.client.del(`/api/v1/documents/${first}`)).status).toBeLessThan(300)
    expect((await ann.client.get(`/api/v1/documents/${first}`)).status).toBe(404)
    expect((await admin.get("/api/v1/auth/me")).body.teams).toEqual([])
    expect((await admin.del(`/api/v1/documents/${second}`)).status).toBeLessThan(300)
    expect((await ann.client.get(`/api/v1/documents/${second}`)).status).toBe(404)
  })
})
