/** A case, how it is made, changed, asked for and counted. */
import type { Investigation } from "./investigation.js"
import type { CasePriority, CaseStatus, ClosureReason } from "./status.js"

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

export interface CaseStatistics {
  readonly total: number
  readonly byStatus: Record<string, number>
  readonly byPriority: Record<string, number>
  readonly averageResolutionHours: number | null
  readonly hypotheses: number
}
