import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { JsonObject, queryInt, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

/** `cancelled` is told from `failed` by `error`: the contract knows four states. */
export const JobView = Schema.Struct({
  job_id: Schema.String, job_type: Schema.String, status: Schema.Literal("pending", "processing", "completed", "failed"), created_at: Timestamp, updated_at: Timestamp,
  progress: Schema.NullOr(Schema.Number), result: Schema.NullOr(JsonObject), error: Schema.NullOr(Schema.String), message: Schema.NullOr(Schema.String), cancelled: Schema.Boolean,
  attempts: Schema.Number, max_attempts: Schema.Number, subject: Schema.NullOr(Schema.String)
}).annotations({ identifier: "Job" })

const job = HttpApiSchema.param("job_id", Schema.String)
const notFound = problemAt(404, "no such job of yours")

/** Background work of the user: ingestion, analysis, turns, reports. */
export class JobsGroup extends HttpApiGroup.make("jobs")
  .add(HttpApiEndpoint.get("knowledgeJob")`/knowledge/jobs/${job}`.addSuccess(JobView).addError(notFound))
  .add(HttpApiEndpoint.get("list")`/jobs`
    .setUrlParams(Schema.Struct({
      limit: queryInt("limit", { min: 1, max: 100, default: 50 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }),
      status: Schema.optional(Schema.Literal("pending", "processing", "completed", "failed", "cancelled")), job_type: Schema.optional(Schema.String)
    }))
    .addSuccess(Schema.Struct({ jobs: Schema.Array(JobView), total: Schema.Number, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.get("events")`/jobs/events`.addSuccess(HttpApiSchema.Text({ contentType: "text/event-stream" })))
  .add(HttpApiEndpoint.get("get")`/jobs/${job}`.addSuccess(JobView).addError(notFound))
  .add(HttpApiEndpoint.post("cancel")`/jobs/${job}/cancel`.addSuccess(JobView).addError(notFound).addError(problemAt(409, "it has ended already")))
  .add(HttpApiEndpoint.post("retry")`/jobs/${job}/retry`.addSuccess(JobView).addError(notFound).addError(problemAt(409, "only a failed or cancelled job can run again")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
