import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { Accounts } from "../../../src/modules/auth/index.js"
import { layer } from "../../../src/modules/auth/layer.js"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { rateLimitLayer } from "../../../src/providers/cache/memory.js"
import { makeMock, type MockClaims } from "../../support/identityMock.js"
import { configuration, memoryDatabase } from "../../support/layers.js"

const mock = makeMock("https://issuer.example/")
const alone = () => layer.pipe(
  Layer.provide([mock.layer, rateLimitLayer]), Layer.provideMerge(memoryDatabase()),
  Layer.provide(configuration({ DASHBOARD_USERNAME: "root", DASHBOARD_PASSWORD: "a password of the operator" }))
)
const facts = { address: "192.0.2.1", userAgent: "test", client: "test" }

let numbered = 0
/** a token of the issuer: without a login of ours */
const token = (sub: string, changes: Partial<MockClaims> = {}) => mock.seal({ sub, iss: mock.issuer, aud: mock.audience, iat: 0, exp: 90 * 86_400, jti: `jti-${++numbered}`, ...changes })
const enter = (bearer: string) => Effect.flatMap(Accounts, (accounts) => accounts.authenticate({ bearer, cookie: null, csrf: { header: null, cookie: null, unsafe: false } }))
const root = Effect.flatMap(Accounts, (accounts) => Effect.flatMap(accounts.login("root", "a password of the operator", facts), (signed) => enter(signed.accessToken)))

describe("people of an outside issuer", () => {
  it.layer(alone())((it) => {
    it.effect("the first visit makes an account, later ones find it", () => Effect.gen(function*() {
      const first = yield* enter(token("auth0|ann", { email: "ann@example.org", name: "Ann Example" }))
      expect(first).toMatchObject({ username: "ann@example.org", email: "ann@example.org", roles: ["user"], anonymous: false, scopes: null })
      expect(first.userId).toMatch(/^usr_[0-9a-f]{12}$/)
      const again = yield* enter(token("auth0|ann", { email: "changed@example.org" }))
      expect(again.userId).toBe(first.userId)
      expect(again.loginId).not.toBe(first.loginId)
      expect((yield* enter(token("auth0|bob"))).userId).not.toBe(first.userId)
      const accounts = yield* Accounts
      expect((yield* accounts.me.pipe(Effect.provideService(CurrentActor, first))).displayName).toBe("Ann Example")
      expect((yield* accounts.logins.pipe(Effect.provideService(CurrentActor, first))).map((l) => l.client)).toEqual(["oidc", "oidc"])
    }))

    it.effect("many first requests at once make one account and one sign-in", () => Effect.gen(function*() {
      const one = token("auth0|hasty", { email: "hasty@example.org" })
      const all = yield* Effect.forEach([one, one, one, token("auth0|hasty"), token("auth0|hasty")], enter, { concurrency: "unbounded" })
      expect(new Set(all.map((actor) => actor.userId)).size).toBe(1)
      expect(new Set(all.map((actor) => actor.loginId)).size).toBe(3)
    }))

    it.effect("teams follow the issuer where it is asked about them, from the next token on", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      const first = yield* enter(token("auth0|team", { teams: ["sre"] }))
      expect(first.teamIds).toEqual(["sre"])
      expect((yield* accounts.acting(first)).teamIds).toEqual(["sre"])
      const later = yield* enter(token("auth0|team", { teams: [] }))
      expect([later.userId, later.teamIds]).toEqual([first.userId, []])
      expect((yield* accounts.acting(first)).teamIds).toEqual([])
      // an issuer that is not asked changes nothing
      const admin = yield* root
      yield* accounts.changeUser(first.userId, { teams: ["payments"] }).pipe(Effect.provideService(CurrentActor, admin))
      expect((yield* enter(token("auth0|team"))).teamIds).toEqual(["payments"])
      expect((yield* accounts.acting({ userId: "nobody", organizationId: "default" })).teamIds).toEqual([])
    }))

    it.effect("an address at the issuer does not open a local account", () => Effect.gen(function*() {
      const stranger = yield* enter(token("auth0|root", { email: "root@faultmaven.local", name: "root" }))
      const admin = yield* root
      expect(stranger.userId).not.toBe(admin.userId)
      expect(stranger.roles).toEqual(["user"])
      expect(stranger.email).toMatch(/@users\.invalid$/)
      const accounts = yield* Accounts
      expect((yield* accounts.login("root", "a password of the operator", facts)).user.userId).toBe(admin.userId)
    }))

    it.effect("a name that is taken gets another end; nobody signs in to such an account by password", () => Effect.gen(function*() {
      const one = yield* enter(token("auth0|n1", { name: "Same Name" }))
      const two = yield* enter(token("auth0|n2", { name: "Same Name" }))
      expect(one.username).toBe("Same-Name")
      expect(two.username).toMatch(/^Same-Name-[0-9a-f]{8}$/)
      const accounts = yield* Accounts
      expect((yield* Effect.flip(accounts.login("Same-Name", "", facts)))._tag).toBe("Unauthenticated")
    }))

    it.effect("roles follow the issuer with each new token; where it is silent, ours stay", () => Effect.gen(function*() {
      expect((yield* enter(token("auth0|chief", { roles: ["admin", "user"] }))).roles).toContain("admin")
      expect((yield* enter(token("auth0|chief"))).roles).toContain("admin")
      expect((yield* enter(token("auth0|chief", { roles: ["user"] }))).roles).toEqual(["user"])
      expect((yield* enter(token("auth0|chief"))).roles).toEqual(["user"])
    }))

    it.effect("scopes of the token limit the actor", () => Effect.gen(function*() {
      expect((yield* enter(token("auth0|app", { scope: "cases:read" }))).scopes).toEqual(["cases:read"])
    }))

    it.effect("a sign-out keeps the token out, for as long as it lives, and only that one", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      const here = token("auth0|leaver")
      const there = token("auth0|leaver")
      const actor = yield* enter(here)
      yield* enter(there)
      expect(yield* accounts.logout({ all: false }).pipe(Effect.provideService(CurrentActor, actor))).toBe(1)
      expect((yield* Effect.flip(enter(here)))._tag).toBe("Unauthenticated")
      expect((yield* enter(there)).userId).toBe(actor.userId)
      yield* TestClock.adjust("40 days")
      yield* accounts.sweep
      expect((yield* Effect.flip(enter(here)))._tag).toBe("Unauthenticated")
    }))

    it.effect("a closed account stays closed, whatever the issuer says", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      const fired = yield* enter(token("auth0|fired"))
      yield* accounts.changeUser(fired.userId, { active: false }).pipe(Effect.provideService(CurrentActor, yield* root))
      expect((yield* Effect.flip(enter(token("auth0|fired", { roles: ["admin", "user"] }))))._tag).toBe("Unauthenticated")
    }))
  })
})
