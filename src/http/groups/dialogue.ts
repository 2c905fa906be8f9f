import { HttpApiEndpoint, HttpApiGroup } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { body, caseIdParam, JsonObject, optionalQueryInt, queryFlag, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const notFound = problemAt(404, "no such case of yours")
const running = problemAt(409, "another turn of this case is running; see Retry-After")

export const MessageView = Schema.Struct({
  message_id: Schema.String, case_id: Schema.String, role: Schema.String, content: Schema.String, created_at: Timestamp, timestamp: Timestamp,
  turn_number: Schema.Number, metadata: JsonObject
}).annotations({ identifier: "Message" })

/** The dialogue of a case: messages, questions, title. */
export class DialogueGroup extends HttpApiGroup.make("dialogue")
  .add(HttpApiEndpoint.get("messages")`/cases/${caseIdParam}/messages`
    .setUrlParams(Schema.Struct({
      limit: optionalQueryInt("limit", { min: 1, max: 100 }), offset: optionalQueryInt("offset", { min: 0, max: 100_000_000 }), include_debug: queryFlag(false)
    }))
    .addSuccess(Schema.Struct({
      case_id: Schema.String, messages: Schema.Array(MessageView), total_count: Schema.Number, retrieved_count: Schema.Number, limit: Schema.Number,
      offset: Schema.Number, debug_info: Schema.NullOr(JsonObject)
    })).addError(notFound))
  .add(HttpApiEndpoint.post("query")`/cases/${caseIdParam}/queries`
    .setPayload(body(Schema.Struct({ message: text("message", 0, 10_000) })))
    .addSuccess(JsonObject).addError(notFound).addError(running).addError(problemAt(400, "the message is empty")))
  .add(HttpApiEndpoint.get("queries")`/cases/${caseIdParam}/queries`
    .addSuccess(Schema.Struct({
      case_id: Schema.String, queries: Schema.Array(Schema.Struct({ turn_number: Schema.Number, message: Schema.String, timestamp: Schema.NullOr(Timestamp) })), total: Schema.Number
    })).addError(notFound))
  .add(HttpApiEndpoint.post("title")`/cases/${caseIdParam}/title`
    .setUrlParams(Schema.Struct({ force: queryFlag(false) }))
    .addSuccess(Schema.Struct({ title: Schema.String, case_id: Schema.String, source: Schema.String, generated: Schema.Boolean, note: Schema.optional(Schema.String) }))
    .addError(notFound).addError(problemAt(409, "there is nothing to take a title from")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
