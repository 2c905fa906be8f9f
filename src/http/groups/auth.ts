import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { body, JsonObject, optionalNull, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

export const UserProfile = Schema.Struct({
  user_id: Schema.String, username: Schema.String, email: Schema.String, display_name: Schema.String, created_at: Timestamp, is_dev_user: Schema.Boolean,
  is_active: Schema.Boolean, is_admin: Schema.Boolean, must_change_password: Schema.Boolean, roles: Schema.Array(Schema.String), teams: Schema.Array(Schema.String)
}).annotations({ identifier: "UserProfile" })

export const SignInAnswer = Schema.Struct({
  access_token: Schema.String, token_type: Schema.String, expires_in: Schema.Number, expires_at: Schema.Number, refresh_token: Schema.String,
  refresh_expires_in: Schema.Number, refresh_expires_at: Schema.Number, isAuthenticated: Schema.Boolean, session_id: Schema.NullOr(Schema.String), user: UserProfile
}).annotations({ identifier: "AuthTokenResponse" })

const UserInfo = Schema.Struct({
  ...UserProfile.fields, last_login: Schema.NullOr(Timestamp), token_count: Schema.Number,
  organization: Schema.Struct({ organization_id: Schema.String, name: Schema.String })
}).annotations({ identifier: "UserInfoResponse" })

const LogoutAnswer = Schema.Struct({ message: Schema.String, revoked_tokens: Schema.Number, all_sessions_ended: Schema.Boolean, status: Schema.String }).annotations({ identifier: "LogoutResponse" })

const DevLogin = body(Schema.Struct({
  username: text("username", 3, 50), email: optionalNull(Schema.String), display_name: optionalNull(text("display_name", 0, 100))
})).annotations({ identifier: "DevLoginRequest" })

const refused = problemAt(401, "wrong credentials")

/** Sign-in and tokens without credentials. */
export class AuthGroup extends HttpApiGroup.make("auth")
  .add(HttpApiEndpoint.post("login")`/auth/login`
    .setPayload(body(Schema.Struct({ username: Schema.optional(Schema.String), email: Schema.optional(Schema.String), password: text("password", 1, 256) })))
    .addSuccess(SignInAnswer).addError(refused))
  .add(HttpApiEndpoint.post("register")`/auth/register`
    .setPayload(body(Schema.Struct({ username: text("username", 3, 50), email: text("email", 3, 320), password: text("password", 1, 256), display_name: optionalNull(text("display_name", 0, 100)) })))
    .addSuccess(SignInAnswer, { status: 201 }).addError(problemAt(403, "registration is off")).addError(problemAt(409, "the name or address is taken")))
  .add(HttpApiEndpoint.post("refresh")`/auth/refresh`.setPayload(body(Schema.Struct({ refresh_token: text("refresh_token", 1, 4_096) }))).addSuccess(SignInAnswer).addError(refused))
  .add(HttpApiEndpoint.post("devLogin")`/auth/dev-login`.setPayload(DevLogin).addSuccess(SignInAnswer).addError(refused).addError(problemAt(403, "switched off")))
  .add(HttpApiEndpoint.post("devRegister")`/auth/dev-register`.setPayload(DevLogin).addSuccess(SignInAnswer, { status: 201 }).addError(problemAt(403, "switched off")).addError(problemAt(409, "the name is taken")))
  .add(HttpApiEndpoint.get("config")`/auth/config`.addSuccess(Schema.Struct({
    auth_mode: Schema.String, provider: Schema.String, login_endpoint: Schema.String, register_endpoint: Schema.String, supports_registration: Schema.Boolean, min_password_length: Schema.Number,
    /** where the browser signs in at an outside issuer; null where it does not */
    sso_login_url: Schema.NullOr(Schema.String),
    oauth: Schema.Struct({ authorize_url: Schema.String, token_url: Schema.String, client_id: Schema.String, scopes: Schema.Array(Schema.String) })
  })))
  .add(HttpApiEndpoint.get("health")`/auth/health`.addSuccess(Schema.Struct({ status: Schema.String, timestamp: Timestamp, services: JsonObject })))
  .prefix("/api/v1")
{}

/** The signed-in user's own account. */
export class AccountGroup extends HttpApiGroup.make("account")
  .add(HttpApiEndpoint.get("me")`/auth/me`.addSuccess(UserInfo))
  .add(HttpApiEndpoint.post("logout")`/auth/logout`.addSuccess(LogoutAnswer))
  .add(HttpApiEndpoint.post("revokeAll")`/auth/dev/revoke-all-tokens`.addSuccess(LogoutAnswer))
  .add(HttpApiEndpoint.put("password")`/auth/password`
    .setPayload(body(Schema.Struct({ current_password: text("current_password", 1, 256), new_password: text("new_password", 1, 256) })))
    .addSuccess(Schema.Struct({ message: Schema.String })))
  .add(HttpApiEndpoint.put("profile")`/auth/me`
    .setPayload(body(Schema.Struct({ display_name: Schema.optional(text("display_name", 1, 100)), email: Schema.optional(text("email", 3, 320)) })))
    .addSuccess(UserProfile).addError(problemAt(409, "the address is taken")))
  .add(HttpApiEndpoint.post("createToken")`/auth/tokens`
    .setPayload(body(Schema.Struct({ name: text("name", 1, 60), scopes: Schema.Array(Schema.String).pipe(Schema.minItems(1), Schema.maxItems(20)), days: Schema.optionalWith(Schema.Int.pipe(Schema.between(1, 365)), { default: () => 90 }) })).annotations({ identifier: "ApiTokenRequest" }))
    .addSuccess(Schema.Struct({ login_id: Schema.String, name: Schema.String, token: Schema.String, scopes: Schema.Array(Schema.String), expires_at: Timestamp, message: Schema.String }), { status: 201 })
    .addError(problemAt(409, "too many tokens are in use")))
  .add(HttpApiEndpoint.get("logins")`/auth/logins`.addSuccess(Schema.Struct({
    logins: Schema.Array(Schema.Struct({ login_id: Schema.String, client: Schema.String, scopes: Schema.NullOr(Schema.Array(Schema.String)), address: Schema.String, user_agent: Schema.String, created_at: Timestamp, last_used_at: Timestamp, current: Schema.Boolean }))
  })))
  .add(HttpApiEndpoint.del("endLogin")`/auth/logins/${HttpApiSchema.param("login_id", Schema.String)}`.addSuccess(HttpApiSchema.NoContent).addError(problemAt(404, "no such login of yours")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}

/** Keys of this server, for whoever verifies its tokens. */
export class WellKnownGroup extends HttpApiGroup.make("wellKnown")
  .add(HttpApiEndpoint.get("jwks")`/.well-known/jwks.json`.addSuccess(Schema.Struct({ keys: Schema.Array(JsonObject) })))
  .add(HttpApiEndpoint.get("openid")`/.well-known/openid-configuration`.addSuccess(JsonObject))
{}
