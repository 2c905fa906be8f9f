import { hash } from "node:crypto"
import { Deferred, Effect, Fiber } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"
import { JobRejected, type Jobs } from "../../providers/jobs/Jobs.js"
import { CurrentActor } from "../kernel/actor.js"
import { InvalidInput } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { Grouping } from "./grouping.js"
import { makeImportGroups, type Outcome, type ReadFile, type Target } from "./importGroups.js"
import type { Indexing } from "./indexing.js"
import { ImportDocuments } from "./jobs.js"
import type { Knowledge } from "./Knowledge.js"
import { type ImportedFile, Unparsable } from "./models.js"
import type { Preparing } from "./preparing/preparing.js"
import { refusal as forbidden, writableScope } from "./policy.js"
import type { KnowledgeRepository } from "./repository.js"
import type { Standing } from "./standing.js"
import { eachFile, type FolderFile, type Walked } from "./unpacking.js"

const MAX_FILE_BYTES = 50 * 1024 * 1024
const MAX_PATH = 1_000
/** Groups under way: one is written while the next ones are read. */
const UNDER_WAY = 3
/** And until it is known that they may be written. */
const READ_AHEAD = 8
/** How often the job says how far it is, ms: each time is a write. */
const TOLD_EVERY = 500

/** Editors, version control and archivers leave these; nobody means to import them. */
const isHidden = (path: string): boolean => path.split("/").some((part) => (part.startsWith(".") && part !== ".." && part !== ".") || part === "__MACOSX" || part === "Thumbs.db" || part === "node_modules")

const joined = (folder: string | null, path: string): string => (folder === null ? path : `${folder}/${path}`)

/** Imports folders and archives: one durable job, a result for every file, and no write for a file that has not changed. */
export const makeImporting = (needs: {
  readonly repository: KnowledgeRepository; readonly files: Files["Type"]; readonly jobs: Jobs["Type"]; readonly indexing: Indexing; readonly preparing: Preparing; readonly standing: Standing
}) => Effect.gen(function*() {
  const { files, jobs, preparing } = needs
  const { forget, isNew, originals, ready, write } = makeImportGroups(needs)

  /** Why a file is not even read. */
  const refusal = (path: string, file: FolderFile): Outcome | null => {
    if (isHidden(path)) return { status: "skipped", document_id: null, reason: "it is hidden" }
    if (file.image) return { status: "skipped", document_id: null, reason: "an image holds no text" }
    return path.length > MAX_PATH ? { status: "failed", document_id: null, reason: `its path is longer than ${MAX_PATH} characters` } : null
  }

  /** Why whoever asked for the import may not write there any more; null where it may. */
  const lost = (target: Target) => needs.standing(target.ownerId).pipe(
    Effect.map((actor) => actor === null ? null : forbidden(actor, target.scope)),
    Effect.catchTag("Forbidden", ({ reason }) => Effect.succeed(reason))
  )

  yield* jobs.work(ImportDocuments, { concurrency: 1 }, (target, job) => Effect.scoped(Effect.gen(function*() {
    const stored = yield* files.get(target.storageKey).pipe(Effect.catchTag("ProviderNotFound", () => Effect.fail(new JobRejected({ reason: "the uploaded files have vanished; upload them again" }))))
    const results: Array<ImportedFile> = []
    const grouping = new Grouping<ReadFile>()
    /** the whole archive keeps to the limits; nothing is written before */
    const sound = yield* Deferred.make<void, Unparsable>()
    const underWay: Array<Fiber.RuntimeFiber<void, ProviderError | Unparsable>> = []
    const settled = (left: number) => Effect.suspend(() => Effect.forEach(underWay.splice(0, underWay.length - left), (fiber) => Fiber.join(fiber), { discard: true }))
    /** Reads and writes a group in its turn; what was put aside is read when all before it is written. */
    const start = (own: ReadonlyArray<ReadFile>, aside = false) => Effect.gen(function*() {
      if (own.length === 0) return
      yield* settled(Math.min(underWay.length, ((yield* Deferred.isDone(sound)) ? UNDER_WAY : READ_AHEAD) - 1))
      const before = underWay.at(-1)
      const written = before === undefined ? Effect.void : Fiber.join(before)
      underWay.push(yield* Effect.forkScoped(Effect.gen(function*() {
        if (aside) yield* written
        const steps = yield* ready(target, own, job)
        const created = steps.filter(isNew)
        yield* Deferred.await(sound)
        // originals are stored while the group before is written; the right to write is asked for each group: the job may last
        const reason = yield* originals(created).pipe(Effect.zipRight(written), Effect.zipRight(lost(target)), Effect.onError(() => Effect.ignore(forget(created))))
        if (reason !== null) yield* forget(created)
        const outcomes = reason === null ? yield* write(target, own, steps, job) : own.map((): Outcome => ({ status: "failed", document_id: null, reason }))
        own.forEach(({ index, path }, i) => {
          results[index] = { path, ...outcomes[i]! }
        })
      })))
    })
    const startAside = Effect.gen(function*() {
      yield* start(grouping.takeNext())
      yield* start(grouping.takeAside(), true)
    })
    /** read, and there is no room for it yet */
    let waiting: ReadFile | null = null
    let told = yield* now
    /** True where a group must be started before the next file. */
    const take = async (file: FolderFile, index: number): Promise<boolean> => {
      const path = joined(target.folder, file.path)
      const refused = refusal(path, file)
      if (refused !== null) {
        results[index] = { path, ...refused }
        return false
      }
      const bytes = await file.read(MAX_FILE_BYTES).catch((error: unknown) => (error instanceof Unparsable ? error.reason : Promise.reject(error)))
      const one: ReadFile = { index, path, bytes, sha256: typeof bytes === "string" ? "" : hash("sha256", bytes) }
      if (grouping.put(one)) return false
      waiting = one
      return true
    }
    const pause = ({ done, total }: Walked) => Effect.gen(function*() {
      if (waiting !== null) {
        const one = waiting
        waiting = null
        yield* grouping.repeats(one) ? startAside : start(grouping.takeNext())
        grouping.put(one)
      }
      const at = yield* now
      if (total !== null && at - told >= TOLD_EVERY) {
        told = at
        yield* job.progress(Math.min(99, Math.floor((done * 100) / Math.max(1, total))), `${done} of ${total} files`)
      }
    })
    yield* preparing.warm
    yield* Effect.zipRight(eachFile(stored, sound, take, pause), Effect.zipRight(startAside, settled(0))).pipe(Effect.catchTag("Unparsable", (error) => Effect.zipRight(files.remove(target.storageKey), Effect.fail(new JobRejected({ reason: error.reason })))))
    yield* files.remove(target.storageKey)
    const counts: Record<string, number> = { created: 0, updated: 0, unchanged: 0, duplicate: 0, skipped: 0, failed: 0 }
    for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1
    return { files: results, counts }
  })))

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
  return { importFiles, expectImport: preparing.warm }
})
