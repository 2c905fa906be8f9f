import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { body, JsonObject, optionalNull, queryInt, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"
import { CaseListItem } from "./cases.js"

const id = HttpApiSchema.param("session_id", Schema.String)
const notFound = problemAt(404, "no such session of yours, or it has expired")

export const SessionView = Schema.Struct({
  session_id: Schema.String, user_id: Schema.NullOr(Schema.String), title: Schema.NullOr(Schema.String), client_id: Schema.NullOr(Schema.String),
  created_at: Timestamp, updated_at: Timestamp, last_activity_at: Timestamp, expires_at: Timestamp, status: Schema.String, session_type: Schema.String,
  timeout_minutes: Schema.Number, message_count: Schema.Number, metadata: JsonObject, context: JsonObject
}).annotations({ identifier: "SessionResponse" })

const Created = Schema.Struct({ ...SessionView.fields, session_resumed: Schema.Boolean, message: Schema.String }).annotations({ identifier: "SessionCreated" })

const SessionCreate = body(Schema.Struct({
  timeout_minutes: optionalNull(Schema.Int.pipe(Schema.between(60, 480))), session_type: optionalNull(text("session_type", 0, 100)),
  client_id: optionalNull(text("client_id", 0, 200)), metadata: optionalNull(JsonObject)
})).annotations({ identifier: "SessionCreate" })

const Message = Schema.Struct({ message_id: Schema.String, role: Schema.String, content: Schema.String, timestamp: Timestamp, metadata: JsonObject })

/** Public: an anonymous session grants nothing. */
export class SessionOpenGroup extends HttpApiGroup.make("sessionOpen")
  .add(HttpApiEndpoint.post("create")`/sessions`.setPayload(SessionCreate).addSuccess(Created, { status: 201 }).addError(problemAt(401, "credentials were sent and are not valid")))
  .prefix("/api/v1")
{}

export class SessionsGroup extends HttpApiGroup.make("sessions")
  .add(HttpApiEndpoint.get("list")`/sessions`
    .setUrlParams(Schema.Struct({ limit: queryInt("limit", { min: 1, max: 100, default: 50 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }) }))
    .addSuccess(Schema.Struct({ sessions: Schema.Array(SessionView), total: Schema.Number, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.post("search")`/sessions/search`
    .setPayload(body(Schema.Struct({ status: optionalNull(Schema.String), query: optionalNull(text("query", 0, 500)), limit: optionalNull(Schema.Int.pipe(Schema.between(1, 100))) })))
    .addSuccess(Schema.Struct({
      sessions: Schema.Array(Schema.Struct({ session_id: Schema.String, title: Schema.NullOr(Schema.String), status: Schema.String, created_at: Timestamp, message_count: Schema.Number })), total: Schema.Number
    })))
  .add(HttpApiEndpoint.post("cleanupAll")`/sessions/cleanup`.addSuccess(Schema.Struct({ message: Schema.String, cleaned_sessions: Schema.Number, timestamp: Timestamp })))
  .add(HttpApiEndpoint.get("get")`/sessions/${id}`.addSuccess(SessionView).addError(notFound))
  .add(HttpApiEndpoint.put("update")`/sessions/${id}`
    .setPayload(body(Schema.Struct({ title: optionalNull(text("title", 0, 200)), status: optionalNull(Schema.String), context: optionalNull(JsonObject), metadata: optionalNull(JsonObject) })))
    .addSuccess(SessionView).addError(notFound))
  .add(HttpApiEndpoint.del("remove")`/sessions/${id}`.addSuccess(HttpApiSchema.NoContent).addError(notFound))
  .add(HttpApiEndpoint.post("heartbeat")`/sessions/${id}/heartbeat`
    .addSuccess(Schema.Struct({ session_id: Schema.String, last_activity_at: Timestamp, expires_at: Timestamp, status: Schema.String, message: Schema.String })).addError(notFound))
  .add(HttpApiEndpoint.get("cases")`/sessions/${id}/cases`.addSuccess(Schema.Struct({ session_id: Schema.String, cases: Schema.Array(CaseListItem), total: Schema.Number })).addError(notFound))
  .add(HttpApiEndpoint.get("stats")`/sessions/${id}/stats`
    .addSuccess(Schema.Struct({ session_id: Schema.String, message_count: Schema.Number, duration_seconds: Schema.NullOr(Schema.Number), status: Schema.String, created_at: Timestamp, last_activity_at: Timestamp })).addError(notFound))
  .add(HttpApiEndpoint.post("addMessage")`/sessions/${id}/messages`
    .setPayload(body(Schema.Struct({ role: Schema.optional(text("role", 1, 50)), content: Schema.optional(text("content", 0, 10_000)) })))
    .addSuccess(Schema.Struct({ session_id: Schema.String, message: Schema.Struct({ message_id: Schema.String, role: Schema.String, content: Schema.String, timestamp: Timestamp }), total_messages: Schema.Number })).addError(notFound))
  .add(HttpApiEndpoint.get("messages")`/sessions/${id}/messages`
    .setUrlParams(Schema.Struct({ limit: queryInt("limit", { min: 1, max: 500, default: 100 }) }))
    .addSuccess(Schema.Struct({ session_id: Schema.String, messages: Schema.Array(Message), total: Schema.Number, returned: Schema.Number })).addError(notFound))
  .add(HttpApiEndpoint.post("archive")`/sessions/${id}/archive`.addSuccess(Schema.Struct({ session_id: Schema.String, status: Schema.String })).addError(notFound))
  .add(HttpApiEndpoint.post("restore")`/sessions/${id}/restore`.addSuccess(Schema.Struct({ session_id: Schema.String, status: Schema.String })).addError(notFound))
  .add(HttpApiEndpoint.post("cleanup")`/sessions/${id}/cleanup`.addSuccess(Schema.Struct({ success: Schema.Boolean, session_id: Schema.String, message: Schema.String })).addError(notFound))
  .add(HttpApiEndpoint.get("recovery")`/sessions/${id}/recovery-info`
    .addSuccess(Schema.Struct({
      session_id: Schema.String, user_id: Schema.NullOr(Schema.String), created_at: Timestamp, last_activity: Timestamp,
      state_summary: Schema.Struct({ active: Schema.Boolean, status: Schema.String, metadata: JsonObject }), recovery_info: Schema.Struct({ can_restore: Schema.Boolean, restore_endpoint: Schema.String })
    })).addError(notFound))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
