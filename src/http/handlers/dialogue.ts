import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Effect, Schema } from "effect"
import { Agent } from "../../modules/agent/index.js"
import { Cases, type Message } from "../../modules/case/index.js"
import { BadRequest } from "../../modules/kernel/errors.js"
import { iso, now } from "../../modules/kernel/time.js"
import { Api } from "../api.js"
import { askOnce } from "../askOnce.js"
import { answer } from "../errors.js"
import { optionalJson } from "../optionalBody.js"
import { chatAnswer } from "./agent.js"
import { RECOVERY_CASE_ID, recoveryMessage } from "./copilotRecovery.js"

export const messageView = (m: Message) => ({
  message_id: m.messageId, case_id: m.caseId, role: m.role, content: m.content, created_at: iso(m.createdAt), timestamp: iso(m.createdAt),
  turn_number: m.turnNumber, metadata: m.metadata
})

const DEFAULT_WORDS = 8

const TitleRequest = Schema.Struct({ max_words: Schema.optional(Schema.Unknown), hint: Schema.optional(Schema.NullOr(Schema.String.pipe(Schema.maxLength(500)))) })

/** 3–12; anything else falls back to 8, as the contract says. */
const wordsOf = (value: unknown): number => (typeof value === "number" && Number.isInteger(value) && value >= 3 && value <= 12 ? value : DEFAULT_WORDS)

export const dialogueHandlers = HttpApiBuilder.group(Api, "dialogue", (handlers) => Effect.gen(function*() {
  const cases = yield* Cases
  const agent = yield* Agent

  return handlers
    .handle("messages", ({ path, urlParams }) => answer(Effect.gen(function*() {
      const offset = urlParams.offset ?? 0
      if (path.case_id === RECOVERY_CASE_ID && urlParams.include_debug) {
        const message = recoveryMessage(iso(yield* now))
        return { case_id: path.case_id, messages: [message], total_count: 1, retrieved_count: 1, limit: 1, offset: 0, debug_info: null }
      }
      const { messages, total } = yield* cases.messages(path.case_id, { limit: urlParams.limit ?? null, offset })
      return {
        case_id: path.case_id, messages: messages.map(messageView), total_count: total, retrieved_count: messages.length,
        limit: urlParams.limit ?? messages.length, offset, debug_info: urlParams.include_debug ? { storage: "database", order: "ascending" } : null
      }
    })))
    .handle("query", ({ path, payload, request }) => answer(Effect.gen(function*() {
      if (payload.message.trim() === "") return yield* new BadRequest({ reason: "the message is empty" })
      const jobId = yield* askOnce(request, payload, Effect.succeed({ caseId: path.case_id, message: payload.message, intent: null }))
      const result = chatAnswer(jobId, yield* agent.result(jobId))
      return { ...result, message: payload.message, status: "completed", content: result.agent_response, response_type: "ANSWER", note: "answered by the agent" }
    })))
    .handle("queries", ({ path }) => answer(Effect.map(cases.messages(path.case_id, { limit: null, offset: 0 }), ({ messages }) => {
      const asked = messages.filter((m) => m.role === "user")
      return { case_id: path.case_id, queries: asked.map((m) => ({ turn_number: m.turnNumber, message: m.content, timestamp: iso(m.createdAt) })), total: asked.length }
    })))
    .handle("title", ({ path, urlParams }) => answer(Effect.gen(function*() {
      const request = yield* optionalJson(TitleRequest)
      const before = yield* cases.get(path.case_id)
      const keep = before.titleSource === "user" && !urlParams.force
      const title = keep ? before.title : yield* agent.title(path.case_id, { maxWords: wordsOf(request.max_words), hint: request.hint ?? undefined })
      if (!keep) yield* cases.setTitle(path.case_id, title, "generated").pipe(Effect.catchTag("InvalidInput", () => Effect.succeed(before)))
      const source = keep ? "existing" : "generated"
      return HttpServerResponse.unsafeJson({ title, case_id: path.case_id, source, generated: !keep }, { headers: { "x-title-source": source } })
    })))
}))
