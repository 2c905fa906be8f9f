import type { UsageRow } from "../../modules/agent/index.js"
import { iso } from "../../modules/kernel/time.js"

interface Sum { calls: number; input_tokens: number; output_tokens: number; cost_usd: number }

const add = <K>(sums: Map<K, Sum>, key: K, row: UsageRow): void => {
  const sum = sums.get(key) ?? { calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 }
  sum.calls++
  sum.input_tokens += Number(row.input_tokens)
  sum.output_tokens += Number(row.output_tokens)
  sum.cost_usd += row.cost_usd ?? 0
  sums.set(key, sum)
}

const MAX_CASES = 20

/** Totals of model calls by day, model and case; the costliest cases only. */
export const usageView = (rows: ReadonlyArray<UsageRow>, days: number) => {
  const all = new Map<string, Sum>()
  const byDay = new Map<string, Sum>()
  const byModel = new Map<string, Sum>()
  const byCase = new Map<string, Sum>()
  const byUser = new Map<string, Sum>()
  for (const row of rows) {
    add(all, "all", row)
    add(byDay, iso(Number(row.at)).slice(0, 10), row)
    add(byModel, JSON.stringify([row.provider, row.model]), row)
    if (row.owner_id !== null) add(byUser, row.owner_id, row)
    if (row.case_id !== null) add(byCase, row.case_id, row)
  }
  return {
    days, ...(all.get("all") ?? { calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 }), unpriced_calls: rows.filter((row) => row.cost_usd === null).length,
    by_day: [...byDay].map(([date, sum]) => ({ date, ...sum })),
    by_model: [...byModel].map(([key, sum]) => {
      const [provider, model] = JSON.parse(key) as [string, string]
      return { provider, model, ...sum }
    }),
    by_user: [...byUser].map(([user_id, sum]) => ({ user_id, ...sum })).sort((a, b) => b.cost_usd - a.cost_usd || b.input_tokens - a.input_tokens),
    by_case: [...byCase].map(([case_id, sum]) => ({ case_id, ...sum })).sort((a, b) => b.cost_usd - a.cost_usd || b.input_tokens - a.input_tokens).slice(0, MAX_CASES)
  }
}
