import { Effect, Runtime, type Scope } from "effect"
import type { Files } from "../../providers/files/Files.js"
import { type JobContext, JobRejected } from "../../providers/jobs/Jobs.js"
import { now } from "../kernel/time.js"
import type { AnalysisFailed, Analyzer } from "./Analyzer.js"
import type { Describing } from "./describing.js"
import { localCopy } from "./localCopy.js"
import type { EvidenceAnalysis } from "./models.js"
import { typeOfData } from "./naming.js"
import type { EvidenceRepository, StoredEvidence } from "./repository.js"

/** Handler of the `evidence.process` job. */
export const makeProcessing = (needs: {
  readonly files: Files["Type"]
  readonly analyzer: Analyzer["Type"]
  readonly repository: EvidenceRepository
  readonly describing: Pick<Describing, "wanted" | "enqueue">
  /** adds what changed since earlier versions of the file */
  readonly comparing: <A extends EvidenceAnalysis>(stored: StoredEvidence, path: string, analysis: A) => Effect.Effect<A, never, Scope.Scope>
}) => ({ evidenceId }: { readonly evidenceId: string }, job: JobContext) => Effect.scoped(Effect.gen(function*() {
  // said first, read then: a type that the user declared before is in what is read, one declared later is refused
  yield* needs.repository.update(evidenceId, { status: "processing", status_reason: null })
  const stored = yield* needs.repository.find(evidenceId, null)
  if (stored === null) return { skipped: "the file was removed" }
  const failed = (reason: string) => Effect.gen(function*() {
    yield* needs.repository.update(evidenceId, { status: "failed", status_reason: reason, processed_at: yield* now })
    return yield* new JobRejected({ reason })
  })
  const last = job.attempt >= job.maxAttempts
  const path = yield* localCopy(needs.files, stored.storageKey).pipe(
    Effect.catchTag("ProviderNotFound", () => failed("the stored file has vanished")),
    Effect.tapError((error) => (last && error._tag !== "JobRejected" ? needs.repository.update(evidenceId, { status: "failed", status_reason: "the file store did not answer" }) : Effect.void))
  )
  const runtime = yield* Effect.runtime<never>()
  const analysis = yield* needs.analyzer.analyze(
    { path, name: stored.file.filename, sourceUrl: stored.file.sourceUrl, declaredType: stored.file.declaredType },
    (percent) => void Runtime.runFork(runtime)(Effect.ignore(job.progress(percent)))
  ).pipe(Effect.catchAll((error): Effect.Effect<never, AnalysisFailed | JobRejected> => (error.retryable && !last ? Effect.fail(error) : failed(error.reason))))
  const { needsUserChoice, partly, ...kept } = yield* needs.comparing(stored, path, analysis)
  yield* needs.repository.transaction(Effect.gen(function*() {
    yield* needs.repository.saveAnalysis(evidenceId, kept)
    const evidence_type = typeOfData(kept.dataType, stored.file.evidenceType)
    if (needs.describing.wanted(stored.file, kept)) {
      yield* needs.repository.update(evidenceId, { status_reason: `a model is asked what ${(kept.artifacts ?? []).length === 0 ? "it shows" : "its images show"}`, evidence_type, job_id: yield* needs.describing.enqueue(stored.file, partly) })
      return
    }
    yield* needs.repository.update(evidenceId, {
      status: needsUserChoice ? "needs_type" : "completed",
      status_reason: needsUserChoice ? `it may be ${kept.suggestedTypes.join(" or ")}; please say what it is` : partly === undefined ? null : `in part only: ${partly}`,
      evidence_type,
      processed_at: yield* now
    })
  }))
  return { data_type: kept.dataType, lines: kept.lines, findings: kept.findings.length }
}))
