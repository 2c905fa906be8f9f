import type { Draft } from "../../findings/draft.js"
import { clip } from "../values.js"
import type { Reading } from "./reading.js"
import { readPrinted } from "./table.js"

const NAMES = /^[A-Za-z%#][\w.%#()/:-]*$/
const STATES = /^(status|state|health|healthy|ready|active|errors?|alarms?|condition|phase|result|synced|available|online|running|last[_ ]?state)$/i
/** Words by which tools call something broken. */
const BAD = /\b(red|failed|failure|failing|fail|errors?|down|dead|offline|unhealthy|degraded|critical|crash\w*|unreachable|not ?ready|notready|nospace|corrupt|stale|stopped|lost|missing|unknown|expired|refused|evicted|out ?of ?sync|faulted|suspended|blocked)\b/i
const NO = /^(false|no|f|0|0\/\d+)$/i
const SHOULD_BE = /^(healthy|ready|active|available|online|running|synced)$/i
const MAX_TOLD = 15

/** What a column with a telling name says of a row; null where nothing is wrong. Also for tables of database clients. */
export const badCell = (name: string, cell: string): Draft["severity"] | null => {
  if (!STATES.test(name) || cell === "" || /^(none|null|-|<none>)$/i.test(cell)) return null
  if (SHOULD_BE.test(name) && NO.test(cell)) return "warning"
  if (/^errors?$/i.test(name) && /^\d+$/.test(cell)) return cell === "0" ? null : "warning"
  return BAD.test(cell) || (/^(errors?|alarms?)$/i.test(name) && /[A-Za-z]{3}/.test(cell)) ? "error" : null
}

/** Index of the header of a table with columns at the same places on every line; -1 where the text holds none. */
export const printedTable = (lines: ReadonlyArray<string>): number => {
  for (let index = 0; index < Math.min(lines.length - 1, 6); index++) {
    const header = lines[index]!.slice(0, 1_000).trim().split(/\s+/)
    if (header.length < 4 || header.length > 30 || !header.every((name) => NAMES.test(name)) || !/\s{2,}|\t/.test(lines[index]!.trim()) && !lines[index]!.includes(".")) continue
    const rows = lines.slice(index + 1, index + 40).filter((line) => line.trim() !== "").map((line) => line.slice(0, 1_000).trim().split(/\s+/))
    const even = rows.filter((row) => row.length >= header.length / 2 && row.length <= header.length + 3).length
    const figures = rows.flat().filter((cell) => /\d/.test(cell)).length
    if (rows.length > 0 && even >= rows.length * 0.9 && figures >= rows.flat().length * 0.25) return index
  }
  return -1
}

/** A table of a tool that has no reader of its own: the rows whose state is bad. */
export const anyTable = (lines: ReadonlyArray<string>, index: number): Reading => {
  const words = (line: string): number => line.trim().split(/\s+/).length
  const rows = lines.slice(index + 1, index + 21).filter((line) => line.trim() !== "")
  // no cell holds a blank where most rows have as many words as the header
  const table = readPrinted(lines, index, { single: rows.filter((line) => words(line) === words(lines[index]!)).length >= rows.length / 2 })
  const drafts: Array<Draft> = []
  for (const { cells, line, text } of table.rows) {
    const found = Object.entries(cells).map(([name, cell]) => ({ name, cell, severity: badCell(name, cell) })).find(({ severity }) => severity !== null)
    if (found?.severity === undefined || found.severity === null || drafts.length >= MAX_TOLD) continue
    const parts = Object.entries(cells).filter(([name, cell]) => cell !== "" && !STATES.test(name))
    const who = parts.find(([name]) => /name|index|target|host|node|service|resource|id$/i.test(name)) ?? parts[0]
    drafts.push({ kind: "bad_row", severity: found.severity, title: `${clip(who?.[1] ?? "A row", 120)}: ${found.name.toLowerCase()} is ${clip(found.cell, 120)}`, detail: clip(text.trim().replace(/\s{2,}/g, "  "), 300), cites: [{ lines: [line, line] }], confidence: 0.7, data: { column: found.name, value: clip(found.cell, 200) } })
  }
  return { name: "a table", drafts, facts: [table.header.join("  "), ...table.rows.slice(0, 30).map(({ text }) => text.trim().replace(/\s{2,}/g, "  "))], until: index + 1 + table.rows.length }
}
