import { createWriteStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { Effect, Stream } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"

/** The object as a local path: its own where the store is a disk, else a copy that lives as long as the scope. */
export const localCopy = (files: Files["Type"], key: string) => Effect.gen(function*() {
  const path = yield* files.localPath(key)
  if (path !== null) return path
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "faultmaven-"))),
    (made) => Effect.promise(() => rm(made, { recursive: true, force: true }))
  )
  const target = join(folder, "object")
  const body = yield* files.get(key)
  yield* Effect.tryPromise({
    try: () => pipeline(Readable.from(Stream.toAsyncIterable(body)), createWriteStream(target)),
    catch: (error) => error as ProviderError
  })
  return target
})
