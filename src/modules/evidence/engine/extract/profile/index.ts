import type { Cite, Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { isRow } from "../records/read.js"
import { clip, shortNumber } from "../values.js"
import type { Profile } from "./model.js"
import { extractPlan } from "./plan.js"
import { REPORTS } from "./reports.js"

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

type Event = { readonly [key: string]: unknown }

/** Browser trace events: complete ones (`X`) and pairs (`B`, `E`) nest per thread; what a child takes is not its parent's own time. */
const traceEvents = (events: ReadonlyArray<Event>, base: ReadonlyArray<string>): Profile | null => {
  const spans: Array<{ readonly name: string; readonly thread: string; readonly from: number; readonly to: number; readonly index: number; inner: number }> = []
  const begun = new Map<string, Array<{ readonly name: string; readonly from: number; readonly index: number }>>()
  events.forEach((event, index) => {
    const thread = `${String(event["pid"])}/${String(event["tid"])}`
    const from = Number(event["ts"])
    if (!Number.isFinite(from)) return
    if (event["ph"] === "X" && Number(event["dur"]) > 0) spans.push({ name: String(event["name"]), thread, from, to: from + Number(event["dur"]), index, inner: 0 })
    else if (event["ph"] === "B") begun.set(thread, [...(begun.get(thread) ?? []).slice(-500), { name: String(event["name"]), from, index }])
    else if (event["ph"] === "E") {
      const start = begun.get(thread)?.pop()
      if (start !== undefined && from > start.from) spans.push({ name: start.name, thread, from: start.from, to: from, index: start.index, inner: 0 })
    }
  })
  spans.sort((a, b) => (a.thread < b.thread ? -1 : a.thread > b.thread ? 1 : a.from - b.from || b.to - a.to))
  const stack: Array<(typeof spans)[number]> = []
  let whole = 0
  for (const span of spans) {
    while (stack.length > 0 && (stack[stack.length - 1]!.thread !== span.thread || stack[stack.length - 1]!.to <= span.from)) stack.pop()
    const parent = stack[stack.length - 1]
    if (parent === undefined) whole += span.to - span.from
    else parent.inner += Math.min(span.to, parent.to) - span.from
    stack.push(span)
  }
  const totals = new Map<string, { own: number; total: number; most: number; index: number }>()
  for (const span of spans) {
    const length = span.to - span.from
    const known = totals.get(span.name) ?? { own: 0, total: 0, most: 0, index: span.index }
    const own = Math.max(0, length - span.inner)
    totals.set(span.name, { own: known.own + own, total: known.total + length, most: Math.max(known.most, own), index: own > known.most ? span.index : known.index })
  }
  return whole === 0 ? null : { kind: `trace events over ${shortNumber(Math.round(whole / 1_000))} ms`, functions: [...totals].map(([name, one]) => ({ name, own: one.own / whole, total: Math.min(1, one.total / whole), cite: { path: [...base, one.index] } })) }
}

/** V8 .cpuprofile and speedscope JSON: samples count for the function on top. */
const json = (file: TextFile): Profile | null => {
  if (file.json === null) return null
  const root = file.json.value
  const row = (value: unknown): { readonly [key: string]: unknown } => (isRow(value) ? value : {})
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
  const events = Array.isArray(root) ? root : list(top["traceEvents"])
  if (events.some((event) => typeof row(event)["ph"] === "string")) return traceEvents(events.map(row), Array.isArray(root) ? [] : ["traceEvents"])
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
  const plan = extractPlan(file)
  if (plan !== null) return plan
  const profile = json(file) ?? REPORTS.reduce<Profile | null>((found, read) => found ?? read(file), null) ?? folded(file)
  if (profile === null || profile.functions.length === 0) return { drafts: [], timeline: [], summary: "No profile could be read." }
  const ranked = [...profile.functions].sort((a, b) => b.own - a.own)
  const share = (value: number): string => `${shortNumber(Math.round(value * 1_000) / 10)} %`
  const hot = ranked.filter((one) => one.own > 0.05).slice(0, 10)
  const callers = profile.functions.filter((one) => one.total > 0.3 && one.own <= 0.05 && one.total < 0.99).sort((a, b) => b.total - a.total).slice(0, 3)
  const drafts: ReadonlyArray<Draft> = [
    ...hot.map((one): Draft => ({ kind: "hot_spot", severity: one.own > 0.3 && profile.takes !== "of the events" ? "warning" : "info", title: `${clip(one.name, 160)} ${profile.takes === undefined ? `takes ${share(one.own)} itself` : `makes up ${share(one.own)} ${profile.takes}`}`, detail: one.total > one.own ? `With what it calls, ${share(one.total)}.` : "", cites: [one.cite], data: { function: one.name, own: Number(one.own.toFixed(4)), total: Number(one.total.toFixed(4)) } })),
    ...callers.map((one): Draft => ({ kind: "hot_caller", severity: "info", title: `${clip(one.name, 160)} and what it calls take ${share(one.total)}`, detail: `Only ${share(one.own)} of it itself.`, cites: [one.cite], data: { function: one.name, own: Number(one.own.toFixed(4)), total: Number(one.total.toFixed(4)) } }))
  ]
  return { drafts, timeline: [], summary: [`${profile.kind}, ${profile.functions.length} functions.`, ...ranked.slice(0, 25).map((one) => `- ${clip(one.name, 160)}: own ${share(one.own)}, with callees ${share(one.total)}`)].join("\n") }
}
