import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, type Client, removeFolder, signIn } from "../support/server.js"
import { type Request, requestOf } from "./arbitrary.js"
import { type Document, type Operation, readDocument } from "./openapi.js"
import { makeWorld, unique, type World } from "./world.js"

const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 10_000)
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_124)
const CONCURRENT = 8

/** These end the sign-in they are called with. */
const ENDS_SIGN_IN = /\/auth\/(logout|dev\/revoke-all-tokens|password|logins)/

export const fuzz = (database: string, env: () => Record<string, string>) => describe(`fuzz · ${database}`, () => {
  let world: World
  let document: Document
  beforeAll(async () => {
    world = await makeWorld(env())
    document = await readDocument(world.server.url)
  })
  afterAll(async () => {
    await world.server.stop()
    await removeFolder(world.server.dataFolder)
  })

  /** Things that exist, made anew for each operation because some are used up. */
  const things = async (): Promise<Record<string, string>> => {
    const caseId = await world.fresh.case()
    const [session, document, hypothesis, solution, user] = await Promise.all([
      world.fresh.session(), world.fresh.document(), world.me.post(`/api/v1/cases/${caseId}/hypotheses`, { description: "h" }), world.me.post("/api/v1/solutions", { case_id: caseId, title: "s" }),
      world.me.post("/api/v1/admin/users", { username: unique("fuzzed"), email: `${unique("fuzzed")}@example.org`, password: "a long enough secret" })
    ])
    return {
      ...world.ids, case_id: caseId, session_id: session, document_id: document, hypothesis_id: hypothesis.body.hypothesis.hypothesis_id, solution_id: solution.body.solution_id,
      user_id: user.body.user.user_id, username: user.body.user.username, name: "database", evidence_id: world.ids["evidence_id"]!
    }
  }

  const send = async (operation: Operation, request: Request, caller: Client & { readonly token?: string }): Promise<string | null> => {
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(request.ids[name] ?? "x"))
    const query = new URLSearchParams(request.query).toString()
    const where = `${operation.method} ${path}${query === "" ? "" : `?${query}`}`
    const said = () => `${where} ${request.body instanceof FormData ? `form ${[...request.body.keys()].join(",")}` : request.body ?? ""} ${JSON.stringify(request.headers)}`.slice(0, 600)
    let answer: Awaited<ReturnType<Client["call"]>>
    try {
      answer = await caller.call(operation.method, query === "" ? path : `${path}?${query}`, request.body, request.headers)
    } catch (error) {
      return `${said()}\n  no answer: ${String((error as Error).cause ?? error)}`
    }
    if (answer.status >= 500 && answer.status !== 503) return `${said()}\n  ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`
    if (operation.responses[String(answer.status)] === undefined) return `${said()}\n  undeclared status ${answer.status}: ${JSON.stringify(answer.body).slice(0, 200)}`
    const valid = (answer.headers.get("content-type") ?? "").includes("json") ? document.validatorOf(operation, answer.status) : null
    if (valid !== null && !valid(answer.body)) return `${said()}\n  ${answer.status} outside its schema: ${JSON.stringify(valid.errors?.slice(0, 2))} in ${JSON.stringify(answer.body).slice(0, 300)}`
    return null
  }

  it(`${REQUESTS} requests over all routes and methods: no 5xx, no undeclared status, no body outside its schema`, async () => {
    const each = Math.ceil(REQUESTS / document.operations.length)
    const failures: Array<string> = []
    let sent = 0
    for (const operation of document.operations) {
      const ids = await things()
      const requests = fc.sample(requestOf(operation, document.schemas, ids), { numRuns: each, seed: SEED + sent })
      const caller = async (): Promise<Client> => ENDS_SIGN_IN.test(operation.path) ? signIn(world.server.url, ids["username"], "a long enough secret").catch(() => client(world.server.url, "ended")) : world.me
      for (let i = 0; i < requests.length; i += CONCURRENT) {
        const as = await caller()
        const found = await Promise.all(requests.slice(i, i + CONCURRENT).map((request) => send(operation, request, as)))
        sent += found.length
        failures.push(...found.filter((failure) => failure !== null))
      }
    }
    process.stdout.write(`fuzz on ${database}: ${sent} requests over ${document.operations.length} operations, seed ${SEED}, ${failures.length} failures\n`)
    expect(failures.slice(0, 25).join("\n")).toBe("")
    expect(sent).toBeGreaterThanOrEqual(REQUESTS)
    // it is still there, and still answers the first thing it was asked
    expect((await world.me.get("/api/v1/auth/me")).status).toBe(200)
    expect((await world.me.get(`/api/v1/cases/${world.ids["case_id"]}`)).status).toBe(200)
  }, 600_000)
})
