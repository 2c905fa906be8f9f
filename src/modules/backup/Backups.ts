import { Context, type Effect, type Stream } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Conflict } from "../kernel/errors.js"

/** Everything of an installation in one archive. */
export class Backups extends Context.Tag("faultmaven/backup/Backups")<Backups, {
  /** Size of the database in bytes, migrations applied to it. */
  readonly facts: Effect.Effect<{ readonly bytes: number; readonly migrations: number }>
  /**
   * A tar archive: `faultmaven.db`, `files/…` as they are stored, and last
   * `manifest.json` with the SHA-256 of each. The database is copied first, so
   * every file that it names is in the archive. `Conflict` on PostgreSQL.
   */
  readonly take: (version: string) => Effect.Effect<Stream.Stream<Uint8Array, ProviderError>, Conflict>
}>() {}
