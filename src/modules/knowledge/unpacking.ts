import { Deferred, Effect, Stream } from "effect"
import { untar } from "../evidence/engine/input/tar.js"
import { defaultLimits, Problem } from "../evidence/engine/input/limits.js"
import { type Bytes, readAll, readFileBytes, Scratch } from "../evidence/engine/input/source.js"
import { isFatal, type Leaf, type Refusal, startWalk, walk } from "../evidence/engine/input/walk.js"
import { Unparsable } from "./models.js"

/** Level one is the folder itself, level two an archive in it; its own archives are refused. */
const LIMITS = { ...defaultLimits, maxNesting: 2, maxEntries: defaultLimits.maxEntries + 1 }

/** Files that are kept from the first walk, all together: of a folder of this size none is unpacked twice. */
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

async function* stoppable(bytes: Bytes, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted()
    yield chunk
  }
}

/** The outer tar is ours: its first bytes are those of its first file, and are not asked what it is. */
async function* walkFolder(path: string, scratch: Scratch, signal?: AbortSignal): AsyncGenerator<Leaf | Refusal> {
  const state = startWalk(LIMITS, scratch)
  for await (const member of untar(stoppable(readFileBytes(path), signal), state.guard)) {
    signal?.throwIfAborted()
    if (member.problem !== null) yield { name: member.path, artifact: member.path, problem: member.problem }
    else yield* walk(state, { name: member.path, bytes: member.bytes, path: null, size: null, artifact: member.path }, 1)
  }
}

/** Reads to the end and keeps what there is room for; rejects where the whole archive must not be used. */
const drain = async (bytes: Bytes, room: number, signal: AbortSignal): Promise<{ readonly kept: ReadonlyArray<Uint8Array> | null; readonly size: number; readonly failure: unknown }> => {
  let kept: Array<Uint8Array> | null = []
  let size = 0
  try {
    // to the end in any case: the guard counts
    for await (const chunk of bytes) {
      signal.throwIfAborted()
      size += chunk.length
      if (size > room) kept = null
      kept?.push(chunk)
    }
    return { kept, size, failure: null }
  } catch (error) {
    if (signal.aborted || (error instanceof Problem && isFatal(error))) throw error
    return { kept, size, failure: error }
  }
}

/** Files of the first walk that are kept, from the first one on; whoever takes them waits for the next one or the end. */
class Kept {
  private readonly files: Array<FolderFile> = []
  private ended = false
  private wake = () => {}
  /** how many there were */
  count = 0

  put(file: FolderFile): void {
    this.files.push(file)
    this.count++
    this.wake()
  }

  end(): void {
    this.ended = true
    this.wake()
  }

  async next(): Promise<FolderFile | undefined> {
    while (this.files.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    return this.files.shift()
  }
}

/** Tries the limits over the whole archive and keeps its first files, as many as there is room for; how many files there are. */
const firstWalk = async (path: string, scratch: Scratch, keep: Kept, signal: AbortSignal): Promise<number> => {
  let total = 0
  let room = KEPT_BYTES
  try {
    for await (const found of walkFolder(path, scratch, signal)) {
      total++
      // a damaged member fails when it is asked for, a broken limit ends all
      const { failure, kept, size } = found.problem === null ? await drain(found.bytes, room, signal) : { kept: [], size: 0, failure: null }
      room = kept === null ? -1 : room - size
      if (kept !== null) keep.put(asFile(found, () => failure === null ? Promise.resolve(Buffer.concat(kept)) : Promise.reject(failure)))
    }
    return total
  } finally {
    keep.end()
  }
}

/** Those that the first walk keeps and, where it could not keep all, the others from a second one. */
async function* inOrder(kept: Kept, total: Promise<number>, path: string, scratch: Scratch): AsyncGenerator<FolderFile> {
  for (let file = await kept.next(); file !== undefined; file = await kept.next()) yield file
  let before = kept.count
  if (before === await total) return
  for await (const found of walkFolder(path, scratch)) {
    if (before-- > 0) continue
    yield asFile(found, (limitBytes) => found.problem === null ? readAll(found.bytes, limitBytes) : Promise.reject(found.problem))
  }
}

/** How the walk through an archive stands: files before this one, and all files where they are counted. */
export interface Walked { readonly done: number; readonly total: number | null }

/**
 * Walks the files of an archive in its order: `take` must have read a file
 * when it ends, and where it answers true `pause` is run before the next one.
 * Limits are tried over the whole archive meanwhile: `sound` tells when that is
 * done, and fails where one is broken. Nothing may be written before; what was
 * taken until then is of no use where it fails.
 */
export const eachFile = <E, A, E2, R>(
  archive: Stream.Stream<Uint8Array, E>, sound: Deferred.Deferred<void, Unparsable>, take: (file: FolderFile, index: number) => Promise<boolean>, pause: (walked: Walked) => Effect.Effect<A, E2, R>
): Effect.Effect<void, E | E2 | Unparsable, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => ({ packed: new Scratch(), first: new Scratch(), second: new Scratch(), stop: new AbortController(), walking: { ended: Promise.resolve() } })),
    ({ first, packed, second, stop, walking }) => Effect.gen(function*() {
      const bytes = yield* Stream.toAsyncIterableEffect(archive)
      const path = yield* Effect.tryPromise({ try: () => packed.spool(bytes), catch: reasonOf })
      const kept = new Kept()
      let total: number | null = null
      const counted = firstWalk(path, first, kept, stop.signal)
      walking.ended = counted.then((all) => {
        total = all
        Deferred.unsafeDone(sound, Effect.void)
      }, (error: unknown) => Deferred.unsafeDone(sound, Effect.fail(reasonOf(error))))
      const all = inOrder(kept, counted, path, second)
      let done = 0
      const until = async (signal: AbortSignal): Promise<boolean> => {
        while (!signal.aborted) {
          const next = await all.next()
          if (next.done === true) return false
          if (await take(next.value, done++)) return true
        }
        return false
      }
      while (yield* Effect.tryPromise({ try: until, catch: reasonOf })) yield* pause({ done, total })
      yield* Deferred.await(sound)
    }),
    ({ first, packed, second, stop, walking }) => Effect.promise(async () => {
      stop.abort()
      // it writes into its scratch folder
      await walking.ended
      await Promise.all([first.close(), second.close(), packed.close()])
    })
  )
