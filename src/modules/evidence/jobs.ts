import { Schema } from "effect"
import { jobKind } from "../../providers/jobs/Jobs.js"

/** Analyses one stored file. Running it again replaces the analysis. */
export const ProcessEvidence = jobKind("evidence.process", Schema.Struct({ evidenceId: Schema.String }))

/** One try to have a file's images described; a failed one queues the next. `partly`: why the analysis could read a part of the file only. */
export const DescribeImage = jobKind("evidence.describe", Schema.Struct({ evidenceId: Schema.String, attempt: Schema.Int, partly: Schema.optional(Schema.String) }))
