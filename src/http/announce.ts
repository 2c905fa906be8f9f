import { resolve } from "node:path"
import { Effect, Layer } from "effect"
import { Accounts } from "../modules/auth/index.js"
import { dataFolder } from "../providers/data/folder.js"
import { Cache } from "../providers/cache/Cache.js"
import { Embedding } from "../providers/embedding/Embedding.js"
import { Files } from "../providers/files/Files.js"
import { Identity } from "../providers/identity/Identity.js"
import { Jobs } from "../providers/jobs/Jobs.js"
import { Llm } from "../providers/llm/Llm.js"
import { Vectors } from "../providers/vectors/Vectors.js"
import { Listening } from "./server.js"
import { VERSION } from "./version.js"
import { SqlClient } from "@effect/sql"

const write = (lines: ReadonlyArray<string>): Effect.Effect<void> => Effect.sync(() => process.stdout.write(`${lines.join("\n")}\n`))

/**
 * Tells the operator of the administrator that was made at this start. Before anything listens: the generated password
 * appears here and never again, and a port that is taken must not lose it.
 */
export const announceAdministrator = Layer.effectDiscard(Effect.gen(function*() {
  const { bootstrap: admin } = yield* Accounts
  if (admin === null) return
  yield* write([admin.password === null
    ? `  Admin      ${admin.username} (password as configured)`
    : `  Admin      ${admin.username}  password ${admin.password}  (shown only now; change it after signing in)`])
}))

/** Tells the operator what has started, once the server listens. */
export const announce = (profile: string) => Layer.effectDiscard(Effect.gen(function*() {
  const listening = yield* Listening
  const sql = yield* SqlClient.SqlClient
  const database = sql.onDialectOrElse({ pg: () => "postgresql", orElse: () => "sqlite" })
  const providers = [
    `data=${database}`, `files=${(yield* Files).implementation}`, `vectors=${(yield* Vectors).implementation}`, `identity=${(yield* Identity).implementation}`,
    `llm=${(yield* Llm).implementation}`, `embedding=${(yield* Embedding).implementation}`, `jobs=${(yield* Jobs).implementation}`, `cache=${(yield* Cache).implementation}`
  ]
  const lines = [
    `FaultMaven ${VERSION} is ready in ${Math.round(performance.now())} ms`,
    `  URL        ${listening.url}${listening.legacyPorts.length === 0 ? "" : ` (also on ${listening.legacyPorts.join(", ")})`}`,
    `  Data       ${resolve(yield* dataFolder)}`,
    `  Profile    ${profile}`,
    `  Providers  ${providers.join(" ")}`
  ]
  yield* write(lines)
}))
