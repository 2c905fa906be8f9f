import { SqliteClient } from "@effect/sql-sqlite-node"
import { Effect, Layer, Option } from "effect"
import { ProviderRefused, ProviderUnavailable } from "../errors.js"
import { DatabaseCopy } from "./DatabaseCopy.js"

const provider = "data"

/** Copies of the SQLite database of this process; none of PostgreSQL. */
export const layer = Layer.effect(DatabaseCopy, Effect.map(Effect.serviceOption(SqliteClient.SqliteClient), Option.match({
  onNone: () => ({ possible: false, to: () => Effect.fail(new ProviderRefused({ provider, detail: "PostgreSQL is copied with pg_dump" })) }),
  onSome: (client) => ({
    possible: true,
    to: (path: string) => client.backup(path).pipe(Effect.asVoid, Effect.mapError((error) => new ProviderUnavailable({ provider, detail: String(error.cause ?? error.message) })))
  })
})))
