import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Stream } from "effect"
import type { Unparsable } from "../../../src/modules/knowledge/models.js"
import { eachFile } from "../../../src/modules/knowledge/unpacking.js"
import { tarball } from "../evidence/support/files.js"

const MEGABYTE = 1024 * 1024

/** Paths and first bytes as they came, what was too large, and after how many files it paused. */
const walked = (archive: Uint8Array, limitBytes: number) => Effect.gen(function*() {
  const seen: Array<string> = []
  const pauses: Array<number> = []
  const sound = yield* Deferred.make<void, Unparsable>()
  yield* eachFile(Stream.make(archive), sound, async (file, index) => {
    const bytes = await file.read(limitBytes).catch((error: { readonly reason: string }) => error.reason)
    seen.push(`${index} ${file.path} ${typeof bytes === "string" ? bytes : `${bytes.length} ${bytes[0]}`}`)
    return index === 1
  }, ({ done }) => Effect.sync(() => void pauses.push(done)))
  return { seen, pauses }
})

describe("files of an archive", () => {
  for (const [kind, size] of [["small enough to be kept from the first walk", 1_000], ["too large together, so that the last ones come from a second walk", 7 * MEGABYTE]] as const) {
    it.live(`${kind}: come in their order, with a pause where one is asked for`, () => Effect.gen(function*() {
      const archive = yield* Effect.promise(() => tarball([1, 2, 3].map((n) => ({ name: `${n}.txt`, content: String.fromCharCode(n).repeat(size) }))))
      expect(yield* walked(archive, 50 * MEGABYTE)).toEqual({ seen: [1, 2, 3].map((n) => `${n - 1} ${n}.txt ${size} ${n}`), pauses: [2] })
    }))
  }

  it.live("come while the archive is still walked; that it is sound is told at its end", () => Effect.gen(function*() {
    const archive = yield* Effect.promise(() => tarball([1, 2, 3].map((n) => ({ name: `${n}.txt`, content: "x".repeat(3 * MEGABYTE) }))))
    const sound = yield* Deferred.make<void, Unparsable>()
    const known: Array<boolean> = []
    yield* eachFile(Stream.make(archive), sound, async () => {
      known.push(Effect.runSync(Deferred.isDone(sound)))
      return false
    }, () => Effect.void)
    expect(known).toHaveLength(3)
    expect(known[0]).toBe(false)
    expect(yield* Deferred.isDone(sound)).toBe(true)
  }))

  it.live("one that breaks a limit at its end is not sound, whatever was taken of it", () => Effect.gen(function*() {
    const archive = yield* Effect.promise(() => tarball(Array.from({ length: 1_010 }, (_, n) => ({ name: `${n}.txt`, content: `${n}` }))))
    const sound = yield* Deferred.make<void, Unparsable>()
    const ended = yield* Effect.either(eachFile(Stream.make(archive), sound, async () => false, () => Effect.void))
    expect(ended).toMatchObject({ _tag: "Left", left: { _tag: "Unparsable", reason: expect.stringMatching(/entries/) } })
    expect(yield* Effect.either(Deferred.await(sound))).toEqual(ended)
  }))

  it.live("one that is larger than it may be is refused alone", () => Effect.gen(function*() {
    const archive = yield* Effect.promise(() => tarball([{ name: "large.txt", content: "\x01".repeat(20 * MEGABYTE) }, { name: "small.txt", content: "\x02".repeat(5) }]))
    expect((yield* walked(archive, 10 * MEGABYTE)).seen).toEqual([expect.stringMatching(/^0 large\.txt .*larger than/), "1 small.txt 5 2"])
  }))
})
