import type { TextFile } from "../../findings/text.js"
import { epoch } from "../values.js"
import type { Series } from "./series.js"

const SAMPLE = /^([a-zA-Z_:][\w:.]*)(\{[^}]*\})?\s+(\S+)(?:\s+(-?\d+(?:\.\d+)?))?/

const valueOf = (text: string): number | null => {
  if (/^\+?Inf$/i.test(text)) return Number.POSITIVE_INFINITY
  const value = Number(text)
  return Number.isNaN(value) ? null : value
}

/** Series of the Prometheus and OpenMetrics text formats; samples of one name and label set follow each other. */
export const prometheusSeries = (file: TextFile): ReadonlyArray<Series> => {
  const found = new Map<string, { at: Array<number | null>; values: Array<number>; lines: Array<number> }>()
  file.lines.forEach((line, index) => {
    if (line.startsWith("#")) return
    const parts = SAMPLE.exec(line)
    if (parts === null) return
    const value = valueOf(parts[3]!)
    if (value === null) return
    const name = `${parts[1]!}${parts[2] ?? ""}`
    let series = found.get(name)
    if (series === undefined) found.set(name, series = { at: [], values: [], lines: [] })
    series.at.push(parts[4] === undefined ? null : epoch(Number(parts[4])))
    series.values.push(value)
    series.lines.push(index + 1)
  })
  return [...found].map(([name, { at, lines, values }]) => ({
    name,
    unit: /_seconds/.test(name) ? "s" : /_bytes/.test(name) ? "bytes" : null,
    at: at.every((one) => one !== null) ? at as ReadonlyArray<number> : null,
    values,
    cite: (from, to) => (to - from <= 2 ? lines.slice(from, to + 1) : [lines[from]!, lines[to]!]).map((line) => ({ lines: [line, line] as const }))
  }))
}
