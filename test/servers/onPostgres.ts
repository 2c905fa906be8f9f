import { Duration, Effect, Layer, Redacted } from "effect"
import { layerAt } from "../../src/providers/data/postgres.js"
import * as servers from "./servers.js"

/**
 * Stands in for the SQLite package in the project `postgres` of the test
 * configuration: the modules' own tests, unchanged, each layer on an empty
 * database of a real PostgreSQL.
 */
export const SqliteClient = {
  layer: () => Layer.unwrapEffect(Effect.map(Effect.promise(() => servers.postgres()), (server) => layerAt({
    url: Redacted.make(server === null ? "" : server.url), poolSize: 5,
    connectTimeout: Duration.seconds(5), statementTimeout: Duration.seconds(30), startDeadline: Duration.seconds(5)
  })))
}
