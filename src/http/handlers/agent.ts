import { HttpApiBuilder, type HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect, Stream } from "effect"
import { Agent, intentProblem, type Turn, type TurnResult } from "../../modules/agent/index.js"
import { InvalidInput } from "../../modules/kernel/errors.js"
import { iso } from "../../modules/kernel/time.js"
import { Llm } from "../../providers/llm/Llm.js"
import { Api } from "../api.js"
import { askOnce } from "../askOnce.js"
import { answer } from "../errors.js"
import { factsOf, Stopping } from "../middleware/context.js"
import { eventStream } from "../sse.js"

export const chatAnswer = (jobId: string, result: TurnResult) => ({ ...result, response: result.agent_response, job_id: jobId })

export const turnState = (turn: Turn) => {
  const result = turn.result === null ? null : chatAnswer(turn.jobId, turn.result)
  return {
    job_id: turn.jobId, case_id: turn.caseId, turn_number: turn.turnNumber, status: turn.status, result, response: result,
    error: turn.error === null ? null : { message: turn.error }, created_at: iso(turn.createdAt)
  }
}

/** Absolute, because one of the shipped clients only follows absolute ones. */
export const jobLocation = (request: HttpServerRequest.HttpServerRequest, jobId: string): string => `${factsOf(request).origin}/api/v1/agent/chat/${jobId}`

export const agentHandlers = HttpApiBuilder.group(Api, "agent", (handlers) => Effect.gen(function*() {
  const agent = yield* Agent
  const llm = yield* Llm
  const stopping = yield* Stopping

  return handlers
    .handle("health", () => Effect.succeed({ status: "healthy", service: "agent", version: "2.0", engine: "milestone-based", model: llm.implementation }))
    .handle("ask", ({ payload, request }) => answer(Effect.gen(function*() {
      const intent = payload.intent ? { type: payload.intent.type, data: payload.intent.data ?? {} } : null
      const problem = intent === null ? null : intentProblem(intent)
      if (problem !== null) return yield* new InvalidInput({ loc: ["body", "intent"], type: "value_error", reason: problem })
      const turn = yield* agent.turn(yield* askOnce(request, payload, Effect.succeed({
        caseId: payload.case_id, message: payload.message, metadata: payload.attachments ? { attachments: payload.attachments } : {}, intent
      })))
      const location = jobLocation(request, turn.jobId)
      return HttpServerResponse.unsafeJson(
        { job_id: turn.jobId, status: "processing", case_id: turn.caseId, turn_number: turn.turnNumber, events: `${location}/events` },
        { status: 202, headers: { location, "retry-after": "1" } }
      )
    })))
    .handle("chat", ({ path, payload, request }) => answer(Effect.gen(function*() {
      const jobId = yield* askOnce(request, payload, Effect.succeed({
        caseId: path.case_id, message: payload.message, metadata: payload.attachments ? { attachments: payload.attachments } : {}, intent: null
      }))
      return chatAnswer(jobId, yield* agent.result(jobId))
    })))
    .handle("job", ({ path }) => answer(Effect.map(agent.turn(path.job_id), turnState)))
    .handle("cancel", ({ path }) => answer(Effect.zipRight(agent.cancel(path.job_id), Effect.map(agent.turn(path.job_id), turnState))))
    .handle("events", ({ path, request }) => answer(Effect.gen(function*() {
      const last = Number(request.headers["last-event-id"] ?? 0)
      const events = yield* agent.follow(path.job_id, Number.isInteger(last) && last > 0 ? last : 0)
      return yield* eventStream(Stream.map(events, (event) => ({ id: event.seq, event: event.type, data: event.data }))).pipe(Effect.provideService(Stopping, stopping))
    })))
}))
