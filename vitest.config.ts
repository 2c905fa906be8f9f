import { defineConfig } from "vitest/config"
import { hasPostgres } from "./test/servers/postgres.js"

/** The modules' tests run a second time with PostgreSQL in SQLite's place. */
const onPostgres = {
  extends: true as const,
  resolve: { alias: { "@effect/sql-sqlite-node": new URL("test/servers/onPostgres.ts", import.meta.url).pathname } },
  test: { name: "postgres", include: ["test/modules/*/*.test.ts"] }
}

// without one: said aloud here, and a failure of its own under CI=true
const databases = hasPostgres() || process.env["CI"] === "true" ? [onPostgres] : []
if (databases.length === 0) process.stderr.write("SKIPPED the modules' tests on PostgreSQL: no server on this machine\n")

export default defineConfig({
  test: {
    globalSetup: ["test/servers/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    poolOptions: { forks: { minForks: 1, maxForks: 2, execArgv: ["--expose-gc"] } },
    projects: [{ extends: true, test: { name: "all", include: ["test/**/*.test.ts"] } }, ...databases]
  }
})
