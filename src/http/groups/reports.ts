import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { ReportType } from "../../modules/report/index.js"
import { problemAt } from "../errors.js"
import { body, caseIdParam, queryFlag, queryInt, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"
import { DocumentView } from "./knowledge.js"

const Source = Schema.Struct({
  marker: Schema.String, evidence_id: Schema.String, filename: Schema.String, artifact: Schema.NullOr(Schema.String), line_start: Schema.Number, line_end: Schema.Number, byte_start: Schema.Number, byte_end: Schema.Number,
  sha256: Schema.String, title: Schema.String
})

export const ReportView = Schema.Struct({
  report_id: Schema.String, case_id: Schema.String, report_type: ReportType, title: Schema.String, content: Schema.String, format: Schema.String,
  status: Schema.Literal("pending", "generating", "completed", "failed"), generation_status: Schema.String, error_message: Schema.NullOr(Schema.String), version: Schema.Number,
  is_current: Schema.Boolean, linked_to_closure: Schema.Boolean, job_id: Schema.String, sources: Schema.Array(Source), provider: Schema.NullOr(Schema.String),
  model: Schema.NullOr(Schema.String), generation_time_ms: Schema.NullOr(Schema.Number), created_at: Timestamp, generated_at: Schema.NullOr(Timestamp), download_url: Schema.String
}).annotations({ identifier: "CaseReport" })

const Recommendations = Schema.Struct({
  case_id: Schema.String, available_reports: Schema.Array(Schema.String), available_for_generation: Schema.Array(Schema.String),
  recommended_reports: Schema.Array(Schema.Struct({ report_type: Schema.String, reason: Schema.String, exists: Schema.Boolean })),
  runbook_recommendation: Schema.Struct({
    action: Schema.Literal("reuse", "review_or_generate", "generate"), reason: Schema.String, similarity_score: Schema.NullOr(Schema.Number),
    existing_runbook: Schema.NullOr(Schema.Struct({ document_id: Schema.String, title: Schema.String, snippet: Schema.String }))
  }),
  note: Schema.String
}).annotations({ identifier: "ReportRecommendations" })

const noCase = problemAt(404, "no such case of yours")
const noReport = problemAt(404, "no such report of yours")
const reportId = HttpApiSchema.param("report_id", Schema.String)

const SimilarCases = Schema.Struct({
  case_id: Schema.String,
  similar: Schema.Array(Schema.Struct({
    case_id: Schema.String, title: Schema.String, score: Schema.Number, resolved_at: Schema.String, root_cause: Schema.NullOr(Schema.String), fix: Schema.NullOr(Schema.String),
    why: Schema.Struct({ shared_terms: Schema.Array(Schema.String), shared_templates: Schema.Array(Schema.String) }), runbook_id: Schema.NullOr(Schema.String)
  }))
}).annotations({ identifier: "SimilarCases" })

const TimelineView = Schema.Struct({
  case_id: Schema.String, onset: Schema.NullOr(Timestamp), truncated: Schema.Boolean,
  events: Schema.Array(Schema.Struct({
    at: Timestamp, end_at: Schema.NullOr(Timestamp), source: Schema.Literal("evidence", "upload", "turn", "hypothesis", "solution", "case", "note"), kind: Schema.String, severity: Schema.Literal("critical", "error", "warning", "info"),
    label: Schema.String, count: Schema.Number, evidence_id: Schema.NullOr(Schema.String), filename: Schema.NullOr(Schema.String), line_start: Schema.NullOr(Schema.Number),
    line_end: Schema.NullOr(Schema.Number), artifact: Schema.NullOr(Schema.String), message_id: Schema.NullOr(Schema.String)
  }))
}).annotations({ identifier: "CaseTimeline" })

/** Documents about a case: recommend, write, read, download, keep. */
export class ReportsGroup extends HttpApiGroup.make("reports")
  .add(HttpApiEndpoint.get("recommend")`/cases/${caseIdParam}/report-recommendations`.addSuccess(Recommendations).addError(noCase))
  .add(HttpApiEndpoint.post("generate")`/cases/${caseIdParam}/reports`
    .setPayload(body(Schema.Struct({
      report_types: Schema.optional(Schema.Array(ReportType).pipe(Schema.maxItems(3))),
      options: Schema.optional(Schema.Struct({ instructions: Schema.optional(text("instructions", 0, 2_000)), link_to_closure: Schema.optional(Schema.Boolean) }))
    })).annotations({ identifier: "ReportRequest" }))
    .addSuccess(Schema.Struct({ case_id: Schema.String, report_types: Schema.Array(Schema.String), status: Schema.String, reports: Schema.Array(ReportView), note: Schema.String }))
    .addError(noCase).addError(problemAt(409, "reports of this case are being written, or the case is open")))
  .add(HttpApiEndpoint.get("ofCase")`/cases/${caseIdParam}/reports`
    .setUrlParams(Schema.Struct({ include_history: queryFlag(false) }))
    .addSuccess(Schema.Struct({ case_id: Schema.String, reports: Schema.Array(ReportView), include_history: Schema.Boolean, note: Schema.String })).addError(noCase))
  .add(HttpApiEndpoint.get("download")`/cases/${caseIdParam}/reports/${reportId}/download`
    .setUrlParams(Schema.Struct({ format: Schema.optionalWith(Schema.Literal("markdown", "html", "json"), { default: () => "markdown" as const }) }))
    .addSuccess(HttpApiSchema.Text({ contentType: "text/markdown" })).addError(noReport).addError(problemAt(409, "it is not written yet")))
  .add(HttpApiEndpoint.del("removeOfCase")`/cases/${caseIdParam}/reports/${reportId}`.addSuccess(HttpApiSchema.NoContent).addError(noReport).addError(problemAt(409, "it stays with the closed case")))
  .add(HttpApiEndpoint.put("revise")`/cases/${caseIdParam}/reports/${reportId}`
    .setPayload(body(Schema.Struct({ content: text("content", 1, 200_000), title: Schema.optional(text("title", 1, 200)) })).annotations({ identifier: "ReportRevision" }))
    .addSuccess(ReportView).addError(noReport).addError(problemAt(409, "it is not written yet, or all its versions are linked")))
  .add(HttpApiEndpoint.post("saveAsRunbook")`/cases/${caseIdParam}/reports/${reportId}/runbook`.addSuccess(DocumentView, { status: 201 }).addError(noReport).addError(problemAt(409, "it is not written yet")))
  .add(HttpApiEndpoint.post("draftRunbook")`/cases/${caseIdParam}/runbook-draft`.addSuccess(DocumentView).addSuccess(DocumentView, { status: 201 }).addError(noCase).addError(problemAt(409, "the case is not resolved")))
  .add(HttpApiEndpoint.get("timeline")`/cases/${caseIdParam}/timeline`.addSuccess(TimelineView).addError(noCase))
  .add(HttpApiEndpoint.get("similar")`/cases/${caseIdParam}/similar`
    .setUrlParams(Schema.Struct({ limit: queryInt("limit", { min: 1, max: 20, default: 5 }) })).addSuccess(SimilarCases).addError(noCase))
  .add(HttpApiEndpoint.get("all")`/cases/reports`
    .setUrlParams(Schema.Struct({ limit: queryInt("limit", { min: 1, max: 100, default: 50 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }) }))
    .addSuccess(Schema.Struct({ reports: Schema.Array(ReportView), total: Schema.Number, message: Schema.String, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.get("byId")`/cases/reports/${reportId}`.addSuccess(ReportView).addError(noReport))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
