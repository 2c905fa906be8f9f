import { HttpApiBuilder, type HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect, Option } from "effect"
import { Agent, type Turn, wantedStatus } from "../../modules/agent/index.js"
import { Cases, mayMove } from "../../modules/case/index.js"
import { Evidences } from "../../modules/evidence/index.js"
import { Conflict, NotFound } from "../../modules/kernel/errors.js"
import { Api } from "../api.js"
import { askOnce } from "../askOnce.js"
import { answer } from "../errors.js"
import { factsOf } from "../middleware/context.js"
import { httpSettings } from "../settings.js"
import { readTurnForm, type TurnForm } from "../turnForm.js"
import { chatAnswer, turnState } from "./agent.js"

/** How long a turn may take to be answered in one call; a client can choose with `Prefer: respond-async` or `wait=N`. */
const WAIT_SECONDS = 20
const MAX_WAIT_SECONDS = 60

const waitOf = (request: HttpServerRequest.HttpServerRequest): number => {
  const prefer = request.headers["prefer"] ?? ""
  if (/\brespond-async\b/i.test(prefer)) return 0
  const wait = /\bwait=(\d{1,4})\b/i.exec(prefer)?.[1]
  return wait === undefined ? WAIT_SECONDS : Math.min(MAX_WAIT_SECONDS, Number(wait))
}

export const turnsHandlers = HttpApiBuilder.group(Api, "turns", (handlers) => Effect.gen(function*() {
  const agent = yield* Agent
  const cases = yield* Cases
  const evidences = yield* Evidences
  const { maxFileMb } = yield* httpSettings

  /** Files first (slow, and the same bytes twice are one file), then the question. */
  const begin = (caseId: string, form: TurnForm) => Effect.gen(function*() {
    const c = yield* cases.get(caseId)
    const to = wantedStatus(form.intent)
    if (to !== null && !mayMove(c.status, to)) return yield* new Conflict({ code: "invalid_transition", reason: `a ${c.status} case cannot become ${to}` })
    const files = yield* Effect.forEach(form.files, (file) => evidences.upload({ ...file.upload, caseId }, file.body))
    return {
      caseId, message: form.message, intent: form.intent, attachments: files.map((file) => file.evidenceId),
      metadata: files.length === 0 ? {} : { attachments: files.map((file) => ({ file_id: file.evidenceId, filename: file.filename, size_bytes: file.bytes, source_type: file.sourceType })) }
    }
  })

  const accepted = (turn: Turn, request: HttpServerRequest.HttpServerRequest) => {
    const location = `${factsOf(request).origin}/api/v1/cases/${turn.caseId}/turns/${turn.jobId}`
    return HttpServerResponse.unsafeJson(
      { job_id: turn.jobId, status: "processing", case_id: turn.caseId, turn_number: turn.turnNumber, events: `${factsOf(request).origin}/api/v1/agent/chat/${turn.jobId}/events` },
      { status: 202, headers: { location, "retry-after": "1" } }
    )
  }

  return handlers
    .handle("turn", ({ path, payload, request }) => answer(Effect.scoped(Effect.gen(function*() {
      yield* cases.get(path.case_id)
      const form = yield* readTurnForm(payload, maxFileMb * 1024 * 1024)
      const jobId = yield* askOnce(request, form.content, begin(path.case_id, form))
      const seconds = waitOf(request)
      const done = seconds === 0 ? Option.none() : yield* agent.result(jobId).pipe(Effect.timeoutOption(`${seconds} seconds`))
      if (Option.isSome(done)) return chatAnswer(jobId, done.value)
      return accepted(yield* agent.turn(jobId), request)
    }))))
    .handle("turnState", ({ path }) => answer(Effect.gen(function*() {
      const turn = yield* agent.turn(path.job_id)
      if (turn.caseId !== path.case_id) return yield* new NotFound({ resource: "turn", id: path.job_id })
      return turnState(turn)
    })))
}))
