import { createHash, randomBytes } from "node:crypto"
import { SqlClient, type SqlError } from "@effect/sql"
import { Data, Effect } from "effect"
import type { VerifiedToken } from "../../providers/identity/Identity.js"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { User } from "./models.js"
import type { AuthRepository } from "./repository.js"

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/

/** Another request of the same person was first. */
class Raced extends Data.TaggedError("Raced") {}

const digest = (...parts: ReadonlyArray<string>): string => createHash("sha256").update(parts.join("\0")).digest("hex")

/** Tokens of an issuer have no family here: each is a sign-in of its own, so that it can be listed and ended like one. */
export const loginOf = (token: VerifiedToken): string => `oidc-${digest(token.issuer, token.subject, token.jti).slice(0, 32)}`

const usernameFrom = (text: string): string => text.replace(/[^A-Za-z0-9._@+-]+/g, "-").slice(0, 40).padEnd(3, "-")

/**
 * People whom an outside issuer signed in. An account is made when somebody
 * comes for the first time, and belongs to issuer and subject: an address is
 * no proof, so that nobody gets a local account by having its address there.
 */
export const makeForeigners = (repository: AuthRepository) => Effect.map(SqlClient.SqlClient, (sql) => {
  const dead = <A>(effect: Effect.Effect<A, SqlError.SqlError>) => Effect.orDie(effect)

  const insert = (token: VerifiedToken, at: number) => Effect.gen(function*() {
    const nobody = `${digest(token.issuer, token.subject).slice(0, 20)}@users.invalid`
    const email = token.email !== null && EMAIL.test(token.email) ? token.email : nobody
    const username = usernameFrom(email === nobody ? token.name ?? token.subject : email)
    const user: User = {
      userId: ids.user.make(), username, email, displayName: (token.name ?? username.split("@")[0]!).slice(0, 200), roles: token.roles ?? ["user"], organizationId: "default", teams: token.teams ?? [],
      active: true, mustChangePassword: false, devUser: false, createdAt: at, lastLoginAt: at
    }
    const other = `${username}-${randomBytes(4).toString("hex")}`
    const made = (yield* repository.insertUser(user, null)) || (yield* repository.insertUser({ ...user, username: other }, null)) || (yield* repository.insertUser({ ...user, username: other, email: nobody }, null))
    if (!made) return yield* new Raced()
    const bound = yield* dead(sql`INSERT INTO identities ${sql.insert({ issuer: token.issuer, subject: token.subject, user_id: user.userId, created_at: at })} ON CONFLICT DO NOTHING RETURNING user_id`)
    if (bound.length === 0) return yield* new Raced()
    yield* repository.audit({ at, event: "account_created", userId: user.userId, username: user.username, address: null, success: true, details: { issuer: token.issuer } })
    return user.userId
  })

  /** What the issuer says of roles and teams holds from each sign-in on; where it says nothing, ours do. */
  const arrive = (token: VerifiedToken) => Effect.gen(function*() {
    const at = yield* now
    const known = yield* dead(sql<{ user_id: string }>`SELECT user_id FROM identities WHERE issuer = ${token.issuer} AND subject = ${token.subject}`)
    const userId = known[0]?.user_id ?? (yield* insert(token, at))
    yield* repository.updateUser(userId, {
      last_login_at: at, ...(token.roles === null ? {} : { roles: JSON.stringify(token.roles) }), ...(token.teams === null ? {} : { teams: JSON.stringify(token.teams) })
    })
    yield* repository.audit({ at, event: "login", userId, username: null, address: null, success: true, details: { issuer: token.issuer } })
    return { at, userId }
  })

  const settled = <A>(effect: Effect.Effect<A, Raced>) => repository.transaction(effect).pipe(Effect.retry({ times: 3 }), Effect.orDie)

  return {
    /** Account and sign-in of a verified access token, made at its first use. */
    admit: (token: VerifiedToken) => settled(Effect.flatMap(arrive(token), ({ at, userId }) =>
      repository.insertLogin({ loginId: loginOf(token), userId, client: "oidc", address: "", userAgent: "", scopes: token.scopes, at, expiresAt: token.expiresAt }))),
    /** The account of somebody who signed in with the browser. */
    account: (person: VerifiedToken) => settled(Effect.flatMap(arrive(person), ({ userId }) => Effect.map(repository.findUser(userId), (found) => found!.user)))
  }
})
