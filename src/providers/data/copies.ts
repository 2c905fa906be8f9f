import { SqlClient } from "@effect/sql"
import { SqliteClient } from "@effect/sql-sqlite-node"
import { Effect, Layer, Option } from "effect"
import { ProviderRefused, ProviderUnavailable } from "../errors.js"
import { DatabaseCopy } from "./DatabaseCopy.js"

const provider = "data"

/** Size and migrations of the database of this process, and copies where it is SQLite. */
export const layer = Layer.effect(DatabaseCopy, Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const sqlite = yield* Effect.serviceOption(SqliteClient.SqliteClient)
  const size = sql.onDialectOrElse({
    pg: () => sql<{ bytes: number }>`SELECT pg_database_size(current_database()) AS bytes`,
    orElse: () => sql<{ bytes: number }>`SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()`
  })
  const tables = sql.onDialectOrElse({
    pg: () => sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'migrations@_%' ESCAPE '@'`,
    orElse: () => sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'migrations@_%' ESCAPE '@'`
  })
  // they run at start and never again
  const migrations = yield* Effect.cached(Effect.gen(function*() {
    const found = yield* tables
    const counts = yield* Effect.forEach(found, ({ name }) => sql<{ n: number }>`SELECT COUNT(*) AS n FROM ${sql(name)}`)
    return counts.reduce((sum, rows) => sum + Number(rows[0]?.n ?? 0), 0)
  }))
  const facts = Effect.orDie(Effect.all({ bytes: Effect.map(size, (rows) => Number(rows[0]?.bytes ?? 0)), migrations }))
  return Option.match(sqlite, {
    onNone: () => ({ possible: false, facts, to: () => Effect.fail(new ProviderRefused({ provider, detail: "PostgreSQL is copied with pg_dump" })) }),
    onSome: (client) => ({
      possible: true, facts,
      to: (path: string) => client.backup(path).pipe(Effect.asVoid, Effect.mapError((error) => new ProviderUnavailable({ provider, detail: String(error.cause ?? error.message) })))
    })
  })
}))
