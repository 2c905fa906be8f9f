import type { Cite } from "../../findings/draft.js"
import type { JsonPath } from "../../findings/jsonLocate.js"
import { isRow } from "../records/read.js"
import { numberOf, timeOf } from "../values.js"
import type { Series } from "./series.js"

const MAX_SERIES = 2_000

/** At most three of the points `from` … `to`. */
const some = (from: number, to: number, place: (i: number) => JsonPath): ReadonlyArray<Cite> =>
  [...new Set([from, Math.floor((from + to) / 2), to])].map((i) => ({ path: place(i) }))

const make = (name: string, unit: string | null, points: ReadonlyArray<{ readonly at: number | null; readonly value: number; readonly path: JsonPath }>): Series => ({
  name, unit, values: points.map((one) => one.value),
  at: points.every((one) => one.at !== null) ? points.map((one) => one.at ?? 0) : null,
  cite: (from, to) => some(from, to, (i) => points[i]!.path)
})

/** Columns of one Grafana data frame: a time column and its values. */
const frame = (schema: unknown, data: unknown, path: JsonPath): ReadonlyArray<Series> => {
  const fields = isRow(schema) && Array.isArray(schema["fields"]) ? schema["fields"] : []
  const columns = isRow(data) && Array.isArray(data["values"]) ? data["values"] : []
  const time = fields.findIndex((field) => isRow(field) && field["type"] === "time")
  const times: unknown = columns[time]
  return fields.flatMap((field, column): ReadonlyArray<Series> => {
    const values: unknown = columns[column]
    if (!isRow(field) || field["type"] !== "number" || !Array.isArray(values)) return []
    const labels = isRow(field["labels"]) ? Object.entries(field["labels"]).map(([key, value]) => `${key}=${String(value)}`).join(",") : ""
    const config = isRow(field["config"]) ? field["config"] : {}
    const name = typeof config["displayNameFromDS"] === "string" ? config["displayNameFromDS"] : `${String(field["name"] ?? "value")}${labels === "" ? "" : `{${labels}}`}`
    const points = values.flatMap((value, i) => {
      const number = numberOf(value)
      return number === null ? [] : [{ at: Array.isArray(times) ? timeOf(times[i]) : null, value: number, path: [...path, "data", "values", column, i] }]
    })
    return points.length === 0 ? [] : [make(name, typeof config["unit"] === "string" ? config["unit"] : null, points)]
  })
}

/** Slices of time with named values, as New Relic answers. */
const slices = (metric: string, list: ReadonlyArray<unknown>, path: JsonPath): ReadonlyArray<Series> => {
  const keys = new Set(list.flatMap((slice) => (isRow(slice) && isRow(slice["values"]) ? Object.keys(slice["values"]) : [])))
  return [...keys].map((key) => make(`${metric} ${key}`, null, list.flatMap((slice, i) => {
    const value = isRow(slice) && isRow(slice["values"]) ? numberOf(slice["values"][key]) : null
    return value === null || !isRow(slice) ? [] : [{ at: timeOf(slice["from"] ?? slice["begin"]), value, path: [...path, i, "values", key] }]
  }))).filter((series) => series.values.length > 0)
}

/** Series of dashboards' exports (Grafana's data frames, New Relic's time slices) anywhere in a JSON value; empty where there are none. */
export const frameSeries = (root: unknown): ReadonlyArray<Series> => {
  const found: Array<Series> = []
  const walk = (value: unknown, path: JsonPath): void => {
    if (path.length > 12 || found.length >= MAX_SERIES) return
    if (Array.isArray(value)) {
      if (isRow(value[0]) || Array.isArray(value[0])) value.slice(0, 5_000).forEach((item, i) => walk(item, [...path, i]))
      return
    }
    if (!isRow(value)) return
    if (isRow(value["schema"]) && isRow(value["data"])) found.push(...frame(value["schema"], value["data"], path))
    else if (Array.isArray(value["timeslices"])) found.push(...slices(String(value["name"] ?? ""), value["timeslices"], [...path, "timeslices"]))
    else for (const [key, child] of Object.entries(value)) if (typeof child === "object" && child !== null) walk(child, [...path, key])
  }
  walk(root, [])
  return found.slice(0, MAX_SERIES)
}
