import { Effect } from "effect"
import { ProviderRefused } from "../errors.js"

const MAX_KEY = 512
/** characters, about a megabyte */
const MAX_VALUE = 1_000_000
const MAX_TTL = 365 * 24 * 3600_000

const refuse = (provider: string, detail: string) => Effect.fail(new ProviderRefused({ provider, detail }))

export const checkKey = (provider: string, key: string): Effect.Effect<void, ProviderRefused> =>
  key.length > 0 && key.length <= MAX_KEY && !key.includes("\0") ? Effect.void : refuse(provider, `a key has 1 to ${MAX_KEY} characters, none of them NUL`)

/** The same limits on every implementation; PostgreSQL cannot store NUL. */
export const checkEntry = (provider: string, key: string, value: string, ttlMs: number): Effect.Effect<void, ProviderRefused> => {
  if (value.length > MAX_VALUE || value.includes("\0")) return refuse(provider, `a value has up to ${MAX_VALUE} characters, none of them NUL`)
  if (!Number.isInteger(ttlMs) || ttlMs < 1 || ttlMs > MAX_TTL) return refuse(provider, "a time to live is a whole number of milliseconds, up to a year")
  return checkKey(provider, key)
}

export const checkWindow = (provider: string, key: string, options: { readonly limit: number; readonly windowMs: number; readonly cost?: number }): Effect.Effect<void, ProviderRefused> => {
  const { cost = 1, limit, windowMs } = options
  const good = Number.isInteger(limit) && limit >= 0 && limit <= 1e9 && Number.isInteger(cost) && cost >= 1 && cost <= 1e6 && Number.isInteger(windowMs) && windowMs >= 1 && windowMs <= MAX_TTL
  return good ? checkKey(provider, key) : refuse(provider, "limit, cost and window are whole numbers: limit 0 to 1e9, cost 1 to 1e6, window 1 ms to a year")
}
