import { createHash } from "node:crypto"
import { createServer } from "node:http"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Clock, Duration, Effect, Layer, Redacted } from "effect"
import { generateKeyPair } from "jose"
import { Identity } from "../../src/providers/identity/Identity.js"
import { layer, layerAt, type OidcSettings } from "../../src/providers/identity/oidc.js"
import { AUDIENCE, NAMESPACE, startOidc } from "../servers/oidc.js"
import { configuration, memoryDatabase } from "../support/layers.js"
import { identityContract } from "./identity.contract.js"
import { silentServer } from "./silent.js"

const server = await startOidc()
afterAll(() => server.stop())

const ann = { subject: "auth0|ann", email: "ann@example.org", name: "Ann Example", roles: ["operator", "Admin"] }
const at = (change: Partial<OidcSettings> = {}) => layerAt({
  issuer: server.issuer, audiences: [AUDIENCE], rolesClaim: null, teamsClaim: null, adminRoles: ["admin"], clockSkew: Duration.seconds(60), deadline: Duration.seconds(5), cooldown: Duration.zero, client: null, ...change
}).pipe(Layer.provide(memoryDatabase()), Layer.provide(configuration({})))

const within = <A, E>(change: Partial<OidcSettings>, effect: Effect.Effect<A, E, Identity>) => Effect.provide(effect, at(change))
const verified = (token: string) => Effect.flatMap(Identity, (identity) => identity.verify(token))
const tagOf = (token: string) => Effect.map(Effect.flip(verified(token)), (error) => error._tag)
const reasonOf = (token: string) => Effect.map(Effect.flip(verified(token)), (error) => (error._tag === "TokenRejected" ? error.reason : error._tag))
const seconds = Effect.map(Clock.currentTimeMillis, (now) => Math.floor(now / 1000))
const forged = (claims: Record<string, unknown>, header: Parameters<typeof server.forge>[1] = {}) => Effect.flatMap(seconds, (now) =>
  Effect.promise(() => server.forge({ iss: server.issuer, aud: AUDIENCE, sub: "s", iat: now, exp: now + 600, ...claims }, header)))

identityContract("OIDC", {
  layer: at(), skew: 60,
  forge: (f) => Effect.flatMap(seconds, (now) => Effect.flatMap(f.key === "strange" ? Effect.promise(() => generateKeyPair("RS256")) : Effect.succeed(null), (strange) => Effect.promise(() => server.forge({
    sub: f.subject, iss: f.issuer ?? server.issuer, aud: f.audience ?? AUDIENCE, iat: now + (f.issuedIn ?? 0), exp: now + (f.expiresIn ?? 600),
    ...(f.roles === undefined ? {} : { [`${NAMESPACE}/roles`]: f.roles }), ...(f.wrongType ? { at_hash: "x", nonce: "n" } : {})
  }, strange === null ? {} : { kid: "strange", key: strange.privateKey }))))
})

describe("identity · OIDC, tokens", () => {
  it.live("a tenant's access token: person, namespaced claims, roles as the operator reads them", () => within({}, Effect.gen(function*() {
    const token = yield* Effect.promise(() => server.signIn(ann))
    expect(yield* verified(token)).toMatchObject({ subject: ann.subject, email: ann.email, name: ann.name, roles: ["admin", "user"], scopes: null, loginId: null, issuer: server.issuer })
    expect((yield* verified(yield* Effect.promise(() => server.signIn({ ...ann, subject: "auth0|bob", roles: ["operator"] })))).roles).toEqual(["user"])
    expect((yield* verified(yield* Effect.promise(() => server.signIn({ subject: "auth0|carl", email: "c@example.org", name: "C" })))).roles).toBeNull()
  })))

  it.live("roles under the claim and the name that the operator says", () => within({ rolesClaim: "realm_access.roles", adminRoles: ["faultmaven-admins"] }, Effect.gen(function*() {
    const roles = (claims: Record<string, unknown>) => Effect.map(Effect.flatMap(forged(claims), verified), (found) => found.roles)
    expect(yield* roles({ realm_access: { roles: ["faultmaven-admins"] } })).toEqual(["admin", "user"])
    expect(yield* roles({ realm_access: { roles: ["admin"] } })).toEqual(["user"])
    expect(yield* roles({ [`${NAMESPACE}/roles`]: ["faultmaven-admins"] })).toBeNull()
    expect(yield* roles({ realm_access: { roles: [] } })).toEqual(["user"])
    expect(yield* roles({ realm_access: "faultmaven-admins" })).toBeNull()
  })))

  it.live("teams where the operator names their claim: a list or a text, plain or namespaced; without the claim none", () => Effect.gen(function*() {
    const teams = (claims: Record<string, unknown>) => Effect.map(Effect.flatMap(forged(claims), verified), (found) => found.teams)
    yield* within({}, Effect.gen(function*() {
      expect(yield* teams({ groups: ["sre"] })).toBeNull()
    }))
    yield* within({ teamsClaim: "groups" }, Effect.gen(function*() {
      expect(yield* teams({ groups: ["sre", "/payments", "sre"] })).toEqual(["payments", "sre"])
      expect(yield* teams({ [`${NAMESPACE}/groups`]: "sre, ops" })).toEqual(["ops", "sre"])
      expect(yield* teams({ groups: ["two words", "a/b", "x".repeat(65), 7, "", "ok_1.2-3"] })).toEqual(["ok_1.2-3"])
      expect(yield* teams({ groups: Array.from({ length: 80 }, (_, i) => `t${i}`) })).toHaveLength(50)
      for (const none of [{}, { groups: [] }, { groups: null }, { groups: { sre: true } }, { roles: ["sre"] }]) expect(yield* teams(none)).toEqual([])
    }))
    yield* within({ teamsClaim: "faultmaven.teams" }, Effect.gen(function*() {
      expect(yield* teams({ faultmaven: { teams: ["sre"] } })).toEqual(["sre"])
    }))
  }))

  it.live("scopes of this product limit, others do not", () => within({}, Effect.gen(function*() {
    expect((yield* verified(yield* forged({ scope: "openid cases:read" }))).scopes).toEqual(["openid", "cases:read"])
    expect((yield* verified(yield* forged({ scope: "openid profile read:whatever" }))).scopes).toBeNull()
  })))

  it.live("one of several audiences is enough; none is not", () => within({ audiences: ["https://other.example/", AUDIENCE] }, Effect.gen(function*() {
    expect((yield* verified(yield* forged({ aud: ["https://userinfo.example/", AUDIENCE] }))).subject).toBe("s")
    expect(yield* reasonOf(yield* forged({ aud: [] }))).toBe("audience")
    expect(yield* reasonOf(yield* forged({ aud: undefined }))).toBe("audience")
  })))

  it.live("a token without an end, without a person, or of another kind is none", () => within({}, Effect.gen(function*() {
    expect(yield* reasonOf(yield* forged({ exp: undefined }))).toBe("malformed")
    expect(yield* reasonOf(yield* forged({ sub: undefined }))).toBe("malformed")
    expect(yield* reasonOf(yield* forged({}, { typ: "logout+jwt" }))).toBe("type")
    expect(yield* reasonOf(yield* forged({ token_use: "id" }))).toBe("type")
  })))
})

describe("identity · OIDC, sign-in with the browser", () => {
  const redirectUri = "http://127.0.0.1/callback"
  const codeVerifier = "v".repeat(50)
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url")
  /** as the issuer knows this client, but for the changes; then what comes back for a person who signs in */
  const returned = (change: { readonly secret?: string; readonly id?: string }, grant: { readonly nonce?: string; readonly codeVerifier?: string; readonly code?: string } = {}) =>
    within({ client: { id: change.id ?? server.clientId, secret: Redacted.make(change.secret ?? server.clientSecret), scopes: "openid email profile" } }, Effect.gen(function*() {
      const party = (yield* Identity).signOn!
      const page = yield* party.begin({ redirectUri, state: "s", nonce: "n-1", codeChallenge })
      // an unknown client is turned away on the issuer's own page: its code is somebody else's
      const back = yield* Effect.promise(() => server.visit(ann, change.id === undefined ? page : page.replace(change.id, server.clientId)))
      return yield* party.finish({ code: grant.code ?? back.searchParams.get("code") ?? "", redirectUri, codeVerifier: grant.codeVerifier ?? codeVerifier, nonce: grant.nonce ?? "n-1" })
    }))
  const failing = (change: Parameters<typeof returned>[0], grant: Parameters<typeof returned>[1] = {}) => Effect.map(Effect.flip(returned(change, grant)), (error) => (error._tag === "TokenRejected" ? error.reason : error._tag))

  it.live("tells who came back, with roles and address", () => Effect.gen(function*() {
    expect(yield* returned({})).toMatchObject({ subject: ann.subject, email: ann.email, name: ann.name, roles: ["admin", "user"], issuer: server.issuer, loginId: null, scopes: null })
  }))

  it.live("takes no answer to another question, no invented code, and tells when the client itself is refused", () => Effect.gen(function*() {
    expect(yield* failing({}, { nonce: "n-2" })).toBe("type")
    expect(yield* failing({}, { codeVerifier: "w".repeat(50) })).toBe("expired")
    expect(yield* failing({}, { code: "invented" })).toBe("expired")
    expect(yield* failing({ secret: "wrong" })).toBe("ProviderRefused")
    expect(yield* failing({ id: "somebody" })).toBe("ProviderRefused")
  }))

  it.live("is not offered without a client", () => within({}, Effect.map(Identity, (identity) => expect(identity.signOn).toBeNull())))
})

describe("identity · OIDC, keys and failures", () => {
  it.live("follows the issuer's keys: a new one is fetched, a dropped one is gone, a stranger's costs no question", () => within({}, Effect.gen(function*() {
    const old = yield* forged({ sub: "old" })
    expect((yield* verified(old)).subject).toBe("old")
    yield* Effect.promise(() => server.rotate({ drop: false }))
    expect((yield* verified(yield* forged({ sub: "new" }))).subject).toBe("new")
    expect((yield* verified(old)).subject).toBe("old")
    yield* Effect.promise(() => server.rotate({ drop: true }))
    expect((yield* verified(yield* forged({ sub: "newest" }))).subject).toBe("newest")
    expect(yield* reasonOf(old)).toBe("unknown_key")
    const asked = server.keyRequests()
    expect(yield* reasonOf(yield* forged({ iss: "https://stranger.example/" }, { kid: "nobody's" }))).toBe("issuer")
    expect(server.keyRequests()).toBe(asked)
  })))

  it.live("a flood of unknown keys asks the issuer once", () => within({ cooldown: Duration.minutes(5) }, Effect.gen(function*() {
    yield* verified(yield* forged({}))
    const asked = server.keyRequests()
    const strange = yield* Effect.promise(() => generateKeyPair("RS256"))
    const tokens = yield* Effect.forEach(Array.from({ length: 20 }, (_, i) => i), (i) => forged({}, { kid: `unknown-${i}`, key: strange.privateKey }))
    for (const reason of yield* Effect.forEach(tokens, reasonOf, { concurrency: "unbounded" })) expect(reason).toBe("unknown_key")
    expect(server.keyRequests() - asked).toBeLessThanOrEqual(1)
  })))

  it.live("an issuer that fails is unavailable, with known keys it is not missed, and it is found again", () => Effect.gen(function*() {
    const token = yield* forged({})
    yield* within({}, Effect.gen(function*() {
      yield* verified(token)
      server.failWith(503)
      expect((yield* verified(token)).subject).toBe("s")
    }))
    expect(yield* within({}, tagOf(token))).toBe("ProviderUnavailable")
    server.failWith(403)
    expect(yield* within({}, tagOf(token))).toBe("ProviderRefused")
    server.failWith(404)
    expect(yield* within({}, tagOf(token))).toBe("ProviderNotFound")
    expect((yield* Effect.flip(within({}, Effect.flatMap(Identity, (identity) => identity.check))))._tag).toBe("ProviderNotFound")
    server.failWith(null)
    expect((yield* within({}, verified(token))).subject).toBe("s")
  }))

  it.scopedLive("nobody there is unavailable, silence is a timeout, another's document is refused; our own tokens go on", () => Effect.gen(function*() {
    const token = yield* forged({})
    expect(yield* within({ issuer: "http://127.0.0.1:9/" }, tagOf(token))).toBe("ProviderUnavailable")
    const silent = yield* silentServer
    expect(yield* within({ issuer: `http://127.0.0.1:${silent}/`, deadline: Duration.millis(200) }, tagOf(token))).toBe("ProviderTimeout")
    const liar = createServer((_, response) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ issuer: "https://another.example/", jwks_uri: `${server.issuer}.well-known/jwks.json` })))
    yield* Effect.promise(() => new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve)))
    const address = liar.address()
    const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
    expect(yield* within({ issuer: url }, tagOf(token))).toBe("ProviderRefused")
    liar.close()
    expect(yield* within({ issuer: "http://127.0.0.1:9/" }, Effect.gen(function*() {
      const identity = yield* Identity
      const expiresAt = (yield* Clock.currentTimeMillis) + 60_000
      return (yield* identity.verify(yield* identity.sign({ subject: "own", jti: "j", loginId: "l", email: "e@example.org", roles: [], scopes: null, expiresAt }))).subject
    }))).toBe("own")
  }))

  const start = (values: Record<string, string>) => Effect.provide(Effect.map(Identity, (identity) => identity.implementation), layer.pipe(Layer.provide(memoryDatabase()), Layer.provide(configuration(values))))
  it.live("is configured by issuer, or by the tenant's name, and never without an audience", () => Effect.gen(function*() {
    expect(yield* start({ OIDC_ISSUER_URL: server.issuer, OIDC_AUDIENCE: AUDIENCE })).toBe("oidc")
    expect(yield* start({ AUTH0_DOMAIN: "tenant.eu.auth0.example", OIDC_AUDIENCE: AUDIENCE })).toBe("oidc")
    for (const [values, name] of [[{ OIDC_ISSUER_URL: server.issuer }, "OIDC_AUDIENCE"], [{ OIDC_ISSUER_URL: server.issuer, OIDC_AUDIENCE: " , " }, "OIDC_AUDIENCE"], [{ OIDC_ISSUER_URL: "tenant", OIDC_AUDIENCE: "a" }, "OIDC_ISSUER_URL"]] as const) {
      expect(String(yield* Effect.flip(start(values)))).toContain(name)
    }
  }))
})
