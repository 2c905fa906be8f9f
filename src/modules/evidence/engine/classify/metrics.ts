import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

const opinion = (confidence: number, reason: string): Opinion => ({ type: "metrics", confidence, reason })

const PROM_SAMPLE = /^[a-zA-Z_:][\w:]*(\{[^}]*\})?\s+([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|NaN|[+-]?Inf)(\s+-?\d+(\.\d+)?)?(\s+# \{.{0,2000})?\s*$/
const INFLUX_LINE = /^[A-Za-z_][\w.:/-]{0,100}(,[\w.:/-]{1,60}=([^\s,=\\]|\\[ ,=\\]){1,200}){0,40} [\w.:/-]{1,80}=("[^"]{0,300}"|[-+.\deE]{1,40}[iu]?|[tTfF]|true|false)(,[\w.:/-]{1,80}=("[^"]{0,300}"|[-+.\deE]{1,40}[iu]?|[tTfF]|true|false)){0,80}( \d{10,19})?\s*$/
const GRAPHITE_LINE = /^[\w-]{1,80}(\.[\w-]{1,80}){1,20}(;[\w.-]{1,60}=\S{1,100})? [-+.\deE]{1,40} 1\d{9}\s*$/
/** Also of sets, whose values are words, and with several values of one name. */
const STATSD_LINE = /^[\w.-]{1,200}(:[^\s:|]{1,100}){1,100}\|(c|g|ms|h|s|d)(\|[@#cTe][^\s|]{0,300}){0,5}\s*$/

/** Formats of one sample a line. */
export const exposition = ({ lines }: Sample): Opinion | null => {
  const samples = share(lines, PROM_SAMPLE)
  const comments = share(lines, /^# (HELP|TYPE|EOF|UNIT)\b/)
  if (samples + comments >= 0.9 && (comments > 0 || share(lines, /\{\w+="/) > 0.5) && samples > 0) return opinion(0.95, "Prometheus exposition format")
  const body = lines.filter((line) => !line.startsWith("#"))
  if (share(body, INFLUX_LINE) >= 0.9 && (body.length >= 2 || / \d{16,19}\s*$/.test(body[0] ?? ""))) return opinion(0.94, "InfluxDB line protocol")
  if (share(body, GRAPHITE_LINE) >= 0.9) return opinion(0.93, "Graphite's path, value and time")
  if (share(body, STATSD_LINE) >= 0.9 && body.length > 0) return opinion(0.92, "StatsD samples")
  return samples >= 0.95 && lines.length >= 5 ? opinion(0.8, "name and value on each line") : null
}

const cells = (line: string, delimiter: string): ReadonlyArray<string> => line.replace(/"[^"]*"/g, "q").split(delimiter)

const NUMBER = /^\s*([-+]?\d*\.?\d+([eE][-+]?\d+)?( ?(%|[a-zA-Zµ]{1,3}))?)?\s*$/
/** Where commas part no cells they may begin decimals. */
const NUMBER_WITH_COMMA = /^\s*([-+]?(\d{1,3}(\.\d{3}){1,5},\d+|\d*[.,]?\d+)([eE][-+]?\d+)?( ?(%|[a-zA-Zµ]{1,3}))?)?\s*$/

export const csv = ({ lines, extension }: Sample): Opinion | null => {
  const byName = extension === "csv" || extension === "tsv"
  if (lines.length < (byName ? 2 : 3)) return null
  for (const delimiter of [",", "\t", ";"]) {
    const width = cells(lines[0]!, delimiter).length
    if (width < 2) continue
    const body = lines.slice(1, 200)
    const even = body.filter((line) => cells(line, delimiter).length === width).length / body.length
    if (even < 0.9) continue
    const rows = body.slice(0, 20).map((line) => cells(line, delimiter))
    const numeric = rows[0]!.filter((_, column) => rows.every((row) => (delimiter === "," ? NUMBER : NUMBER_WITH_COMMA).test(row[column] ?? "")) && rows.some((row) => /\d/.test(row[column] ?? ""))).length
    const headed = cells(lines[0]!, delimiter).every((cell) => /[A-Za-z"]/.test(cell) || cell.trim() === "")
    const timed = rows.filter((row) => row.some((cell) => /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d{1,2}\.\d{1,2}\.\d{4}|^\s*1\d{9}(\d{3})?\s*$/.test(cell))).length / rows.length
    const wordy = /\b(message|msg|log|level|severity)\b/i.test(lines[0]!) || (!headed && timed > 0.8 && rows.every((row) => row.some((cell) => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i.test(cell))))
    if (wordy && timed > 0.5) return { type: "logs", confidence: 0.86, reason: "a table of log records" }
    if (numeric > 0 && timed > 0.8 && headed) return opinion(0.95, "a table of values over time")
    // without times it is a table of measurements only where numbers prevail
    if (numeric > 0 && (headed || timed > 0.8) && (byName || width >= 3) && numeric >= width / 2) return opinion(byName ? 0.85 : 0.68, "a table of numbers")
    if (byName) return { type: "text", confidence: 0.8, reason: "a table" }
    if (headed && body.length >= 3 && width >= 3) return { type: "text", confidence: 0.72, reason: "a table" }
  }
  return null
}
