import { type Case, type Hypothesis, isTerminal, mayMove, type Milestone, milestones, progressOf, type Solution, stageOf, stateOf } from "../../modules/case/index.js"
import type { EvidenceAnalysis, EvidenceFile } from "../../modules/evidence/index.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"

const DESCRIPTIONS: Record<Milestone, string> = {
  symptom_verified: "the symptom is seen in the evidence", scope_assessed: "it is known who and what is affected", timeline_established: "it is known when it began",
  changes_identified: "what changed before it began is known", root_cause_identified: "the cause is known and backed by evidence", solution_proposed: "a fix is proposed",
  solution_applied: "the fix is applied", solution_verified: "the fix is seen to work"
}

/** The extension of 2026 knows three stages; what is before the cause is diagnosis. */
const stageName = (done: ReadonlySet<Milestone>): string =>
  done.has("solution_applied") || (done.has("root_cause_identified") && done.has("solution_proposed")) ? "treatment" : done.has("solution_proposed") ? "mitigation" : "diagnosis"

const assurance = (confidence: number): string => (confidence >= 0.9 ? "verified" : confidence >= 0.7 ? "confident" : confidence >= 0.5 ? "probable" : "speculation")

export interface UiFacts {
  readonly case: Case
  readonly hypotheses: ReadonlyArray<Hypothesis>
  readonly solutions: ReadonlyArray<Solution>
  readonly files: ReadonlyArray<EvidenceFile>
  readonly fileCount: number
  readonly analyses: ReadonlyMap<string, EvidenceAnalysis>
  readonly turnRunning: boolean
  readonly reports: ReadonlyArray<{ readonly type: string; readonly ready: boolean }>
}

const inquiryOf = (c: Case) => ({
  proposed_problem_statement: c.investigation.proposedStatement, problem_statement_confirmed: c.investigation.statementConfirmedAt !== null,
  problem_statement_confirmed_at: isoOrNull(c.investigation.statementConfirmedAt),
  problem_confirmation: c.investigation.problemConfirmation === null
    ? c.status === "consulting" && c.investigation.urgency !== "unknown"
      ? { severity_guess: c.investigation.urgency, problem_type: "unknown", preliminary_guidance: "" }
      : null
    : {
      severity_guess: c.investigation.problemConfirmation.severityGuess, problem_type: c.investigation.problemConfirmation.problemType,
      preliminary_guidance: c.investigation.problemConfirmation.preliminaryGuidance
    },
  quick_suggestions: c.investigation.quickSuggestions, decided_to_investigate: c.status !== "consulting"
})

const resolutionOf = ({ case: c, fileCount, hypotheses }: UiFacts) => {
  const end = c.resolvedAt ?? c.closedAt
  return end === null ? null : {
    total_duration_minutes: Math.round((end - c.createdAt) / 60_000), milestones_completed: c.investigation.milestones.length,
    hypotheses_tested: hypotheses.filter((h) => h.status === "validated" || h.status === "refuted" || h.status === "inconclusive").length,
    evidence_collected: fileCount, key_insights: c.investigation.workingConclusion === null ? [] : [c.investigation.workingConclusion.statement],
    resolution_notes: c.resolutionNotes
  }
}

/** One body for all phases: blocks of a phase that is not reached are null, lists are empty. */
export const caseUiView = (facts: UiFacts) => {
  const { case: c, hypotheses, solutions } = facts
  const i = c.investigation
  const done = new Set(i.milestones)
  const progress = progressOf(c)
  const active = hypotheses.filter((h) => h.status === "active" || h.status === "captured" || h.status === "validated")
  const pending = milestones.find((m) => !done.has(m)) ?? null
  const applied = solutions.find((s) => s.status === "verified") ?? solutions.find((s) => s.status === "applied") ?? null
  const inquiry = inquiryOf(c)
  const validated = hypotheses.find((h) => h.status === "validated")
  const cause = i.rootCause ?? (validated === undefined ? null : { statement: validated.statement, confidence: validated.likelihood, hypothesisId: validated.hypothesisId })
  return {
    case_id: c.caseId, title: c.title, description: c.description, status: c.status, state: stateOf(c.status), priority: c.priority,
    created_at: iso(c.createdAt), updated_at: iso(c.updatedAt), last_activity_at: iso(c.lastActivityAt), current_turn: c.currentTurn, message_count: c.messageCount,
    uploaded_files_count: facts.fileCount, evidence_count: facts.fileCount,
    valid_next_states: (["consulting", "investigating", "resolved", "closed"] as const).filter((to) => mayMove(c.status, to)).map(stateOf),
    disposition_eligibility: { resolved: mayMove(c.status, "resolved") ? "ready" : "not_ready", closed: mayMove(c.status, "closed") ? "ready" : "not_ready" },
    note: isTerminal(c.status) ? "the case has ended; questions and reports are still possible" : "the case is open",
    consulting: inquiry, inquiry,
    progress: {
      milestones_completed: progress.completed.length, total_milestones: progress.total, completion_percentage: Math.round(progress.completion * 100),
      current_stage: stageName(done), stage_detail: stageOf(c, active.length), completed_indicators: progress.completed, completed_milestones: progress.completed,
      pending_milestones: milestones.filter((m) => !done.has(m)), total_evidence: facts.fileCount
    },
    problem_statement: i.proposedStatement,
    problem_verification: i.symptom === null && i.temporalState === null && i.urgency === "unknown"
      ? null
      : { severity: i.urgency === "unknown" ? c.priority : i.urgency, user_impact: null, temporal_state: i.temporalState, impact: i.symptom },
    investigation_strategy: { approach: i.temporalState === "historical" ? "post_mortem" : "active_incident", path: i.path, rationale: i.pathRationale, next_steps: i.nextActions },
    progress_transparency: { active: !isTerminal(c.status), pending_milestone: pending, milestone_description: pending === null ? null : DESCRIPTIONS[pending] },
    working_conclusion: i.workingConclusion === null ? null : {
      summary: i.workingConclusion.statement, confidence: i.workingConclusion.confidence, reasoning: i.workingConclusion.reasoning, caveats: i.workingConclusion.caveats,
      last_updated: iso(i.workingConclusion.updatedAt)
    },
    active_hypotheses: active.map((h) => ({
      hypothesis_id: h.hypothesisId, text: h.statement, statement: h.statement, likelihood: h.likelihood, status: h.status, category: h.category, evidence_count: h.evidenceLinks.length
    })),
    latest_evidence: facts.files.map((f) => ({
      evidence_id: f.evidenceId, filename: f.filename, type: f.evidenceType, summary: facts.analyses.get(f.evidenceId)?.summary ?? f.statusReason ?? "",
      uploaded_at: iso(f.uploadedAt), timestamp: iso(f.uploadedAt)
    })),
    agent_status: facts.turnRunning ? "thinking" : "idle", is_stuck: i.degraded !== null, degraded_mode: i.degraded === null ? null : { mode: i.degraded.mode, reason: i.degraded.reason },
    root_cause: cause === null ? null : {
      description: cause.statement, root_cause_id: cause.hypothesisId, category: validated?.category ?? "other", severity: c.priority, confidence: cause.confidence,
      cause_assurance: assurance(cause.confidence), cause_overclaim: false
    },
    solution_applied: applied === null ? null : { solution_id: applied.solutionId, description: applied.immediateAction ?? applied.title, applied_at: isoOrNull(applied.appliedAt), applied_by: c.ownerId },
    verification_status: { verified: applied?.status === "verified", verification_method: applied?.verificationMethod ?? null, details: null },
    resolution_summary: resolutionOf(facts),
    resolved_at: isoOrNull(c.resolvedAt), closed_at: isoOrNull(c.closedAt), closure_reason: c.closureReason,
    reports_available: facts.reports.map((report) => ({
      report_type: report.type, status: report.ready ? "available" : "recommended", reason: report.ready ? null : "can be generated from what the case holds"
    }))
  }
}
