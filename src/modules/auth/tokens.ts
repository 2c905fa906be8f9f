import { createHash, randomBytes } from "node:crypto"
import { Effect } from "effect"
import type { Identity } from "../../providers/identity/Identity.js"
import { Unauthenticated } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { ClientFacts, SignedIn, User } from "./models.js"
import type { AuthRepository } from "./repository.js"
import type { AuthSettings } from "./settings.js"

/** A predecessor that comes again this soon is a lost answer, not a thief. */
const GRACE_MS = 10_000
const DAY_MS = 86_400_000

const newToken = (): string => randomBytes(32).toString("base64url")
const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex")

export const refused = new Unauthenticated({ code: "invalid_token", reason: "the refresh token is not valid; sign in again" })

/** Issues and rotates tokens; refresh tokens are stored as SHA-256 only. */
export const makeTokens = (needs: { readonly repository: AuthRepository; readonly identity: Identity["Type"]; readonly settings: AuthSettings }) => {
  const { identity, repository, settings } = needs

  const issue = (user: User, loginId: string, scopes: ReadonlyArray<string> | null, replaces: string | null) => Effect.gen(function*() {
    const at = yield* now
    const refreshToken = newToken()
    const refreshExpiresAt = at + settings.refreshDays * DAY_MS
    const expiresAt = at + settings.accessMinutes * 60_000
    yield* repository.insertRefresh(hashOf(refreshToken), loginId, at, refreshExpiresAt)
    if (replaces !== null) yield* repository.markRotated(replaces, at, hashOf(refreshToken))
    yield* repository.touchLogin(loginId, at, Math.max(refreshExpiresAt, expiresAt))
    const accessToken = yield* identity.sign({ subject: user.userId, jti: uuid(), loginId, email: user.email, roles: user.roles, scopes, expiresAt })
    return { user, loginId, accessToken, expiresAt, refreshToken, refreshExpiresAt, scopes } satisfies SignedIn
  })

  return {
    /** Starts a new family of tokens for a user. */
    start: (user: User, facts: ClientFacts, scopes: ReadonlyArray<string> | null = null) => repository.transaction(Effect.gen(function*() {
      const at = yield* now
      const loginId = uuid()
      yield* repository.insertLogin({ loginId, userId: user.userId, ...facts, scopes, at, expiresAt: at + settings.refreshDays * DAY_MS })
      yield* repository.updateUser(user.userId, { last_login_at: at })
      return yield* issue({ ...user, lastLoginAt: at }, loginId, scopes, null)
    })),
    rotate: (refreshToken: string, facts: ClientFacts) => Effect.gen(function*() {
      const outcome = yield* repository.transaction(Effect.gen(function*() {
        const at = yield* now
        const row = yield* repository.findRefresh(hashOf(refreshToken))
        if (row === null || Number(row.expires_at) <= at) return null
        const state = yield* repository.loginState(row.login_id)
        if (state === null || state.revoked || !state.account.user.active) return null
        if (row.rotated_at !== null) {
          const late = at - Number(row.rotated_at) > GRACE_MS || row.replaced_by === null || !(yield* repository.successorUnused(row.replaced_by))
          if (late) {
            // used twice: whoever holds the newer token may be a thief, so the family ends
            yield* repository.revokeLogin(row.login_id, state.account.user.userId, at)
            yield* repository.audit({ at, event: "refresh_token_reused", userId: state.account.user.userId, username: state.account.user.username, address: facts.address, success: false })
            return null
          }
        }
        return yield* issue(state.account.user, row.login_id, state.scopes, row.token_hash)
      }))
      return outcome ?? (yield* refused)
    })
  }
}
