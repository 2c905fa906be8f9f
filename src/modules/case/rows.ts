import type { Case } from "./models/case.js"
import type { Hypothesis, HypothesisStatus } from "./models/hypothesis.js"
import { emptyInvestigation, type Investigation } from "./models/investigation.js"
import type { Message } from "./models/message.js"
import type { Solution, SolutionStatus } from "./models/solution.js"
import type { CasePriority, CaseStatus, ClosureReason } from "./models/status.js"

/** Rows as the database holds them; BIGINT may arrive as text from PostgreSQL drivers, so times pass through Number. */
export interface CaseRow {
  readonly case_id: string; readonly owner_id: string; readonly organization_id: string; readonly title: string; readonly title_source: string
  readonly description: string; readonly status: string; readonly priority: string; readonly metadata: string; readonly created_at: number
  readonly updated_at: number; readonly last_activity_at: number; readonly resolved_at: number | null; readonly closed_at: number | null
  readonly closure_reason: string | null; readonly resolution_notes: string | null; readonly archived_at: number | null; readonly session_id: string | null
  readonly message_count: number; readonly current_turn: number; readonly version: number; readonly investigation: string
}

const orNull = (value: number | null): number | null => (value === null ? null : Number(value))

/** Most listed cases have none yet: an empty text stands for it and costs no parsing. */
const investigationOf = (text: string): Investigation => (text === "" ? emptyInvestigation : { ...emptyInvestigation, ...(JSON.parse(text) as Partial<Investigation>) })

const noMetadata: Record<string, unknown> = {}
const metadataOf = (text: string): Record<string, unknown> => (text === "{}" ? noMetadata : JSON.parse(text) as Record<string, unknown>)

export const toCase = (row: CaseRow): Case => ({
  caseId: row.case_id, ownerId: row.owner_id, organizationId: row.organization_id, title: row.title,
  titleSource: row.title_source as Case["titleSource"], description: row.description, status: row.status as CaseStatus,
  priority: row.priority as CasePriority, metadata: metadataOf(row.metadata),
  createdAt: Number(row.created_at), updatedAt: Number(row.updated_at), lastActivityAt: Number(row.last_activity_at),
  resolvedAt: orNull(row.resolved_at), closedAt: orNull(row.closed_at), closureReason: row.closure_reason as ClosureReason | null,
  resolutionNotes: row.resolution_notes, archivedAt: orNull(row.archived_at), sessionId: row.session_id,
  messageCount: row.message_count, currentTurn: row.current_turn, version: row.version, investigation: investigationOf(row.investigation)
})

export const fromCase = (c: Case) => ({
  case_id: c.caseId, owner_id: c.ownerId, organization_id: c.organizationId, title: c.title, title_source: c.titleSource,
  description: c.description, status: c.status, priority: c.priority, metadata: JSON.stringify(c.metadata), created_at: c.createdAt,
  updated_at: c.updatedAt, last_activity_at: c.lastActivityAt, resolved_at: c.resolvedAt, closed_at: c.closedAt,
  closure_reason: c.closureReason, resolution_notes: c.resolutionNotes, archived_at: c.archivedAt, session_id: c.sessionId,
  message_count: c.messageCount, current_turn: c.currentTurn, version: c.version, investigation: c.investigation === emptyInvestigation ? "" : JSON.stringify(c.investigation)
})

export interface MessageRow {
  readonly message_id: string; readonly case_id: string; readonly turn_number: number; readonly role: string
  readonly content: string; readonly created_at: number; readonly metadata: string
}

export const toMessage = (row: MessageRow): Message => ({
  messageId: row.message_id, caseId: row.case_id, turnNumber: row.turn_number, role: row.role as Message["role"],
  content: row.content, createdAt: Number(row.created_at), metadata: JSON.parse(row.metadata) as Record<string, unknown>
})

export interface HypothesisRow {
  readonly hypothesis_id: string; readonly case_id: string; readonly statement: string; readonly category: string; readonly status: string
  readonly likelihood: number; readonly rationale: string; readonly generated_at_turn: number; readonly validation_notes: string | null
  readonly evidence_links: string; readonly trend: string; readonly created_by: string; readonly created_at: number; readonly updated_at: number
}

export const toHypothesis = (row: HypothesisRow): Hypothesis => ({
  hypothesisId: row.hypothesis_id, caseId: row.case_id, statement: row.statement, category: row.category,
  status: row.status as HypothesisStatus, likelihood: Number(row.likelihood), rationale: row.rationale,
  generatedAtTurn: row.generated_at_turn, validationNotes: row.validation_notes,
  evidenceLinks: JSON.parse(row.evidence_links) as Hypothesis["evidenceLinks"], trend: JSON.parse(row.trend) as Hypothesis["trend"],
  createdBy: row.created_by as Hypothesis["createdBy"], createdAt: Number(row.created_at), updatedAt: Number(row.updated_at)
})

export const fromHypothesis = (h: Hypothesis) => ({
  hypothesis_id: h.hypothesisId, case_id: h.caseId, statement: h.statement, category: h.category, status: h.status,
  likelihood: h.likelihood, rationale: h.rationale, generated_at_turn: h.generatedAtTurn, validation_notes: h.validationNotes,
  evidence_links: JSON.stringify(h.evidenceLinks), trend: JSON.stringify(h.trend), created_by: h.createdBy,
  created_at: h.createdAt, updated_at: h.updatedAt
})

export interface SolutionRow {
  readonly solution_id: string; readonly case_id: string; readonly solution_type: string; readonly title: string
  readonly immediate_action: string | null; readonly longterm_fix: string | null; readonly steps: string; readonly commands: string
  readonly risks: string; readonly status: string; readonly verification_method: string | null; readonly proposed_at: number
  readonly applied_at: number | null; readonly verified_at: number | null
}

export const toSolution = (row: SolutionRow): Solution => ({
  solutionId: row.solution_id, caseId: row.case_id, solutionType: row.solution_type, title: row.title, immediateAction: row.immediate_action,
  longtermFix: row.longterm_fix, steps: JSON.parse(row.steps) as ReadonlyArray<string>, commands: JSON.parse(row.commands) as ReadonlyArray<string>,
  risks: JSON.parse(row.risks) as ReadonlyArray<string>, status: row.status as SolutionStatus, verificationMethod: row.verification_method,
  proposedAt: Number(row.proposed_at), appliedAt: orNull(row.applied_at), verifiedAt: orNull(row.verified_at)
})

export const fromSolution = (s: Solution) => ({
  solution_id: s.solutionId, case_id: s.caseId, solution_type: s.solutionType, title: s.title, immediate_action: s.immediateAction,
  longterm_fix: s.longtermFix, steps: JSON.stringify(s.steps), commands: JSON.stringify(s.commands), risks: JSON.stringify(s.risks),
  status: s.status, verification_method: s.verificationMethod, proposed_at: s.proposedAt, applied_at: s.appliedAt, verified_at: s.verifiedAt
})
