/** Where a case stands and what it weighs. */
import { Schema } from "effect"

export const CaseStatus = Schema.Literal("consulting", "investigating", "resolved", "closed")
export type CaseStatus = typeof CaseStatus.Type

export const CasePriority = Schema.Literal("low", "medium", "high", "critical")
export type CasePriority = typeof CasePriority.Type

export const ClosureReason = Schema.Literal("resolved", "abandoned", "escalated", "consulting_only", "duplicate", "other")
export type ClosureReason = typeof ClosureReason.Type

export interface StatusChange {
  readonly fromStatus: CaseStatus | null
  readonly toStatus: CaseStatus
  readonly at: number
  readonly by: string
  readonly reason: string
}
