import { Schema } from "effect"
import { jobKind } from "../../providers/jobs/Jobs.js"

/** Parses, chunks and indexes one stored file; running it again replaces its chunks. */
export const IngestDocument = jobKind("knowledge.ingest", Schema.Struct({ documentId: Schema.String }))
