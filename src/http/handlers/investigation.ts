import { HttpApiBuilder } from "@effect/platform"
import { Effect } from "effect"
import { Cases, type HypothesisStatus } from "../../modules/case/index.js"
import { Evidences } from "../../modules/evidence/index.js"
import { InvalidInput } from "../../modules/kernel/errors.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { once } from "../once.js"
import { hypothesisView, solutionView } from "./investigationViews.js"

interface NewHypothesis {
  readonly description?: string | undefined; readonly statement?: string | undefined; readonly category?: string | undefined
  readonly confidence?: number | undefined; readonly likelihood?: number | undefined; readonly rationale?: string | undefined
}

interface NewSolution {
  readonly title: string; readonly solution_type?: string | undefined; readonly immediate_action?: string | null | undefined; readonly longterm_fix?: string | null | undefined
  readonly steps?: ReadonlyArray<string> | undefined; readonly commands?: ReadonlyArray<string> | undefined; readonly risks?: ReadonlyArray<string> | undefined
}

interface HypothesisChanges {
  readonly status?: HypothesisStatus | undefined; readonly confidence?: number | undefined; readonly likelihood?: number | undefined; readonly validation_notes?: string | undefined
}

const pageOf = (query: { readonly case_id?: string | undefined; readonly status?: string | undefined; readonly limit: number; readonly offset: number }) => ({
  limit: query.limit, offset: query.offset, ...(query.case_id === undefined ? {} : { caseId: query.case_id }), ...(query.status === undefined ? {} : { status: query.status })
})

export const investigationHandlers = HttpApiBuilder.group(Api, "investigation", (handlers) => Effect.gen(function*() {
  const cases = yield* Cases
  const evidences = yield* Evidences

  const addHypothesis = (caseId: string, input: NewHypothesis) => {
    const statement = input.statement ?? input.description
    if (statement === undefined) return Effect.fail(new InvalidInput({ loc: ["body", "description"], type: "missing", reason: "description: Field required" }))
    return cases.addHypothesis(caseId, {
      statement, category: input.category ?? "root_cause", likelihood: input.likelihood ?? input.confidence ?? 0.5, rationale: input.rationale ?? ""
    })
  }
  const changeHypothesis = (caseId: string, hypothesisId: string, changes: HypothesisChanges) =>
    cases.changeHypothesis(caseId, hypothesisId, { status: changes.status, likelihood: changes.likelihood ?? changes.confidence, notes: changes.validation_notes })
  const addSolution = (caseId: string, input: NewSolution) => cases.addSolution(caseId, {
    title: input.title, solutionType: input.solution_type, immediateAction: input.immediate_action, longtermFix: input.longterm_fix,
    steps: input.steps, commands: input.commands, risks: input.risks
  })

  return handlers
    .handle("caseHypotheses", ({ path }) => answer(Effect.map(cases.hypotheses(path.case_id), (found) => ({
      case_id: path.case_id, hypotheses: found.map(hypothesisView), total: found.length
    }))))
    .handle("addHypothesis", ({ path, payload }) => answer(once(200, payload, Effect.gen(function*() {
      const added = yield* addHypothesis(path.case_id, payload)
      return { case_id: path.case_id, hypothesis: hypothesisView(added), total_hypotheses: (yield* cases.hypotheses(path.case_id)).length }
    }))))
    .handle("changeHypothesis", ({ path, payload }) => answer(Effect.map(changeHypothesis(path.case_id, path.hypothesis_id, payload), hypothesisView)))
    .handle("caseSolutions", ({ path }) => answer(Effect.map(cases.solutions(path.case_id), (found) => ({
      case_id: path.case_id, solutions: found.map(solutionView), total: found.length
    }))))
    .handle("addSolution", ({ path, payload }) => answer(once(200, payload, Effect.gen(function*() {
      const added = yield* addSolution(path.case_id, payload)
      return { case_id: path.case_id, solution: solutionView(added), total_solutions: (yield* cases.solutions(path.case_id)).length }
    }))))
    .handle("changeSolution", ({ path, payload }) => answer(Effect.map(
      cases.changeSolution(path.case_id, path.solution_id, { status: payload.status, verificationMethod: payload.verification_method }), solutionView)))
    .handle("caseAnalytics", ({ path }) => answer(Effect.gen(function*() {
      const c = yield* cases.get(path.case_id)
      const [evidence, hypotheses, solutions] = yield* Effect.all([evidences.counts([c.caseId]), cases.hypothesisCounts([c.caseId]), cases.solutions(c.caseId)])
      return {
        case_id: c.caseId, message_count: c.messageCount, participant_count: 1, status: c.status,
        resolution_time_minutes: c.resolvedAt === null ? null : Math.round((c.resolvedAt - c.createdAt) / 60_000),
        turns: c.currentTurn, evidence_count: evidence.get(c.caseId) ?? 0, hypothesis_count: hypotheses.get(c.caseId) ?? 0, solution_count: solutions.length,
        milestones_completed: c.investigation.milestones.length, note: "participants counts the people of the case, not the agent"
      }
    })))
    .handle("hypotheses", ({ urlParams }) => answer(Effect.map(cases.findHypotheses(pageOf(urlParams)), ({ hypotheses, total }) => ({
      hypotheses: hypotheses.map(hypothesisView), total, limit: urlParams.limit, offset: urlParams.offset
    }))))
    .handle("createHypothesis", ({ payload }) => answer(once(201, payload, Effect.map(addHypothesis(payload.case_id, payload), hypothesisView))))
    .handle("hypothesis", ({ path }) => answer(Effect.map(cases.hypothesis(path.hypothesis_id), hypothesisView)))
    .handle("updateHypothesis", ({ path, payload }) => answer(Effect.gen(function*() {
      const found = yield* cases.hypothesis(path.hypothesis_id)
      return hypothesisView(yield* changeHypothesis(found.caseId, found.hypothesisId, payload))
    })))
    .handle("removeHypothesis", ({ path }) => answer(cases.removeHypothesis(path.hypothesis_id)))
    .handle("solutions", ({ urlParams }) => answer(Effect.map(cases.findSolutions(pageOf(urlParams)), ({ solutions, total }) => ({
      solutions: solutions.map(solutionView), total, limit: urlParams.limit, offset: urlParams.offset
    }))))
    .handle("createSolution", ({ payload }) => answer(once(201, payload, Effect.map(addSolution(payload.case_id, payload), solutionView))))
    .handle("solution", ({ path }) => answer(Effect.map(cases.solution(path.solution_id), solutionView)))
    .handle("updateSolution", ({ path, payload }) => answer(Effect.gen(function*() {
      const found = yield* cases.solution(path.solution_id)
      return solutionView(yield* cases.changeSolution(found.caseId, found.solutionId, { status: payload.status, verificationMethod: payload.verification_method }))
    })))
    .handle("removeSolution", ({ path }) => answer(cases.removeSolution(path.solution_id)))
}))
