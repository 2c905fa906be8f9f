import { describe, it } from "@effect/vitest"
import { Duration, Redacted } from "effect"
import * as redis from "../../src/providers/cache/redis.js"
import * as postgres from "../../src/providers/data/postgres.js"

/** PostgreSQL at an address, impatient. */
export const postgresAt = (url: string, options: Partial<postgres.PostgresSettings> = {}) => postgres.layerAt({
  url: Redacted.make(url), poolSize: 8, connectTimeout: Duration.seconds(5), statementTimeout: Duration.seconds(30), startDeadline: Duration.seconds(2), ...options
})

export const redisAt = (url: string) => redis.layerAt({ url: Redacted.make(url), sentinels: [], masterSet: "mymaster", password: null, database: 0 })

/** Runs suites on a server that is there; one that is not is a skipped line in the table. */
export const onServer = <A>(server: A | null, names: ReadonlyArray<string>, suites: (server: A) => void): void => {
  if (server !== null) return suites(server)
  for (const name of names) describe.skip(name, () => it("needs a server that this machine does not have", () => {}))
}
