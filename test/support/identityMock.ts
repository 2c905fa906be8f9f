import { createHmac, randomBytes } from "node:crypto"
import { Clock, Effect, Layer } from "effect"
import { Identity, TokenRejected, type VerifiedToken } from "../../src/providers/identity/Identity.js"

const AUDIENCE = "mock-api"
const SKEW_MS = 60_000

/** Claims as any issuer might write them; times in epoch seconds. */
export interface MockClaims {
  readonly sub: string; readonly iss: string; readonly aud: string; readonly exp: number; readonly iat: number
  readonly jti?: string; readonly lid?: string; readonly email?: string; readonly name?: string; readonly roles?: ReadonlyArray<string>; readonly teams?: ReadonlyArray<string>; readonly scope?: string; readonly type?: string
}

/** A signer in memory without key formats: claims in plain text behind a keyed hash. `key` is what the others do not have. */
export const makeMock = (issuer = "mock") => {
  let keys = [randomBytes(16).toString("hex")]
  const seal = (claims: MockClaims, key = keys[0]!): string => {
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url")
    return `${key.slice(0, 8)}.${body}.${createHmac("sha256", key).update(body).digest("base64url")}`
  }
  const rejected = (reason: TokenRejected["reason"]) => Effect.fail(new TokenRejected({ reason, detail: "" }))

  const verify = (token: string): Effect.Effect<VerifiedToken, TokenRejected> => Effect.flatMap(Clock.currentTimeMillis, (at) => {
    const [kid = "", body = "", signature = "", ...more] = token.split(".")
    if (more.length > 0 || signature === "") return rejected("malformed")
    const key = keys.find((candidate) => candidate.startsWith(kid) && kid.length === 8)
    if (key === undefined) return rejected(/^[0-9a-f]{8}$/.test(kid) ? "unknown_key" : "malformed")
    if (createHmac("sha256", key).update(body).digest("base64url") !== signature) return rejected("signature")
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as MockClaims
    if (claims.iss !== issuer) return rejected("issuer")
    if (claims.aud !== AUDIENCE) return rejected("audience")
    if (claims.type === "refresh") return rejected("type")
    if (claims.exp * 1000 <= at) return rejected("expired")
    if (claims.iat * 1000 > at + SKEW_MS) return rejected("not_yet_valid")
    return Effect.succeed({
      subject: claims.sub, jti: claims.jti ?? "", loginId: claims.lid ?? null, email: claims.email ?? null, name: claims.name ?? null, roles: claims.roles ?? null,
      teams: claims.teams ?? null,
      scopes: claims.scope?.split(" ") ?? null, issuer, issuedAt: claims.iat * 1000, expiresAt: claims.exp * 1000
    })
  })

  const layer = Layer.sync(Identity, () => Identity.of({
    implementation: "mock", mode: "local", issuer, signOn: null,
    sign: (c) => Effect.map(Clock.currentTimeMillis, (at) => seal({
      sub: c.subject, jti: c.jti, lid: c.loginId, email: c.email, roles: c.roles, iss: issuer, aud: AUDIENCE, iat: Math.floor(at / 1000), exp: Math.floor(c.expiresAt / 1000),
      ...(c.scopes === null ? {} : { scope: c.scopes.join(" ") })
    })),
    verify,
    jwks: Effect.sync(() => ({ keys: keys.map((key) => ({ kid: key.slice(0, 8), kty: "mock" })) })),
    rotate: Effect.sync(() => void (keys = [randomBytes(16).toString("hex"), ...keys])),
    check: Effect.succeed({ implementation: "mock", detail: "in memory" })
  }))
  return { layer, seal, issuer, audience: AUDIENCE }
}
