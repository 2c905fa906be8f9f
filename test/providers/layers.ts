import { Duration, Redacted } from "effect"
import * as redis from "../../src/providers/cache/redis.js"
import * as postgres from "../../src/providers/data/postgres.js"

/** PostgreSQL at an address, impatient. */
export const postgresAt = (url: string, options: Partial<postgres.PostgresSettings> = {}) => postgres.layerAt({
  url: Redacted.make(url), poolSize: 8, connectTimeout: Duration.seconds(5), statementTimeout: Duration.seconds(30), startDeadline: Duration.seconds(2), ...options
})

export const redisAt = (url: string) => redis.layerAt({ url: Redacted.make(url), sentinels: [], masterSet: "mymaster", password: null, database: 0 })
