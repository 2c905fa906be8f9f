import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { caseIdParam } from "../fields.js"
import { Authentication } from "../security.js"
import { ChatAnswer, JobAccepted, JobState } from "./agent.js"

const form = HttpApiSchema.MultipartStream(Schema.Struct({
  query: Schema.optional(Schema.String), pasted_content: Schema.optional(Schema.String), files: Schema.optional(Schema.String),
  intent_type: Schema.optional(Schema.String), intent_data: Schema.optional(Schema.String), input_type: Schema.optional(Schema.String), source_url: Schema.optional(Schema.String)
}))

/** A turn of the dialogue with everything it brings; answered at once, or by 202 and polling where it takes long. */
export class TurnsGroup extends HttpApiGroup.make("turns")
  .add(HttpApiEndpoint.post("turn")`/cases/${caseIdParam}/turns`
    .setPayload(form).addSuccess(ChatAnswer).addSuccess(JobAccepted, { status: 202 })
    .addError(problemAt(404, "no such case of yours")).addError(problemAt(409, "another turn runs, the key was used for another request, or the case does not allow it"))
    .addError(problemAt(503, "the turn ended without an answer")).addError(problemAt(507, "the disk is full")))
  .add(HttpApiEndpoint.get("turnState")`/cases/${caseIdParam}/turns/${HttpApiSchema.param("job_id", Schema.String)}`
    .addSuccess(JobState).addError(problemAt(404, "no such turn of this case")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
