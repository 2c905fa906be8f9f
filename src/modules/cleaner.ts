import { type Duration, Effect, Layer, Schedule } from "effect"
import { Jobs } from "../providers/jobs/Jobs.js"
import { Agent } from "./agent/index.js"
import { Accounts, OAuth } from "./auth/index.js"
import { Evidences } from "./evidence/index.js"
import { Idempotency } from "./idempotency/index.js"
import { Knowledge } from "./knowledge/index.js"
import { Reports } from "./report/index.js"
import { Sessions } from "./session/index.js"

const DAY_MS = 86_400_000

/** A sweep that fails is logged and tried again at its next turn; every replica may run it. */
const every = <A, E>(name: string, period: Duration.DurationInput, sweep: Effect.Effect<A, E>) =>
  sweep.pipe(
    Effect.tap((removed) => Effect.logDebug(`cleaner ${name}: ${JSON.stringify(removed)}`)),
    Effect.catchAllCause((cause) => Effect.logWarning(`cleaner ${name}`, cause)),
    Effect.withTracerEnabled(false),
    Effect.repeat(Schedule.jittered(Schedule.spaced(period))),
    Effect.delay("5 seconds"),
    Effect.forkScoped
  )

/** Expires sessions, sign-ins, ended jobs and turn logs; removes files and rows that belong to nothing. */
export const cleaner = Layer.scopedDiscard(Effect.gen(function*() {
  const jobs = yield* Jobs
  const sessions = yield* Sessions
  const accounts = yield* Accounts
  const oauth = yield* OAuth
  const evidences = yield* Evidences
  const knowledge = yield* Knowledge
  const agent = yield* Agent
  const idempotency = yield* Idempotency
  const reports = yield* Reports
  yield* every("jobs", "10 seconds", jobs.sweep({ doneMs: 7 * DAY_MS, failedMs: 30 * DAY_MS }))
  yield* every("sessions", "15 minutes", sessions.sweep)
  yield* every("logins", "1 hour", Effect.zipRight(oauth.sweep, accounts.sweep))
  yield* every("idempotency", "1 hour", idempotency.sweep)
  yield* every("turns", "1 hour", agent.sweep(7 * DAY_MS))
  yield* every("evidence", "6 hours", evidences.sweep)
  yield* every("reports", "6 hours", reports.sweep)
  yield* every("knowledge", "2 hours", knowledge.reconcile)
}))
