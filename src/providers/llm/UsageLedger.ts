import { Context, type Effect } from "effect"
import type { ChatResult } from "./Llm.js"

/** One call of a model on behalf of a user; unlike `UsageRecord` it says whose. */
export interface UsageEntry {
  /** UTC epoch milliseconds */
  readonly at: number
  readonly ownerId: string
  readonly caseId: string | null
  readonly jobId: string | null
  /** what the call was for, such as `chat`, `vision`, `rerank` */
  readonly task: string
  readonly result: ChatResult
  readonly durationMs: number
}

/** Where modules that ask a model record tokens and money, for the user's and the operator's totals. */
export class UsageLedger extends Context.Tag("faultmaven/providers/llm/UsageLedger")<UsageLedger, {
  readonly record: (entry: UsageEntry) => Effect.Effect<void>
}>() {}
