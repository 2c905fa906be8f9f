import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { body, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const request = {
  client_id: text("client_id", 1, 200), redirect_uri: text("redirect_uri", 1, 2_000), scope: Schema.optionalWith(text("scope", 0, 1_000), { default: () => "" }),
  state: Schema.optionalWith(text("state", 0, 1_000), { default: () => "" }), code_challenge: Schema.optionalWith(text("code_challenge", 0, 200), { default: () => "" }),
  code_challenge_method: Schema.optionalWith(text("code_challenge_method", 0, 20), { default: () => "" }),
  response_type: Schema.optionalWith(text("response_type", 0, 40), { default: () => "code" })
}

const User = Schema.Struct({ user_id: Schema.String, username: Schema.String, email: Schema.String, display_name: Schema.String })

const Consent = Schema.Struct({
  client_id: Schema.String, client_name: Schema.String, redirect_uri: Schema.String, scope: Schema.String, state: Schema.String, code_challenge: Schema.String, code_challenge_method: Schema.String,
  scopes: Schema.Array(Schema.Struct({ scope: Schema.String, description: Schema.String })), user: User
}).annotations({ identifier: "OAuthConsent" })

const App = Schema.Struct({
  client_id: Schema.String, client_name: Schema.String, scopes: Schema.Array(Schema.String), sign_ins: Schema.Number, connected_at: Timestamp, last_used_at: Timestamp
}).annotations({ identifier: "ConnectedApp" })

/** `code` where the user agreed, `error` where not; `redirect` is where the browser goes with it. */
const Decision = Schema.Struct({
  code: Schema.optional(Schema.String), error: Schema.optional(Schema.String), error_description: Schema.optional(Schema.String), state: Schema.String, redirect: Schema.String
}).annotations({ identifier: "OAuthDecision" })

export const TokenAnswer = Schema.Struct({
  access_token: Schema.String, token_type: Schema.String, expires_in: Schema.Number, expires_at: Schema.Number, refresh_token: Schema.String, refresh_expires_in: Schema.Number,
  scope: Schema.String, user_id: Schema.String, username: Schema.String, email: Schema.String, display_name: Schema.String
}).annotations({ identifier: "OAuthTokenResponse" })

const refused = problemAt(400, "refused, with the error of RFC 6749")

const forms = (fields: ReadonlyArray<string>) => OpenApi.annotations({
  transform: (operation) => {
    const schema = { type: "object", properties: Object.fromEntries(fields.map((name) => [name, { type: "string" }])), required: fields.slice(0, 1) }
    return { ...operation, requestBody: { required: true, content: { "application/json": { schema }, "application/x-www-form-urlencoded": { schema } } } }
  }
})

/** The consent page and the list of connected apps ask these with the user's own sign-in. */
export class OAuthConsentGroup extends HttpApiGroup.make("oauthConsent")
  .add(HttpApiEndpoint.get("consent")`/auth/oauth/authorize`.setUrlParams(Schema.Struct(request)).addSuccess(Consent).addError(refused))
  .add(HttpApiEndpoint.post("decide")`/auth/oauth/authorize`
    .setPayload(body(Schema.Struct({ approved: Schema.Boolean, ...request })).annotations({ identifier: "OAuthDecisionRequest" })).addSuccess(Decision).addError(refused))
  .add(HttpApiEndpoint.get("apps")`/auth/oauth/apps`.addSuccess(Schema.Struct({ apps: Schema.Array(App) })))
  .add(HttpApiEndpoint.del("disconnect")`/auth/oauth/apps/${HttpApiSchema.param("client_id", Schema.String)}`
    .addSuccess(Schema.Struct({ client_id: Schema.String, revoked_sign_ins: Schema.Number })).addError(problemAt(404, "no such app of yours")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}

/** The client asks these with its code or token; JSON or form. */
export class OAuthTokenGroup extends HttpApiGroup.make("oauthToken")
  .add(HttpApiEndpoint.post("token")`/auth/oauth/token`
    .addSuccess(TokenAnswer).addError(refused).addError(problemAt(401, "the client is not known"))
    .annotateContext(forms(["grant_type", "client_id", "code", "redirect_uri", "code_verifier", "refresh_token"])))
  .add(HttpApiEndpoint.post("revoke")`/auth/oauth/revoke`
    .addSuccess(Schema.Struct({ revoked: Schema.Boolean })).addError(refused)
    .annotateContext(forms(["token", "token_type_hint", "client_id"])))
  .prefix("/api/v1")
{}
