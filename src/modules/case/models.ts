import { Schema } from "effect"

export const CaseStatus = Schema.Literal("consulting", "investigating", "resolved", "closed")
export type CaseStatus = typeof CaseStatus.Type

export const CasePriority = Schema.Literal("low", "medium", "high", "critical")
export type CasePriority = typeof CasePriority.Type

export const ClosureReason = Schema.Literal("resolved", "abandoned", "escalated", "consulting_only", "duplicate", "other")
export type ClosureReason = typeof ClosureReason.Type

/** Facts an investigation establishes; never taken back. */
export const milestones = [
  "symptom_verified", "scope_assessed", "timeline_established", "changes_identified",
  "root_cause_identified", "solution_proposed", "solution_applied", "solution_verified"
] as const
export const Milestone = Schema.Literal(...milestones)
export type Milestone = typeof Milestone.Type

export type Stage = "symptom_verification" | "hypothesis_formulation" | "hypothesis_validation" | "solution"

export interface ProblemConfirmation {
  readonly problemType: string
  readonly severityGuess: string
  readonly preliminaryGuidance: string
}

/** What an investigation knows; kept as one JSON document per case. */
export interface Investigation {
  readonly milestones: ReadonlyArray<Milestone>
  readonly problemConfirmation: ProblemConfirmation | null
  readonly proposedStatement: string | null
  readonly statementConfirmedAt: number | null
  readonly quickSuggestions: ReadonlyArray<string>
  readonly symptom: string | null
  readonly temporalState: "ongoing" | "historical" | null
  readonly urgency: CasePriority | "unknown"
  readonly path: "mitigation_first" | "root_cause" | "user_choice" | null
  readonly pathRationale: string | null
  readonly workingConclusion: {
    readonly statement: string
    /** 0–1 */
    readonly confidence: number
    readonly reasoning: string
    readonly caveats: ReadonlyArray<string>
    readonly updatedAt: number
  } | null
  readonly rootCause: {
    readonly statement: string
    readonly confidence: number
    readonly method: "direct_analysis" | "hypothesis_validation" | "correlation" | "other"
    readonly hypothesisId: string | null
    readonly determinedAt: number
  } | null
  readonly degraded: { readonly mode: string; readonly reason: string; readonly enteredAt: number } | null
  readonly turnsWithoutProgress: number
  readonly nextActions: ReadonlyArray<string>
}

export const emptyInvestigation: Investigation = {
  milestones: [], problemConfirmation: null, proposedStatement: null, statementConfirmedAt: null, quickSuggestions: [],
  symptom: null, temporalState: null, urgency: "unknown", path: null, pathRationale: null, workingConclusion: null,
  rootCause: null, degraded: null, turnsWithoutProgress: 0, nextActions: []
}

/** A case as services see it; times are UTC epoch milliseconds. */
export interface Case {
  readonly caseId: string
  readonly ownerId: string
  readonly organizationId: string
  readonly title: string
  readonly titleSource: "user" | "generated" | "default"
  readonly description: string
  readonly status: CaseStatus
  readonly priority: CasePriority
  readonly metadata: Record<string, unknown>
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastActivityAt: number
  readonly resolvedAt: number | null
  readonly closedAt: number | null
  readonly closureReason: ClosureReason | null
  readonly resolutionNotes: string | null
  readonly archivedAt: number | null
  readonly sessionId: string | null
  readonly messageCount: number
  readonly currentTurn: number
  readonly version: number
  readonly investigation: Investigation
}

export interface Message {
  readonly messageId: string
  readonly caseId: string
  readonly turnNumber: number
  readonly role: "user" | "assistant" | "system"
  readonly content: string
  readonly createdAt: number
  /** citations, attachments, model, tokens, latency: whatever the writer recorded */
  readonly metadata: Record<string, unknown>
}

export const HypothesisStatus = Schema.Literal("captured", "active", "validated", "refuted", "inconclusive", "retired")
export type HypothesisStatus = typeof HypothesisStatus.Type

export type Stance = "strongly_supports" | "supports" | "neutral" | "contradicts" | "strongly_contradicts"

export interface EvidenceLink {
  readonly evidenceId: string
  readonly stance: Stance
  readonly reasoning: string
}

export interface Hypothesis {
  readonly hypothesisId: string
  readonly caseId: string
  readonly statement: string
  readonly category: string
  readonly status: HypothesisStatus
  /** 0–1 */
  readonly likelihood: number
  readonly rationale: string
  readonly generatedAtTurn: number
  readonly validationNotes: string | null
  readonly evidenceLinks: ReadonlyArray<EvidenceLink>
  /** likelihood after each change, oldest first, at most 50 */
  readonly trend: ReadonlyArray<{ readonly at: number; readonly likelihood: number }>
  readonly createdBy: "agent" | "user"
  readonly createdAt: number
  readonly updatedAt: number
}

export const SolutionStatus = Schema.Literal("proposed", "applied", "verified", "rejected")
export type SolutionStatus = typeof SolutionStatus.Type

export interface Solution {
  readonly solutionId: string
  readonly caseId: string
  readonly solutionType: string
  readonly title: string
  readonly immediateAction: string | null
  readonly longtermFix: string | null
  readonly steps: ReadonlyArray<string>
  readonly commands: ReadonlyArray<string>
  readonly risks: ReadonlyArray<string>
  readonly status: SolutionStatus
  readonly verificationMethod: string | null
  readonly proposedAt: number
  readonly appliedAt: number | null
  readonly verifiedAt: number | null
}

export interface StatusChange {
  readonly fromStatus: CaseStatus | null
  readonly toStatus: CaseStatus
  readonly at: number
  readonly by: string
  readonly reason: string
}

export interface NewCase {
  readonly title?: string | null | undefined
  readonly description?: string | null | undefined
  readonly priority?: CasePriority | undefined
  readonly metadata?: Record<string, unknown> | undefined
  readonly sessionId?: string | undefined
}

export interface CaseChanges {
  readonly title?: string | null | undefined
  readonly description?: string | null | undefined
  readonly status?: CaseStatus | null | undefined
  readonly priority?: CasePriority | null | undefined
  readonly metadata?: Record<string, unknown> | null | undefined
}

export interface CaseQuery {
  readonly statuses?: ReadonlyArray<CaseStatus>
  readonly priorities?: ReadonlyArray<CasePriority>
  readonly text?: string
  readonly sessionId?: string
  readonly includeArchived?: boolean
  readonly sort?: "last_activity" | "created" | "title" | "priority"
  readonly limit: number
  readonly offset: number
}

/** Hypotheses or solutions over all cases of the actor. */
export interface InvestigationQuery {
  readonly caseId?: string
  readonly status?: string
  readonly limit: number
  readonly offset: number
}

/** What a finished turn changes; applied in one transaction. */
export interface TurnOutcome {
  readonly turnNumber: number
  readonly answer: string
  readonly answerMetadata: Record<string, unknown>
  readonly milestones: ReadonlyArray<Milestone>
  readonly investigation: Partial<Investigation>
  readonly newHypotheses: ReadonlyArray<Pick<Hypothesis, "statement" | "category" | "likelihood" | "rationale" | "evidenceLinks">>
  readonly hypothesisUpdates: ReadonlyArray<{
    readonly hypothesisId: string
    readonly status?: HypothesisStatus
    readonly likelihood?: number
    readonly notes?: string
    readonly evidenceLinks?: ReadonlyArray<EvidenceLink>
  }>
  readonly newSolutions: ReadonlyArray<NewSolution>
  readonly transition: { readonly to: CaseStatus; readonly reason: string } | null
  /** evidence was added or a hypothesis changed its state in this turn */
  readonly evidenceAdded: boolean
}

const MAX_HYPOTHESIS = 500

/** A statement as a hypothesis keeps it: at most 500 characters, whole words. */
export const hypothesisStatement = (statement: string): string =>
  statement.length <= MAX_HYPOTHESIS ? statement : `${statement.slice(0, MAX_HYPOTHESIS - 1).replace(/\s+\S{0,60}$/, "")}…`

export interface NewSolution {
  readonly title: string
  readonly solutionType?: string | undefined
  readonly immediateAction?: string | null | undefined
  readonly longtermFix?: string | null | undefined
  readonly steps?: ReadonlyArray<string> | undefined
  readonly commands?: ReadonlyArray<string> | undefined
  readonly risks?: ReadonlyArray<string> | undefined
}

export interface TurnApplied {
  readonly case: Case
  readonly message: Message
  readonly milestonesCompleted: ReadonlyArray<Milestone>
  readonly progressMade: boolean
  readonly statusTransitioned: boolean
}

export interface CaseStatistics {
  readonly total: number
  readonly byStatus: Record<string, number>
  readonly byPriority: Record<string, number>
  readonly averageResolutionHours: number | null
  readonly hypotheses: number
}
