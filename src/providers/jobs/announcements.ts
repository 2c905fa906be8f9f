import { SqlClient, type SqlError } from "@effect/sql"
import { Effect, Schedule, Stream } from "effect"

const CHANNEL = "faultmaven_jobs"
/** A listening connection that broke says nothing: it is made anew this often, and the poll covers the gap. */
const RENEW = "5 minutes"

interface Listening { readonly listen?: (channel: string) => Stream.Stream<string, SqlError.SqlError> }

export interface Heard {
  /** a job of this kind can be claimed */
  readonly queued: (kind: string) => Effect.Effect<unknown>
  /** this job has ended */
  readonly ended: (id: string) => Effect.Effect<unknown>
}

/**
 * Word between replicas, so that nobody waits for the next poll: NOTIFY is
 * delivered when the transaction that queued a job commits. Silent on SQLite,
 * where one process does everything.
 */
export const makeAnnouncements = Effect.map(SqlClient.SqlClient, (sql) => {
  const { listen } = sql as unknown as Listening
  const say = (text: string) => listen === undefined ? Effect.void : Effect.ignore(sql`SELECT pg_notify(${CHANNEL}, ${text})`)
  return {
    /** Joins the caller's transaction. */
    queued: (kind: string) => say(`queued ${kind}`),
    ended: (id: string) => say(`ended ${id}`),
    hear: (heard: Heard) => listen === undefined ? Effect.void : listen(CHANNEL).pipe(
      Stream.runForEach((text) => {
        const [what, name = ""] = text.split(" ")
        return what === "queued" ? heard.queued(name) : heard.ended(name)
      }),
      Effect.disconnect,
      Effect.timeoutOption(RENEW),
      Effect.catchAllCause(() => Effect.void),
      Effect.repeat(Schedule.spaced("1 second")),
      Effect.withTracerEnabled(false),
      Effect.forkScoped,
      Effect.asVoid
    )
  }
})
