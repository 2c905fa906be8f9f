import type { Draft, Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { readTable } from "./metrics/table.js"
import { extractPlainText } from "./plainText.js"
import { clip, numberOf, shortNumber } from "./values.js"

const MAX_COLUMNS = 50

/** Columns of a CSV text with their values; error lines as in plain text. Null where the text is no table. */
export const extractTable = (file: TextFile): Extraction | null => {
  const body = file.lines.filter((line) => line.trim() !== "")
  if (body.length < 3 || !body.slice(0, 10).every((line) => /[,\t;|]/.test(line))) return null
  const table = readTable(file)
  if (table === null || table.header.length < 2 || table.rows.length < 2) return null
  // prose has commas too, but not the same number on every line
  const even = table.rows.slice(0, 200).filter((row) => row.cells.length === table.header.length).length / Math.min(200, table.rows.length)
  if (even < 0.9) return null
  const columns = table.header.slice(0, MAX_COLUMNS).map((name, column) => {
    const cells = table.rows.map((row) => (row.cells[column] ?? "").trim()).filter((cell) => cell !== "")
    const numbers = cells.map(numberOf)
    if (cells.length > 0 && numbers.every((value) => value !== null)) {
      let min = Number.POSITIVE_INFINITY
      let max = Number.NEGATIVE_INFINITY
      for (const value of numbers) {
        min = Math.min(min, value!)
        max = Math.max(max, value!)
      }
      return `${name}: numbers from ${shortNumber(min)} to ${shortNumber(max)}`
    }
    const counts = new Map<string, number>()
    for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1)
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([cell, count]) => `${clip(cell, 60)} (${count})`)
    return `${name}: ${counts.size} different, most often ${top.join(", ")}`
  })
  const { drafts } = extractPlainText(file)
  const outline: Draft = { kind: "outline", severity: "info", title: `A table of ${table.rows.length} rows: ${clip(table.header.join(", "), 200)}`, detail: clip(columns.join("; "), 500), cites: [{ lines: [1, 1] }], confidence: 0.8, data: { rows: table.rows.length, columns: table.header.slice(0, MAX_COLUMNS) } }
  return { drafts: [...drafts, outline], timeline: [], summary: [`A table of ${table.rows.length} rows and ${table.header.length} columns.`, ...columns.map((one) => `- ${one}`), ...drafts.map((one) => `- line ${String(one.data?.["line"])}: ${one.title}`)].join("\n") }
}
