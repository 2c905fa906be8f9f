import { Schema } from "effect"
import { jobKind } from "../../providers/jobs/Jobs.js"

/** Parses, chunks and indexes one stored file; running it again replaces its chunks. */
export const IngestDocument = jobKind("knowledge.ingest", Schema.Struct({ documentId: Schema.String }))

/** Deletes documents on behalf of whom asked; roles and teams hold where that is no account. */
export const DeleteDocuments = jobKind("knowledge.bulk_delete", Schema.Struct({
  documentIds: Schema.Array(Schema.String), ownerId: Schema.String, organizationId: Schema.String, roles: Schema.Array(Schema.String),
  teamIds: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] })
}))

/** Takes every file of a stored archive into the knowledge base; the result says what became of each. */
export const ImportDocuments = jobKind("knowledge.import", Schema.Struct({
  storageKey: Schema.String, scope: Schema.String, ownerId: Schema.String, folder: Schema.NullOr(Schema.String),
  documentType: Schema.NullOr(Schema.String), tags: Schema.NullOr(Schema.Array(Schema.String))
}))
