import type { Cite, Draft, Extraction } from "../../findings/draft.js"
import type { JsonPath } from "../../findings/jsonLocate.js"
import type { TextFile } from "../../findings/text.js"
import { isRow } from "../records/read.js"
import { clip, numberOf, shortNumber } from "../values.js"

/** A step of a query plan; times in ms over all loops, null where the plan was not run. */
interface Step {
  readonly name: string
  readonly depth: number
  readonly time: number | null
  readonly cost: number
  readonly estimated: number
  readonly rows: number | null
  readonly loops: number
  readonly cite: Cite
  removed: number
  /** a sort or hash that did not fit into memory */
  spilled: string | null
}

const MAX_STEPS = 2_000
const STEP = /^(\s*)(?:->\s+)?(\S.{0,300}?)\s+\(cost=([\d.]+)(?:\.\.([\d.]+))? rows=([\d.e+]+)[^)]{0,60}\)(?:\s*\(actual (?:time=([\d.]+)\.\.([\d.]+) )?rows=([\d.e+]+) loops=(\d+)\)|\s*\(never executed\))?/

/** Steps of EXPLAIN's text (PostgreSQL, MySQL's tree); indentation tells the tree. */
const textSteps = (file: TextFile): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  file.lines.forEach((line, index) => {
    const parts = STEP.exec(line.slice(0, 1_000))
    if (parts !== null && steps.length < MAX_STEPS) {
      const loops = Number(parts[9] ?? 1)
      steps.push({ name: parts[2]!.trim(), depth: parts[1]!.length, time: parts[7] === undefined ? null : Number(parts[7]) * loops, cost: Number(parts[4] ?? parts[3]), estimated: Number(parts[5]) * loops, rows: parts[8] === undefined ? null : Number(parts[8]) * loops, loops, cite: { lines: [index + 1, index + 1] }, removed: 0, spilled: null })
      return
    }
    const last = steps[steps.length - 1]
    if (last === undefined) return
    const removed = /^\s*Rows Removed by (?:Filter|Join Filter|Index Recheck): (\d+)/.exec(line)?.[1]
    if (removed !== undefined) last.removed = Math.max(last.removed, Number(removed) * last.loops)
    const spilled = /(Sort Method: external \w+ +Disk: \d+kB|Batches: (?:[2-9]|\d{2,})\b)/.exec(line)?.[1]
    if (spilled !== undefined) last.spilled = spilled
  })
  return steps
}

/** Steps of EXPLAIN (FORMAT JSON) of PostgreSQL. */
const jsonSteps = (root: unknown): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const walk = (value: unknown, path: JsonPath, depth: number): void => {
    if (depth > 60 || steps.length > MAX_STEPS) return
    if (Array.isArray(value)) {
      value.forEach((item, i) => walk(item, [...path, i], depth))
      return
    }
    if (!isRow(value)) return
    if (typeof value["Node Type"] === "string") {
      const loops = numberOf(value["Actual Loops"]) ?? 1
      const time = numberOf(value["Actual Total Time"])
      const rows = numberOf(value["Actual Rows"])
      const relation = value["Relation Name"] ?? value["Index Name"]
      steps.push({ name: `${value["Node Type"]}${typeof relation === "string" ? ` on ${relation}` : ""}`, depth, time: time === null ? null : time * loops, cost: numberOf(value["Total Cost"]) ?? 0, estimated: (numberOf(value["Plan Rows"]) ?? 0) * loops, rows: rows === null ? null : rows * loops, loops, cite: { path: [...path, "Node Type"] }, removed: (numberOf(value["Rows Removed by Filter"]) ?? 0) * loops, spilled: value["Sort Space Type"] === "Disk" ? "Sort on disk" : null })
    }
    for (const [key, child] of Object.entries(value)) if (typeof child === "object" && child !== null) walk(child, [...path, key], depth + 1)
  }
  walk(root, [], 0)
  return steps
}

/** What each step takes itself: its time or cost less that of the steps right below it. */
const ownOf = (steps: ReadonlyArray<Step>, of: (step: Step) => number): ReadonlyArray<number> => steps.map((step, i) => {
  let below = 0
  let childDepth: number | null = null
  for (let k = i + 1; k < steps.length && steps[k]!.depth > step.depth; k++) {
    childDepth ??= steps[k]!.depth
    if (steps[k]!.depth <= childDepth) below += of(steps[k]!)
  }
  return Math.max(0, of(step) - below)
})

/** A query plan: the steps that take the time, rows that are read in vain, wrong estimates. Null where the text is none. */
export const extractPlan = (file: TextFile): Extraction | null => {
  const steps = file.json === null ? textSteps(file) : jsonSteps(file.json.value)
  const root = steps[0]
  if (root === undefined) return null
  const run = root.time !== null
  const of = (step: Step): number => (run ? step.time ?? 0 : step.cost)
  const whole = Math.max(of(root), Number.MIN_VALUE)
  const own = ownOf(steps, of)
  const unit = (value: number): string => (run ? `${shortNumber(Math.round(value * 10) / 10)} ms` : `cost ${shortNumber(value)}`)
  const ranked = steps.map((step, i) => ({ step, own: own[i]! })).sort((a, b) => b.own - a.own)
  const drafts: Array<Draft> = []
  for (const { own: self, step } of ranked.slice(0, 5)) {
    const share = self / whole
    if (share <= 0.2) continue
    drafts.push({ kind: "plan_step", severity: share > 0.3 ? "warning" : "info", title: `${clip(step.name, 120)} takes ${unit(self)} itself, ${Math.round(Math.min(1, share) * 100)} % of the query`, detail: [...(step.loops > 1 ? [`Run ${step.loops} times.`] : []), ...(step.removed > 10 * Math.max(1, step.rows ?? 0) && step.removed >= 1_000 ? [`It reads ${shortNumber(step.removed)} rows in vain for ${shortNumber(step.rows ?? 0)}: an index on the condition would help.`] : []), ...(step.spilled === null ? [] : [`It did not fit into memory (${step.spilled}).`])].join(" "), cites: [step.cite], data: { step: step.name, own: Number(self.toFixed(3)), share: Number(share.toFixed(3)) } })
  }
  for (const step of steps) {
    const told = drafts.some((one) => one.data?.["step"] === step.name)
    if (!told && step.removed >= 10_000 && step.removed > 10 * Math.max(1, step.rows ?? 0)) drafts.push({ kind: "rows_in_vain", severity: "warning", title: `${clip(step.name, 120)} reads ${shortNumber(step.removed)} rows in vain for ${shortNumber(step.rows ?? 0)}`, detail: "An index on the condition would help.", cites: [step.cite], data: { step: step.name, removed: step.removed } })
  }
  for (const step of steps.filter((one) => one.spilled !== null && !drafts.some((told) => told.data?.["step"] === one.name)).slice(0, 3)) drafts.push({ kind: "plan_spill", severity: "warning", title: `${clip(step.name, 120)} did not fit into memory (${step.spilled!})`, detail: "It was done on disk: more memory for sorts and hashes (work_mem) or fewer rows.", cites: [step.cite], data: { step: step.name } })
  const wrong = steps.filter((step) => step.rows !== null && Math.max(step.rows, step.estimated) >= 1_000 && Math.max(step.rows, 1) / Math.max(step.estimated, 1) > 100).sort((a, b) => b.rows! / Math.max(1, b.estimated) - a.rows! / Math.max(1, a.estimated))[0]
  if (wrong !== undefined) drafts.push({ kind: "wrong_estimate", severity: "warning", title: `${clip(wrong.name, 120)} gave ${shortNumber(wrong.rows!)} rows where ${shortNumber(wrong.estimated)} were expected`, detail: "The planner chose by wrong statistics: refresh them.", cites: [wrong.cite], data: { step: wrong.name, rows: wrong.rows!, expected: wrong.estimated } })
  return { drafts: drafts.slice(0, 15), timeline: [], summary: [`A query plan of ${steps.length} steps, ${unit(of(root))}${run ? "" : " (estimated, it was not run)"}.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`), ...steps.slice(0, 40).map((step, i) => `${" ".repeat(Math.min(20, step.depth))}${clip(step.name, 120)}: own ${unit(own[i]!)}${step.rows === null ? "" : `, ${shortNumber(step.rows)} rows`}`)].join("\n") }
}
