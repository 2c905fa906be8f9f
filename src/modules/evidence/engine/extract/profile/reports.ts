import type { Cite } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { numberOf, shortNumber } from "../values.js"
import type { Hot, Profile } from "./model.js"

const cite = (index: number): Cite => ({ lines: [index + 1, index + 1] })
const has = (file: TextFile, pattern: RegExp): boolean => file.lines.slice(0, 500).some((line) => pattern.test(line))
const percent = (text: string): number => Number(text.replace("%", "")) / 100

/** Rows of a report as functions; `row` answers own and total share with the name. */
const rowsOf = (file: TextFile, row: (line: string) => { readonly name: string; readonly own: number; readonly total: number } | null): ReadonlyArray<Hot> => file.lines.flatMap((line, index) => {
  const found = row(line)
  return found === null ? [] : [{ ...found, cite: cite(index) }]
})

/** `node --prof-process`: ticks of shared libraries, JavaScript and C++; the summary and the tree below repeat them. */
const v8 = (file: TextFile): Profile | null => {
  if (!has(file, /^Statistical profiling result from |^\s*ticks\s+total\s+nonlib\s+name/)) return null
  let section = ""
  const functions = file.lines.flatMap((line, index): ReadonlyArray<Hot> => {
    const heading = /^ \[(.{1,60})\]:/.exec(line)?.[1]
    if (heading !== undefined) section = heading
    const parts = /^(Summary|Bottom up)/.test(section) ? null : /^\s*\d+\s+([\d.]+)%(?:\s+[\d.]+%)?\s{2,}(\S.*)$/.exec(line)
    return parts === null ? [] : [{ name: parts[2]!.replace(/^(LazyCompile|Function|Eval|Script|RegExp|Builtin|Stub|BytecodeHandler): [*~^]?/, "").trim(), own: Number(parts[1]) / 100, total: Number(parts[1]) / 100, cite: cite(index) }]
  })
  // garbage collection stands in the summary only
  const gc = file.lines.findIndex((line) => /^\s*\d+\s+[\d.]+%(\s+[\d.]+%)?\s+GC\s*$/.test(line))
  const share = gc === -1 ? null : numberOf(/([\d.]+)%/.exec(file.lines[gc]!)?.[1] ?? "")
  return { kind: "V8 profile", functions: share === null ? functions : [...functions, { name: "garbage collection", own: share / 100, total: share / 100, cite: cite(gc) }] }
}

/** `py-spy top`: %Own %Total OwnTime TotalTime Function. */
const pySpy = (file: TextFile): Profile | null => (has(file, /^\s*%Own\s+%Total\s+OwnTime/)
  ? { kind: "py-spy report", functions: rowsOf(file, (line) => {
    const parts = /^\s*([\d.]+)%\s+([\d.]+)%\s+[\d.]+s\s+[\d.]+s\s+(\S.*?)\s*$/.exec(line)
    return parts === null ? null : { name: parts[3]!, own: Number(parts[1]) / 100, total: Number(parts[2]) / 100 }
  }) }
  : null)

/** Views of a Java Flight Recorder file (`jfr view hot-methods`): name first, percent last. */
const flightRecorder = (file: TextFile): Profile | null => (has(file, /^\s*(Top Frame|Top Method|Method)\s+(Count\s+|Samples\s+)?Percent\s*$/)
  ? { kind: "Flight Recorder report", functions: rowsOf(file, (line) => {
    const parts = /^(\S.{0,300}?)\s{2,}(?:[\d,]+\s+)?([\d.]+)%\s*$/.exec(line)
    return parts === null ? null : { name: parts[1]!, own: Number(parts[2]) / 100, total: Number(parts[2]) / 100 }
  }) }
  : null)

/** `jfr summary` counts events, `jmap -histo` bytes by class: shares of a whole. */
const counted = (file: TextFile): Profile | null => {
  const events = has(file, /^\s*Event Type\s+Count\s+Size/)
  if (!events && !has(file, /^\s*num\s+#instances\s+#bytes\s+class name/)) return null
  const rows = file.lines.flatMap((line, index) => {
    const parts = events ? /^\s*(jdk\.\w+|\S+)\s+(\d+)\s+(\d+)\s*$/.exec(line) : /^\s*\d+:\s+(\d+)\s+(\d+)\s+(\S.*?)\s*$/.exec(line)
    return parts === null ? [] : [{ name: events ? `${parts[1]!} (${shortNumber(Number(parts[2]))} events)` : `${parts[3]!} (${shortNumber(Number(parts[1]))} instances)`, value: Number(events ? parts[2] : parts[2]), index }]
  })
  const sum = rows.reduce((all, one) => all + one.value, 0)
  return sum === 0 ? null : { kind: events ? "Flight Recorder summary" : "heap histogram", takes: events ? "of the events" : "of the heap", functions: rows.map((one) => ({ name: one.name, own: one.value / sum, total: one.value / sum, cite: cite(one.index) })) }
}

/** async-profiler's flat list: ns percent samples top. */
const asyncProfiler = (file: TextFile): Profile | null => (has(file, /^\s*ns\s+percent\s+samples\s+top\s*$/)
  ? { kind: "async-profiler report", functions: rowsOf(file, (line) => {
    const parts = /^\s*\d+\s+([\d.]+)%\s+\d+\s+(\S.*?)\s*$/.exec(line)
    return parts === null ? null : { name: parts[2]!, own: Number(parts[1]) / 100, total: Number(parts[1]) / 100 }
  }) }
  : null)

/** pprof -text: flat flat% sum% cum cum% name. */
const pprof = (file: TextFile): Profile | null => (has(file, /^\s*flat\s+flat%\s+sum%\s+cum\s+cum%/)
  ? { kind: "pprof report", functions: rowsOf(file, (line) => {
    const parts = /^\s*\S+\s+([\d.]+%)\s+[\d.]+%\s+\S+\s+([\d.]+%)\s+(\S.*)$/.exec(line)
    return parts === null ? null : { name: parts[3]!.trim(), own: percent(parts[1]!), total: percent(parts[2]!) }
  }) }
  : null)

/** cProfile: ncalls tottime percall cumtime percall filename:lineno(function). */
const cProfile = (file: TextFile): Profile | null => {
  if (!has(file, /^\s*ncalls\s+tottime/)) return null
  const rows = file.lines.flatMap((line, index) => {
    const parts = /^\s*([\d/]+)\s+([\d.]+)\s+[\d.]+\s+([\d.]+)\s+[\d.]+\s+(\S.*)$/.exec(line)
    return parts === null ? [] : [{ own: Number(parts[2]), total: Number(parts[3]), name: `${parts[4]!.trim()} (${parts[1]!} calls)`, index }]
  })
  const stated = numberOf(/ in ([\d.]{1,20}) (?:CPU )?seconds/.exec(file.lines.slice(0, 50).join("\n"))?.[1] ?? "")
  const whole = stated ?? Math.max(0, ...rows.map((row) => row.total))
  return whole <= 0 ? null : { kind: "cProfile report", functions: rows.map((row) => ({ name: row.name, own: row.own / whole, total: Math.min(1, row.total / whole), cite: cite(row.index) })) }
}

/** perf report: overhead first; gprof: % time first. */
const perf = (file: TextFile): Profile | null => {
  const isPerf = has(file, /^# Overhead\b/)
  if (!isPerf && !has(file, /^\s*%\s+cumulative\s+self/)) return null
  return { kind: isPerf ? "perf report" : "gprof report", functions: rowsOf(file, (line) => {
    const parts = isPerf ? /^\s*([\d.]+%)(?:\s+[\d.]+%)?\s+(\S.*?)\s*$/.exec(line) : /^\s*([\d.]+)\s+[\d.]+\s+[\d.]+\s+(?:\d+\s+[\d.]+\s+[\d.]+\s+)?(\S.*?)\s*$/.exec(line)
    return parts === null || line.startsWith("#") ? null : { name: parts[2]!.replace(/\s+/g, " "), own: percent(parts[1]!), total: percent(parts[1]!) }
  }) }
}

/** Readers of printed reports, in the order they are tried. */
export const REPORTS: ReadonlyArray<(file: TextFile) => Profile | null> = [pprof, cProfile, perf, v8, pySpy, flightRecorder, counted, asyncProfiler]
