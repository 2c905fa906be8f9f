import { type Series, statistics } from "./series.js"

/** Something that stands out in a series; `from` … `to` are indexes into it, inclusive. */
export type Anomaly =
  | { readonly kind: "spike" | "drop"; readonly from: number; readonly to: number; readonly peak: number; readonly usual: number; readonly score: number }
  | { readonly kind: "change"; readonly from: number; readonly to: number; readonly before: number; readonly after: number; readonly score: number }
  | { readonly kind: "trend"; readonly from: number; readonly to: number; readonly perHour: number | null; readonly limit: number | null; readonly levelsOff: boolean; readonly reachedInMs: number | null; readonly score: number }
  | { readonly kind: "saturation"; readonly from: number; readonly to: number; readonly peak: number; readonly limit: number; readonly score: number }

const median = (values: ReadonlyArray<number>): number => statistics(values).p50

/** Spread that single outliers do not move. */
const robustSpread = (values: ReadonlyArray<number>, middle: number): number => 1.4826 * median(values.map((value) => Math.abs(value - middle)))

/** Best place to cut a series into two levels: largest reduction of the squared error. */
const bestCut = (values: ReadonlyArray<number>, margin: number): { readonly cut: number; readonly before: number; readonly after: number; readonly t: number } | null => {
  const n = values.length
  let total = 0
  let squares = 0
  for (const value of values) {
    total += value
    squares += value * value
  }
  let left = 0
  let best: { cut: number; before: number; after: number; t: number } | null = null
  for (let i = 1; i < n; i++) {
    left += values[i - 1]!
    if (i < margin || n - i < margin) continue
    const before = left / i
    const after = (total - left) / (n - i)
    const within = Math.max(0, squares - i * before * before - (n - i) * after * after) / Math.max(1, n - 2)
    const t = Math.abs(after - before) / Math.sqrt(within * (1 / i + 1 / (n - i)) + 1e-12 * (1 + before * before))
    if (best === null || t > best.t) best = { cut: i, before, after, t }
  }
  return best
}

/** 0–100 or 0–1 by unit or name; null where the series has no natural ceiling. */
export const ceilingOf = (series: Series): number | null => {
  const percent = series.unit !== null && /percent|%/i.test(series.unit)
  const max = Math.max(...series.values.slice(0, 100_000))
  const named = /(percent|pct|utili[sz]ation|%)/i.test(series.name)
  if (percent || named) return max <= 1.0001 && !percent ? 1 : max <= 100.01 ? 100 : null
  if (/(ratio|_fraction)/i.test(series.name) && max <= 1.0001) return 1
  return null
}

const isFree = (name: string): boolean => /(free|avail|remaining|headroom|idle)/i.test(name)

/** A level changes in a jump, a ramp in many steps. */
const largestStep = (values: ReadonlyArray<number>): number => values.reduce((most, value, i) => (i === 0 ? most : Math.max(most, Math.abs(value - values[i - 1]!))), 0)

const slope = (values: ReadonlyArray<number>): { readonly perStep: number; readonly fit: number } => {
  const n = values.length
  const middle = (n - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < n; i++) {
    xy += (i - middle) * (values[i]! - mean)
    xx += (i - middle) ** 2
    yy += (values[i]! - mean) ** 2
  }
  return { perStep: xy / xx, fit: yy === 0 ? 0 : (xy * xy) / (xx * yy) }
}

const trend = (series: Series): Anomaly | null => {
  const { values, at } = series
  const n = values.length
  if (n < 8) return null
  const ceiling = ceilingOf(series)
  const free = isFree(series.name)
  const limit = free ? 0 : ceiling
  const { perStep, fit } = slope(values)
  const last = values[n - 1]!
  if (limit === null) return ramp(series, perStep)
  if (fit < 0.8) return null
  const towards = free ? perStep < 0 : perStep > 0
  const moved = Math.abs(perStep) * (n - 1)
  if (!towards || moved < 0.1 * Math.max(Math.abs(values[0]!), Math.abs(last), Number.MIN_VALUE)) return null
  const steps = Math.max(0, (limit - last) / perStep)
  // a limit further away than five times what was observed is no forecast
  if (steps > 5 * n) return null
  const stepMs = at === null ? null : (at[n - 1]! - at[0]!) / (n - 1)
  return { kind: "trend", from: 0, to: n - 1, perHour: stepMs === null || stepMs === 0 ? null : perStep * 3_600_000 / stepMs, limit, levelsOff: false, reachedInMs: stepMs === null ? null : steps * stepMs, score: 4 + fit }
}

/** A series without a known limit that moves one way nearly all the time, and far; it may level off, as what is held by a limit does. */
const ramp = (series: Series, perStep: number): Anomaly | null => {
  const { at, values } = series
  const n = values.length
  const first = values[0]!
  const last = values[n - 1]!
  const way = Math.sign(last - first)
  let along = 0
  let walked = 0
  for (let i = 1; i < n; i++) {
    if (Math.sign(values[i]! - values[i - 1]!) === way) along++
    walked += Math.abs(values[i]! - values[i - 1]!)
  }
  // hardly a step back: a saw-tooth climbs most of the time too
  if (way === 0 || along < 0.75 * (n - 1) || Math.abs(last - first) < 0.85 * walked) return null
  const third = Math.max(1, Math.floor(n / 3))
  const early = Math.abs(values[third]! - first)
  const late = Math.abs(last - values[n - 1 - third]!)
  const levelsOff = n >= 10 && late < 0.2 * early
  const moved = Math.abs(last - first) / Math.max(Math.abs(first), Number.MIN_VALUE)
  if (moved < (levelsOff ? 0.05 : 0.3)) return null
  const stepMs = at === null ? 0 : (at[n - 1]! - at[0]!) / (n - 1)
  return { kind: "trend", from: 0, to: n - 1, perHour: stepMs === 0 ? null : perStep * 3_600_000 / stepMs, limit: null, levelsOff, reachedInMs: null, score: 3 + Math.min(1, moved) }
}

const episodes = (values: ReadonlyArray<number>, outside: (value: number) => number): ReadonlyArray<{ readonly from: number; readonly to: number; readonly peakAt: number; readonly score: number }> => {
  const found: Array<{ from: number; to: number; peakAt: number; score: number }> = []
  values.forEach((value, i) => {
    const score = outside(value)
    if (score <= 0) return
    const last = found[found.length - 1]
    if (last !== undefined && i - last.to <= 2) {
      last.to = i
      if (score > last.score) {
        last.score = score
        last.peakAt = i
      }
    } else found.push({ from: i, to: i, peakAt: i, score })
  })
  return found
}

/**
 * Spikes, drops, changes of level, trends to a limit and saturation of one
 * series in time order. Noise is measured robustly, and a movement must be
 * large against the level too: small ripples on a flat line are no anomalies.
 */
export const anomalies = (series: Series): ReadonlyArray<Anomaly> => {
  const { values } = series
  if (values.length < 5) return []
  const found: Array<Anomaly> = []
  const stats = statistics(values)
  if (stats.max === stats.min) return []
  const cut = values.length >= 8 ? bestCut(values, Math.max(3, Math.floor(values.length / 50))) : null
  const rising = trend(series)
  // a straight line explains more than two levels do: it is a trend
  const stepped = cut === null ? 0 : cut.t * cut.t / (cut.t * cut.t + values.length - 2)
  const change = cut !== null && cut.t >= 8 && (rising === null || (stepped > slope(values).fit && largestStep(values) >= 0.4 * Math.abs(values[values.length - 1]! - values[0]!))) && Math.abs(cut.after - cut.before) >= 0.3 * Math.max(Math.abs(cut.before), Math.abs(cut.after)) && settled(values, cut) ? cut : null
  if (change !== null) {
    found.push({ kind: "change", from: Math.max(0, change.cut - 2), to: Math.min(values.length - 1, change.cut + 2), before: change.before, after: change.after, score: Math.min(20, change.t) })
  }
  if (rising !== null && change === null) found.push(rising)
  const base = change === null ? values : values.slice(0, change.cut)
  const usual = median(base)
  const noise = Math.max(robustSpread(base, usual), 0.02 * Math.abs(usual), 1e-9)
  if (change === null && rising === null) {
    for (const run of episodes(values, (value) => (value > usual + Math.max(5 * noise, 0.5 * Math.abs(usual)) && value > stats.mean + 1.5 * stats.std ? (value - usual) / noise : 0))) {
      if (run.to - run.from + 1 <= values.length / 2) found.push({ kind: "spike", from: run.from, to: run.to, peak: values[run.peakAt]!, usual, score: Math.min(20, run.score / 3) })
    }
    if (usual > 0) {
      for (const run of episodes(values, (value) => (value < 0.5 * usual && value < usual - 5 * noise ? (usual - value) / noise : 0))) {
        if (run.to - run.from + 1 <= values.length / 2) found.push({ kind: "drop", from: run.from, to: run.to, peak: values[run.peakAt]!, usual, score: Math.min(20, run.score / 3) })
      }
    }
  }
  const ceiling = isFree(series.name) ? null : ceilingOf(series)
  if (ceiling !== null) {
    for (const run of episodes(values, (value) => (value >= 0.95 * ceiling ? value : 0))) {
      found.push({ kind: "saturation", from: run.from, to: run.to, peak: values[run.peakAt]!, limit: ceiling, score: 5 + run.to - run.from })
    }
    // never at the limit, but near it all the time
    if (stats.max < 0.95 * ceiling && stats.p50 >= 0.85 * ceiling) found.push({ kind: "saturation", from: 0, to: values.length - 1, peak: stats.max, limit: ceiling, score: 5 })
  }
  return found.sort((a, b) => b.score - a.score).slice(0, 6)
}

/** A level change stays: most points after the cut are nearer to the new level than to the old one. */
const settled = (values: ReadonlyArray<number>, cut: { readonly cut: number; readonly before: number; readonly after: number }): boolean => {
  const after = values.slice(cut.cut)
  const middle = (cut.before + cut.after) / 2
  const over = cut.after > cut.before
  return after.filter((value) => (value > middle) === over).length >= 0.8 * after.length
}
