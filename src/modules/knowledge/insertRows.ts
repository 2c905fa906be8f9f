import type { SqlClient, SqlError } from "@effect/sql"
import { Effect } from "effect"

/** Numbers of rows that have a statement of their own; fewer than the least are one statement as well. */
const SIZES = [64, 32, 16] as const

/**
 * Inserts many rows into a table of SQLite. The text of a statement depends on
 * the number of its rows alone and there are few of these, so that each is
 * built and prepared once.
 */
export const insertRows = (sql: SqlClient.SqlClient, table: string, columns: ReadonlyArray<string>) => {
  const texts = new Map<number, string>()
  const textOf = (rows: number): string => {
    let text = texts.get(rows)
    if (text === undefined) {
      const row = `(${columns.map(() => "?").join()})`
      text = `INSERT INTO ${table} (${columns.join()}) VALUES ${Array.from({ length: rows }, () => row).join()}`
      texts.set(rows, text)
    }
    return text
  }
  return (rows: ReadonlyArray<ReadonlyArray<string | number | Uint8Array>>): Effect.Effect<void, SqlError.SqlError> => Effect.gen(function*() {
    for (let from = 0; from < rows.length;) {
      const left = rows.length - from
      const size = SIZES.find((one) => one <= left) ?? left
      yield* sql.unsafe(textOf(size), rows.slice(from, from + size).flat())
      from += size
    }
  })
}
