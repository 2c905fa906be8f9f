import { Clock, Effect, Redacted } from "effect"
import { jwtVerify } from "jose"
import { ProviderRefused } from "../errors.js"
import { rolesOf, teamsOf, textClaim } from "./foreignClaims.js"
import { type SignOnParty, TokenRejected, type VerifiedToken } from "./Identity.js"
import { type Issuer, issuerFailure, provider, verifyFailure } from "./issuer.js"

/** Signatures with a public key only: a shared secret here would be a public one. */
export const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]

export interface SignOnSettings {
  readonly clientId: string
  /** none for a public client, which PKCE alone protects */
  readonly clientSecret: Redacted.Redacted | null
  readonly scopes: string
  readonly rolesClaim: string | null
  readonly teamsClaim: string | null
  readonly adminRoles: ReadonlyArray<string>
  /** seconds */
  readonly skew: number
  readonly deadlineMs: number
}

/** Signs people in at the issuer with the browser: authorization code, PKCE, and a nonce that ties the answer to the question. */
export const makeSignOn = (config: SignOnSettings, issuer: (at: number) => Promise<Issuer>): SignOnParty => {
  const endpoint = (value: string | undefined, name: string): string => {
    if (value === undefined) throw new ProviderRefused({ provider, detail: `the issuer names no ${name}` })
    return value
  }

  const tokenRequest = async (url: string, form: Record<string, string>): Promise<{ readonly id_token?: unknown }> => {
    const secret = config.clientSecret === null ? null : Redacted.value(config.clientSecret)
    const post = (headers: Record<string, string>, body: Record<string, string>) => fetch(url, {
      method: "POST", headers: { accept: "application/json", ...headers }, body: new URLSearchParams(body), redirect: "error", signal: AbortSignal.timeout(config.deadlineMs)
    })
    const inBody = { ...form, client_id: config.clientId }
    const basic = `Basic ${Buffer.from(`${encodeURIComponent(config.clientId)}:${encodeURIComponent(secret ?? "")}`).toString("base64")}`
    let answer = secret === null ? await post({}, inBody) : await post({ authorization: basic }, form)
    // some clients are registered to send their secret in the body; a code is not spent on who the client is
    if (answer.status === 401 && secret !== null) answer = await post({}, { ...inBody, client_secret: secret })
    const read = await answer.json().catch(() => null) as { readonly id_token?: unknown; readonly error?: unknown } | null
    if (answer.status >= 400 && answer.status < 500) {
      if (read?.error === "invalid_grant") throw new TokenRejected({ reason: "expired", detail: "the issuer does not take the code" })
      throw new ProviderRefused({ provider, detail: `the issuer refuses this client: ${String(read?.error ?? answer.status).slice(0, 100)}` })
    }
    if (!answer.ok || read === null) throw new Error(`the token endpoint answers ${answer.status}`)
    return read
  }

  return {
    begin: (request) => Effect.flatMap(Clock.currentTimeMillis, (at) => Effect.tryPromise({
      try: async () => {
        const url = new URL(endpoint((await issuer(at)).document.authorization_endpoint, "authorization endpoint"))
        const parameters = {
          response_type: "code", client_id: config.clientId, redirect_uri: request.redirectUri, scope: config.scopes, state: request.state, nonce: request.nonce,
          code_challenge: request.codeChallenge, code_challenge_method: "S256"
        }
        for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
        return url.href
      },
      catch: issuerFailure
    })),
    finish: (grant) => Effect.flatMap(Clock.currentTimeMillis, (at) => Effect.tryPromise({
      try: async (): Promise<VerifiedToken> => {
        const { document, keys } = await issuer(at)
        const { id_token: idToken } = await tokenRequest(endpoint(document.token_endpoint, "token endpoint"), {
          grant_type: "authorization_code", code: grant.code, redirect_uri: grant.redirectUri, code_verifier: grant.codeVerifier
        })
        if (typeof idToken !== "string") throw new ProviderRefused({ provider, detail: "the issuer gives no ID token: the scope openid is needed" })
        const { payload } = await jwtVerify(idToken, keys, {
          issuer: document.issuer, audience: config.clientId, algorithms: ALGORITHMS, clockTolerance: config.skew, currentDate: new Date(at), requiredClaims: ["sub", "exp"]
        })
        if (payload["nonce"] !== grant.nonce) throw new TokenRejected({ reason: "type", detail: "an answer to another question" })
        return {
          subject: payload.sub!, jti: payload.jti ?? grant.nonce, loginId: null, issuer: document.issuer, scopes: null,
          email: textClaim(payload, "email"), name: textClaim(payload, "name") ?? textClaim(payload, "nickname") ?? textClaim(payload, "preferred_username"),
          roles: rolesOf(payload, { claim: config.rolesClaim, adminRoles: config.adminRoles }), teams: teamsOf(payload, config.teamsClaim), issuedAt: (payload.iat ?? at / 1000) * 1000, expiresAt: payload.exp! * 1000
        }
      },
      catch: verifyFailure
    }))
  }
}
