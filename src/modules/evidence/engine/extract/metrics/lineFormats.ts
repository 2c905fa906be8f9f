import type { TextFile } from "../../findings/text.js"
import { epoch } from "../values.js"
import type { Series } from "./series.js"

const GRAPHITE = /^([\w-]{1,80}(?:\.[\w-]{1,80}){1,20}(?:;\S{1,160})?) ([-+.\deE]{1,40}) (1\d{9})\s*$/
const INFLUX = /^([A-Za-z_][\w.:/-]{0,100}(?:,[\w.:/-]{1,60}=(?:[^\s,=\\]|\\[ ,=\\]){1,200}){0,40}) (\S.{0,3000}?)(?: (\d{10,19}))?\s*$/
const FIELD = /^([\w.:/-]{1,80})=([-+.\deE]{1,40})[iu]?$/

/** Name, values, kind (counter, gauge, time, histogram, distribution), sample rate. Sets have no numbers. */
const STATSD = /^([\w.-]{1,200})((?::[-+.\deE]{1,40}){1,100})\|(c|g|ms|h|d)((?:\|[@#cTe][^\s|]{0,300}){0,5})\s*$/
const STATSD_SET = /^[\w.-]{1,200}:[^\s|]{1,200}\|s\b/

interface Points { readonly at: Array<number | null>; readonly values: Array<number>; readonly lines: Array<number> }

/**
 * `measurement,tag=a field=1,other=2 time`, `path value time` and StatsD's
 * `name:value|kind`: one series per path, or per tag set and field. StatsD's
 * samples have no time; counts are scaled by their sample rate, signed gauges
 * move the value before. Null where the text is none of these.
 */
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
    const statsd = STATSD.exec(line)
    if (statsd !== null || STATSD_SET.test(line)) {
      read++
      if (statsd === null) continue
      const [, name, values, kind, more] = statsd
      const tags = /\|#([^|]*)/.exec(more!)?.[1] ?? ""
      const rate = kind === "c" ? Number(/\|@([^|]*)/.exec(more!)?.[1] ?? 1) : 1
      const full = `${name!}${kind === "ms" ? ".ms" : ""}${tags === "" ? "" : `{${tags}}`}`
      for (const value of values!.slice(1).split(":")) {
        const before = kind === "g" && /^[+-]/.test(value) ? found.get(full)?.values.at(-1) ?? 0 : 0
        add(full, before + Number(value) / (rate > 0 ? rate : 1), null, index + 1)
      }
      continue
    }
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
    name, unit: /percent|_pct\b/.test(name) ? "%" : /\.ms(\{|$)/.test(name) ? "ms" : /bytes/.test(name) ? "bytes" : null,
    at: at.every((one) => one !== null) ? at : null, values,
    cite: (from, to) => (to - from <= 2 ? lines.slice(from, to + 1) : [lines[from]!, lines[to]!]).map((line) => ({ lines: [line, line] as const }))
  }))
}
