import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import type { Report, ReportSource, ReportStatus, ReportType } from "./models.js"

interface Row {
  readonly report_id: string; readonly case_id: string; readonly owner_id: string; readonly report_type: string; readonly title: string; readonly content: string
  readonly status: string; readonly error: string | null; readonly version: number; readonly is_current: number; readonly linked_to_closure: number; readonly job_id: string
  readonly sources: string; readonly provider: string | null; readonly model: string | null; readonly generation_ms: number | null
  readonly created_at: number; readonly completed_at: number | null
}

const orNull = (value: number | null): number | null => (value === null ? null : Number(value))

const toReport = (row: Row): Report => ({
  reportId: row.report_id, caseId: row.case_id, ownerId: row.owner_id, type: row.report_type as ReportType, title: row.title, content: row.content,
  status: row.status as ReportStatus, error: row.error, version: row.version, current: row.is_current === 1, linkedToClosure: row.linked_to_closure === 1, jobId: row.job_id,
  sources: JSON.parse(row.sources) as ReadonlyArray<ReportSource>, provider: row.provider, model: row.model, generationMs: orNull(row.generation_ms),
  createdAt: Number(row.created_at), completedAt: orNull(row.completed_at)
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

export const makeRepository = Effect.map(SqlClient.SqlClient, (sql) => ({
  transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>,
  insert: (r: Report) => dead(sql`INSERT INTO reports ${sql.insert({
    report_id: r.reportId, case_id: r.caseId, owner_id: r.ownerId, report_type: r.type, title: r.title, content: r.content, status: r.status, error: r.error,
    version: r.version, is_current: r.current ? 1 : 0, linked_to_closure: r.linkedToClosure ? 1 : 0, job_id: r.jobId, sources: JSON.stringify(r.sources), provider: r.provider,
    model: r.model, generation_ms: r.generationMs, created_at: r.createdAt, completed_at: r.completedAt
  })}`),
  find: (reportId: string, ownerId: string) =>
    dead(sql<Row>`SELECT * FROM reports WHERE report_id = ${reportId} AND owner_id = ${ownerId}`).pipe(Effect.map((rows) => (rows[0] ? toReport(rows[0]) : null))),
  ofCase: (caseId: string, ownerId: string) =>
    dead(sql<Row>`SELECT * FROM reports WHERE case_id = ${caseId} AND owner_id = ${ownerId} ORDER BY created_at DESC, version DESC, report_type`).pipe(Effect.map((rows) => rows.map(toReport))),
  list: (ownerId: string, limit: number, offset: number) => Effect.all({
    reports: dead(sql<Row>`SELECT * FROM reports WHERE owner_id = ${ownerId} AND is_current = 1 ORDER BY created_at DESC, report_id LIMIT ${limit} OFFSET ${offset}`).pipe(Effect.map((rows) => rows.map(toReport))),
    total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM reports WHERE owner_id = ${ownerId} AND is_current = 1`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
  }),
  update: (reportId: string, set: Record<string, string | number | null>) => dead(sql`UPDATE reports SET ${sql.update(set)} WHERE report_id = ${reportId}`),
  /** The written version takes the place of the one before. */
  makeCurrent: (report: Report) =>
    dead(sql`UPDATE reports SET is_current = CASE WHEN report_id = ${report.reportId} THEN 1 ELSE 0 END WHERE case_id = ${report.caseId} AND report_type = ${report.type}`),
  remove: (reportId: string) => dead(sql`DELETE FROM reports WHERE report_id = ${reportId}`),
  removeCase: (caseId: string, ownerId: string) => dead(sql`DELETE FROM reports WHERE case_id = ${caseId} AND owner_id = ${ownerId} AND report_type <> 'runbook'`),
  caseIds: dead(sql<{ case_id: string }>`SELECT DISTINCT case_id FROM reports WHERE report_type <> 'runbook'`).pipe(Effect.map((rows) => rows.map((row) => row.case_id))),
  removeOf: (caseIds: ReadonlyArray<string>) => caseIds.length === 0
    ? Effect.succeed(0)
    : dead(sql<{ report_id: string }>`DELETE FROM reports WHERE report_type <> 'runbook' AND ${sql.in("case_id", caseIds)} RETURNING report_id`).pipe(Effect.map((rows) => rows.length))
}))

export type ReportRepository = Effect.Effect.Success<typeof makeRepository>
