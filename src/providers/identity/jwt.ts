import { sign as signBytes, verify as verifyBytes } from "node:crypto"
import { Clock, Config, Effect, Layer } from "effect"
import { type AccessClaims, Identity, TokenRejected, type VerifiedToken } from "./Identity.js"
import { makeKeys, schema } from "./keys.js"

const provider = "identity/jwt"
const AUDIENCE = "faultmaven-api"
const CLOCK_SKEW_MS = 60_000
const MAX_CHECKED = 10_000

interface Claims {
  readonly sub: string; readonly jti: string; readonly lid: string; readonly email: string; readonly roles: ReadonlyArray<string>
  readonly scope?: string; readonly iss: string; readonly aud: string; readonly iat: number; readonly exp: number; readonly type: "access"
}

const isText = (value: unknown): value is string => typeof value === "string"

/** By hand: this runs on every request, and a schema would cost as much as the signature's arithmetic around it. */
const isClaims = (value: unknown): value is Claims => {
  const c = value as Record<string, unknown> | null
  return c !== null && typeof c === "object" && c["type"] === "access" && isText(c["sub"]) && isText(c["jti"]) && isText(c["lid"]) && isText(c["email"]) &&
    isText(c["iss"]) && isText(c["aud"]) && typeof c["iat"] === "number" && typeof c["exp"] === "number" &&
    (c["scope"] === undefined || isText(c["scope"])) && Array.isArray(c["roles"]) && c["roles"].every(isText)
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const parse = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"))
  } catch {
    return null
  }
}

const settings = Config.all({
  algorithm: Config.string("JWT_ALGORITHM").pipe(Config.withDefault("")),
  secret: Config.string("SECRET_KEY").pipe(Config.orElse(() => Config.string("JWT_SECRET")), Config.orElse(() => Config.string("JWT_SECRET_KEY")), Config.withDefault("")),
  issuer: Config.string("JWT_ISSUER").pipe(Config.withDefault("faultmaven"))
})

/** Sign and verify with our own keys; needs the table of `schema`. */
export const makeLocal = Effect.gen(function*() {
  const config = yield* settings
  if (config.secret !== "" || /^HS/i.test(config.algorithm)) {
    yield* Effect.logWarning("SECRET_KEY/JWT_ALGORITHM=HS256 are no longer used for signing; generated Ed25519 keys take their place")
  }
  const keys = yield* makeKeys(provider)

  const sign = (claims: AccessClaims) => Effect.map(Clock.currentTimeMillis, (at) => {
    const key = keys.current()
    const body = `${encode({ alg: "EdDSA", typ: "JWT", kid: key.kid })}.${encode({
      sub: claims.subject, jti: claims.jti, lid: claims.loginId, email: claims.email, roles: claims.roles,
      ...(claims.scopes === null ? {} : { scope: claims.scopes.join(" ") }),
      iss: config.issuer, aud: AUDIENCE, iat: Math.floor(at / 1000), exp: Math.floor(claims.expiresAt / 1000), type: "access"
    })}`
    return `${body}.${signBytes(null, Buffer.from(body), key.privateKey).toString("base64url")}`
  })

  const rejected = (reason: TokenRejected["reason"], detail: string) => new TokenRejected({ reason, detail })

  /** Everything that needs no I/O, in one synchronous step: it runs on every request. */
  const check = (token: string, at: number): VerifiedToken | TokenRejected => {
    const parts = token.split(".")
    if (parts.length !== 3) return rejected("malformed", "not a JWT")
    const header = parse(parts[0]!) as { alg?: unknown; kid?: unknown } | null
    if (header === null || header.alg !== "EdDSA" || typeof header.kid !== "string") return rejected("malformed", "not one of our tokens")
    const key = keys.find(header.kid)
    if (key === undefined) return rejected("unknown_key", "the signing key is unknown")
    if (!verifyBytes(null, Buffer.from(`${parts[0]}.${parts[1]}`), key.publicKey, Buffer.from(parts[2]!, "base64url"))) return rejected("signature", "the signature does not match")
    const claims = parse(parts[1]!)
    if (!isClaims(claims)) return rejected("type", "not an access token")
    if (claims.iss !== config.issuer) return rejected("issuer", "issued by somebody else")
    if (claims.aud !== AUDIENCE) return rejected("audience", "meant for somebody else")
    if (claims.exp * 1000 <= at) return rejected("expired", "Token has expired")
    if (claims.iat * 1000 > at + CLOCK_SKEW_MS) return rejected("not_yet_valid", "issued in the future")
    return {
      subject: claims.sub, jti: claims.jti, loginId: claims.lid, email: claims.email, name: null, roles: claims.roles, teams: null,
      scopes: claims.scope === undefined ? null : claims.scope.split(" "), issuer: claims.iss, issuedAt: claims.iat * 1000, expiresAt: claims.exp * 1000
    }
  }

  // The signature of one and the same text is checked once: a token comes with every request of its
  // user. Time and the key's presence are asked each time, revocation by whoever called.
  const checked = new Map<string, { readonly verified: VerifiedToken; readonly key: unknown; readonly kid: string }>()

  const verify: Identity["Type"]["verify"] = (token) => Effect.flatMap(Clock.currentTimeMillis, (at) => {
    const before = checked.get(token)
    if (before !== undefined && before.verified.expiresAt > at && keys.find(before.kid) === before.key) return Effect.succeed(before.verified)
    const found = check(token, at)
    if (!(found instanceof TokenRejected)) {
      const kid = (parse(token.slice(0, token.indexOf("."))) as { readonly kid: string }).kid
      if (checked.size >= MAX_CHECKED) checked.clear()
      checked.set(token, { verified: found, key: keys.find(kid), kid })
      return Effect.succeed(found)
    }
    if (found.reason !== "unknown_key") return Effect.fail(found)
    // another replica may have rotated: look once more before giving up
    return Effect.flatMap(keys.load, () => {
      const again = check(token, at)
      return again instanceof TokenRejected ? Effect.fail(again) : Effect.succeed(again)
    })
  })

  return Identity.of({
    implementation: "jwt",
    mode: "local",
    issuer: config.issuer,
    signOn: null,
    sign,
    verify,
    jwks: Effect.sync(() => ({ keys: keys.all().map((key) => ({ ...key.publicKey.export({ format: "jwk" }), kid: key.kid, alg: "EdDSA", use: "sig" })) })),
    rotate: keys.generate,
    check: Effect.as(keys.check, { implementation: "jwt", detail: "Ed25519 keys loaded" })
  })
})

/** Ed25519 tokens with keys of our own making, kept in the database and shared by replicas. */
export const layer = Layer.scoped(Identity, makeLocal).pipe(Layer.provide(schema))
