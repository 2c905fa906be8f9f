import { HttpApiBuilder, type HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect } from "effect"
import { Accounts, COPILOT_SCOPES, type SignedIn, SignOn, type User } from "../../modules/auth/index.js"
import { CurrentActor } from "../../modules/kernel/actor.js"
import { InvalidInput } from "../../modules/kernel/errors.js"
import { iso, isoOrNull, now } from "../../modules/kernel/time.js"
import { Sessions } from "../../modules/session/index.js"
import { Cache } from "../../providers/cache/Cache.js"
import { Identity } from "../../providers/identity/Identity.js"
import { Api } from "../api.js"
import { sessionCookies } from "../cookies.js"
import { answer } from "../errors.js"
import { factsOf } from "../middleware/context.js"

export const userView = (user: User) => ({
  user_id: user.userId, username: user.username, email: user.email, display_name: user.displayName, created_at: iso(user.createdAt), is_dev_user: user.devUser,
  is_active: user.active, is_admin: user.roles.includes("admin"), must_change_password: user.mustChangePassword, roles: user.roles, teams: user.teams
})

const seconds = (until: number, at: number): number => Math.max(0, Math.round((until - at) / 1000))

const signInView = (signed: SignedIn, at: number) => ({
  access_token: signed.accessToken, token_type: "bearer", expires_in: seconds(signed.expiresAt, at), expires_at: signed.expiresAt,
  refresh_token: signed.refreshToken, refresh_expires_in: seconds(signed.refreshExpiresAt, at), refresh_expires_at: signed.refreshExpiresAt,
  isAuthenticated: true, session_id: null, user: userView(signed.user)
})

const clientOf = (request: HttpServerRequest.HttpServerRequest) => ({
  address: factsOf(request).address, userAgent: request.headers["user-agent"] ?? "", client: fromDashboard(request) ? "dashboard" : "api"
})

const fromDashboard = (request: HttpServerRequest.HttpServerRequest): boolean => request.headers["x-requested-with"] === "faultmaven-dashboard"

/** The dashboard keeps its session in a cookie; everybody else reads the token from the body. */
const respond = (request: HttpServerRequest.HttpServerRequest, signed: SignedIn, status: number) => Effect.map(now, (at) => {
  const response = HttpServerResponse.unsafeJson(signInView(signed, at), { status, headers: { "cache-control": "no-store" } })
  return fromDashboard(request) ? sessionCookies(response, signed, factsOf(request).origin.startsWith("https:")) : response
})

export const authHandlers = HttpApiBuilder.group(Api, "auth", (handlers) => Effect.gen(function*() {
  const accounts = yield* Accounts
  const identity = yield* Identity
  const cache = yield* Cache
  const signOn = yield* SignOn

  return handlers
    .handle("login", ({ payload, request }) => answer(Effect.gen(function*() {
      const name = payload.username ?? payload.email
      if (name === undefined || name.trim() === "") return yield* new InvalidInput({ loc: ["body", "username"], type: "missing", reason: "username or email is needed" })
      return yield* respond(request, yield* accounts.login(name, payload.password, clientOf(request)), 200)
    })))
    .handle("register", ({ payload, request }) => answer(Effect.flatMap(
      accounts.register({ ...payload, displayName: payload.display_name ?? null }, clientOf(request)), (signed) => respond(request, signed, 201))))
    .handle("refresh", ({ payload, request }) => answer(Effect.flatMap(accounts.refresh(payload.refresh_token, clientOf(request)), (signed) => respond(request, signed, 200))))
    .handle("devLogin", ({ payload, request }) => answer(Effect.flatMap(accounts.devLogin(payload.username, clientOf(request)), (signed) => respond(request, signed, 200))))
    .handle("devRegister", ({ payload, request }) => answer(Effect.flatMap(
      accounts.devRegister({ username: payload.username, email: payload.email ?? null, displayName: payload.display_name ?? null }, clientOf(request)), (signed) => respond(request, signed, 201))))
    .handle("config", ({ request }) => Effect.succeed({
      auth_mode: identity.mode === "local" ? "local" : "oauth", provider: identity.mode, login_endpoint: "/api/v1/auth/login", register_endpoint: "/api/v1/auth/register",
      supports_registration: accounts.registration, min_password_length: 12,
      sso_login_url: signOn.offered ? `${factsOf(request).origin}/api/v1/auth/oidc/login` : null,
      oauth: { authorize_url: `${factsOf(request).origin}/auth/authorize`, token_url: `${factsOf(request).origin}/api/v1/auth/oauth/token`, client_id: "faultmaven-copilot", scopes: COPILOT_SCOPES }
    }))
    .handle("health", () => Effect.gen(function*() {
      const healthy = yield* Effect.isSuccess(identity.check)
      // `redis` is the old name of whatever keeps the short-lived state here
      return {
        status: healthy ? "healthy" : "unhealthy", timestamp: iso(yield* now), services: {
          redis: (yield* Effect.isSuccess(cache.check)) ? "healthy" : "unhealthy", token_manager: healthy ? "available" : "unavailable", user_store: "available", cache: cache.implementation
        }
      }
    }))
}))

export const accountHandlers = HttpApiBuilder.group(Api, "account", (handlers) => Effect.gen(function*() {
  const accounts = yield* Accounts
  const sessions = yield* Sessions

  const logout = (all: boolean) => answer(Effect.gen(function*() {
    const revoked = yield* accounts.logout({ all })
    if (all) yield* sessions.removeAll
    const left = yield* accounts.logins
    return { message: "Logged out successfully", revoked_tokens: revoked, all_sessions_ended: revoked > 0 || left.length === 0, status: "logged_out" }
  }))

  return handlers
    .handle("me", () => answer(Effect.gen(function*() {
      const user = yield* accounts.me
      const logins = yield* accounts.logins
      return { ...userView(user), last_login: isoOrNull(user.lastLoginAt), token_count: logins.length, organization: { organization_id: user.organizationId, name: user.organizationId } }
    })))
    .handle("logout", () => logout(false))
    .handle("revokeAll", () => logout(true))
    .handle("password", ({ payload }) => answer(Effect.as(accounts.changePassword(payload.current_password, payload.new_password), { message: "Password changed; other sign-ins have ended" })))
    .handle("profile", ({ payload }) => answer(Effect.map(accounts.changeProfile({ displayName: payload.display_name, email: payload.email }), userView)))
    .handle("createToken", ({ payload }) => answer(Effect.map(accounts.createToken(payload), (made) => ({
      login_id: made.loginId, name: made.name, token: made.token, scopes: made.scopes, expires_at: iso(made.expiresAt), message: "shown only now; end it among the sign-ins"
    }))))
    .handle("logins", () => answer(Effect.gen(function*() {
      const actor = yield* CurrentActor
      return {
        logins: (yield* accounts.logins).map((l) => ({
          login_id: l.loginId, client: l.client, scopes: l.scopes, address: l.address, user_agent: l.userAgent, created_at: iso(l.createdAt), last_used_at: iso(l.lastUsedAt), current: l.loginId === actor.loginId
        }))
      }
    })))
    .handle("endLogin", ({ path }) => answer(accounts.endLogin(path.login_id)))
}))

export const wellKnownHandlers = HttpApiBuilder.group(Api, "wellKnown", (handlers) => Effect.gen(function*() {
  const identity = yield* Identity
  return handlers
    .handle("jwks", () => answer(identity.jwks))
    .handle("openid", ({ request }) => {
      const { origin } = factsOf(request)
      return Effect.succeed({
        issuer: identity.issuer, jwks_uri: `${origin}/.well-known/jwks.json`, token_endpoint: `${origin}/api/v1/auth/oauth/token`,
        authorization_endpoint: `${origin}/auth/authorize`, revocation_endpoint: `${origin}/api/v1/auth/oauth/revoke`,
        grant_types_supported: ["authorization_code", "refresh_token"], code_challenge_methods_supported: ["S256"], token_endpoint_auth_methods_supported: ["none"], scopes_supported: COPILOT_SCOPES,
        response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["EdDSA"]
      })
    })
}))
