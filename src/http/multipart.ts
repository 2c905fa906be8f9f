import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdtemp, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FileSystem, type HttpServerRequest, Multipart } from "@effect/platform"
import { Effect, Option, type Scope, Stream } from "effect"
import { TooLarge } from "../modules/kernel/errors.js"
import { Problem } from "./errors.js"
import { multipartCutOff } from "./middleware/multipartEnd.js"

export const MAX_PARTS = 64
const MAX_FIELD_BYTES = 4 * 1024 * 1024

/** The client's body cannot be read as multipart, or breaks a limit. */
export const multipartProblem = (error: Multipart.MultipartError): Problem => {
  switch (error.reason) {
    case "FileTooLarge": case "BodyTooLarge": case "FieldTooLarge":
      return new Problem({ status: 413, code: "payload_too_large", detail: "the upload is larger than the limit; nothing was kept" })
    case "TooManyParts":
      return new Problem({ status: 422, code: "validation_error", detail: `more than ${MAX_PARTS} parts in one request`, errors: [{ type: "too_many_parts", loc: ["body"], msg: `more than ${MAX_PARTS} parts`, input: null }] })
    default:
      return new Problem({ status: 422, code: "validation_error", detail: "the body is not valid multipart/form-data, or ended too early", errors: [{ type: "multipart_invalid", loc: ["body"], msg: "not valid multipart/form-data", input: null }] })
  }
}

export const missingField = (name: string): Problem =>
  new Problem({ status: 422, code: "validation_error", detail: `${name}: Field required`, errors: [{ type: "missing", loc: ["body", name], msg: "Field required", input: null }] })

export type Parts = Stream.Stream<Multipart.Part, Multipart.MultipartError>

/** Part count and field size; the size of a file is limited where its bytes are counted. */
export const limited = (parts: Parts): Parts =>
  Multipart.withLimitsStream(parts, { maxParts: Option.some(MAX_PARTS), maxFieldSize: FileSystem.Size(MAX_FIELD_BYTES), maxFileSize: Option.none(), maxTotalSize: Option.none() })

/** A file of a form, kept until the end of the request. */
export interface Spooled {
  readonly body: Stream.Stream<Uint8Array>
  /** all of it, where it is small and stayed in memory */
  readonly held: Buffer | null
  readonly bytes: number
  /** lower-case hex */
  readonly sha256: string
}

/** A file up to here stays in memory: one of its own takes longer than its bytes. */
const IN_MEMORY = 64 * 1024

/** A temporary file, open for writing; gone when the scope closes. */
const temporary = Effect.gen(function*() {
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "faultmaven-upload-"))),
    (made) => Effect.promise(() => rm(made, { recursive: true, force: true }))
  )
  const path = join(folder, "part")
  const handle = yield* Effect.acquireRelease(Effect.promise(() => open(path, "w", 0o600)), (h) => Effect.promise(() => h.close()))
  return { path, handle }
})

/**
 * Keeps a file, a large one in a temporary place, and gives it back as a
 * stream, for forms whose fields come after the file. Gone when the scope
 * closes.
 */
export const spool = <E>(content: Stream.Stream<Uint8Array, E>, limitBytes: number): Effect.Effect<Spooled, E | TooLarge, Scope.Scope> =>
  Effect.gen(function*() {
    const hash = createHash("sha256")
    let bytes = 0
    let held: Array<Uint8Array> = []
    const file: { current: Effect.Effect.Success<typeof temporary> | null } = { current: null }
    yield* Stream.runForEach(content, (chunk): Effect.Effect<void, TooLarge, Scope.Scope> => Effect.suspend(() => {
      bytes += chunk.length
      if (bytes > limitBytes) return Effect.fail(new TooLarge({ limitBytes, reason: `the file is larger than the limit of ${Math.floor(limitBytes / 1024 / 1024)} MB; nothing was kept` }))
      hash.update(chunk)
      held.push(chunk)
      if (bytes <= IN_MEMORY) return Effect.void
      const all = held
      held = []
      return Effect.flatMap(file.current === null ? temporary : Effect.succeed(file.current), (opened) => {
        file.current = opened
        return Effect.promise(async () => {
          for (const part of all) await opened.handle.write(part)
        })
      })
    }))
    const sha256 = hash.digest("hex")
    const path = file.current?.path
    if (path === undefined) {
      const all = Buffer.concat(held)
      return { body: Stream.make(all), held: all, bytes, sha256 }
    }
    return { body: Stream.fromAsyncIterable(createReadStream(path), (error) => error).pipe(Stream.map((chunk) => chunk as Uint8Array), Stream.orDie), held: null, bytes, sha256 }
  })

/**
 * Walks the parts in the order they come. Fields are collected; `onFile` gets
 * each file as a stream and must drain it before the walk goes on.
 */
export const walkParts = <E, R>(
  parts: Parts,
  onFile: (file: Multipart.File, fields: ReadonlyMap<string, string>) => Effect.Effect<void, E, R>
): Effect.Effect<ReadonlyMap<string, string>, E | Problem, R | HttpServerRequest.HttpServerRequest> => {
  const fields = new Map<string, string>()
  const cutOff = Effect.zipRight(multipartCutOff, Effect.fail(multipartProblem(new Multipart.MultipartError({ reason: "Parse", cause: "cut off" }))))
  return parts.pipe(
    Stream.mapError(multipartProblem),
    Stream.runForEach((part): Effect.Effect<void, E | Problem, R> => {
      if (Multipart.isField(part)) {
        fields.set(part.key, part.value)
        return Effect.void
      }
      return onFile(part, fields)
    }),
    Effect.as(fields),
    // the parser's own clean-up waits for the boundary that never comes: it is left to the end of the request
    Effect.disconnect,
    Effect.raceFirst(cutOff)
  )
}
