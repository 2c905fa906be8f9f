/** Hypotheses about a cause and the evidence that speaks for or against them. */
import { Schema } from "effect"

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

const MAX_HYPOTHESIS = 500

/** A statement as a hypothesis keeps it: at most 500 characters, whole words. */
export const hypothesisStatement = (statement: string): string =>
  statement.length <= MAX_HYPOTHESIS ? statement : `${statement.slice(0, MAX_HYPOTHESIS - 1).replace(/\s+\S{0,60}$/, "")}…`
