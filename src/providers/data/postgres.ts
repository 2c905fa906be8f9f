import { readFileSync } from "node:fs"
import * as Reactivity from "@effect/experimental/Reactivity"
import { SqlClient, type SqlError } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { Config, Duration, Effect, Layer, Redacted, Schedule } from "effect"
import pg from "pg"
import { adapt } from "./postgresStatements.js"
import { type ProviderError, ProviderNotFound, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"

const provider = "data/postgres"

export interface PostgresSettings {
  readonly url: Redacted.Redacted
  /** connections of this process */
  readonly poolSize: number
  readonly connectTimeout: Duration.Duration
  /** the server ends a statement that takes longer; zero leaves it to the server's own setting (and suits PgBouncer) */
  readonly statementTimeout: Duration.Duration
  /** how long a start waits for a server that is not there yet */
  readonly startDeadline: Duration.Duration
  /** whether statements are planned once a connection (the default); a pooler between needs to keep them (PgBouncer from 1.21) */
  readonly prepare?: boolean
}

/** `DATABASE_URL` with `postgres://`, `postgresql://` or the older deployment's `postgresql+asyncpg://`. */
export const settings: Config.Config<PostgresSettings> = Config.all({
  url: Config.redacted("DATABASE_URL").pipe(Config.validate({
    message: "expects postgresql://user:password@host:port/database",
    validation: (url) => /^postgres(ql)?(\+\w+)?:\/\//.test(Redacted.value(url))
  })),
  poolSize: Config.integer("DATABASE_POOL_SIZE").pipe(Config.withDefault(10), Config.validate({ message: "expects 1 to 200", validation: (n) => n >= 1 && n <= 200 })),
  connectTimeout: Config.duration("DATABASE_CONNECT_TIMEOUT").pipe(Config.withDefault(Duration.seconds(5))),
  statementTimeout: Config.duration("DATABASE_STATEMENT_TIMEOUT").pipe(Config.withDefault(Duration.seconds(30))),
  startDeadline: Config.duration("DATABASE_START_DEADLINE").pipe(Config.withDefault(Duration.seconds(60))),
  prepare: Config.boolean("DATABASE_PREPARED_STATEMENTS").pipe(Config.withDefault(true))
})

/**
 * Encryption as libpq names it, from `sslmode` (or asyncpg's `ssl`) in the URL:
 * `require` encrypts, `verify-ca` and `verify-full` also check the certificate,
 * against `sslrootcert` where given. Without it: none.
 */
const encryption = (url: URL): boolean | { readonly rejectUnauthorized: boolean; readonly ca?: string } => {
  const mode = url.searchParams.get("sslmode") ?? url.searchParams.get("ssl") ?? "disable"
  const root = url.searchParams.get("sslrootcert")
  for (const name of ["sslmode", "ssl", "sslrootcert"]) url.searchParams.delete(name)
  if (mode === "verify-ca" || mode === "verify-full") return { rejectUnauthorized: true, ...(root === null ? {} : { ca: readFileSync(root, "utf8") }) }
  return mode === "require" || mode === "true" ? { rejectUnauthorized: false } : false
}

const INT8 = 20, NUMERIC = 1700

/** Whole numbers and sums arrive as numbers: ours are ids, counts and milliseconds, far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    format !== "binary" && (oid === INT8 || oid === NUMERIC) ? Number : pg.types.getTypeParser(oid, format as "text")
} as pg.CustomTypesConfig

const causeOf = (error: unknown): { readonly code: string; readonly message: string } => {
  // the driver's own error; its cause in turn only says that the socket went
  const cause = (error as { readonly _tag?: string })._tag === "SqlError" ? (error as SqlError.SqlError).cause : error
  const { code, errors, message } = cause as { readonly code?: string; readonly message?: string; readonly errors?: ReadonlyArray<Error> }
  return { code: code ?? "", message: message || errors?.[0]?.message || "no answer" }
}

/** What kind of failure the driver reports; PostgreSQL's own codes are five characters. */
export const toProviderError = (error: SqlError.SqlError | Error, where: string): ProviderError => {
  const { code, message } = causeOf(error)
  const detail = `PostgreSQL at ${where}: ${message}`
  if (/^28/.test(code) || code === "42501") return new ProviderRefused({ provider, detail })
  if (code === "3D000") return new ProviderNotFound({ provider, detail })
  if (code === "57014" || /timeout|timed out/i.test(message)) return new ProviderTimeout({ provider, detail })
  return new ProviderUnavailable({ provider, detail })
}

/** Host, port and database: all that may be shown of an address. */
const shown = (url: URL): string => `${url.hostname}:${url.port || 5432}${url.pathname}`

export const layerAt = (config: PostgresSettings): Layer.Layer<SqlClient.SqlClient, ProviderError> => Layer.unwrapEffect(Effect.gen(function*() {
  const url = yield* Effect.try({
    try: () => new URL(Redacted.value(config.url).replace(/^postgres(ql)?(\+\w+)?:/, "postgresql:")),
    catch: () => new ProviderRefused({ provider, detail: "DATABASE_URL is not a valid address" })
  })
  const where = shown(url)
  const ssl = yield* Effect.try({ try: () => encryption(url), catch: () => new ProviderRefused({ provider, detail: "sslrootcert cannot be read" }) })
  const acquire = Effect.acquireRelease(
    Effect.sync(() => {
      const pool = new pg.Pool({
        connectionString: url.href, ssl, types, max: config.poolSize, keepAlive: true, application_name: "faultmaven",
        connectionTimeoutMillis: Duration.toMillis(config.connectTimeout), idleTimeoutMillis: 60_000,
        ...(Duration.toMillis(config.statementTimeout) > 0 ? { statement_timeout: Duration.toMillis(config.statementTimeout) } : {})
      })
      // an idle connection that breaks is replaced by the next query; unhandled it would end the process
      pool.on("error", () => {})
      adapt(pool, config.prepare ?? true)
      return pool
    }),
    (pool) => Effect.promise(() => pool.end()).pipe(Effect.interruptible, Effect.timeoutOption(2000))
  )
  const connect = Effect.tap(acquire, (pool) =>
    Effect.tryPromise({ try: () => pool.query("SELECT 1"), catch: (error) => toProviderError(error as Error, where) }).pipe(
      // a server that starts or restarts comes back; wrong credentials do not
      Effect.tapError((error) => (error._tag === "ProviderUnavailable" || error._tag === "ProviderTimeout" ? Effect.logWarning(`waiting for ${error.detail}`) : Effect.void)),
      Effect.retry({
        while: (error) => error._tag === "ProviderUnavailable" || error._tag === "ProviderTimeout",
        schedule: Schedule.exponential("200 millis").pipe(Schedule.union(Schedule.spaced("5 seconds")), Schedule.upTo(config.startDeadline))
      })
    ))
  const client = Layer.scoped(SqlClient.SqlClient, Effect.flatMap(connect, (pool) =>
    Effect.mapError(PgClient.fromPool({ acquire: Effect.succeed(pool) }), (error) => toProviderError(error, where))))
  return Layer.provide(client, Reactivity.layer)
}))

/** PostgreSQL at `DATABASE_URL`; waits for a server that starts, and says at once what waiting cannot mend. */
export const layer = Layer.unwrapEffect(Effect.map(settings, layerAt))
