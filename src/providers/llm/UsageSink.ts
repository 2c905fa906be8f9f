import { Context, Effect, Layer } from "effect"
import type { LlmTask, Usage } from "./Llm.js"

/** One finished call of a model, fallbacks and title calls included. */
export interface UsageRecord {
  /** UTC epoch milliseconds of the end */
  readonly at: number
  readonly task: LlmTask
  readonly provider: string
  readonly model: string
  readonly usage: Usage
  /** US dollars; null where the price is unknown */
  readonly costUsd: number | null
  readonly durationMs: number
}

/** Where the router reports what each call used; optional. */
export class UsageSink extends Context.Tag("faultmaven/providers/llm/UsageSink")<UsageSink, {
  readonly record: (entry: UsageRecord) => Effect.Effect<void>
}>() {}

/** Nobody listens. */
export const layerNone = Layer.succeed(UsageSink, UsageSink.of({ record: () => Effect.void }))

/** Keeps what it is told in the given array. */
export const layerMemory = (entries: Array<UsageRecord>) => Layer.succeed(UsageSink, UsageSink.of({ record: (entry) => Effect.sync(() => void entries.push(entry)) }))
