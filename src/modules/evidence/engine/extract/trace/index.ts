import type { TimelineEvent } from "../../finding.js"
import type { Draft, Extraction } from "../../findings/draft.js"
import type { TextFile } from "../../findings/text.js"
import { clip, isoTime, shortNumber } from "../values.js"
import { readSpans, type Span } from "./read.js"

const MAX_TRACES = 10

interface Tree {
  readonly root: Span
  readonly children: Map<string, Array<Span>>
  readonly spans: ReadonlyArray<Span>
}

const name = (span: Span): string => clip(`${span.service === "" ? "" : `${span.service}: `}${span.name}`, 140)
const ms = (value: number): string => `${shortNumber(value)} ms`

const treesOf = (spans: ReadonlyArray<Span>): ReadonlyArray<Tree> => {
  const traces = new Map<string, Array<Span>>()
  for (const span of spans) {
    const list = traces.get(span.traceId)
    if (list === undefined) traces.set(span.traceId, [span])
    else list.push(span)
  }
  return [...traces.values()].map((list) => {
    const ids = new Set(list.map((span) => span.id))
    const children = new Map<string, Array<Span>>()
    for (const span of list) {
      if (span.parentId === null || span.parentId === span.id) continue
      const siblings = children.get(span.parentId)
      if (siblings === undefined) children.set(span.parentId, [span])
      else siblings.push(span)
    }
    const roots = list.filter((span) => span.parentId === null || !ids.has(span.parentId))
    const root = (roots.length > 0 ? roots : list).reduce((a, b) => (b.duration > a.duration ? b : a))
    return { root, children, spans: list }
  })
}

/** Time of a span that none of its children covers. */
const selfTime = (span: Span, children: ReadonlyArray<Span>): number => {
  const end = span.start + span.duration
  let covered = 0
  let until = span.start
  for (const child of [...children].sort((a, b) => a.start - b.start)) {
    const from = Math.max(child.start, until)
    const to = Math.min(child.start + child.duration, end)
    if (to > from) {
      covered += to - from
      until = to
    }
  }
  return Math.max(0, span.duration - covered)
}

/** From the root down: each time the child that ended last, for it decided when its parent could end. */
const criticalPath = (tree: Tree): ReadonlyArray<Span> => {
  const path = [tree.root]
  const seen = new Set([tree.root.id])
  for (let at = tree.root;;) {
    const next = (tree.children.get(at.id) ?? []).filter((span) => !seen.has(span.id)).reduce<Span | null>((best, span) => (best === null || span.start + span.duration > best.start + best.duration ? span : best), null)
    if (next === null || path.length > 200) return path
    path.push(next)
    seen.add(next.id)
    at = next
  }
}

/** The deepest failed spans: their parents only pass the failure on. */
const firstFailures = (tree: Tree): ReadonlyArray<Span> => tree.spans.filter((span) => span.error !== null && !(tree.children.get(span.id) ?? []).some((child) => child.error !== null))

/** Calls of one kind in a row under one parent: the mark of a query in a loop. */
const repeated = (tree: Tree): ReadonlyArray<{ readonly parent: Span; readonly calls: ReadonlyArray<Span> }> => {
  const byId = new Map(tree.spans.map((span) => [span.id, span]))
  return [...tree.children].flatMap(([parentId, list]) => {
    const parent = byId.get(parentId)
    const groups = group(list)
    return parent === undefined ? [] : [...groups.values()].filter((calls) => calls.length >= 10).map((calls) => ({ parent, calls }))
  })
}

const group = (list: ReadonlyArray<Span>): Map<string, Array<Span>> => {
  const groups = new Map<string, Array<Span>>()
  for (const span of list) groups.set(name(span), [...(groups.get(name(span)) ?? []), span])
  return groups
}

const draftsOf = (tree: Tree): ReadonlyArray<Draft> => {
  const { root } = tree
  const path = criticalPath(tree)
  const total = Math.max(root.duration, Number.MIN_VALUE)
  const drafts: Array<Draft> = []
  for (const span of firstFailures(tree).slice(0, 5)) {
    drafts.push({ kind: "span_error", severity: "error", title: `${name(span)} failed: ${clip(span.error ?? "", 160)}`, detail: `After ${ms(span.duration)}, in trace ${clip(span.traceId, 40)}${span === root ? "" : ` of ${name(root)}`}.`, at: Math.round(span.start), cites: [span.cite], data: { span: span.id, trace: span.traceId, service: span.service, durationMs: span.duration } })
  }
  const slow = tree.spans.map((span) => ({ span, self: selfTime(span, tree.children.get(span.id) ?? []) })).filter(({ self }) => self > 0.2 * total && tree.spans.length > 1).sort((a, b) => b.self - a.self).slice(0, 3)
  for (const { self, span } of slow) {
    const share = self / total
    drafts.push({ kind: share > 0.3 ? "bottleneck_span" : "slow_span", severity: "warning", title: `${name(span)} takes ${ms(self)} itself, ${Math.round(share * 100)} % of ${name(root)}`, detail: `${path.includes(span) ? "On" : "Off"} the critical path; started ${ms(span.start - root.start)} after the request.`, at: Math.round(span.start), cites: [span.cite], data: { span: span.id, trace: span.traceId, service: span.service, selfMs: self, share: Number(share.toFixed(3)) } })
  }
  for (const { calls, parent } of repeated(tree).slice(0, 2)) {
    const sum = calls.reduce((all, span) => all + span.duration, 0)
    drafts.push({ kind: "repeated_calls", severity: "warning", title: `${name(parent)} calls ${name(calls[0]!)} ${calls.length} times`, detail: `${ms(sum)} together; one call for all may do.`, at: Math.round(calls[0]!.start), cites: [calls[0]!.cite, calls[calls.length - 1]!.cite], data: { calls: calls.length, totalMs: sum } })
  }
  drafts.push({ kind: "critical_path", severity: "info", title: `${name(root)} takes ${ms(root.duration)} at ${isoTime(Math.round(root.start))}`, detail: `Critical path: ${clip(path.map((span) => `${name(span)} ${ms(span.duration)}`).join(" → "), 1_500)}.`, at: Math.round(root.start), cites: path.slice(0, 6).map((span) => span.cite), data: { trace: root.traceId, spans: tree.spans.length, path: path.map((span) => span.id) } })
  return drafts
}

/** Critical path, failed, slow and repeated spans of the gravest traces of a file. */
export const extractTrace = (file: TextFile): Extraction => {
  const spans = readSpans(file)
  if (spans.length === 0) return { drafts: [], timeline: [], summary: "No spans could be read." }
  const trees = treesOf(spans)
  const failed = (tree: Tree): number => (tree.spans.some((span) => span.error !== null) ? 1 : 0)
  const chosen = [...trees].sort((a, b) => failed(b) - failed(a) || b.root.duration - a.root.duration).slice(0, MAX_TRACES)
  const drafts = chosen.flatMap(draftsOf)
  const timeline = drafts.flatMap((one): ReadonlyArray<TimelineEvent> => (one.kind === "critical_path" || one.at === null || one.at === undefined ? [] : [{ at: one.at, endAt: null, kind: one.kind, severity: one.severity, label: one.title, count: 1, lines: null }]))
  const services = [...new Set(spans.map((span) => span.service).filter((service) => service !== ""))]
  return {
    drafts,
    timeline: timeline.sort((a, b) => a.at - b.at),
    summary: [`${spans.length} spans in ${trees.length} traces${services.length === 0 ? "" : ` over ${services.slice(0, 20).join(", ")}`}; ${spans.filter((span) => span.error !== null).length} failed.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`)].join("\n")
  }
}
