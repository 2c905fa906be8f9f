import { createHash } from "node:crypto"
import { Clock, Effect, Either } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"
import type { JobContext, Jobs } from "../../providers/jobs/Jobs.js"
import type { ChatResult, Llm } from "../../providers/llm/Llm.js"
import type { UsageLedger } from "../../providers/llm/UsageLedger.js"
import { uuid } from "../kernel/ids.js"
import { descriptionOf, descriptionRequest, describedAnalysis, type ImageDescription, MAX_IMAGE_BYTES } from "./imageDescription.js"
import { DescribeImage } from "./jobs.js"
import type { EvidenceAnalysis, EvidenceFile } from "./models.js"
import type { EvidenceRepository, StoredEvidence } from "./repository.js"

const MAX_TRIES = 3
/** An outage of a vendor outlasts the queue's own back-off; tripled each time. */
const FIRST_PAUSE_MS = 20_000

/** Why there is no description; `pauseMs` where another try may bring one. */
interface Undescribed {
  readonly reason: string
  readonly pauseMs: number | null
}

interface Described {
  readonly description: ImageDescription
  readonly by: ChatResult
  readonly head: Uint8Array
}

const because = (error: ProviderError): Undescribed => {
  switch (error._tag) {
    case "ProviderTimeout": return { reason: "the model did not answer in time", pauseMs: 0 }
    case "ProviderUnavailable": return { reason: "the model cannot be reached", pauseMs: (error.retryAfter ?? 0) * 1_000 }
    case "ProviderQuota": return { reason: "the model's quota is used up", pauseMs: (error.retryAfter ?? 0) * 1_000 }
    default: return { reason: error.detail.slice(0, 300), pauseMs: null }
  }
}

/**
 * Descriptions of uploaded images by a vision model. The file is `processing`
 * until the first try has ended, so that a turn asked at once waits for that
 * one and no longer; whatever happens then, the file is completed. The try
 * whose job the file names is the one that counts: a later analysis replaces it.
 */
export const makeDescribing = (needs: {
  readonly files: Files["Type"]
  readonly jobs: Jobs["Type"]
  readonly repository: EvidenceRepository
  readonly llm: Llm["Type"]
  readonly usage: UsageLedger["Type"]
}) => {
  const { files, jobs, llm, repository } = needs

  /** Joins the caller's transaction; answers the id of the job. */
  const enqueue = (file: EvidenceFile, attempt: number, runAt?: number) => Effect.gen(function*() {
    const id = uuid()
    yield* Effect.orDie(jobs.enqueue(DescribeImage, { evidenceId: file.evidenceId, attempt }, { id, key: id, ownerId: file.ownerId, subject: file.caseId, ...(runAt === undefined ? {} : { runAt }) }))
    return id
  })

  const describe = ({ file, storageKey }: StoredEvidence, job: JobContext): Effect.Effect<Described, Undescribed> => Effect.gen(function*() {
    const never = (reason: string) => Effect.fail<Undescribed>({ reason, pauseMs: null })
    if (file.bytes > MAX_IMAGE_BYTES) return yield* never(`it has ${(file.bytes / 1e6).toFixed(1)} MB; models take at most ${(MAX_IMAGE_BYTES / 1e6).toFixed(1)} MB`)
    const bytes = yield* files.range(storageKey, 0, file.bytes).pipe(
      Effect.mapError((error): Undescribed => (error._tag === "ProviderNotFound" ? { reason: "the stored file has vanished", pauseMs: null } : { reason: "the file store did not answer", pauseMs: 0 }))
    )
    // what is described is what is cited
    if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) return yield* never("the stored bytes are not those that were uploaded")
    const request = descriptionRequest(bytes)
    if (typeof request === "string") return yield* never(request)
    const started = yield* Clock.currentTimeMillis
    const by = yield* Effect.mapError(llm.chat(request), because)
    const at = yield* Clock.currentTimeMillis
    yield* needs.usage.record({ at, ownerId: file.ownerId, caseId: file.caseId, jobId: job.id, task: "vision", result: by, durationMs: at - started })
    const description = descriptionOf(by)
    return description === null ? yield* never("the model gave no description") : { description, by, head: bytes.subarray(0, 65_536) }
  })

  const missed = (file: EvidenceFile, attempt: number, { pauseMs, reason }: Undescribed) => Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    const again = pauseMs !== null && attempt < MAX_TRIES
    yield* repository.transaction(Effect.gen(function*() {
      const next = again ? { job_id: yield* enqueue(file, attempt + 1, at + Math.max(pauseMs, FIRST_PAUSE_MS * 3 ** (attempt - 1))) } : {}
      yield* repository.update(file.evidenceId, { status: "completed", status_reason: `not described: ${reason}${again ? "; it is tried again" : ""}`, processed_at: at, ...next })
    }))
    return { described: false, reason }
  })

  return {
    /** Without a model there is nothing to ask, and nothing to say about it. */
    wanted: (analysis: Pick<EvidenceAnalysis, "dataType">): boolean => analysis.dataType === "image" && llm.hasModel,
    enqueue: (file: EvidenceFile) => enqueue(file, 1),
    /** Handler of the `evidence.describe` job. */
    run: ({ attempt, evidenceId }: { readonly evidenceId: string; readonly attempt: number }, job: JobContext) => Effect.gen(function*() {
      const stored = yield* repository.find(evidenceId, null)
      const analysis = yield* repository.analysis(evidenceId)
      if (stored === null || analysis === null || stored.file.jobId !== job.id) return { skipped: "the file was removed or analysed again" }
      // the process died while the model looked: should it die again, the file waits for nothing
      if (job.attempt > 1) yield* repository.update(evidenceId, { status: "completed", status_reason: "not described: the server stopped meanwhile; it is tried again" })
      const outcome = yield* Effect.either(describe(stored, job))
      if (Either.isLeft(outcome)) return yield* missed(stored.file, attempt, outcome.left)
      const { by, description, head } = outcome.right
      const at = yield* Clock.currentTimeMillis
      yield* repository.transaction(Effect.zipRight(
        repository.saveAnalysis(evidenceId, describedAnalysis(analysis, { file: stored.file, head }, description, by)),
        repository.update(evidenceId, { status: "completed", status_reason: null, processed_at: at })
      ))
      return { described: true, model: by.model }
    })
  }
}

export type Describing = ReturnType<typeof makeDescribing>
