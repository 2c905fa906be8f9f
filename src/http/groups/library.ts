import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { queryFlag, queryInt, text } from "../fields.js"
import { AdminOnly, Authentication } from "../security.js"
import { DocumentList, DocumentUpdate, DocumentView, Scope } from "./knowledge.js"

const id = HttpApiSchema.param("document_id", Schema.String)
const notFound = problemAt(404, "no such document in your scopes")
const forbidden = problemAt(403, "only the owner or an administrator may change it")

const listing = {
  limit: queryInt("limit", { min: 1, max: 100, default: 20 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }),
  document_type: Schema.optional(Schema.String), q: Schema.optional(text("q", 0, 500)), tag: Schema.optional(Schema.String),
  status: Schema.optional(Schema.Literal("pending", "processing", "indexed", "failed")), include_content: queryFlag(false)
}

const form = HttpApiSchema.MultipartStream(Schema.Struct({
  file: Schema.String, title: Schema.optional(Schema.String), document_type: Schema.optional(Schema.String), tags: Schema.optional(Schema.String), category: Schema.optional(Schema.String),
  source_url: Schema.optional(Schema.String), description: Schema.optional(Schema.String), scope: Schema.optional(Schema.String), team: Schema.optional(Schema.String)
}))

const folder = HttpApiSchema.MultipartStream(Schema.Struct({
  files: Schema.Array(Schema.String).annotations({ description: "files or zip, tar and gzip archives; a part's file name is its path in the folder" }),
  folder: Schema.optional(Schema.String), document_type: Schema.optional(Schema.String), tags: Schema.optional(Schema.String), scope: Schema.optional(Schema.String), team: Schema.optional(Schema.String)
}))

/** The job's `result`: `counts` by status and, for every file, `{path, status, document_id, reason}`. */
const ImportAccepted = Schema.Struct({ job_id: Schema.String, files: Schema.Number, status: Schema.Literal("pending") }).annotations({ identifier: "DocumentImportResponse" })

export const UploadAccepted = Schema.Struct({ ...DocumentView.fields, message: Schema.String }).annotations({ identifier: "DocumentUploadResponse" })

/** Whose a draft becomes; where it lies if left out. `team` chooses one of several. */
export const Publication = Schema.Struct({ scope: Schema.optional(Schema.NullOr(Scope)), team: Schema.optional(Schema.NullOr(text("team", 1, 64))) })

const publication = OpenApi.annotations({
  transform: (operation) => ({
    ...operation,
    requestBody: {
      required: false, description: "whose the document becomes; where it lies if left out",
      content: { "application/json": { schema: { type: "object", properties: { scope: { type: "string", enum: ["user", "team", "organization", "global"] }, team: { type: "string", minLength: 1, maxLength: 64 } } } } }
    }
  })
})

/** The dashboard's own names for documents, with upload, drafts and facets. */
export class LibraryGroup extends HttpApiGroup.make("library")
  .add(HttpApiEndpoint.get("list")`/documents`
    .setUrlParams(Schema.Struct({
      ...listing, scope: Schema.optional(Scope), drafts: queryFlag(false), case_id: Schema.optional(Schema.String), collection_id: Schema.optional(Schema.String)
    })).addSuccess(DocumentList))
  .add(HttpApiEndpoint.post("upload")`/documents/upload`.setPayload(form).addSuccess(UploadAccepted, { status: 201 })
    .addError(problemAt(403, "only administrators write there")).addError(problemAt(507, "the disk is full")))
  .add(HttpApiEndpoint.post("import")`/documents/import`.setPayload(folder).addSuccess(ImportAccepted, { status: 202 })
    .addError(problemAt(403, "only administrators write there")).addError(problemAt(507, "the disk is full")))
  .add(HttpApiEndpoint.get("facets")`/documents/facets`.addSuccess(Schema.Struct({
    types: Schema.Record({ key: Schema.String, value: Schema.Number }), tags: Schema.Record({ key: Schema.String, value: Schema.Number }),
    scopes: Schema.Record({ key: Schema.String, value: Schema.Number }), statuses: Schema.Record({ key: Schema.String, value: Schema.Number })
  })))
  .add(HttpApiEndpoint.get("get")`/documents/${id}`.addSuccess(DocumentView).addError(notFound))
  .add(HttpApiEndpoint.put("update")`/documents/${id}`.setPayload(DocumentUpdate).addSuccess(DocumentView).addError(notFound).addError(forbidden))
  .add(HttpApiEndpoint.post("publish")`/documents/${id}/publish`
    .annotateContext(publication)
    .addSuccess(DocumentView).addError(notFound).addError(forbidden).addError(problemAt(409, "it is published already")))
  .add(HttpApiEndpoint.post("reject")`/documents/${id}/reject`.addSuccess(HttpApiSchema.NoContent).addError(notFound).addError(forbidden).addError(problemAt(409, "it is published already")))
  .add(HttpApiEndpoint.del("remove")`/documents/${id}`.addSuccess(HttpApiSchema.NoContent).addError(notFound).addError(forbidden))
  .middleware(Authentication)
  .prefix("/api/v1")
{}

/** The knowledge that everybody finds; written by administrators. */
export class AdminLibraryGroup extends HttpApiGroup.make("adminLibrary")
  .add(HttpApiEndpoint.get("list")`/admin/kb/documents`.setUrlParams(Schema.Struct(listing)).addSuccess(DocumentList))
  .add(HttpApiEndpoint.post("upload")`/admin/kb/documents`.setPayload(form).addSuccess(UploadAccepted, { status: 201 }).addError(problemAt(507, "the disk is full")))
  .add(HttpApiEndpoint.get("get")`/admin/kb/documents/${id}`.addSuccess(DocumentView).addError(notFound))
  .add(HttpApiEndpoint.del("remove")`/admin/kb/documents/${id}`.addSuccess(HttpApiSchema.NoContent).addError(notFound))
  .add(HttpApiEndpoint.post("reconcile")`/admin/kb/reconcile`.addSuccess(Schema.Struct({
    rows: Schema.Number, chunks: Schema.Number, vectors: Schema.Number, files: Schema.Number, repaired: Schema.Number
  }).annotations({ identifier: "ReconcileReport", description: "what belonged to no document and was removed; documents that were incomplete and are repaired" })))
  .middleware(AdminOnly)
  .prefix("/api/v1")
{}
