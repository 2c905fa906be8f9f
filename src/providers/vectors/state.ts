import { SqlClient, type SqlError } from "@effect/sql"
import { Clock, Effect, Layer } from "effect"
import { migrations } from "../data/migrations.js"
import { type ProviderError, ProviderUnavailable } from "../errors.js"
import { Vectors } from "./Vectors.js"

const provider = "vectors/state"

type Store = Vectors["Type"]

/** A store whose completeness nobody records: it always counts as complete. */
export const unmarked = (store: Omit<Store, "needsReindex" | "reindex">): Store => ({
  ...store,
  needsReindex: Effect.succeed(false),
  reindex: (fill, options) => Effect.zipRight(options?.resume === true ? Effect.void : store.clear, fill)
})

const schema = migrations("vector_state", {
  "0001_state": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE vector_store_state (id INTEGER PRIMARY KEY CHECK (id = 1), store TEXT NOT NULL, complete INTEGER NOT NULL, changed_at BIGINT NOT NULL)`
  })
})

const guard = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.mapError(effect, (error) => new ProviderUnavailable({ provider, detail: error.message }))

/**
 * Records in the database which store holds the vectors and whether it holds
 * all of them. A start with another store than last time takes over and asks
 * to be filled anew; a process that still runs with the former one may search
 * but no longer write, so that no two stores ever hold half each.
 *
 * @param identity names the store and its place, without secrets
 */
export const withState = <E, R>(identity: string, store: Layer.Layer<Vectors, E, R>): Layer.Layer<Vectors, E | ProviderError, R | SqlClient.SqlClient> =>
  Layer.effect(Vectors, Effect.gen(function*() {
    const inner = yield* Vectors
    const sql = yield* SqlClient.SqlClient
    const read = Effect.map(guard(sql<{ store: string; complete: number }>`SELECT store, complete FROM vector_store_state WHERE id = 1`), (rows) => rows[0])
    const write = (complete: 0 | 1, condition = sql`TRUE`) => Effect.flatMap(Clock.currentTimeMillis, (at) =>
      Effect.asVoid(guard(sql`INSERT INTO vector_store_state (id, store, complete, changed_at) VALUES (1, ${identity}, ${complete}, ${at})
        ON CONFLICT (id) DO UPDATE SET store = excluded.store, complete = excluded.complete, changed_at = excluded.changed_at WHERE ${condition}`)))
    const ours = sql`vector_store_state.store = ${identity}`

    const before = yield* read
    if (before !== undefined && before.store !== identity) yield* Effect.logWarning(`vectors move from ${before.store} to ${identity}; all documents are indexed anew`)
    yield* write(0, sql`vector_store_state.store <> ${identity}`)

    const owned = Effect.flatMap(read, (row) => row?.store === identity
      ? Effect.void
      : Effect.fail(new ProviderUnavailable({ provider, detail: `another process has moved the vectors to ${row?.store ?? "nowhere"}; restart this one to follow` })))
    return Vectors.of({
      ...inner,
      upsert: (model, items) => Effect.zipRight(owned, inner.upsert(model, items)),
      remove: (model, ids) => Effect.zipRight(owned, inner.remove(model, ids)),
      removeFrom: (collection, ids) => Effect.zipRight(owned, inner.removeFrom(collection, ids)),
      removeDocument: (documentId) => Effect.zipRight(owned, inner.removeDocument(documentId)),
      clear: Effect.zipRight(owned, inner.clear),
      needsReindex: Effect.map(read, (row) => row?.store === identity && Number(row.complete) === 0),
      reindex: (fill, options) => owned.pipe(
        Effect.zipRight(write(0, ours)),
        Effect.zipRight(options?.resume === true ? Effect.void : inner.clear),
        Effect.zipRight(fill),
        Effect.zipRight(owned),
        Effect.zipRight(write(1, ours))
      ),
      check: Effect.zipRight(owned, inner.check)
    })
  })).pipe(Layer.provide(store), Layer.provide(schema))
