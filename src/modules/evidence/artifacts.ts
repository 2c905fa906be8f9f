import { randomUUID } from "node:crypto"
import { type FileHandle, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, RcMap, type Scope } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"
import { NotFound } from "../kernel/errors.js"
import { AnalysisFailed, type Analyzer, type Passage } from "./Analyzer.js"
import type { LineIndex } from "./lineIndex.js"
import { localCopy } from "./localCopy.js"
import type { StoredEvidence } from "./repository.js"

/** Unpacked bytes kept at once; one artefact alone is never refused, its size has the analysis' own limit. */
const MAX_KEPT_BYTES = 512 * 1024 * 1024
const MAX_KEPT = 32
const IDLE = "3 minutes"
/** Waiting for the thread included. */
const TIME_LIMIT = "60 seconds"
const MAX_VERDICTS = 20_000

/** An unpacked text, open for reading; its file has no name any more and is gone with the process. */
interface Unpacked {
  readonly handle: FileHandle
  readonly index: LineIndex
}

interface Key {
  readonly stored: StoredEvidence
  readonly artifact: string
  bytes: number
}

const failed = (reason: string): AnalysisFailed => new AnalysisFailed({ code: "unreadable", reason, retryable: true })

/** Texts inside stored files: made again from the stored bytes in a worker thread, kept for a while. */
export const makeArtifacts = (needs: { readonly files: Files["Type"]; readonly analyzer: Analyzer["Type"] }) => Effect.gen(function*() {
  /** by file and artefact, least recently used first */
  const keys = new Map<string, Key>()
  const verdicts = new Map<string, boolean>()

  const within = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) =>
    Effect.scoped(effect).pipe(Effect.timeoutFail({ duration: TIME_LIMIT, onTimeout: () => failed("it took too long") }))

  const unpack = (key: Key): Effect.Effect<Unpacked, AnalysisFailed | NotFound | ProviderError> => Effect.gen(function*() {
    const { file, storageKey } = key.stored
    const target = join(tmpdir(), `faultmaven-artifact-${randomUUID()}`)
    const unpacked = yield* within(Effect.gen(function*() {
      const path = yield* localCopy(needs.files, storageKey)
      const found = yield* needs.analyzer.unpack({ path, name: file.filename, sha256: file.sha256, artifact: key.artifact, target })
      if (found === null) return yield* new NotFound({ resource: "artifact", id: key.artifact })
      return { index: found, handle: yield* Effect.tryPromise({ try: () => open(target, "r"), catch: () => failed("there is no room for temporary files") }) }
    })).pipe(Effect.ensuring(Effect.promise(() => rm(target, { force: true }))))
    key.bytes = unpacked.index.bytes
    return unpacked
  })
  const opened = yield* RcMap.make({
    lookup: (key: Key) => Effect.acquireRelease(unpack(key), ({ handle }) => Effect.promise(async () => {
      key.bytes = 0
      await handle.close()
    })),
    idleTimeToLive: IDLE
  })

  const forget = (id: string) => Effect.suspend(() => {
    const key = keys.get(id)
    keys.delete(id)
    return key === undefined ? Effect.void : RcMap.invalidate(opened, key)
  })
  const idOf = (stored: StoredEvidence, artifact: string): string => `${stored.storageKey}\n${artifact}`

  /** The least recently used go first, never the one just asked for. */
  const makeRoom = Effect.suspend(() => {
    const all = [...keys]
    let bytes = all.reduce((sum, [, key]) => sum + key.bytes, 0)
    const surplus = all.slice(0, -1).filter(([, key], i) => {
      const goes = all.length - i > MAX_KEPT || bytes > MAX_KEPT_BYTES
      if (goes) bytes -= key.bytes
      return goes
    })
    return Effect.forEach(surplus, ([id]) => forget(id), { discard: true })
  })

  const use = (stored: StoredEvidence, artifact: string) => Effect.suspend(() => {
    const id = idOf(stored, artifact)
    const key = keys.get(id) ?? { stored, artifact, bytes: 0 }
    keys.delete(id)
    keys.set(id, key)
    return RcMap.get(opened, key).pipe(Effect.tapError(() => forget(id)), Effect.tap(() => makeRoom))
  })

  return {
    lineIndex: (stored: StoredEvidence, artifact: string) => Effect.scoped(Effect.map(use(stored, artifact), ({ index }) => index)),
    /** Bytes `start` … `end` of the artefact, clamped to its end. */
    range: (stored: StoredEvidence, artifact: string, start: number, end: number) => Effect.scoped(Effect.flatMap(use(stored, artifact), ({ handle, index }) => Effect.promise(async () => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, index.bytes) - start))
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
      return bytes.subarray(0, bytesRead)
    }))),
    /**
     * Which passages hold, in their order; one pass over the file however many.
     * The stored bytes must be those that were uploaded, all of them: then a
     * verdict holds for good and is not asked for twice.
     */
    verify: (stored: StoredEvidence, passages: ReadonlyArray<Passage>) => {
      const { file, storageKey } = stored
      const named = passages.map((passage) => ({ passage, id: [file.sha256, file.filename, passage.artifact, passage.start, passage.end, passage.sha256].join("\n") }))
      const open = named.filter(({ id }) => !verdicts.has(id))
      return within(Effect.flatMap(localCopy(needs.files, storageKey), (path) =>
        needs.analyzer.verify({ path, name: file.filename, sha256: file.sha256, passages: open.map(({ passage }) => passage) }))).pipe(
        Effect.map((answers) => {
          if (answers === null) return passages.map(() => false)
          const fresh = new Map(open.map(({ id }, i) => [id, answers[i] === true]))
          const result = named.map(({ id }) => fresh.get(id) ?? verdicts.get(id) ?? false)
          for (const [id, holds] of fresh) verdicts.set(id, holds)
          for (const id of verdicts.keys()) {
            if (verdicts.size <= MAX_VERDICTS) break
            verdicts.delete(id)
          }
          return result
        }),
        Effect.catchAll(() => Effect.succeed(passages.map(() => false)))
      )
    },
    /** The file goes: nothing unpacked from it stays. */
    forget: (stored: StoredEvidence) => Effect.forEach([...keys].filter(([, key]) => key.stored.storageKey === stored.storageKey), ([id]) => forget(id), { discard: true })
  }
})

export type Artifacts = Effect.Effect.Success<ReturnType<typeof makeArtifacts>>
