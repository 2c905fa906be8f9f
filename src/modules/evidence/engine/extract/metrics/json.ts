import type { Cite } from "../../findings/draft.js"
import type { JsonPath } from "../../findings/jsonLocate.js"
import { numberOf, timeOf } from "../values.js"
import type { Series } from "./series.js"

const MAX_SERIES = 5_000

type Row = { readonly [key: string]: unknown }
const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value)

const NAME_KEYS = ["__name__", "metric_name", "metricName", "MetricName", "metric", "Metric", "display_name", "label", "Label", "name", "Name", "id", "Id", "target", "expression", "query"]
const LABEL_KEYS = ["metric", "labels", "tags", "dimensions", "Dimensions", "scope", "attributes", "tag_set", "group_tags"]
const TIME_KEY = /^(@?time(_?stamp)?s?|ts|t|date(time)?|times|at|start(_?time)?|Timestamps?|key_aligned_timestamp|timeUnixNano|x)$/i

/** Labels of a series in one line; Prometheus' label objects, CloudWatch's Name/Value lists, Datadog's tags. */
const labelText = (value: unknown): string => {
  if (typeof value === "string") return value
  if (Array.isArray(value)) {
    return value.map((one) => (isObject(one) ? [one["Name"] ?? one["name"] ?? one["key"], one["Value"] ?? one["value"]].map((part) => (typeof part === "string" ? part : isObject(part) ? String(Object.values(part)[0] ?? "") : "")).join("=") : String(one))).join(",")
  }
  if (isObject(value)) return Object.entries(value).filter(([key, label]) => key !== "__name__" && typeof label !== "object").map(([key, label]) => `${key}=${String(label)}`).join(",")
  return ""
}

interface Named {
  readonly name: string
  readonly unit: string | null
}

/** Name and unit an object gives to the series below it. */
const nameOf = (object: Row, inherited: Named): Named => {
  let name: string | null = null
  for (const key of NAME_KEYS) {
    const value = object[key]
    if (typeof value === "string" && value.length > 0 && value.length < 300 && timeOf(value) === null) {
      name = value
      break
    }
    if (isObject(value) && typeof value["__name__"] === "string") {
      name = value["__name__"]
      break
    }
  }
  const labels = LABEL_KEYS.map((key) => (typeof object[key] === "string" && object[key] === name ? "" : labelText(object[key]))).filter((text) => text !== "").join(",")
  const unit = object["unit"] ?? object["Unit"] ?? object["units"]
  const full = name === null && labels === "" ? inherited.name : `${name ?? inherited.name}${labels === "" ? "" : `{${labels}}`}`
  return { name: full.slice(0, 300), unit: typeof unit === "string" ? unit : inherited.unit }
}

const pathCites = (paths: (i: number) => ReadonlyArray<JsonPath>) => (from: number, to: number): ReadonlyArray<Cite> => {
  // a short stretch is quoted point by point; of a long one its ends
  const wanted = to - from <= 2 ? Array.from({ length: to - from + 1 }, (_, k) => from + k) : [from, Math.floor((from + to) / 2), to]
  return wanted.flatMap((i) => paths(i)).map((path) => ({ path }))
}

const build = (named: Named, points: ReadonlyArray<{ readonly at: number | null; readonly value: number; readonly index: number }>, paths: (index: number) => ReadonlyArray<JsonPath>): Series | null => {
  if (points.length === 0) return null
  const timed = points.every((point) => point.at !== null)
  return {
    name: named.name,
    unit: named.unit,
    at: timed ? points.map((point) => point.at!) : null,
    values: points.map((point) => point.value),
    cite: pathCites((i) => paths(points[i]!.index))
  }
}

/**
 * Series in a JSON value of whatever shape: lists of [time, value] pairs
 * (Prometheus, Datadog), lists of objects with a time and numbers
 * (CloudWatch's Datapoints, most exports), and neighbouring lists of times and
 * values (CloudWatch's MetricDataResults, Performance Insights, Grafana).
 */
export const jsonSeries = (root: unknown): ReadonlyArray<Series> => {
  const found: Array<Series> = []
  const add = (series: Series | null) => {
    if (series !== null && found.length < MAX_SERIES) found.push(series)
  }

  const list = (items: ReadonlyArray<unknown>, path: JsonPath, named: Named): boolean => {
    const some = items.slice(0, 20)
    if (some.length === 0) return false
    if (some.every((item) => Array.isArray(item) && item.length === 2)) {
      const [a, b] = some[0] as [unknown, unknown]
      // [time, value], or [value, time] as Graphite has it
      const timeFirst = timeOf(a) !== null && numberOf(b) !== null && !(timeOf(b) !== null && numberOf(a) !== null && timeOf(a) === null)
      if (!timeFirst && !(timeOf(b) !== null && (numberOf(a) !== null || a === null))) return false
      const points = items.flatMap((item, index) => {
        const pair = item as [unknown, unknown]
        const at = timeOf(timeFirst ? pair[0] : pair[1])
        const value = numberOf(timeFirst ? pair[1] : pair[0])
        return value === null || at === null ? [] : [{ at, value, index }]
      })
      add(build(named, points, (index) => [[...path, index]]))
      return true
    }
    if (some.every(isObject)) {
      const first = some[0]!
      const timeKey = Object.keys(first).find((key) => TIME_KEY.test(key) && timeOf(first[key]) !== null)
      if (timeKey === undefined) return false
      const keys = Object.keys(first).filter((key) => key !== timeKey && !TIME_KEY.test(key) && typeof first[key] !== "boolean" && some.some((item) => numberOf(item[key]) !== null && (typeof item[key] === "number" || key.toLowerCase() === "value")))
      // records of many metrics in one list are told apart by their name column
      const groups = new Map<string, Array<{ readonly item: Row; readonly index: number }>>()
      items.forEach((item, index) => {
        if (!isObject(item)) return
        const name = nameOf(item, named).name
        const group = groups.get(name)
        if (group === undefined) groups.set(name, [{ item, index }])
        else group.push({ item, index })
      })
      const grouped = groups.size <= Math.max(1, items.length / 2)
      for (const [name, rows] of grouped ? groups : [[named.name, items.flatMap((item, index) => (isObject(item) ? [{ item, index }] : []))] as const]) {
        for (const key of keys) {
          const points = rows.flatMap(({ item, index }) => {
            const at = timeOf(item[timeKey])
            const value = numberOf(item[key])
            return at === null || value === null ? [] : [{ at, value, index }]
          })
          const unit = typeof first["Unit"] === "string" ? first["Unit"] : typeof first["unit"] === "string" ? first["unit"] : named.unit
          add(build({ name: keys.length === 1 && /^value$/i.test(key) && name !== "" ? name : [name, key].filter((part) => part !== "").join(" "), unit }, points, (index) => [[...path, index]]))
        }
      }
      return keys.length > 0
    }
    return false
  }

  const object = (value: Row, path: JsonPath, inherited: Named): ReadonlySet<string> => {
    const named = nameOf(value, inherited)
    const lists = Object.entries(value).filter((entry): entry is [string, ReadonlyArray<unknown>] => Array.isArray(entry[1]) && entry[1].length > 0 && typeof entry[1][0] !== "object")
    const times = lists.find(([key, items]) => (TIME_KEY.test(key) || /time|date/i.test(key)) && items.slice(0, 10).every((item) => timeOf(item) !== null))
    const used = new Set<string>()
    if (times !== undefined) {
      for (const [key, items] of lists) {
        if (key === times[0] || items.length !== times[1].length || !items.slice(0, 20).every((item) => item === null || numberOf(item) !== null)) continue
        used.add(key).add(times[0])
        const points = items.flatMap((item, index) => {
          const number = numberOf(item)
          return number === null ? [] : [{ at: timeOf(times[1][index]), value: number, index }]
        })
        add(build(/^(values?|data|y)$/i.test(key) ? named : { ...named, name: `${named.name} ${key}`.trim() }, points, (index) => [[...path, times[0], index], [...path, key, index]]))
      }
    }
    // Prometheus' instant vector: {"metric": {...}, "value": [t, "v"]}
    const single = value["value"]
    if (isObject(value["metric"]) && Array.isArray(single) && single.length === 2) {
      const number = numberOf(single[1])
      if (number !== null) {
        used.add("value").add("metric")
        add(build(named, [{ at: timeOf(single[0]), value: number, index: 0 }], () => [[...path, "value"]]))
      }
    }
    return used
  }

  const pending: Array<{ readonly value: unknown; readonly path: JsonPath; readonly named: Named }> = [{ value: root, path: [], named: { name: "", unit: null } }]
  while (pending.length > 0 && found.length < MAX_SERIES) {
    const { named, path, value } = pending.pop()!
    if (path.length > 40) continue
    if (Array.isArray(value)) {
      if (!list(value, path, named)) for (let i = value.length - 1; i >= 0; i--) if (typeof value[i] === "object" && value[i] !== null) pending.push({ value: value[i], path: [...path, i], named })
    } else if (isObject(value)) {
      const used = object(value, path, named)
      const inner = nameOf(value, named)
      for (const [key, child] of Object.entries(value).reverse()) {
        if (used.has(key) || typeof child !== "object" || child === null || LABEL_KEYS.includes(key) && !Array.isArray(child)) continue
        const generic = /^(values?|data|result|results|series|metrics?|datapoints|dataPoints|points|pointlist|frames|items|.*data_results)$/i.test(key)
        pending.push({ value: child, path: [...path, key], named: generic || Array.isArray(child) && isObject(child[0]) && inner.name !== "" ? inner : { ...inner, name: inner.name === "" ? key : inner.name === named.name ? `${inner.name}.${key}` : inner.name } })
      }
    }
  }
  return found
}
