import { createHash, randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { client, type Client, removeFolder, type RunningServer, register, signIn, startServer } from "../support/server.js"

const redirect = `https://${"abcdefghijklmnop".repeat(2)}.chromiumapp.org/`
const scope = "openid profile email cases:read cases:write knowledge:read evidence:read"
const verifier = randomBytes(40).toString("base64url")
const challenge = createHash("sha256").update(verifier).digest("base64url")
const asked = (changes: Record<string, string> = {}) => ({
  response_type: "code", client_id: "faultmaven-copilot", redirect_uri: redirect, state: "s-123", code_challenge: challenge, code_challenge_method: "S256", scope, ...changes
})

describe("OAuth for the extension: code, PKCE, refresh, revocation", () => {
  let server: RunningServer
  let me: Client & { readonly token: string }
  let anyone: Client
  beforeAll(async () => {
    server = await startServer()
    me = await signIn(server.url)
    anyone = client(server.url)
  })
  afterAll(async () => {
    await server.stop()
    await removeFolder(server.dataFolder)
  })

  const consent = (changes: Record<string, string> = {}) => me.get(`/api/v1/auth/oauth/authorize?${new URLSearchParams(asked(changes))}`)
  const approve = async (changes: Record<string, string> = {}) => (await me.post("/api/v1/auth/oauth/authorize", { approved: true, ...asked(changes) })).body
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    anyone.post("/api/v1/auth/oauth/token", { grant_type: "authorization_code", client_id: "faultmaven-copilot", redirect_uri: redirect, code, code_verifier: verifier, ...changes })

  it("shows who asks for what, to signed-in people only", async () => {
    const shown = await consent()
    expect(shown.status).toBe(200)
    expect(shown.body).toMatchObject({ client_name: "FaultMaven Copilot", state: "s-123", user: { username: "admin" } })
    expect(shown.body.scopes).toHaveLength(7)
    expect((await anyone.get(`/api/v1/auth/oauth/authorize?${new URLSearchParams(asked())}`)).status).toBe(401)
  })

  it("sends nobody to an address that is not the client's", async () => {
    for (const uri of [
      "https://evil.example.org/", `${redirect.slice(0, -1)}.evil.org/`, `https://evil.org/?x=${redirect}`, "http://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/",
      "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org.evil.org/", `${redirect}#frag`, `${redirect}\n`, "https://abc.chromiumapp.org/", "javascript:alert(1)"
    ]) {
      expect((await consent({ redirect_uri: uri })).status, uri).toBe(400)
      expect((await me.post("/api/v1/auth/oauth/authorize", { approved: false, ...asked({ redirect_uri: uri }) })).status, uri).toBe(400)
    }
  })

  it("names the error as the standard does", async () => {
    const errors = [
      [{ client_id: "somebody" }, "unauthorized_client"], [{ response_type: "token" }, "unsupported_response_type"], [{ code_challenge_method: "plain" }, "invalid_request"],
      [{ code_challenge: "short" }, "invalid_request"], [{ scope: "cases:read world:rule" }, "invalid_scope"], [{ state: "" }, "invalid_request"]
    ] as const
    for (const [changes, error] of errors) {
      const answer = await consent(changes)
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({ error, error_description: expect.any(String) })
    }
    expect((await anyone.post("/api/v1/auth/oauth/token", { grant_type: "password" })).body.error).toBe("unsupported_grant_type")
    expect((await anyone.post("/api/v1/auth/oauth/token", "not json")).body.error).toBe("invalid_request")
  })

  it("says no with where to go when the user says no", async () => {
    const decision = (await me.post("/api/v1/auth/oauth/authorize", { approved: false, ...asked() })).body
    expect(decision).toMatchObject({ error: "access_denied", state: "s-123" })
    expect(decision.code).toBeUndefined()
    expect(new URL(decision.redirect).searchParams.get("error")).toBe("access_denied")
  })

  it("gives flat tokens for a code, that work within their scopes", async () => {
    const decision = await approve()
    expect(new URL(decision.redirect).searchParams.get("code")).toBe(decision.code)
    const signed = await exchange(decision.code)
    expect(signed.status, JSON.stringify(signed.body)).toBe(200)
    expect(signed.body).toMatchObject({ token_type: "bearer", username: "admin", scope })
    expect(signed.body.expires_in).toBeGreaterThan(300)
    const app = client(server.url, signed.body.access_token as string)
    expect((await app.get("/api/v1/auth/me")).body.username).toBe("admin")
    expect((await app.post("/api/v1/cases", { title: "from the extension" })).status).toBe(201)
    expect((await app.get("/api/v1/admin/users")).status).toBe(403)
    expect((await app.post("/api/v1/knowledge/documents", { title: "x", content: "x", document_type: "guide" })).status).toBe(403)
    expect((await app.post("/api/v1/knowledge/search", { query: "x" })).status).toBe(200)
    expect((await app.put("/api/v1/auth/password", { current_password: "a", new_password: "b" })).status).toBe(403)
    expect((await app.post("/api/v1/auth/oauth/authorize", { approved: true, ...asked() })).status).toBe(403)
    const form = await fetch(`${server.url}/api/v1/auth/oauth/token`, { method: "POST", body: new URLSearchParams({ grant_type: "refresh_token", client_id: "faultmaven-copilot", refresh_token: signed.body.refresh_token }) })
    expect(form.status).toBe(200)
    const refreshed = await form.json() as { refresh_token: string; access_token: string; scope: string }
    expect(refreshed.refresh_token).not.toBe(signed.body.refresh_token)
    expect(refreshed.scope).toBe(scope)
    expect((await client(server.url, refreshed.access_token).get("/api/v1/admin/users")).status).toBe(403)
    expect((await me.get("/api/v1/auth/logins")).body.logins.map((l: { client: string }) => l.client)).toContain("faultmaven-copilot")
    expect((await anyone.post("/api/v1/auth/oauth/revoke", { token: refreshed.refresh_token, token_type_hint: "refresh_token" })).status).toBe(200)
    expect((await client(server.url, refreshed.access_token).get("/api/v1/auth/me")).status).toBe(401)
    expect((await anyone.post("/api/v1/auth/oauth/revoke", { token: "unknown" })).status).toBe(200)
    expect((await anyone.post("/api/v1/auth/oauth/token", { grant_type: "refresh_token", refresh_token: refreshed.refresh_token })).body.error).toBe("invalid_grant")
  })

  it("takes a code once, from whom it was made for, and ends the login when it comes again", async () => {
    for (const changes of [{ code_verifier: randomBytes(40).toString("base64url") }, { redirect_uri: redirect.replace("abcdefgh", "bbcdefgh") }, { client_id: "other" }]) {
      expect((await exchange((await approve()).code, changes)).body.error).toBe("invalid_grant")
    }
    const { code } = await approve()
    const both = await Promise.all([exchange(code), exchange(code)])
    expect(both.map((a) => a.status).sort()).toEqual([200, 400])
    const signed = both.find((a) => a.status === 200)!
    await exchange(code)
    expect((await client(server.url, signed.body.access_token).get("/api/v1/auth/me")).status).toBe(401)
  })

  it("lists the apps that a user gave access to, and takes it back", async () => {
    const user = await register(server.url, "connected")
    expect((await user.get("/api/v1/auth/oauth/apps")).body).toEqual({ apps: [] })
    const tokens = []
    for (const wanted of ["cases:read", "cases:read knowledge:read"]) {
      const decision = (await user.post("/api/v1/auth/oauth/authorize", { approved: true, ...asked({ scope: wanted }) })).body
      tokens.push((await exchange(decision.code)).body.access_token as string)
    }
    const { apps } = (await user.get("/api/v1/auth/oauth/apps")).body
    expect(apps).toEqual([expect.objectContaining({ client_id: "faultmaven-copilot", client_name: "FaultMaven Copilot", sign_ins: 2 })])
    expect([...apps[0].scopes].sort()).toEqual(["cases:read", "knowledge:read"])
    expect((await client(server.url, tokens[0]!).get("/api/v1/auth/oauth/apps")).status).toBe(403)
    expect((await me.del("/api/v1/auth/oauth/apps/somebody")).status).toBe(404)
    const mine = await exchange((await approve()).code)
    expect((await user.del("/api/v1/auth/oauth/apps/faultmaven-copilot")).body).toEqual({ client_id: "faultmaven-copilot", revoked_sign_ins: 2 })
    for (const token of tokens) expect((await client(server.url, token).get("/api/v1/cases")).status).toBe(401)
    expect((await client(server.url, mine.body.access_token as string).get("/api/v1/cases")).status).toBe(200)
    expect((await user.get("/api/v1/auth/me")).status).toBe(200)
    expect((await user.del("/api/v1/auth/oauth/apps/faultmaven-copilot")).status).toBe(404)
  })

  it("belongs to the one who agreed", async () => {
    const user = await register(server.url, "consenting")
    const decision = (await user.post("/api/v1/auth/oauth/authorize", { approved: true, ...asked() })).body
    expect((await exchange(decision.code)).body.username).toBe("consenting")
  })
})
