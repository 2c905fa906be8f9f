import { parse } from "csv-parse/sync"
import type { TextFile } from "../../findings/text.js"
import { numberOf, timeOf } from "../values.js"
import type { Series } from "./series.js"
import { unitOfColumn } from "./units.js"

/** A table with the line (1-based) each row starts on. */
export interface Table {
  readonly header: ReadonlyArray<string>
  readonly rows: ReadonlyArray<{ readonly cells: ReadonlyArray<string>; readonly line: number; readonly lastLine: number }>
}

const MAX_COLUMNS = 1_000
const MAX_ROW_BYTES = 64 * 1024
const DECIMAL_COMMA = /^[-+]?(\d{1,3}(\.\d{3}){0,5}|\d+),\d+%?$/
const DELIMITERS = [",", "\t", ";", "|"]

/** The delimiter that cuts the first lines most evenly; null where none does. */
export const delimiterOf = (lines: ReadonlyArray<string>): string | null => {
  const some = lines.filter((line) => line.trim() !== "").slice(0, 30)
  let best: { delimiter: string; score: number } | null = null
  for (const delimiter of DELIMITERS) {
    const widths = some.map((line) => line.replace(/"[^"]*"/g, "").split(delimiter).length)
    const width = widths[0] ?? 1
    if (width < 2) continue
    const score = widths.filter((one) => one === width).length / widths.length + width / 1_000
    if (best === null || score > best.score) best = { delimiter, score }
  }
  return best !== null && best.score >= 0.8 ? best.delimiter : null
}

/** Reads CSV, TSV and the like; a first row with a number or a time in it is no header. Null where the text is no table. */
export const readTable = (file: TextFile): Table | null => {
  const delimiter = delimiterOf(file.lines.slice(0, 100))
  if (delimiter === null) return null
  // one endless line is no table
  if (file.longestLine > MAX_ROW_BYTES) return null
  let records: Array<{ record: Array<string>; info: { lines: number } }>
  try {
    records = parse(Buffer.from(file.bytes), { delimiter, info: true, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, skip_records_with_error: true, max_record_size: 1_000_000 }) as unknown as typeof records
  } catch {
    return null
  }
  const rows = records.map(({ info, record }) => {
    const inner = record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0)
    return { cells: record, line: info.lines - inner, lastLine: info.lines }
  })
  // where commas part no cells, `12,5` is a number
  const decimal = delimiter === "," ? false : rows.slice(1, 50).some(({ cells }) => cells.some((cell) => DECIMAL_COMMA.test(cell.trim())))
  if (decimal) for (const row of rows) row.cells = row.cells.map((cell) => (DECIMAL_COMMA.test(cell.trim()) ? cell.trim().replaceAll(".", "").replace(",", ".") : cell))
  const first = rows[0]
  if (first === undefined || first.cells.length > MAX_COLUMNS) return null
  const headed = !first.cells.some((cell) => numberOf(cell) !== null || timeOf(cell) !== null)
  return { header: headed ? first.cells.map((cell) => cell.trim()) : first.cells.map((_, i) => `column ${i + 1}`), rows: headed ? rows.slice(1) : rows }
}

const MAX_GROUPS = 200

/** A series per numeric column; rows of several metrics or hosts are told apart by their text columns. */
export const tableSeries = (table: Table): ReadonlyArray<Series> => {
  const some = table.rows.slice(0, 50)
  if (some.length === 0) return []
  const columns = table.header.map((name, column) => {
    const filled = some.map((row) => row.cells[column] ?? "").filter((cell) => cell.trim() !== "")
    const times = filled.length > 0 && filled.every((cell) => timeOf(cell) !== null)
    const measured = unitOfColumn(filled)
    const numbers = filled.length > 0 && (measured !== null || filled.every((cell) => numberOf(cell) !== null))
    return { name, column, measured, kind: times && (!numbers || /time|date|ts|^t$|epoch/i.test(name) || column === 0) ? "time" as const : numbers ? "number" as const : "text" as const }
  })
  const time = columns.find((one) => one.kind === "time")
  const texts = columns.filter((one) => one.kind === "text")
  const groups = new Map<string, Array<number>>()
  table.rows.forEach((row, index) => {
    const key = texts.map((one) => (row.cells[one.column] ?? "").trim()).join(" ")
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [index])
    else group.push(index)
  })
  const telling = groups.size > 1 && groups.size <= MAX_GROUPS && groups.size <= table.rows.length / 3
  const chosen: ReadonlyArray<readonly [string, ReadonlyArray<number>]> = telling ? [...groups] : [["", table.rows.map((_, i) => i)]]
  return columns.filter((one) => one.kind === "number").flatMap(({ column, measured, name }) => chosen.flatMap(([label, indexes]): ReadonlyArray<Series> => {
    const points = indexes.flatMap((index) => {
      const cell = table.rows[index]!.cells[column] ?? ""
      const value = measured === null ? numberOf(cell) : measured.read(cell)
      const at = time === undefined ? null : timeOf(table.rows[index]!.cells[time.column] ?? "")
      return value === null || (time !== undefined && at === null) ? [] : [{ value, at, index }]
    })
    if (points.length === 0) return []
    return [{
      name: label === "" ? name : `${name}{${label}}`,
      unit: measured !== null ? measured.unit : /%|percent|pct/i.test(name) ? "Percent" : null,
      at: time === undefined ? null : points.map((point) => point.at!),
      values: points.map((point) => point.value),
      cite: (from, to) => {
        const a = points[from]!.index
        const b = points[to]!.index
        // neighbouring rows as one passage, else the ends
        return b - a <= 2 * (to - from) + 3 ? [{ lines: [table.rows[a]!.line, table.rows[b]!.lastLine] }] : [a, b].map((index) => ({ lines: [table.rows[index]!.line, table.rows[index]!.lastLine] as const }))
      }
    }]
  }))
}
