import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Accounts } from "../../../src/modules/auth/index.js"
import { layer } from "../../../src/modules/auth/layer.js"
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

const alone = () => layer.pipe(
  Layer.provide([identity, rateLimitLayer]), Layer.provideMerge(memoryDatabase()),
  Layer.provide(configuration({ DASHBOARD_USERNAME: "root", DASHBOARD_PASSWORD: "changeme123", AUTH_REQUIRED: "false" }))
)

const actorOf = (token: string) => Effect.flatMap(Accounts, (accounts) => accounts.authenticate({ bearer: token, cookie: null, csrf: { header: null, cookie: null, unsafe: false } }))

describe("accounts with anonymous use and a known default password", () => {
  it.layer(alone())((it) => {
    it.effect("a known default password is replaced by a generated one; anonymous use is possible when switched on", () => Effect.gen(function*() {
      const accounts = yield* Accounts
      expect(accounts.bootstrap?.password).toMatch(/^[\w-]{18}$/)
      const anonymous = yield* accounts.authenticate({ bearer: null, cookie: null, csrf: { header: null, cookie: null, unsafe: false } })
      expect(anonymous).toMatchObject({ userId: "anonymous_admin", anonymous: true })
      expect((yield* Effect.flip(actorOf("nonsense")))._tag).toBe("Unauthenticated")
    }))
  })
})
