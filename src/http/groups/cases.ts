import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { CasePriority, CaseStatus, ClosureReason } from "../../modules/case/index.js"
import { problemAt } from "../errors.js"
import { body, caseIdParam, JsonObject, optionalNull, optionalQueryInt, queryFlag, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

export const CaseResponse = Schema.Struct({
  case_id: Schema.String, owner_id: Schema.String, user_id: Schema.String, organization_id: Schema.String, title: Schema.String, description: Schema.String,
  status: Schema.String, state: Schema.String, priority: Schema.String, metadata: JsonObject, created_at: Timestamp, updated_at: Timestamp,
  last_activity_at: Timestamp, resolved_at: Schema.NullOr(Timestamp), closed_at: Schema.NullOr(Timestamp), closure_reason: Schema.NullOr(Schema.String),
  archived: Schema.Boolean, message_count: Schema.Number, current_turn: Schema.Number, title_source: Schema.String
}).annotations({ identifier: "CaseResponse" })

export const CaseListItem = Schema.Struct({
  ...CaseResponse.fields, evidence_count: Schema.optional(Schema.Number), hypothesis_count: Schema.optional(Schema.Number)
}).annotations({ identifier: "CaseListItem" })

export const CaseListResponse = Schema.Struct({
  cases: Schema.Array(CaseListItem), total: Schema.Number, page: Schema.Number, page_size: Schema.Number, limit: Schema.Number, offset: Schema.Number
}).annotations({ identifier: "CaseListResponse" })

const CaseCreate = body(Schema.Struct({
  title: optionalNull(text("title", 0, 200)),
  description: optionalNull(text("description", 0, 20_000)),
  priority: Schema.optional(CasePriority),
  metadata: Schema.optional(JsonObject),
  session_id: optionalNull(Schema.String)
})).annotations({ identifier: "CaseCreateRequest" })

const CaseUpdate = body(Schema.Struct({
  title: optionalNull(text("title", 0, 200)),
  description: optionalNull(text("description", 0, 20_000)),
  status: optionalNull(CaseStatus),
  priority: optionalNull(CasePriority),
  metadata: optionalNull(JsonObject)
})).annotations({ identifier: "CaseUpdateRequest" })

const listQuery = Schema.Struct({
  status: Schema.optional(CaseStatus),
  priority: Schema.optional(CasePriority),
  q: Schema.optional(text("q", 0, 500)),
  sort: Schema.optional(Schema.Literal("last_activity", "created", "title", "priority")),
  include_archived: queryFlag(false),
  include_counts: queryFlag(false),
  page: optionalQueryInt("page", { min: 1, max: 1_000_000 }),
  page_size: optionalQueryInt("page_size", { min: 1, max: 100 }),
  limit: optionalQueryInt("limit", { min: 1, max: 100 }),
  offset: optionalQueryInt("offset", { min: 0, max: 100_000_000 })
})

const pageQuery = Schema.Struct({
  page: optionalQueryInt("page", { min: 1, max: 1_000_000 }),
  page_size: optionalQueryInt("page_size", { min: 1, max: 100 })
})

const CaseSearch = body(Schema.Struct({
  query: Schema.optional(text("query", 0, 1_000)),
  status: Schema.optional(Schema.Array(CaseStatus)),
  severity: Schema.optional(Schema.Array(CasePriority)),
  limit: Schema.optional(Schema.Int.pipe(Schema.between(1, 100)))
})).annotations({ identifier: "CaseSearchRequest" })

const notFound = problemAt(404, "no such case of yours")
const conflict = problemAt(409, "the state of the case does not allow this")

/** CRUD, search, states and statistics of cases. */
export class CasesGroup extends HttpApiGroup.make("cases")
  .add(HttpApiEndpoint.get("health")`/cases/health`.addSuccess(Schema.Struct({
    service: Schema.String, status: Schema.String, timestamp: Timestamp,
    features: Schema.Struct({ case_persistence: Schema.Boolean, case_sharing: Schema.Boolean, conversation_history: Schema.Boolean })
  })))
  .add(HttpApiEndpoint.post("create")`/cases`.setPayload(CaseCreate).addSuccess(CaseResponse, { status: 201 }))
  .add(HttpApiEndpoint.get("list")`/cases`.setUrlParams(listQuery).addSuccess(CaseListResponse))
  .add(HttpApiEndpoint.post("search")`/cases/search`.setPayload(CaseSearch).addSuccess(CaseListResponse))
  .add(HttpApiEndpoint.get("analyticsSummary")`/cases/analytics/summary`.addSuccess(Schema.Struct({
    total_cases: Schema.Number, by_status: Schema.Record({ key: Schema.String, value: Schema.Number }), by_severity: Schema.Record({ key: Schema.String, value: Schema.Number }),
    avg_resolution_time_hours: Schema.NullOr(Schema.Number), total_evidence_collected: Schema.Number, total_hypotheses_generated: Schema.Number
  })))
  .add(HttpApiEndpoint.get("analyticsTrends")`/cases/analytics/trends`
    .setUrlParams(Schema.Struct({ days: optionalQueryInt("days", { min: 1, max: 365 }) }))
    .addSuccess(Schema.Struct({
      period_days: Schema.Number, trends: Schema.Array(Schema.Struct({ date: Schema.String, opened: Schema.Number, resolved: Schema.Number })), message: Schema.String
    })))
  .add(HttpApiEndpoint.get("bySession")`/cases/session/${HttpApiSchema.param("session_id", Schema.String)}`.setUrlParams(pageQuery).addSuccess(CaseListResponse).addError(problemAt(404, "no such session of yours")))
  .add(HttpApiEndpoint.get("get")`/cases/${caseIdParam}`.addSuccess(CaseResponse).addError(notFound))
  .add(HttpApiEndpoint.put("update")`/cases/${caseIdParam}`.setPayload(CaseUpdate).addSuccess(CaseResponse).addError(notFound).addError(conflict))
  .add(HttpApiEndpoint.del("remove")`/cases/${caseIdParam}`.addSuccess(HttpApiSchema.NoContent).addError(notFound))
  .add(HttpApiEndpoint.post("status")`/cases/${caseIdParam}/status`
    .setPayload(body(Schema.Struct({ status: CaseStatus, reason: Schema.optional(text("reason", 0, 2_000)), closure_reason: Schema.optional(ClosureReason) })))
    .addSuccess(CaseResponse).addError(notFound).addError(conflict))
  .add(HttpApiEndpoint.post("close")`/cases/${caseIdParam}/close`
    .addSuccess(CaseResponse).addError(notFound).addError(conflict))
  .add(HttpApiEndpoint.post("archive")`/cases/${caseIdParam}/archive`.addSuccess(CaseResponse).addError(notFound))
  .add(HttpApiEndpoint.post("unarchive")`/cases/${caseIdParam}/unarchive`.addSuccess(CaseResponse).addError(notFound))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
