import { Context, type Effect } from "effect"
import type { ProviderError } from "../errors.js"

/** The database as a whole: its size, and a consistent copy of it while it is in use. */
export class DatabaseCopy extends Context.Tag("faultmaven/providers/DatabaseCopy")<DatabaseCopy, {
  /** False where the database has tools of its own for it (PostgreSQL: pg_dump). */
  readonly possible: boolean
  /** Size in bytes, and how many migrations have been applied. */
  readonly facts: Effect.Effect<{ readonly bytes: number; readonly migrations: number }>
  /** Writes the copy as one SQLite file; readers and writers go on meanwhile. */
  readonly to: (path: string) => Effect.Effect<void, ProviderError>
}>() {}
