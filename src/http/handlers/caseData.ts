import { createHash } from "node:crypto"
import { HttpApiBuilder, type HttpServerRequest, type HttpServerResponse } from "@effect/platform"
import { Effect, Schema, Stream } from "effect"
import { Agent } from "../../modules/agent/index.js"
import { Cases } from "../../modules/case/index.js"
import { type EvidenceFile, Evidences, type SourceType } from "../../modules/evidence/index.js"
import { InvalidInput, NotFound } from "../../modules/kernel/errors.js"
import { iso } from "../../modules/kernel/time.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { limited, missingField, multipartProblem, type Spooled, spool, walkParts } from "../multipart.js"
import { remembered } from "../once.js"
import { optionalJson } from "../optionalBody.js"
import { httpSettings } from "../settings.js"
import { caseEvidenceView, dataView, derivedEvidence, uploadedFileView } from "./caseDataViews.js"
import { caseView } from "./caseViews.js"

const DEFAULT_PAGE = 50
const ANSWER_WAIT = "60 seconds"
const Observation = Schema.Struct({
  content: Schema.optional(Schema.String.pipe(Schema.maxLength(4_000_000))),
  source: Schema.optionalWith(Schema.String.pipe(Schema.maxLength(100)), { default: () => "user" }),
  category: Schema.optionalWith(Schema.String.pipe(Schema.maxLength(100)), { default: () => "observation" })
})
const SOURCE_TYPES: Record<string, SourceType> = { file_upload: "file_upload", text_paste: "paste", page_capture: "page_capture", screenshot: "screenshot" }

const sourceOf = (text: string | undefined): Effect.Effect<{ readonly sourceType: SourceType; readonly sourceUrl: string | null; readonly metadata: Record<string, unknown> }, InvalidInput> => {
  if (text === undefined || text.trim() === "") return Effect.succeed({ sourceType: "file_upload", sourceUrl: null, metadata: {} })
  return Effect.try({
    try: () => {
      const given = JSON.parse(text) as Record<string, unknown>
      const sourceType = SOURCE_TYPES[String(given["source_type"] ?? "file_upload")]
      if (sourceType === undefined) throw new Error("source_type")
      return {
        sourceType, sourceUrl: typeof given["source_url"] === "string" ? given["source_url"].slice(0, 2_000) : null,
        metadata: typeof given["captured_at"] === "string" ? { captured_at: given["captured_at"].slice(0, 100) } : {}
      }
    },
    catch: () => new InvalidInput({ loc: ["body", "source_metadata"], type: "value_error", reason: `source_metadata must be JSON with source_type one of ${Object.keys(SOURCE_TYPES).join(", ")}` })
  })
}

export const caseDataHandlers = HttpApiBuilder.group(Api, "caseData", (handlers) => Effect.gen(function*() {
  const agent = yield* Agent
  const cases = yield* Cases
  const evidences = yield* Evidences
  const { maxFileMb } = yield* httpSettings

  /** A file of this case; one of another case is as good as none. */
  const ofCase = (caseId: string, evidenceId: string, resource: string) => Effect.gen(function*() {
    yield* cases.get(caseId)
    const file = yield* evidences.get(evidenceId)
    return file.caseId === caseId ? file : yield* new NotFound({ resource, id: evidenceId })
  })

  const addText = (caseId: string) => Effect.gen(function*() {
    const given = yield* optionalJson(Observation)
    if (given.content === undefined || given.content.trim() === "") return yield* missingField("content")
    const bytes = new TextEncoder().encode(given.content)
    const name = `${given.category.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 40) || "observation"}-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.txt`
    return yield* remembered(200, given, Effect.gen(function*() {
      yield* evidences.upload({ caseId, filename: name, sourceType: "paste", metadata: { source: given.source, category: given.category } }, Stream.make(bytes))
      return caseView(yield* cases.get(caseId))
    }))
  })

  /** What the agent says of a file; where it cannot answer now the file is kept all the same. */
  const comment = (file: EvidenceFile) => agent.ask({
    caseId: file.caseId, message: `I have added ${file.filename}. What does it show?`, attachments: [file.evidenceId],
    metadata: { attachments: [{ file_id: file.evidenceId, filename: file.filename, size_bytes: file.bytes, source_type: file.sourceType }] }, intent: null
  }).pipe(
    Effect.flatMap((turn) => agent.result(turn.jobId)),
    Effect.timeout(ANSWER_WAIT),
    Effect.map((result) => ({ content: result.agent_response, turn_number: result.turn_number as number | null })),
    Effect.catchTags({
      Conflict: () => Effect.succeed({ content: `**${file.filename}** is added and being analysed. Another question of this case is still being answered; ask about the file afterwards.`, turn_number: null }),
      TimeoutException: () => Effect.succeed({ content: `**${file.filename}** is added; its analysis takes longer. Ask about it in a moment.`, turn_number: null }),
      Unavailable: (error) => Effect.succeed({ content: `**${file.filename}** is added, but ${error.reason}`, turn_number: null })
    })
  )

  const addFile = (caseId: string, request: HttpServerRequest.HttpServerRequest) => Effect.scoped(Effect.gen(function*() {
    const found: { current: { readonly name: string; readonly spooled: Spooled } | null } = { current: null }
    const fields = yield* walkParts(limited(request.multipartStream), (part) => Effect.gen(function*() {
      if (part.key !== "file" || found.current !== null) return yield* new InvalidInput({ loc: ["body", part.key], type: "unexpected_file", reason: "one file per request, in the field 'file'" })
      found.current = { name: part.name, spooled: yield* spool(part.content, maxFileMb * 1024 * 1024) }
    }))
    if (found.current === null) return yield* missingField("file")
    const { name, spooled } = found.current
    const source = yield* sourceOf(fields.get("source_metadata"))
    const content = { name, sha256: spooled.sha256, fields: [...fields].sort(([a], [b]) => (a < b ? -1 : 1)) }
    return yield* remembered(201, content, Effect.gen(function*() {
      const file = yield* evidences.upload({ caseId, filename: name, description: fields.get("description")?.slice(0, 2_000) ?? null, ...source }, spooled.body)
      const said = yield* comment(file)
      const analysis = yield* evidences.analysis(file.evidenceId)
      const kept = (analysis?.findings ?? []).reduce((sum, f) => sum + f.quotes.reduce((n, q) => n + q.bytes.end - q.bytes.start, 0), 0)
      const type = analysis?.dataType ?? file.evidenceType
      return {
        data_id: file.evidenceId, case_id: caseId, file_name: file.filename, file_size: file.bytes, data_type: type, uploaded_at: iso(file.uploadedAt),
        processing_status: (yield* evidences.get(file.evidenceId)).status,
        classification: { data_type: type, confidence: analysis?.confidence ?? 0, compression_ratio: file.bytes === 0 ? 0 : Math.round(kept / file.bytes * 10_000) / 10_000 },
        agent_response: { content: said.content, response_type: "DATA_ANALYSIS", session_id: fields.get("session_id") ?? "", case_id: caseId, turn_number: said.turn_number, sources: [] }
      }
    }))
  })).pipe(Effect.catchTag("MultipartError", (error) => Effect.fail(multipartProblem(error))))

  return handlers
    .handle("listData", ({ path, urlParams }) => answer(Effect.gen(function*() {
      const limit = urlParams.limit ?? DEFAULT_PAGE
      const offset = urlParams.offset ?? 0
      const { files, total } = yield* evidences.list({ caseId: path.case_id, limit, offset })
      return { case_id: path.case_id, data: files.map((file) => dataView(file, null)), total, limit, offset, note: "files and texts of the case, newest first" }
    })))
    .handle("addData", ({ path, request }) => answer(Effect.gen(function*() {
      yield* cases.assertWritable(path.case_id)
      return yield* (request.headers["content-type"] ?? "").startsWith("multipart/") ? addFile(path.case_id, request) : Effect.map(addText(path.case_id), (r): HttpServerResponse.HttpServerResponse => r)
    })))
    .handle("getData", ({ path }) => answer(Effect.gen(function*() {
      const file = yield* ofCase(path.case_id, path.data_id, "data")
      return dataView(file, yield* evidences.analysis(file.evidenceId))
    })))
    .handle("removeData", ({ path }) => answer(Effect.flatMap(ofCase(path.case_id, path.data_id, "data"), (file) => evidences.remove(file.evidenceId))))
    .handle("uploadedFiles", ({ path }) => answer(Effect.gen(function*() {
      const { files, total } = yield* evidences.list({ caseId: path.case_id, limit: 1_000, offset: 0 })
      const analyses = new Map((yield* evidences.analysed(path.case_id)).map(({ analysis, file }) => [file.evidenceId, analysis]))
      return { case_id: path.case_id, files: files.map((file) => uploadedFileView(file, analyses.get(file.evidenceId) ?? null)), total }
    })))
    .handle("uploadedFile", ({ path }) => answer(Effect.gen(function*() {
      const file = yield* ofCase(path.case_id, path.file_id, "file")
      const [analysis, hypotheses] = yield* Effect.all([evidences.analysis(file.evidenceId), cases.hypotheses(path.case_id)])
      return { ...uploadedFileView(file, analysis), derived_evidence: derivedEvidence(file, analysis, hypotheses), note: "each item cites bytes of the stored file" }
    })))
    .handle("caseEvidence", ({ path }) => answer(Effect.gen(function*() {
      const [evidenceId = "", number] = path.evidence_id.split(":")
      const file = yield* ofCase(path.case_id, evidenceId, "evidence")
      const [analysis, hypotheses] = yield* Effect.all([evidences.analysis(file.evidenceId), cases.hypotheses(path.case_id)])
      const index = number === undefined ? null : Number(number) - 1
      if (index !== null && analysis?.findings[index] === undefined) return yield* new NotFound({ resource: "evidence", id: path.evidence_id })
      return caseEvidenceView(file, analysis, hypotheses, index)
    })))
}))
