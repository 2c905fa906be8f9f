import { createHash, randomUUID } from "node:crypto"
import { createReadStream, type Dirent } from "node:fs"
import { mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join, relative, resolve, sep } from "node:path"
import { Clock, Config, Effect, Layer, Option, Stream } from "effect"
import { dataFolder } from "../data/folder.js"
import { ProviderConflict, type ProviderError, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderUnavailable } from "../errors.js"
import { Files, type StoredFile } from "./Files.js"
import { checkKey, checkPrefix } from "./keys.js"

const provider = "files/local"
const TEMPORARY = ".tmp-"

const twofold = () => new ProviderConflict({ provider, detail: "a key cannot be object and folder at once" })

const failure = (error: unknown): ProviderError => {
  const code = (error as { code?: string }).code
  const detail = `${code ?? "error"}: ${error instanceof Error ? error.message.replace(/'[^']*'/g, "'…'") : "unknown"}`
  if (code === "ENOENT" || code === "ENOTDIR") return new ProviderNotFound({ provider, detail: "no such object" })
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return new ProviderQuota({ provider, detail })
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return new ProviderRefused({ provider, detail })
  // a key that is a folder of other keys, or lies below one that is an object
  if (code === "EEXIST" || code === "EISDIR" || code === "ENOTEMPTY") return twofold()
  return new ProviderUnavailable({ provider, detail })
}

const attempt = <A>(f: () => Promise<A>): Effect.Effect<A, ProviderError> => Effect.tryPromise({ try: f, catch: failure })

/** Files of one `putAll` that are written side by side. */
const WRITTEN_AT_ONCE = 4

/** A temporary this old belongs to a put of a process that died; a shared folder may hold living ones of another replica. */
const ABANDONED_MS = 24 * 3600_000

/** A directory entry is durable only after its folder was synced. */
const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the folder and every missing one above it, each entry synced in its parent. */
const makeFolder = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let at = dirname(folder); at.length >= dirname(first).length; at = dirname(at)) {
    await syncFolder(at)
    if (at === dirname(at)) return
  }
}

/**
 * Objects as files below one folder. A put writes beside the target, syncs,
 * renames and syncs the folder: what was acknowledged survives a power cut.
 */
export const layerAt = (folder: string) => Layer.scoped(Files, Effect.gen(function*() {
  const root = resolve(folder)
  yield* Effect.orDie(attempt(() => makeFolder(root)))
  const at = (key: string) => Effect.map(checkKey(provider, key), (safe) => join(root, ...safe.split("/")))

  const put: Files["Type"]["put"] = (key, body) => Effect.scoped(Effect.gen(function*() {
    const target = yield* at(key)
    const folder = dirname(target)
    yield* attempt(() => makeFolder(folder)).pipe(Effect.catchTag("ProviderNotFound", () => Effect.fail(twofold())))
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

  /** A small file beside its target, synced; gone again where that fails. */
  const writeBeside = async (target: string, bytes: Uint8Array): Promise<string> => {
    const temporary = join(dirname(target), `${TEMPORARY}${randomUUID()}`)
    try {
      await writeFile(temporary, bytes, { flag: "wx", mode: 0o600, flush: true })
      return temporary
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  // one turn through for all: a folder is made and synced once
  const putAll: Files["Type"]["putAll"] = (files) => Effect.flatMap(Effect.forEach(files, ({ key }) => at(key)), (targets) => {
    const folders = new Set(targets.map(dirname))
    const written: Array<readonly [temporary: string, target: string]> = []
    return attempt(async () => {
      for (const folder of folders) {
        await makeFolder(folder).catch((error: unknown) => {
          throw failure(error)._tag === "ProviderNotFound" ? Object.assign(new Error("it lies below an object"), { code: "EEXIST" }) : error
        })
      }
      try {
        for (let i = 0; i < targets.length; i += WRITTEN_AT_ONCE) {
          const some = targets.slice(i, i + WRITTEN_AT_ONCE)
          const results = await Promise.allSettled(some.map(async (target, k) => written.push([await writeBeside(target, files[i + k]!.bytes), target])))
          const failed = results.find((result) => result.status === "rejected")
          if (failed !== undefined) throw failed.reason
        }
        for (const [temporary, target] of written) await rename(temporary, target)
        for (const folder of folders) await syncFolder(folder)
      } catch (error) {
        for (const [temporary] of written) await rm(temporary, { force: true })
        throw error
      }
    }).pipe(Effect.uninterruptible)
  })

  const walk = async function*(at: string, temporaries = false): AsyncGenerator<string> {
    let entries: ReadonlyArray<Dirent>
    try {
      entries = await readdir(at, { withFileTypes: true })
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes((error as { code?: string }).code ?? "")) return
      throw error
    }
    // a folder sorts with its slash, as its keys do
    const named = entries.map((entry) => ({ entry, name: entry.isDirectory() ? `${entry.name}/` : entry.name }))
    for (const { entry } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, entry.name)
      if (entry.isDirectory()) yield* walk(path, temporaries)
      else if (entry.isFile() && entry.name.startsWith(TEMPORARY) === temporaries) yield path
    }
  }

  const sweep = Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    yield* Stream.runForEach(Stream.fromAsyncIterable(walk(root, true), failure), (path) =>
      attempt(async () => {
        if ((await stat(path)).mtimeMs < at - ABANDONED_MS) await rm(path, { force: true })
      }).pipe(Effect.ignore))
  })
  yield* Effect.forkScoped(Effect.ignoreLogged(sweep))

  const keyOf = (path: string) => relative(root, path).split(sep).join("/")
  const describe = (path: string): Effect.Effect<StoredFile, ProviderError> => Effect.flatMap(attempt(() => stat(path)), (found) =>
    found.isFile()
      ? Effect.succeed({ key: keyOf(path), bytes: found.size, modifiedAt: Math.round(found.mtimeMs) })
      : Effect.fail(new ProviderNotFound({ provider, detail: "no such object" })))

  return Files.of({
    implementation: "local",
    put,
    putAll,
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
    list: (prefix) => Stream.unwrap(Effect.map(checkPrefix(provider, prefix), () =>
      Stream.fromAsyncIterable(walk(join(root, ...prefix.split("/").slice(0, -1))), failure).pipe(
        Stream.filter((path) => keyOf(path).startsWith(prefix)),
        Stream.mapEffect((path) => Effect.option(describe(path))),
        Stream.filterMap((found) => found)
      ))),
    presign: (key) => Effect.as(at(key), null),
    localPath: (key) => Effect.flatMap(at(key), (path) => Effect.as(describe(path), path)),
    check: attempt(async () => {
      // access() says yes to root on a full or read-only disk; a real write does not
      const probe = join(root, `${TEMPORARY}${randomUUID()}`)
      try {
        await writeFile(probe, "ok", { flag: "wx" })
      } finally {
        await rm(probe, { force: true })
      }
    }).pipe(Effect.as({ implementation: "local", detail: "readable and writable" }))
  })
}))

/** Opens the file at the first read, so that an unused stream holds no descriptor. */
const createReadStreamLater = (path: string): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => createReadStream(path, { highWaterMark: 256 * 1024 })[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
})

const named = (name: string) => Config.nonEmptyString(name)

/** Root: `LOCAL_UPLOAD_DIR`, its older names, else `files` in the data folder. */
export const settings = Config.all({
  folder: dataFolder,
  root: Config.option(named("LOCAL_UPLOAD_DIR").pipe(Config.orElse(() => named("STORAGE_LOCAL_PATH")), Config.orElse(() => named("FILE_STORAGE_PATH"))))
}).pipe(Config.map(({ folder, root }) => Option.getOrElse(root, () => join(folder, "files"))))

export const layer = Layer.unwrapEffect(Effect.map(settings, layerAt))
