import { Effect } from "effect"
import { ProviderRefused } from "../errors.js"

const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/

/**
 * A key never becomes a path outside the store, and is good on every
 * implementation: 1–512 characters, parts of 1–200 from `[A-Za-z0-9._-]`
 * joined by `/`, none beginning with a dot.
 */
export const checkKey = (provider: string, key: string): Effect.Effect<string, ProviderRefused> =>
  key.length <= 512 && key.split("/").every((part) => PART.test(part))
    ? Effect.succeed(key)
    : Effect.fail(new ProviderRefused({ provider, detail: "not a valid key" }))

/** The beginning of a valid key, possibly empty. */
export const checkPrefix = (provider: string, prefix: string): Effect.Effect<string, ProviderRefused> => {
  const parts = prefix.split("/")
  const last = parts.pop() ?? ""
  return prefix.length <= 512 && parts.every((part) => PART.test(part)) && (last === "" || PART.test(last))
    ? Effect.succeed(prefix)
    : Effect.fail(new ProviderRefused({ provider, detail: "not the beginning of a valid key" }))
}
