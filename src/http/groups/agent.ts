import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { TurnResult } from "../../modules/agent/index.js"
import { problemAt } from "../errors.js"
import { body, JsonObject, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const message = text("message", 1, 10_000)

const Attachment = Schema.Struct({ file_id: Schema.String, filename: Schema.String, mime_type: Schema.String, size_bytes: Schema.Number })

export const AgentChatRequest = body(Schema.Struct({
  message,
  attachments: Schema.optional(Schema.NullOr(Schema.Array(Attachment)))
})).annotations({ identifier: "AgentChatRequest" })

const AskRequest = body(Schema.Struct({
  case_id: Schema.String, message,
  attachments: Schema.optional(Schema.NullOr(Schema.Array(Attachment))),
  intent: Schema.optional(Schema.NullOr(Schema.Struct({ type: Schema.String, data: Schema.optional(JsonObject) })))
})).annotations({ identifier: "AgentAskRequest" })

/** The contract's answer and everything later clients read. */
export const ChatAnswer = Schema.Struct({ ...TurnResult.fields, response: Schema.String, job_id: Schema.String }).annotations({ identifier: "AgentChatResponse" })

export const JobAccepted = Schema.Struct({ job_id: Schema.String, status: Schema.String, case_id: Schema.String, turn_number: Schema.Number, events: Schema.String }).annotations({ identifier: "TurnAccepted" })

/** `result` and `response` hold the same answer: one name for each extension. */
export const JobState = Schema.Struct({
  job_id: Schema.String, case_id: Schema.String, turn_number: Schema.Number, status: Schema.Literal("processing", "completed", "failed", "cancelled"),
  result: Schema.NullOr(ChatAnswer), response: Schema.NullOr(ChatAnswer), error: Schema.NullOr(Schema.Struct({ message: Schema.String })), created_at: Timestamp
}).annotations({ identifier: "TurnState" })

const job = HttpApiSchema.param("job_id", Schema.String)
const noJob = problemAt(404, "no such job of yours")
const running = problemAt(409, "another turn of this case is running; see Retry-After")

export class AgentGroup extends HttpApiGroup.make("agent")
  .add(HttpApiEndpoint.get("health")`/agent/health`.addSuccess(Schema.Struct({ status: Schema.String, service: Schema.String, version: Schema.String, engine: Schema.String, model: Schema.String })))
  .add(HttpApiEndpoint.post("ask")`/agent/chat`.setPayload(AskRequest).addSuccess(JobAccepted, { status: 202 }).addError(problemAt(404, "no such case of yours")).addError(running))
  .add(HttpApiEndpoint.post("chat")`/agent/chat/${HttpApiSchema.param("case_id", Schema.String)}`
    .setPayload(AgentChatRequest).addSuccess(ChatAnswer).addError(problemAt(404, "no such case of yours")).addError(running).addError(problemAt(503, "the turn ended without an answer")))
  .add(HttpApiEndpoint.get("job")`/agent/chat/${job}`.addSuccess(JobState).addError(noJob))
  .add(HttpApiEndpoint.del("cancel")`/agent/chat/${job}`.addSuccess(JobState).addError(noJob))
  .add(HttpApiEndpoint.get("events")`/agent/chat/${job}/events`.addSuccess(HttpApiSchema.Text({ contentType: "text/event-stream" })).addError(noJob))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
