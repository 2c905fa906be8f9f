/** Errors of a log: the first one and what stood before it, when they came, and where they came in bursts. */
import type { Quote } from "../finding.js"
import type { Burst } from "./findings.js"
import { TimeHistogram } from "./histogram.js"
import type { Level } from "./levels.js"
import { type LineRecord, quoteLine, quoteRun } from "./record.js"

const CONTEXT = 3
const BURST_ERRORS = 10
const BURST_LINES = 50
const MAX_BURSTS = 200

/** Is told every line and, before that, every error; holds a few lines of each. */
export class LoggedErrors {
  count = 0
  first: { readonly quote: Quote; readonly at: number | null; readonly level: Level } | null = null
  /** the lines before the first one */
  before: Quote | null = null
  readonly times = new TimeHistogram()
  readonly bursts: Array<Burst> = []
  private readonly recent: Array<LineRecord> = []
  private readonly lines: Array<LineRecord> = []
  private burst: { readonly first: LineRecord; lastLine: number; lastAt: number | null; count: number } | null = null

  add(record: LineRecord, level: Level): void {
    this.count++
    if (record.at !== null) this.times.add(record.at)
    if (this.first === null) {
      this.first = { quote: quoteLine(record), at: record.at, level }
      this.before = quoteRun(this.recent, 1) ?? quoteRun(this.recent, 2)
      this.recent.length = 0
    }
    if (this.burst !== null) {
      if (record.number - this.burst.lastLine <= BURST_LINES) {
        this.burst.lastLine = record.number
        this.burst.lastAt = record.at
        this.burst.count++
        return
      }
      this.closeBurst()
    }
    this.lines.push(record)
    if (this.lines.length > BURST_ERRORS) this.lines.shift()
    const first = this.lines[0]!
    if (this.lines.length === BURST_ERRORS && record.number - first.number <= BURST_LINES) this.burst = { first: first.own(), lastLine: record.number, lastAt: record.at, count: BURST_ERRORS }
  }

  /** Any line, which may come before the first error. */
  remember(record: LineRecord): void {
    if (this.first !== null) return
    this.recent.push(record)
    if (this.recent.length > CONTEXT) this.recent.shift()
  }

  /** The memory of a chunk is its owner's: what is held of it is copied. */
  own(): void {
    for (const records of [this.recent, this.lines]) for (let i = 0; i < records.length; i++) records[i] = records[i]!.own()
  }

  closeBurst(): void {
    if (this.burst === null) return
    const { count, first, lastAt, lastLine } = this.burst
    if (this.bursts.length < MAX_BURSTS) this.bursts.push({ firstLine: first.number, lastLine, count, at: first.at, until: lastAt, quote: quoteLine(first) })
    this.burst = null
    this.lines.length = 0
  }
}
