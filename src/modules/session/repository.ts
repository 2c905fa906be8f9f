import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import type { Session, SessionMessage } from "./models.js"

interface Row {
  readonly session_id: string; readonly user_id: string | null; readonly title: string | null; readonly client_id: string | null; readonly session_type: string
  readonly status: string; readonly timeout_minutes: number; readonly context: string; readonly metadata: string; readonly message_count: number
  readonly created_at: number; readonly updated_at: number; readonly last_activity_at: number; readonly expires_at: number
}

const toSession = (row: Row): Session => ({
  sessionId: row.session_id, userId: row.user_id, title: row.title, clientId: row.client_id, sessionType: row.session_type, status: row.status as Session["status"],
  timeoutMinutes: row.timeout_minutes, context: JSON.parse(row.context) as Record<string, unknown>, metadata: JSON.parse(row.metadata) as Record<string, unknown>,
  messageCount: row.message_count, createdAt: Number(row.created_at), updatedAt: Number(row.updated_at), lastActivityAt: Number(row.last_activity_at), expiresAt: Number(row.expires_at)
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)
const like = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`

export const makeRepository = Effect.map(SqlClient.SqlClient, (sql) => ({
  transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>,
  /** Null where a live session of this user and client exists. An expired one in its place is replaced. */
  insert: (s: Session, at: number) => Effect.gen(function*() {
    if (s.userId !== null && s.clientId !== null) yield* dead(sql`DELETE FROM sessions WHERE user_id = ${s.userId} AND client_id = ${s.clientId} AND expires_at <= ${at}`)
    const rows = yield* dead(sql<Row>`INSERT INTO sessions ${sql.insert({
      session_id: s.sessionId, user_id: s.userId, title: s.title, client_id: s.clientId, session_type: s.sessionType, status: s.status, timeout_minutes: s.timeoutMinutes,
      context: JSON.stringify(s.context), metadata: JSON.stringify(s.metadata), message_count: 0, created_at: s.createdAt, updated_at: s.updatedAt,
      last_activity_at: s.lastActivityAt, expires_at: s.expiresAt
    })} ON CONFLICT DO NOTHING RETURNING *`)
    return rows[0] ? toSession(rows[0]) : null
  }),
  resume: (userId: string, clientId: string, at: number) =>
    dead(sql<Row>`UPDATE sessions SET last_activity_at = ${at}, updated_at = ${at}, status = 'active', expires_at = CAST(${at} AS BIGINT) + timeout_minutes * 60000
      WHERE user_id = ${userId} AND client_id = ${clientId} AND expires_at > ${at} RETURNING *`).pipe(Effect.map((rows) => (rows[0] ? toSession(rows[0]) : null))),
  find: (sessionId: string, userId: string, at: number) =>
    dead(sql<Row>`SELECT * FROM sessions WHERE session_id = ${sessionId} AND user_id = ${userId} AND expires_at > ${at}`).pipe(Effect.map((rows) => (rows[0] ? toSession(rows[0]) : null))),
  touch: (sessionId: string, at: number) =>
    dead(sql<Row>`UPDATE sessions SET last_activity_at = ${at}, expires_at = CAST(${at} AS BIGINT) + timeout_minutes * 60000 WHERE session_id = ${sessionId} RETURNING *`).pipe(Effect.map((rows) => toSession(rows[0]!))),
  update: (sessionId: string, set: Record<string, string | number | null>) =>
    dead(sql<Row>`UPDATE sessions SET ${sql.update(set)} WHERE session_id = ${sessionId} RETURNING *`).pipe(Effect.map((rows) => toSession(rows[0]!))),
  list: (userId: string, at: number, query: { readonly status: string | null; readonly text: string | null; readonly limit: number; readonly offset: number }) => {
    const where = sql.and([
      sql`user_id = ${userId}`, sql`expires_at > ${at}`,
      ...(query.status === null ? [] : [sql`status = ${query.status}`]),
      ...(query.text === null || query.text.trim() === "" ? [] : [sql`LOWER(COALESCE(title, '')) LIKE ${like(query.text)} ESCAPE '\\'`])
    ])
    return Effect.all({
      sessions: dead(sql<Row>`SELECT * FROM sessions WHERE ${where} ORDER BY last_activity_at DESC, session_id LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(Effect.map((rows) => rows.map(toSession))),
      total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM sessions WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
    })
  },
  /** Keeps the `keep` most recently active sessions of a user. */
  evict: (userId: string, keep: number) =>
    dead(sql`DELETE FROM sessions WHERE user_id = ${userId} AND session_id NOT IN
      (SELECT session_id FROM sessions WHERE user_id = ${userId} ORDER BY last_activity_at DESC, session_id LIMIT ${keep})`),
  remove: (sessionId: string) => dead(sql`DELETE FROM sessions WHERE session_id = ${sessionId}`),
  removeOf: (userId: string) => dead(sql<{ session_id: string }>`DELETE FROM sessions WHERE user_id = ${userId} RETURNING session_id`).pipe(Effect.map((rows) => rows.length)),
  removeExpired: (before: number, userId: string | null) =>
    dead(sql<{ session_id: string }>`DELETE FROM sessions WHERE expires_at <= ${before} ${userId === null ? sql`` : sql`AND user_id = ${userId}`} RETURNING session_id`).pipe(Effect.map((rows) => rows.length)),
  insertMessage: (sessionId: string, message: SessionMessage) => Effect.gen(function*() {
    const rows = yield* dead(sql<{ message_count: number }>`UPDATE sessions SET message_count = message_count + 1, last_activity_at = ${message.at},
      expires_at = CAST(${message.at} AS BIGINT) + timeout_minutes * 60000 WHERE session_id = ${sessionId} RETURNING message_count`)
    const position = rows[0]!.message_count
    yield* dead(sql`INSERT INTO session_messages ${sql.insert({ message_id: message.messageId, session_id: sessionId, position, role: message.role, content: message.content, at: message.at })}`)
    return position
  }),
  messages: (sessionId: string, limit: number) =>
    dead(sql<{ message_id: string; role: string; content: string; at: number }>`SELECT * FROM session_messages WHERE session_id = ${sessionId} ORDER BY position DESC LIMIT ${limit}`).pipe(
      Effect.map((rows) => rows.map((row): SessionMessage => ({ messageId: row.message_id, role: row.role, content: row.content, at: Number(row.at) })).reverse())
    ),
  clearMessages: (sessionId: string) => dead(sql`DELETE FROM session_messages WHERE session_id = ${sessionId}`)
}))
