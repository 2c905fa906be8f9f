import type { Usage } from "./Llm.js"

/** US dollars per million tokens [input, output]; estimates of 2025, overridden by LLM_PRICES. */
const PRICES: ReadonlyArray<readonly [RegExp, number, number]> = [
  [/^gpt-4o-mini/, 0.15, 0.6],
  [/^gpt-4o/, 2.5, 10],
  [/^gpt-4\.1-mini/, 0.4, 1.6],
  [/^gpt-4\.1/, 2, 8],
  [/^claude-3-5-haiku/, 0.8, 4],
  [/^claude-.*sonnet/, 3, 15],
  [/^claude-.*opus/, 15, 75]
]

let configured: Readonly<Record<string, readonly [number, number]>> = {}

/** `{"model": [input, output]}` in dollars per million tokens. */
export const setPrices = (prices: Readonly<Record<string, readonly [number, number]>>): void => {
  configured = prices
}

export const costOf = (model: string, usage: Usage): number | null => {
  const own = configured[model]
  const known = own === undefined ? PRICES.find(([pattern]) => pattern.test(model)) : undefined
  const [input, output] = own ?? (known === undefined ? [null, null] : [known[1], known[2]])
  return input === null || output === null ? null : (usage.inputTokens * input + usage.outputTokens * output) / 1_000_000
}
