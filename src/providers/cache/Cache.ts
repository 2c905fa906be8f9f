import { Context, type Effect } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

/** Short-lived shared values. Keys are up to 512 characters, values up to 1 MB of text. */
export class Cache extends Context.Tag("faultmaven/providers/Cache")<Cache, {
  readonly implementation: string
  readonly get: (key: string) => Effect.Effect<string | null, ProviderError>
  readonly set: (key: string, value: string, ttlMs: number) => Effect.Effect<void, ProviderError>
  /** Sets only where the key is free; answers whether it did. */
  readonly add: (key: string, value: string, ttlMs: number) => Effect.Effect<boolean, ProviderError>
  readonly remove: (key: string) => Effect.Effect<void, ProviderError>
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
