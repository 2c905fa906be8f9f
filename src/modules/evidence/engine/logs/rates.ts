import type { LevelRates } from "../analysis.js"
import { TimeHistogram } from "./histogram.js"

const SLICES = 24

/** Records per level over time, in bounded memory. */
export class LevelCounter {
  private readonly counts = new Map<string, TimeHistogram>()
  /** of the record before: the next one mostly has its level */
  private level = ""
  private histogram = new TimeHistogram()

  add(level: string, at: number): void {
    if (level !== this.level) {
      this.level = level
      this.histogram = this.counts.get(level) ?? new TimeHistogram()
      this.counts.set(level, this.histogram)
    }
    this.histogram.add(at)
  }

  /** Null where the log has no span of time. */
  over(from: number | null, to: number | null): LevelRates | null {
    if (from === null || to === null || to <= from || this.counts.size === 0) return null
    return { from, sliceMs: (to - from) / SLICES, counts: Object.fromEntries([...this.counts].map(([level, histogram]) => [level, histogram.over(from, to, SLICES)])) }
  }
}

const duration = (ms: number): string => (ms < 120_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`)

/** One line per grave level: how many, and when most of them came. */
export const ratesInWords = (rates: LevelRates | null): ReadonlyArray<string> => rates === null ? [] : ["FATAL", "ERROR", "WARN"].flatMap((level) => {
  const counts = rates.counts[level]
  if (counts === undefined) return []
  const most = Math.max(...counts)
  return [`${level}: ${counts.reduce((a, b) => a + b, 0)}, at most ${most} in ${duration(rates.sliceMs)} (from ${new Date(Math.round(rates.from + counts.indexOf(most) * rates.sliceMs)).toISOString()}).`]
})
