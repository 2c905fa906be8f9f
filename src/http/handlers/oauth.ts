import { HttpApiBuilder, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect } from "effect"
import { type AuthorizationRequest, OAuth, OAuthRefused } from "../../modules/auth/index.js"
import { iso, now } from "../../modules/kernel/time.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { factsOf } from "../middleware/context.js"

interface RawRequest {
  readonly client_id: string; readonly redirect_uri: string; readonly scope: string; readonly state: string
  readonly code_challenge: string; readonly code_challenge_method: string; readonly response_type: string
}

const requestOf = (raw: RawRequest): AuthorizationRequest => ({
  responseType: raw.response_type, clientId: raw.client_id, redirectUri: raw.redirect_uri, scope: raw.scope, state: raw.state,
  codeChallenge: raw.code_challenge, codeChallengeMethod: raw.code_challenge_method
})

const redirectTo = (uri: string, parameters: Record<string, string>): string => {
  const url = new URL(uri)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** RFC 6749 wants a form, the extension sends JSON; both are read. */
const fields = Effect.gen(function*() {
  const request = yield* HttpServerRequest.HttpServerRequest
  const unreadable = new OAuthRefused({ code: "invalid_request", reason: "the body must be JSON or a form" })
  const raw = yield* Effect.mapError(request.text, () => unreadable)
  const form = (request.headers["content-type"] ?? "").includes("application/x-www-form-urlencoded")
  const parsed: unknown = form ? Object.fromEntries(new URLSearchParams(raw)) : yield* Effect.try({ try: () => JSON.parse(raw) as unknown, catch: () => unreadable })
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return yield* unreadable
  const of = (name: string): string => {
    const value = (parsed as Record<string, unknown>)[name]
    return typeof value === "string" ? value : ""
  }
  return of
})

const needed = (of: (name: string) => string, name: string) => of(name) === ""
  ? Effect.fail(new OAuthRefused({ code: "invalid_request", reason: `${name} is missing` }))
  : Effect.succeed(of(name))

const clientOf = (request: HttpServerRequest.HttpServerRequest, client: string) => ({ address: factsOf(request).address, userAgent: request.headers["user-agent"] ?? "", client })

export const oauthConsentHandlers = HttpApiBuilder.group(Api, "oauthConsent", (handlers) => Effect.gen(function*() {
  const oauth = yield* OAuth
  return handlers
    .handle("consent", ({ urlParams }) => answer(Effect.map(oauth.consent(requestOf(urlParams)), ({ clientName, scopes, user }) => ({
      client_id: urlParams.client_id, client_name: clientName, redirect_uri: urlParams.redirect_uri, scope: urlParams.scope, state: urlParams.state,
      code_challenge: urlParams.code_challenge, code_challenge_method: urlParams.code_challenge_method, scopes,
      user: { user_id: user.userId, username: user.username, email: user.email, display_name: user.displayName }
    }))))
    .handle("decide", ({ payload }) => answer(Effect.gen(function*() {
      // a refusal is checked as well: the browser must not be sent to a stranger's address
      yield* oauth.consent(requestOf(payload))
      if (!payload.approved) {
        const error = { error: "access_denied", error_description: "The user did not give access" }
        return { ...error, state: payload.state, redirect: redirectTo(payload.redirect_uri, { ...error, state: payload.state }) }
      }
      const code = yield* oauth.approve(requestOf(payload))
      return { code, state: payload.state, redirect: redirectTo(payload.redirect_uri, { code, state: payload.state }) }
    })))
    .handle("apps", () => answer(Effect.map(oauth.apps, (apps) => ({
      apps: apps.map((app) => ({ client_id: app.clientId, client_name: app.name, scopes: app.scopes, sign_ins: app.signIns, connected_at: iso(app.connectedAt), last_used_at: iso(app.lastUsedAt) }))
    }))))
    .handle("disconnect", ({ path }) => answer(Effect.map(oauth.disconnect(path.client_id), (ended) => ({ client_id: path.client_id, revoked_sign_ins: ended }))))
}))

export const oauthTokenHandlers = HttpApiBuilder.group(Api, "oauthToken", (handlers) => Effect.gen(function*() {
  const oauth = yield* OAuth
  return handlers
    .handle("token", ({ request }) => answer(Effect.gen(function*() {
      const of = yield* fields
      const client = clientOf(request, of("client_id"))
      const grant = yield* needed(of, "grant_type")
      if (grant !== "authorization_code" && grant !== "refresh_token") return yield* new OAuthRefused({ code: "unsupported_grant_type", reason: "grant_type must be authorization_code or refresh_token" })
      const signed = grant === "refresh_token"
        ? yield* oauth.refresh(yield* needed(of, "refresh_token"), client)
        : yield* oauth.exchange({
          code: yield* needed(of, "code"), clientId: yield* needed(of, "client_id"), redirectUri: yield* needed(of, "redirect_uri"), codeVerifier: yield* needed(of, "code_verifier")
        }, client)
      const at = yield* now
      return HttpServerResponse.unsafeJson({
        access_token: signed.accessToken, token_type: "bearer", expires_in: Math.round((signed.expiresAt - at) / 1000), expires_at: signed.expiresAt, refresh_token: signed.refreshToken,
        refresh_expires_in: Math.round((signed.refreshExpiresAt - at) / 1000), scope: signed.scopes?.join(" ") ?? "", user_id: signed.user.userId, username: signed.user.username,
        email: signed.user.email, display_name: signed.user.displayName
      }, { headers: { "cache-control": "no-store", pragma: "no-cache" } })
    })))
    .handle("revoke", () => answer(Effect.gen(function*() {
      const of = yield* fields
      yield* oauth.revoke(yield* needed(of, "token"))
      return { revoked: true }
    })))
}))
