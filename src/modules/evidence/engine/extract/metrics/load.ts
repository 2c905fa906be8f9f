import type { Draft } from "../../findings/draft.js"
import type { JsonPath } from "../../findings/jsonLocate.js"
import { clip, shortNumber } from "../values.js"

interface Ranked { readonly label: string; readonly value: number; readonly path: JsonPath; readonly parts: string }

const LABELS = ["statement", "sql", "query", "name", "label", "id", "Key", "command"]
/** average active sessions, shares, percents: a measure of how much of the load a row is */
const MEASURE = /(load|share|percent|pct|ratio|time|count|aas)(_?avg|_?sum|_?total)?$/i
const MAX_ROWS = 3
const MAX_LISTS = 6

const isRow = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value)

const labelOf = (row: Record<string, unknown>): string | null => {
  for (const key of LABELS) if (typeof row[key] === "string" && row[key] !== "") return row[key]
  return null
}
const measureOf = (row: Record<string, unknown>): number | null => {
  for (const [key, value] of Object.entries(row)) if (typeof value === "number" && MEASURE.test(key)) return value
  return null
}

/** What a ranked row is made of: its own list of waits, the largest first. */
const partsOf = (row: Record<string, unknown>): string => Object.values(row).flatMap((value) => (Array.isArray(value) ? value.filter(isRow) : []))
  .flatMap((part) => {
    const label = labelOf(part)
    const value = measureOf(part)
    return label === null || value === null ? [] : [{ label, value }]
  }).sort((a, b) => b.value - a.value).slice(0, 3).map((part) => `${clip(part.label, 60)} ${shortNumber(part.value)}`).join(", ")

/**
 * Lists that say who makes the load (top statements, waits, users, processes):
 * each leading row with its share. They raise no alarm by themselves.
 */
export const loadDrafts = (root: unknown): ReadonlyArray<Draft> => {
  const drafts: Array<Draft> = []
  const walk = (value: unknown, path: JsonPath): void => {
    if (path.length > 8 || drafts.length >= MAX_LISTS * MAX_ROWS) return
    if (Array.isArray(value)) {
      const rows = value.slice(0, 200).flatMap((row, i): ReadonlyArray<Ranked> => {
        if (!isRow(row)) return []
        const label = labelOf(row)
        const measure = measureOf(row)
        return label === null || measure === null ? [] : [{ label, value: measure, path: [...path, i], parts: partsOf(row) }]
      })
      const name = String(path.filter((part) => typeof part === "string").at(-1) ?? "list").replace(/^top[_-]?/i, "").replaceAll("_", " ")
      if (rows.length > 0 && rows.length === value.length && /top|wait|sql|statement|quer|user|host|process/i.test(path.join("."))) {
        for (const [rank, row] of [...rows].sort((a, b) => b.value - a.value).slice(0, MAX_ROWS).entries()) {
          drafts.push({
            kind: "top_load", severity: "info", title: `${rank === 0 ? "Top" : `No. ${rank + 1}`} of ${name}: ${clip(row.label, 180)}`,
            detail: `${shortNumber(row.value)} of the load${row.parts === "" ? "" : `; made of ${row.parts}`}.`, cites: [{ path: row.path }], confidence: 0.8, data: { list: name, rank: rank + 1, value: row.value, label: clip(row.label, 300), parts: row.parts }
          })
        }
        return
      }
      value.slice(0, 50).forEach((item, i) => walk(item, [...path, i]))
      return
    }
    if (isRow(value)) for (const [key, child] of Object.entries(value)) if (typeof child === "object" && child !== null) walk(child, [...path, key])
  }
  walk(root, [])
  return drafts
}
