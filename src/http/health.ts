import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { Cache } from "../providers/cache/Cache.js"
import { Embedding } from "../providers/embedding/Embedding.js"
import type { ProviderError, ProviderHealth } from "../providers/errors.js"
import { Files } from "../providers/files/Files.js"
import { Identity } from "../providers/identity/Identity.js"
import { Jobs } from "../providers/jobs/Jobs.js"
import { Llm } from "../providers/llm/Llm.js"
import { Vectors } from "../providers/vectors/Vectors.js"

export interface Component {
  readonly name: string
  readonly status: "healthy" | "degraded" | "unhealthy"
  readonly message: string
  readonly details: Record<string, unknown>
}

const CHECK_DEADLINE = "3 seconds"

/** A part without which nothing works makes the server not ready; the others degrade it. */
const component = (name: string, vital: boolean, check: Effect.Effect<ProviderHealth, ProviderError | Error>): Effect.Effect<Component> =>
  check.pipe(
    Effect.timeoutFail({ duration: CHECK_DEADLINE, onTimeout: () => new Error("no answer within 3 s") }),
    Effect.map((health): Component => ({ name, status: "healthy", message: health.detail, details: { implementation: health.implementation } })),
    Effect.catchAllCause((cause) => {
      const text = /ProviderTimeout|no answer/.test(String(cause)) ? "no answer in time" : /ProviderRefused/.test(String(cause)) ? "refused" : "unavailable"
      return Effect.logWarning(`health: ${name}`, cause).pipe(Effect.as({ name, status: vital ? "unhealthy" as const : "degraded" as const, message: text, details: {} }))
    })
  )

/** Really asks every provider, all at once, each within three seconds. */
export const makeHealth = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const files = yield* Files
  const vectors = yield* Vectors
  const identity = yield* Identity
  const llm = yield* Llm
  const embedding = yield* Embedding
  const cache = yield* Cache
  const jobs = yield* Jobs
  const dialect = sql.onDialectOrElse({ pg: () => "postgresql", orElse: () => "sqlite" })

  const checks = [
    component("database", true, Effect.as(sql`SELECT 1 AS one`, { implementation: dialect, detail: "answers" })),
    component("files", true, files.check),
    component("vectors", false, vectors.check),
    component("identity", true, identity.check),
    component("llm", false, llm.check),
    component("embedding", false, embedding.check),
    component("cache", false, cache.check),
    component("jobs", true, Effect.map(jobs.handled, (kinds) => ({ implementation: jobs.implementation, detail: `${kinds.length} kinds of jobs handled` })))
  ]
  return Effect.map(Effect.all(checks, { concurrency: "unbounded" }), (components) => ({
    status: components.some((c) => c.status === "unhealthy") ? "unhealthy" as const : components.some((c) => c.status === "degraded") ? "degraded" as const : "healthy" as const,
    ready: !components.some((c) => c.status === "unhealthy"),
    components
  }))
})
