import { HttpApiBuilder } from "@effect/platform"
import { Effect } from "effect"
import { NotFound } from "../../modules/kernel/errors.js"
import { type Document, type DocumentQuery, Knowledge } from "../../modules/knowledge/index.js"
import { Api } from "../api.js"
import { uploadDocument } from "../documentForm.js"
import { answer } from "../errors.js"
import { Publication } from "../groups/library.js"
import { importFolder } from "../folderForm.js"
import { optionalJson } from "../optionalBody.js"
import { documentView } from "./knowledge.js"

const makeListing = (knowledge: Knowledge["Type"]) => (query: DocumentQuery, withContent: boolean) => Effect.gen(function*() {
  const page = yield* knowledge.list(query)
  const contents = withContent ? yield* knowledge.contents(page.documents.map((d) => d.documentId)) : new Map<string, string>()
  return { documents: page.documents.map((d) => documentView(d, contents.get(d.documentId) ?? "")), total_count: page.total, limit: query.limit, offset: query.offset }
})

const withoutContent = (document: Document) => documentView(document, "")

export const libraryHandlers = HttpApiBuilder.group(Api, "library", (handlers) => Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const listed = makeListing(knowledge)
  const withContent = (document: Document) => Effect.map(knowledge.content(document.documentId), (content) => documentView(document, content))

  return handlers
    .handle("list", ({ urlParams: q }) => answer(listed({
      limit: q.limit, offset: q.offset, documentType: q.document_type, text: q.q, tag: q.tag, status: q.status, scope: q.scope, drafts: q.drafts, caseId: q.case_id, collectionId: q.collection_id
    }, q.include_content)))
    .handle("upload", ({ payload }) => answer(uploadDocument(payload, knowledge, null, withoutContent)))
    .handle("import", ({ payload }) => answer(importFolder(payload, knowledge)))
    .handle("facets", () => answer(knowledge.facets))
    .handle("get", ({ path }) => answer(Effect.flatMap(knowledge.get(path.document_id), withContent)))
    .handle("update", ({ path, payload }) => answer(Effect.flatMap(
      knowledge.change(path.document_id, { title: payload.title, content: payload.content, documentType: payload.document_type, tags: payload.tags, metadata: payload.metadata }), withContent)))
    .handle("publish", ({ path }) => answer(Effect.gen(function*() {
      const { scope, team } = yield* optionalJson(Publication)
      return yield* Effect.flatMap(knowledge.publish(path.document_id, { scope: scope ?? undefined, team: team ?? undefined }), withContent)
    })))
    .handle("reject", ({ path }) => answer(knowledge.reject(path.document_id)))
    .handle("remove", ({ path }) => answer(knowledge.remove(path.document_id)))
}))

export const adminLibraryHandlers = HttpApiBuilder.group(Api, "adminLibrary", (handlers) => Effect.gen(function*() {
  const knowledge = yield* Knowledge
  const listed = makeListing(knowledge)
  const global = (documentId: string) => Effect.filterOrFail(knowledge.get(documentId), (d) => d.scope === "global", () => new NotFound({ resource: "document", id: documentId }))

  return handlers
    .handle("list", ({ urlParams: q }) => answer(listed({ limit: q.limit, offset: q.offset, documentType: q.document_type, text: q.q, tag: q.tag, status: q.status, scope: "global" }, q.include_content)))
    .handle("upload", ({ payload }) => answer(uploadDocument(payload, knowledge, "global", withoutContent)))
    .handle("get", ({ path }) => answer(Effect.flatMap(global(path.document_id), (d) => Effect.map(knowledge.content(d.documentId), (content) => documentView(d, content)))))
    .handle("remove", ({ path }) => answer(Effect.flatMap(global(path.document_id), (d) => Effect.catchTag(knowledge.remove(d.documentId), "Forbidden", () => new NotFound({ resource: "document", id: d.documentId })))))
    .handle("reconcile", () => answer(knowledge.reconcile))
}))
