import { SqlClient, type SqlError } from "@effect/sql"
import { Chunk, Effect, Option, PubSub, Stream } from "effect"
import type { TurnEvent } from "./models.js"

interface TurnRow {
  readonly job_id: string; readonly case_id: string; readonly owner_id: string; readonly organization_id: string
  readonly turn_number: number; readonly created_at: number
}

export interface TurnRecord {
  readonly jobId: string
  readonly caseId: string
  readonly ownerId: string
  readonly organizationId: string
  readonly turnNumber: number
  readonly createdAt: number
}

const dead = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) => Effect.orDie(effect)

const isLast = (event: TurnEvent): boolean => event.type === "done" || event.type === "error"

/** How long a reader waits for a ping before it looks again by itself (another replica may write). */
const LOOK_AGAIN = "1 second"

interface Cursor { readonly seq: number; readonly last: boolean; readonly started: boolean }

const some = (events: ReadonlyArray<TurnEvent>, next: Cursor) => Option.some([Chunk.fromIterable(events), next] as const)
const stop = Effect.succeed(Option.none<readonly [Chunk.Chunk<TurnEvent>, Cursor]>())

/**
 * Append-only log of each turn. The database is the truth; pings within the
 * process only say that there is something new, so a reload, a crash and a
 * second replica are the same case.
 */
export const makeTurnLog = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const pings = yield* PubSub.sliding<string>(1024)

  const read = (jobId: string, after: number) =>
    dead(sql<{ seq: number; type: TurnEvent["type"]; data: string }>`SELECT seq, type, data FROM turn_events WHERE job_id = ${jobId} AND seq > ${after} ORDER BY seq`).pipe(
      Effect.map((rows): ReadonlyArray<TurnEvent> => rows.map((row) => ({ seq: row.seq, type: row.type, data: JSON.parse(row.data) as Record<string, unknown> })))
    )

  const toRecord = (row: TurnRow): TurnRecord => ({
    jobId: row.job_id, caseId: row.case_id, ownerId: row.owner_id, organizationId: row.organization_id,
    turnNumber: row.turn_number, createdAt: Number(row.created_at)
  })

  return {
    create: (record: TurnRecord) => dead(sql`INSERT INTO agent_turns ${sql.insert({
      job_id: record.jobId, case_id: record.caseId, owner_id: record.ownerId, organization_id: record.organizationId,
      turn_number: record.turnNumber, created_at: record.createdAt
    })}`),
    find: (jobId: string) => dead(sql<TurnRow>`SELECT * FROM agent_turns WHERE job_id = ${jobId}`).pipe(Effect.map((rows) => (rows[0] ? toRecord(rows[0]) : null))),
    append: (jobId: string, type: TurnEvent["type"], data: Record<string, unknown>) =>
      dead(sql`INSERT INTO turn_events (job_id, seq, type, data)
        SELECT ${jobId}, COALESCE(MAX(seq), 0) + 1, ${type}, ${JSON.stringify(data)} FROM turn_events WHERE job_id = ${jobId}`).pipe(
        Effect.zipRight(PubSub.publish(pings, jobId)),
        Effect.asVoid
      ),
    hasEvents: (jobId: string) => Effect.map(read(jobId, 0), (events) => events.length > 0),
    /** Wakes readers without a new event (the job ended some other way). */
    ping: (jobId: string) => Effect.asVoid(PubSub.publish(pings, jobId)),
    /** Everything after `after`, then live; `ended` supplies the last event where the turn ended without one. */
    follow: (jobId: string, after: number, ended: Effect.Effect<TurnEvent["data"] & { readonly type: "done" | "error" } | null>): Stream.Stream<TurnEvent> =>
      Stream.unwrapScoped(Effect.gen(function*() {
        const subscription = yield* PubSub.subscribe(pings)
        const wait: Effect.Effect<void> = subscription.take.pipe(
          Effect.repeat({ until: (id) => id === jobId }),
          Effect.timeoutOption(LOOK_AGAIN),
          Effect.asVoid
        )
        return Stream.unfoldChunkEffect<Cursor, TurnEvent, never, never>({ seq: after, last: false, started: false }, (state) => Effect.gen(function*() {
          if (state.last) return yield* stop
          if (state.started) yield* wait
          const events = yield* read(jobId, state.seq)
          if (events.length > 0) return some(events, { seq: events.at(-1)!.seq, last: events.some(isLast), started: true })
          const end = yield* ended
          if (end === null) return some([], { ...state, started: true })
          const { type, ...data } = end
          return some([{ seq: state.seq + 1, type, data }], { seq: state.seq + 1, last: true, started: true })
        }))
      })),
    sweep: (before: number) => dead(sql<{ job_id: string }>`DELETE FROM agent_turns WHERE created_at < ${before} RETURNING job_id`).pipe(Effect.map((rows) => rows.length))
  }
})

export type TurnLog = Effect.Effect.Success<typeof makeTurnLog>
