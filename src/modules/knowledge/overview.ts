import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import type { Knowledge } from "./Knowledge.js"
import { readable } from "./policy.js"
import type { KnowledgeRepository } from "./repository.js"
import type { SearchRecord } from "./searchRecord.js"

const count = (into: Record<string, number>, key: string): void => {
  into[key] = (into[key] ?? 0) + 1
}

/** Counts over what the actor can see, and over the actor's own searches. */
export const makeOverview = (repository: KnowledgeRepository, record: SearchRecord): Pick<Knowledge["Type"], "statistics" | "facets" | "searchAnalytics"> => ({
  statistics: Effect.flatMap(CurrentActor, (actor) => Effect.map(repository.overview(readable(actor), actor.userId), (rows) => {
    const byType: Record<string, number> = {}
    for (const row of rows) count(byType, row.document_type)
    return {
      documents: rows.length, byType, bytes: rows.reduce((sum, row) => sum + Number(row.bytes), 0), users: new Set(rows.map((row) => row.owner_id)).size,
      lastUpdatedAt: rows.length === 0 ? null : rows.reduce((latest, row) => Math.max(latest, Number(row.updated_at)), 0)
    }
  })),
  facets: Effect.flatMap(CurrentActor, (actor) => Effect.map(repository.overview(readable(actor), actor.userId), (rows) => {
    const types: Record<string, number> = {}
    const tags: Record<string, number> = {}
    const scopes: Record<string, number> = {}
    const statuses: Record<string, number> = {}
    for (const row of rows) {
      count(types, row.document_type)
      count(scopes, row.scope.split(":")[0]!.replace("org", "organization"))
      count(statuses, row.status)
      for (const tag of JSON.parse(row.tags) as ReadonlyArray<string>) count(tags, tag)
    }
    return { types, tags, scopes, statuses }
  })),
  searchAnalytics: Effect.flatMap(CurrentActor, (actor) => Effect.map(record.searches(actor.userId), (rows) => {
    const queries: Record<string, number> = {}
    const perDay: Record<string, number> = {}
    for (const row of rows) {
      count(queries, row.query)
      count(perDay, new Date(Number(row.at)).toISOString().slice(0, 10))
    }
    return {
      totalSearches: rows.length,
      topQueries: Object.entries(queries).map(([query, n]) => ({ query, count: n })).sort((a, b) => b.count - a.count).slice(0, 10),
      averageResults: rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + row.results, 0) / rows.length,
      perDay
    }
  }))
})
