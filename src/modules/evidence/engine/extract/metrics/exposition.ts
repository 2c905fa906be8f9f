import type { Draft } from "../../findings/draft.js"
import { clip, shortNumber } from "../values.js"
import type { Series } from "./series.js"

const MAX_TOLD = 12
const SLOW_SECONDS = 1
const NAME = /^([a-zA-Z_:][\w:.]*)(\{(.*)\})?$/
/** What a gauge's ceiling is called beside it. */
const CEILING = /(^|_)(max|limit|maximum|capacity|quota|total|size)(?=_|$)/

/** What counts against it. */
const USED = /(^|_)(active|used|open|busy|in_use|current|usage|acquired|inuse)(?=_|$)/
const MAX_NEIGHBOURS = 1_000

interface Named { readonly series: Series; readonly base: string; readonly labels: string; readonly le: number | null }

const labelsOf = (text: string): ReadonlyArray<string> => text.match(/[\w:]{1,100}="(?:[^"\\]|\\.)*"/g) ?? []

const named = (series: Series): Named => {
  const parts = NAME.exec(series.name)
  const labels = labelsOf(parts?.[3] ?? "")
  const le = /^le="(.*)"$/.exec(labels.find((one) => one.startsWith("le=")) ?? "")?.[1]
  return { series, base: parts?.[1] ?? series.name, labels: labels.filter((one) => !one.startsWith("le=")).join(","), le: le === undefined ? null : /inf/i.test(le) ? Number.POSITIVE_INFINITY : Number(le) }
}

const last = (series: Series): number => series.values[series.values.length - 1]!
const cite = (series: Series): Draft["cites"] => series.cite(series.values.length - 1, series.values.length - 1)

interface Bucket { readonly le: number; readonly count: number; readonly series: Series }

/** Value below which a share of the observations lies, straight between the bounds of its bucket, as Prometheus computes it. */
const quantile = (buckets: ReadonlyArray<Bucket>, share: number): { readonly value: number; readonly beyond: boolean; readonly bucket: Bucket } | null => {
  const all = buckets[buckets.length - 1]!.count
  const at = buckets.findIndex(({ count }) => count >= share * all)
  const bucket = buckets[at]
  if (all <= 0 || bucket === undefined) return null
  const below = buckets[at - 1]
  if (bucket.le === Number.POSITIVE_INFINITY) return below === undefined ? null : { value: below.le, beyond: true, bucket: below }
  const from = below?.le ?? 0
  const count = bucket.count - (below?.count ?? 0)
  return { value: count <= 0 ? bucket.le : from + (bucket.le - from) * ((share * all - (below?.count ?? 0)) / count), beyond: false, bucket }
}

/** Histograms: mean, median and the slowest hundredth of each label set. */
const histograms = (all: ReadonlyArray<Named>): ReadonlyArray<Draft> => {
  const groups = new Map<string, Array<Named>>()
  for (const one of all) {
    if (one.le === null || !one.base.endsWith("_bucket")) continue
    const key = `${one.base.slice(0, -"_bucket".length)}${one.labels === "" ? "" : `{${one.labels}}`}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  const byName = new Map(all.map((one) => [`${one.base}${one.labels === "" ? "" : `{${one.labels}}`}`, one.series]))
  return [...groups].flatMap(([name, list]) => {
    const buckets = list.map(({ le, series }): Bucket => ({ le: le ?? 0, count: last(series), series })).sort((a, b) => a.le - b.le)
    const p50 = quantile(buckets, 0.5)
    const p99 = quantile(buckets, 0.99)
    if (p50 === null || p99 === null) return []
    const at = name.indexOf("{")
    const [base, labels] = at === -1 ? [name, ""] : [name.slice(0, at), name.slice(at)]
    const sum = byName.get(`${base}_sum${labels}`)
    const count = buckets[buckets.length - 1]!.count
    const seconds = /_seconds$/.test(base)
    const unit = seconds ? " s" : /_bytes$/.test(base) ? " bytes" : ""
    const said = (one: { readonly value: number; readonly beyond: boolean }): string => `${one.beyond ? "over " : ""}${shortNumber(one.value)}${unit}`
    return [{
      weight: p99.value,
      draft: {
        kind: "histogram", severity: seconds && p99.value > SLOW_SECONDS && p99.value > 4 * Math.max(p50.value, 0.05) || seconds && p50.value > SLOW_SECONDS ? "warning" as const : "info" as const,
        title: `${clip(name, 120)}: p50 ${said(p50)}, p99 ${said(p99)} of ${shortNumber(count)} observations`, detail: sum === undefined || count <= 0 ? "" : `On average ${shortNumber(last(sum) / count)}${unit}. Since the process started; no course over time.`,
        cites: [...cite(p50.bucket.series), ...cite(p99.bucket.series), ...(sum === undefined ? [] : cite(sum))], confidence: 0.75, data: { series: name, p50: p50.value, p99: p99.value, count }
      }
    }]
  }).sort((a, b) => b.weight - a.weight).slice(0, MAX_TOLD).map(({ draft }) => draft)
}

/** Quantiles that the program computed itself, as label of each series. */
const summaries = (all: ReadonlyArray<Named>): ReadonlyArray<Draft> => all.flatMap((one) => {
  const share = Number(/(?:^|,)quantile="([\d.]{1,10})"/.exec(one.labels)?.[1] ?? Number.NaN)
  const value = last(one.series)
  return share >= 0.95 && Number.isFinite(value) ? [{ one, share, value }] : []
}).sort((a, b) => b.value - a.value).slice(0, MAX_TOLD).map(({ one, share, value }) => {
  const seconds = /_seconds$/.test(one.base)
  return { kind: "histogram", severity: seconds && value > SLOW_SECONDS ? "warning" as const : "info" as const, title: `${clip(one.base, 120)}: p${shortNumber(share * 100)} ${shortNumber(value)}${seconds ? " s" : ""}`, detail: one.labels, cites: cite(one.series), confidence: 0.75, data: { series: one.series.name, value } }
})

/** Status codes of gRPC that are the server's fault, or its network's. */
const GRPC_FAULTS = /^(Unavailable|Internal|Unknown|DeadlineExceeded|ResourceExhausted|DataLoss|Unimplemented|Aborted)$/
const CODE = /\b(?:code|status|status_code|http_status|response_code)="([1-5]\d\d|[1-5]xx)"|\b(?:grpc_code|grpc_status|code)="([A-Z][A-Za-z]{1,30})"/

const codeIn = (labels: string): string | undefined => {
  const found = CODE.exec(labels)
  return found?.[1] ?? found?.[2]
}

/** Answers counted by status: the share of failures among those with the same other labels. */
const failures = (all: ReadonlyArray<Named>): ReadonlyArray<Draft> => {
  const groups = new Map<string, Array<{ readonly code: string; readonly series: Series }>>()
  for (const one of all) {
    const code = one.le === null && /_(total|count)$/.test(one.base) ? codeIn(one.labels) : undefined
    if (code === undefined) continue
    const key = `${one.base}{${one.labels.split(",").filter((label) => !CODE.test(label)).join(",")}}`
    groups.set(key, [...(groups.get(key) ?? []), { code, series: one.series }])
  }
  return [...groups].flatMap(([name, list]): ReadonlyArray<Draft> => {
    const total = list.reduce((sum, { series }) => sum + last(series), 0)
    const failed = list.filter(({ code }) => code.startsWith("5") || GRPC_FAULTS.test(code))
    const count = failed.reduce((sum, { series }) => sum + last(series), 0)
    if (count < total * 0.01 || failed.length === 0 || failed.length === list.length) return []
    return [{
      kind: "error_share", severity: count >= total * 0.05 ? "error" : "warning", title: `${shortNumber(count / total * 100)} % of ${clip(name.replace("{}", ""), 120)} are failures (${failed.map(({ code, series }) => `${shortNumber(last(series))} with ${code}`).join(", ")})`, detail: `Of ${shortNumber(total)} since the process started.`,
      cites: failed.slice(0, 3).flatMap(({ series }) => cite(series)), confidence: 0.8, data: { series: name, share: count / total }
    }]
  }).slice(0, MAX_TOLD)
}

/** Gauges that stand at what a neighbour calls their maximum (`…_active` and `…_max` of one pool). */
const full = (all: ReadonlyArray<Named>): ReadonlyArray<Draft> => {
  const ceilings = all.filter(({ base, series }) => CEILING.test(base) && !/_(bucket|sum|count)$|_total$/.test(base) && last(series) > 0)
  const byLabels = new Map<string, Array<Named>>()
  for (const one of all) {
    if (!USED.test(one.base) || CEILING.test(one.base)) continue
    const group = byLabels.get(one.labels)
    if (group === undefined) byLabels.set(one.labels, [one])
    else if (group.length < MAX_NEIGHBOURS) group.push(one)
  }
  return ceilings.slice(0, MAX_NEIGHBOURS).flatMap((ceiling): ReadonlyArray<Draft> => {
    const stem = ceiling.base.replace(CEILING, "")
    const used = (byLabels.get(ceiling.labels) ?? []).find(({ base }) => base.replace(USED, "") === stem)
    if (used === undefined) return []
    const value = last(used.series)
    const limit = last(ceiling.series)
    return value >= 0.9 * limit && value <= limit * 1.01
      ? [{ kind: "metric_saturation", severity: value >= 0.95 * limit ? "error" : "warning", title: `${clip(used.series.name, 120)} is ${shortNumber(value)} of at most ${shortNumber(limit)}`, detail: `${clip(ceiling.series.name, 120)} bounds it.`, cites: [...cite(used.series), ...cite(ceiling.series)], confidence: 0.8, data: { series: used.series.name, value, limit } }] : []
  }).slice(0, MAX_TOLD)
}

/** What the values of one scrape say of each other: shares of failures, gauges at their ceiling, quantiles of histograms. */
export const expositionDrafts = (series: ReadonlyArray<Series>): ReadonlyArray<Draft> => {
  const all = series.map(named)
  return [...full(all), ...failures(all), ...histograms(all), ...summaries(all)]
}
