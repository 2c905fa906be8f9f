import { hash } from "node:crypto"
import { Effect, Stream } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"
import { type JobContext, JobRejected, type Jobs } from "../../providers/jobs/Jobs.js"
import { CurrentActor } from "../kernel/actor.js"
import { InvalidInput } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Indexing } from "./indexing.js"
import { ImportDocuments } from "./jobs.js"
import type { Knowledge } from "./Knowledge.js"
import { type Document, type ImportedFile, Unparsable } from "./models.js"
import { parseFile } from "./parsing.js"
import { refusal as forbidden, writableScope } from "./policy.js"
import type { KnowledgeRepository } from "./repository.js"
import type { Standing } from "./standing.js"
import { eachFile, type FolderFile } from "./unpacking.js"

const MAX_FILE_BYTES = 50 * 1024 * 1024
const MAX_PATH = 1_000
/** Files between two reports of progress. */
const STEP = 20
/** Files that are written side by side, while one waits for a disk another is parsed: at most, and until they are this large together. */
const ABREAST = { files: 4, bytes: 8 * 1024 * 1024 } as const

type Target = typeof ImportDocuments.payload.Type
type Outcome = Pick<ImportedFile, "status" | "document_id" | "reason">
/** A file of the archive: its bytes, or why it has none. */
interface ReadFile { readonly index: number; readonly path: string; readonly bytes: Buffer | string; readonly sha256: string }

/** `guide/README.md` is called `guide/README`: such names alone tell nothing. */
const titleOf = (path: string): string => {
  const parts = path.replace(/\.[A-Za-z0-9]{1,8}$/, "").split("/")
  const name = parts.at(-1) ?? path
  return (/^(readme|index|_index)$/i.test(name) ? parts.slice(-2).join("/") : name).slice(0, 500)
}

/** Editors, version control and archivers leave these; nobody means to import them. */
const isHidden = (path: string): boolean => path.split("/").some((part) => (part.startsWith(".") && part !== ".." && part !== ".") || part === "__MACOSX" || part === "Thumbs.db" || part === "node_modules")

const joined = (folder: string | null, path: string): string => (folder === null ? path : `${folder}/${path}`)

/** Imports folders and archives: one durable job, a result for every file, and no write for a file that has not changed. */
export const makeImporting = (needs: {
  readonly repository: KnowledgeRepository; readonly files: Files["Type"]; readonly jobs: Jobs["Type"]; readonly indexing: Indexing; readonly standing: Standing
}) => Effect.gen(function*() {
  const { files, indexing, jobs, repository } = needs

  const create = (target: Target, path: string, title: string, bytes: Buffer, sha256: string, text: string, job: JobContext): Effect.Effect<Outcome, ProviderError> => Effect.gen(function*() {
    const at = yield* now
    const documentId = uuid()
    const key = `knowledge/${documentId}`
    const document: Document = {
      documentId, ownerId: target.ownerId, scope: target.scope, title, documentType: target.documentType ?? "other", tags: target.tags ?? [], metadata: {}, filename: path.split("/").at(-1) ?? path, path,
      sourceUrl: null, description: null, sha256, bytes: bytes.length, chunkCount: 0, status: "processing", statusReason: null, attempts: job.attempt, jobId: job.id, published: true, caseId: null, createdAt: at, updatedAt: at
    }
    yield* files.put(key, Stream.make(new Uint8Array(bytes)))
    if ((yield* indexing.create(document, text, key)) === null) {
      yield* files.remove(key)
      return { status: "duplicate", document_id: (yield* repository.findSame(target.scope, sha256, title))?.documentId ?? null, reason: "another document has the same title and content" }
    }
    return { status: "created", document_id: documentId, reason: null }
  })

  /** Why a file is not even read. */
  const refusal = (path: string, file: FolderFile): Outcome | null => {
    if (isHidden(path)) return { status: "skipped", document_id: null, reason: "it is hidden" }
    if (file.image) return { status: "skipped", document_id: null, reason: "an image holds no text" }
    return path.length > MAX_PATH ? { status: "failed", document_id: null, reason: `its path is longer than ${MAX_PATH} characters` } : null
  }

  const take = (target: Target, { bytes, path, sha256 }: ReadFile, job: JobContext): Effect.Effect<Outcome, ProviderError> => Effect.gen(function*() {
    const before = yield* repository.findAt(target.scope, target.ownerId, path)
    return yield* Effect.gen(function*() {
      if (typeof bytes === "string") return yield* new Unparsable({ reason: bytes })
      if (before !== null && before.sha256 === sha256 && before.status === "indexed") return { status: "unchanged", document_id: before.documentId, reason: null } as const
      const title = before?.title ?? titleOf(path)
      const same = yield* repository.findSame(target.scope, sha256, title)
      if (same !== null && same.documentId !== before?.documentId) return { status: "duplicate", document_id: same.documentId, reason: "another document has the same title and content" } as const
      const text = yield* parseFile({ bytes, name: path })
      if (before === null) return yield* create(target, path, title, bytes, sha256, text, job)
      const key = `knowledge/${before.documentId}.${sha256.slice(0, 16)}`
      yield* files.put(key, Stream.make(new Uint8Array(bytes)))
      yield* indexing.replace({ ...before, documentType: target.documentType ?? before.documentType }, text, {
        sha256, bytes: bytes.length, storage_key: key, job_id: job.id, attempts: job.attempt,
        ...(target.documentType === null ? {} : { document_type: target.documentType }), ...(target.tags === null ? {} : { tags: JSON.stringify(target.tags) })
      })
      if (before.storageKey !== null && before.storageKey !== key) yield* files.remove(before.storageKey)
      return { status: "updated", document_id: before.documentId, reason: null } as const
    }).pipe(Effect.catchTag("Unparsable", (error) => Effect.succeed<Outcome>({ status: "failed", document_id: before?.documentId ?? null, reason: error.reason })))
  })

  /** Why whoever asked for the import may not write there any more; null where it may. */
  const lost = (target: Target) => needs.standing(target.ownerId).pipe(
    Effect.map((actor) => actor === null ? null : forbidden(actor, target.scope)),
    Effect.catchTag("Forbidden", ({ reason }) => Effect.succeed(reason))
  )

  yield* jobs.work(ImportDocuments, { concurrency: 1 }, (target, job) => Effect.gen(function*() {
    const stored = yield* files.get(target.storageKey).pipe(Effect.catchTag("ProviderNotFound", () => Effect.fail(new JobRejected({ reason: "the uploaded files have vanished; upload them again" }))))
    const results: Array<ImportedFile> = []
    let waiting: Array<ReadFile> = []
    const write = Effect.gen(function*() {
      // asked anew each time: the job may last
      const reason = waiting.length === 0 ? null : yield* lost(target)
      yield* Effect.forEach(waiting, (file) => Effect.map(reason === null ? take(target, file, job) : Effect.succeed<Outcome>({ status: "failed", document_id: null, reason }), (outcome) => {
        results[file.index] = { path: file.path, ...outcome }
      }), { concurrency: ABREAST.files, discard: true })
      waiting = []
    })
    yield* eachFile(stored, (file, index, total) => Effect.gen(function*() {
      const path = joined(target.folder, file.path)
      const refused = refusal(path, file)
      if (refused !== null) {
        results[index] = { path, ...refused }
        return
      }
      const bytes = yield* Effect.catchTag(file.read(MAX_FILE_BYTES), "Unparsable", (error) => Effect.succeed(error.reason))
      const sha256 = typeof bytes === "string" ? "" : hash("sha256", bytes)
      const size = waiting.reduce((sum, one) => sum + one.bytes.length, bytes.length)
      // of two that are the same the first in the archive is kept
      if (waiting.length === ABREAST.files || size > ABREAST.bytes || waiting.some((one) => one.path === path || one.sha256 === sha256)) yield* write
      waiting.push({ index, path, bytes, sha256 })
      if (index % STEP === 0) yield* job.progress(Math.min(99, Math.floor((index * 100) / Math.max(1, total))), `${index} of ${total} files`)
    })).pipe(Effect.catchTag("Unparsable", (error) => Effect.zipRight(files.remove(target.storageKey), Effect.fail(new JobRejected({ reason: error.reason })))))
    yield* write
    yield* files.remove(target.storageKey)
    const counts: Record<string, number> = { created: 0, updated: 0, unchanged: 0, duplicate: 0, skipped: 0, failed: 0 }
    for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1
    return { files: results, counts }
  }))

  const importFiles: Knowledge["Type"]["importFiles"] = (input, archive) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const scope = yield* writableScope(actor, input.scope, input.team)
    const folder = input.folder?.trim().replaceAll("\\", "/").replace(/^\/+|\/+$/g, "") ?? ""
    if (folder.length > 200 || folder.split("/").includes("..")) return yield* new InvalidInput({ loc: ["body", "folder"], type: "value_error", reason: "folder may have 200 characters and no '..'" })
    const jobId = uuid()
    const storageKey = `imports/${jobId}`
    return yield* Effect.gen(function*() {
      yield* files.put(storageKey, archive)
      yield* Effect.orDie(jobs.enqueue(ImportDocuments, {
        storageKey, scope, ownerId: actor.userId, folder: folder === "" ? null : folder, documentType: input.documentType ?? null, tags: input.tags ?? null
      }, { id: jobId, ownerId: actor.userId, subject: folder === "" ? "files" : folder }))
      return { jobId }
    }).pipe(Effect.onError(() => Effect.ignore(files.remove(storageKey))))
  })
  return { importFiles }
})
