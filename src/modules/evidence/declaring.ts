import { Effect, Option } from "effect"
import type { JobExists, Jobs } from "../../providers/jobs/Jobs.js"
import type { CurrentActor } from "../kernel/actor.js"
import { Conflict, type NotFound } from "../kernel/errors.js"
import type { Evidences } from "./Evidences.js"
import { ProcessEvidence } from "./jobs.js"
import type { EvidenceRepository, StoredEvidence } from "./repository.js"

/** A job that has written its analysis settles at once; one that has not yet begun may take long. */
const SETTLES_MS = 5_000
const MAX_TRIES = 3

const busy = new Conflict({ code: "busy", reason: "the file is being analysed", retryAfter: 5 })

/**
 * The user's word for what a file is, and the analysis that follows it. A live
 * job counts as that analysis only where it cannot have read the file's row
 * yet; one that is about to settle is waited for, and a new one queued.
 */
export const makeDeclaring = (needs: {
  readonly jobs: Jobs["Type"]
  readonly repository: EvidenceRepository
  readonly owned: (evidenceId: string) => Effect.Effect<StoredEvidence, NotFound, CurrentActor>
}): Pick<Evidences["Type"], "declareType"> => {
  const { jobs, repository } = needs

  const queue = ({ file }: StoredEvidence, set: { readonly declared_type: string }): Effect.Effect<void, Conflict | JobExists> => repository.transaction(Effect.gen(function*() {
    const again = { ...set, status: "pending", status_reason: null }
    const waits = yield* repository.updateIn(file.evidenceId, ["pending"], again)
    if (!waits && !(yield* repository.updateIn(file.evidenceId, ["completed", "failed", "needs_type"], again))) return yield* busy
    const jobId = yield* jobs.enqueue(ProcessEvidence, { evidenceId: file.evidenceId }, { key: file.evidenceId, ownerId: file.ownerId, subject: file.caseId }).pipe(
      Effect.catchIf((running) => waits && running.id !== "", (running) => Effect.succeed(running.id))
    )
    yield* repository.update(file.evidenceId, { job_id: jobId })
  }))

  const declare = (stored: StoredEvidence, set: { readonly declared_type: string }, tries: number): Effect.Effect<void, Conflict> =>
    queue(stored, set).pipe(Effect.catchTag("JobExists", ({ id }) => tries >= MAX_TRIES ? busy : Effect.gen(function*() {
      if (Option.isNone(yield* Effect.timeoutOption(jobs.awaitEnd(id), SETTLES_MS))) return yield* busy
      yield* declare(stored, set, tries + 1)
    })))

  return {
    declareType: (evidenceId, type) => Effect.gen(function*() {
      const stored = yield* needs.owned(evidenceId)
      yield* declare(stored, { declared_type: type }, 1)
      return { ...stored.file, declaredType: type, status: "pending" as const, statusReason: null }
    })
  }
}
