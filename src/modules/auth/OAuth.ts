import { Context, type Effect, Schema } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { CurrentActor } from "../kernel/actor.js"
import type { NotFound } from "../kernel/errors.js"
import type { ClientFacts, SignedIn, User } from "./models.js"

/** What a client asks for when it sends somebody to the consent page (RFC 6749 §4.1.1, RFC 7636). */
export interface AuthorizationRequest {
  readonly responseType: string
  readonly clientId: string
  readonly redirectUri: string
  readonly scope: string
  readonly state: string
  readonly codeChallenge: string
  readonly codeChallengeMethod: string
}

export interface Consent {
  readonly user: User
  readonly clientName: string
  readonly scopes: ReadonlyArray<{ readonly scope: string; readonly description: string }>
}

/** An app that the user gave access to, over all its sign-ins; times in epoch milliseconds. */
export interface ConnectedApp {
  readonly clientId: string
  readonly name: string
  readonly scopes: ReadonlyArray<string>
  readonly signIns: number
  readonly connectedAt: number
  readonly lastUsedAt: number
}

/** `code` is the error of RFC 6749, such as `invalid_grant`. */
export class OAuthRefused extends Schema.TaggedError<OAuthRefused>()("OAuthRefused", {
  code: Schema.Literal("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "unsupported_response_type", "invalid_scope"),
  reason: Schema.String
}) {
  override get message() {
    return this.reason
  }
}

/** OAuth 2 for clients of ours: authorization code with PKCE (S256 only), refresh, revocation. */
export class OAuth extends Context.Tag("faultmaven/auth/OAuth")<OAuth, {
  /** Checks a request before anything is shown; nothing is stored. */
  readonly consent: (request: AuthorizationRequest) => Effect.Effect<Consent, OAuthRefused, CurrentActor>
  /** A code for one use within 60 s, bound to client, redirect URI and challenge. */
  readonly approve: (request: AuthorizationRequest) => Effect.Effect<string, OAuthRefused, CurrentActor>
  /** A code that comes twice ends the login that came from it. */
  readonly exchange: (
    grant: { readonly code: string; readonly clientId: string; readonly redirectUri: string; readonly codeVerifier: string },
    facts: ClientFacts
  ) => Effect.Effect<SignedIn, OAuthRefused | ProviderError>
  readonly refresh: (refreshToken: string, facts: ClientFacts) => Effect.Effect<SignedIn, OAuthRefused | ProviderError>
  /** Ends the login a token belongs to; an unknown token is as good as revoked (RFC 7009). */
  readonly revoke: (token: string) => Effect.Effect<void, ProviderError>
  /** Most recently used first. */
  readonly apps: Effect.Effect<ReadonlyArray<ConnectedApp>, never, CurrentActor>
  /** Ends all sign-ins of an app; answers how many. */
  readonly disconnect: (clientId: string) => Effect.Effect<number, NotFound, CurrentActor>
  readonly sweep: Effect.Effect<number>
}>() {}
