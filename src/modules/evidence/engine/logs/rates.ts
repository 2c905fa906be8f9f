import type { LevelRates } from "../analysis.js"
import { TimeHistogram } from "./histogram.js"

const SLICES = 24

interface Tally { readonly level: string; count: number }

/** Records per level, in all and over time, in bounded memory. */
export class LevelCounter {
  private readonly tallies = new Map<string, Tally>()
  private readonly counts = new Map<string, TimeHistogram>()
  /** of the record before, and of the one before that had a time: the next one mostly has their level */
  private tally: Tally = { level: "", count: 0 }
  private level = ""
  private histogram = new TimeHistogram()

  add(level: string, at: number | null): void {
    if (level !== this.tally.level) {
      this.tally = this.tallies.get(level) ?? { level, count: 0 }
      this.tallies.set(level, this.tally)
    }
    this.tally.count++
    if (at === null) return
    if (level !== this.level) {
      this.level = level
      this.histogram = this.counts.get(level) ?? new TimeHistogram()
      this.counts.set(level, this.histogram)
    }
    this.histogram.add(at)
  }

  totals(): Record<string, number> {
    return Object.fromEntries([...this.tallies].map(([level, { count }]) => [level, count]))
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
