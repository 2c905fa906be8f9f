import { Context, type Effect } from "effect"
import type { ProviderError } from "../errors.js"

/** A consistent copy of the database while it is in use. */
export class DatabaseCopy extends Context.Tag("faultmaven/providers/DatabaseCopy")<DatabaseCopy, {
  /** False where the database has tools of its own for it (PostgreSQL: pg_dump). */
  readonly possible: boolean
  /** Writes the copy as one SQLite file; readers and writers go on meanwhile. */
  readonly to: (path: string) => Effect.Effect<void, ProviderError>
}>() {}
