import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { now } from "../kernel/time.js"
import type { CaseRepository } from "./repository.js"
import type { Cases } from "./Cases.js"

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

export const makeStatistics = (repository: CaseRepository): Pick<Cases["Type"], "statistics" | "trends"> => ({
  statistics: Effect.flatMap(CurrentActor, (actor) => Effect.map(repository.statistics(actor.userId), ({ groups, hypotheses }) => {
    const byStatus: Record<string, number> = { consulting: 0, investigating: 0, resolved: 0, closed: 0 }
    const byPriority: Record<string, number> = { low: 0, medium: 0, high: 0, critical: 0 }
    let total = 0
    let resolvedMs = 0
    for (const group of groups) {
      const n = Number(group.n)
      total += n
      byStatus[group.status] = (byStatus[group.status] ?? 0) + n
      byPriority[group.priority] = (byPriority[group.priority] ?? 0) + n
      if (group.status === "resolved") resolvedMs += Number(group.ms ?? 0)
    }
    const resolved = byStatus["resolved"]!
    return { total, byStatus, byPriority, averageResolutionHours: resolved === 0 ? null : resolvedMs / resolved / HOUR_MS, hypotheses }
  })),
  trends: (days) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const today = yield* now
    const since = today - (today % DAY_MS) - (days - 1) * DAY_MS
    const rows = yield* repository.activitySince(actor.userId, since)
    const table = new Map(Array.from({ length: days }, (_, i) => [dateOf(since + i * DAY_MS), { opened: 0, resolved: 0 }]))
    for (const row of rows) {
      const opened = table.get(dateOf(Number(row.created_at)))
      if (opened) opened.opened++
      const resolved = row.resolved_at === null ? undefined : table.get(dateOf(Number(row.resolved_at)))
      if (resolved) resolved.resolved++
    }
    return [...table].map(([date, counts]) => ({ date, ...counts }))
  })
})
