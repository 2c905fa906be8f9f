/** Solutions that were proposed, and what became of them. */
import { Schema } from "effect"

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

export interface NewSolution {
  readonly title: string
  readonly solutionType?: string | undefined
  readonly immediateAction?: string | null | undefined
  readonly longtermFix?: string | null | undefined
  readonly steps?: ReadonlyArray<string> | undefined
  readonly commands?: ReadonlyArray<string> | undefined
  readonly risks?: ReadonlyArray<string> | undefined
}
