import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, type Client, register, removeFolder, type RunningServer, signIn, startServer } from "../support/server.js"

describe("tokens for programs", () => {
  let server: RunningServer
  let me: Client & { readonly token: string }
  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })
  const make = (changes: Record<string, unknown> = {}) => me.post("/api/v1/auth/tokens", { name: "nightly", scopes: ["cases:read"], days: 30, ...changes })

  it("carry only their scopes, are listed, and end at once", async () => {
    const made = await make()
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(Date.parse(made.body.expires_at) - Date.now()).toBeGreaterThan(29 * 86_400_000)
    const program = client(server.url, made.body.token)
    expect((await program.get("/api/v1/cases")).status).toBe(200)
    expect((await program.post("/api/v1/cases", { title: "no" })).status).toBe(403)
    expect((await program.get("/api/v1/admin/users")).status).toBe(403)
    // it cannot make others, nor see how its owner signs in
    expect((await program.post("/api/v1/auth/tokens", { name: "more", scopes: ["cases:write"] })).status).toBe(403)
    const listed = (await me.get("/api/v1/auth/logins")).body.logins.find((l: { login_id: string }) => l.login_id === made.body.login_id)
    expect(listed).toMatchObject({ client: "token: nightly", scopes: ["cases:read"], current: false })
    expect(JSON.stringify(listed)).not.toContain(made.body.token)
    expect((await me.del(`/api/v1/auth/logins/${made.body.login_id}`)).status).toBe(204)
    expect((await program.get("/api/v1/cases")).status).toBe(401)
    expect((await me.get("/api/v1/admin/audit?event=token_created")).body.events[0].details).toMatchObject({ name: "nightly", days: 30 })
  })

  it("an administrator ends all sessions of somebody, tokens too", async () => {
    const person = await register(server.url, "leaver")
    const id = (await person.get("/api/v1/auth/me")).body.user_id as string
    const token = (await person.post("/api/v1/auth/tokens", { name: "script", scopes: ["cases:read"] })).body.token as string
    expect((await person.post(`/api/v1/admin/users/${id}/end-sessions`)).status).toBe(403)
    expect((await me.post(`/api/v1/admin/users/${id}/end-sessions`)).body).toEqual({ ended: 2 })
    expect((await person.get("/api/v1/auth/me")).status).toBe(401)
    expect((await client(server.url, token).get("/api/v1/cases")).status).toBe(401)
    expect((await me.post("/api/v1/admin/users/usr_none/end-sessions")).status).toBe(404)
    expect((await me.get("/api/v1/admin/system")).body).toMatchObject({ edition: "core", migrations: expect.any(Number), database_bytes: expect.any(Number) })
    expect((await me.get("/api/v1/admin/system")).body.migrations).toBeGreaterThan(10)
  })

  it("are refused where they ask for what there is not, and end with all sign-ins", async () => {
    for (const changes of [{ scopes: ["world:rule"] }, { scopes: [] }, { days: 0 }, { days: 366 }, { name: "" }]) expect((await make(changes)).status, JSON.stringify(changes)).toBe(422)
    const program = client(server.url, (await make({ scopes: ["cases:read", "cases:write"] })).body.token)
    expect((await program.post("/api/v1/cases", { title: "yes" })).status).toBe(201)
    expect((await me.get("/api/v1/auth/oauth/apps")).body.apps).toEqual([])
    await me.post("/api/v1/auth/dev/revoke-all-tokens")
    expect((await program.get("/api/v1/cases")).status).toBe(401)
  })
})
