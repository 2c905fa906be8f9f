import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose"
import { Schema } from "effect"
import { type ProviderError, ProviderNotFound, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import { TokenRejected } from "./Identity.js"

export const provider = "identity/oidc"

/** After a failure the issuer is left alone this long; meanwhile the same error is answered. */
const RETRY_AFTER_MS = 5_000

/** What we read of an issuer's discovery document. */
const Discovery = Schema.Struct({
  issuer: Schema.String,
  jwks_uri: Schema.String,
  authorization_endpoint: Schema.optional(Schema.String),
  token_endpoint: Schema.optional(Schema.String),
  userinfo_endpoint: Schema.optional(Schema.String)
})

export interface Issuer {
  readonly document: typeof Discovery.Type
  readonly keys: JWTVerifyGetKey & { readonly fresh: boolean; readonly reload: () => Promise<void> }
}

export interface IssuerSettings {
  readonly issuer: string
  /** of each request to the issuer, in milliseconds */
  readonly deadlineMs: number
  /** an unknown key makes us ask again, at most this often, in milliseconds */
  readonly cooldownMs: number
}

const refused = (detail: string) => new ProviderRefused({ provider, detail })

const bare = (address: string): string => address.replace(/\/+$/, "")

/** What went wrong between us and the issuer. */
export const issuerFailure = (error: unknown): ProviderError => {
  if (error instanceof ProviderRefused || error instanceof ProviderNotFound || error instanceof ProviderTimeout || error instanceof ProviderUnavailable) return error
  if (error instanceof errors.JWKSTimeout || (error instanceof Error && error.name === "TimeoutError")) return new ProviderTimeout({ provider, detail: "the issuer did not answer in time" })
  const text = error instanceof Error ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ""}` : String(error)
  return new ProviderUnavailable({ provider, detail: text.slice(0, 300) })
}

const discover = async (settings: IssuerSettings): Promise<Issuer> => {
  const response = await fetch(`${bare(settings.issuer)}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(settings.deadlineMs), redirect: "error", headers: { accept: "application/json" } })
  if (response.status === 404) throw new ProviderNotFound({ provider, detail: "the issuer has no discovery document" })
  if (response.status >= 400 && response.status < 500 && response.status !== 429) throw refused(`the issuer answers ${response.status}`)
  if (!response.ok) throw new ProviderUnavailable({ provider, detail: `the issuer answers ${response.status}` })
  const read = Schema.decodeUnknownEither(Discovery)(await response.json().catch(() => null))
  if (read._tag === "Left") throw refused("the issuer's discovery document cannot be read")
  const document = read.right
  // who it says it is must be whom we asked: this name is what tokens are checked against
  if (bare(document.issuer) !== bare(settings.issuer)) throw refused(`the discovery document names another issuer (${document.issuer.slice(0, 200)})`)
  return { document, keys: createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration: settings.deadlineMs, cooldownDuration: settings.cooldownMs }) }
}

/**
 * The issuer, asked at the first use and not at start. Callers share one
 * question; it belongs to none of them, so that a caller that goes away takes
 * nothing from the others.
 */
export const remember = (settings: IssuerSettings): ((at: number) => Promise<Issuer>) => {
  let asked: Promise<Issuer> | null = null
  let failed: { readonly at: number; readonly error: unknown } | null = null
  return (at) => {
    if (asked !== null) return asked
    if (failed !== null && at - failed.at < RETRY_AFTER_MS) return Promise.reject(failed.error)
    asked = discover(settings)
    asked.catch((error: unknown) => {
      failed = { at, error }
      asked = null
    })
    return asked
  }
}

const REASONS: Readonly<Record<string, TokenRejected["reason"]>> = { aud: "audience", iss: "issuer", nbf: "not_yet_valid", iat: "not_yet_valid" }

/** Whose fault it is that a token was not verified: the token's, or the way to the issuer. */
export const verifyFailure = (error: unknown): TokenRejected | ProviderError => {
  const rejected = (reason: TokenRejected["reason"]) => new TokenRejected({ reason, detail: error instanceof Error ? error.message.slice(0, 300) : "" })
  if (error instanceof TokenRejected) return error
  if (error instanceof errors.JWTExpired) return rejected("expired")
  if (error instanceof errors.JWTClaimValidationFailed) return rejected(REASONS[error.claim] ?? "malformed")
  if (error instanceof errors.JWSSignatureVerificationFailed) return rejected("signature")
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return rejected("unknown_key")
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid || error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return rejected("malformed")
  return issuerFailure(error)
}
