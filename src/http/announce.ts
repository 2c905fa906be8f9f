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

/** Tells the operator what has started, once the server listens. The generated password appears here and never again. */
export const announce = (profile: string) => Layer.effectDiscard(Effect.gen(function*() {
  const listening = yield* Listening
  const accounts = yield* Accounts
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
  const admin = accounts.bootstrap
  if (admin !== null) {
    lines.push(admin.password === null
      ? `  Admin      ${admin.username} (password as configured)`
      : `  Admin      ${admin.username}  password ${admin.password}  (shown only now; change it after signing in)`)
  }
  yield* Effect.sync(() => process.stdout.write(`${lines.join("\n")}\n`))
}))
