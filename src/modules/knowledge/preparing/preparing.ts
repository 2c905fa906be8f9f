import { Effect } from "effect"
import { Problem } from "../../evidence/engine/input/limits.js"
import { prepare, type Prepared, type Whose } from "../engine/prepare.js"
import { Unparsable } from "../models.js"
import type { Source } from "./messages.js"
import { type Outcome, PreparingThread, type ThreadOptions } from "./thread.js"

/** Characters that are cut and counted at once, within 5 ms; longer texts leave the main thread. */
const AT_ONCE = 50_000

/** Reads files and cuts texts; the thread lives as long as the scope. */
export const makePreparing = (options: Partial<ThreadOptions> = {}) => Effect.gen(function*() {
  const thread = yield* Effect.acquireRelease(Effect.sync(() => new PreparingThread(options)), (one) => Effect.promise(() => one.close()))
  const elsewhere = (whose: Whose, source: Source): Effect.Effect<Outcome, Unparsable> => Effect.tryPromise({
    try: (signal) => thread.prepare(whose, source, signal),
    catch: (error) => (error instanceof Problem ? error : new Problem("crashed", String(error)))
  }).pipe(Effect.catchAll(({ code, message }) => (code === "aborted" ? Effect.interrupt : Effect.fail(new Unparsable({ reason: message })))))
  return {
    /** The text of a file and what is written of it; `path` tells its kind. Off the main thread. */
    file: (whose: Whose, bytes: Uint8Array, path: string): Effect.Effect<Outcome, Unparsable> => elsewhere(whose, { kind: "file", bytes, path }),
    /** What is written of a text; a long one is cut off the main thread. */
    text: (whose: Whose, text: string): Effect.Effect<Prepared> => text.length <= AT_ONCE
      ? Effect.sync(() => prepare(whose, text))
      : Effect.orDie(Effect.map(elsewhere(whose, { kind: "text", text }), ({ prepared }) => prepared))
  }
})

export type Preparing = Effect.Effect.Success<ReturnType<typeof makePreparing>>
