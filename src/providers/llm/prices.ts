import { Config, ConfigError, Either } from "effect"
import type { Usage } from "./Llm.js"

/** US dollars per million tokens. */
export type Price = readonly [input: number, output: number]

/** Estimates: list prices as published by the vendors in mid 2025, in US dollars per million tokens. `LLM_PRICES` overrides them. */
const ESTIMATES: ReadonlyArray<readonly [model: RegExp, price: Price]> = [
  [/^gpt-4o-mini/, [0.15, 0.6]], [/^(chat)?gpt-4o/, [2.5, 10]],
  [/^gpt-4\.1-nano/, [0.1, 0.4]], [/^gpt-4\.1-mini/, [0.4, 1.6]], [/^gpt-4\.1/, [2, 8]],
  [/^gpt-5-nano/, [0.05, 0.4]], [/^gpt-5-mini/, [0.25, 2]], [/^gpt-5(-chat|-\d{4}|$)/, [1.25, 10]],
  [/^o4-mini|^o3-mini/, [1.1, 4.4]], [/^o3/, [2, 8]], [/^o1-mini/, [1.1, 4.4]], [/^o1/, [15, 60]],
  [/^claude-3-haiku/, [0.25, 1.25]], [/^claude-3[-.]5-haiku/, [0.8, 4]], [/^claude-haiku-4-5/, [1, 5]], [/^claude.*sonnet/, [3, 15]], [/^claude-(3-opus|opus-4-(0|1|2))/, [15, 75]],
  [/^gemini-1\.5-flash|^gemini-2\.0-flash-lite/, [0.075, 0.3]], [/^gemini-2\.0-flash/, [0.1, 0.4]], [/^gemini-2\.5-flash-lite/, [0.1, 0.4]], [/^gemini-2\.5-flash/, [0.3, 2.5]],
  [/^gemini-(1\.5|2\.5)-pro/, [1.25, 10]], [/^llama-3\.3-70b-versatile/, [0.59, 0.79]], [/^llama-v3p1-70b/, [0.9, 0.9]]
]

/** What a call cost in dollars; null where the price of the model is unknown. */
export type CostOf = (provider: string, model: string, usage: Usage) => number | null

export const makeCostOf = (configured: Readonly<Record<string, Price>>): CostOf => (provider, model, usage) => {
  const bare = model.split("/").at(-1) ?? model
  const estimate = (): Price | undefined => (provider === "ollama" || provider === "builtin" ? [0, 0] : ESTIMATES.find(([pattern]) => pattern.test(bare))?.[1])
  const price = configured[model] ?? configured[bare] ?? estimate()
  return price === undefined ? null : (usage.inputTokens * price[0] + usage.outputTokens * price[1]) / 1_000_000
}

export const PRICES_EXPECTED = 'expects JSON such as {"gpt-4o-mini": [0.15, 0.6]} (US dollars per million input and output tokens)'

/** Reads `LLM_PRICES`; null where it is not what it should be. */
export const parsePrices = (text: string): Readonly<Record<string, Price>> | null => {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null
    const isPrice = (value: unknown): value is Price => Array.isArray(value) && value.length === 2 && value.every((n) => typeof n === "number" && Number.isFinite(n) && n >= 0)
    return Object.values(parsed).every(isPrice) ? parsed as Readonly<Record<string, Price>> : null
  } catch {
    return null
  }
}

export const pricesConfig: Config.Config<Readonly<Record<string, Price>>> = Config.string("LLM_PRICES").pipe(
  Config.withDefault("{}"),
  Config.mapOrFail((text) => {
    const prices = parsePrices(text.trim() === "" ? "{}" : text)
    return prices === null ? Either.left(ConfigError.InvalidData(["LLM_PRICES"], PRICES_EXPECTED)) : Either.right(prices)
  })
)
