import type { TimelineEvent } from "../../finding.js"
import type { Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip, isoTime, shortNumber } from "../values.js"
import { type Anomaly, anomalies } from "./anomalies.js"
import { frameSeries } from "./frames.js"
import { jsonSeries } from "./json.js"
import { knownLimit } from "./knownLimits.js"
import { lineSeries } from "./lineFormats.js"
import { loadDrafts } from "./load.js"
import { expositionDrafts } from "./exposition.js"
import { prometheusSeries } from "./prometheus.js"
import { inOrder, isCounter, rateOf, type Series, statistics } from "./series.js"
import { readTable, tableSeries } from "./table.js"

const MAX_ANOMALIES = 40
const MAX_LISTED = 60

/** The series of a metrics file in any of the known spellings; empty where it holds none. */
export const readSeries = (file: TextFile): ReadonlyArray<Series> => {
  const start = file.text.trimStart()[0]
  if (start === "{" || start === "[") {
    if (file.json !== null) {
      const framed = frameSeries(file.json.value)
      return framed.length > 0 ? framed : jsonSeries(file.json.value)
    }
    // JSON lines: every line a record
    const records = file.wholeLines.map(parseLine)
    if (records.some((one) => one !== null)) {
      return jsonSeries(records).map((series) => ({ ...series, cite: (from, to) => series.cite(from, to).map((cite) => ("path" in cite && typeof cite.path[0] === "number" ? { lines: [cite.path[0] + 1, cite.path[0] + 1] as const } : cite)) }))
    }
  }
  const stamped = lineSeries(file)
  if (stamped !== null) return stamped
  const exposed = prometheusSeries(file)
  if (exposed.length > 0 && exposed.length >= file.lines.filter((line) => line.trim() !== "" && !line.startsWith("#")).length * 0.5) return exposed
  const table = readTable(file)
  return table === null ? exposed : tableSeries(table)
}

/** A line that is a JSON object; null for every other one. Lines of more than 64 KiB are no records. */
const parseLine = (line: string): unknown => {
  if (line.length > 65_536 || !line.trimStart().startsWith("{")) return null
  try {
    return JSON.parse(line) as unknown
  } catch {
    return null
  }
}

const STEADY_POINTS = 5
const MAX_STEADY = 8

const named = (series: Series): string => (series.name === "" ? "the series" : clip(series.name, 120))
/** Noise of a level that a limit holds, as a share of it. */
const FLAT = 0.012

/** Whether a series stays nearly the same from an index to its end, as what is held by a limit does. */
const isFlat = (series: Series, from: number): boolean => {
  const after = series.values.slice(from)
  const { mean, std } = statistics(after)
  return after.length >= 5 && mean > 0 && std <= FLAT * mean && std > 0
}

/** Back near its first value before the end, and there for some points. */
const isBack = (series: Series): boolean => {
  const { values } = series
  const few = Math.max(2, Math.floor(values.length / 10))
  const usual = values[0]!
  const { max, min } = statistics(values)
  return values.length >= 4 * few && values.slice(-few).every((value) => Math.abs(value - usual) <= Math.max(0.15 * Math.abs(usual), 0.05 * (max - min)))
}

const unitOf = (series: Series): string => (series.unit === null || /^(none|count)$/i.test(series.unit) ? "" : /percent/i.test(series.unit) ? " %" : ` ${series.unit}`)

const rangeOf = (series: Series): string => {
  const { max, min } = statistics(series.values)
  return `${min === max ? shortNumber(min) : `${shortNumber(min)}–${shortNumber(max)}`}${unitOf(series)}`
}

const duration = (milliseconds: number): string => {
  const minutes = milliseconds / 60_000
  return minutes < 120 ? `${Math.max(1, Math.round(minutes))} min` : minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}

/** Which way a movement points: `error` for the worse, `info` for the better, `warning` where the name does not tell. */
const severityOf = (name: string, up: boolean): Draft["severity"] => (harmful(name, up) ? "error" : harmful(name, !up) ? "info" : "warning")

/** Is more of it worse? Errors, latency, lag, queues, use; not for what is free or served. */
const harmful = (name: string, up: boolean): boolean =>
  /(free|avail|success|hit|throughput|remaining|healthy|ready|\bup\b)/i.test(name) ? !up : /(error|fail|latency|lag|queue|wait|util|usage|used|restart|timeout|5xx|4xx|duration|memory|cpu|deadlock|reject|drop|oom|throttl|pending|connections|load)/i.test(name) ? up : false

/** Index of the last point before a trend has gone a tenth of its way. */
const startOf = (values: ReadonlyArray<number>): number => {
  const [start, way] = [values[0]!, values[values.length - 1]! - values[0]!]
  return Math.max(0, values.findIndex((value) => Math.abs(value - start) > 0.1 * Math.abs(way)) - 1)
}

/** Nobody comes any more: that is not less load. */
const fallsSilent = (name: string, before: number, after: number): boolean =>
  /(connections|sessions|throughput|requests|iops|cpu)/i.test(name) && before > 1 && after <= 0.02 * before

const draft = (series: Series, one: Anomaly): Draft => {
  const unit = unitOf(series)
  const when = series.at === null ? "" : ` at ${isoTime(series.at[one.from]!)}`
  const at = series.at === null ? null : series.at[one.from]!
  const until = series.at === null ? null : series.at[one.to]!
  const base = { at, cites: series.cite(one.from, one.to), confidence: Math.min(0.95, 0.6 + one.score / 50) }
  const data = { series: series.name, unit: series.unit, score: Number(one.score.toFixed(2)), until, ...(isBack(series) ? { back: true } : {}) }
  const name = named(series)
  switch (one.kind) {
    case "spike":
    case "drop": {
      const up = one.kind === "spike"
      const count = series.values.length
      // short, and back to the usual level before the end
      const recovered = one.to < count - 2 && one.to - one.from + 1 <= Math.max(1, count / 5)
      return { ...base, kind: `metric_${one.kind}`, severity: harmful(series.name, up) ? "error" : "warning", title: `${name} ${up ? "spikes" : "drops"} to ${shortNumber(one.peak)}${unit}${when}`, detail: `Usually ${shortNumber(one.usual)}${unit}; ${one.to - one.from + 1} of ${series.values.length} points lie outside.`, data: { ...data, peak: one.peak, usual: one.usual, recovered } }
    }
    case "change": {
      const at2 = Math.min(series.values.length - 1, one.from + 2)
      const changed = series.at === null ? null : series.at[at2]!
      const up = one.after > one.before
      const flat = up && isFlat(series, at2 + 1)
      return { ...base, at: changed, kind: "metric_change", severity: fallsSilent(series.name, one.before, one.after) ? "warning" : severityOf(series.name, up), title: `${name} ${up ? "rises" : "falls"} from about ${shortNumber(one.before)}${unit} to about ${shortNumber(one.after)}${unit}${changed === null ? "" : ` at ${isoTime(changed)}`}`, detail: flat ? "The level changed and is flat since, as what is held by a limit is." : "The level changed and stayed.", data: { ...data, before: one.before, after: one.after, flat } }
    }
    case "trend": {
      const reached = one.levelsOff ? "; it levels off there, as what is held by a limit does" : one.reachedInMs === null || one.limit === null || until === null ? "" : one.reachedInMs <= 0 ? `; it has reached ${shortNumber(one.limit)}${unit}` : `; at this rate it reaches ${shortNumber(one.limit)}${unit} in ${duration(one.reachedInMs)} after the last point`
      return { ...base, at: series.at === null ? null : series.at[startOf(series.values)]!, kind: "metric_trend", severity: one.limit === null && severityOf(series.name, series.values[series.values.length - 1]! > series.values[0]!) === "info" ? "info" : "warning", title: `${name} moves steadily from ${shortNumber(series.values[0]!)}${unit} to ${shortNumber(series.values[series.values.length - 1]!)}${unit}`, detail: `${one.perHour === null ? "A steady trend" : `${shortNumber(one.perHour)}${unit} an hour`}${reached}.`, data: { ...data, perHour: one.perHour, limit: one.limit, reachedAt: one.reachedInMs === null || until === null ? null : Math.round(until + one.reachedInMs) } }
    }
    case "saturation":
      return { ...base, kind: "metric_saturation", severity: "error", title: `${name} is at its limit: ${shortNumber(one.peak)}${unit}${when}`, detail: `${one.to - one.from + 1} of ${series.values.length} points at 95 % of ${shortNumber(one.limit)} or more.`, data: { ...data, peak: one.peak, limit: one.limit } }
  }
}

/** One value per series: what a snapshot says by itself. */
const snapshot = (series: Series): Draft | null => {
  const value = series.values[series.values.length - 1]!
  const cites = series.cite(series.values.length - 1, series.values.length - 1)
  if (/^up(\{|$)/.test(series.name) && value === 0) return { kind: "target_down", severity: "error", title: `${named(series)} is 0: the target does not answer`, detail: "The scrape failed.", cites, data: { series: series.name } }
  if (/(error|fail|exception|panic|oom|deadlock|evict|restart)\w*_total/i.test(series.name) && value > 0) return { kind: "error_counter", severity: "warning", title: `${named(series)} counts ${shortNumber(value)}`, detail: "A counter of failures above zero since the process started.", cites, confidence: 0.7, data: { series: series.name, value } }
  const ceiling = /percent|ratio|utili[sz]ation/i.test(series.name) && !/free|avail|idle|hit/i.test(series.name) ? (value <= 1 ? 1 : 100) : null
  return ceiling !== null && value >= 0.9 * ceiling && value <= ceiling ? { kind: "metric_saturation", severity: "warning", title: `${named(series)} is ${shortNumber(value)}, near its limit of ${ceiling}`, detail: "One value only; no course over time.", cites, confidence: 0.65, data: { series: series.name, value } } : null
}

const eventOf = (one: Draft, series: Series): ReadonlyArray<TimelineEvent> =>
  one.at === null || one.at === undefined ? [] : [{ at: one.at, endAt: typeof one.data?.["until"] === "number" && one.kind !== "metric_change" ? one.data["until"] : null, kind: one.kind, severity: one.severity, label: one.title, count: series.values.length, lines: null }]

/** Statistics, spikes, drops, changes of level, trends and saturation of every series of a metrics file. */
export const extractMetrics = (file: TextFile): Extraction => {
  const all = readSeries(file).map(inOrder).filter((series) => series.values.length > 0)
  const scored = all.flatMap((series) => {
    const finite = series.values.every(Number.isFinite)
    if (!finite) return []
    const studied = isCounter(series) ? rateOf(series) : series
    const found = studied.values.length < 5 ? [] : anomalies(studied).map((one) => ({ series: studied, draft: draft(studied, one), score: one.score }))
    const limit = knownLimit(series)
    const known = limit === null ? [] : [{ series, draft: isBack(series) ? { ...limit, data: { ...limit.data, back: true } } : limit, score: 8 }]
    const still = found.length === 0 && limit === null ? snapshot(series) : null
    return still === null ? [...found, ...known] : [{ series, draft: still, score: 1 }]
  }).sort((a, b) => b.score - a.score).slice(0, MAX_ANOMALIES)
  const moved = new Set(scored.map((one) => one.series.name))
  const quiet = all.filter((series) => series.values.length >= STEADY_POINTS && !moved.has(series.name))
  // a table may hold anything; a monitoring API's answer was asked for because somebody wondered
  const steady: ReadonlyArray<Draft> = quiet.length === 0 || file.json === null ? [] : [{
    kind: "healthy_state", severity: "info", title: `${quiet.length} of ${all.length} series stay in their usual range: ${quiet.slice(0, MAX_STEADY).map((series) => `${clip(series.name.replace(/\{.*$/, ""), 40)} ${rangeOf(series)}`).join(", ")}`, detail: "",
    cites: quiet.slice(0, 3).flatMap((series) => series.cite(0, 0).slice(0, 1)), confidence: 0.8,
    data: { since: quiet.reduce<number | null>((first, { at }) => (at === null ? first : Math.min(first ?? at[0]!, at[0]!)), null), quiet: quiet.length, all: all.length, until: quiet.reduce<number | null>((latest, { at }) => (at === null ? latest : Math.max(latest ?? 0, at[at.length - 1]!)), null), levels: Object.fromEntries(quiet.slice(0, MAX_LISTED).map((series) => [series.name, statistics(series.values).p50])) }
  }]
  const exposed = file.json === null && file.lines.some((line) => /^# (TYPE|HELP) /.test(line)) ? expositionDrafts(all) : []
  const drafts = [...scored.map((one) => one.draft), ...exposed, ...(file.json === null ? [] : loadDrafts(file.json.value)), ...steady]
  const listed = all.slice(0, MAX_LISTED).map((series) => {
    const s = statistics(series.values)
    return s.count === 1 ? `${named(series)}: ${shortNumber(s.last)}${unitOf(series)}` : `${named(series)}: ${s.count} points, min ${shortNumber(s.min)}, mean ${shortNumber(s.mean)}, p50 ${shortNumber(s.p50)}, p95 ${shortNumber(s.p95)}, p99 ${shortNumber(s.p99)}, max ${shortNumber(s.max)}, std ${shortNumber(s.std)}${unitOf(series)}`
  })
  return {
    drafts,
    timeline: scored.flatMap((one) => eventOf(one.draft, one.series)).sort((a, b) => a.at - b.at),
    summary: [`${all.length} series.`, ...drafts.slice(0, 20).map((one) => `- ${one.title}. ${one.detail}`), ...listed, ...(all.length > MAX_LISTED ? [`… and ${all.length - MAX_LISTED} further series`] : [])].join("\n")
  }
}
