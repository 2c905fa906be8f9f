import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdtemp, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeStream } from "@effect/platform-node"
import { Clock, Effect, Stream } from "effect"
import { type Pack, pack } from "tar-stream"
import { DatabaseCopy } from "../../providers/data/DatabaseCopy.js"
import { type ProviderError, ProviderUnavailable } from "../../providers/errors.js"
import { Files } from "../../providers/files/Files.js"
import { Conflict } from "../kernel/errors.js"
import { writeEntry } from "../kernel/tar.js"
import { iso } from "../kernel/time.js"
import { Backups } from "./Backups.js"
import { type Manifest, MANIFEST_FORMAT } from "./manifest.js"

const broken = (cause: unknown): ProviderError => new ProviderUnavailable({ provider: "backup", detail: cause instanceof Error ? cause.message : String(cause) })
const temporaryFolder = Effect.acquireRelease(Effect.promise(() => mkdtemp(join(tmpdir(), "faultmaven-backup-"))), (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true })))

/** Writes one entry; gives its line of the manifest. */
const write = (archive: Pack, name: string, bytes: number, body: Stream.Stream<Uint8Array, ProviderError>) => Effect.suspend(() => {
  const hash = createHash("sha256")
  return writeEntry(archive, name, bytes, body, (chunk) => void hash.update(chunk)).pipe(
    Effect.mapError((error) => (error instanceof Error && !("_tag" in error) ? broken(error) : error as ProviderError)),
    Effect.map(() => ({ name, bytes, sha256: hash.digest("hex") }))
  )
})

export const makeBackups = Effect.gen(function*() {
  const database = yield* DatabaseCopy
  const files = yield* Files

  const fill = (archive: Pack, version: string) => Effect.gen(function*() {
    const folder = yield* temporaryFolder
    const copy = join(folder, "faultmaven.db")
    yield* database.to(copy)
    const { size } = yield* Effect.promise(() => stat(copy))
    const entries: Array<Manifest["entries"][number]> = [yield* write(archive, "faultmaven.db", size, NodeStream.fromReadable<ProviderError>(() => createReadStream(copy), broken))]
    yield* Stream.runForEach(files.list(""), ({ bytes, key }) => files.get(key).pipe(
      Effect.flatMap((body) => write(archive, `files/${key}`, bytes, body)),
      Effect.map((entry) => void entries.push(entry)),
      // deleted since the database was copied: the restored installation will not name it for long
      Effect.catchTag("ProviderNotFound", () => Effect.void)
    ))
    const manifest: Manifest = { format: MANIFEST_FORMAT, version, created_at: iso(yield* Clock.currentTimeMillis), entries }
    const text = Buffer.from(JSON.stringify(manifest, null, 1))
    yield* write(archive, "manifest.json", text.length, Stream.make(text))
    archive.finalize()
  })

  return Backups.of({
    facts: database.facts,
    take: (version) => database.possible
      ? Effect.succeed(Stream.unwrapScoped(Effect.gen(function*() {
        const archive = pack()
        archive.on("error", () => {})
        yield* Effect.forkScoped(Effect.scoped(fill(archive, version)).pipe(Effect.catchAllCause((cause) => Effect.sync(() => archive.destroy(new Error(cause.toString()))))))
        return Stream.fromAsyncIterable(archive as AsyncIterable<Uint8Array>, broken)
      })))
      : Effect.fail(new Conflict({ code: "backup_by_database", reason: "this installation is backed up with pg_dump and a copy of its file store (deploy/README.md)" }))
  })
})
