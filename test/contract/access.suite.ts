import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, type Client, fileForm, removeFolder, signIn, until } from "../support/server.js"
import { access } from "./access.rows.js"
import { type Request, requestOf } from "./arbitrary.js"
import { type Document, type Operation, readDocument } from "./openapi.js"
import { makeWorld, unique, type World } from "./world.js"

const SEED = 7
const SAMPLES = 4
/** what only the owner's things contain */
const SECRET = `zebra-${unique("mark")}`

/** Every route as nobody, as the owner, as another user, as one of another organisation, and as an administrator. */
export const accessMatrix = (database: string, env: () => Record<string, string>) => describe(`access · ${database}`, () => {
  let world: World
  let document: Document
  let owner: Client
  const strangers: Record<string, Client> = {}
  let ids: Record<string, string> = {}

  const person = async (fields: Record<string, unknown> = {}): Promise<Client> => {
    const username = unique("person")
    const made = await world.me.post("/api/v1/admin/users", { username, email: `${username}@example.org`, password: "a long enough secret", ...fields })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
    return signIn(world.server.url, username, "a long enough secret")
  }

  const furnish = async (): Promise<Record<string, string>> => {
    const c = (await owner.post("/api/v1/cases", { title: `${SECRET} case`, description: SECRET })).body.case_id as string
    const evidence = (await owner.post("/api/v1/evidence", fileForm(`${SECRET}.log`, `2026-11-24T10:00:00Z ERROR api ${SECRET}\n`, { case_id: c, description: SECRET }))).body.evidence_id as string
    await until(() => owner.get(`/api/v1/evidence/${evidence}`), (a) => a.body.status === "completed")
    const turn = await owner.post("/api/v1/agent/chat", { case_id: c, message: `${SECRET}?` })
    await until(() => owner.get(`/api/v1/agent/chat/${turn.body.job_id}`), (a) => a.body.status !== "processing")
    const document = (await owner.post("/api/v1/knowledge/documents", { title: `${SECRET} doc`, content: `${SECRET} text`, document_type: "guide", tags: [SECRET] })).body.document_id as string
    const chunk = (await owner.post("/api/v1/knowledge/search", { query: `${SECRET} text`, search_mode: "keyword" })).body.results[0]?.chunk_id ?? "none"
    return {
      case_id: c, evidence_id: evidence, data_id: evidence, file_id: evidence, document_id: document, chunk_id: chunk as string, job_id: turn.body.job_id as string,
      session_id: (await owner.post("/api/v1/sessions", { client_id: SECRET, metadata: { note: SECRET } })).body.session_id as string,
      hypothesis_id: (await owner.post(`/api/v1/cases/${c}/hypotheses`, { description: SECRET })).body.hypothesis.hypothesis_id as string,
      solution_id: (await owner.post("/api/v1/solutions", { case_id: c, title: SECRET })).body.solution_id as string,
      report_id: (await owner.post(`/api/v1/cases/${c}/reports`, { report_types: ["incident_report"] })).body.reports[0].report_id as string,
      collection_id: (await owner.post("/api/v1/knowledge/documents/collections", { name: SECRET, document_ids: [document] })).body.collection_id as string,
      login_id: (await owner.get("/api/v1/auth/logins")).body.logins[0].login_id as string
    }
  }

  /** All the owner can see of the own things; times of reading left out. */
  const snapshot = async (): Promise<string> => {
    const paths = [
      `/cases/${ids["case_id"]}`, `/cases/${ids["case_id"]}/messages`, `/cases/${ids["case_id"]}/hypotheses`, `/cases/${ids["case_id"]}/solutions`, `/cases/${ids["case_id"]}/reports?include_history=true`,
      `/cases/${ids["case_id"]}/data`, `/evidence/${ids["evidence_id"]}`, `/knowledge/documents/${ids["document_id"]}`, `/sessions/${ids["session_id"]}/messages`, `/documents?collection_id=${ids["collection_id"]}`, "/documents?drafts=true"
    ]
    const answers = await Promise.all(paths.map((path) => owner.get(`/api/v1${path}`)))
    return answers.map((a, i) => `${paths[i]} ${a.status} ${JSON.stringify(a.body)}`).join("\n")
  }

  beforeAll(async () => {
    world = await makeWorld(env())
    document = await readDocument(world.server.url)
    owner = await person()
    strangers["another user"] = await person()
    strangers["one of another organisation"] = await person({ organization_id: "elsewhere" })
    ids = await furnish()
  })
  afterAll(async () => {
    await world.server.stop()
    await removeFolder(world.server.dataFolder)
  })

  const send = (as: Client, operation: Operation, request: Request) => {
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? request.ids[name] ?? "x"))
    const query = new URLSearchParams(request.query).toString()
    return as.call(operation.method, query === "" ? path : `${path}?${query}`, request.body)
  }
  const samples = (operation: Operation): ReadonlyArray<Request> => fc.sample(requestOf(operation, document.schemas, ids), { numRuns: SAMPLES, seed: SEED })

  it("has a row for every route and no other", () => {
    expect([...access.keys()].sort()).toEqual(document.operations.map((o) => o.id).sort())
  })

  it("nobody gets in without credentials, except by the public routes", async () => {
    for (const operation of document.operations) {
      const answer = await send(client(world.server.url), operation, samples(operation)[0]!)
      if (access.get(operation.id) !== "public") expect(answer.status, operation.id).toBe(401)
    }
  })

  it("only administrators do what administrators do", async () => {
    for (const operation of document.operations.filter((o) => access.get(o.id) === "admin")) {
      for (const request of samples(operation)) {
        for (const [who, as] of [["the owner", owner], ...Object.entries(strangers)] as const) expect((await send(as, operation, request)).status, `${who} ${operation.id}`).toBe(403)
      }
      expect([401, 403], operation.id).not.toContain((await send(world.me, operation, samples(operation)[0]!)).status)
    }
  })

  it("nothing of somebody else is ever read or changed, by users, other organisations or administrators", async () => {
    const before = await snapshot()
    expect(before).toContain(SECRET)
    const callers = { ...strangers, "an administrator": world.me }
    let calls = 0
    for (const operation of document.operations) {
      const kind = access.get(operation.id)
      if (kind === "public" || kind === "admin" || /\/auth\/(logout|dev|password|me$|oauth)/.test(operation.path)) continue
      for (const [who, as] of Object.entries(callers)) {
        if (kind === "job" && who === "an administrator") continue
        for (const request of samples(operation)) {
          const answer = await send(as, operation, request)
          calls++
          const said = `${who} ${operation.id}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`
          expect(answer.status, said).toBeLessThan(500)
          if (kind === "owner" || kind === "job") expect(answer.status, said).toBeGreaterThanOrEqual(400)
          // what the caller sent may come back; what only the owner has must not
          const sent = request.body instanceof FormData ? "" : request.body ?? ""
          if (!sent.includes(SECRET)) expect(JSON.stringify(answer.body), said).not.toContain(SECRET)
        }
      }
    }
    expect(await snapshot()).toBe(before)
    process.stdout.write(`access on ${database}: ${document.operations.length} routes, ${calls} calls by strangers, nothing read, nothing changed\n`)
  }, 300_000)

  it("the owner reaches everything of the own", async () => {
    for (const operation of document.operations.filter((o) => o.method === "GET" && ["owner", "job", "self"].includes(access.get(o.id) ?? "") && o.id !== "agent.events")) {
      const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? "x"))
      const query = new URLSearchParams(Object.fromEntries(operation.parameters.filter((p) => p.in === "query" && p.required === true).map((p) => [p.name, ids[p.name] ?? SECRET])))
      if (operation.id === "oauthConsent.consent") continue
      const answer = await owner.get(`${path}?${query}`)
      expect(answer.status, `${operation.id} ${JSON.stringify(answer.body).slice(0, 200)}`).toBeLessThan(300)
    }
  })
})
