import { setMaxListeners } from "node:events"
import { Effect, Either } from "effect"
import { Problem } from "../../evidence/engine/input/limits.js"
import { prepare, type Prepared, type Whose } from "../engine/prepare.js"
import { Unparsable } from "../models.js"
import type { Source } from "./messages.js"
import { type Outcome, PreparingThread, type ThreadOptions } from "./thread.js"

/** Characters that are cut and counted at once, within 5 ms; longer texts leave the main thread. */
const AT_ONCE = 50_000

/** A file whose text is to be read; `path` tells its kind. */
export interface NamedFile { readonly whose: Whose; readonly bytes: Uint8Array; readonly path: string }

/** Each task hears by itself that nobody waits any more. */
const heard = <A>(signal: AbortSignal, all: ReadonlyArray<A>): ReadonlyArray<A> => {
  setMaxListeners(0, signal)
  return all
}

/** Reads files and cuts texts; the thread lives as long as the scope. */
export const makePreparing = (options: Partial<ThreadOptions> = {}) => Effect.gen(function*() {
  const thread = yield* Effect.acquireRelease(Effect.sync(() => new PreparingThread(options)), (one) => Effect.promise(() => one.close()))
  const problemOf = (error: unknown): Problem => (error instanceof Problem ? error : new Problem("crashed", String(error)))
  const unparsable = ({ message }: Problem) => new Unparsable({ reason: message })
  const elsewhere = (whose: Whose, source: Source): Effect.Effect<Outcome, Unparsable> => Effect.tryPromise({
    try: (signal) => thread.prepare(whose, source, signal),
    catch: problemOf
  }).pipe(Effect.catchAll((problem) => (problem.code === "aborted" ? Effect.interrupt : Effect.fail(unparsable(problem)))))
  return {
    /** Starts the thread ahead of the first file: that takes longer than most files. */
    warm: Effect.sync(() => thread.warm()),
    /** The text of a file and what is written of it; `path` tells its kind. Off the main thread. */
    file: (whose: Whose, bytes: Uint8Array, path: string): Effect.Effect<Outcome, Unparsable> => elsewhere(whose, { kind: "file", bytes, path }),
    /** The same of many files, each for itself. */
    files: (all: ReadonlyArray<NamedFile>): Effect.Effect<ReadonlyArray<Either.Either<Outcome, Unparsable>>> => Effect.tryPromise({
      try: (signal) => Promise.all(heard(signal, all).map(({ bytes, path, whose }) => thread.prepare(whose, { kind: "file", bytes, path }, signal).then(
        (outcome) => Either.right(outcome),
        (error: unknown) => {
          const problem = problemOf(error)
          if (problem.code === "aborted") throw problem
          return Either.left(unparsable(problem))
        }
      ))),
      catch: problemOf
    }).pipe(Effect.catchAll(() => Effect.interrupt)),
    /** What is written of a text; a long one is cut off the main thread. */
    text: (whose: Whose, text: string): Effect.Effect<Prepared> => text.length <= AT_ONCE
      ? Effect.sync(() => prepare(whose, text))
      : Effect.orDie(Effect.map(elsewhere(whose, { kind: "text", text }), ({ prepared }) => prepared))
  }
})

export type Preparing = Effect.Effect.Success<ReturnType<typeof makePreparing>>
