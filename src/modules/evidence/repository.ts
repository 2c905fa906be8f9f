import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import type { LineIndex } from "./lineIndex.js"
import type { EvidenceAnalysis, EvidenceFile, EvidenceType } from "./models.js"

interface Row {
  readonly evidence_id: string; readonly case_id: string; readonly owner_id: string; readonly filename: string; readonly file_type: string
  readonly bytes: number; readonly sha256: string; readonly storage_key: string; readonly evidence_type: string; readonly description: string | null
  readonly source_type: string; readonly source_url: string | null; readonly turn_number: number; readonly uploaded_at: number
  readonly processed_at: number | null; readonly status: string; readonly status_reason: string | null; readonly declared_type: string | null
  readonly job_id: string | null; readonly metadata: string
}

export interface StoredEvidence {
  readonly file: EvidenceFile
  readonly storageKey: string
}

const COLUMNS = "evidence_id, case_id, owner_id, filename, file_type, bytes, sha256, storage_key, evidence_type, description, source_type, source_url, turn_number, uploaded_at, processed_at, status, status_reason, declared_type, job_id, metadata"

const toStored = (row: Row): StoredEvidence => ({
  storageKey: row.storage_key,
  file: {
    evidenceId: row.evidence_id, caseId: row.case_id, ownerId: row.owner_id, filename: row.filename, fileType: row.file_type,
    bytes: Number(row.bytes), sha256: row.sha256, evidenceType: row.evidence_type as EvidenceType, description: row.description,
    sourceType: row.source_type as EvidenceFile["sourceType"], sourceUrl: row.source_url, turnNumber: row.turn_number,
    uploadedAt: Number(row.uploaded_at), processedAt: row.processed_at === null ? null : Number(row.processed_at),
    status: row.status as EvidenceFile["status"], statusReason: row.status_reason,
    declaredType: row.declared_type as EvidenceFile["declaredType"], jobId: row.job_id, metadata: JSON.parse(row.metadata) as Record<string, unknown>
  }
})

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

export const makeRepository = Effect.map(SqlClient.SqlClient, (sql) => {
  const columns = sql.literal(COLUMNS)
  return {
    transaction: <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      sql.withTransaction(effect).pipe(Effect.catchIf((e): e is SqlError.SqlError & E => (e as { _tag?: string })._tag === "SqlError", Effect.die)) as Effect.Effect<A, E, R>,
    insert: (file: EvidenceFile, storageKey: string, index: LineIndex) =>
      dead(sql<Row>`INSERT INTO evidence ${sql.insert({
        evidence_id: file.evidenceId, case_id: file.caseId, owner_id: file.ownerId, filename: file.filename, file_type: file.fileType,
        bytes: file.bytes, sha256: file.sha256, storage_key: storageKey, evidence_type: file.evidenceType, description: file.description,
        source_type: file.sourceType, source_url: file.sourceUrl, turn_number: file.turnNumber, uploaded_at: file.uploadedAt,
        processed_at: file.processedAt, status: file.status, status_reason: file.statusReason, declared_type: file.declaredType,
        job_id: file.jobId, metadata: JSON.stringify(file.metadata), line_index: JSON.stringify(index)
      })} ON CONFLICT (case_id, sha256, filename) DO NOTHING RETURNING ${columns}`).pipe(Effect.map((rows) => rows.length === 1)),
    find: (evidenceId: string, ownerId: string | null) =>
      dead(sql<Row>`SELECT ${columns} FROM evidence WHERE evidence_id = ${evidenceId} ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`}`).pipe(
        Effect.map((rows) => (rows[0] ? toStored(rows[0]) : null))
      ),
    findSame: (caseId: string, sha256: string, filename: string) =>
      dead(sql<Row>`SELECT ${columns} FROM evidence WHERE case_id = ${caseId} AND sha256 = ${sha256} AND filename = ${filename}`).pipe(
        Effect.map((rows) => (rows[0] ? toStored(rows[0]) : null))
      ),
    list: (caseId: string, ownerId: string, type: EvidenceType | undefined, limit: number, offset: number) => {
      const where = sql.and([sql`case_id = ${caseId}`, sql`owner_id = ${ownerId}`, ...(type === undefined ? [] : [sql`evidence_type = ${type}`])])
      return Effect.all({
        files: dead(sql<Row>`SELECT ${columns} FROM evidence WHERE ${where} ORDER BY uploaded_at DESC, evidence_id LIMIT ${limit} OFFSET ${offset}`).pipe(Effect.map((rows) => rows.map(toStored))),
        total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM evidence WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
      })
    },
    ofCase: (caseId: string) => dead(sql<Row>`SELECT ${columns} FROM evidence WHERE case_id = ${caseId} ORDER BY uploaded_at, evidence_id`).pipe(Effect.map((rows) => rows.map(toStored))),
    analysesOfCase: (caseId: string) =>
      dead(sql<{ evidence_id: string; analysis: string }>`SELECT a.evidence_id, a.analysis FROM evidence_analyses a JOIN evidence e ON e.evidence_id = a.evidence_id WHERE e.case_id = ${caseId}`).pipe(
        Effect.map((rows) => new Map(rows.map((row) => [row.evidence_id, JSON.parse(row.analysis) as EvidenceAnalysis])))
      ),
    analysis: (evidenceId: string) =>
      dead(sql<{ analysis: string }>`SELECT analysis FROM evidence_analyses WHERE evidence_id = ${evidenceId}`).pipe(
        Effect.map((rows) => (rows[0] ? JSON.parse(rows[0].analysis) as EvidenceAnalysis : null))
      ),
    lineIndex: (evidenceId: string) =>
      dead(sql<{ line_index: string }>`SELECT line_index FROM evidence WHERE evidence_id = ${evidenceId}`).pipe(Effect.map((rows) => JSON.parse(rows[0]!.line_index) as LineIndex)),
    update: (evidenceId: string, set: Record<string, string | number | null>) => dead(sql`UPDATE evidence SET ${sql.update(set)} WHERE evidence_id = ${evidenceId}`),
    /** True where the file had one of these statuses and now has what is set. */
    updateIn: (evidenceId: string, statuses: ReadonlyArray<EvidenceFile["status"]>, set: Record<string, string | number | null>) =>
      dead(sql<{ evidence_id: string }>`UPDATE evidence SET ${sql.update(set)} WHERE evidence_id = ${evidenceId} AND ${sql.in("status", statuses)} RETURNING evidence_id`).pipe(Effect.map((rows) => rows.length === 1)),
    saveAnalysis: (evidenceId: string, analysis: EvidenceAnalysis) =>
      dead(sql`INSERT INTO evidence_analyses ${sql.insert({ evidence_id: evidenceId, analysis: JSON.stringify(analysis) })}
        ON CONFLICT (evidence_id) DO UPDATE SET analysis = excluded.analysis`),
    remove: (evidenceId: string) => dead(sql`DELETE FROM evidence WHERE evidence_id = ${evidenceId}`),
    counts: (ownerId: string, caseIds: ReadonlyArray<string>) =>
      caseIds.length === 0
        ? Effect.succeed(new Map<string, number>())
        : dead(sql<{ case_id: string; n: number }>`SELECT case_id, COUNT(*) AS n FROM evidence WHERE owner_id = ${ownerId} AND ${sql.in("case_id", caseIds)} GROUP BY case_id`).pipe(
          Effect.map((rows) => new Map(rows.map((row) => [row.case_id, Number(row.n)])))
        ),
    ownTotal: (ownerId: string) => dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM evidence WHERE owner_id = ${ownerId}`).pipe(Effect.map((rows) => Number(rows[0]!.n))),
    caseIds: dead(sql<{ case_id: string }>`SELECT DISTINCT case_id FROM evidence`).pipe(Effect.map((rows) => rows.map((row) => row.case_id))),
    knownKeys: (keys: ReadonlyArray<string>) =>
      keys.length === 0
        ? Effect.succeed(new Set<string>())
        : dead(sql<{ storage_key: string }>`SELECT storage_key FROM evidence WHERE ${sql.in("storage_key", keys)}`).pipe(Effect.map((rows) => new Set(rows.map((row) => row.storage_key)))),
    totals: dead(sql<{ n: number; bytes: number | null }>`SELECT COUNT(*) AS n, SUM(bytes) AS bytes FROM evidence`).pipe(
      Effect.map((rows) => ({ files: Number(rows[0]!.n), bytes: Number(rows[0]!.bytes ?? 0) }))
    ),
    pseudonyms: (caseId: string) =>
      dead(sql<{ state: string; version: number }>`SELECT state, version FROM evidence_pseudonyms WHERE case_id = ${caseId}`).pipe(Effect.map((rows) => rows[0] ?? null)),
    savePseudonyms: (caseId: string, ownerId: string, state: string, version: number) =>
      dead(version === 0
        ? sql<{ version: number }>`INSERT INTO evidence_pseudonyms ${sql.insert({ case_id: caseId, owner_id: ownerId, state, version: 1 })} ON CONFLICT (case_id) DO NOTHING RETURNING version`
        : sql<{ version: number }>`UPDATE evidence_pseudonyms SET state = ${state}, version = ${version + 1} WHERE case_id = ${caseId} AND version = ${version} RETURNING version`).pipe(
        Effect.map((rows) => rows.length === 1)
      ),
    removePseudonyms: (caseId: string) => dead(sql`DELETE FROM evidence_pseudonyms WHERE case_id = ${caseId}`)
  }
})

export type EvidenceRepository = Effect.Effect.Success<typeof makeRepository>
