import type { TextFile } from "../../findings/text.js"
import { epoch } from "../values.js"
import type { Series } from "./series.js"

const GRAPHITE = /^([\w-]{1,80}(?:\.[\w-]{1,80}){1,20}(?:;\S{1,160})?) ([-+.\deE]{1,40}) (1\d{9})\s*$/
const INFLUX = /^([A-Za-z_][\w.:/-]{0,100}(?:,[\w.:/-]{1,60}=[^\s,=]{1,200}){0,40}) (\S.{0,3000}?)(?: (\d{10,19}))?\s*$/
const FIELD = /^([\w.:/-]{1,80})=([-+.\deE]{1,40})[iu]?$/

interface Points { readonly at: Array<number | null>; readonly values: Array<number>; readonly lines: Array<number> }

/** `measurement,tag=a field=1,other=2 time` and `path value time`: one series per path, or per tag set and field. Null where the text is neither. */
export const lineSeries = (file: TextFile): ReadonlyArray<Series> | null => {
  const found = new Map<string, Points>()
  let body = 0
  let read = 0
  const add = (name: string, value: number, time: number | null, line: number): void => {
    if (!Number.isFinite(value)) return
    const series = found.get(name) ?? { at: [], values: [], lines: [] }
    found.set(name, series)
    series.at.push(time)
    series.values.push(value)
    series.lines.push(line)
  }
  for (const [index, line] of file.lines.entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue
    // most texts are neither: their first lines tell
    if (++body === 20 && read === 0) return null
    const graphite = GRAPHITE.exec(line)
    const influx = graphite === null && line.includes("=") ? INFLUX.exec(line) : null
    if (graphite !== null) {
      read++
      add(graphite[1]!, Number(graphite[2]), epoch(Number(graphite[3])), index + 1)
    } else if (influx !== null) {
      const time = influx[3] === undefined ? null : epoch(Number(influx[3]))
      // a comma inside a quoted value only spoils that text value
      const fields = influx[2]!.split(",").map((field) => FIELD.exec(field)).filter((field) => field !== null)
      if (fields.length > 0) read++
      const [measurement, ...tags] = influx[1]!.split(",")
      for (const field of fields) add(`${measurement!}.${field[1]!}${tags.length === 0 ? "" : `{${tags.join(",")}}`}`, Number(field[2]), time, index + 1)
    }
  }
  if (read === 0 || read < body * 0.8) return null
  return [...found].map(([name, { at, lines, values }]) => ({
    name, unit: /percent|_pct\b/.test(name) ? "%" : /bytes/.test(name) ? "bytes" : null,
    at: at.every((one) => one !== null) ? at : null, values,
    cite: (from, to) => (to - from <= 2 ? lines.slice(from, to + 1) : [lines[from]!, lines[to]!]).map((line) => ({ lines: [line, line] as const }))
  }))
}
