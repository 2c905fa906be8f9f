import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { uuid } from "../kernel/ids.js"

/** How long a search may wait for its row, and how many wait at most while the database is slow. */
const DELAY = "1 second"
const WAITING = 5_000

/**
 * Who searched for what. A search does not wait for the disk because of it:
 * rows are written some at a time, before they are read here and when the
 * process ends; a crash costs the last second's.
 */
export const makeSearchRecord = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const writer = yield* Effect.makeSemaphore(1)
  const due = yield* Effect.makeLatch(false)
  let waiting: Array<Record<string, string | number>> = []
  let refused = 0

  const flush = writer.withPermits(1)(Effect.suspend(() => {
    const rows = waiting
    const over = refused
    waiting = []
    refused = 0
    return Effect.zipRight(
      over === 0 ? Effect.void : Effect.logWarning(`${over} searches are not recorded: the database is slower than they come`),
      rows.length === 0 ? Effect.void : Effect.asVoid(sql`INSERT INTO document_searches ${sql.insert(rows)}`)
    )
  })).pipe(Effect.catchAll((error) => Effect.logWarning(`searches are not recorded: ${error.message}`)), Effect.uninterruptible)

  yield* Effect.addFinalizer(() => flush)
  // made here and not by the search that needs it: that one may be part of a transaction
  yield* due.await.pipe(Effect.zipRight(Effect.sleep(DELAY)), Effect.zipRight(due.close), Effect.zipRight(flush), Effect.forever, Effect.forkScoped)

  return {
    record: (ownerId: string, at: number, query: string, results: number) => Effect.suspend(() => {
      if (waiting.length < WAITING) waiting.push({ id: uuid(), owner_id: ownerId, at, query: query.slice(0, 1_000), results })
      else refused++
      return due.open
    }),
    /** The latest 10,000 of a user. */
    searches: (ownerId: string) => Effect.zipRight(flush, Effect.orDie(
      sql<{ at: number; query: string; results: number }>`SELECT at, query, results FROM document_searches WHERE owner_id = ${ownerId} ORDER BY at DESC LIMIT 10000`))
  }
})

export type SearchRecord = Effect.Effect.Success<typeof makeSearchRecord>
