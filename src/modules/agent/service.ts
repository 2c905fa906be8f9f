import { Cause, Effect, Exit } from "effect"
import { SqlClient, type SqlError } from "@effect/sql"
import { type JobRecord, Jobs } from "../../providers/jobs/Jobs.js"
import { Llm } from "../../providers/llm/Llm.js"
import { Accounts } from "../auth/index.js"
import { Cases } from "../case/index.js"
import { Evidences } from "../evidence/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { BadRequest, Conflict, NotFound, Unavailable } from "../kernel/errors.js"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { Knowledge } from "../knowledge/index.js"
import { Agent } from "./Agent.js"
import { TurnJob } from "./jobs.js"
import type { Turn, TurnResult } from "./models.js"
import { makeTitle } from "./title.js"
import { makeTurn } from "./turn.js"
import { makeTurnLog, type TurnRecord } from "./turnLog.js"
import { makeUsage } from "./usage.js"

export const MAX_MESSAGE = 10_000
const CONCURRENT_TURNS = 8
const RETRY_SECONDS = 3

const statusOf = (job: JobRecord | null): Turn["status"] => {
  switch (job?.state) {
    case "done": return "completed"
    case "failed": return "failed"
    case "cancelled": return "cancelled"
    case undefined: return "failed"
    default: return "processing"
  }
}

export const makeAgent = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const accounts = yield* Accounts
  const jobs = yield* Jobs
  const llm = yield* Llm
  const cases = yield* Cases
  const evidences = yield* Evidences
  const knowledge = yield* Knowledge
  const log = yield* makeTurnLog
  const usage = yield* makeUsage

  const owned = (jobId: string): Effect.Effect<TurnRecord, NotFound, CurrentActor> =>
    Effect.flatMap(CurrentActor, (actor) => Effect.flatMap(log.find(jobId), (record) =>
      record === null || record.ownerId !== actor.userId ? Effect.fail(new NotFound({ resource: "job", id: jobId })) : Effect.succeed(record)))

  const view = (record: TurnRecord, job: JobRecord | null): Turn => ({
    jobId: record.jobId, caseId: record.caseId, turnNumber: record.turnNumber, status: statusOf(job),
    result: job?.state === "done" ? job.result as TurnResult : null,
    error: job === null ? "the record of this turn has expired" : job.state === "failed" ? job.error ?? "the turn failed" : job.state === "cancelled" ? "the turn was cancelled" : null,
    createdAt: record.createdAt
  })

  const busy = () => new Conflict({ code: "turn_in_progress", reason: "another turn of this case is still running", retryAfter: RETRY_SECONDS })

  const ask: Agent["Type"]["ask"] = Effect.fn("Agent.ask")(function*(question) {
    if (question.message.trim() === "") return yield* new BadRequest({ reason: "the message is empty" })
    const actor = yield* CurrentActor
    const jobId = ids.job.make()
    const exit = yield* Effect.gen(function*() {
      const at = yield* now
      const message = yield* cases.beginTurn(question.caseId, question.message, { ...question.metadata, job_id: jobId, ...(question.intent ? { intent: question.intent } : {}) })
      const record: TurnRecord = { jobId, caseId: question.caseId, ownerId: actor.userId, organizationId: actor.organizationId, turnNumber: message.turnNumber, createdAt: at }
      yield* log.create(record)
      // the key is the case: a live turn makes this fail and the message above is rolled back with it
      yield* jobs.enqueue(TurnJob, {
        caseId: question.caseId, ownerId: actor.userId, organizationId: actor.organizationId, turnNumber: message.turnNumber,
        message: question.message, intent: question.intent ?? null, attachments: question.attachments ?? []
      }, { id: jobId, key: question.caseId, ownerId: actor.userId, subject: question.caseId })
      return view(record, yield* jobs.get(jobId))
    }).pipe(sql.withTransaction, Effect.exit)
    if (Exit.isSuccess(exit)) return exit.value
    const failure = Cause.failureOption(exit.cause)
    if (failure._tag === "None") return yield* Effect.failCause(exit.cause as Cause.Cause<never>)
    const error = failure.value
    if (error._tag === "JobExists") return yield* busy()
    if (error._tag === "SqlError") return yield* Effect.die(error satisfies SqlError.SqlError)
    return yield* Effect.fail(error)
  })

  const result: Agent["Type"]["result"] = Effect.fn("Agent.result")(function*(jobId) {
    const record = yield* owned(jobId)
    const turn = view(record, yield* jobs.awaitEnd(jobId))
    if (turn.result !== null) return turn.result
    return yield* new Unavailable({ part: "agent", reason: `the turn ended without an answer: ${turn.error ?? turn.status}. Your message is kept; ask again.`, retryAfter: RETRY_SECONDS })
  })

  yield* jobs.work(TurnJob, { concurrency: CONCURRENT_TURNS }, makeTurn({ accounts, cases, evidences, knowledge, llm, jobs, log, usage }))

  return Agent.of({
    ask,
    turn: (jobId) => Effect.flatMap(owned(jobId), (record) => Effect.map(jobs.get(jobId), (job) => view(record, job))),
    result,
    follow: (jobId, after) => Effect.map(owned(jobId), (record) =>
      log.follow(jobId, after, Effect.map(jobs.get(jobId), (job) => {
        const turn = view(record, job)
        if (turn.status === "processing") return null
        return turn.result === null ? { type: "error" as const, message: turn.error ?? "the turn failed" } : { type: "done" as const, result: turn.result }
      }))),
    cancel: (jobId) => Effect.flatMap(owned(jobId), () => Effect.tap(jobs.cancel(jobId), () => log.ping(jobId))),
    busy: (caseId) => Effect.map(jobs.live(TurnJob.kind, caseId), (job) => job !== null),
    retry: (jobId) => Effect.flatMap(owned(jobId), () => jobs.retry(jobId)),
    title: makeTitle({ cases, evidences, llm, usage }),
    usage: (options) => usage.rows(options.ownerId, options.since),
    sweep: (olderThanMs) => Effect.flatMap(now, (at) => log.sweep(at - olderThanMs))
  })
})
