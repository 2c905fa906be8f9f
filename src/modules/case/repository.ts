import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import type { Case, CaseQuery } from "./models/case.js"
import type { Hypothesis } from "./models/hypothesis.js"
import type { InvestigationQuery } from "./models/investigation.js"
import type { Message } from "./models/message.js"
import type { Solution } from "./models/solution.js"
import type { CaseStatus, StatusChange } from "./models/status.js"
import { type CaseRow, fromCase, fromHypothesis, fromSolution, type HypothesisRow, type MessageRow, type SolutionRow, toCase, toHypothesis, toMessage, toSolution } from "./rows.js"

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

/** `%` and `_` of the user's text are letters, not wildcards. */
const like = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`

const ORDER = {
  last_activity: "last_activity_at DESC, case_id",
  created: "created_at DESC, case_id",
  title: "LOWER(title), case_id",
  priority: "CASE priority WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, last_activity_at DESC, case_id"
} as const

/** Tables of this module; every read of a case is by id and owner together. */
export const makeRepository = Effect.map(SqlClient.SqlClient, (sql) => ({
  transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>,

  insertCase: (row: Case) => dead(sql`INSERT INTO cases ${sql.insert(fromCase(row))}`),
  findCase: (caseId: string, ownerId: string) =>
    dead(sql<CaseRow>`SELECT * FROM cases WHERE case_id = ${caseId} AND owner_id = ${ownerId}`).pipe(Effect.map((rows) => (rows[0] ? toCase(rows[0]) : null))),
  /** Locks the row until the transaction ends, so that two writers of one case queue. */
  lockCase: (caseId: string, ownerId: string) =>
    dead(sql<CaseRow>`SELECT * FROM cases WHERE case_id = ${caseId} AND owner_id = ${ownerId} ${sql.onDialectOrElse({ pg: () => sql`FOR UPDATE`, orElse: () => sql`` })}`).pipe(
      Effect.map((rows) => (rows[0] ? toCase(rows[0]) : null))
    ),
  saveCase: (row: Case) => dead(sql`UPDATE cases SET ${sql.update(fromCase(row), ["case_id"])} WHERE case_id = ${row.caseId}`),
  deleteCase: (caseId: string) => dead(sql`DELETE FROM cases WHERE case_id = ${caseId}`),
  countOpenedSince: (ownerId: string, since: number) =>
    dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM cases WHERE owner_id = ${ownerId} AND created_at >= ${since}`).pipe(Effect.map((rows) => Number(rows[0]!.n))),
  listCases: (ownerId: string, query: CaseQuery) => {
    const where = sql.and([
      sql`owner_id = ${ownerId}`,
      ...(query.includeArchived === true ? [] : [sql`archived_at IS NULL`]),
      ...(query.statuses === undefined ? [] : [query.statuses.length === 0 ? sql`1 = 0` : sql.in("status", query.statuses)]),
      ...(query.priorities === undefined ? [] : [query.priorities.length === 0 ? sql`1 = 0` : sql.in("priority", query.priorities)]),
      ...(query.sessionId === undefined ? [] : [sql`session_id = ${query.sessionId}`]),
      ...(query.text === undefined || query.text.trim() === "" ? [] : [
        sql`(LOWER(title) LIKE ${like(query.text)} ESCAPE '\\' OR LOWER(description) LIKE ${like(query.text)} ESCAPE '\\' OR case_id = ${query.text.trim()}
          OR EXISTS (SELECT 1 FROM case_messages m WHERE m.case_id = cases.case_id AND LOWER(m.content) LIKE ${like(query.text)} ESCAPE '\\'))`
      ])
    ])
    return Effect.all({
      cases: dead(sql<CaseRow>`SELECT * FROM cases WHERE ${where} ORDER BY ${sql.literal(ORDER[query.sort ?? "last_activity"])} LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(
        Effect.map((rows) => rows.map(toCase))
      ),
      total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM cases WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
    })
  },
  existing: (caseIds: ReadonlyArray<string>) =>
    caseIds.length === 0
      ? Effect.succeed(new Set<string>())
      : dead(sql<{ case_id: string }>`SELECT case_id FROM cases WHERE ${sql.in("case_id", caseIds)}`).pipe(Effect.map((rows) => new Set(rows.map((row) => row.case_id)))),

  insertMessage: (message: Message, position: number) =>
    dead(sql`INSERT INTO case_messages ${sql.insert({
      message_id: message.messageId, case_id: message.caseId, position, turn_number: message.turnNumber, role: message.role,
      content: message.content, created_at: message.createdAt, metadata: JSON.stringify(message.metadata)
    })}`),
  messages: (caseId: string, limit: number | null, offset: number) =>
    dead(limit === null
      ? sql<MessageRow>`SELECT * FROM case_messages WHERE case_id = ${caseId} AND position > ${offset} ORDER BY position`
      : sql<MessageRow>`SELECT * FROM case_messages WHERE case_id = ${caseId} ORDER BY position LIMIT ${limit} OFFSET ${offset}`).pipe(Effect.map((rows) => rows.map(toMessage))),
  recentMessages: (caseId: string, count: number) =>
    dead(sql<MessageRow>`SELECT * FROM case_messages WHERE case_id = ${caseId} ORDER BY position DESC LIMIT ${count}`).pipe(Effect.map((rows) => rows.map(toMessage).reverse())),
  answerOf: (caseId: string, turn: number) =>
    dead(sql<MessageRow>`SELECT * FROM case_messages WHERE case_id = ${caseId} AND turn_number = ${turn} AND role = 'assistant'`).pipe(Effect.map((rows) => (rows[0] ? toMessage(rows[0]) : null))),

  insertStatusChange: (caseId: string, change: StatusChange) =>
    dead(sql`INSERT INTO case_status_history (case_id, position, from_status, to_status, at, changed_by, reason)
      SELECT ${caseId}, COALESCE(MAX(position), 0) + 1, ${change.fromStatus}, ${change.toStatus}, ${change.at}, ${change.by}, ${change.reason}
      FROM case_status_history WHERE case_id = ${caseId}`),
  statusHistory: (caseId: string) =>
    dead(sql<{ from_status: CaseStatus | null; to_status: CaseStatus; at: number; changed_by: string; reason: string }>`
      SELECT * FROM case_status_history WHERE case_id = ${caseId} ORDER BY position`).pipe(
      Effect.map((rows) => rows.map((row): StatusChange => ({ fromStatus: row.from_status, toStatus: row.to_status, at: Number(row.at), by: row.changed_by, reason: row.reason })))
    ),

  insertHypothesis: (h: Hypothesis) => dead(sql`INSERT INTO hypotheses ${sql.insert(fromHypothesis(h))}`),
  updateHypothesis: (h: Hypothesis) => dead(sql`UPDATE hypotheses SET ${sql.update(fromHypothesis(h), ["hypothesis_id"])} WHERE hypothesis_id = ${h.hypothesisId}`),
  hypotheses: (caseId: string) =>
    dead(sql<HypothesisRow>`SELECT * FROM hypotheses WHERE case_id = ${caseId} ORDER BY likelihood DESC, created_at, hypothesis_id`).pipe(Effect.map((rows) => rows.map(toHypothesis))),
  hypothesisCounts: (ownerId: string, caseIds: ReadonlyArray<string>) =>
    caseIds.length === 0
      ? Effect.succeed(new Map<string, number>())
      : dead(sql<{ case_id: string; n: number }>`SELECT h.case_id, COUNT(*) AS n FROM hypotheses h JOIN cases c ON c.case_id = h.case_id
          WHERE c.owner_id = ${ownerId} AND ${sql.in("h.case_id", caseIds)} GROUP BY h.case_id`).pipe(Effect.map((rows) => new Map(rows.map((row) => [row.case_id, Number(row.n)])))),

  insertSolution: (s: Solution) => dead(sql`INSERT INTO solutions ${sql.insert(fromSolution(s))}`),
  updateSolution: (s: Solution) => dead(sql`UPDATE solutions SET ${sql.update(fromSolution(s), ["solution_id"])} WHERE solution_id = ${s.solutionId}`),
  solutions: (caseId: string) =>
    dead(sql<SolutionRow>`SELECT * FROM solutions WHERE case_id = ${caseId} ORDER BY proposed_at, solution_id`).pipe(Effect.map((rows) => rows.map(toSolution))),

  findHypotheses: (ownerId: string, query: InvestigationQuery & { readonly hypothesisId?: string }) => {
    const where = sql.and([
      sql`c.owner_id = ${ownerId}`,
      ...(query.hypothesisId === undefined ? [] : [sql`h.hypothesis_id = ${query.hypothesisId}`]),
      ...(query.caseId === undefined ? [] : [sql`h.case_id = ${query.caseId}`]),
      ...(query.status === undefined ? [] : [sql`h.status = ${query.status}`])
    ])
    return Effect.all({
      rows: dead(sql<HypothesisRow>`SELECT h.* FROM hypotheses h JOIN cases c ON c.case_id = h.case_id WHERE ${where}
        ORDER BY h.updated_at DESC, h.hypothesis_id LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(Effect.map((rows) => rows.map(toHypothesis))),
      total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM hypotheses h JOIN cases c ON c.case_id = h.case_id WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
    })
  },
  deleteHypothesis: (hypothesisId: string) => dead(sql`DELETE FROM hypotheses WHERE hypothesis_id = ${hypothesisId}`),
  findSolutions: (ownerId: string, query: InvestigationQuery & { readonly solutionId?: string }) => {
    const where = sql.and([
      sql`c.owner_id = ${ownerId}`,
      ...(query.solutionId === undefined ? [] : [sql`s.solution_id = ${query.solutionId}`]),
      ...(query.caseId === undefined ? [] : [sql`s.case_id = ${query.caseId}`]),
      ...(query.status === undefined ? [] : [sql`s.status = ${query.status}`])
    ])
    return Effect.all({
      rows: dead(sql<SolutionRow>`SELECT s.* FROM solutions s JOIN cases c ON c.case_id = s.case_id WHERE ${where}
        ORDER BY s.proposed_at DESC, s.solution_id LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(Effect.map((rows) => rows.map(toSolution))),
      total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM solutions s JOIN cases c ON c.case_id = s.case_id WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
    })
  },
  deleteSolution: (solutionId: string) => dead(sql`DELETE FROM solutions WHERE solution_id = ${solutionId}`),

  statistics: (ownerId: string) => Effect.all({
    groups: dead(sql<{ status: string; priority: string; n: number; ms: number | null }>`
      SELECT status, priority, COUNT(*) AS n, SUM(resolved_at - created_at) AS ms FROM cases WHERE owner_id = ${ownerId} GROUP BY status, priority`),
    hypotheses: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM hypotheses h JOIN cases c ON c.case_id = h.case_id WHERE c.owner_id = ${ownerId}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
  }),
  activitySince: (ownerId: string, since: number) =>
    dead(sql<{ created_at: number; resolved_at: number | null }>`SELECT created_at, resolved_at FROM cases WHERE owner_id = ${ownerId} AND (created_at >= ${since} OR resolved_at >= ${since})`)
}))

export type CaseRepository = Effect.Effect.Success<typeof makeRepository>
