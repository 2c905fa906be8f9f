import { cutAtWord } from "../cut.js"
import { iso, seconds, type Spread, whenOf } from "./counted.js"
import { type Known, knownFindings } from "./knownTrouble.js"
import { stepUp } from "./steps.js"
import { type Finding, type Quote, type Severity, type TimelineEvent, SEVERITY_RANK } from "../finding.js"
import type { Level } from "./levels.js"
import type { TimeHistogram } from "./histogram.js"

export interface TemplateFacts extends Spread {
  readonly id: number
  readonly template: string
  readonly level: Level | null
  /** its lines are told of by what is measured in them */
  readonly measured: boolean
}

export interface Burst {
  readonly firstLine: number
  readonly lastLine: number
  readonly count: number
  readonly at: number | null
  readonly until: number | null
  readonly quote: Quote
}

export interface LogFacts {
  readonly lines: number
  readonly from: number | null
  readonly to: number | null
  readonly firstError: { readonly quote: Quote; readonly at: number | null; readonly level: Level } | null
  readonly beforeFirstError: Quote | null
  readonly bursts: ReadonlyArray<Burst>
  readonly templates: ReadonlyArray<TemplateFacts>
  readonly errors: TimeHistogram
  readonly errorCount: number
  /** templates that say a phrase of the field */
  readonly known: ReadonlyArray<Known>
  /** what measured fields and records of several lines show */
  readonly measured: ReadonlyArray<Finding>
  readonly gap: { readonly from: number; readonly to: number; readonly quote: Quote } | null
}

export const severityOf = (level: Level | null): Severity => (level === "FATAL" ? "critical" : level === "ERROR" ? "error" : level === "WARN" ? "warning" : "info")

/** Words of messages that tell of a deliberate change. */
const CHANGE = /\b(changed?|reload(?:ed|ing)?|deploy(?:ed|ing|ment)?|rollout|roll(?:ed|ing) (?:back|out)|upgrad(?:ed?|ing)|migrat(?:ed?|ing|ion)|config(?:uration)? (?:applied|updated|loaded)|scal(?:ed|ing) (?:up|down|to)|feature flag|failover|switch(?:ed|ing) (?:over|to)|new version|releas(?:ed?|ing)|patched|rotated)\b/i
const CHANGE_WINDOW_MS = 30 * 60_000
const TOP = 5

const clip = (text: string, max = 180): string => cutAtWord(text.replace(/\s+/g, " ").trim(), max)

const finding = (kind: string, severity: Severity, title: string, detail: string, at: number | null, confidence: number, quotes: ReadonlyArray<Quote>, data: Finding["data"] = {}): Finding =>
  ({ kind, severity, title: clip(title, 240), detail, at, confidence, quotes, data })

/** A template as a statement: when it was told, and its first line in full. */
const told = (t: TemplateFacts, facts: LogFacts): string => `${whenOf(t, facts)}.\n${clip(t.quote.text, 400)}`.replace(/^[a-z]/, (first) => first.toUpperCase())
/** A template that says something by itself: words, and no mere pattern of a request. */
const speaks = ({ measured, template }: TemplateFacts): boolean => !measured && /[A-Za-z]{2}/.test(template.replaceAll("<*>", ""))

/** From counts to statements; each rests on a passage. */
export const logFindings = (facts: LogFacts): { readonly findings: ReadonlyArray<Finding>; readonly timeline: ReadonlyArray<TimelineEvent> } => {
  const out: Array<Finding> = []
  const { firstError } = facts
  // what is told once, as the first error, is not told again
  const only = facts.known.find((one) => one.quote.lines.start === firstError?.quote.lines.start && facts.known.every((other) => other === one || other.phrase !== one.phrase) && one.count === 1)
  if (firstError !== null) {
    out.push(finding("first_error", only?.severity === "critical" ? "critical" : severityOf(firstError.level), `First error${firstError.at === null ? "" : ` at ${iso(firstError.at)}`}: ${firstError.quote.text}`,
      [...(only === undefined ? [] : [only.phrase.means]), ...(facts.beforeFirstError === null ? [] : [`Just before it:\n${facts.beforeFirstError.text}`])].join("\n"), firstError.at, 0.95,
      [firstError.quote, ...(facts.beforeFirstError === null ? [] : [facts.beforeFirstError])], { errors: facts.errorCount }))
  }
  const recognised = new Set(facts.known.map(({ template }) => template))
  out.push(...knownFindings(facts.known.filter((one) => one !== only), facts), ...facts.measured)
  for (const burst of [...facts.bursts].sort((a, b) => b.count - a.count).slice(0, 3)) {
    const span = burst.at !== null && burst.until !== null ? ` within ${seconds(Math.max(1000, burst.until - burst.at))}` : ""
    out.push(finding("error_burst", "error", `Burst of ${burst.count} errors${span}, lines ${burst.firstLine} to ${burst.lastLine}${burst.at === null ? "" : `, from ${iso(burst.at)}`}`, "", burst.at, 0.9, [burst.quote],
      { count: burst.count, first_line: burst.firstLine, last_line: burst.lastLine }))
  }
  const step = stepUp(facts.errors, facts)
  const bursts = facts.bursts.map((b) => b.at).filter((at): at is number => at !== null)
  const onset = bursts.length > 0 ? Math.min(...bursts) : step?.at ?? firstError?.at ?? null
  if (step !== null && firstError !== null) {
    out.push(finding("change_point", "warning", `Errors step up around ${iso(step.at)}: from ${step.before.toFixed(1)} to ${step.after.toFixed(1)} per ${seconds(step.sliceMs)}`, "", step.at, 0.75, [firstError.quote],
      { before: step.before, after: step.after, slice_ms: Math.round(step.sliceMs) }))
  }
  if (onset !== null) {
    const changes = facts.templates
      .filter((t) => t.firstAt !== null && t.firstAt <= onset && onset - t.firstAt <= CHANGE_WINDOW_MS && t.count <= 3 && CHANGE.test(t.quote.text) && t.level !== "ERROR" && t.level !== "FATAL")
      .sort((a, b) => b.firstAt! - a.firstAt!)
    const change = changes[0]
    if (change !== undefined) {
      const lead = seconds(onset - change.firstAt!)
      out.push(finding("change_before_onset", "warning", `A change ${lead} before the errors began: ${clip(change.quote.text, 160)}`, "", change.firstAt, 0.7, [change.quote], { lead_ms: onset - change.firstAt! }))
      out.push(finding("likely_cause", "error", `A change shortly before the onset may have caused the errors: ${clip(change.quote.text, 160)}`, `It came ${lead} before ${iso(onset)}.`, change.firstAt, 0.55, [change.quote],
        { category: "config", checks: ["Check whether taking this change back ends the errors", "Compare the configuration before and after the change"] }))
    }
    const fresh = facts.templates.filter((t) => t.firstAt !== null && t.firstAt >= onset && (t.level === "WARN" || t.level === "ERROR" || t.level === "FATAL") && t.quote.lines.start !== firstError?.quote.lines.start && !recognised.has(t.template))
    for (const t of [...fresh].sort((a, b) => b.count - a.count).slice(0, 3)) {
      out.push(finding("new_template", severityOf(t.level), `Never seen before the onset, ${t.count} times since: ${clip(t.template)}`, told(t, facts), t.firstAt, 0.7, [t.quote], { count: t.count, template_id: t.id }))
    }
  }
  const gravest = [...facts.templates].filter((t) => t.count > 1 && (t.level === "ERROR" || t.level === "FATAL") && !recognised.has(t.template)).sort((a, b) => b.count - a.count).slice(0, 3)
  const frequent = [...facts.templates].filter((t) => t.count > 1 && speaks(t) && !recognised.has(t.template)).sort((a, b) => b.count - a.count).slice(0, TOP)
  for (const t of new Set([...gravest, ...frequent])) {
    out.push(finding("repeated_message", severityOf(t.level), `${t.count} times: ${clip(t.template)}`, severityOf(t.level) === "info" ? "" : told(t, facts), t.firstAt, 0.85, [t.quote], { count: t.count, share: facts.lines === 0 ? 0 : t.count / facts.lines, template_id: t.id }))
  }
  if (facts.gap !== null) {
    out.push(finding("gap", "info", `Nothing was logged for ${seconds(facts.gap.to - facts.gap.from)} until ${iso(facts.gap.to)}`, "", facts.gap.from, 0.6, [facts.gap.quote], { gap_ms: facts.gap.to - facts.gap.from }))
  }
  const timeline = out.filter((f) => f.at !== null && f.kind !== "likely_cause" && f.kind !== "repeated_message").map((f): TimelineEvent => ({
    at: f.at!, endAt: null, kind: f.kind, severity: f.severity, label: f.title, count: Number(f.data["count"] ?? 1), lines: f.quotes[0]?.lines ?? null
  })).sort((a, b) => a.at - b.at)
  return { findings: out.sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]), timeline }
}
