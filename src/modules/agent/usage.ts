import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import type { UsageEntry } from "../../providers/llm/UsageLedger.js"
import { uuid } from "../kernel/ids.js"

/** Tokens and money per model call. */
export const makeUsage = Effect.map(SqlClient.SqlClient, (sql) => ({
  record: (entry: UsageEntry) => Effect.orDie(sql`INSERT INTO llm_usage ${sql.insert({
    id: uuid(), at: entry.at, owner_id: entry.ownerId, case_id: entry.caseId, job_id: entry.jobId, task: entry.task,
    provider: entry.result.provider, model: entry.result.model, input_tokens: entry.result.usage.inputTokens,
    output_tokens: entry.result.usage.outputTokens, cost_usd: entry.result.costUsd, duration_ms: Math.round(entry.durationMs)
  })}`).pipe(Effect.asVoid),
  rows: (ownerId: string | null, since: number) => Effect.orDie(sql<{
    at: number; case_id: string | null; owner_id: string | null; provider: string; model: string; task: string
    input_tokens: number; output_tokens: number; cost_usd: number | null; duration_ms: number
  }>`SELECT at, case_id, owner_id, provider, model, task, input_tokens, output_tokens, cost_usd, duration_ms FROM llm_usage
    WHERE at >= ${since} ${ownerId === null ? sql`` : sql`AND owner_id = ${ownerId}`} ORDER BY at`)
}))

export type Usage = Effect.Effect.Success<typeof makeUsage>
