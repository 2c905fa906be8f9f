import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign as signBytes, verify as verifyBytes } from "node:crypto"
import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Config, Effect, Layer } from "effect"
import { migrations } from "../data/migrations.js"
import { ProviderUnavailable } from "../errors.js"
import { type AccessClaims, Identity, TokenRejected, type VerifiedToken } from "./Identity.js"

const provider = "identity/jwt"
const AUDIENCE = "faultmaven-api"
/** Old keys keep verifying until the longest token they signed has expired. */
const KEEP_KEYS_MS = 31 * 86_400_000
const CLOCK_SKEW_MS = 60_000

const schema = migrations("identity", {
  "0001_signing_keys": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE signing_keys (kid TEXT PRIMARY KEY, private_pem TEXT NOT NULL, created_at BIGINT NOT NULL)`
  })
})

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

interface Key { readonly kid: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject; readonly createdAt: number }

const keyOf = (pem: string, createdAt: number): Key => {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  const kid = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64url").slice(0, 16)
  return { kid, privateKey, publicKey, createdAt }
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

/** Ed25519 tokens with keys of our own making, kept in the database and shared by replicas. */
export const layer = Layer.effect(Identity, Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const config = yield* settings
  if (config.secret !== "" || /^HS/i.test(config.algorithm)) {
    yield* Effect.logWarning("SECRET_KEY/JWT_ALGORITHM=HS256 are no longer used for signing; generated Ed25519 keys take their place")
  }
  const dead = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => Effect.mapError(effect, (error) => new ProviderUnavailable({ provider, detail: error.message }))
  let keys: ReadonlyArray<Key> = []

  const load = Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    const rows = yield* dead(sql<{ private_pem: string; created_at: number }>`SELECT private_pem, created_at FROM signing_keys WHERE created_at > ${at - KEEP_KEYS_MS} ORDER BY created_at DESC, kid`)
    keys = rows.map((row) => keyOf(row.private_pem, Number(row.created_at)))
  })
  const generate = Effect.gen(function*() {
    const { privateKey } = generateKeyPairSync("ed25519")
    const at = yield* Clock.currentTimeMillis
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
    yield* dead(sql`INSERT INTO signing_keys ${sql.insert({ kid: keyOf(pem, at).kid, private_pem: pem, created_at: at })}`)
    yield* load
  })
  yield* Effect.orDie(load)
  if (keys.length === 0) yield* Effect.orDie(generate)

  const find = (kid: string) => keys.find((key) => key.kid === kid)

  const sign = (claims: AccessClaims) => Effect.map(Clock.currentTimeMillis, (at) => {
    const key = keys[0]!
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
    const key = find(header.kid)
    if (key === undefined) return rejected("unknown_key", "the signing key is unknown")
    if (!verifyBytes(null, Buffer.from(`${parts[0]}.${parts[1]}`), key.publicKey, Buffer.from(parts[2]!, "base64url"))) return rejected("signature", "the signature does not match")
    const claims = parse(parts[1]!)
    if (!isClaims(claims)) return rejected("type", "not an access token")
    if (claims.iss !== config.issuer) return rejected("issuer", "issued by somebody else")
    if (claims.aud !== AUDIENCE) return rejected("audience", "meant for somebody else")
    if (claims.exp * 1000 <= at) return rejected("expired", "Token has expired")
    if (claims.iat * 1000 > at + CLOCK_SKEW_MS) return rejected("not_yet_valid", "issued in the future")
    return {
      subject: claims.sub, jti: claims.jti, loginId: claims.lid, email: claims.email, name: null, roles: claims.roles,
      scopes: claims.scope === undefined ? null : claims.scope.split(" "), issuer: claims.iss, issuedAt: claims.iat * 1000, expiresAt: claims.exp * 1000
    }
  }

  const verify: Identity["Type"]["verify"] = (token) => Effect.flatMap(Clock.currentTimeMillis, (at) => {
    const found = check(token, at)
    if (!(found instanceof TokenRejected)) return Effect.succeed(found)
    if (found.reason !== "unknown_key") return Effect.fail(found)
    // another replica may have rotated: look once more before giving up
    return Effect.flatMap(load, () => {
      const again = check(token, at)
      return again instanceof TokenRejected ? Effect.fail(again) : Effect.succeed(again)
    })
  })

  return Identity.of({
    implementation: "jwt",
    mode: "local",
    issuer: config.issuer,
    sign,
    verify,
    jwks: Effect.sync(() => ({ keys: keys.map((key) => ({ ...key.publicKey.export({ format: "jwk" }), kid: key.kid, alg: "EdDSA", use: "sig" })) })),
    rotate: generate,
    check: Effect.as(dead(sql`SELECT 1 AS one FROM signing_keys`), { implementation: "jwt", detail: "Ed25519 keys loaded" })
  })
})).pipe(Layer.provide(schema))
