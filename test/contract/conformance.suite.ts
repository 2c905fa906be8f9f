import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Answer, client, removeFolder } from "../support/server.js"
import { type Call, calls } from "./calls.js"
import { bodySchema, type Endpoint, endpoints, type Parameter, problem, validator } from "./contract.js"
import { differs } from "./differences.js"
import { makeWorld, unique, type World } from "./world.js"

const UNKNOWN = "00000000-0000-4000-8000-000000000000"

/** Ways to be wrong that this suite makes itself; every declared error must be among them, or be a named difference. */
const NOT_TESTABLE = new Set(["500"])

interface Prepared { readonly method: string; readonly path: string; readonly call: Call; readonly names: ReadonlyArray<string> }

const withIds = (path: string, ids: Record<string, string>): string => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? UNKNOWN)
const withQuery = (path: string, query: Record<string, string>): string => Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`

export const conformance = (database: string, env: () => Record<string, string>) => describe(`contract · ${database}`, () => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld(env())
  })
  afterAll(async () => {
    await world.server.stop()
    await removeFolder(world.server.dataFolder)
  })

  const prepare = async (endpoint: Endpoint): Promise<Prepared> => {
    const make = calls[endpoint.id]
    if (make === undefined) throw new Error(`${endpoint.id} has no call: an endpoint of the contract is not tested`)
    const call = await make(world)
    const template = call.path ?? endpoint.path
    return { method: call.method ?? endpoint.method, path: withIds(template, { ...world.ids, ...call.ids }), call, names: [...template.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!) }
  }
  const send = (as: Pick<World["me"], "call">, p: Prepared, changes: { readonly path?: string; readonly query?: Record<string, string>; readonly body?: unknown } = {}) =>
    as.call(p.method, withQuery(changes.path ?? p.path, { ...p.call.query, ...changes.query }), "body" in changes ? changes.body : p.call.body)

  const expectProblem = (answer: Answer, status: number, why: string) => {
    expect(answer.status, `${why}: ${JSON.stringify(answer.body).slice(0, 300)}`).toBe(status)
    expect(problem(answer.body), `${why}: ${JSON.stringify(problem.errors)}`).toBe(true)
  }

  for (const endpoint of endpoints) {
    it(endpoint.id, async () => {
      const seen = new Set<string>()
      const p = await prepare(endpoint)
      const caller = p.call.as ?? world.me

      // success, against the intended schema
      const ok = await send(caller, p)
      const declared = Object.entries(endpoint.responses)
      if (declared.length > 0) expect(declared.map(([status]) => status), JSON.stringify(ok.body).slice(0, 500)).toContain(String(ok.status))
      else expect(ok.status, JSON.stringify(ok.body)).toBeLessThan(300)
      const response = endpoint.responses[String(ok.status)]
      if (response?.schema != null && response.contentType === "application/json" && endpoint.id !== "cases.reports.download") {
        const valid = validator(response.schema)
        expect(valid(ok.body), `${JSON.stringify(valid.errors)} in ${JSON.stringify(ok.body).slice(0, 500)}`).toBe(true)
      }

      // credentials
      if (p.call.open !== true && endpoint.id !== "sessions.create") {
        expectProblem(await send(world.nobody, p), 401, "without credentials")
        seen.add("401")
        expectProblem(await send(client(world.server.url, "no.valid.token"), p), 401, "with a wrong token")
      }

      // missing and foreign things
      if (p.names.length > 0 && endpoint.id !== "cases.bySession") {
        const again = await prepare(endpoint)
        const last = p.names.at(-1)!
        const missing = withIds(endpoint.path, { ...world.ids, ...again.call.ids, [last]: UNKNOWN })
        expectProblem(await send(world.me, again, { path: missing }), 404, "missing")
        expectProblem(await send(world.other, again), 404, "foreign")
        seen.add("404")
      }

      // wrong method
      if (endpoint.id !== "gateway.docs" && endpoint.id !== "gateway.redoc") {
        const wrong = await world.me.call("PATCH", p.path)
        expectProblem(wrong, 405, "wrong method")
        expect(wrong.headers.get("allow")).toContain(p.method)
      }

      await bounds(endpoint, p, seen)
      await special(endpoint, seen)

      // each declared error has been seen, or is a difference with a reason
      const unseen = Object.keys(endpoint.errors).filter((status) => !seen.has(status) && !NOT_TESTABLE.has(status) && !differs(endpoint.id, status))
      expect(unseen, "declared errors that no call brought about").toEqual([])
    })
  }

  /** Every bound of the contract, at its edge and just past it. */
  const bounds = async (endpoint: Endpoint, p: Prepared, seen: Set<string>) => {
    for (const [name, parameter] of Object.entries(endpoint.request.query)) {
      const past = async (value: string) => {
        expectProblem(await send(world.me, p, { query: { [name]: value } }), 422, `${name}=${value}`)
        seen.add("422")
      }
      const at = async (value: string) => expect((await send(world.me, await prepare(endpoint), { query: { [name]: value } })).status, `${name}=${value}`).toBeLessThan(300)
      if (parameter.minimum !== undefined) await at(String(parameter.minimum)).then(() => past(String(parameter.minimum! - 1)))
      if (parameter.maximum !== undefined) await at(String(parameter.maximum)).then(() => past(String(parameter.maximum! + 1)))
      if (parameter.type === "integer") await past("many").then(() => past("1.5"))
      if (parameter.type === "boolean") await at("true").then(() => past("perhaps"))
      if (parameter.enum !== undefined) {
        for (const value of parameter.enum) await at(String(value))
        await past("unheard-of")
      }
      if (parameter.required === true) {
        const { [name]: _gone, ...rest } = p.call.query ?? {}
        expectProblem(await world.me.call(p.method, withQuery(p.path, rest)), 422, `without ${name}`)
        seen.add("422")
      }
    }
    if (endpoint.request.contentType !== "application/json") return
    const schema = bodySchema(endpoint)
    const caller = p.call.open === true ? world.nobody : world.me
    const rejected = async (body: unknown, why: string) => {
      expectProblem(await send(caller, p, { body }), 422, why)
      seen.add("422")
    }
    await rejected("{\"broken\":", "broken JSON")
    await rejected(schema.type === "array" ? {} : "7", "a body of another type")
    if (typeof p.call.body !== "object" || p.call.body === null || Array.isArray(p.call.body)) return
    for (const name of schema.required ?? []) {
      const { [name]: _gone, ...rest } = p.call.body as Record<string, unknown>
      await rejected(rest, `without ${name}`)
    }
    for (const [name, parameter] of Object.entries(schema.properties ?? {})) {
      for (const wrong of pastEdge(parameter)) await rejected({ ...p.call.body, [name]: wrong }, `${name}=${JSON.stringify(wrong).slice(0, 40)}`)
      for (const right of atEdge(name, parameter)) {
        const again = await prepare(endpoint)
        const answer = await send(caller, again, { body: { ...(again.call.body as object), [name]: right } })
        expect(answer.status, `${name}=${JSON.stringify(right).slice(0, 40)}: ${JSON.stringify(answer.body).slice(0, 200)}`).not.toBe(422)
        expect(answer.status).toBeLessThan(500)
      }
    }
  }

  const types = (parameter: Parameter): ReadonlyArray<string> => Array.isArray(parameter.type) ? parameter.type as ReadonlyArray<string> : typeof parameter.type === "string" ? [parameter.type] : []

  const pastEdge = (parameter: Parameter): ReadonlyArray<unknown> => [
    ...(parameter.minimum === undefined ? [] : [parameter.minimum - 1]), ...(parameter.maximum === undefined ? [] : [parameter.maximum + 1]),
    ...(parameter.minLength === undefined ? [] : ["x".repeat(parameter.minLength - 1)]), ...(parameter.maxLength === undefined ? [] : ["x".repeat(parameter.maxLength + 1)]),
    ...(parameter.enum === undefined ? [] : ["unheard-of"]), ...(types(parameter).includes("string") ? [{ not: "text" }] : []), ...(types(parameter).includes("array") ? ["no array"] : []),
    ...(types(parameter).includes("object") ? ["no object"] : [])
  ]
  const atEdge = (name: string, parameter: Parameter): ReadonlyArray<unknown> => [
    ...(parameter.minimum === undefined ? [] : [parameter.minimum]), ...(parameter.maximum === undefined ? [] : [parameter.maximum]),
    ...(parameter.minLength === undefined ? [] : ["x".repeat(parameter.minLength)]),
    ...(parameter.maxLength === undefined ? [] : [name === "username" ? unique("u").padEnd(parameter.maxLength, "x").slice(0, parameter.maxLength) : "x".repeat(parameter.maxLength)]),
    ...(parameter.enum?.filter((value) => value !== null) ?? []), ...(types(parameter).includes("null") ? [null] : [])
  ]

  /** Declared errors that need their own situation. */
  const special = async (endpoint: Endpoint, seen: Set<string>) => {
    const check = async (status: number, why: string, answer: Promise<Answer>) => {
      expectProblem(await answer, status, why)
      seen.add(String(status))
    }
    switch (endpoint.id) {
      case "auth.devLogin":
        return check(401, "an unknown user", world.nobody.post("/api/v1/auth/dev-login", { username: "nobody.here" }))
      case "auth.devRegister":
        return check(409, "a taken name", world.nobody.post("/api/v1/auth/dev-register", { username: "admin" }))
      case "cases.reports.generate":
        return check(400, "no report type", world.me.post(`/api/v1/cases/${world.ids["case_id"]}/reports`, { report_types: [] }))
      case "knowledge.documents.bulkDelete":
        return check(400, "no ids", world.me.post("/api/v1/knowledge/documents/bulk-delete", { document_ids: [] }))
      case "cases.queries.add":
        return check(400, "a blank message", world.me.post(`/api/v1/cases/${world.ids["case_id"]}/queries`, { message: " " }))
      case "evidence.upload":
        await check(422, "without a file", world.me.post("/api/v1/evidence", (() => {
          const form = new FormData()
          form.set("case_id", world.ids["case_id"]!)
          return form
        })()))
        return check(404, "a foreign case", world.other.post("/api/v1/evidence", (await prepare(endpoint)).call.body))
      case "gateway.hypotheses":
        return check(404, "an unknown one", world.me.get(`/api/v1/hypotheses/${UNKNOWN}`))
      case "gateway.solutions":
        return check(404, "an unknown one", world.me.get(`/api/v1/solutions/${UNKNOWN}`))
      case "evidence.byCase":
        return check(404, "an unknown case", world.me.get(`/api/v1/evidence/case/${UNKNOWN}`))
      default:
    }
  }
})
