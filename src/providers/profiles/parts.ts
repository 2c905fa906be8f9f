import type { SqlClient } from "@effect/sql"
import { Config, type ConfigError, Effect, Layer, Option } from "effect"
import type { ProviderError } from "../errors.js"
import type { Identity } from "../identity/Identity.js"
import { layer as jobsLayer } from "../jobs/sql.js"

/** `STORAGE_PROVIDER` (older: `STORAGE_TYPE`, `FILE_STORAGE`): any profile may keep its files in S3 or on a disk. */
const storage = Config.literal("local", "s3")("STORAGE_PROVIDER").pipe(
  Config.orElse(() => Config.literal("local", "s3")("STORAGE_TYPE")),
  Config.orElse(() => Config.literal("local", "s3")("FILE_STORAGE"))
)

/** The file store of this start: the named one, else the profile's. The AWS SDK is loaded only for S3. */
export const files = (profile: "local" | "s3") => Layer.unwrapEffect(Effect.gen(function*() {
  const chosen = yield* Config.withDefault(storage, profile)
  return chosen === "s3"
    ? (yield* Effect.promise(() => import("../files/s3.js"))).layer
    : (yield* Effect.promise(() => import("../files/local.js"))).layer
}))

const issuer = Config.literal("local", "oidc")("AUTH_PROVIDER")

/** Whose tokens are believed: the named one's, else the profile's. */
export const identity = (profile: "local" | "oidc"): Layer.Layer<Identity, ConfigError.ConfigError | ProviderError, SqlClient.SqlClient> => Layer.unwrapEffect(Effect.gen(function*() {
  const chosen = yield* Config.withDefault(issuer, profile)
  return chosen === "oidc"
    ? (yield* Effect.promise(() => import("../identity/oidc.js"))).layer
    : (yield* Effect.promise(() => import("../identity/jwt.js"))).layer
}))

const onPostgres = Config.map(Config.option(Config.string("DATABASE_URL")), (url) => Option.isSome(url) && /^postgres/.test(url.value))

/** The database of one process: SQLite, or PostgreSQL where `DATABASE_URL` names one. */
export const database: Layer.Layer<SqlClient.SqlClient, ConfigError.ConfigError | ProviderError> = Layer.unwrapEffect(Effect.gen(function*() {
  return (yield* onPostgres)
    ? (yield* Effect.promise(() => import("../data/postgres.js"))).layer
    : (yield* Effect.promise(() => import("../data/sqlite.js"))).layer
}))

/** Jobs without leases where nobody else can open the database. */
export const jobs = Layer.unwrapEffect(Effect.map(onPostgres, (shared) => jobsLayer({ exclusive: !shared })))
