import { Migrator, type SqlClient } from "@effect/sql"
import { Effect, Layer } from "effect"

export type Migrations = Record<string, Effect.Effect<void, unknown, SqlClient.SqlClient>>

const run = Migrator.make({})

/**
 * One bookkeeping table per module: the migrator only runs ids greater than
 * the highest applied, so a shared table would skip a module's new step.
 * Keys are `0001_name`; every step runs on SQLite and on PostgreSQL.
 */
export const migrations = (module: string, steps: Migrations): Layer.Layer<never, never, SqlClient.SqlClient> =>
  Layer.effectDiscard(
    run({ loader: Migrator.fromRecord(steps), table: `migrations_${module}` }).pipe(
      Effect.withTracerEnabled(false),
      Effect.orDie
    )
  )
