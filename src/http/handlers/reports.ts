import { HttpApiBuilder, type HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect, Option } from "effect"
import { Idempotency } from "../../modules/idempotency/index.js"
import { BadRequest, Conflict, NotFound } from "../../modules/kernel/errors.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"
import { Knowledge } from "../../modules/knowledge/index.js"
import { type Report, Reports } from "../../modules/report/index.js"
import { Api } from "../api.js"
import { contentDisposition } from "../disposition.js"
import { answer } from "../errors.js"
import { idempotencyKey, repeatable } from "../once.js"
import { htmlPage } from "../markdown.js"
import { documentView } from "./knowledge.js"

/** How long a request waits for the text; after it the reports are `pending` and the list or the job tells more. */
const WAIT = "45 seconds"

export const reportView = (r: Report) => ({
  report_id: r.reportId, case_id: r.caseId, report_type: r.type, title: r.title, content: r.content, format: "markdown", status: r.status, generation_status: r.status,
  error_message: r.error, version: r.version, is_current: r.current, linked_to_closure: r.linkedToClosure, job_id: r.jobId,
  sources: r.sources.map((s) => ({
    marker: s.marker, evidence_id: s.evidenceId, filename: s.filename, artifact: s.artifact ?? null, line_start: s.lineStart, line_end: s.lineEnd, byte_start: s.byteStart, byte_end: s.byteEnd, sha256: s.sha256, title: s.title
  })),
  provider: r.provider, model: r.model, generation_time_ms: r.generationMs, created_at: iso(r.createdAt), generated_at: isoOrNull(r.completedAt),
  download_url: `/api/v1/cases/${r.caseId}/reports/${r.reportId}/download`
})

const fileName = (r: Report, extension: string): string => `${r.type}-${r.caseId}-v${r.version}.${extension}`

const download = (r: Report, format: "markdown" | "html" | "json") => {
  const named = (extension: string) => ({ "content-disposition": contentDisposition(fileName(r, extension)), "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'" })
  switch (format) {
    case "markdown":
      return Effect.succeed(HttpServerResponse.text(r.content, { contentType: "text/markdown; charset=utf-8", headers: named("md") }))
    case "html":
      return Effect.map(Effect.promise(() => htmlPage(r.title, r.content)), (page) => HttpServerResponse.text(page, { contentType: "text/html; charset=utf-8", headers: named("html") }))
    case "json":
      return Effect.succeed(HttpServerResponse.unsafeJson(reportView(r), { headers: named("json") }))
  }
}

export const reportsHandlers = HttpApiBuilder.group(Api, "reports", (handlers) => Effect.gen(function*() {
  const reports = yield* Reports
  const knowledge = yield* Knowledge
  const idempotency = yield* Idempotency

  const ofCase = (caseId: string, reportId: string) => Effect.filterOrFail(reports.get(reportId), (r) => r.caseId === caseId, () => new NotFound({ resource: "report", id: reportId }))

  /** With an `Idempotency-Key` the reports that the first request began. */
  const beginOnce = <E, R>(request: HttpServerRequest.HttpServerRequest, payload: unknown, generate: Effect.Effect<ReadonlyArray<Report>, E, R>) => Effect.gen(function*() {
    const key = idempotencyKey(request)
    if (key === null) return yield* generate
    const begun = yield* idempotency.atomically(repeatable(key, request, payload), Effect.map(generate, (drafts) => ({ status: 202, body: { report_ids: drafts.map((r) => r.reportId) } })))
    return yield* Effect.forEach((begun.body as { readonly report_ids: ReadonlyArray<string> }).report_ids, (reportId) => reports.get(reportId))
  })

  return handlers
    .handle("recommend", ({ path }) => answer(Effect.map(reports.recommend(path.case_id), (found) => ({
      case_id: path.case_id, available_reports: found.available, available_for_generation: found.available,
      recommended_reports: found.recommended.map((r) => ({ report_type: r.type, reason: r.reason, exists: r.exists })),
      runbook_recommendation: {
        action: found.runbook.action, reason: found.runbook.reason, similarity_score: found.runbook.similarity,
        existing_runbook: found.runbook.existing === null ? null : { document_id: found.runbook.existing.documentId, title: found.runbook.existing.title, snippet: found.runbook.existing.snippet }
      },
      note: found.recommended.length === 0 ? "nothing to report yet" : "recommended for the present state of the case"
    }))))
    .handle("generate", ({ path, payload, request }) => answer(Effect.gen(function*() {
      const types = payload.report_types ?? []
      if (types.length === 0) return yield* new BadRequest({ reason: "At least one report type is required" })
      const generate = reports.generate({ caseId: path.case_id, types, instructions: payload.options?.instructions, linkToClosure: payload.options?.link_to_closure })
      const queued = yield* beginOnce(request, payload, generate)
      const settled = Option.getOrElse(yield* reports.settled(queued).pipe(Effect.timeoutOption(WAIT)), () => queued)
      const status = settled.some((r) => r.status === "failed") ? "failed" : settled.every((r) => r.status === "completed") ? "completed" : "pending"
      return {
        case_id: path.case_id, report_types: [...new Set(types)], status, reports: settled.map(reportView),
        note: status === "completed" ? "written" : status === "failed" ? "a report could not be written; see error_message" : "being written; ask the list of reports again"
      }
    })))
    .handle("ofCase", ({ path, urlParams }) => answer(Effect.map(reports.ofCase(path.case_id, { history: urlParams.include_history }), (found) => ({
      case_id: path.case_id, reports: found.map(reportView), include_history: urlParams.include_history, note: urlParams.include_history ? "all versions, newest first" : "current versions, newest first"
    }))))
    .handle("download", ({ path, urlParams }) => answer(Effect.gen(function*() {
      const report = yield* ofCase(path.case_id, path.report_id)
      if (report.status !== "completed") return yield* new Conflict({ code: "report_not_ready", reason: "the report is not written yet" })
      return yield* download(report, urlParams.format)
    })))
    .handle("removeOfCase", ({ path }) => answer(Effect.flatMap(ofCase(path.case_id, path.report_id), (r) => reports.remove(r.reportId))))
    .handle("revise", ({ path, payload }) => answer(Effect.gen(function*() {
      const report = yield* ofCase(path.case_id, path.report_id)
      return reportView(yield* reports.revise(report.reportId, payload))
    })))
    .handle("saveAsRunbook", ({ path }) => answer(Effect.gen(function*() {
      const report = yield* ofCase(path.case_id, path.report_id)
      return documentView(yield* reports.saveAsRunbook(report.reportId), report.content)
    })))
    .handle("draftRunbook", ({ path }) => answer(Effect.gen(function*() {
      const { created, document } = yield* reports.draftRunbook(path.case_id)
      return HttpServerResponse.unsafeJson(documentView(document, yield* knowledge.content(document.documentId)), { status: created ? 201 : 200 })
    })))
    .handle("timeline", ({ path }) => answer(Effect.map(reports.timeline(path.case_id), ({ entries, onset, truncated }) => ({
      case_id: path.case_id, onset: isoOrNull(onset), truncated,
      events: entries.map((e) => ({
        at: iso(e.at), end_at: isoOrNull(e.endAt), source: e.source, kind: e.kind, severity: e.severity, label: e.label, count: e.count, evidence_id: e.evidenceId,
        filename: e.filename, line_start: e.lines?.start ?? null, line_end: e.lines?.end ?? null, artifact: e.artifact, message_id: e.messageId
      }))
    }))))
    .handle("similar", ({ path, urlParams }) => answer(Effect.map(reports.similar(path.case_id, urlParams.limit), (found) => ({
      case_id: path.case_id,
      similar: found.map((s) => ({
        case_id: s.caseId, title: s.title, score: s.score, resolved_at: iso(s.resolvedAt), root_cause: s.rootCause, fix: s.fix,
        why: { shared_terms: s.sharedTerms, shared_templates: s.sharedTemplates }, runbook_id: s.runbookId
      }))
    }))))
    .handle("all", ({ urlParams }) => answer(Effect.map(reports.list(urlParams), ({ reports: found, total }) => ({
      reports: found.map(reportView), total, message: "current reports of all your cases, newest first", ...urlParams
    }))))
    .handle("byId", ({ path }) => answer(Effect.map(reports.get(path.report_id), reportView)))
}))
