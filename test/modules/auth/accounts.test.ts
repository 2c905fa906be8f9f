import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { Accounts } from "../../../src/modules/auth/index.js"
import { layer } from "../../../src/modules/auth/layer.js"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { rateLimitLayer } from "../../../src/providers/cache/memory.js"
import { Identity, TokenRejected } from "../../../src/providers/identity/Identity.js"
import { configuration, memoryDatabase } from "../../support/layers.js"

/** Tokens of the mock are their claims in plain text. */
const identity = Layer.mock(Identity, {
  implementation: "mock",
  issuer: "mock",
  mode: "local",
  signOn: null,
  sign: (claims) => Effect.succeed(JSON.stringify(claims)),
  verify: (token) => Effect.try({
    try: () => {
      const c = JSON.parse(token)
      return { subject: c.subject, jti: c.jti, loginId: c.loginId, email: c.email, name: null, roles: c.roles, teams: null, scopes: c.scopes, issuer: "mock", issuedAt: 0, expiresAt: c.expiresAt }
    },
    catch: () => new TokenRejected({ reason: "malformed", detail: "" })
  })
})

const facts = { address: "192.0.2.1", userAgent: "test", client: "test" }
const alone = () => layer.pipe(
  Layer.provide([identity, rateLimitLayer]), Layer.provideMerge(memoryDatabase()),
  Layer.provide(configuration({ DASHBOARD_USERNAME: "root", DASHBOARD_PASSWORD: "a password of the operator" }))
)

const actorOf = (token: string) => Effect.flatMap(Accounts, (accounts) => accounts.authenticate({ bearer: token, cookie: null, csrf: { header: null, cookie: null, unsafe: false } }))

describe("accounts, alone", () => {
  it.layer(alone())((it) => {
    it.effect("the first administrator can sign in by name or address, a wrong password cannot", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      expect(accounts.bootstrap).toEqual({ username: "root", password: null })
      expect((yield* accounts.login("ROOT", "a password of the operator", facts)).user.roles).toContain("admin")
      expect((yield* accounts.login("root@faultmaven.local", "a password of the operator", facts)).user.username).toBe("root")
      expect((yield* Effect.flip(accounts.login("root", "a password of the operatoR", facts)))._tag).toBe("Unauthenticated")
    }))

    it.effect("refresh rotates; reuse after the grace ends the family, the predecessor within it does not", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      const first = yield* accounts.register({ username: "rotator", email: "rotator@example.org", password: "a long enough secret", displayName: null }, facts)
      const second = yield* accounts.refresh(first.refreshToken, facts)
      yield* TestClock.adjust("9 seconds")
      const third = yield* accounts.refresh(first.refreshToken, facts)
      expect((yield* actorOf(third.accessToken)).username).toBe("rotator")
      yield* TestClock.adjust("11 seconds")
      expect((yield* Effect.flip(accounts.refresh(first.refreshToken, facts)))._tag).toBe("Unauthenticated")
      expect((yield* Effect.flip(actorOf(second.accessToken)))._tag).toBe("Unauthenticated")
      expect((yield* Effect.flip(accounts.refresh(third.refreshToken, facts)))._tag).toBe("Unauthenticated")
    }))

    it.effect("logout revokes the access token at once; a changed password ends the other sign-ins", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      const here = yield* accounts.register({ username: "leaver", email: "leaver@example.org", password: "a long enough secret", displayName: null }, facts)
      const there = yield* accounts.login("leaver", "a long enough secret", facts)
      const me = yield* actorOf(here.accessToken)
      yield* accounts.changePassword("a long enough secret", "another long secret").pipe(Effect.provideService(CurrentActor, me))
      expect((yield* Effect.flip(actorOf(there.accessToken)))._tag).toBe("Unauthenticated")
      expect(yield* accounts.logout({ all: false }).pipe(Effect.provideService(CurrentActor, me))).toBe(1)
      expect((yield* Effect.flip(actorOf(here.accessToken)))._tag).toBe("Unauthenticated")
    }))

    it.effect("refuses weak passwords, taken names, cookies without the CSRF token, development sign-in", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      const register = (username: string, password: string) => accounts.register({ username, email: `${username}@example.org`, password, displayName: null }, facts)
      expect((yield* Effect.flip(register("short", "elevenchars")))._tag).toBe("InvalidInput")
      expect((yield* Effect.flip(register("common", "passwordpassword")))._tag).toBe("InvalidInput")
      const signed = yield* register("taken", "a long enough secret")
      expect((yield* Effect.flip(register("TAKEN", "a long enough secret")))._tag).toBe("Conflict")
      const cookie = (header: string | null) => accounts.authenticate({ bearer: null, cookie: signed.accessToken, csrf: { header, cookie: "value", unsafe: true } })
      expect((yield* Effect.flip(cookie(null)))._tag).toBe("Forbidden")
      expect((yield* Effect.flip(cookie("other")))._tag).toBe("Forbidden")
      expect((yield* cookie("value")).username).toBe("taken")
      expect((yield* Effect.flip(accounts.devLogin("taken", facts)))._tag).toBe("Forbidden")
    }))
  })
})
