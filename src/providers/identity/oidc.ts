import { createHash } from "node:crypto"
import { Clock, Config, ConfigError, Duration, Effect, Either, Layer, Option, type Redacted } from "effect"
import { decodeJwt, jwtVerify } from "jose"
import { isAccessToken, rolesOf, scopesOf, teamsOf, textClaim } from "./foreignClaims.js"
import { Identity, TokenRejected, type VerifiedToken } from "./Identity.js"
import { issuerFailure, remember, verifyFailure } from "./issuer.js"
import { makeLocal } from "./jwt.js"
import { schema } from "./keys.js"
import { ALGORITHMS, makeSignOn } from "./signOn.js"

export interface OidcSettings {
  /** as its discovery document names it, with or without the last slash */
  readonly issuer: string
  /** a token must be meant for one of these */
  readonly audiences: ReadonlyArray<string>
  /** null: `roles`, or `https://…/roles` */
  readonly rolesClaim: string | null
  /** null: administrators here say who is in which team */
  readonly teamsClaim: string | null
  /** roles of the issuer that make an administrator here */
  readonly adminRoles: ReadonlyArray<string>
  /** how far the issuer's clock may be from ours */
  readonly clockSkew: Duration.Duration
  /** of each request to the issuer */
  readonly deadline: Duration.Duration
  /** an unknown key makes us ask the issuer again, at most this often */
  readonly cooldown: Duration.Duration
  /** this server as the issuer's client; without it tokens are verified, and nobody is sent there to sign in */
  readonly client: { readonly id: string; readonly secret: Redacted.Redacted | null; readonly scopes: string } | null
}

const list = (name: string) => Config.map(Config.string(name), (text) => text.split(/[\s,]+/).filter((part) => part !== ""))
const webAddress = Config.validate<string>({ message: "expects an address such as https://tenant.example.org/", validation: (text) => /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text) })

/** `OIDC_ISSUER_URL`, or `AUTH0_DOMAIN` for the tenant of that name; `OIDC_AUDIENCE` is what its tokens are made for. */
export const settings: Config.Config<OidcSettings> = Config.all({
  issuer: Config.nonEmptyString("OIDC_ISSUER_URL").pipe(webAddress, Config.orElse(() => Config.map(Config.nonEmptyString("AUTH0_DOMAIN"), (domain) => `https://${domain.replace(/^https?:\/\/|\/+$/g, "")}/`))),
  audiences: list("OIDC_AUDIENCE"),
  rolesClaim: Config.map(Config.option(Config.nonEmptyString("OIDC_ROLES_CLAIM")), Option.getOrNull),
  teamsClaim: Config.map(Config.option(Config.nonEmptyString("OIDC_TEAMS_CLAIM")), Option.getOrNull),
  adminRoles: list("OIDC_ADMIN_ROLES").pipe(Config.withDefault(["admin"])),
  clockSkew: Config.duration("OIDC_CLOCK_SKEW").pipe(Config.withDefault(Duration.seconds(60))),
  deadline: Config.duration("OIDC_TIMEOUT").pipe(Config.withDefault(Duration.seconds(5))),
  cooldown: Config.duration("OIDC_KEYS_COOLDOWN").pipe(Config.withDefault(Duration.seconds(30))),
  client: Config.all({
    id: Config.nonEmptyString("OIDC_CLIENT_ID"),
    secret: Config.map(Config.option(Config.redacted("OIDC_CLIENT_SECRET")), Option.getOrNull),
    scopes: Config.nonEmptyString("OIDC_SCOPES").pipe(Config.withDefault("openid email profile"))
  }).pipe(Config.option, Config.map(Option.getOrNull))
}).pipe(Config.mapOrFail((found) => found.audiences.length === 0
  ? Either.left(ConfigError.MissingData(["OIDC_AUDIENCE"], "Expected OIDC_AUDIENCE to name what tokens are made for"))
  : Either.right(found)))

const issuerOf = (token: string): string | null => {
  try {
    return decodeJwt(token).iss ?? null
  } catch {
    return null
  }
}

/**
 * People are signed in by an outside issuer, whose keys are fetched and follow
 * their rotation. Tokens that this server gives to its own apps verify beside.
 */
export const layerAt = (config: OidcSettings) => Layer.scoped(Identity, Effect.gen(function*() {
  const local = yield* makeLocal
  const issuer = remember({ issuer: config.issuer, deadlineMs: Duration.toMillis(config.deadline), cooldownMs: Duration.toMillis(config.cooldown) })
  const skew = Duration.toSeconds(config.clockSkew)
  const { hostname, protocol } = new URL(config.issuer)
  if (protocol === "http:" && !/^(localhost|127\.|\[::1\])/.test(hostname)) yield* Effect.logWarning("OIDC_ISSUER_URL is not https: whoever is on the way can sign in as anybody")

  const check = async (token: string, at: number): Promise<VerifiedToken> => {
    const { document, keys } = await issuer(at)
    const claimed = issuerOf(token)
    // before any key is looked for: a stranger's key is not worth a question
    if (claimed !== document.issuer) throw new TokenRejected(claimed === null ? { reason: "malformed", detail: "not a JWT" } : { reason: "issuer", detail: "issued by somebody else" })
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: document.issuer, audience: [...config.audiences], algorithms: ALGORITHMS, clockTolerance: skew, currentDate: new Date(at), requiredClaims: ["sub", "exp"]
    })
    if (!isAccessToken(payload, protectedHeader.typ)) throw new TokenRejected({ reason: "type", detail: "not an access token" })
    const issuedAt = (payload.iat ?? payload.nbf ?? at / 1000) * 1000
    if (issuedAt > at + skew * 1000) throw new TokenRejected({ reason: "not_yet_valid", detail: "issued in the future" })
    return {
      subject: payload.sub!, loginId: null, issuer: document.issuer, issuedAt, expiresAt: payload.exp! * 1000,
      // not every issuer numbers its tokens: then the token itself is the number
      jti: payload.jti ?? createHash("sha256").update(token).digest("base64url"),
      email: textClaim(payload, "email"), name: textClaim(payload, "name") ?? textClaim(payload, "nickname") ?? textClaim(payload, "preferred_username"),
      roles: rolesOf(payload, { claim: config.rolesClaim, adminRoles: config.adminRoles }), teams: teamsOf(payload, config.teamsClaim), scopes: scopesOf(payload)
    }
  }

  const verify: Identity["Type"]["verify"] = (token) => issuerOf(token) === local.issuer
    ? local.verify(token)
    : Effect.flatMap(Clock.currentTimeMillis, (at) => Effect.tryPromise({ try: () => check(token, at), catch: verifyFailure }))

  return Identity.of({
    ...local,
    implementation: "oidc",
    mode: "oidc",
    signOn: config.client === null ? null : makeSignOn({
      clientId: config.client.id, clientSecret: config.client.secret, scopes: config.client.scopes, rolesClaim: config.rolesClaim, teamsClaim: config.teamsClaim, adminRoles: config.adminRoles, skew, deadlineMs: Duration.toMillis(config.deadline)
    }, issuer),
    verify,
    check: Effect.zipRight(local.check, Effect.flatMap(Clock.currentTimeMillis, (at) => Effect.tryPromise({
      try: async () => {
        const { document, keys } = await issuer(at)
        // asked only when what we know is old
        if (!keys.fresh) await keys.reload()
        return { implementation: "oidc", detail: `keys of ${document.issuer} loaded` }
      },
      catch: issuerFailure
    })))
  })
})).pipe(Layer.provide(schema))

export const layer = Layer.unwrapEffect(Effect.map(settings, layerAt))
