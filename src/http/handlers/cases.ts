import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Effect, Schema } from "effect"
import { type CaseQuery, Cases, ClosureReason } from "../../modules/case/index.js"
import { Evidences } from "../../modules/evidence/index.js"
import { CurrentActor } from "../../modules/kernel/actor.js"
import { iso, now } from "../../modules/kernel/time.js"
import { Reports } from "../../modules/report/index.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { once } from "../once.js"
import { optionalJson } from "../optionalBody.js"
import { caseListView, caseView } from "./caseViews.js"
import { isRecoveryQuery, recoveryCase } from "./copilotRecovery.js"

const DEFAULT_PAGE = 50

const windowOf = (query: { readonly page?: number | undefined; readonly page_size?: number | undefined; readonly limit?: number | undefined; readonly offset?: number | undefined }) => {
  const limit = query.limit ?? query.page_size ?? DEFAULT_PAGE
  return { limit, offset: query.offset ?? ((query.page ?? 1) - 1) * limit }
}

const CloseRequest = Schema.Struct({
  reason: Schema.optional(Schema.NullOr(Schema.String.pipe(Schema.maxLength(2_000)))),
  resolution_notes: Schema.optional(Schema.NullOr(Schema.String.pipe(Schema.maxLength(20_000))))
})

const isClosureReason = Schema.is(ClosureReason)

/**
 * The hottest answers go out as they are: encoding a plain structure against
 * its own schema would cost more than reading it. The contract tests decode
 * them with the declared schema.
 */
const plain = (status: number) => (body: unknown) => HttpServerResponse.unsafeJson(body, { status })

export const casesHandlers = HttpApiBuilder.group(Api, "cases", (handlers) => Effect.gen(function*() {
  const cases = yield* Cases
  const evidences = yield* Evidences
  const reports = yield* Reports

  /** Two statements for the page, one more for each count asked for: the same number for any page size. */
  const listed = (query: CaseQuery, withCounts: boolean) => Effect.flatMap(cases.list(query), (page) => {
    if (!withCounts) return Effect.succeed(caseListView(page, null, query))
    const ids = page.cases.map((c) => c.caseId)
    return Effect.map(Effect.all([evidences.counts(ids), cases.hypothesisCounts(ids)]), ([evidence, hypotheses]) => caseListView(page, { evidence, hypotheses }, query))
  })

  return handlers
    .handle("health", () => Effect.map(now, (at) => ({
      service: "case_management", status: "healthy", timestamp: iso(at), features: { case_persistence: true, case_sharing: false, conversation_history: true }
    })))
    .handle("create", ({ payload }) => answer(once(201, payload, Effect.map(cases.open({
      title: payload.title, description: payload.description, priority: payload.priority, metadata: payload.metadata,
      ...(payload.session_id ? { sessionId: payload.session_id } : {})
    }), caseView))))
    .handle("list", ({ request, urlParams }) => answer(Effect.gen(function*() {
      const window = windowOf(urlParams)
      const page = yield* listed({
        ...window,
        ...(urlParams.status === undefined ? {} : { statuses: [urlParams.status] }),
        ...(urlParams.priority === undefined ? {} : { priorities: [urlParams.priority] }),
        ...(urlParams.q === undefined ? {} : { text: urlParams.q }),
        ...(urlParams.sort === undefined ? {} : { sort: urlParams.sort }),
        includeArchived: urlParams.include_archived
      }, urlParams.include_counts)
      if (!isRecoveryQuery(request.url) || page.cases.some((c) => c.message_count > 0)) return plain(200)(page)
      const actor = yield* CurrentActor
      return { ...page, cases: [...page.cases, recoveryCase(actor.userId, iso(yield* now))], total: page.total + 1 }
    })))
    .handle("search", ({ payload }) => answer(listed({
      limit: payload.limit ?? 100, offset: 0, includeArchived: true,
      ...(payload.query === undefined ? {} : { text: payload.query }),
      ...(payload.status === undefined ? {} : { statuses: payload.status }),
      ...(payload.severity === undefined ? {} : { priorities: payload.severity })
    }, true)))
    .handle("analyticsSummary", () => answer(Effect.gen(function*() {
      const statistics = yield* cases.statistics
      return {
        total_cases: statistics.total, by_status: statistics.byStatus, by_severity: statistics.byPriority,
        avg_resolution_time_hours: statistics.averageResolutionHours,
        total_evidence_collected: yield* evidences.ownTotal,
        total_hypotheses_generated: statistics.hypotheses
      }
    })))
    .handle("analyticsTrends", ({ urlParams }) => answer(Effect.map(cases.trends(urlParams.days ?? 30), (trends) => ({
      period_days: urlParams.days ?? 30, trends, message: `cases opened and resolved on each of the last ${urlParams.days ?? 30} days (UTC)`
    }))))
    .handle("bySession", ({ path, urlParams }) => answer(listed({ ...windowOf(urlParams), sessionId: path.session_id, includeArchived: true }, true)))
    .handle("get", ({ path }) => answer(Effect.map(cases.get(path.case_id), (found) => plain(200)(caseView(found)))))
    .handle("update", ({ path, payload }) => answer(Effect.map(cases.change(path.case_id, payload), caseView)))
    .handle("remove", ({ path }) => answer(Effect.all([evidences.removeCase(path.case_id), reports.removeCase(path.case_id), cases.remove(path.case_id)], { discard: true })))
    .handle("status", ({ path, payload }) => answer(Effect.map(cases.transition(path.case_id, payload.status, {
      ...(payload.reason === undefined ? {} : { reason: payload.reason }),
      ...(payload.closure_reason === undefined ? {} : { closureReason: payload.closure_reason })
    }), caseView)))
    .handle("close", ({ path }) => answer(Effect.gen(function*() {
      const request = yield* optionalJson(CloseRequest)
      const reason = request.reason ?? ""
      return caseView(yield* cases.transition(path.case_id, "closed", {
        reason, ...(isClosureReason(reason) ? { closureReason: reason } : reason === "" ? {} : { closureReason: "other" as const }),
        ...(request.resolution_notes ? { notes: request.resolution_notes } : {})
      }))
    })))
    .handle("archive", ({ path }) => answer(Effect.map(cases.archive(path.case_id, true), caseView)))
    .handle("unarchive", ({ path }) => answer(Effect.map(cases.archive(path.case_id, false), caseView)))
}))
