import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { caseIdParam, JsonObject, optionalQueryInt, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"
import { CaseResponse } from "./cases.js"

export const CaseData = Schema.Struct({
  data_id: Schema.String, case_id: Schema.String, filename: Schema.String, description: Schema.String, data_type: Schema.String, size_bytes: Schema.Number,
  upload_timestamp: Timestamp, processing_status: Schema.String, source_type: Schema.String, source_url: Schema.NullOr(Schema.String), note: Schema.String
}).annotations({ identifier: "CaseData" })

/** Answer to a file given through the older route: what the agent says of it. */
export const DataAnswer = Schema.Struct({
  data_id: Schema.String, case_id: Schema.String, file_name: Schema.String, file_size: Schema.Number, data_type: Schema.String, uploaded_at: Timestamp, processing_status: Schema.String,
  classification: Schema.Struct({ data_type: Schema.String, confidence: Schema.Number, compression_ratio: Schema.Number }),
  agent_response: Schema.Struct({ content: Schema.String, response_type: Schema.String, session_id: Schema.String, case_id: Schema.String, turn_number: Schema.NullOr(Schema.Number), sources: Schema.Array(JsonObject) })
}).annotations({ identifier: "CaseDataAnswer" })

export const UploadedFile = Schema.Struct({
  file_id: Schema.String, case_id: Schema.String, filename: Schema.String, content_type: Schema.String, size_bytes: Schema.Number, uploaded_at: Timestamp, upload_timestamp: Timestamp,
  uploaded_at_turn: Schema.Number, source_type: Schema.String, status: Schema.String, processing_status: Schema.String, summary: Schema.NullOr(Schema.String),
  evidence_count: Schema.Number, sha256: Schema.String
}).annotations({ identifier: "UploadedFileMetadata" })

const DerivedEvidence = Schema.Struct({
  evidence_id: Schema.String, summary: Schema.String, category: Schema.String, severity: Schema.String, detail: Schema.String, line_start: Schema.NullOr(Schema.Number),
  line_end: Schema.NullOr(Schema.Number), byte_start: Schema.NullOr(Schema.Number), byte_end: Schema.NullOr(Schema.Number), artifact: Schema.NullOr(Schema.String), sha256: Schema.NullOr(Schema.String),
  collected_at: Schema.NullOr(Timestamp), confidence: Schema.Number, related_hypothesis_ids: Schema.Array(Schema.String)
}).annotations({ identifier: "DerivedEvidenceSummary" })

/** The investigation's view of one piece of evidence: a whole file, or one finding of it (`<file>:<number>`). */
const CaseEvidence = Schema.Struct({
  evidence_id: Schema.String, case_id: Schema.String, category: Schema.String, primary_purpose: Schema.String, summary: Schema.String, preprocessed_content: Schema.String,
  content_ref: Schema.String, content_size_bytes: Schema.Number, preprocessing_method: Schema.String, compression_ratio: Schema.Number, analysis: Schema.String,
  source_type: Schema.String, form: Schema.String, advances_milestones: Schema.Array(Schema.String), collected_at: Timestamp, collected_by: Schema.String,
  collected_at_turn: Schema.Number, related_hypotheses: Schema.Array(Schema.Struct({ hypothesis_id: Schema.String, statement: Schema.String, stance: Schema.String })),
  source_file: Schema.Struct({ file_id: Schema.String, filename: Schema.String, size_bytes: Schema.Number, uploaded_at_turn: Schema.Number })
}).annotations({ identifier: "CaseEvidence" })

const noCase = problemAt(404, "no such case of yours")
const noData = problemAt(404, "no such data of this case")

const bodies = OpenApi.annotations({
  transform: (operation) => ({
    ...operation,
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: { type: "object", required: ["content"], properties: { content: { type: "string", minLength: 1 }, source: { type: "string", default: "user" }, category: { type: "string", default: "observation" } } } },
        "multipart/form-data": { schema: { type: "object", required: ["file"], properties: { file: { type: "string", format: "binary" }, session_id: { type: "string" }, source_metadata: { type: "string" }, description: { type: "string" } } } }
      }
    }
  })
})

/** Files and texts of a case under the older names. */
export class CaseDataGroup extends HttpApiGroup.make("caseData")
  .add(HttpApiEndpoint.get("listData")`/cases/${caseIdParam}/data`
    .setUrlParams(Schema.Struct({ limit: optionalQueryInt("limit", { min: 1, max: 200 }), offset: optionalQueryInt("offset", { min: 0, max: 1_000_000 }) }))
    .addSuccess(Schema.Struct({ case_id: Schema.String, data: Schema.Array(CaseData), total: Schema.Number, limit: Schema.Number, offset: Schema.Number, note: Schema.String })).addError(noCase))
  .add(HttpApiEndpoint.post("addData")`/cases/${caseIdParam}/data`
    .addSuccess(CaseResponse).addSuccess(DataAnswer, { status: 201 }).addError(noCase).addError(problemAt(409, "the case is closed")).addError(problemAt(507, "the disk is full"))
    .annotateContext(bodies))
  .add(HttpApiEndpoint.get("getData")`/cases/${caseIdParam}/data/${HttpApiSchema.param("data_id", Schema.String)}`.addSuccess(CaseData).addError(noData))
  .add(HttpApiEndpoint.del("removeData")`/cases/${caseIdParam}/data/${HttpApiSchema.param("data_id", Schema.String)}`.addSuccess(HttpApiSchema.NoContent).addError(noData))
  .add(HttpApiEndpoint.get("uploadedFiles")`/cases/${caseIdParam}/uploaded-files`
    .addSuccess(Schema.Struct({ case_id: Schema.String, files: Schema.Array(UploadedFile), total: Schema.Number })).addError(noCase))
  .add(HttpApiEndpoint.get("uploadedFile")`/cases/${caseIdParam}/uploaded-files/${HttpApiSchema.param("file_id", Schema.String)}`
    .addSuccess(Schema.Struct({ ...UploadedFile.fields, derived_evidence: Schema.Array(DerivedEvidence), note: Schema.String }).annotations({ identifier: "UploadedFileDetailsResponse" }))
    .addError(problemAt(404, "no such file of this case")))
  .add(HttpApiEndpoint.get("caseEvidence")`/cases/${caseIdParam}/evidence/${HttpApiSchema.param("evidence_id", Schema.String)}`
    .addSuccess(CaseEvidence).addError(problemAt(404, "no such evidence of this case")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
