import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { HypothesisStatus, SolutionStatus } from "../../modules/case/index.js"
import { problemAt } from "../errors.js"
import { body, caseIdParam, optionalNull, queryInt, text, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const EvidenceLinkView = Schema.Struct({ evidence_id: Schema.String, stance: Schema.String, reasoning: Schema.String })

export const HypothesisView = Schema.Struct({
  hypothesis_id: Schema.String, case_id: Schema.String, statement: Schema.String, description: Schema.String, category: Schema.String, status: Schema.String,
  likelihood: Schema.Number, confidence: Schema.Number, rationale: Schema.String, validation_notes: Schema.NullOr(Schema.String), generated_at_turn: Schema.Number,
  evidence_links: Schema.Array(EvidenceLinkView), likelihood_trend: Schema.Array(Schema.Struct({ at: Timestamp, likelihood: Schema.Number })),
  created_by: Schema.String, created_at: Timestamp, updated_at: Timestamp
}).annotations({ identifier: "Hypothesis" })

export const SolutionView = Schema.Struct({
  solution_id: Schema.String, case_id: Schema.String, solution_type: Schema.String, title: Schema.String, immediate_action: Schema.NullOr(Schema.String),
  longterm_fix: Schema.NullOr(Schema.String), steps: Schema.Array(Schema.String), commands: Schema.Array(Schema.String), risks: Schema.Array(Schema.String),
  status: Schema.String, verification_method: Schema.NullOr(Schema.String), proposed_at: Timestamp, applied_at: Schema.NullOr(Timestamp), verified_at: Schema.NullOr(Timestamp)
}).annotations({ identifier: "Solution" })

const likelihood = Schema.Number.pipe(Schema.between(0, 1))
const notes = text("notes", 0, 4_000)
const items = Schema.Array(text("item", 1, 2_000)).pipe(Schema.maxItems(50))

/** `description` and `confidence` are the older names of `statement` and `likelihood`. */
const newHypothesis = {
  description: Schema.optional(text("description", 1, 500)), statement: Schema.optional(text("statement", 1, 500)), category: Schema.optional(text("category", 1, 100)),
  confidence: Schema.optional(likelihood), likelihood: Schema.optional(likelihood), rationale: Schema.optional(text("rationale", 0, 4_000))
}
const hypothesisChanges = body(Schema.Struct({
  status: Schema.optional(HypothesisStatus), confidence: Schema.optional(likelihood), likelihood: Schema.optional(likelihood), validation_notes: Schema.optional(notes)
})).annotations({ identifier: "HypothesisUpdate" })

const newSolution = {
  title: text("title", 1, 200), solution_type: Schema.optional(Schema.Literal("rollback", "config_change", "restart", "scaling", "code_fix", "workaround", "infrastructure", "data_fix", "other")),
  immediate_action: optionalNull(text("immediate_action", 0, 4_000)), longterm_fix: optionalNull(text("longterm_fix", 0, 4_000)),
  steps: Schema.optional(items), commands: Schema.optional(items), risks: Schema.optional(items)
}
const solutionChanges = body(Schema.Struct({ status: SolutionStatus, verification_method: Schema.optional(text("verification_method", 0, 2_000)) })).annotations({ identifier: "SolutionUpdate" })

const noCase = problemAt(404, "no such case of yours")
const noHypothesis = problemAt(404, "no such hypothesis of yours")
const noSolution = problemAt(404, "no such solution of yours")
const closed = problemAt(409, "the case is closed")
const hypothesisId = HttpApiSchema.param("hypothesis_id", Schema.String)
const solutionId = HttpApiSchema.param("solution_id", Schema.String)
const paging = { case_id: Schema.optional(Schema.String), limit: queryInt("limit", { min: 1, max: 100, default: 50 }), offset: queryInt("offset", { min: 0, max: 1_000_000, default: 0 }) }

/** Hypotheses and solutions, of one case and over all cases; numbers of one case. */
export class InvestigationGroup extends HttpApiGroup.make("investigation")
  .add(HttpApiEndpoint.get("caseHypotheses")`/cases/${caseIdParam}/hypotheses`
    .addSuccess(Schema.Struct({ case_id: Schema.String, hypotheses: Schema.Array(HypothesisView), total: Schema.Number })).addError(noCase))
  .add(HttpApiEndpoint.post("addHypothesis")`/cases/${caseIdParam}/hypotheses`
    .setPayload(body(Schema.Struct(newHypothesis)).annotations({ identifier: "HypothesisCreate" }))
    .addSuccess(Schema.Struct({ case_id: Schema.String, hypothesis: HypothesisView, total_hypotheses: Schema.Number })).addError(noCase).addError(closed))
  .add(HttpApiEndpoint.put("changeHypothesis")`/cases/${caseIdParam}/hypotheses/${hypothesisId}`
    .setPayload(hypothesisChanges).addSuccess(HypothesisView).addError(noHypothesis).addError(closed))
  .add(HttpApiEndpoint.get("caseSolutions")`/cases/${caseIdParam}/solutions`
    .addSuccess(Schema.Struct({ case_id: Schema.String, solutions: Schema.Array(SolutionView), total: Schema.Number })).addError(noCase))
  .add(HttpApiEndpoint.post("addSolution")`/cases/${caseIdParam}/solutions`
    .setPayload(body(Schema.Struct(newSolution)).annotations({ identifier: "SolutionCreate" }))
    .addSuccess(Schema.Struct({ case_id: Schema.String, solution: SolutionView, total_solutions: Schema.Number })).addError(noCase).addError(closed))
  .add(HttpApiEndpoint.put("changeSolution")`/cases/${caseIdParam}/solutions/${solutionId}`
    .setPayload(solutionChanges).addSuccess(SolutionView).addError(noSolution).addError(closed))
  .add(HttpApiEndpoint.get("caseAnalytics")`/cases/${caseIdParam}/analytics`
    .addSuccess(Schema.Struct({
      case_id: Schema.String, message_count: Schema.Number, participant_count: Schema.Number, resolution_time_minutes: Schema.NullOr(Schema.Number), status: Schema.String,
      turns: Schema.Number, evidence_count: Schema.Number, hypothesis_count: Schema.Number, solution_count: Schema.Number, milestones_completed: Schema.Number, note: Schema.String
    })).addError(noCase))
  .add(HttpApiEndpoint.get("hypotheses")`/hypotheses`
    .setUrlParams(Schema.Struct({ ...paging, status: Schema.optional(HypothesisStatus) }))
    .addSuccess(Schema.Struct({ hypotheses: Schema.Array(HypothesisView), total: Schema.Number, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.post("createHypothesis")`/hypotheses`
    .setPayload(body(Schema.Struct({ case_id: Schema.String, ...newHypothesis }))).addSuccess(HypothesisView, { status: 201 }).addError(noCase).addError(closed))
  .add(HttpApiEndpoint.get("hypothesis")`/hypotheses/${hypothesisId}`.addSuccess(HypothesisView).addError(noHypothesis))
  .add(HttpApiEndpoint.put("updateHypothesis")`/hypotheses/${hypothesisId}`.setPayload(hypothesisChanges).addSuccess(HypothesisView).addError(noHypothesis).addError(closed))
  .add(HttpApiEndpoint.del("removeHypothesis")`/hypotheses/${hypothesisId}`.addSuccess(HttpApiSchema.NoContent).addError(noHypothesis).addError(closed))
  .add(HttpApiEndpoint.get("solutions")`/solutions`
    .setUrlParams(Schema.Struct({ ...paging, status: Schema.optional(SolutionStatus) }))
    .addSuccess(Schema.Struct({ solutions: Schema.Array(SolutionView), total: Schema.Number, limit: Schema.Number, offset: Schema.Number })))
  .add(HttpApiEndpoint.post("createSolution")`/solutions`
    .setPayload(body(Schema.Struct({ case_id: Schema.String, ...newSolution }))).addSuccess(SolutionView, { status: 201 }).addError(noCase).addError(closed))
  .add(HttpApiEndpoint.get("solution")`/solutions/${solutionId}`.addSuccess(SolutionView).addError(noSolution))
  .add(HttpApiEndpoint.put("updateSolution")`/solutions/${solutionId}`.setPayload(solutionChanges).addSuccess(SolutionView).addError(noSolution).addError(closed))
  .add(HttpApiEndpoint.del("removeSolution")`/solutions/${solutionId}`.addSuccess(HttpApiSchema.NoContent).addError(noSolution).addError(closed))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
