/** From when to when a log goes, and the longest time that nothing was logged. */
import type { Quote } from "../finding.js"
import { type LineRecord, quoteLine } from "./record.js"

/** Shorter silence is not told. */
const MIN_GAP_MS = 60_000

/** Times are UTC epoch milliseconds. */
export class TimeSpan {
  from: number | null = null
  to: number | null = null
  /** of the last line that had one */
  last: number | null = null
  gap: { readonly from: number; readonly to: number; readonly quote: Quote } | null = null

  add(at: number, record: LineRecord): void {
    if (this.last !== null && at - this.last > MIN_GAP_MS && (this.gap === null || at - this.last > this.gap.to - this.gap.from)) {
      this.gap = { from: this.last, to: at, quote: quoteLine(record) }
    }
    this.from = this.from === null ? at : Math.min(this.from, at)
    this.to = this.to === null ? at : Math.max(this.to, at)
    this.last = at
  }
}
