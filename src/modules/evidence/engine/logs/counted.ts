import type { Quote } from "../finding.js"
import { TimeHistogram } from "./histogram.js"
import { type LineRecord, quoteLine } from "./record.js"

/** How often something was told, where first and last, and when. */
export interface Spread {
  readonly count: number
  readonly firstLine: number
  readonly lastLine: number
  readonly firstAt: number | null
  readonly lastAt: number | null
  readonly quote: Quote
}

/** Counts records of one sort; keeps the first as a quote. */
export class Counted implements Spread {
  count = 0
  readonly firstLine: number
  readonly firstAt: number | null
  readonly quote: Quote
  readonly times = new TimeHistogram()
  lastLine: number
  lastAt: number | null

  constructor(record: LineRecord) {
    this.firstLine = this.lastLine = record.number
    this.firstAt = this.lastAt = record.at
    this.quote = quoteLine(record)
  }

  add({ at, number }: LineRecord): void {
    this.count++
    this.lastLine = number
    if (at === null) return
    this.lastAt = at
    this.times.add(at)
  }
}

/** Several spreads as one. */
export const together = (all: ReadonlyArray<Spread>): Spread => {
  const first = all.reduce((a, b) => (b.firstLine < a.firstLine ? b : a))
  const last = all.reduce((a, b) => (b.lastLine > a.lastLine ? b : a))
  return { count: all.reduce((sum, one) => sum + one.count, 0), firstLine: first.firstLine, firstAt: first.firstAt, quote: first.quote, lastLine: last.lastLine, lastAt: last.lastAt }
}

export const iso = (at: number): string => new Date(at).toISOString()
/** `12 s`, `7 min`, `2.1 h` of milliseconds. */
export const seconds = (ms: number): string => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`)
/** `25 ms`, `6.9 s`, `3.1 min` of milliseconds, for durations that were measured. */
export const duration = (ms: number): string => (ms < 1 ? `${Number((ms * 1000).toPrecision(3))} µs` : ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : ms < 120_000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${(ms / 60_000).toFixed(1)} min`)
const DAY = 10
/** The time of day where the day is that of `other`, else all of it. */
const shortly = (at: number, other: number): string => (iso(at).slice(0, DAY) === iso(other).slice(0, DAY) ? iso(at).slice(DAY + 1, -1) : iso(at))

/** Of the log: whether what is counted was there from the start. */
export interface Span { readonly from: number | null; readonly to: number | null; readonly lines: number }

const QUIET_SHARE = 0.1
const QUIET_LINES = 10

/** `first at line 12 (2026-…), last at line 480 (10:09:00); none in the 9 min before`. */
export const whenOf = ({ count, firstAt, firstLine, lastAt, lastLine }: Spread, span: Span): string => {
  const first = `line ${firstLine}${firstAt === null ? "" : ` (${iso(firstAt)})`}`
  if (count === 1) return `at ${first}`
  const last = `line ${lastLine}${lastAt === null ? "" : ` (${firstAt === null ? iso(lastAt) : shortly(lastAt, firstAt)})`}`
  const lead = firstAt === null || span.from === null || span.to === null ? 0 : firstAt - span.from
  const quiet = lead > 0 && span.to! > span.from! && lead >= QUIET_SHARE * (span.to! - span.from!)
    ? `; none in the ${seconds(lead)} before`
    : firstAt === null && firstLine > QUIET_LINES && firstLine >= QUIET_SHARE * span.lines ? `; none in the ${firstLine - 1} lines before` : ""
  return `first at ${first}, last at ${last}${quiet}`
}

/** `37 %`, `0.4 %`. */
export const percent = (share: number): string => `${share >= 0.1 ? Math.round(share * 100) : Number((share * 100).toPrecision(2))} %`
