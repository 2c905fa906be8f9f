import { SIZE } from "./chunk.js"

/** A row as one text; `number` is its place in the table, from 1. */
export interface TableRow { readonly number: number; readonly text: string }

/** Room for a window's own heading, characters. */
const HEADING = 40
/** Rows that are asked whether they are the header. */
const LOOKED_AT = 5

const window = (header: string, rows: ReadonlyArray<TableRow>): string => `## Rows ${rows[0]!.number}–${rows.at(-1)!.number}\n\n${header}\n${rows.map((row) => row.text).join("\n")}\n`

/**
 * A table as windows of rows, each about a chunk long and each under the header
 * row, so that a passage says what its columns mean; a small table stays whole.
 * A title above the table stays before the first window.
 */
export const rowWindows = (rows: ReadonlyArray<TableRow>, separator = " | "): string => {
  const whole = `${rows.map((row) => row.text).join("\n")}\n`
  if (whole.length <= SIZE.wanted) return whole
  const wide = rows.slice(0, LOOKED_AT).findIndex((row) => row.text.includes(separator))
  const at = Math.max(0, wide)
  const header = rows[at]!.text
  const budget = Math.max(SIZE.wanted / 2, SIZE.wanted - HEADING - header.length)
  const windows: Array<string> = []
  let open: Array<TableRow> = []
  let length = 0
  for (const row of rows.slice(at + 1)) {
    if (open.length > 0 && length + row.text.length + 1 > budget) {
      windows.push(window(header, open))
      open = []
      length = 0
    }
    open.push(row)
    length += row.text.length + 1
  }
  if (open.length > 0) windows.push(window(header, open))
  const above = rows.slice(0, at).map((row) => `${row.text}\n`).join("")
  return `${above === "" ? "" : `${above}\n`}${windows.length === 0 ? whole : windows.join("\n")}`
}

/** Lines of one record; a quote that stands open longer opened none. */
const MAX_LINES = 50

/** Records of a CSV or TSV text as they stand: a line break inside quotes ends none. */
const recordsOf = (text: string): ReadonlyArray<TableRow> => {
  const records: Array<TableRow> = []
  let open: Array<string> = []
  let quoted = false
  let count = 0
  const close = (texts: ReadonlyArray<string>) => {
    for (const one of texts) if (one.trim() !== "") records.push({ number: ++count, text: one })
    open = []
    quoted = false
  }
  for (const line of text.split(/\r?\n/)) {
    open.push(line)
    if (line.split("\"").length % 2 === 0) quoted = !quoted
    if (!quoted) close([open.join("\n")])
    else if (open.length > MAX_LINES) close(open)
  }
  close(open)
  return records
}

/** A CSV or TSV text as `rowWindows`; one that fits a chunk is left as it is. */
export const recordWindows = (text: string): string => {
  if (text.length <= SIZE.wanted) return text
  const records = recordsOf(text)
  const first = records.slice(0, LOOKED_AT).map((record) => record.text).join("\n")
  const separator = ["\t", ";", ","].map((mark) => ({ mark, n: first.split(mark).length })).sort((a, b) => b.n - a.n)[0]!.mark
  return rowWindows(records, separator)
}
