import { Context, type Effect } from "effect"
import type { ProviderError, ProviderNotFound } from "../errors.js"
import type { LlmTask } from "./Llm.js"

/** How one configured provider has been doing since the start. Times in UTC epoch milliseconds. */
export interface LlmProviderStatus {
  readonly name: string
  /** its model where no task names another */
  readonly model: string
  /** false: configured, but not found yet (a local server that does not answer) */
  readonly ready: boolean
  readonly circuit: "closed" | "open" | "half-open"
  readonly lastSuccessAt: number | null
  readonly lastError: { readonly at: number; readonly tag: string; readonly detail: string } | null
  readonly calls: number
  readonly errors: number
  /** 0–1 over the last 200 attempts; null without any */
  readonly errorRate: number | null
  /** milliseconds to the whole answer, of a stream to its first token; null without any */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** answers given in place of a provider before it in the order */
  readonly fallbacks: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** dollars, as far as prices are known */
  readonly costUsd: number
}

/** The language models of this process, for the operator; empty where the built-in analyst answers. */
export class LlmStatus extends Context.Tag("faultmaven/providers/LlmStatus")<LlmStatus, {
  /** in the order in which they are asked */
  readonly providers: Effect.Effect<ReadonlyArray<LlmProviderStatus>>
  /** who is asked first for which task, such as `openai/gpt-4o-mini` */
  readonly routes: Effect.Effect<Readonly<Record<LlmTask, string>>>
  /** Sends one short question, past circuit breaker and retries; spends a few tokens. */
  readonly test: (name: string) => Effect.Effect<{ readonly model: string; readonly durationMs: number; readonly answer: string }, ProviderError | ProviderNotFound>
}>() {}
