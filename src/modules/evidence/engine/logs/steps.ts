import type { Span } from "./counted.js"
import type { TimeHistogram } from "./histogram.js"

const MANY = 10
const SLICES = 24

export interface Step { readonly at: number; readonly before: number; readonly after: number; readonly sliceMs: number }

/** Where a rate steps up most: a slice after which it stays at least three times as high. */
export const stepUp = (times: TimeHistogram, { from, to }: Span): Step | null => {
  if (from === null || to === null || to === from) return null
  const sliceMs = (to - from) / SLICES
  const slices = times.over(from, to, SLICES).map((count, i) => [Math.round(from + i * sliceMs), count] as const)
  const total = slices.reduce((sum, [, count]) => sum + count, 0)
  if (total < MANY) return null
  let best: (Step & { readonly gain: number }) | null = null
  let left = 0
  for (let i = 1; i < slices.length; i++) {
    left += slices[i - 1]![1]
    const before = left / i
    const after = (total - left) / (slices.length - i)
    const gain = (after - before) * Math.sqrt((i * (slices.length - i)) / slices.length)
    if (after >= 3 * Math.max(before, 0.2) && (best === null || gain > best.gain)) best = { at: slices[i]![0], before, after, gain, sliceMs }
  }
  return best
}
