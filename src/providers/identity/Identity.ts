import { Context, type Effect, Schema } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

/** Claims of an access token that passed signature, issuer, audience and time checks. */
export interface VerifiedToken {
  readonly subject: string
  /** token id; revocation is looked up by it and by `loginId` */
  readonly jti: string
  /** token family (login); null for foreign issuers */
  readonly loginId: string | null
  readonly email: string | null
  readonly name: string | null
  /** roles of this product (`admin`, `user`); null where the token does not say */
  readonly roles: ReadonlyArray<string> | null
  /** null where the issuer is not asked about teams */
  readonly teams: ReadonlyArray<string> | null
  /** null = unrestricted */
  readonly scopes: ReadonlyArray<string> | null
  readonly issuer: string
  /** epoch milliseconds */
  readonly issuedAt: number
  readonly expiresAt: number
}

export class TokenRejected extends Schema.TaggedError<TokenRejected>()("TokenRejected", {
  reason: Schema.Literal("malformed", "expired", "signature", "issuer", "audience", "type", "not_yet_valid", "unknown_key"),
  detail: Schema.String
}) {}

export interface AccessClaims {
  readonly subject: string
  readonly jti: string
  readonly loginId: string
  readonly email: string
  readonly roles: ReadonlyArray<string>
  readonly scopes: ReadonlyArray<string> | null
  /** epoch milliseconds */
  readonly expiresAt: number
}

/** This server as a client of an outside issuer: people sign in there with the browser. */
export interface SignOnParty {
  /** Address of the issuer's page; `codeChallenge` is S256 of a verifier that stays here. */
  readonly begin: (request: { readonly redirectUri: string; readonly state: string; readonly nonce: string; readonly codeChallenge: string }) => Effect.Effect<string, ProviderError>
  /** Who came back with the code; `TokenRejected` where the code or the ID token does not hold. */
  readonly finish: (grant: { readonly code: string; readonly redirectUri: string; readonly codeVerifier: string; readonly nonce: string }) => Effect.Effect<VerifiedToken, TokenRejected | ProviderError>
}

/** Signs and verifies access tokens. */
export class Identity extends Context.Tag("faultmaven/providers/Identity")<Identity, {
  readonly implementation: string
  /** `local`: accounts and passwords live here; `oidc`: an outside issuer signs people in */
  readonly mode: "local" | "oidc"
  readonly issuer: string
  /** Signs an access token; on `oidc` this still works for tokens of our own OAuth clients. */
  readonly sign: (claims: AccessClaims) => Effect.Effect<string, ProviderError>
  /** null where people do not sign in elsewhere with the browser */
  readonly signOn: SignOnParty | null
  readonly verify: (token: string) => Effect.Effect<VerifiedToken, TokenRejected | ProviderError>
  /** Public keys of this server as a JWK Set. */
  readonly jwks: Effect.Effect<{ readonly keys: ReadonlyArray<Record<string, unknown>> }, ProviderError>
  /** Makes a new signing key; old ones verify until their tokens have expired. */
  readonly rotate: Effect.Effect<void, ProviderError>
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
