import type { ProviderError } from "../errors.js"
import type { Usage } from "./Llm.js"
import type { LlmProviderStatus } from "./LlmStatus.js"

const WINDOW = 200

const percentile = (sorted: ReadonlyArray<number>, p: number): number | null => (sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)]!)

/** Counts what the status of a provider shows. */
export const makeMeter = () => {
  const recent: Array<{ readonly ok: boolean; readonly ms: number }> = []
  let calls = 0
  let errors = 0
  let fallbacks = 0
  let lastSuccessAt: number | null = null
  let lastError: LlmProviderStatus["lastError"] = null
  let inputTokens = 0
  let outputTokens = 0
  let costUsd = 0
  const add = (ok: boolean, ms: number): void => {
    calls++
    recent.push({ ok, ms })
    if (recent.length > WINDOW) recent.shift()
  }
  return {
    succeeded: (at: number, ms: number): void => {
      add(true, ms)
      lastSuccessAt = at
    },
    failed: (at: number, ms: number, error: ProviderError): void => {
      add(false, ms)
      errors++
      lastError = { at, tag: error._tag, detail: error.detail }
    },
    /** an answer that had begun was cut */
    cut: (at: number, error: ProviderError): void => {
      errors++
      lastError = { at, tag: error._tag, detail: error.detail }
    },
    fellBack: (): void => {
      fallbacks++
    },
    used: (usage: Usage, cost: number | null): void => {
      inputTokens += usage.inputTokens
      outputTokens += usage.outputTokens
      costUsd += cost ?? 0
    },
    report: (): Omit<LlmProviderStatus, "name" | "model" | "ready" | "circuit"> => {
      const times = recent.filter((one) => one.ok).map((one) => one.ms).sort((a, b) => a - b)
      return {
        lastSuccessAt, lastError, calls, errors, fallbacks, inputTokens, outputTokens, costUsd,
        errorRate: recent.length === 0 ? null : recent.filter((one) => !one.ok).length / recent.length,
        p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95)
      }
    }
  }
}

export type Meter = ReturnType<typeof makeMeter>
