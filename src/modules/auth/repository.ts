import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { uuid } from "../kernel/ids.js"
import type { AuditEvent, Login, User } from "./models.js"

interface UserRow {
  readonly user_id: string; readonly username: string; readonly email: string; readonly display_name: string; readonly roles: string
  readonly organization_id: string; readonly teams: string; readonly active: number; readonly must_change_password: number; readonly dev_user: number
  readonly password_hash: string | null; readonly created_at: number; readonly last_login_at: number | null
}

export interface Account { readonly user: User; readonly passwordHash: string | null }

const toAccount = (row: UserRow): Account => ({
  passwordHash: row.password_hash,
  user: {
    userId: row.user_id, username: row.username, email: row.email, displayName: row.display_name, roles: JSON.parse(row.roles) as ReadonlyArray<string>,
    organizationId: row.organization_id, teams: JSON.parse(row.teams) as ReadonlyArray<string>, active: row.active === 1, mustChangePassword: row.must_change_password === 1, devUser: row.dev_user === 1,
    createdAt: Number(row.created_at), lastLoginAt: row.last_login_at === null ? null : Number(row.last_login_at)
  }
})

export interface LoginState {
  readonly account: Account
  readonly scopes: ReadonlyArray<string> | null
  readonly revoked: boolean
  readonly expiresAt: number
}

export interface RefreshRow {
  readonly token_hash: string; readonly login_id: string; readonly expires_at: number; readonly rotated_at: number | null; readonly replaced_by: string | null
}

interface AuditRow {
  readonly id: string; readonly at: number; readonly event: string; readonly user_id: string | null; readonly username: string | null
  readonly address: string | null; readonly success: number; readonly details: string
}

const toEvent = (row: AuditRow): AuditEvent => ({
  id: row.id, at: Number(row.at), event: row.event, userId: row.user_id, username: row.username, address: row.address, success: row.success === 1,
  details: JSON.parse(row.details) as Record<string, unknown>
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)
const keyOf = (text: string): string => text.trim().toLowerCase()

const MAX_KNOWN_LOGINS = 10_000

export const makeRepository = Effect.map(SqlClient.SqlClient, (sql) => {
  /** The one statement behind every authenticated request. */
  const readLoginState = (loginId: string) =>
    dead(sql<UserRow & { readonly scopes: string | null; readonly revoked_at: number | null; readonly login_expires_at: number }>`
      SELECT u.*, l.scopes, l.revoked_at, l.expires_at AS login_expires_at FROM logins l JOIN users u ON u.user_id = l.user_id WHERE l.login_id = ${loginId}`).pipe(
      Effect.map((rows): LoginState | null => {
        const row = rows[0]
        return row === undefined ? null : { account: toAccount(row), scopes: row.scopes === null ? null : JSON.parse(row.scopes) as ReadonlyArray<string>, revoked: row.revoked_at !== null, expiresAt: Number(row.login_expires_at) }
      })
    )

  // One process owns a SQLite file, so what it knows of sign-ins is exact until it writes itself;
  // every write to users or logins forgets all of it. Replicas ask PostgreSQL each time.
  const exclusive = sql.onDialectOrElse({ sqlite: () => true, orElse: () => false })
  const known = new Map<string, LoginState>()
  const forget = <A>(effect: Effect.Effect<A>): Effect.Effect<A> => Effect.ensuring(effect, Effect.sync(() => known.clear()))
  const loginState = (loginId: string): Effect.Effect<LoginState | null> => {
    const state = known.get(loginId)
    if (state !== undefined) return Effect.succeed(state)
    return Effect.tap(readLoginState(loginId), (found) => {
      if (exclusive && found !== null && known.size < MAX_KNOWN_LOGINS) known.set(loginId, found)
    })
  }

  return {
  transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>,
  countUsers: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM users`).pipe(Effect.map((rows) => Number(rows[0]!.n))),
  /** False where the name or the address is taken. */
  insertUser: (user: User, passwordHash: string | null) =>
    dead(sql<{ user_id: string }>`INSERT INTO users ${sql.insert({
      user_id: user.userId, username: user.username, username_key: keyOf(user.username), email: user.email, email_key: keyOf(user.email), display_name: user.displayName,
      roles: JSON.stringify(user.roles), organization_id: user.organizationId, teams: JSON.stringify(user.teams), active: user.active ? 1 : 0, must_change_password: user.mustChangePassword ? 1 : 0,
      dev_user: user.devUser ? 1 : 0, password_hash: passwordHash, created_at: user.createdAt, last_login_at: user.lastLoginAt
    })} ON CONFLICT DO NOTHING RETURNING user_id`).pipe(Effect.map((rows) => rows.length === 1)),
  findByName: (name: string) =>
    dead(sql<UserRow>`SELECT * FROM users WHERE username_key = ${keyOf(name)} OR email_key = ${keyOf(name)} ORDER BY username_key = ${keyOf(name)} DESC`).pipe(Effect.map((rows) => (rows[0] ? toAccount(rows[0]) : null))),
  findUser: (userId: string) => dead(sql<UserRow>`SELECT * FROM users WHERE user_id = ${userId}`).pipe(Effect.map((rows) => (rows[0] ? toAccount(rows[0]) : null))),
  updateUser: (userId: string, set: Record<string, string | number | null>) => forget(dead(sql`UPDATE users SET ${sql.update(set)} WHERE user_id = ${userId}`)),
  listUsers: (limit: number, offset: number, text: string | undefined) => {
    const pattern = `%${keyOf(text ?? "").replace(/[\\%_]/g, (c) => `\\${c}`)}%`
    const where = text === undefined || text.trim() === "" ? sql`1 = 1` : sql`(username_key LIKE ${pattern} ESCAPE '\\' OR email_key LIKE ${pattern} ESCAPE '\\' OR LOWER(display_name) LIKE ${pattern} ESCAPE '\\')`
    return Effect.all({
      users: dead(sql<UserRow>`SELECT * FROM users WHERE ${where} ORDER BY created_at, user_id LIMIT ${limit} OFFSET ${offset}`).pipe(Effect.map((rows) => rows.map((row) => toAccount(row).user))),
      total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM users WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
    })
  },
  activeAdmins: dead(sql<{ user_id: string }>`SELECT user_id FROM users WHERE active = 1 AND roles LIKE '%"admin"%'`).pipe(Effect.map((rows) => rows.map((row) => row.user_id))),

  insertLogin: (row: { readonly loginId: string; readonly userId: string; readonly client: string; readonly address: string; readonly userAgent: string; readonly scopes: ReadonlyArray<string> | null; readonly at: number; readonly expiresAt: number }) =>
    dead(sql`INSERT INTO logins ${sql.insert({
      login_id: row.loginId, user_id: row.userId, client: row.client, address: row.address, user_agent: row.userAgent.slice(0, 300),
      scopes: row.scopes === null ? null : JSON.stringify(row.scopes), created_at: row.at, last_used_at: row.at, expires_at: row.expiresAt, revoked_at: null
    })} ON CONFLICT DO NOTHING`),
  loginState,
  touchLogin: (loginId: string, at: number, expiresAt: number) => forget(dead(sql`UPDATE logins SET last_used_at = ${at}, expires_at = ${expiresAt} WHERE login_id = ${loginId}`)),
  revokeLogin: (loginId: string, userId: string, at: number) =>
    forget(dead(sql<{ login_id: string }>`UPDATE logins SET revoked_at = ${at} WHERE login_id = ${loginId} AND user_id = ${userId} AND revoked_at IS NULL RETURNING login_id`).pipe(Effect.map((rows) => rows.length))),
  revokeAll: (userId: string, at: number) =>
    forget(dead(sql<{ login_id: string }>`UPDATE logins SET revoked_at = ${at} WHERE user_id = ${userId} AND revoked_at IS NULL AND expires_at > ${at} RETURNING login_id`).pipe(Effect.map((rows) => rows.length))),
  logins: (userId: string, at: number) =>
    dead(sql<{ login_id: string; client: string; address: string; user_agent: string; scopes: string | null; created_at: number; last_used_at: number }>`
      SELECT * FROM logins WHERE user_id = ${userId} AND revoked_at IS NULL AND expires_at > ${at} ORDER BY last_used_at DESC, login_id`).pipe(
      Effect.map((rows) => rows.map((row): Login => ({ loginId: row.login_id, client: row.client, address: row.address, userAgent: row.user_agent, scopes: row.scopes === null ? null : JSON.parse(row.scopes) as ReadonlyArray<string>, createdAt: Number(row.created_at), lastUsedAt: Number(row.last_used_at) })))
    ),

  insertRefresh: (hash: string, loginId: string, at: number, expiresAt: number) =>
    dead(sql`INSERT INTO refresh_tokens ${sql.insert({ token_hash: hash, login_id: loginId, issued_at: at, expires_at: expiresAt, rotated_at: null, replaced_by: null })}`),
  findRefresh: (hash: string) =>
    dead(sql<RefreshRow>`SELECT * FROM refresh_tokens WHERE token_hash = ${hash} ${sql.onDialectOrElse({ pg: () => sql`FOR UPDATE`, orElse: () => sql`` })}`).pipe(Effect.map((rows) => rows[0] ?? null)),
  markRotated: (hash: string, at: number, replacedBy: string) => dead(sql`UPDATE refresh_tokens SET rotated_at = ${at}, replaced_by = ${replacedBy} WHERE token_hash = ${hash}`),
  successorUnused: (hash: string) =>
    dead(sql<{ rotated_at: number | null }>`SELECT rotated_at FROM refresh_tokens WHERE token_hash = ${hash}`).pipe(Effect.map((rows) => rows[0]?.rotated_at === null)),

  audit: (event: { readonly at: number; readonly event: string; readonly userId: string | null; readonly username: string | null; readonly address: string | null; readonly success: boolean; readonly details?: Record<string, unknown> }) =>
    dead(sql`INSERT INTO audit_events ${sql.insert({
      id: uuid(), at: event.at, event: event.event, user_id: event.userId, username: event.username, address: event.address,
      success: event.success ? 1 : 0, details: JSON.stringify(event.details ?? {})
    })}`),
  auditEvents: (query: { readonly limit: number; readonly offset: number; readonly event?: string | undefined; readonly userId?: string | undefined }) => {
    const where = sql.and([
      sql`1 = 1`, ...(query.event === undefined ? [] : [sql`event = ${query.event}`]), ...(query.userId === undefined ? [] : [sql`user_id = ${query.userId}`])
    ])
    return Effect.all({
      events: dead(sql<AuditRow>`SELECT * FROM audit_events WHERE ${where} ORDER BY at DESC, id LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(Effect.map((rows) => rows.map(toEvent))),
      total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM audit_events WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
    })
  },
  /** A revoked sign-in stays until its tokens have expired: it is what keeps them out. */
  sweep: (before: number) =>
    forget(dead(sql<{ login_id: string }>`DELETE FROM logins WHERE expires_at < ${before} RETURNING login_id`).pipe(Effect.map((rows) => rows.length))),
  }
})

export type AuthRepository = Effect.Effect.Success<typeof makeRepository>
