import type { Hypothesis, Solution } from "../../modules/case/index.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"

export const hypothesisView = (h: Hypothesis) => ({
  hypothesis_id: h.hypothesisId, case_id: h.caseId, statement: h.statement, description: h.statement, category: h.category, status: h.status,
  likelihood: h.likelihood, confidence: h.likelihood, rationale: h.rationale, validation_notes: h.validationNotes, generated_at_turn: h.generatedAtTurn,
  evidence_links: h.evidenceLinks.map((link) => ({ evidence_id: link.evidenceId, stance: link.stance, reasoning: link.reasoning })),
  likelihood_trend: h.trend.map((point) => ({ at: iso(point.at), likelihood: point.likelihood })),
  created_by: h.createdBy, created_at: iso(h.createdAt), updated_at: iso(h.updatedAt)
})

export const solutionView = (s: Solution) => ({
  solution_id: s.solutionId, case_id: s.caseId, solution_type: s.solutionType, title: s.title, immediate_action: s.immediateAction, longterm_fix: s.longtermFix,
  steps: s.steps, commands: s.commands, risks: s.risks, status: s.status, verification_method: s.verificationMethod, proposed_at: iso(s.proposedAt),
  applied_at: isoOrNull(s.appliedAt), verified_at: isoOrNull(s.verifiedAt)
})
