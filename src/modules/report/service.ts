import { Clock, Effect } from "effect"
import { Jobs } from "../../providers/jobs/Jobs.js"
import { Llm } from "../../providers/llm/Llm.js"
import { Accounts } from "../auth/index.js"
import { Cases, isTerminal } from "../case/index.js"
import { Evidences } from "../evidence/index.js"
import { CurrentActor } from "../kernel/actor.js"
import { Conflict, NotFound } from "../kernel/errors.js"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { Knowledge } from "../knowledge/index.js"
import { composeReport, plainSummary, reportTitle } from "./compose.js"
import { gatherFacts } from "./facts.js"
import { WriteReports } from "./jobs.js"
import { MAX_VERSIONS, type Report } from "./models.js"
import { recommendations } from "./recommend.js"
import { Reports } from "./Reports.js"
import { makeRepository } from "./repository.js"
import { makeRunbookDraft } from "./runbookDraft.js"
import { makeSimilar } from "./similar.js"
import { caseTimeline } from "./timeline.js"
import { makeSummary } from "./summary.js"

const RETRY_SECONDS = 5

export const makeReports = Effect.gen(function*() {
  const repository = yield* makeRepository
  const accounts = yield* Accounts
  const jobs = yield* Jobs
  const llm = yield* Llm
  const cases = yield* Cases
  const evidences = yield* Evidences
  const knowledge = yield* Knowledge
  const solved = yield* makeSimilar({ cases, evidences, knowledge })
  const summarise = makeSummary({ llm, evidences })

  const find = (reportId: string): Effect.Effect<Report, NotFound, CurrentActor> => Effect.flatMap(CurrentActor, (actor) =>
    Effect.flatMap(repository.find(reportId, actor.userId), (found) => found === null ? Effect.fail(new NotFound({ resource: "report", id: reportId })) : Effect.succeed(found)))

  /** Room for one more version: the oldest that is not linked goes. */
  const makeRoom = (versions: ReadonlyArray<Report>, keep?: string) => Effect.gen(function*() {
    if (versions.length < MAX_VERSIONS) return
    const oldest = [...versions].reverse().find((r) => !r.linkedToClosure && r.reportId !== keep)
    if (oldest === undefined) return yield* new Conflict({ code: "too_many_versions", reason: `${MAX_VERSIONS} versions of this report are linked to the closed case; no more can be written` })
    yield* repository.remove(oldest.reportId)
  })

  const generate: Reports["Type"]["generate"] = Effect.fn("Reports.generate")(function*(request) {
    const actor = yield* CurrentActor
    const c = yield* cases.get(request.caseId)
    if (request.linkToClosure === true && !isTerminal(c.status)) return yield* new Conflict({ code: "case_open", reason: "only reports of a resolved or closed case can be linked to its closure" })
    const jobId = ids.job.make()
    const wanted = [...new Set(request.types)].map((type) => ({ type, reportId: ids.report.make() }))
    return yield* repository.transaction(Effect.gen(function*() {
      // the job first: its key makes a second request of this case wait, and fail
      yield* jobs.enqueue(WriteReports, {
        caseId: request.caseId, ownerId: actor.userId, organizationId: actor.organizationId, reportIds: wanted.map((w) => w.reportId), instructions: request.instructions ?? null
      }, { id: jobId, key: request.caseId, ownerId: actor.userId, subject: request.caseId })
      const known = yield* repository.ofCase(request.caseId, actor.userId)
      const at = yield* now
      return yield* Effect.forEach(wanted, ({ reportId, type }) => Effect.gen(function*() {
        const versions = known.filter((r) => r.type === type)
        yield* makeRoom(versions)
        const report: Report = {
          reportId, caseId: request.caseId, ownerId: actor.userId, type, title: c.title, content: "", status: "pending", error: null,
          version: Math.max(0, ...versions.map((r) => r.version)) + 1, current: false, linkedToClosure: request.linkToClosure === true, jobId, sources: [],
          provider: null, model: null, generationMs: null, createdAt: at, completedAt: null
        }
        yield* repository.insert(report)
        return report
      }))
    })).pipe(Effect.catchTag("JobExists", () => new Conflict({ code: "generation_in_progress", reason: "reports of this case are being written", retryAfter: RETRY_SECONDS })))
  })

  yield* jobs.work(WriteReports, { concurrency: 2 }, (payload, job) => Effect.gen(function*() {
    const facts = yield* gatherFacts({ cases, evidences }, payload.caseId)
    for (const [i, reportId] of payload.reportIds.entries()) {
      const report = yield* repository.find(reportId, payload.ownerId)
      if (report === null || report.status === "completed") continue
      const started = yield* Clock.currentTimeMillis
      yield* repository.update(reportId, { status: "generating" })
      const draft = composeReport(report.type, facts, plainSummary(facts))
      const summary = yield* summarise(report.type, facts, draft, payload.instructions)
      const content = composeReport(report.type, facts, summary.text)
      const at = yield* Clock.currentTimeMillis
      yield* repository.transaction(Effect.zipRight(
        repository.update(reportId, {
          status: "completed", title: reportTitle(report.type, facts), content, sources: JSON.stringify(facts.findings.map((f) => f.source)),
          provider: summary.provider ?? "composed", model: summary.model, generation_ms: at - started, completed_at: at, error: null
        }),
        repository.makeCurrent(report)
      ))
      yield* job.progress(Math.round((i + 1) / payload.reportIds.length * 100))
    }
    return { case_id: payload.caseId, report_ids: payload.reportIds }
  }).pipe(
    Effect.tapErrorCause((cause) => Effect.forEach(payload.reportIds, (reportId) => repository.update(reportId, { status: "failed", error: `the report could not be written: ${String(cause).slice(0, 200)}` }), { discard: true })),
    Effect.provideServiceEffect(CurrentActor, accounts.acting({ userId: payload.ownerId, organizationId: payload.organizationId }))
  ))

  return Reports.of({
    generate,
    settled: (reports) => Effect.gen(function*() {
      for (const jobId of new Set(reports.map((r) => r.jobId))) yield* jobs.awaitEnd(jobId)
      return yield* Effect.forEach(reports, (r) => find(r.reportId))
    }),
    get: find,
    ofCase: (caseId, { history }) => Effect.gen(function*() {
      const c = yield* cases.get(caseId)
      const all = yield* repository.ofCase(caseId, c.ownerId)
      return history ? all : all.filter((r) => r.current || r.status === "pending" || r.status === "generating")
    }),
    list: (page) => Effect.flatMap(CurrentActor, (actor) => repository.list(actor.userId, page.limit, page.offset)),
    remove: (reportId) => Effect.gen(function*() {
      const report = yield* find(reportId)
      if (report.linkedToClosure) return yield* new Conflict({ code: "report_linked", reason: "the report belongs to the closed case and stays with it" })
      yield* repository.remove(reportId)
    }),
    revise: (reportId, { content, title }) => Effect.gen(function*() {
      const before = yield* find(reportId)
      if (before.status !== "completed") return yield* new Conflict({ code: "report_not_ready", reason: "the report is not written yet" })
      return yield* repository.transaction(Effect.gen(function*() {
        const versions = (yield* repository.ofCase(before.caseId, before.ownerId)).filter((r) => r.type === before.type)
        yield* makeRoom(versions, reportId)
        const at = yield* now
        const report: Report = {
          ...before, reportId: ids.report.make(), title: title?.trim() ?? before.title, content, version: Math.max(...versions.map((r) => r.version)) + 1, current: true, linkedToClosure: false,
          sources: before.sources.filter(({ marker }) => content.includes(`[${marker}]`)), provider: null, model: null, generationMs: null, createdAt: at, completedAt: at
        }
        yield* repository.insert(report)
        yield* repository.makeCurrent(report)
        return report
      }))
    }),
    recommend: (caseId) => Effect.gen(function*() {
      const c = yield* cases.get(caseId)
      const [hypotheses, existing] = yield* Effect.all([cases.hypotheses(caseId), repository.ofCase(caseId, c.ownerId)])
      return yield* recommendations({ case: c, hypotheses, existing, knowledge })
    }),
    saveAsRunbook: (reportId) => Effect.gen(function*() {
      const report = yield* find(reportId)
      if (report.status !== "completed") return yield* new Conflict({ code: "report_not_ready", reason: "the report is not written yet" })
      return yield* knowledge.create({
        title: report.title, content: report.content, documentType: "runbook", tags: ["from-case"], metadata: { report_id: report.reportId, report_version: report.version },
        published: false, caseId: report.caseId, description: `Draft from case ${report.caseId}`
      })
    }),
    draftRunbook: makeRunbookDraft({ cases, evidences, knowledge }),
    similar: solved.similar,
    timeline: (caseId) => caseTimeline({ cases, evidences }, caseId),
    removeCase: (caseId) => Effect.flatMap(CurrentActor, (actor) => Effect.asVoid(Effect.zipRight(solved.forgetCase(caseId), repository.removeCase(caseId, actor.userId)))),
    sweep: Effect.gen(function*() {
      const known = yield* repository.caseIds
      const alive = yield* cases.existing(known)
      return (yield* solved.forget) + (yield* repository.removeOf(known.filter((caseId) => !alive.has(caseId))))
    })
  })
})
