import { expect, layer as suite } from "@effect/vitest"
import { Clock, Effect, type Layer } from "effect"
import { type AccessClaims, Identity } from "../../src/providers/identity/Identity.js"

/** A token of the issuer under test, as wrong as the test wants it. Times in seconds from now. */
export interface Forged {
  readonly subject: string
  readonly issuer?: string
  readonly audience?: string
  readonly expiresIn?: number
  readonly issuedIn?: number
  readonly roles?: ReadonlyArray<string>
  /** `strange`: under a key that the issuer does not have */
  readonly key?: "strange"
  /** a token of the same issuer that is no access token */
  readonly wrongType?: boolean
}

export interface IdentityWorld {
  readonly layer: Layer.Layer<Identity, unknown>
  readonly forge: (forged: Forged) => Effect.Effect<string, unknown, Identity>
  /** how far from ours the issuer's clock may be, in seconds */
  readonly skew: number
}

const claims = (changes: Partial<AccessClaims> = {}) => Effect.map(Clock.currentTimeMillis, (at): AccessClaims => ({
  subject: "usr_0123456789ab", jti: "jti-1", loginId: "login-1", email: "ann@example.org", roles: ["admin", "user"], scopes: null, expiresAt: Math.ceil(at / 1000) * 1000 + 600_000, ...changes
}))

const verified = (token: string) => Effect.flatMap(Identity, (identity) => identity.verify(token))
const reasonOf = (token: string) => Effect.map(Effect.flip(verified(token)), (error) => (error._tag === "TokenRejected" ? error.reason : error._tag))

/** What every identity provider must do; run it on your own implementation. */
export const identityContract = (name: string, world: IdentityWorld) =>
  suite(world.layer, { excludeTestServices: true, timeout: "60 seconds" })(`identity · ${name}`, (it) => {
    it.effect("what it signs it verifies, claim for claim", () => Effect.gen(function*() {
      const identity = yield* Identity
      const given = yield* claims({ scopes: ["cases:read", "evidence:read"] })
      const found = yield* verified(yield* identity.sign(given))
      const { roles: _, ...rest } = given
      expect(found).toMatchObject({ ...rest, issuer: identity.issuer })
      expect(found.roles).toEqual(given.roles)
      expect(found.issuedAt).toBeLessThanOrEqual(yield* Clock.currentTimeMillis)
      expect((yield* verified(yield* identity.sign(yield* claims({ scopes: null })))).scopes).toBeNull()
    }))

    it.effect("a token of the issuer tells who it is for", () => Effect.gen(function*() {
      const found = yield* verified(yield* world.forge({ subject: "auth0|Ünï 1", roles: ["admin"] }))
      expect(found.subject).toBe("auth0|Ünï 1")
      expect(found.roles).toContain("admin")
      expect(found.expiresAt).toBeGreaterThan(found.issuedAt)
      expect(found.jti).not.toBe("")
    }))

    it.effect("refuses what is old, early, another's or for another", () => Effect.gen(function*() {
      const reason = (forged: Omit<Forged, "subject">) => Effect.flatMap(world.forge({ subject: "s", ...forged }), reasonOf)
      expect(yield* reason({ expiresIn: -world.skew - 600, issuedIn: -3600 })).toBe("expired")
      expect(yield* reason({ issuedIn: world.skew + 600, expiresIn: 3600 })).toBe("not_yet_valid")
      expect(yield* reason({ issuer: "https://another.example/" })).toBe("issuer")
      expect(yield* reason({ audience: "https://another.example/api" })).toBe("audience")
      expect(yield* reason({ key: "strange" })).toBe("unknown_key")
      expect(yield* reason({ wrongType: true })).toBe("type")
    }))

    it.effect("a clock a little ahead is no reason", () => Effect.gen(function*() {
      expect((yield* verified(yield* world.forge({ subject: "s", issuedIn: Math.floor(world.skew / 2), expiresIn: 600 }))).subject).toBe("s")
    }))

    it.effect("a changed letter breaks the signature", () => Effect.gen(function*() {
      const parts = (yield* world.forge({ subject: "somebody" })).split(".")
      const other = (yield* world.forge({ subject: "somebody else" })).split(".")
      expect(yield* reasonOf([parts[0], other[1], parts[2]].join("."))).toBe("signature")
      expect(yield* reasonOf([parts[0], parts[1], `${parts[2]!.startsWith("A") ? "B" : "A"}${parts[2]!.slice(1)}`].join("."))).toBe("signature")
    }))

    it.effect("takes nothing unsigned, and no nonsense", () => Effect.gen(function*() {
      const body = (yield* world.forge({ subject: "s" })).split(".")[1]!
      const header = (alg: string) => Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url")
      for (const token of ["", ".", "..", "nonsense", "a.b.c", "a.b.c.d", `${header("none")}.${body}.`, `${header("HS256")}.${body}.AAAA`, "é".repeat(20_000), `${"A".repeat(100_000)}.${body}.x`]) {
        expect(["malformed", "unknown_key", "issuer"], token.slice(0, 40)).toContain(yield* reasonOf(token))
      }
    }))

    it.effect("a new key signs; what the old one signed still holds, and both are published", () => Effect.gen(function*() {
      const identity = yield* Identity
      const before = yield* identity.sign(yield* claims({ jti: "before" }))
      const old = (yield* identity.jwks).keys.map((key) => key["kid"])
      yield* identity.rotate
      const after = yield* identity.sign(yield* claims({ jti: "after" }))
      expect((yield* verified(before)).jti).toBe("before")
      expect((yield* verified(after)).jti).toBe("after")
      expect(after.split(".")[0]).not.toBe(before.split(".")[0])
      const published = (yield* identity.jwks).keys
      expect(published.map((key) => key["kid"])).toEqual(expect.arrayContaining(old))
      expect(published).toHaveLength(old.length + 1)
    }))

    it.effect("publishes no secret", () => Effect.gen(function*() {
      for (const key of (yield* (yield* Identity).jwks).keys) for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k"]) expect(key).not.toHaveProperty(secret)
    }))

    it.effect("checks itself", () => Effect.gen(function*() {
      const identity = yield* Identity
      expect((yield* identity.check).implementation).toBe(identity.implementation)
    }))
  })
