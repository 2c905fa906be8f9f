import { createReadStream, createWriteStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { FileSystem, Multipart } from "@effect/platform"
import { Effect, Option, Stream } from "effect"
import tar from "tar-stream"
import type { CurrentActor } from "../modules/kernel/actor.js"
import { InvalidInput, TooLarge } from "../modules/kernel/errors.js"
import { writeEntry } from "../modules/kernel/tar.js"
import type { Knowledge } from "../modules/knowledge/index.js"
import { isScope, tagsOf } from "./documentForm.js"
import { missingField, multipartProblem, type Parts, type Spooled, spool, walkParts } from "./multipart.js"
import { remembered } from "./once.js"

export const MAX_IMPORT_FILES = 1_000
const MAX_IMPORT_BYTES = 256 * 1024 * 1024
const FIELDS = new Set(["folder", "scope", "team", "document_type", "tags"])

const invalid = (field: string, type: string, reason: string) => new InvalidInput({ loc: ["body", field], type, reason })

/** A tar that is written file by file; gone when the scope closes. */
const makeTar = Effect.gen(function*() {
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "faultmaven-import-"))),
    (made) => Effect.promise(() => rm(made, { recursive: true, force: true }))
  )
  const path = join(folder, "files.tar")
  const archive = tar.pack()
  const written = pipeline(archive, createWriteStream(path, { mode: 0o600 }))
  // a full disk destroys the archive too, which the entry being written tells
  written.catch(() => {})
  return {
    add: (name: string, { body, bytes, held }: Spooled) => held === null || bytes === 0
      ? Effect.orDie(writeEntry(archive, name, bytes, body))
      : Effect.async<void>((resume) => {
        archive.entry({ name, mode: 0o600 }, held, (error) => resume(error ? Effect.die(error) : Effect.void)).on("error", (error) => resume(Effect.die(error)))
      }),
    body: Effect.promise(async () => {
      archive.finalize()
      await written
      return Stream.fromAsyncIterable(createReadStream(path), (error) => error).pipe(Stream.map((chunk) => chunk as Uint8Array), Stream.orDie)
    })
  }
})

/** Many files and archives of one form, each under its relative path, as one import; answers 202 with the job. */
export const importFolder = (parts: Parts, knowledge: Knowledge["Type"]) =>
  Effect.scoped(Effect.gen(function*() {
    const packed = yield* makeTar
    const seen: Array<readonly [string, string]> = []
    let bytes = 0
    const bounded = Multipart.withLimitsStream(parts, { maxParts: Option.some(MAX_IMPORT_FILES + FIELDS.size), maxFieldSize: FileSystem.Size(100_000), maxFileSize: Option.none(), maxTotalSize: Option.none() })
    const fields = yield* walkParts(bounded, (part) => Effect.scoped(Effect.gen(function*() {
      if (part.key !== "files" && part.key !== "file") return yield* invalid(part.key, "unexpected_file", "files go into the field 'files'")
      if (seen.length >= MAX_IMPORT_FILES) return yield* invalid("files", "too_long", `at most ${MAX_IMPORT_FILES} files in one import`)
      if (seen.length === 0) yield* knowledge.expectImport
      const spooled = yield* spool(part.content, MAX_IMPORT_BYTES)
      bytes += spooled.bytes
      if (bytes > MAX_IMPORT_BYTES) return yield* new TooLarge({ limitBytes: MAX_IMPORT_BYTES, reason: `the files are larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MB together; nothing was kept` })
      seen.push([part.name, spooled.sha256])
      yield* packed.add(part.name, spooled)
    })))
    for (const name of fields.keys()) if (!FIELDS.has(name)) return yield* invalid(name, "extra_forbidden", `unknown field '${name}'`)
    if (seen.length === 0) return yield* missingField("files")
    const scope = fields.get("scope") || undefined
    if (scope !== undefined && !isScope(scope)) return yield* invalid("scope", "enum", "scope must be one of user, team, organization, global")
    const documentType = fields.get("document_type") || undefined
    if ((documentType ?? "").length > 100) return yield* invalid("document_type", "string_too_long", "document_type may have at most 100 characters")
    const given = fields.get("tags")
    const tags = given === undefined || given === "" ? undefined : yield* Effect.try({ try: () => tagsOf(given), catch: () => invalid("tags", "json_invalid", "tags must be a comma list or a JSON array") })
    const body = yield* packed.body
    return yield* remembered(202, { files: seen, fields: [...fields].sort(([a], [b]) => (a < b ? -1 : 1)) },
      Effect.map(knowledge.importFiles<never, CurrentActor>({ folder: fields.get("folder"), scope, team: fields.get("team") || undefined, documentType, tags }, body), ({ jobId }) => ({ job_id: jobId, files: seen.length, status: "pending" as const })))
  })).pipe(Effect.catchTag("MultipartError", (error) => Effect.fail(multipartProblem(error))))
