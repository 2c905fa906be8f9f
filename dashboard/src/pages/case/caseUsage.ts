import { get } from "../../api/client"
import type { Usage, UsageLine } from "../../api/types"

/** Tokens and money of one case in the last year; null where no model was called. */
export const usageOf = async (caseId: string, signal: AbortSignal): Promise<UsageLine | null> => {
  const usage = await get<Usage>("api/v1/usage", { days: 365 }, signal)
  const line = usage.by_case.find((entry) => entry.case_id === caseId)
  return line === undefined || line.input_tokens + line.output_tokens === 0 ? null : line
}
