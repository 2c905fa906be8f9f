import { Effect } from "effect"
import { ProviderRefused } from "../errors.js"

const KEY = /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/

/** A key never becomes a path outside the store: no `..`, no absolute parts, 1–512 safe characters. */
export const checkKey = (provider: string, key: string): Effect.Effect<string, ProviderRefused> =>
  key.length > 0 && key.length <= 512 && KEY.test(key) && !key.split("/").some((part) => part === "." || part === "..")
    ? Effect.succeed(key)
    : Effect.fail(new ProviderRefused({ provider, detail: "not a valid key" }))
