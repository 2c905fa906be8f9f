import type { Cite } from "../../findings/draft.js"

/** A row of values over time. `at[i]` is UTC epoch milliseconds, or null where the data has no times. */
export interface Series {
  readonly name: string
  readonly unit: string | null
  readonly at: ReadonlyArray<number> | null
  readonly values: ReadonlyArray<number>
  /** proof of points `from` … `to` (inclusive) */
  cite(from: number, to: number): ReadonlyArray<Cite>
}

export interface Statistics {
  readonly count: number
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly std: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly first: number
  readonly last: number
}

const quantile = (sorted: ReadonlyArray<number>, q: number): number => {
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  const a = sorted[low]!
  return a + ((sorted[low + 1] ?? a) - a) * (at - low)
}

export const statistics = (values: ReadonlyArray<number>): Statistics => {
  const sorted = [...values].sort((a, b) => a - b)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return {
    count: values.length,
    min: sorted[0]!,
    max: sorted[sorted.length - 1]!,
    mean,
    std: Math.sqrt(variance),
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    first: values[0]!,
    last: values[values.length - 1]!
  }
}

/** Sorted by time, points without a finite value dropped; keeps the points' proof. */
export const inOrder = (series: Series): Series => {
  const { at } = series
  if (at === null) return series
  let sorted = true
  for (let i = 1; i < at.length; i++) if (at[i]! < at[i - 1]!) sorted = false
  if (sorted) return series
  const order = at.map((_, i) => i).sort((a, b) => at[a]! - at[b]!)
  return {
    ...series,
    at: order.map((i) => at[i]!),
    values: order.map((i) => series.values[i]!),
    // neighbours in time need not be neighbours in the file
    cite: (from, to) => {
      const places = order.slice(from, to + 1).sort((a, b) => a - b)
      const first = places[0]
      if (first === undefined) return []
      return places[places.length - 1]! - first === places.length - 1 ? series.cite(first, first + places.length - 1) : places.slice(0, 3).flatMap((i) => series.cite(i, i))
    }
  }
}

/** A counter only grows, but for resets; its rate is what changes mean. */
export const isCounter = (series: Series): boolean =>
  /_(total|count|bucket|sum)(\{|$)/.test(series.name) && series.values.length >= 3 && series.values.filter((value, i) => i > 0 && value < series.values[i - 1]!).length <= series.values.length / 10

/** Increase per second between neighbouring points (per step where there is no time); a reset counts from zero. */
export const rateOf = (series: Series): Series => {
  const values: Array<number> = []
  for (let i = 1; i < series.values.length; i++) {
    const grown = series.values[i]! >= series.values[i - 1]! ? series.values[i]! - series.values[i - 1]! : series.values[i]!
    const seconds = series.at === null ? 1 : Math.max(1e-3, (series.at[i]! - series.at[i - 1]!) / 1000)
    values.push(grown / seconds)
  }
  return {
    name: `rate of ${series.name}`,
    unit: series.unit === null ? null : `${series.unit}/s`,
    at: series.at === null ? null : series.at.slice(1),
    values,
    cite: (from, to) => series.cite(from, to + 1)
  }
}
