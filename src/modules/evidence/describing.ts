import { createHash } from "node:crypto"
import { Clock, Effect } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Files } from "../../providers/files/Files.js"
import type { JobContext, Jobs } from "../../providers/jobs/Jobs.js"
import type { ChatResult, Llm } from "../../providers/llm/Llm.js"
import type { UsageLedger } from "../../providers/llm/UsageLedger.js"
import type { NotFound } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import type { AnalysisFailed } from "./Analyzer.js"
import type { Artifacts } from "./artifacts.js"
import { descriptionOf, descriptionRequest, describedAnalysis, type ImageDescription, isDescribed, MAX_IMAGE_BYTES, MAX_PICTURES, type Picture, picturesOf } from "./imageDescription.js"
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
  readonly picture: Picture
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

/** Seconds are few where somebody waits: what has not begun by then is left to the next try. */
const BEGINS_WITHIN_MS = 45_000
const AT_ONCE = 4

/** How the file stands after a try: what is not described, and why. */
const standing = (pictures: ReturnType<typeof picturesOf>, missed: ReadonlyArray<Undescribed>, again: boolean, partly: string | undefined): string | null => {
  const [first] = missed
  const alone = pictures.chosen[0]?.artifact === null
  const told = [
    ...(partly === undefined ? [] : [`in part only: ${partly}`]),
    ...(first === undefined ? [] : [`${alone ? "" : `${missed.length} of ${pictures.chosen.length} images `}not described: ${first.reason}${again ? "; it is tried again" : ""}`]),
    ...(pictures.more === 0 ? [] : [`${pictures.more} more images not described: of an archive the ${MAX_PICTURES} largest are`])
  ]
  return told.length === 0 ? null : told.join("; ")
}

/**
 * Descriptions of uploaded images, and of images in archives, by a vision
 * model. The file is `processing` until the first try has ended, so that a turn
 * asked at once waits for that one and no longer; whatever happens then, the
 * file is completed. The try whose job the file names is the one that counts: a
 * later analysis replaces it.
 */
export const makeDescribing = (needs: {
  readonly files: Files["Type"]
  readonly artifacts: Pick<Artifacts, "range">
  readonly jobs: Jobs["Type"]
  readonly repository: EvidenceRepository
  readonly llm: Llm["Type"]
  readonly usage: UsageLedger["Type"]
}) => {
  const { artifacts, files, jobs, llm, repository } = needs

  /** Joins the caller's transaction; answers the id of the job. */
  const enqueue = (file: EvidenceFile, attempt: number, partly: string | undefined, runAt?: number) => Effect.gen(function*() {
    const id = uuid()
    yield* Effect.orDie(jobs.enqueue(DescribeImage, { evidenceId: file.evidenceId, attempt, ...(partly === undefined ? {} : { partly }) }, { id, key: id, ownerId: file.ownerId, subject: file.caseId, ...(runAt === undefined ? {} : { runAt }) }))
    return id
  })

  const bytesOf = (stored: StoredEvidence, { artifact, bytes }: Picture): Effect.Effect<Uint8Array, NotFound | AnalysisFailed | ProviderError> =>
    artifact === null ? files.range(stored.storageKey, 0, bytes) : artifacts.range(stored, artifact, 0, bytes)
  const read = (stored: StoredEvidence, picture: Picture): Effect.Effect<Uint8Array, Undescribed> =>
    bytesOf(stored, picture).pipe(Effect.mapError((error): Undescribed => {
      switch (error._tag) {
        case "ProviderNotFound": return { reason: "the stored file has vanished", pauseMs: null }
        case "NotFound": return { reason: "the file holds no such image any more", pauseMs: null }
        case "AnalysisFailed": return { reason: error.reason, pauseMs: error.retryable ? 0 : null }
        default: return { reason: "the file store did not answer", pauseMs: 0 }
      }
    }))

  const describe = (stored: StoredEvidence, picture: Picture, job: JobContext, since: number): Effect.Effect<Described, Undescribed> => Effect.gen(function*() {
    const { file } = stored
    const never = (reason: string) => Effect.fail<Undescribed>({ reason, pauseMs: null })
    if (picture.bytes > MAX_IMAGE_BYTES) return yield* never(`it has ${(picture.bytes / 1e6).toFixed(1)} MB; models take at most ${(MAX_IMAGE_BYTES / 1e6).toFixed(1)} MB`)
    const started = yield* Clock.currentTimeMillis
    if (started - since > BEGINS_WITHIN_MS) return yield* Effect.fail<Undescribed>({ reason: "there was no time left", pauseMs: 0 })
    const bytes = yield* read(stored, picture)
    // what is described is what is cited
    if (createHash("sha256").update(bytes).digest("hex") !== picture.sha256) return yield* never("the stored bytes are not those that were uploaded")
    const request = descriptionRequest(bytes)
    if (typeof request === "string") return yield* never(request)
    const asked = yield* Clock.currentTimeMillis
    const by = yield* Effect.mapError(llm.chat(request), because)
    const at = yield* Clock.currentTimeMillis
    yield* needs.usage.record({ at, ownerId: file.ownerId, caseId: file.caseId, jobId: job.id, task: "vision", result: by, durationMs: at - asked })
    const description = descriptionOf(by)
    return description === null ? yield* never("the model gave no description") : { picture, description, by, head: bytes.slice(0, 65_536) }
  })

  return {
    /** Without a model there is nothing to ask, and nothing to say about it. */
    wanted: (file: EvidenceFile, analysis: EvidenceAnalysis): boolean => llm.hasModel && picturesOf(file, analysis).chosen.length > 0,
    enqueue: (file: EvidenceFile, partly: string | undefined) => enqueue(file, 1, partly),
    /** Handler of the `evidence.describe` job. */
    run: ({ attempt, evidenceId, partly }: typeof DescribeImage.payload.Type, job: JobContext) => Effect.gen(function*() {
      const stored = yield* repository.find(evidenceId, null)
      const analysis = yield* repository.analysis(evidenceId)
      if (stored === null || analysis === null || stored.file.jobId !== job.id) return { skipped: "the file was removed or analysed again" }
      // the process died while the model looked: should it die again, the file waits for nothing
      if (job.attempt > 1) yield* repository.update(evidenceId, { status: "completed", status_reason: `${partly === undefined ? "" : `in part only: ${partly}; `}not described: the server stopped meanwhile; it is tried again` })
      const pictures = picturesOf(stored.file, analysis)
      const since = yield* Clock.currentTimeMillis
      const [missed, seen] = yield* Effect.partition(pictures.chosen.filter((one) => !isDescribed(analysis, one)), (one) => describe(stored, one, job, since), { concurrency: AT_ONCE })
      const at = yield* Clock.currentTimeMillis
      const pauses = missed.flatMap(({ pauseMs }) => (pauseMs === null ? [] : [pauseMs]))
      const again = pauses.length > 0 && attempt < MAX_TRIES
      return yield* repository.transaction(Effect.gen(function*() {
        if ((yield* repository.find(evidenceId, null))?.file.jobId !== job.id) return { skipped: "the file was removed or analysed again" }
        if (seen.length > 0) yield* repository.saveAnalysis(evidenceId, seen.reduce((whole, { by, description, head, picture }) => describedAnalysis(whole, { picture, head }, description, by), analysis))
        const next = again ? { job_id: yield* enqueue(stored.file, attempt + 1, partly, at + Math.max(...pauses, FIRST_PAUSE_MS * 3 ** (attempt - 1))) } : {}
        yield* repository.update(evidenceId, { status: "completed", status_reason: standing(pictures, missed, again, partly), processed_at: at, ...next })
        return { described: seen.length, of: pictures.chosen.length, model: seen[0]?.by.model ?? null, reason: missed[0]?.reason ?? null }
      }))
    })
  }
}

export type Describing = ReturnType<typeof makeDescribing>
