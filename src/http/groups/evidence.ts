import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { EvidenceType } from "../../modules/evidence/index.js"
import { problemAt } from "../errors.js"
import { body, JsonObject, optionalNull, optionalQueryInt, queryInt, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const evidenceId = HttpApiSchema.param("evidence_id", Schema.String)
const notFound = problemAt(404, "no such evidence of yours")

export const EvidenceUploadResponse = Schema.Struct({
  evidence_id: Schema.String, filename: Schema.String, file_type: Schema.String, file_size: Schema.Number, evidence_type: Schema.String,
  uploaded_at: Timestamp, message: Schema.String, case_id: Schema.String, sha256: Schema.String, status: Schema.String, job_id: Schema.NullOr(Schema.String)
}).annotations({ identifier: "EvidenceUploadResponse" })

export const EvidenceListItem = Schema.Struct({
  evidence_id: Schema.String, filename: Schema.String, file_type: Schema.String, file_size: Schema.Number, evidence_type: Schema.String,
  case_id: Schema.NullOr(Schema.String), uploaded_at: Timestamp, status: Schema.String, status_reason: Schema.NullOr(Schema.String), sha256: Schema.String
}).annotations({ identifier: "EvidenceListItem" })

const EvidenceList = Schema.Struct({
  evidence: Schema.Array(EvidenceListItem), total: Schema.Number, page: Schema.Number, page_size: Schema.Number, total_pages: Schema.Number
}).annotations({ identifier: "EvidenceListResponse" })

export const EvidenceMetadata = Schema.Struct({
  evidence_id: Schema.String, user_id: Schema.String, case_id: Schema.NullOr(Schema.String), filename: Schema.String, file_type: Schema.String,
  file_size: Schema.Number, evidence_type: Schema.String, description: Schema.NullOr(Schema.String), metadata: JsonObject, uploaded_at: Timestamp,
  uploaded_by: Schema.String, sha256: Schema.String, status: Schema.String, status_reason: Schema.NullOr(Schema.String), job_id: Schema.NullOr(Schema.String),
  source_type: Schema.String, source_url: Schema.NullOr(Schema.String), analysis: Schema.NullOr(JsonObject)
}).annotations({ identifier: "EvidenceMetadataResponse" })

/** A text inside the file, as a finding's or a citation's `artifact` names it; left out: the file itself. */
const artifact = Schema.optional(text("artifact", 1, 4_096))
const unreadable = problemAt(409, "what is inside the file cannot be read")

const Line = Schema.Struct({ n: Schema.Number, text: Schema.String, level: Schema.NullOr(Schema.String) })

const paging = { page: queryInt("page", { min: 1, max: 1_000_000, default: 1 }), page_size: queryInt("page_size", { min: 1, max: 100, default: 50 }), evidence_type: Schema.optional(EvidenceType) }

/** Upload is multipart and streamed: the handler reads the parts itself. */
export class EvidenceGroup extends HttpApiGroup.make("evidence")
  .add(HttpApiEndpoint.get("health")`/evidence/health`.addSuccess(Schema.Struct({
    status: Schema.String, service: Schema.String, timestamp: Timestamp, storage_available: Schema.Boolean, database_available: Schema.Boolean
  })))
  .add(HttpApiEndpoint.post("upload")`/evidence`
    .setPayload(HttpApiSchema.MultipartStream(Schema.Struct({ file: Schema.String, case_id: Schema.String, description: optionalNull(Schema.String), source_type: Schema.optional(Schema.String), source_url: Schema.optional(Schema.String), data_type: Schema.optional(Schema.String) })))
    .addSuccess(EvidenceUploadResponse, { status: 201 })
    .addError(problemAt(404, "no such case of yours")).addError(problemAt(409, "the case is closed")).addError(problemAt(507, "the disk is full")))
  .add(HttpApiEndpoint.post("fromUrl")`/evidence/from-url`
    .setPayload(body(Schema.Struct({ case_id: text("case_id", 1, 100), url: text("url", 1, 2_048), description: optionalNull(text("description", 0, 2_000)) })).annotations({ identifier: "EvidenceFromUrl" }))
    .addSuccess(EvidenceUploadResponse, { status: 201 }).addError(problemAt(404, "no such case of yours")).addError(problemAt(409, "the case is closed")).addError(problemAt(507, "the disk is full")))
  .add(HttpApiEndpoint.get("list")`/evidence`.setUrlParams(Schema.Struct({ case_id: Schema.String, ...paging })).addSuccess(EvidenceList).addError(problemAt(404, "no such case of yours")))
  .add(HttpApiEndpoint.get("byCase")`/evidence/case/${HttpApiSchema.param("case_id", Schema.String)}`.setUrlParams(Schema.Struct(paging)).addSuccess(EvidenceList).addError(problemAt(404, "no such case of yours")))
  .add(HttpApiEndpoint.get("get")`/evidence/${evidenceId}`.addSuccess(EvidenceMetadata).addError(notFound))
  .add(HttpApiEndpoint.get("download")`/evidence/${evidenceId}/download`
    .addSuccess(HttpApiSchema.Uint8Array({ contentType: "application/octet-stream" })).addError(notFound))
  .add(HttpApiEndpoint.del("remove")`/evidence/${evidenceId}`.addSuccess(HttpApiSchema.NoContent).addError(notFound))
  .add(HttpApiEndpoint.post("link")`/evidence/${evidenceId}/link`
    .setPayload(body(Schema.Struct({ case_id: Schema.String, description: optionalNull(text("description", 0, 2_000)) })))
    .addSuccess(Schema.Struct({ message: Schema.String, evidence_id: Schema.String, case_id: Schema.String }))
    .addError(notFound).addError(problemAt(409, "the target case is closed or holds the file")))
  .add(HttpApiEndpoint.put("declareType")`/evidence/${evidenceId}/type`
    .setPayload(body(Schema.Struct({ data_type: Schema.Literal("logs", "metrics", "configuration", "source_code", "error_report", "trace", "profile", "command_output", "document", "image", "page_capture", "text") })))
    .addSuccess(EvidenceMetadata).addError(notFound).addError(problemAt(409, "the file is being analysed")))
  .add(HttpApiEndpoint.get("lines")`/evidence/${evidenceId}/lines`
    .setUrlParams(Schema.Struct({
      start: queryInt("start", { min: 1, max: 2_000_000_000, default: 1 }), count: queryInt("count", { min: 1, max: 2_000, default: 200 }),
      view: Schema.optionalWith(Schema.Literal("raw", "redacted"), { default: () => "raw" as const }), artifact
    }))
    .addSuccess(Schema.Struct({ lines: Schema.Array(Line), total_lines: Schema.Number })).addError(notFound).addError(unreadable))
  .add(HttpApiEndpoint.get("text")`/evidence/${evidenceId}/text`.setUrlParams(Schema.Struct({ artifact })).addSuccess(Schema.Struct({ text: Schema.NullOr(Schema.String) })).addError(notFound).addError(unreadable))
  .add(HttpApiEndpoint.get("search")`/evidence/${evidenceId}/search`
    .setUrlParams(Schema.Struct({ q: text("q", 1, 500), cursor: optionalQueryInt("cursor", { min: 1, max: 2_000_000_000 }), limit: queryInt("limit", { min: 1, max: 500, default: 100 }), artifact }))
    .addSuccess(Schema.Struct({ matches: Schema.Array(Line), next_cursor: Schema.NullOr(Schema.Number) })).addError(notFound).addError(unreadable))
  .add(HttpApiEndpoint.get("templates")`/evidence/${evidenceId}/templates`
    .addSuccess(Schema.Struct({
      templates: Schema.Array(Schema.Struct({
        id: Schema.Number, template: Schema.String, count: Schema.Number, level: Schema.NullOr(Schema.String), first_line: Schema.Number, last_line: Schema.Number,
        first_at: Schema.NullOr(Timestamp), last_at: Schema.NullOr(Timestamp), buckets: Schema.Array(Schema.Number), artifact: Schema.NullOr(Schema.String)
      })), total: Schema.Number
    })).addError(notFound))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
