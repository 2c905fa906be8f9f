import { Effect, Stream } from "effect"
import { untar } from "../evidence/engine/input/tar.js"
import { defaultLimits, Problem } from "../evidence/engine/input/limits.js"
import { type Bytes, readAll, readFileBytes, Scratch } from "../evidence/engine/input/source.js"
import { type Leaf, type Refusal, startWalk, walk } from "../evidence/engine/input/walk.js"
import { Unparsable } from "./models.js"

/** Level one is the folder itself, level two an archive in it; its own archives are refused. */
const LIMITS = { ...defaultLimits, maxNesting: 2, maxEntries: defaultLimits.maxEntries + 1 }

/** Files that are kept from the first walk, all together: a folder of this size is unpacked once. */
const KEPT_BYTES = 16 * 1024 * 1024

/** A file of the folder: its bytes, or why it has none. */
export interface FolderFile {
  readonly path: string
  readonly image: boolean
  /** Rejects with `Unparsable`. */
  readonly read: (limitBytes: number) => Promise<Buffer>
}

const reasonOf = (error: unknown): Unparsable => new Unparsable({ reason: error instanceof Problem ? error.message : `it cannot be read (${error instanceof Error ? error.message : String(error)})` })

/** `runbooks.zip!/db/a.md` is `runbooks/db/a.md`: another packing of the same folder is the same folder. */
const pathOf = (found: Leaf | Refusal): string =>
  (found.artifact ?? found.name).replace(/\.(zip|tar|tgz|tar\.gz)!\/(?:[^/!]+\.tar!\/)?/gi, "/").replaceAll("!/", "/").replaceAll("\\", "/").replaceAll(/\/{2,}/g, "/").replace(/^(\.\/)+/, "")

/** `bytes` reads a file that has no problem. */
const asFile = (found: Leaf | Refusal, bytes: (limitBytes: number) => Promise<Uint8Array>): FolderFile => ({
  path: pathOf(found),
  image: found.problem === null && found.magic?.family === "image",
  read: async (limitBytes) => {
    if (found.problem !== null) throw reasonOf(found.problem)
    try {
      const all = await bytes(limitBytes)
      return Buffer.from(all.buffer, all.byteOffset, all.length)
    } catch (error) {
      throw reasonOf(error)
    }
  }
})

/** The outer tar is ours: its first bytes are those of its first file, and are not asked what it is. */
async function* walkFolder(path: string, scratch: Scratch): AsyncGenerator<Leaf | Refusal> {
  const state = startWalk(LIMITS, scratch)
  for await (const member of untar(readFileBytes(path), state.guard)) {
    if (member.problem !== null) yield { name: member.path, artifact: member.path, problem: member.problem }
    else yield* walk(state, { name: member.path, bytes: member.bytes, path: null, size: null, artifact: member.path }, 1)
  }
}

/** Reads to the end and keeps what there is room for; rejects where the whole archive must not be used. */
const drain = async (bytes: Bytes, room: number): Promise<{ readonly kept: ReadonlyArray<Uint8Array> | null; readonly size: number; readonly failure: unknown }> => {
  let kept: Array<Uint8Array> | null = []
  let size = 0
  try {
    // to the end in any case: the guard counts
    for await (const chunk of bytes) {
      size += chunk.length
      if (size > room) kept = null
      kept?.push(chunk)
    }
    return { kept, size, failure: null }
  } catch (error) {
    if (error instanceof Problem && (error.code === "zip_bomb" || error.code === "too_many_entries")) throw error
    return { kept, size, failure: error }
  }
}

/** How many files there are and, where they are small together, the files. */
const firstWalk = async (path: string, scratch: Scratch): Promise<{ readonly total: number; readonly files: ReadonlyArray<FolderFile> | null }> => {
  let total = 0
  let room = KEPT_BYTES
  let files: Array<FolderFile> | null = []
  for await (const found of walkFolder(path, scratch)) {
    total++
    // a damaged member fails when it is asked for, a broken limit ends all
    const read = found.problem === null ? await drain(found.bytes, room) : { kept: [], size: 0, failure: null }
    room -= read.size
    const { failure, kept } = read
    if (kept === null) files = null
    files?.push(asFile(found, async () => {
      if (failure !== null) throw failure
      return Buffer.concat(kept ?? [])
    }))
  }
  return { total, files }
}

async function* secondWalk(path: string, scratch: Scratch): AsyncGenerator<FolderFile> {
  for await (const found of walkFolder(path, scratch)) yield asFile(found, (limitBytes) => found.problem === null ? readAll(found.bytes, limitBytes) : Promise.reject(found.problem))
}

/**
 * Walks the files of an archive in its order: `take` must have read a file
 * when it ends, and where it answers true `pause` is run before the next one.
 * Limits are tried over the whole archive first: one that breaks them is
 * refused before anything of it is used.
 */
export const eachFile = <E, A, E2, R>(archive: Stream.Stream<Uint8Array, E>, take: (file: FolderFile, index: number) => Promise<boolean>, pause: (done: number, total: number) => Effect.Effect<A, E2, R>): Effect.Effect<void, E | E2 | Unparsable, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => ({ packed: new Scratch(), first: new Scratch(), second: new Scratch() })),
    ({ first, packed, second }) => Effect.gen(function*() {
      const bytes = yield* Stream.toAsyncIterableEffect(archive)
      const path = yield* Effect.tryPromise({ try: () => packed.spool(bytes), catch: reasonOf })
      const { files, total } = yield* Effect.tryPromise({ try: () => firstWalk(path, first), catch: reasonOf })
      const all = files?.values() ?? secondWalk(path, second)
      let done = 0
      const until = async (signal: AbortSignal): Promise<boolean> => {
        while (!signal.aborted) {
          const next = await all.next()
          if (next.done === true) return false
          if (await take(next.value, done++)) return true
        }
        return false
      }
      while (yield* Effect.tryPromise({ try: until, catch: reasonOf })) yield* pause(done, total)
    }),
    ({ first, packed, second }) => Effect.promise(async () => {
      await Promise.all([first.close(), second.close(), packed.close()])
    })
  )
