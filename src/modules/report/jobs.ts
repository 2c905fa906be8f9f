import { Schema } from "effect"
import { jobKind } from "../../providers/jobs/Jobs.js"

/** Writes the pending versions of one case. */
export const WriteReports = jobKind("report.write", Schema.Struct({
  caseId: Schema.String, ownerId: Schema.String, organizationId: Schema.String, reportIds: Schema.Array(Schema.String), instructions: Schema.NullOr(Schema.String)
}))
