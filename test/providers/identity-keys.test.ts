import { SqliteClient } from "@effect/sql-sqlite-node"
import { describe, expect, it } from "@effect/vitest"
import { Clock, ConfigProvider, Context, Effect, Layer, Logger, TestClock } from "effect"
import { decodeProtectedHeader, SignJWT } from "jose"
import { Identity } from "../../src/providers/identity/Identity.js"
import { layer as jwt } from "../../src/providers/identity/jwt.js"
import { configuration, memoryDatabase } from "../support/layers.js"

const seconds = (at: number, from = 0): number => Math.floor(at / 1000) + from

describe("identity · JWT on SQLite, keys", () => {
  it.effect("a key signs for 30 days, verifies longer, and goes after 90", () => Effect.scoped(Effect.gen(function*() {
    const identity = Context.get(yield* Layer.build(jwt.pipe(Layer.provide(memoryDatabase()))).pipe(Effect.withConfigProvider(ConfigProvider.fromMap(new Map()))), Identity)
    const days = (count: number) => TestClock.adjust(`${count} days`)
    const kids = Effect.map(identity.jwks, ({ keys }) => keys.map((key) => key["kid"]))
    const at = yield* Clock.currentTimeMillis
    const claims = { subject: "s", jti: "j", loginId: "l", email: "e@example.org", roles: ["user"], scopes: null, expiresAt: at + 40 * 86_400_000 }
    const first = yield* identity.sign(claims)
    const [old] = yield* kids
    yield* days(29)
    expect(yield* kids).toEqual([old])
    yield* days(2)
    const [next, previous, ...more] = yield* kids
    expect([previous, more]).toEqual([old, []])
    expect(next).not.toBe(old)
    expect((yield* identity.verify(first)).subject).toBe("s")
    expect(decodeProtectedHeader(yield* identity.sign(claims)).kid).toBe(next)
    yield* days(60)
    expect(yield* kids).not.toContain(old)
  })))

  it.effect("replicas over one database know each other's keys", () => Effect.scoped(Effect.gen(function*() {
    const database = yield* Layer.build(SqliteClient.layer({ filename: ":memory:" }))
    const replica = Layer.build(Layer.fresh(jwt)).pipe(Effect.provide(Layer.merge(Layer.succeedContext(database), configuration({}))))
    const one = Context.get(yield* replica, Identity)
    const two = Context.get(yield* replica, Identity)
    yield* one.rotate
    const at = yield* Clock.currentTimeMillis
    const token = yield* one.sign({ subject: "s", jti: "j", loginId: "l", email: "e@example.org", roles: [], scopes: null, expiresAt: at + 60_000 })
    expect((yield* two.verify(token)).subject).toBe("s")
  })))

  it.effect("an old secret signs nothing, and the start says so", () => Effect.gen(function*() {
    const said: Array<string> = []
    const listening = Logger.replace(Logger.defaultLogger, Logger.make(({ message }) => void said.push(String(message))))
    yield* Effect.gen(function*() {
      const identity = yield* Identity
      const at = yield* Clock.currentTimeMillis
      const secret = "your-secret-key-change-in-production"
      const token = yield* Effect.promise(() => new SignJWT({ sub: "s", jti: "j", lid: "l", email: "e", roles: ["admin"], type: "access" })
        .setProtectedHeader({ alg: "HS256" }).setIssuer("faultmaven").setAudience("faultmaven-api").setIssuedAt(seconds(at)).setExpirationTime(seconds(at, 60)).sign(Buffer.from(secret)))
      expect((yield* Effect.flip(identity.verify(token)))._tag).toBe("TokenRejected")
      // nor does our public key serve as such a secret
      const jwk = (yield* identity.jwks).keys[0]!
      const confused = yield* Effect.promise(() => new SignJWT({ sub: "s", jti: "j", lid: "l", email: "e", roles: ["admin"], type: "access" })
        .setProtectedHeader({ alg: "HS256", kid: jwk["kid"] as string }).setIssuer("faultmaven").setAudience("faultmaven-api").setIssuedAt(seconds(at)).setExpirationTime(seconds(at, 60)).sign(Buffer.from(jwk["x"] as string, "base64url")))
      expect((yield* Effect.flip(identity.verify(confused)))._tag).toBe("TokenRejected")
      expect(jwk).toMatchObject({ kty: "OKP", crv: "Ed25519" })
    }).pipe(Effect.provide(jwt.pipe(Layer.provide(memoryDatabase()), Layer.provide(configuration({ SECRET_KEY: "your-secret-key-change-in-production" })), Layer.provide(listening))))
    expect(said.join()).toMatch(/no longer used for signing/)
    expect(said.join()).not.toContain("your-secret-key")
  }))
})
