import { SqlClient, type SqlError } from "@effect/sql"
import { Effect } from "effect"
import { migrations } from "../data/migrations.js"
import type { JobRecord, JobState } from "./Jobs.js"

export interface JobRow {
  readonly id: string
  readonly kind: string
  readonly payload: string
  readonly state: string
  readonly attempt: number
  readonly max_attempts: number
  readonly owner_id: string | null
  readonly subject: string | null
  readonly progress: number
  readonly message: string | null
  readonly result: string | null
  readonly checkpoint: string | null
  readonly last_error: string | null
  readonly created_at: number
  readonly updated_at: number
}

export const toRecord = (row: JobRow): JobRecord => ({
  id: row.id,
  kind: row.kind,
  state: row.state as JobState,
  attempt: row.attempt,
  maxAttempts: row.max_attempts,
  ownerId: row.owner_id,
  subject: row.subject,
  progress: row.progress,
  message: row.message,
  result: row.result === null ? null : JSON.parse(row.result),
  error: row.last_error,
  createdAt: Number(row.created_at),
  updatedAt: Number(row.updated_at)
})

/** The same statements on SQLite and PostgreSQL; row locks only where there are replicas. */
export const makeTable = Effect.map(SqlClient.SqlClient, (sql) => {
  const skipLocked = sql.onDialectOrElse({ pg: () => sql`FOR UPDATE SKIP LOCKED`, orElse: () => sql`` })
  const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)
  return {
    /** Empty where a live job has the key. */
    insert: (row: Record<string, string | number | null>) =>
      dead(sql<{ id: string }>`INSERT INTO jobs ${sql.insert(row)}
        ON CONFLICT (kind, dedupe_key) WHERE state IN ('queued','running') DO NOTHING RETURNING id`),
    byId: (id: string) => dead(sql<JobRow>`SELECT * FROM jobs WHERE id = ${id}`),
    liveByKey: (kind: string, key: string) =>
      dead(sql<JobRow>`SELECT * FROM jobs WHERE kind = ${kind} AND dedupe_key = ${key} AND state IN ('queued','running')`),
    claim: (kind: string, count: number, owner: string, at: number, leaseMs: number) =>
      dead(sql<JobRow>`UPDATE jobs SET state = 'running', lease_owner = ${owner}, lease_until = ${at + leaseMs}, attempt = attempt + 1, updated_at = ${at}
        WHERE id IN (SELECT id FROM jobs WHERE kind = ${kind} AND attempt < max_attempts
          AND ((state = 'queued' AND run_at <= ${at}) OR (state = 'running' AND lease_until < ${at}))
          ORDER BY run_at, id LIMIT ${count} ${skipLocked})
        RETURNING *`),
    /** Fenced by owner and attempt: a job that was taken over cannot be overwritten. False = no longer ours. */
    settle: (id: string, owner: string, attempt: number, at: number, set: Record<string, string | number | null>) =>
      dead(sql<{ id: string }>`UPDATE jobs SET ${sql.update({ ...set, updated_at: at })}
        WHERE id = ${id} AND lease_owner = ${owner} AND attempt = ${attempt} AND state = 'running' RETURNING id`).pipe(
        Effect.map((rows) => rows.length === 1)
      ),
    /** Extends the leases; answers the ids that are still ours. */
    heartbeat: (ids: ReadonlyArray<string>, owner: string, until: number) =>
      dead(sql<{ id: string }>`UPDATE jobs SET lease_until = ${until} WHERE lease_owner = ${owner} AND state = 'running' AND ${sql.in("id", ids)} RETURNING id`),
    cancel: (id: string, at: number) =>
      dead(sql<{ id: string }>`UPDATE jobs SET state = 'cancelled', lease_owner = NULL, updated_at = ${at}
        WHERE id = ${id} AND state IN ('queued','running') RETURNING id`).pipe(Effect.map((rows) => rows.length === 1)),
    retry: (id: string, at: number) =>
      dead(sql<{ id: string }>`UPDATE jobs SET state = 'queued', attempt = 0, progress = 0, last_error = NULL, run_at = ${at}, updated_at = ${at}
        WHERE id = ${id} AND state IN ('failed','cancelled')
          AND NOT EXISTS (SELECT 1 FROM jobs live WHERE live.kind = jobs.kind AND live.dedupe_key = jobs.dedupe_key AND live.state IN ('queued','running'))
        RETURNING id`).pipe(Effect.map((rows) => rows.length === 1)),
    /** One process owns the file: what was running when it died is queued again, or failed when its attempts are used up. */
    reclaim: (at: number) =>
      Effect.all([
        dead(sql`UPDATE jobs SET state = 'failed', lease_owner = NULL, last_error = ${gaveUp}, updated_at = ${at} WHERE state = 'running' AND attempt >= max_attempts`),
        dead(sql`UPDATE jobs SET state = 'queued', lease_owner = NULL WHERE state = 'running'`)
      ], { discard: true }),
    exhaust: (at: number) =>
      dead(sql<{ id: string }>`UPDATE jobs SET state = 'failed', lease_owner = NULL, last_error = ${gaveUp}, updated_at = ${at}
        WHERE state = 'running' AND lease_until < ${at} AND attempt >= max_attempts RETURNING id`),
    forget: (doneBefore: number, failedBefore: number) =>
      dead(sql<{ id: string }>`DELETE FROM jobs WHERE (state IN ('done','cancelled') AND updated_at < ${doneBefore})
        OR (state = 'failed' AND updated_at < ${failedBefore}) RETURNING id`),
    list: (query: { ownerId?: string; kinds?: ReadonlyArray<string>; state?: JobState; limit: number; offset: number }) => {
      const where = sql.and([
        sql`1 = 1`,
        ...(query.ownerId === undefined ? [] : [sql`owner_id = ${query.ownerId}`]),
        ...(query.kinds === undefined ? [] : [sql.in("kind", query.kinds)]),
        ...(query.state === undefined ? [] : [sql`state = ${query.state}`])
      ])
      return Effect.all({
        jobs: dead(sql<JobRow>`SELECT * FROM jobs WHERE ${where} ORDER BY created_at DESC, id LIMIT ${query.limit} OFFSET ${query.offset}`).pipe(
          Effect.map((rows) => rows.map(toRecord))
        ),
        total: dead(sql<{ n: number }>`SELECT COUNT(*) AS n FROM jobs WHERE ${where}`).pipe(Effect.map((rows) => Number(rows[0]!.n)))
      })
    }
  }
})

const gaveUp = "the process ended during every attempt"

export const schema = migrations("jobs", {
  "0001_jobs": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE jobs (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, dedupe_key TEXT NOT NULL, payload TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued','running','done','failed','cancelled')),
      attempt INTEGER NOT NULL, max_attempts INTEGER NOT NULL, run_at BIGINT NOT NULL,
      lease_owner TEXT, lease_until BIGINT, owner_id TEXT, subject TEXT,
      progress INTEGER NOT NULL, message TEXT, checkpoint TEXT, result TEXT, last_error TEXT,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)`
    yield* sql`CREATE UNIQUE INDEX jobs_live_key ON jobs (kind, dedupe_key) WHERE state IN ('queued','running')`
    yield* sql`CREATE INDEX jobs_claim ON jobs (kind, state, run_at)`
    yield* sql`CREATE INDEX jobs_owner ON jobs (owner_id, created_at)`
  })
})
