import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Effect, Schema, Stream } from "effect"
import { type AnalysisFailed, type EvidenceFile, Evidences, SourceType } from "../../modules/evidence/index.js"
import { InvalidInput } from "../../modules/kernel/errors.js"
import { iso, isoOrNull, now } from "../../modules/kernel/time.js"
import { Files } from "../../providers/files/Files.js"
import { Web } from "../../providers/web/Web.js"
import { Api } from "../api.js"
import { contentDisposition } from "../disposition.js"
import { answer, Problem } from "../errors.js"
import { limited, missingField, type Spooled, spool, walkParts } from "../multipart.js"
import { idempotencyKey, remembered } from "../once.js"
import { httpSettings } from "../settings.js"
import { evidenceItem, evidenceMetadata } from "./evidenceViews.js"

const isSourceType = Schema.is(SourceType)
const DataTypeName = Schema.Literal("logs", "metrics", "configuration", "source_code", "error_report", "trace", "profile", "command_output", "document", "image", "page_capture", "text")
const isDataType = Schema.is(DataTypeName)

const uploadInput = (fields: ReadonlyMap<string, string>, filename: string) => {
  const declared = fields.get("data_type")
  const source = fields.get("source_type")
  return {
    caseId: fields.get("case_id") ?? "", filename, description: fields.get("description") ?? null,
    sourceType: isSourceType(source) ? source : "file_upload" as const, sourceUrl: fields.get("source_url") ?? null,
    declaredType: isDataType(declared) ? declared : null
  }
}

const checkFields = (fields: ReadonlyMap<string, string>): Effect.Effect<void, InvalidInput> => {
  const declared = fields.get("data_type")
  if (declared !== undefined && !isDataType(declared)) return Effect.fail(new InvalidInput({ loc: ["body", "data_type"], type: "enum", reason: `data_type must be one of ${DataTypeName.literals.join(", ")}` }))
  if ((fields.get("description") ?? "").length > 2_000) return Effect.fail(new InvalidInput({ loc: ["body", "description"], type: "string_too_long", reason: "description may have at most 2000 characters" }))
  return Effect.void
}

const uploaded = (file: EvidenceFile) => ({
  evidence_id: file.evidenceId, filename: file.filename, file_type: file.fileType, file_size: file.bytes, evidence_type: file.evidenceType,
  uploaded_at: iso(file.uploadedAt), message: "Evidence uploaded successfully", case_id: file.caseId, sha256: file.sha256, status: file.status, job_id: file.jobId
})

/** What is inside a file cannot always be opened again. */
const cannotOpen = (error: AnalysisFailed) => Effect.fail(new Problem({ status: 409, code: error.code, detail: `the text inside could not be read: ${error.reason}` }))

export const evidenceHandlers = HttpApiBuilder.group(Api, "evidence", (handlers) => Effect.gen(function*() {
  const evidences = yield* Evidences
  const files = yield* Files
  const web = yield* Web
  const { maxFileMb } = yield* httpSettings
  const limitBytes = maxFileMb * 1024 * 1024

  const page = (query: { readonly case_id: string; readonly page: number; readonly page_size: number; readonly evidence_type?: EvidenceFile["evidenceType"] | undefined }) =>
    Effect.map(evidences.list({
      caseId: query.case_id, limit: query.page_size, offset: (query.page - 1) * query.page_size,
      ...(query.evidence_type === undefined ? {} : { type: query.evidence_type })
    }), ({ files: found, total }) => ({
      evidence: found.map(evidenceItem), total, page: query.page, page_size: query.page_size, total_pages: Math.ceil(total / query.page_size)
    }))

  return handlers
    .handle("health", () => Effect.gen(function*() {
      const storage = yield* Effect.isSuccess(files.check)
      return { status: storage ? "healthy" : "unhealthy", service: "evidence", timestamp: iso(yield* now), storage_available: storage, database_available: true }
    }))
    .handle("upload", ({ payload, request }) => answer(Effect.scoped(Effect.gen(function*() {
      let stored: EvidenceFile | null = null
      let late: { readonly name: string; readonly body: Spooled } | null = null
      const fields = yield* walkParts(limited(payload), (file, known) => Effect.gen(function*() {
        if (file.key !== "file" || stored !== null || late !== null) {
          return yield* new InvalidInput({ loc: ["body", file.key], type: "unexpected_file", reason: "one file per upload, in the field 'file'" })
        }
        const body = file.content
        // fields may follow the file: then it waits in a temporary place
        if (known.has("case_id") && idempotencyKey(request) === null) {
          yield* checkFields(known)
          stored = yield* evidences.upload(uploadInput(known, file.name), body)
        } else late = { name: file.name, body: yield* spool(body, limitBytes) }
      }))
      if (!fields.has("case_id") || fields.get("case_id")!.trim() === "") return yield* missingField("case_id")
      yield* checkFields(fields)
      if (late !== null && idempotencyKey(request) !== null) {
        const { body, name } = late as { name: string; body: Spooled }
        return yield* remembered(201, { name, sha256: body.sha256, fields: [...fields].sort(([a], [b]) => (a < b ? -1 : 1)) }, Effect.map(evidences.upload(uploadInput(fields, name), body.body), uploaded))
      }
      if (late !== null) stored = yield* evidences.upload(uploadInput(fields, (late as { name: string }).name), (late as { body: Spooled }).body.body)
      if (stored === null) return yield* missingField("file")
      return uploaded(stored as EvidenceFile)
    })).pipe(Effect.catchTag("MultipartError", () => Effect.fail(new Problem({ status: 422, code: "validation_error", detail: "the upload ended too early; nothing was kept" }))))))
    .handle("fromUrl", ({ payload }) => answer(Effect.scoped(Effect.gen(function*() {
      // whose case it is comes first: nothing is fetched for strangers
      yield* evidences.list({ caseId: payload.case_id, limit: 1, offset: 0 })
      const unreachable = (error: { readonly detail: string }) => new InvalidInput({ loc: ["body", "url"], type: "url_unreachable", reason: `the address could not be fetched: ${error.detail}` })
      const page = yield* Effect.mapError(web.get(payload.url, { maxBytes: limitBytes }), unreachable)
      return uploaded(yield* evidences.upload({
        caseId: payload.case_id, filename: page.filename, description: payload.description ?? null, sourceType: "file_upload", sourceUrl: page.url, declaredType: null
      }, Stream.mapError(page.body, unreachable)))
    }))))
    .handle("list", ({ urlParams }) => answer(page(urlParams)))
    .handle("byCase", ({ path, urlParams }) => answer(page({ ...urlParams, case_id: path.case_id })))
    .handle("get", ({ path }) => answer(Effect.gen(function*() {
      const file = yield* evidences.get(path.evidence_id)
      return evidenceMetadata(file, yield* evidences.analysis(path.evidence_id))
    })))
    .handle("download", ({ path }) => answer(Effect.map(evidences.download(path.evidence_id), ({ body, file }) =>
      HttpServerResponse.stream(body, {
        contentType: "application/octet-stream", contentLength: file.bytes,
        headers: { "content-disposition": contentDisposition(file.filename), "content-security-policy": "sandbox; default-src 'none'", "x-content-sha256": file.sha256 }
      }))))
    .handle("remove", ({ path }) => answer(evidences.remove(path.evidence_id)))
    .handle("link", ({ path, payload }) => answer(Effect.map(evidences.link(path.evidence_id, payload.case_id, payload.description ?? null), (file) => ({
      message: "Evidence linked to case", evidence_id: file.evidenceId, case_id: file.caseId
    }))))
    .handle("declareType", ({ path, payload }) => answer(Effect.map(evidences.declareType(path.evidence_id, payload.data_type), (file) => evidenceMetadata(file, null))))
    .handle("text", ({ path, urlParams }) => answer(evidences.text(path.evidence_id, urlParams.artifact).pipe(Effect.map((text) => ({ text })), Effect.catchTag("AnalysisFailed", cannotOpen))))
    .handle("lines", ({ path, urlParams }) => answer(evidences.lines(path.evidence_id, { start: urlParams.start, count: urlParams.count, redacted: urlParams.view === "redacted", artifact: urlParams.artifact }).pipe(
      Effect.map((found) => ({ lines: found.lines.map((line) => ({ n: line.number, text: line.text, level: line.level })), total_lines: found.totalLines })),
      Effect.catchTag("AnalysisFailed", cannotOpen)
    )))
    .handle("search", ({ path, urlParams }) => answer(evidences.search(path.evidence_id, { text: urlParams.q, from: urlParams.cursor ?? 1, limit: urlParams.limit, artifact: urlParams.artifact }).pipe(
      Effect.map((found) => ({ matches: found.matches.map((line) => ({ n: line.number, text: line.text, level: line.level })), next_cursor: found.next })),
      Effect.catchTag("AnalysisFailed", cannotOpen)
    )))
    .handle("templates", ({ path }) => answer(Effect.map(evidences.analysis(path.evidence_id), (analysis) => {
      const templates = analysis?.templates ?? []
      return {
        templates: templates.map((t) => ({
          id: t.id, template: t.template, count: t.count, level: t.level, first_line: t.firstLine, last_line: t.lastLine,
          first_at: isoOrNull(t.firstAt), last_at: isoOrNull(t.lastAt), buckets: t.buckets, artifact: t.artifact ?? null
        })),
        total: templates.length
      }
    })))
}))
