/** From when to when a log goes, and the longest time that nothing was logged. */
import type { Quote } from "../finding.js"
import { type LineRecord, quoteLine } from "./record.js"

/** Shorter silence is not told. */
const MIN_GAP_MS = 60_000

/** Times are UTC epoch milliseconds; null where no line had one. */
export class TimeSpan {
  gap: { readonly from: number; readonly to: number; readonly quote: Quote } | null = null
  // numbers only: others are made anew with every change
  private first = Number.POSITIVE_INFINITY
  private final = Number.NEGATIVE_INFINITY
  private before = Number.NaN
  private longest = MIN_GAP_MS

  get from(): number | null {
    return Number.isFinite(this.first) ? this.first : null
  }

  get to(): number | null {
    return Number.isFinite(this.final) ? this.final : null
  }

  /** Of the last line that had one. */
  get last(): number | null {
    return Number.isNaN(this.before) ? null : this.before
  }

  add(at: number, record: LineRecord): void {
    if (at - this.before > this.longest) {
      this.longest = at - this.before
      this.gap = { from: this.before, to: at, quote: quoteLine(record) }
    }
    if (at < this.first) this.first = at
    if (at > this.final) this.final = at
    this.before = at
  }
}
