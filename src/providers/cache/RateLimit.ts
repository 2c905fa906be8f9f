import { Context, type Effect } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

export interface RateDecision {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** epoch milliseconds at which the window ends */
  readonly resetAt: number
}

/** Fixed-window counters shared by all replicas (in process on core). */
export class RateLimit extends Context.Tag("faultmaven/providers/RateLimit")<RateLimit, {
  readonly implementation: string
  /** Counts `cost` (default 1) against `key`; atomic. */
  readonly take: (
    key: string,
    options: { readonly limit: number; readonly windowMs: number; readonly cost?: number }
  ) => Effect.Effect<RateDecision, ProviderError>
  /** Forgets a key (after a successful login). */
  readonly reset: (key: string) => Effect.Effect<void, ProviderError>
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
