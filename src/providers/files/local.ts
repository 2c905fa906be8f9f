import { createHash, randomUUID } from "node:crypto"
import { createReadStream, type Dirent } from "node:fs"
import { access, constants, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import { dirname, join, relative, sep } from "node:path"
import { Config, Effect, Layer, Stream } from "effect"
import { dataFolder } from "../data/folder.js"
import { type ProviderError, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderUnavailable } from "../errors.js"
import { Files, type StoredFile } from "./Files.js"
import { checkKey } from "./keys.js"

const provider = "files/local"
const TEMPORARY = ".tmp-"

const failure = (error: unknown): ProviderError => {
  const code = (error as { code?: string }).code
  const detail = `${code ?? "error"}: ${error instanceof Error ? error.message.replace(/'[^']*'/g, "'…'") : "unknown"}`
  if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return new ProviderNotFound({ provider, detail: "no such object" })
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return new ProviderQuota({ provider, detail })
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return new ProviderRefused({ provider, detail })
  return new ProviderUnavailable({ provider, detail })
}

const attempt = <A>(f: () => Promise<A>): Effect.Effect<A, ProviderError> => Effect.tryPromise({ try: f, catch: failure })

/** A directory entry is durable only after its folder was synced. */
const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Objects as files below one folder. A put writes beside the target, syncs,
 * renames and syncs the folder: what was acknowledged survives a power cut.
 */
export const layerAt = (root: string) => Layer.effect(Files, Effect.gen(function*() {
  yield* Effect.orDie(attempt(() => mkdir(root, { recursive: true, mode: 0o700 })))
  const at = (key: string) => Effect.map(checkKey(provider, key), (safe) => join(root, ...safe.split("/")))

  const put: Files["Type"]["put"] = (key, body) => Effect.scoped(Effect.gen(function*() {
    const target = yield* at(key)
    const folder = dirname(target)
    yield* attempt(() => mkdir(folder, { recursive: true, mode: 0o700 }))
    const temporary = join(folder, `${TEMPORARY}${randomUUID()}`)
    const handle = yield* Effect.acquireRelease(attempt(() => open(temporary, "wx", 0o600)), (h) => Effect.promise(() => h.close()))
    yield* Effect.addFinalizer(() => Effect.promise(() => rm(temporary, { force: true })))
    const hash = createHash("sha256")
    let bytes = 0
    yield* Stream.runForEach(body, (chunk) => {
      if (chunk.length === 0) return Effect.void
      hash.update(chunk)
      bytes += chunk.length
      return attempt(async () => {
        let written = 0
        while (written < chunk.length) written += (await handle.write(chunk, written)).bytesWritten
      })
    })
    yield* attempt(() => handle.sync())
    yield* attempt(() => rename(temporary, target))
    yield* attempt(() => syncFolder(folder))
    return { bytes, sha256: hash.digest("hex") }
  }))

  const walk = async function*(folder: string): AsyncGenerator<string> {
    let entries: ReadonlyArray<Dirent>
    try {
      entries = await readdir(folder, { withFileTypes: true })
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return
      throw error
    }
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isDirectory()) yield* walk(join(folder, entry.name))
      else if (entry.isFile() && !entry.name.startsWith(TEMPORARY)) yield join(folder, entry.name)
    }
  }

  const describe = (path: string): Effect.Effect<StoredFile, ProviderError> => Effect.flatMap(attempt(() => stat(path)), (found) =>
    found.isFile()
      ? Effect.succeed({ key: relative(root, path).split(sep).join("/"), bytes: found.size, modifiedAt: Math.round(found.mtimeMs) })
      : Effect.fail(new ProviderNotFound({ provider, detail: "no such object" })))

  return Files.of({
    implementation: "local",
    put,
    get: (key) => Effect.flatMap(at(key), (path) => Effect.as(describe(path), Stream.fromAsyncIterable(createReadStreamLater(path), failure))),
    range: (key, start, end) => Effect.gen(function*() {
      const path = yield* at(key)
      const { bytes } = yield* describe(path)
      const from = Math.min(Math.max(0, start), bytes)
      const length = Math.max(0, Math.min(end, bytes) - from)
      return yield* attempt(async () => {
        const handle = await open(path, "r")
        try {
          const buffer = Buffer.allocUnsafe(length)
          let read = 0
          while (read < length) {
            const { bytesRead } = await handle.read(buffer, read, length - read, from + read)
            if (bytesRead === 0) break
            read += bytesRead
          }
          return new Uint8Array(buffer.subarray(0, read))
        } finally {
          await handle.close()
        }
      })
    }),
    stat: (key) => Effect.flatMap(at(key), describe),
    remove: (key) => Effect.flatMap(at(key), (path) => attempt(() => rm(path, { force: true }))),
    list: (prefix) => Stream.fromAsyncIterable(walk(prefix.endsWith("/") ? join(root, ...prefix.split("/").filter((p) => p !== "" && p !== "..")) : root), failure).pipe(
      Stream.mapEffect((path) => Effect.option(describe(path))),
      Stream.filterMap((found) => found),
      Stream.filter((found) => found.key.startsWith(prefix))
    ),
    presign: (key) => Effect.as(at(key), null),
    localPath: (key) => Effect.flatMap(at(key), (path) => Effect.as(describe(path), path)),
    check: attempt(() => access(root, constants.R_OK | constants.W_OK)).pipe(Effect.as({ implementation: "local", detail: "readable and writable" }))
  })
}))

/** Opens the file at the first read, so that an unused stream holds no descriptor. */
const createReadStreamLater = (path: string): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => createReadStream(path, { highWaterMark: 256 * 1024 })[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
})

export const layer = Layer.unwrapEffect(Effect.map(
  Config.all({ folder: dataFolder, root: Config.string("LOCAL_UPLOAD_DIR").pipe(Config.withDefault("")) }),
  ({ folder, root }) => layerAt(root === "" ? join(folder, "files") : root)
))
