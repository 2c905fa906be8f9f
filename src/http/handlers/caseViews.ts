import type { Case } from "../../modules/case/index.js"
import { stateOf } from "../../modules/case/index.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"

/** One body for both extensions: `status` and `state`, `message_count` and `current_turn`. */
export const caseView = (c: Case) => ({
  case_id: c.caseId, owner_id: c.ownerId, user_id: c.ownerId, organization_id: c.organizationId, title: c.title, description: c.description,
  status: c.status, state: stateOf(c.status), priority: c.priority, metadata: c.metadata, created_at: iso(c.createdAt), updated_at: iso(c.updatedAt),
  last_activity_at: iso(c.lastActivityAt), resolved_at: isoOrNull(c.resolvedAt), closed_at: isoOrNull(c.closedAt), closure_reason: c.closureReason,
  archived: c.archivedAt !== null, message_count: c.messageCount, current_turn: c.currentTurn, title_source: c.titleSource
})

export interface Counts {
  readonly evidence: ReadonlyMap<string, number>
  readonly hypotheses: ReadonlyMap<string, number>
}

/** `counts` null: not asked for. */
export const caseListView = (
  page: { readonly cases: ReadonlyArray<Case>; readonly total: number },
  counts: Counts | null,
  window: { readonly limit: number; readonly offset: number }
) => ({
  cases: page.cases.map((c) => counts === null ? caseView(c) : { ...caseView(c), evidence_count: counts.evidence.get(c.caseId) ?? 0, hypothesis_count: counts.hypotheses.get(c.caseId) ?? 0 }),
  total: page.total,
  page: Math.floor(window.offset / window.limit) + 1,
  page_size: window.limit,
  limit: window.limit,
  offset: window.offset
})
