import { Effect, Either } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { Jobs } from "../../providers/jobs/Jobs.js"
import { actorFor, CurrentActor } from "../kernel/actor.js"
import { type Forbidden, type NotFound, Unavailable } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { DeleteDocuments } from "./jobs.js"
import type { Knowledge } from "./Knowledge.js"
import type { Standing } from "./standing.js"

interface Outcome {
  readonly deleted: number
  readonly failed_ids: ReadonlyArray<string>
  /** why, by document; absent in jobs of former versions */
  readonly reasons?: Readonly<Record<string, string>>
}

const reasonOf = (error: NotFound | Forbidden | ProviderError): string => {
  switch (error._tag) {
    case "NotFound": return "there is no such document, or it is not yours to see any more"
    case "Forbidden": return error.reason
    default: return "a store did not answer"
  }
}

/** Deletes many documents as one durable job and waits for it; what cannot be deleted is named, the rest goes. */
export const makeBulkDelete = (jobs: Jobs["Type"], remove: Knowledge["Type"]["remove"], standing: Standing) => Effect.gen(function*() {
  yield* jobs.work(DeleteDocuments, { concurrency: 1 }, ({ documentIds, organizationId, ownerId, roles, teamIds }, job) => Effect.gen(function*() {
    const before = (job.checkpoint as Outcome | null) ?? { deleted: 0, failed_ids: [] }
    let outcome: Outcome = before
    for (const documentId of documentIds.slice(before.deleted + before.failed_ids.length)) {
      // asked anew for each: the job may last
      const acting = Effect.map(standing(ownerId), (now) => now ?? { ...actorFor({ userId: ownerId, organizationId }), roles, teamIds })
      const done = yield* Effect.either(Effect.provideServiceEffect(remove(documentId), CurrentActor, acting))
      outcome = Either.isRight(done)
        ? { ...outcome, deleted: outcome.deleted + 1 }
        : { ...outcome, failed_ids: [...outcome.failed_ids, documentId], reasons: { ...outcome.reasons, [documentId]: reasonOf(done.left) } }
      yield* job.save(outcome)
      yield* job.progress(Math.round((outcome.deleted + outcome.failed_ids.length) / documentIds.length * 100))
    }
    return outcome
  }))

  const removeMany: Knowledge["Type"]["removeMany"] = (documentIds) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const jobId = yield* Effect.orDie(jobs.enqueue(DeleteDocuments, {
      documentIds: [...new Set(documentIds)], ownerId: actor.userId, organizationId: actor.organizationId, roles: actor.roles, teamIds: actor.teamIds
    }, { id: uuid(), ownerId: actor.userId }))
    const ended = yield* jobs.awaitEnd(jobId)
    if (ended?.state !== "done") return yield* new Unavailable({ part: "knowledge", reason: `the deletion ended early: ${ended?.error ?? "cancelled"}` })
    const outcome = ended.result as Outcome
    return { jobId, deleted: outcome.deleted, failedIds: outcome.failed_ids }
  })
  return { removeMany }
})
