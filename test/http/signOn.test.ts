import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { AUDIENCE, type OidcServer, type Person, startOidc } from "../servers/oidc.js"
import { client, removeFolder, type RunningServer, signIn, startServer } from "../support/server.js"

const ann: Person = { subject: "auth0|ann", email: "ann@corp.example", name: "Ann Example", roles: ["admin"] }

/** What a browser keeps of an answer. */
const cookiesOf = (answer: Response): Record<string, string> => Object.fromEntries(answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!.split("=") as [string, string]))
const header = (cookies: Record<string, string>) => ({ cookie: Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join("; ") })
const get = (url: string, cookies: Record<string, string> = {}) => fetch(url, { redirect: "manual", headers: header(cookies) })

describe("sign-in with the browser at an outside issuer", () => {
  let issuer: OidcServer
  let server: RunningServer
  beforeAll(async () => {
    issuer = await startOidc()
    server = await startServer({
      env: { AUTH_PROVIDER: "oidc", OIDC_ISSUER_URL: issuer.issuer, OIDC_AUDIENCE: AUDIENCE, OIDC_CLIENT_ID: issuer.clientId, OIDC_CLIENT_SECRET: issuer.clientSecret }
    })
    issuer.allow(`${server.url}/api/v1/auth/oidc/callback`)
  })
  afterAll(async () => {
    await server.stop()
    await issuer.stop()
    await removeFolder(server.dataFolder)
  })

  const begin = async (returnTo = "/cases") => {
    const answer = await get(`${server.url}/api/v1/auth/oidc/login?${new URLSearchParams({ return_to: returnTo })}`)
    return { status: answer.status, page: answer.headers.get("location") ?? "", cookies: cookiesOf(answer), raw: answer.headers.getSetCookie().join() }
  }

  it("goes to the issuer and comes back signed in, with our own session", async () => {
    const started = await begin()
    expect(started.status).toBe(302)
    expect(started.page.startsWith(`${issuer.issuer}authorize?`)).toBe(true)
    expect(Object.fromEntries(new URL(started.page).searchParams)).toMatchObject({ response_type: "code", code_challenge_method: "S256", scope: "openid email profile" })
    expect(started.raw).toMatch(/fm_sign_on=.*HttpOnly.*SameSite=Lax/)
    const back = await issuer.visit(ann, started.page)
    expect(`${back.origin}${back.pathname}`).toBe(`${server.url}/api/v1/auth/oidc/callback`)
    const ended = await get(back.href, started.cookies)
    expect([ended.status, ended.headers.get("location")]).toEqual([302, "/cases"])
    const session = cookiesOf(ended)
    const me = await (await get(`${server.url}/api/v1/auth/me`, session)).json() as Record<string, unknown>
    expect(me).toMatchObject({ email: ann.email, display_name: ann.name, is_admin: true })
    expect(ended.headers.getSetCookie().find((cookie) => cookie.startsWith("fm_session="))).toMatch(/HttpOnly/)
    // the same person by an access token of the issuer
    expect((await client(server.url, await issuer.signIn(ann)).get("/api/v1/auth/me")).body.user_id).toBe(me["user_id"])
    const ever = await begin()
    const again = await get((await issuer.visit({ ...ann, roles: [] }, ever.page)).href, ever.cookies)
    expect(await (await get(`${server.url}/api/v1/auth/me`, cookiesOf(again))).json()).toMatchObject({ user_id: me["user_id"], is_admin: false })
  })

  it("an answer counts once, in the browser that asked, for the question that it asked", async () => {
    const failure = ["/login?error=sign_on_failed", undefined]
    const outcome = async (url: string, cookies: Record<string, string>) => {
      const answer = await get(url, cookies)
      return [answer.headers.get("location"), cookiesOf(answer)["fm_session"]]
    }
    const [mine, other] = [await begin(), await begin()]
    const back = await issuer.visit(ann, mine.page)
    expect(await outcome(back.href, {})).toEqual(failure)
    expect(await outcome(back.href, other.cookies)).toEqual(failure)
    const mixed = new URL(back)
    mixed.searchParams.set("state", other.cookies["fm_sign_on"]!)
    // another question's state with this answer's code: the verifier does not fit
    expect(await outcome(mixed.href, other.cookies)).toEqual(failure)
    const [next, good] = await (async () => {
      const started = await begin()
      return [started, await issuer.visit(ann, started.page)] as const
    })()
    expect((await outcome(good.href, next.cookies))[0]).toBe("/cases")
    expect(await outcome(good.href, next.cookies)).toEqual(failure)
    expect(await outcome(`${server.url}/api/v1/auth/oidc/callback`, {})).toEqual(failure)
    expect((await outcome(`${server.url}/api/v1/auth/oidc/callback?error=access_denied&state=x`, {}))[0]).toBe("/login?error=access_denied")
  })

  it("comes back to paths of ours only", async () => {
    for (const path of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""]) {
      const started = await begin(path)
      expect((await get((await issuer.visit(ann, started.page)).href, started.cookies)).headers.get("location"), path).toBe("/")
    }
  })

  it("a closed account stays out; an issuer that is away is told as such", async () => {
    const bob = { subject: "auth0|bob", email: "bob@corp.example", name: "Bob" }
    const token = await issuer.signIn(bob)
    const { user_id: userId } = (await client(server.url, token).get("/api/v1/auth/me")).body
    const admin = await signIn(server.url)
    expect((await admin.call("PUT", `/api/v1/admin/users/${userId}`, { is_active: false })).status).toBe(200)
    const started = await begin()
    expect((await get((await issuer.visit(bob, started.page)).href, started.cookies)).headers.get("location")).toBe("/login?error=sign_on_failed")
    expect((await client(server.url, await issuer.signIn(bob)).get("/api/v1/auth/me")).status).toBe(401)
    const waiting = await begin()
    const back = await issuer.visit(ann, waiting.page)
    issuer.failWith(503)
    expect((await get(back.href, waiting.cookies)).status).toBe(503)
    issuer.failWith(null)
  })

  it("is announced where it is offered, and not there where it is not", async () => {
    const config = (await client(server.url).get("/api/v1/auth/config")).body
    expect(config).toMatchObject({ auth_mode: "oauth", sso_login_url: `${server.url}/api/v1/auth/oidc/login`, oauth: { authorize_url: `${server.url}/auth/authorize`, token_url: `${server.url}/api/v1/auth/oauth/token`, client_id: "faultmaven-copilot" } })
    const plain = await startServer()
    expect((await client(plain.url).get("/api/v1/auth/config")).body).toMatchObject({ auth_mode: "local", sso_login_url: null })
    expect((await get(`${plain.url}/api/v1/auth/oidc/login`)).status).toBe(404)
    expect((await get(`${plain.url}/api/v1/auth/oidc/callback?error=access_denied`)).status).toBe(404)
    await plain.stop()
    await removeFolder(plain.dataFolder)
  })
})
