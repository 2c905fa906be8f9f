import { Effect, Stream } from "effect"
import { untar } from "../evidence/engine/input/tar.js"
import { defaultLimits, Problem } from "../evidence/engine/input/limits.js"
import { readAll, readFileBytes, Scratch } from "../evidence/engine/input/source.js"
import { type Leaf, type Refusal, startWalk, walk } from "../evidence/engine/input/walk.js"
import { Unparsable } from "./models.js"

/** Level one is the folder itself, level two an archive in it; its own archives are refused. */
const LIMITS = { ...defaultLimits, maxNesting: 2, maxEntries: defaultLimits.maxEntries + 1 }

/** A file of the folder: its bytes, or why it has none. */
export interface FolderFile {
  readonly path: string
  readonly image: boolean
  readonly read: (limitBytes: number) => Effect.Effect<Buffer, Unparsable>
}

const reasonOf = (error: unknown): Unparsable => new Unparsable({ reason: error instanceof Problem ? error.message : `it cannot be read (${error instanceof Error ? error.message : String(error)})` })

/** `runbooks.zip!/db/a.md` is `runbooks/db/a.md`: another packing of the same folder is the same folder. */
const pathOf = (found: Leaf | Refusal): string =>
  (found.artifact ?? found.name).replace(/\.(zip|tar|tgz|tar\.gz)!\/(?:[^/!]+\.tar!\/)?/gi, "/").replaceAll("!/", "/").replaceAll("\\", "/").replaceAll(/\/{2,}/g, "/").replace(/^(\.\/)+/, "")

const asFile = (found: Leaf | Refusal): FolderFile => ({
  path: pathOf(found),
  image: found.problem === null && found.magic?.family === "image",
  read: (limitBytes) => found.problem === null
    ? Effect.tryPromise({ try: async () => Buffer.from(await readAll(found.bytes, limitBytes)), catch: reasonOf })
    : Effect.fail(reasonOf(found.problem))
})

/** The outer tar is ours: its first bytes are those of its first file, and are not asked what it is. */
async function* walkFolder(path: string, scratch: Scratch): AsyncGenerator<Leaf | Refusal> {
  const state = startWalk(LIMITS, scratch)
  for await (const member of untar(readFileBytes(path), state.guard)) {
    if (member.problem !== null) yield { name: member.path, artifact: member.path, problem: member.problem }
    else yield* walk(state, { name: member.path, bytes: member.bytes, path: null, size: null, artifact: member.path }, 1)
  }
}

/**
 * Walks the files of an archive in its order; `each` must read a file before
 * it ends. Limits are tried over the whole archive first: one that breaks them
 * is refused before anything of it is used.
 */
export const eachFile = <E, A, E2, R>(archive: Stream.Stream<Uint8Array, E>, each: (file: FolderFile, index: number, total: number) => Effect.Effect<A, E2, R>): Effect.Effect<void, E | E2 | Unparsable, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => ({ packed: new Scratch(), first: new Scratch(), second: new Scratch() })),
    ({ first, packed, second }) => Effect.gen(function*() {
      const bytes = yield* Stream.toAsyncIterableEffect(archive)
      const path = yield* Effect.tryPromise({ try: () => packed.spool(bytes), catch: reasonOf })
      const total = yield* Effect.tryPromise({
        try: async () => {
          let count = 0
          for await (const found of walkFolder(path, first)) {
            count++
            // a damaged member is the second walk's affair, a broken limit ends both
            if (found.problem === null) await drain(found.bytes)
          }
          return count
        },
        catch: reasonOf
      })
      const files = walkFolder(path, second)
      for (let index = 0;; index++) {
        const next = yield* Effect.tryPromise({ try: () => files.next(), catch: reasonOf })
        if (next.done === true) return
        yield* each(asFile(next.value), index, total)
      }
    }),
    ({ first, packed, second }) => Effect.promise(async () => {
      await Promise.all([first.close(), second.close(), packed.close()])
    })
  )

const drain = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  try {
    for await (const _ of bytes) { /* counted by the guard */ }
  } catch (error) {
    if (error instanceof Problem && (error.code === "zip_bomb" || error.code === "too_many_entries")) throw error
  }
}
