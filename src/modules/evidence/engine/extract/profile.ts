import type { Cite, Draft, Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { clip, numberOf, shortNumber } from "./values.js"

/** A function's cost; `own` and `total` are shares of the whole, 0–1. */
interface Hot {
  readonly name: string
  readonly own: number
  readonly total: number
  readonly cite: Cite
}

interface Profile {
  readonly kind: string
  readonly functions: ReadonlyArray<Hot>
}

const folded = (file: TextFile): Profile | null => {
  const own = new Map<string, { value: number; line: number; peak: number }>()
  const total = new Map<string, number>()
  let sum = 0
  let lines = 0
  file.wholeLines.forEach((line, index) => {
    // deep stacks make long lines: the count is what follows the last space
    const space = line.lastIndexOf(" ")
    const count = line.slice(space + 1)
    if (space < 1 || count.length > 15 || !/^\d+$/.test(count) || (lines === 0 && !line.includes(";"))) return
    lines++
    const value = Number(count)
    const stack = line.slice(0, space).trim().split(";")
    sum += value
    const leaf = stack[stack.length - 1]!
    const known = own.get(leaf)
    if (known === undefined) own.set(leaf, { value, line: index + 1, peak: value })
    else {
      known.value += value
      if (value > known.peak) Object.assign(known, { peak: value, line: index + 1 })
    }
    for (const frame of new Set(stack)) total.set(frame, (total.get(frame) ?? 0) + value)
  })
  if (sum === 0) return null
  return { kind: "folded stacks", functions: [...own].map(([name, one]) => ({ name, own: one.value / sum, total: (total.get(name) ?? one.value) / sum, cite: { lines: [one.line, one.line] as const } })) }
}

/** The head of a report is among its first lines. */
const has = (file: TextFile, pattern: RegExp): boolean => file.lines.slice(0, 500).some((line) => pattern.test(line))

const percent = (text: string): number => Number(text.replace("%", "")) / 100

const tables: ReadonlyArray<(file: TextFile) => Profile | null> = [
  // pprof -text: flat flat% sum% cum cum% name
  (file) => {
    if (!has(file, /^\s*flat\s+flat%\s+sum%\s+cum\s+cum%/)) return null
    const functions = file.lines.flatMap((line, index): ReadonlyArray<Hot> => {
      const parts = /^\s*\S+\s+([\d.]+%)\s+[\d.]+%\s+\S+\s+([\d.]+%)\s+(\S.*)$/.exec(line)
      return parts === null ? [] : [{ name: parts[3]!.trim(), own: percent(parts[1]!), total: percent(parts[2]!), cite: { lines: [index + 1, index + 1] } }]
    })
    return { kind: "pprof report", functions }
  },
  // cProfile: ncalls tottime percall cumtime percall filename:lineno(function)
  (file) => {
    if (!has(file, /^\s*ncalls\s+tottime/)) return null
    const rows = file.lines.flatMap((line, index) => {
      const parts = /^\s*([\d/]+)\s+([\d.]+)\s+[\d.]+\s+([\d.]+)\s+[\d.]+\s+(\S.*)$/.exec(line)
      return parts === null ? [] : [{ own: Number(parts[2]), total: Number(parts[3]), name: `${parts[4]!.trim()} (${parts[1]!} calls)`, line: index + 1 }]
    })
    const stated = numberOf(/ in ([\d.]{1,20}) (?:CPU )?seconds/.exec(file.lines.slice(0, 50).join("\n"))?.[1] ?? "")
    const whole = stated ?? Math.max(0, ...rows.map((row) => row.total))
    return whole <= 0 ? null : { kind: "cProfile report", functions: rows.map((row) => ({ name: row.name, own: row.own / whole, total: Math.min(1, row.total / whole), cite: { lines: [row.line, row.line] as const } })) }
  },
  // perf report: overhead first; gprof: % time first
  (file) => {
    const perf = has(file, /^# Overhead\b/)
    const gprof = has(file, /^\s*%\s+cumulative\s+self/)
    if (!perf && !gprof) return null
    const functions = file.lines.flatMap((line, index): ReadonlyArray<Hot> => {
      const parts = perf ? /^\s*([\d.]+%)(?:\s+[\d.]+%)?\s+(\S.*?)\s*$/.exec(line) : /^\s*([\d.]+)\s+[\d.]+\s+[\d.]+\s+(?:\d+\s+[\d.]+\s+[\d.]+\s+)?(\S.*?)\s*$/.exec(line)
      return parts === null || line.startsWith("#") ? [] : [{ name: parts[2]!.replace(/\s+/g, " "), own: percent(parts[1]!), total: percent(parts[1]!), cite: { lines: [index + 1, index + 1] } }]
    })
    return { kind: perf ? "perf report" : "gprof report", functions }
  }
]

/** V8 .cpuprofile and speedscope JSON: samples count for the function on top. */
const json = (file: TextFile): Profile | null => {
  if (file.json === null) return null
  const root = file.json.value
  const row = (value: unknown): { readonly [key: string]: unknown } => (typeof value === "object" && value !== null ? value as { readonly [key: string]: unknown } : {})
  const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])
  const top = row(root)
  const counts = new Map<string, { value: number; cite: Cite }>()
  let sum = 0
  const add = (name: string, value: number, cite: Cite) => {
    sum += value
    const known = counts.get(name)
    if (known === undefined) counts.set(name, { value, cite })
    else known.value += value
  }
  if (Array.isArray(top["nodes"])) {
    const weights = new Map<unknown, number>()
    const deltas = list(top["timeDeltas"])
    list(top["samples"]).forEach((id, i) => weights.set(id, (weights.get(id) ?? 0) + Math.max(0, Number(deltas[i] ?? 1))))
    list(top["nodes"]).forEach((node, i) => {
      const frame = row(row(node)["callFrame"])
      const value = weights.get(row(node)["id"]) ?? (weights.size === 0 ? Number(row(node)["hitCount"] ?? 0) : 0)
      const name = `${String(frame["functionName"] ?? "") || "(anonymous)"} ${String(frame["url"] ?? "")}${frame["lineNumber"] === undefined ? "" : `:${Number(frame["lineNumber"]) + 1}`}`
      if (value > 0 && !/^\((idle|root)\)/.test(name)) add(name.trim(), value, { path: ["nodes", i] })
    })
  } else {
    const frames = list(row(top["shared"])["frames"])
    for (const profile of list(top["profiles"])) {
      const weights = list(row(profile)["weights"])
      list(row(profile)["samples"]).forEach((stack, i) => {
        const leaf = Number(list(stack).at(-1) ?? -1)
        if (leaf >= 0) add(String(row(frames[leaf])["name"] ?? leaf), Number(weights[i] ?? 1), { path: ["shared", "frames", leaf] })
      })
    }
  }
  return sum === 0 ? null : { kind: "JSON profile", functions: [...counts].map(([name, { cite, value }]) => ({ name, own: value / sum, total: value / sum, cite })) }
}

/** Functions that cost most: own time over 5 % is a hot spot. */
export const extractProfile = (file: TextFile): Extraction => {
  const profile = json(file) ?? tables.reduce<Profile | null>((found, read) => found ?? read(file), null) ?? folded(file)
  if (profile === null || profile.functions.length === 0) return { drafts: [], timeline: [], summary: "No profile could be read." }
  const ranked = [...profile.functions].sort((a, b) => b.own - a.own)
  const share = (value: number): string => `${shortNumber(Math.round(value * 1_000) / 10)} %`
  const hot = ranked.filter((one) => one.own > 0.05).slice(0, 10)
  const callers = profile.functions.filter((one) => one.total > 0.3 && one.own <= 0.05 && one.total < 0.99).sort((a, b) => b.total - a.total).slice(0, 3)
  const drafts: ReadonlyArray<Draft> = [
    ...hot.map((one): Draft => ({ kind: "hot_spot", severity: one.own > 0.3 ? "warning" : "info", title: `${clip(one.name, 160)} takes ${share(one.own)} itself`, detail: one.total > one.own ? `With what it calls, ${share(one.total)}.` : "", cites: [one.cite], data: { function: one.name, own: Number(one.own.toFixed(4)), total: Number(one.total.toFixed(4)) } })),
    ...callers.map((one): Draft => ({ kind: "hot_caller", severity: "info", title: `${clip(one.name, 160)} and what it calls take ${share(one.total)}`, detail: `Only ${share(one.own)} of it itself.`, cites: [one.cite], data: { function: one.name, own: Number(one.own.toFixed(4)), total: Number(one.total.toFixed(4)) } }))
  ]
  return { drafts, timeline: [], summary: [`${profile.kind}, ${profile.functions.length} functions.`, ...ranked.slice(0, 25).map((one) => `- ${clip(one.name, 160)}: own ${share(one.own)}, with callees ${share(one.total)}`)].join("\n") }
}
