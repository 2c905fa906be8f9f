/** What an investigation establishes and knows. */
import { Schema } from "effect"
import type { CasePriority } from "./status.js"

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

/** Hypotheses or solutions over all cases of the actor. */
export interface InvestigationQuery {
  readonly caseId?: string
  readonly status?: string
  readonly limit: number
  readonly offset: number
}
