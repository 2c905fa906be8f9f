import type { Finding, Quote } from "../finding.js"
import { Counted, duration, percent, type Span, together, whenOf } from "./counted.js"
import type { Gauge } from "./gauges.js"
import { type LineRecord, quoteLine } from "./record.js"
import { Tally } from "./requests.js"
import { TimeHistogram } from "./histogram.js"
import { stepUp } from "./steps.js"

/** Four buckets for each doubling, from a microsecond to some months. */
const PER_DOUBLING = 4
const LOWEST = -10 * PER_DOUBLING
const HIGHEST = 34 * PER_DOUBLING
const bucketOf = (ms: number): number => Math.max(LOWEST, Math.min(HIGHEST, Math.floor(PER_DOUBLING * Math.log2(Math.max(ms, 1e-9)))))
const FEW = 10
const SLOW = 1_000
/** A bucket counts as slow from a little below the limit. */
const NEARLY = 0.84
/** The first bucket that can be slow; those below are only counted. */
const FIRST_SLOW = Math.ceil(PER_DOUBLING * Math.log2(SLOW * NEARLY))
const TIMES = 8
const GRAVE = 5_000

class Bucket extends Counted {
  readonly sorts = new Tally()
}

/** The durations of one name: a histogram, and the slowest. Memory is bounded. */
class Series {
  total = 0
  /** counts of the buckets that are never slow, from `LOWEST` on */
  private readonly quick = new Uint32Array(FIRST_SLOW - LOWEST)
  /** by index, from `FIRST_SLOW` on */
  private readonly buckets = new Map<number, Bucket>()
  private slowest: { readonly ms: number; readonly quote: Quote; readonly at: number | null } | null = null

  add(ms: number, record: LineRecord, sort: () => string | null): void {
    this.total++
    const index = bucketOf(ms)
    if (index < FIRST_SLOW) {
      this.quick[index - LOWEST]!++
      return
    }
    let bucket = this.buckets.get(index)
    if (bucket === undefined) this.buckets.set(index, bucket = new Bucket(record))
    bucket.add(record)
    const of = sort()
    if (of !== null) bucket.sorts.add(of)
    if (ms > (this.slowest?.ms ?? 0)) this.slowest = { ms, quote: quoteLine(record), at: record.at }
  }

  finding(name: string, span: Span): Finding | null {
    const { slowest, total } = this
    if (total < FEW || slowest === null) return null
    const sorted = [...this.buckets].sort(([a], [b]) => a - b)
    const counts = [...Array.from(this.quick, (count, i) => [i + LOWEST, count] as const), ...sorted.map(([index, { count }]) => [index, count] as const)]
    const quantile = (share: number): number => {
      let seen = 0
      for (const [index, count] of counts) if ((seen += count) >= share * total) return 2 ** ((index + 0.5) / PER_DOUBLING)
      return 0
    }
    const usual = quantile(0.25)
    const limit = Math.max(SLOW, TIMES * usual)
    const slow = sorted.filter(([index]) => 2 ** (index / PER_DOUBLING) >= limit * NEARLY).map(([, bucket]) => bucket)
    if (slow.length === 0) return null
    const spread = together(slow)
    const times = new TimeHistogram()
    const sorts = new Map<string, number>()
    for (const bucket of slow) {
      times.join(bucket.times)
      for (const [sort, count] of bucket.sorts.top(10)) sorts.set(sort, (sorts.get(sort) ?? 0) + count)
    }
    const [top] = [...sorts].sort((a, b) => b[1] - a[1])
    const step = stepUp(times, span)
    return {
      kind: "slow_durations", severity: spread.count >= FEW / 2 || slowest.ms >= GRAVE ? "warning" : "info",
      title: `${spread.count} of ${total} durations (${name}) are far above the usual ${duration(usual)}: up to ${duration(slowest.ms)}${top === undefined || top[1] < spread.count / 2 ? "" : `; ${top[1] === spread.count ? "all" : top[1]} of them ${top[0]}`}`,
      detail: [`${percent(spread.count / total)} of them, ${whenOf(spread, span)}.`, ...(step === null ? [] : [`They step up around ${new Date(step.at).toISOString()}`]), `Slowest: ${slowest.quote.text.slice(0, 400)}`].join("\n"),
      at: spread.firstAt, confidence: 0.85, quotes: spread.quote.lines.start === slowest.quote.lines.start ? [slowest.quote] : [slowest.quote, spread.quote],
      data: { name, count: spread.count, total, usual_ms: Number(usual.toPrecision(3)), slowest_ms: slowest.ms, first_line: spread.firstLine }
    }
  }
}

const MAX_SERIES = 12
const MAX_TOLD = 2

/** Durations by name. */
export class Durations {
  private readonly series = new Map<string, Series>()

  add(gauge: Gauge, ms: number, record: LineRecord, sort: () => string | null): void {
    let series = this.series.get(gauge.name)
    if (series === undefined) {
      if (this.series.size >= MAX_SERIES) return
      this.series.set(gauge.name, series = new Series())
    }
    series.add(ms, record, sort)
  }

  findings(span: Span): ReadonlyArray<Finding> {
    return [...this.series].flatMap(([name, series]) => series.finding(name, span) ?? []).sort((a, b) => Number(b.data["count"]) - Number(a.data["count"])).slice(0, MAX_TOLD)
  }
}
