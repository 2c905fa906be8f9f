import { HttpApiBuilder } from "@effect/platform"
import { Effect, Option, Stream } from "effect"
import { CurrentActor, isAdmin } from "../../modules/kernel/actor.js"
import { Conflict, NotFound } from "../../modules/kernel/errors.js"
import { iso } from "../../modules/kernel/time.js"
import { type JobRecord, Jobs, type JobState } from "../../providers/jobs/Jobs.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { Stopping } from "../middleware/context.js"
import { eventStream } from "../sse.js"

const STATUS = { queued: "pending", running: "processing", done: "completed", failed: "failed", cancelled: "failed" } as const
const STATES: Record<string, JobState> = { pending: "queued", processing: "running", completed: "done", failed: "failed", cancelled: "cancelled" }

/** Newest jobs whose changes are told, and how often they are looked at. */
const WATCHED = 50
const LOOK_EVERY = "500 millis"

const objectOrNull = (value: unknown) => value === null || value === undefined
  ? null
  : typeof value === "object" && !Array.isArray(value) ? value as Record<string, unknown> : { value }

export const jobView = (job: JobRecord) => ({
  job_id: job.id, job_type: job.kind, status: STATUS[job.state], created_at: iso(job.createdAt), updated_at: iso(job.updatedAt),
  progress: job.state === "done" ? 100 : job.progress, result: objectOrNull(job.result), error: job.state === "cancelled" ? "cancelled" : job.error, message: job.message,
  cancelled: job.state === "cancelled", attempts: job.attempt, max_attempts: job.maxAttempts, subject: job.subject
})

export const jobsHandlers = HttpApiBuilder.group(Api, "jobs", (handlers) => Effect.gen(function*() {
  const jobs = yield* Jobs
  const stopping = yield* Stopping

  /** Administrators see every job, others their own. */
  const owned = (jobId: string) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const job = yield* jobs.get(jobId)
    return job !== null && (job.ownerId === actor.userId || isAdmin(actor)) ? job : yield* new NotFound({ resource: "job", id: jobId })
  })
  const after = (jobId: string, changed: boolean, reason: string) => Effect.gen(function*() {
    if (!changed) return yield* new Conflict({ code: "job_state", reason })
    return jobView(yield* owned(jobId))
  })

  return handlers
    .handle("knowledgeJob", ({ path }) => answer(Effect.map(owned(path.job_id), jobView)))
    .handle("list", ({ urlParams: q }) => answer(Effect.gen(function*() {
      const actor = yield* CurrentActor
      const state = q.status === undefined ? undefined : STATES[q.status]
      const page = yield* jobs.list({
        ownerId: actor.userId, limit: q.limit, offset: q.offset, ...(state === undefined ? {} : { state }), ...(q.job_type === undefined ? {} : { kinds: [q.job_type] })
      })
      return { jobs: page.jobs.map(jobView), total: page.total, limit: q.limit, offset: q.offset }
    })))
    .handle("events", () => answer(Effect.gen(function*() {
      const { userId } = yield* CurrentActor
      const look = Effect.map(jobs.list({ ownerId: userId, limit: WATCHED, offset: 0 }), (page) => page.jobs)
      // an event per change, as long as there is work; a client that comes back asks what it missed
      const changes = Stream.unfoldEffect({ id: 0, told: "" }, (before) => Effect.gen(function*() {
        if (before.id > 0) yield* Effect.sleep(LOOK_EVERY)
        for (;;) {
          const found = yield* look
          const told = found.map((job) => `${job.id} ${job.state} ${job.progress} ${job.message}`).join("\n")
          const open = found.filter((job) => job.state === "queued" || job.state === "running").length
          if (told !== before.told) {
            const id = before.id + 1
            return Option.some([{ id, event: "jobs", data: { open, jobs: found.map((job) => ({ job_id: job.id, status: STATUS[job.state], progress: job.state === "done" ? 100 : job.progress, message: job.message })) } }, { id, told }] as const)
          }
          if (open === 0) return Option.none()
          yield* Effect.sleep(LOOK_EVERY)
        }
      }))
      return yield* Effect.provideService(eventStream(changes), Stopping, stopping)
    })))
    .handle("get", ({ path }) => answer(Effect.map(owned(path.job_id), jobView)))
    .handle("cancel", ({ path }) => answer(Effect.gen(function*() {
      const job = yield* owned(path.job_id)
      return yield* after(job.id, yield* jobs.cancel(job.id), "the job has ended already")
    })))
    .handle("retry", ({ path }) => answer(Effect.gen(function*() {
      const job = yield* owned(path.job_id)
      return yield* after(job.id, yield* jobs.retry(job.id), "only a failed or cancelled job can run again")
    })))
}))
