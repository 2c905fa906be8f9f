import type { Draft } from "../../findings/draft.js"
import { clip, numberOf } from "../values.js"
import type { Reading } from "./reading.js"
import { isPrompt } from "./table.js"

/** A column that fills up: over which level it is told of, and in which words. */
interface Measure { readonly column: RegExp; readonly over: number; readonly kind: string; readonly says: (who: string, value: string) => string }

const MEASURES: ReadonlyArray<Measure> = [
  { column: /^%ifutil$/, over: 80, kind: "interface_busy", says: (who, value) => `Interface ${who} is ${value} % busy` },
  { column: /^%memused$/, over: 90, kind: "memory_high", says: (_, value) => `Memory is ${value} % in use` },
  { column: /^%swpused$/, over: 50, kind: "swap_high", says: (_, value) => `Swap is ${value} % in use` },
  { column: /^%util$/, over: 80, kind: "disk_busy", says: (who, value) => `Device ${who} is ${value} % busy` },
  { column: /^%CPU$/, over: 70, kind: "process_cpu", says: (who, value) => `Process ${who} uses ${value} % CPU` },
  { column: /^%MEM$/, over: 50, kind: "process_memory", says: (who, value) => `Process ${who} holds ${value} % of the memory` },
  { column: /^%wait$/, over: 50, kind: "process_waits", says: (who, value) => `Process ${who} waits ${value} % of its time for a processor` },
  { column: /^blocked$/, over: 5, kind: "blocked_processes", says: (_, value) => `${value} processes are blocked` }
]
const MAX_TOLD = 12
const TIME = /^(?:(\d{1,2}:\d{2}:\d{2}(?: [AP]M)?)|Average:)\s+/

/** First line of a table of the sysstat tools: a time and names of columns. */
export const SYSSTAT = /^\d{1,2}:\d{2}:\d{2}( [AP]M)?\s+(IFACE|DEV|kbmemfree|kbswpfree|runq-sz|UID\s+PID|USER\s+PID|pgpgin)\b/

/** `sar -n DEV`, `-r`, `-S`, `-d`, `-q` and `pidstat`: the greatest value of each thing over time. */
export const sysstat = (lines: ReadonlyArray<string>, index: number): Reading => {
  const header = lines[index]!.replace(TIME, "").trim().split(/\s+/)
  const column = (names: RegExp): number => header.findIndex((name) => names.test(name))
  const label = column(/^(IFACE|DEV)$/)
  const pid = column(/^PID$/)
  const command = column(/^Command$/)
  const peaks = new Map<string, { value: number; line: number; time: string; count: number; over: number }>()
  let i = index + 1
  let rows = 0
  for (; i < lines.length; i++) {
    const line = lines[i]!
    const time = TIME.exec(line)
    if (isPrompt(line) || (line.trim() !== "" && time === null)) break
    if (time === null || line.replace(TIME, "").trim().split(/\s+/)[0] === header[0]) continue
    const cells = line.replace(TIME, "").trim().split(/\s+/)
    if (time[1] === undefined || cells.length < header.length) continue
    rows++
    const who = pid === -1 ? cells[label] ?? "" : `${cells[pid]!} (${clip(cells.slice(command).join(" "), 80)})`
    MEASURES.forEach((measure, number) => {
      const at = column(measure.column)
      const value = at === -1 ? null : numberOf(cells[at] ?? "")
      if (value === null) return
      const key = `${number} ${who}`
      const peak = peaks.get(key) ?? { value, line: i + 1, time: time[1]!, count: 0, over: 0 }
      peak.count++
      if (value > measure.over) peak.over++
      if (value > peak.value) Object.assign(peak, { value, line: i + 1, time: time[1]! })
      peaks.set(key, peak)
    })
  }
  const drafts = [...peaks].map(([key, peak]) => ({ measure: MEASURES[Number(key.slice(0, key.indexOf(" ")))]!, who: key.slice(key.indexOf(" ") + 1), peak })).filter(({ measure, peak }) => peak.value > measure.over).sort((a, b) => b.peak.value - a.peak.value).slice(0, MAX_TOLD)
    .map(({ measure, peak, who }): Draft => ({ kind: measure.kind, severity: measure.over >= 80 && peak.value >= 95 ? "error" : "warning", title: `${measure.says(who, String(peak.value))} at ${peak.time}`, detail: peak.count > 1 ? `${peak.over} of ${peak.count} samples are over ${measure.over}.` : "", cites: [{ lines: [peak.line, peak.line] }], data: { subject: who, value: peak.value } }))
  return { name: pid === -1 ? "sar" : "pidstat", drafts, facts: [`${rows} rows (${header.join(", ")})`], until: i }
}
