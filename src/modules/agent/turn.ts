import { Clock, Effect, Stream } from "effect"
import { type JobContext, JobRejected, type Jobs } from "../../providers/jobs/Jobs.js"
import type { ChatResult, Grounding, Llm } from "../../providers/llm/Llm.js"
import type { Accounts } from "../auth/index.js"
import type { Case, Cases } from "../case/index.js"
import { stateOf } from "../case/index.js"
import type { Evidences } from "../evidence/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { iso } from "../kernel/time.js"
import type { Knowledge } from "../knowledge/index.js"
import { suggestActions } from "./actions.js"
import { causesOf } from "./causes.js"
import { makeSentenceGate } from "./citations.js"
import { ground, searchTextOf } from "./grounding.js"
import { updateFromIntent } from "./intents.js"
import type { TurnPayload } from "./jobs.js"
import type { TurnAttachment, TurnResult } from "./models.js"
import { composePrompt } from "./prompt.js"
import { updateCaseTool, updateFromAnalysis, updateFromTool } from "./stateUpdate.js"
import type { TurnLog } from "./turnLog.js"
import type { Usage } from "./usage.js"

const HISTORY_MESSAGES = 20
const OUTPUT_TOKENS = 2_000
const MAX_PROMPT_TOKENS = 24_000
const EVIDENCE_WAIT = "90 seconds"
/** stands between passages; no text of a log holds it */
const BETWEEN = "\n\u0001\n"
const DELTA_WINDOW = "120 millis"

export interface TurnNeeds {
  readonly accounts: Accounts["Type"]
  readonly cases: Cases["Type"]
  readonly evidences: Evidences["Type"]
  readonly knowledge: Knowledge["Type"]
  readonly llm: Llm["Type"]
  readonly jobs: Jobs["Type"]
  readonly log: TurnLog
  readonly usage: Usage
}

/**
 * One turn end to end: wait for evidence that is still being analysed, gather
 * and verify passages, search the knowledge, ask the model (or the built-in
 * analyst), check every sentence before it is shown, store all in one go.
 */
export const makeTurn = (needs: TurnNeeds) => (payload: TurnPayload, job: JobContext) => Effect.gen(function*() {
  const started = yield* Clock.currentTimeMillis
  const { cases, evidences, knowledge, llm, log } = needs
  const say = (message: string) => log.append(job.id, "progress", { message })
  if (job.attempt > 1 && (yield* log.hasEvents(job.id))) yield* log.append(job.id, "restarted", { attempt: job.attempt })

  const c = yield* cases.get(payload.caseId)
  const waiting = yield* evidences.unfinished(payload.caseId)
  for (const file of waiting) {
    yield* say(`Analysing ${file.filename}`)
    if (file.jobId !== null) yield* needs.jobs.awaitEnd(file.jobId).pipe(Effect.timeoutOption(EVIDENCE_WAIT))
  }
  const files = yield* evidences.analysed(payload.caseId)
  yield* say(files.length === 0 ? "Searching the knowledge base" : `Reading ${files.length} analysed ${files.length === 1 ? "file" : "files"} and searching the knowledge base`)
  const found = yield* knowledge.search({ query: searchTextOf(payload.message, c, files), mode: "hybrid", limit: 8, rerank: "configured" }).pipe(
    Effect.catchAll((error) => Effect.as(say(`The knowledge base did not answer (${error._tag}); answering without it`), { chunks: [], total: 0 }))
  )
  const [hypotheses, solutions, recent] = yield* Effect.all([cases.hypotheses(payload.caseId), cases.solutions(payload.caseId), cases.recentMessages(payload.caseId, HISTORY_MESSAGES + 1)])
  const causes = causesOf(files)
  const { citations, grounding } = yield* ground({ question: payload.message, case: c, files, chunks: found.chunks, hypotheses, causes, evidences, knowledge })

  const messages = composePrompt({
    case: c, hypotheses, solutions, grounding, history: recent.filter((m) => m.turnNumber !== payload.turnNumber),
    budgetTokens: Math.min(MAX_PROMPT_TOKENS, llm.contextWindow("chat") - OUTPUT_TOKENS)
  })
  // nothing leaves for an outside model before it is redacted
  const hidden: Record<string, number> = {}
  const redact = (text: string) => (llm.hasModel
    ? Effect.map(evidences.redact(payload.caseId, text), (r) => {
      for (const [kind, n] of Object.entries(r.counts)) if (n > 0) hidden[kind] = (hidden[kind] ?? 0) + n
      return r.text
    })
    : Effect.succeed(text))
  const safe = yield* Effect.forEach(messages, (m, i) => i > 0 && typeof m.content === "string" ? Effect.map(redact(m.content), (content) => ({ ...m, content })) : Effect.succeed(m))
  const restore = (text: string) => (llm.hasModel ? evidences.restore(payload.caseId, text) : Effect.succeed(text))

  yield* say(llm.hasModel ? "Asking the model" : "Composing the answer (no language model is configured)")
  const gate = makeSentenceGate(citations, llm.hasModel ? yield* shownPassages(evidences, payload.caseId, grounding) : undefined)
  let answer = ""
  let result: ChatResult | null = null
  const show = (text: string) => Effect.gen(function*() {
    if (text === "") return
    const shown = yield* restore(text)
    answer += shown
    yield* log.append(job.id, "delta", { text: shown })
  })
  yield* llm.stream({ task: "chat", messages: safe as typeof messages, grounding, tools: [updateCaseTool], maxOutputTokens: OUTPUT_TOKENS, temperature: 0.2 }).pipe(
    Stream.groupedWithin(200, DELTA_WINDOW),
    Stream.runForEach((events) => Effect.gen(function*() {
      let text = ""
      for (const event of events) {
        if (event.type === "delta") text += gate.push(event.text)
        else result = event.result
      }
      yield* show(text)
    }))
  )
  yield* show(gate.end())
  const final = result as ChatResult | null
  if (final === null) return yield* new JobRejected({ reason: "the model ended its answer without a result" })
  if (answer.trim() === "") yield* show("I recorded what this turn established; there is nothing new to tell you yet.")

  const at = yield* Clock.currentTimeMillis
  const used = [...gate.used()].flatMap((marker) => citations.get(marker) ?? [])
  yield* Effect.forEach(used, (citation) => log.append(job.id, "citation", { ...citation }), { discard: true })
  const update = llm.hasModel
    ? updateFromTool(final.toolCalls, citations, hypotheses, at)
    : updateFromAnalysis({
      case: c, citations, existing: hypotheses, at,
      hasErrors: grounding.evidence.some((e) => e.severity === "error" || e.severity === "critical"),
      hasOnset: files.some(({ analysis }) => analysis.findings.some((f) => f.at !== null && (f.kind === "onset" || f.kind === "first_error" || f.kind === "error_burst"))),
      causes: causes.filter((cause) => cause.category !== "healthy").map((cause) => ({ ...cause, evidenceIds: files.filter(({ analysis }) => analysis.findings.some((f) => cause.findings.includes(f))).map(({ file }) => file.evidenceId) }))
    })
  const decided = updateFromIntent(payload.intent, { case: c, hypotheses, at })
  const attachments = yield* Effect.forEach(payload.attachments, (evidenceId) => attachmentOf(evidences, evidenceId, files))
  const duration = at - started
  const usage = { input_tokens: final.usage.inputTokens, output_tokens: final.usage.outputTokens, cost_usd: final.costUsd }
  const applied = yield* cases.applyTurn(payload.caseId, {
    ...update, turnNumber: payload.turnNumber, answer, transition: decided.transition,
    investigation: { ...update.investigation, ...decided.investigation }, hypothesisUpdates: [...update.hypothesisUpdates, ...decided.hypothesisUpdates],
    evidenceAdded: files.some(({ file }) => file.turnNumber === payload.turnNumber - 1 || file.turnNumber === payload.turnNumber),
    answerMetadata: { citations: used, unverified_claims: gate.unverified(), provider: final.provider, model: final.model, usage, duration_ms: duration, job_id: job.id, ...(Object.keys(hidden).length === 0 ? {} : { redacted: hidden }) }
  })
  yield* needs.usage.record({ at, ownerId: payload.ownerId, caseId: payload.caseId, jobId: job.id, task: "chat", result: final, durationMs: duration })
  const outcome = resultOf(applied.case, { answer, turnNumber: payload.turnNumber, messageId: applied.message.messageId, at })
  const complete: TurnResult = {
    ...outcome, milestones_completed: applied.milestonesCompleted, progress_made: applied.progressMade, status_transitioned: applied.statusTransitioned,
    is_stuck: applied.case.investigation.degraded !== null, attachments_processed: attachments.flatMap((attachment) => attachment ?? []),
    citations: used, unverified_claims: gate.unverified(), suggested_actions: suggestActions({ case: applied.case, answer, files: files.length }),
    provider: final.provider, model: final.model, usage, duration_ms: duration
  }
  yield* log.append(job.id, "done", { result: complete })
  return complete
}).pipe(
  Effect.catchTags({ NotFound: () => new JobRejected({ reason: "the case was deleted" }) }),
  Effect.tapError((error) => (error._tag === "JobRejected" || job.attempt >= job.maxAttempts ? needs.log.append(job.id, "error", { message: error.message === "" ? "the turn failed" : error.message }) : Effect.void)),
  Effect.provideServiceEffect(CurrentActor, needs.accounts.acting({ userId: payload.ownerId, organizationId: payload.organizationId }))
)

/** The cited passages as the prompt holds them, under the case's pseudonyms; in one step. */
const shownPassages = (evidences: Evidences["Type"], caseId: string, { evidence, files, knowledge }: Grounding) => Effect.gen(function*() {
  const passages = [
    ...evidence.map((e) => [e.marker, `${e.fileName}\n${e.title}\n${e.detail}`] as const), ...files.map((f) => [f.marker, `${f.name}\n${f.summary}`] as const),
    ...knowledge.map((k) => [k.marker, `${k.title}\n${k.section}\n${k.text}`] as const)
  ]
  const { text } = yield* evidences.redact(caseId, passages.map(([, passage]) => passage.replaceAll(BETWEEN, "\n")).join(BETWEEN))
  const shown = text.split(BETWEEN)
  return new Map(passages.map(([marker], i) => [marker, shown[i] ?? ""]))
})

const resultOf = (c: Case, turn: { readonly answer: string; readonly turnNumber: number; readonly messageId: string; readonly at: number }) => ({
  agent_response: turn.answer, case_id: c.caseId, turn_number: turn.turnNumber, message_id: turn.messageId,
  current_status: c.status, case_status: c.status, case_state: stateOf(c.status), timestamp: iso(turn.at)
})

/** A file that was deleted meanwhile is not reported. */
const attachmentOf = (evidences: Evidences["Type"], evidenceId: string, files: Effect.Effect.Success<ReturnType<Evidences["Type"]["analysed"]>>) =>
  evidences.get(evidenceId).pipe(
    Effect.map((file): TurnAttachment => {
      const analysis = files.find((known) => known.file.evidenceId === evidenceId)?.analysis
      return {
        file_id: evidenceId, evidence_id: evidenceId, filename: file.filename, file_size: file.bytes, source_type: file.sourceType,
        data_type: analysis?.dataType ?? null, processing_status: file.status, summary: analysis?.summary ?? null
      }
    }),
    Effect.catchTag("NotFound", () => Effect.succeed(null))
  )
