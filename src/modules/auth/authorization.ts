import { createHash, randomBytes } from "node:crypto"
import { SqlClient, type SqlError } from "@effect/sql"
import { Effect, Either } from "effect"
import { Identity } from "../../providers/identity/Identity.js"
import { CurrentActor } from "../kernel/actor.js"
import { now } from "../kernel/time.js"
import { type AuthorizationRequest, OAuth, OAuthRefused } from "./OAuth.js"
import { makeConnectedApps } from "./connectedApps.js"
import { clients, redirectPatterns, scopesOf } from "./oauthClients.js"
import type { makeRepository } from "./repository.js"
import { authSettings } from "./settings.js"
import { makeTokens } from "./tokens.js"

const CODE_MS = 60_000
const KEEP_CODES_MS = 86_400_000
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/

interface CodeRow {
  readonly client_id: string; readonly user_id: string; readonly redirect_uri: string; readonly challenge: string; readonly scopes: string
  readonly expires_at: number; readonly used_at: number | null; readonly login_id: string | null
}

const sha256 = (text: string, encoding: "hex" | "base64url"): string => createHash("sha256").update(text).digest(encoding)
const refuse = (code: OAuthRefused["code"], reason: string) => new OAuthRefused({ code, reason })
/** One answer for every way a code can be wrong: nothing to learn from it. */
const badCode = refuse("invalid_grant", "the code is not valid, was used, or has expired")

export const makeOAuth = (shared: { readonly repository: Effect.Effect.Success<typeof makeRepository> }) => Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const identity = yield* Identity
  const { repository } = shared
  const settings = yield* authSettings
  const tokens = makeTokens({ repository, identity, settings })
  const known = clients(yield* redirectPatterns)
  const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

  const checked = (request: AuthorizationRequest) => Effect.gen(function*() {
    const client = known.get(request.clientId)
    if (client === undefined) return yield* refuse("unauthorized_client", "the client is not known here")
    // first of all: an answer must never go to an address that is not the client's
    if (!client.redirects.some((pattern) => pattern.test(request.redirectUri))) return yield* refuse("invalid_request", "redirect_uri is not one of the client's")
    if (request.responseType !== "code") return yield* refuse("unsupported_response_type", "response_type must be code")
    if (request.codeChallengeMethod !== "S256" || !CHALLENGE.test(request.codeChallenge)) return yield* refuse("invalid_request", "a code_challenge with method S256 is needed")
    if (request.state === "" || request.state.length > 1_000) return yield* refuse("invalid_request", "state must have 1 to 1000 characters")
    const scopes = scopesOf(request.scope)
    if (Either.isLeft(scopes)) return yield* refuse("invalid_scope", `unknown scope '${scopes.left.slice(0, 60)}'`)
    return { client, scopes: scopes.right }
  })

  /** Only a person with a full sign-in can give a client access. */
  const person = Effect.gen(function*() {
    const actor = yield* CurrentActor
    const account = actor.scopes === null && !actor.anonymous ? yield* repository.findUser(actor.userId) : null
    return account?.user ?? (yield* refuse("invalid_request", "sign in with your own account to give a client access"))
  })

  const exchange: OAuth["Type"]["exchange"] = (grant, facts) => Effect.gen(function*() {
    if (!VERIFIER.test(grant.codeVerifier)) return yield* refuse("invalid_request", "code_verifier must have 43 to 128 unreserved characters")
    const hash = sha256(grant.code, "hex")
    const outcome = yield* repository.transaction(Effect.gen(function*() {
      const at = yield* now
      // taking it is one statement: of two that come together one gets it
      const taken = yield* dead(sql<CodeRow>`UPDATE oauth_codes SET used_at = ${at} WHERE code_hash = ${hash} AND used_at IS NULL RETURNING *`)
      const row = taken[0]
      if (row === undefined) {
        const used = yield* dead(sql<CodeRow>`SELECT * FROM oauth_codes WHERE code_hash = ${hash}`)
        if (used[0]?.login_id != null) {
          yield* repository.revokeLogin(used[0].login_id, used[0].user_id, at)
          yield* repository.audit({ at, event: "oauth_code_reused", userId: used[0].user_id, username: null, address: facts.address, success: false, details: { client_id: used[0].client_id } })
        }
        return null
      }
      const account = yield* repository.findUser(row.user_id)
      if (Number(row.expires_at) <= at || row.client_id !== grant.clientId || row.redirect_uri !== grant.redirectUri
        || sha256(grant.codeVerifier, "base64url") !== row.challenge || account === null || !account.user.active) return null
      const scopes = row.scopes.split(" ").filter((scope) => scope !== "")
      const signed = yield* tokens.start(account.user, { ...facts, client: row.client_id }, scopes)
      yield* dead(sql`UPDATE oauth_codes SET login_id = ${signed.loginId} WHERE code_hash = ${hash}`)
      yield* repository.audit({ at, event: "oauth_login", userId: account.user.userId, username: account.user.username, address: facts.address, success: true, details: { client_id: row.client_id, scopes } })
      return signed
    }))
    return outcome ?? (yield* badCode)
  })

  return OAuth.of({
    consent: (request) => Effect.gen(function*() {
      const { client, scopes } = yield* checked(request)
      return { user: yield* person, clientName: client.name, scopes }
    }),
    approve: (request) => Effect.gen(function*() {
      const { scopes } = yield* checked(request)
      const user = yield* person
      const code = randomBytes(32).toString("base64url")
      const at = yield* now
      yield* dead(sql`INSERT INTO oauth_codes ${sql.insert({
        code_hash: sha256(code, "hex"), client_id: request.clientId, user_id: user.userId, redirect_uri: request.redirectUri, challenge: request.codeChallenge,
        scopes: scopes.map(({ scope }) => scope).join(" "), created_at: at, expires_at: at + CODE_MS, used_at: null, login_id: null
      })}`)
      return code
    }),
    exchange,
    refresh: (refreshToken, facts) => Effect.catchTag(tokens.rotate(refreshToken, facts), "Unauthenticated", () => refuse("invalid_grant", "the refresh token is not valid; sign in again")),
    revoke: (token) => Effect.gen(function*() {
      const at = yield* now
      const byRefresh = yield* dead(sql<{ login_id: string; user_id: string }>`SELECT l.login_id, l.user_id FROM refresh_tokens r JOIN logins l ON l.login_id = r.login_id WHERE r.token_hash = ${sha256(token, "hex")}`)
      const login = byRefresh[0] ?? (yield* identity.verify(token).pipe(
        Effect.map((verified) => (verified.loginId === null ? undefined : { login_id: verified.loginId, user_id: verified.subject })),
        Effect.catchTag("TokenRejected", () => Effect.succeed(undefined))
      ))
      if (login !== undefined) yield* repository.revokeLogin(login.login_id, login.user_id, at)
    }),
    ...makeConnectedApps(repository, known),
    sweep: Effect.flatMap(now, (at) => Effect.map(dead(sql<{ code_hash: string }>`DELETE FROM oauth_codes WHERE expires_at < ${at - KEEP_CODES_MS} RETURNING code_hash`), (rows) => rows.length))
  })
})
