import { Effect, Stream } from "effect"
import type { Pack } from "tar-stream"

/**
 * Writes one file into a tar at the pace of whoever reads it; `seen` gets each
 * chunk. Fails with the archive's error where that is destroyed meanwhile: its
 * reader went away, or the disk is full.
 */
export const writeEntry = <E, R>(archive: Pack, name: string, bytes: number, body: Stream.Stream<Uint8Array, E, R>, seen: (chunk: Uint8Array) => void = () => {}): Effect.Effect<void, E | Error, R> => Effect.gen(function*() {
  let entry!: ReturnType<Pack["entry"]>
  const ended = new Promise<void>((resolve, reject) => {
    entry = archive.entry({ name, size: bytes, mode: 0o600 }, (error) => (error ? reject(error) : resolve()))
    entry.on("error", reject)
  })
  // awaited below, or told by the body's own failure
  ended.catch(() => {})
  const stopped = Effect.tryPromise({ try: () => ended, catch: (error) => error as Error })
  yield* Stream.runForEach(body, (chunk) => Effect.suspend(() => {
    seen(chunk)
    return entry.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      ? Effect.void
      : Effect.raceFirst(Effect.async<void>((resume) => void entry.once("drain", () => resume(Effect.void))), stopped)
  }))
  entry.end(undefined)
  yield* stopped
})
