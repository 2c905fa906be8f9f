import { HttpApiEndpoint, HttpApiGroup } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { caseIdParam, Timestamp } from "../fields.js"
import { Authentication } from "../security.js"

const Orientation = Schema.Struct({ severity_guess: Schema.String, problem_type: Schema.String, preliminary_guidance: Schema.String })

/** The same block under the older and the newer name of the phase. */
const Inquiry = Schema.Struct({
  proposed_problem_statement: Schema.NullOr(Schema.String), problem_statement_confirmed: Schema.Boolean, problem_statement_confirmed_at: Schema.NullOr(Timestamp),
  problem_confirmation: Schema.NullOr(Orientation), quick_suggestions: Schema.Array(Schema.String), decided_to_investigate: Schema.Boolean
})

const Conclusion = Schema.Struct({ summary: Schema.String, confidence: Schema.Number, reasoning: Schema.String, caveats: Schema.Array(Schema.String), last_updated: Timestamp })

const Progress = Schema.Struct({
  milestones_completed: Schema.Number, total_milestones: Schema.Number, completion_percentage: Schema.Number, current_stage: Schema.String,
  stage_detail: Schema.NullOr(Schema.String), completed_indicators: Schema.Array(Schema.String), completed_milestones: Schema.Array(Schema.String),
  pending_milestones: Schema.Array(Schema.String), total_evidence: Schema.Number
})

/** What a client draws of a case, in every phase; one body for both extensions. */
export const CaseUi = Schema.Struct({
  case_id: Schema.String, title: Schema.String, description: Schema.String, status: Schema.String, state: Schema.String, priority: Schema.String,
  created_at: Timestamp, updated_at: Timestamp, last_activity_at: Timestamp, current_turn: Schema.Number, message_count: Schema.Number,
  uploaded_files_count: Schema.Number, evidence_count: Schema.Number, valid_next_states: Schema.Array(Schema.String),
  disposition_eligibility: Schema.Struct({ resolved: Schema.String, closed: Schema.String }), note: Schema.String,
  consulting: Schema.NullOr(Inquiry), inquiry: Schema.NullOr(Inquiry),
  progress: Progress, problem_statement: Schema.NullOr(Schema.String),
  problem_verification: Schema.NullOr(Schema.Struct({ severity: Schema.String, user_impact: Schema.NullOr(Schema.String), temporal_state: Schema.NullOr(Schema.String), impact: Schema.NullOr(Schema.String) })),
  investigation_strategy: Schema.Struct({ approach: Schema.String, path: Schema.NullOr(Schema.String), rationale: Schema.NullOr(Schema.String), next_steps: Schema.Array(Schema.String) }),
  progress_transparency: Schema.Struct({ active: Schema.Boolean, pending_milestone: Schema.NullOr(Schema.String), milestone_description: Schema.NullOr(Schema.String) }),
  working_conclusion: Schema.NullOr(Conclusion),
  active_hypotheses: Schema.Array(Schema.Struct({ hypothesis_id: Schema.String, text: Schema.String, statement: Schema.String, likelihood: Schema.Number, status: Schema.String, category: Schema.String, evidence_count: Schema.Number })),
  latest_evidence: Schema.Array(Schema.Struct({ evidence_id: Schema.String, filename: Schema.String, type: Schema.String, summary: Schema.String, uploaded_at: Timestamp, timestamp: Timestamp })),
  agent_status: Schema.String, is_stuck: Schema.Boolean, degraded_mode: Schema.NullOr(Schema.Struct({ mode: Schema.String, reason: Schema.String })),
  root_cause: Schema.NullOr(Schema.Struct({ description: Schema.String, root_cause_id: Schema.NullOr(Schema.String), category: Schema.String, severity: Schema.String, confidence: Schema.Number, cause_assurance: Schema.String, cause_overclaim: Schema.Boolean })),
  solution_applied: Schema.NullOr(Schema.Struct({ solution_id: Schema.String, description: Schema.String, applied_at: Schema.NullOr(Timestamp), applied_by: Schema.String })),
  verification_status: Schema.Struct({ verified: Schema.Boolean, verification_method: Schema.NullOr(Schema.String), details: Schema.NullOr(Schema.String) }),
  resolution_summary: Schema.NullOr(Schema.Struct({
    total_duration_minutes: Schema.Number, milestones_completed: Schema.Number, hypotheses_tested: Schema.Number, evidence_collected: Schema.Number,
    key_insights: Schema.Array(Schema.String), resolution_notes: Schema.NullOr(Schema.String)
  })),
  resolved_at: Schema.NullOr(Timestamp), closed_at: Schema.NullOr(Timestamp), closure_reason: Schema.NullOr(Schema.String),
  reports_available: Schema.Array(Schema.Struct({ report_type: Schema.String, status: Schema.String, reason: Schema.NullOr(Schema.String) }))
}).annotations({ identifier: "CaseUIResponse" })

export class CaseUiGroup extends HttpApiGroup.make("caseUi")
  .add(HttpApiEndpoint.get("ui")`/cases/${caseIdParam}/ui`.addSuccess(CaseUi).addError(problemAt(404, "no such case of yours")))
  .middleware(Authentication)
  .prefix("/api/v1")
{}
