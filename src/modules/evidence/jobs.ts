import { Schema } from "effect"
import { jobKind } from "../../providers/jobs/Jobs.js"

/** Analyses one stored file. Running it again replaces the analysis. */
export const ProcessEvidence = jobKind("evidence.process", Schema.Struct({ evidenceId: Schema.String }))
