/** What a finished turn of the dialogue changes in its case. */
import type { Case } from "./case.js"
import type { EvidenceLink, Hypothesis, HypothesisStatus } from "./hypothesis.js"
import type { Investigation, Milestone } from "./investigation.js"
import type { Message } from "./message.js"
import type { NewSolution } from "./solution.js"
import type { CaseStatus } from "./status.js"

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

export interface TurnApplied {
  readonly case: Case
  readonly message: Message
  readonly milestonesCompleted: ReadonlyArray<Milestone>
  readonly progressMade: boolean
  readonly statusTransitioned: boolean
}
