import { Effect, Either } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"
import type { JobContext } from "../../providers/jobs/Jobs.js"
import { uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Prepared } from "./engine/prepare.js"
import type { Indexing } from "./indexing.js"
import type { ImportDocuments } from "./jobs.js"
import type { Document, ImportedFile } from "./models.js"
import type { Preparing } from "./preparing/preparing.js"
import type { KnowledgeRepository, StoredDocument } from "./repository.js"

export type Target = typeof ImportDocuments.payload.Type
export type Outcome = Pick<ImportedFile, "status" | "document_id" | "reason">
/** A file of the archive: its bytes, or why it has none. */
export interface ReadFile { readonly index: number; readonly path: string; readonly bytes: Buffer | string; readonly sha256: string }
/** A file whose text is to be read; `before` is what the path held. */
interface Unread { readonly kind: "unread"; readonly before: StoredDocument | null; readonly document: Document; readonly bytes: Buffer; readonly path: string }
/** And one that is to be written. */
interface Write extends Omit<Unread, "kind"> { readonly kind: "write"; readonly text: string; readonly prepared: Prepared }
interface Done { readonly kind: "done"; readonly outcome: Outcome }
type Step = Write | Done

const DUPLICATE = "another document has the same title and content"

/** `guide/README.md` is called `guide/README`: such names alone tell nothing. */
const titleOf = (path: string): string => {
  const parts = path.replace(/\.[A-Za-z0-9]{1,8}$/, "").split("/")
  const name = parts.at(-1) ?? path
  return (/^(readme|index|_index)$/i.test(name) ? parts.slice(-2).join("/") : name).slice(0, 500)
}

/** What an import does with the files of a group: reads their texts, stores their originals, writes them. */
export const makeImportGroups = ({ files, indexing, preparing, repository }: { readonly repository: KnowledgeRepository; readonly files: Files["Type"]; readonly indexing: Indexing; readonly preparing: Preparing }) => {
  const newDocument = (target: Target, { path, sha256 }: ReadFile, size: number, job: JobContext, at: number): Document => ({
    documentId: uuid(), ownerId: target.ownerId, scope: target.scope, title: titleOf(path), documentType: target.documentType ?? "other", tags: target.tags ?? [], metadata: {}, filename: path.split("/").at(-1) ?? path, path,
    sourceUrl: null, description: null, sha256, bytes: size, chunkCount: 0, status: "processing", statusReason: null, attempts: job.attempt, jobId: job.id, published: true, caseId: null, createdAt: at, updatedAt: at
  })

  /** What is to be done with each file of a group: its text is read, and nothing is written yet. */
  const ready = (target: Target, group: ReadonlyArray<ReadFile>, job: JobContext) => Effect.gen(function*() {
    const met = yield* repository.findMet(target.scope, target.ownerId, group.map(({ path }) => path), group.map(({ sha256 }) => sha256))
    const at = yield* now
    const steps = group.map((file): Done | Unread => {
      const { bytes, path, sha256 } = file
      const before = met.at.get(path) ?? null
      const done = (status: Outcome["status"], document_id: string | null, reason: string | null): Done => ({ kind: "done", outcome: { status, document_id, reason } })
      if (typeof bytes === "string") return done("failed", before?.documentId ?? null, bytes)
      if (before !== null && before.sha256 === sha256 && before.status === "indexed") return done("unchanged", before.documentId, null)
      const title = before?.title ?? titleOf(path)
      const same = met.same.find((one) => one.sha256 === sha256 && one.title === title)
      if (same !== undefined && same.documentId !== before?.documentId) return done("duplicate", same.documentId, DUPLICATE)
      return { kind: "unread", before, document: before ?? newDocument(target, file, bytes.length, job, at), bytes, path }
    })
    const unread = steps.filter((step): step is Unread => step.kind === "unread")
    const read = yield* preparing.files(unread.map(({ bytes, document, path }) => ({ whose: document, bytes, path })))
    const texts = new Map(unread.map((step, i) => [step, read[i]!] as const))
    return steps.map((step): Step => step.kind === "done" ? step : Either.match(texts.get(step)!, {
      onLeft: ({ reason }): Step => ({ kind: "done", outcome: { status: "failed", document_id: step.before?.documentId ?? null, reason } }),
      onRight: (outcome): Step => ({ ...step, ...outcome, kind: "write" })
    }))
  })

  const replace = (target: Target, before: StoredDocument, { bytes, prepared, text }: Write, sha256: string, job: JobContext): Effect.Effect<Outcome, ProviderError> => Effect.gen(function*() {
    const same = yield* repository.findSame(before.scope, sha256, before.title)
    if (same !== null && same.documentId !== before.documentId) return { status: "duplicate", document_id: same.documentId, reason: DUPLICATE }
    const key = `knowledge/${before.documentId}.${sha256.slice(0, 16)}`
    yield* files.putAll([{ key, bytes }])
    yield* indexing.replace({ ...before, documentType: target.documentType ?? before.documentType }, text, {
      sha256, bytes: bytes.length, storage_key: key, job_id: job.id, attempts: job.attempt,
      ...(target.documentType === null ? {} : { document_type: target.documentType }), ...(target.tags === null ? {} : { tags: JSON.stringify(target.tags) })
    }, prepared)
    if (before.storageKey !== null && before.storageKey !== key) yield* files.remove(before.storageKey)
    return { status: "updated", document_id: before.documentId, reason: null }
  })

  const keyOf = ({ document }: Write): string => `knowledge/${document.documentId}`

  const isNew = (step: Step): step is Write => step.kind === "write" && step.before === null
  const originals = (steps: ReadonlyArray<Write>) => steps.length === 0 ? Effect.void : files.putAll(steps.map((step) => ({ key: keyOf(step), bytes: step.bytes })))
  const forget = (steps: ReadonlyArray<Write>) => Effect.forEach(steps, (step) => files.remove(keyOf(step)), { discard: true })
  const create = (steps: ReadonlyArray<Write>) =>
    indexing.create(steps.map((step) => ({ document: step.document, content: step.text, storageKey: keyOf(step), prepared: step.prepared })))

  /** Somebody else has written it meanwhile. */
  const late = (step: Write): Effect.Effect<Outcome, ProviderError> => Effect.zipRight(files.remove(keyOf(step)),
    Effect.map(repository.findSame(step.document.scope, step.document.sha256, step.document.title), (same): Outcome => ({ status: "duplicate", document_id: same?.documentId ?? null, reason: DUPLICATE })))

  /** Writes what is ready of a group, new originals are stored already; what became of each of its files. */
  const write = (target: Target, group: ReadonlyArray<ReadFile>, steps: ReadonlyArray<Step>, job: JobContext) => Effect.gen(function*() {
    const created = steps.filter(isNew)
    const written = created.length === 0 ? new Set<string>() : yield* create(created)
    const outcomes: Array<Outcome> = []
    for (const [i, step] of steps.entries()) {
      if (step.kind === "done") outcomes.push(step.outcome)
      else if (step.before !== null) outcomes.push(yield* replace(target, step.before, step, group[i]!.sha256, job))
      else outcomes.push(written.has(step.document.documentId) ? { status: "created", document_id: step.document.documentId, reason: null } : yield* late(step))
    }
    return outcomes
  })
  return { forget, isNew, originals, ready, write }
}
