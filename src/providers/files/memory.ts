import { createHash } from "node:crypto"
import { Clock, Effect, Layer, Stream } from "effect"
import { ProviderNotFound } from "../errors.js"
import { Files } from "./Files.js"
import { checkKey, checkPrefix } from "./keys.js"

const provider = "files/memory"
const PIECE = 256 * 1024

/** Objects in process memory, for tests of modules; held to the same contract. */
export const layer = Layer.sync(Files, () => {
  const objects = new Map<string, { readonly body: Uint8Array; readonly modifiedAt: number }>()
  const find = (key: string) => Effect.flatMap(checkKey(provider, key), () => {
    const found = objects.get(key)
    return found ? Effect.succeed(found) : Effect.fail(new ProviderNotFound({ provider, detail: "no such object" }))
  })
  return Files.of({
    implementation: "memory",
    put: (key, body) => Effect.gen(function*() {
      yield* checkKey(provider, key)
      const pieces: Array<Uint8Array> = []
      yield* Stream.runForEach(body, (piece) => Effect.sync(() => void pieces.push(Uint8Array.from(piece))))
      const whole = new Uint8Array(Buffer.concat(pieces))
      objects.set(key, { body: whole, modifiedAt: yield* Clock.currentTimeMillis })
      return { bytes: whole.length, sha256: createHash("sha256").update(whole).digest("hex") }
    }),
    putAll: (files) => Effect.gen(function*() {
      yield* Effect.forEach(files, ({ key }) => checkKey(provider, key), { discard: true })
      const modifiedAt = yield* Clock.currentTimeMillis
      for (const { bytes, key } of files) objects.set(key, { body: Uint8Array.from(bytes), modifiedAt })
    }),
    get: (key) => Effect.map(find(key), ({ body }) =>
      Stream.fromIterable(Array.from({ length: Math.ceil(body.length / PIECE) }, (_, i) => body.slice(i * PIECE, (i + 1) * PIECE)))),
    range: (key, start, end) => Effect.map(find(key), ({ body }) => {
      const from = Math.max(0, start)
      return body.slice(from, Math.max(from, end))
    }),
    stat: (key) => Effect.map(find(key), ({ body, modifiedAt }) => ({ key, bytes: body.length, modifiedAt })),
    remove: (key) => Effect.map(checkKey(provider, key), () => void objects.delete(key)),
    list: (prefix) => Stream.unwrap(Effect.map(checkPrefix(provider, prefix), () =>
      Stream.fromIterable([...objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { body, modifiedAt }]) => ({ key, bytes: body.length, modifiedAt }))))),
    presign: (key) => Effect.as(checkKey(provider, key), null),
    localPath: (key) => Effect.as(find(key), null),
    check: Effect.succeed({ implementation: "memory", detail: "in process" })
  })
})
