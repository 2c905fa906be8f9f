import { Effect } from "effect"
import type { Jobs } from "../../providers/jobs/Jobs.js"
import { actorFor, CurrentActor } from "../kernel/actor.js"
import { Unavailable } from "../kernel/errors.js"
import { uuid } from "../kernel/ids.js"
import { DeleteDocuments } from "./jobs.js"
import type { Knowledge } from "./Knowledge.js"

interface Outcome { readonly deleted: number; readonly failed_ids: ReadonlyArray<string> }

/** Deletes many documents as one durable job and waits for it; what cannot be deleted is named, the rest goes. */
export const makeBulkDelete = (jobs: Jobs["Type"], remove: Knowledge["Type"]["remove"]) => Effect.gen(function*() {
  yield* jobs.work(DeleteDocuments, { concurrency: 1 }, ({ documentIds, organizationId, ownerId, roles, teamIds }, job) => Effect.gen(function*() {
    const done = (job.checkpoint as Outcome | null) ?? { deleted: 0, failed_ids: [] }
    let outcome: Outcome = done
    for (const documentId of documentIds.slice(done.deleted + done.failed_ids.length)) {
      const ok = yield* Effect.isSuccess(remove(documentId))
      outcome = ok ? { ...outcome, deleted: outcome.deleted + 1 } : { ...outcome, failed_ids: [...outcome.failed_ids, documentId] }
      yield* job.save(outcome)
      yield* job.progress(Math.round((outcome.deleted + outcome.failed_ids.length) / documentIds.length * 100))
    }
    return outcome
  }).pipe(Effect.provideService(CurrentActor, { ...actorFor({ userId: ownerId, organizationId }), roles, teamIds })))

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
