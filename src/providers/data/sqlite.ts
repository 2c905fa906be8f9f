import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { SqlClient } from "@effect/sql"
import { SqliteClient } from "@effect/sql-sqlite-node"
import { Config, Effect, Layer } from "effect"
import { dataFolder } from "./folder.js"

/** Accepts a path, `sqlite:///path` and the older deployment's `sqlite+aiosqlite:////path`. */
const fileOf = (url: string): string => {
  const match = /^sqlite(?:\+\w+)?:\/\/\/(.*)$/.exec(url)
  return match ? match[1]! : url
}

const settings = Config.all({
  url: Config.string("DATABASE_URL").pipe(Config.withDefault("")),
  folder: dataFolder
}).pipe(Config.map(({ url, folder }) => (/^sqlite/.test(url) ? fileOf(url) : `${folder}/faultmaven.db`)))

const pragmas = Layer.effectDiscard(Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  // NORMAL loses the last commits on power loss; an acknowledged write must not.
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000", "journal_size_limit = 33554432", "temp_store = MEMORY", "cache_size = -16000", "wal_autocheckpoint = 4000"]) {
    yield* sql.unsafe(`PRAGMA ${pragma}`)
  }
}))

/** SQLite in WAL mode; one process per file. */
export const layerAt = (filename: string) =>
  pragmas.pipe(
    Layer.provideMerge(Layer.unwrapEffect(Effect.sync(() => {
      if (filename !== ":memory:") mkdirSync(dirname(filename), { recursive: true, mode: 0o700 })
      return SqliteClient.layer({ filename, prepareCacheSize: 500 })
    }))),
    Layer.orDie
  )

export const layer = Layer.unwrapEffect(Effect.map(settings, layerAt))
