import type { HttpServerRequest } from "@effect/platform"
import { Effect } from "effect"
import { Agent, type Question } from "../modules/agent/index.js"
import { Idempotency } from "../modules/idempotency/index.js"
import { idempotencyKey, repeatable } from "./once.js"

const jobOf = (body: unknown): string => (body as { readonly job_id: string }).job_id

/**
 * Asks the agent, once per `Idempotency-Key`: a repetition gets the turn that
 * the first request started, and a failed turn runs again. `prepare` does what
 * must precede the question; it is skipped for a repetition and may itself run
 * twice where two equal requests arrive together.
 */
export const askOnce = <E, R>(request: HttpServerRequest.HttpServerRequest, content: unknown, prepare: Effect.Effect<Question, E, R>) => Effect.gen(function*() {
  const agent = yield* Agent
  const idempotency = yield* Idempotency
  const key = idempotencyKey(request)
  if (key === null) return (yield* agent.ask(yield* prepare)).jobId
  const repeated = repeatable(key, request, content)
  const earlier = yield* idempotency.find(repeated)
  if (earlier !== null) {
    yield* agent.retry(jobOf(earlier.body))
    return jobOf(earlier.body)
  }
  const question = yield* prepare
  const asked = yield* idempotency.atomically(repeated, Effect.map(agent.ask(question), (turn) => ({ status: 202, body: { job_id: turn.jobId } })))
  return jobOf(asked.body)
})
