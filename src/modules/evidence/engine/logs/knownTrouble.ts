import { type Finding, type Severity, SEVERITY_RANK } from "../finding.js"
import type { Phrase } from "../findings/phrases/index.js"
import { cutAtWord } from "../cut.js"
import { type Span, type Spread, together, whenOf } from "./counted.js"
import type { Level } from "./levels.js"

/** Records of one template that say a phrase of the field. */
export interface Known extends Spread {
  readonly phrase: Phrase
  readonly place: number
  readonly severity: Severity
  /** null: only some of its template's lines say it */
  readonly template: string | null
}

const MAX_TOLD = 10
const MAX_QUOTES = 3
const IN_TITLE = 2
const SHOWN = 300

/** What a program itself calls ordinary is at most a warning. */
export const tempered = (severity: Severity, level: Level | null): Severity => (level === null || level === "ERROR" || level === "FATAL" || SEVERITY_RANK[severity] > 1 ? severity : level === "WARN" ? (severity === "critical" ? "error" : severity) : "warning")

const shown = (text: string): string => cutAtWord(text.replace(/\s+/g, " ").trim(), SHOWN)

/** The line itself where it is one, else what all of them have in common. */
const titled = ({ count, quote, template }: Known): string => (count === 1 ? shown(quote.text) : `${count} × ${template !== null && /[A-Za-z]{3}/.test(template.replaceAll("<*>", "")) ? shown(template) : shown(quote.text)}`)

/** One statement for each way of failing: how often, since when, and the lines that say so. */
export const knownFindings = (known: ReadonlyArray<Known>, span: Span): ReadonlyArray<Finding> => {
  const groups = new Map<Phrase, Array<Known>>()
  for (const one of known) {
    const group = groups.get(one.phrase)
    if (group === undefined) groups.set(one.phrase, [one])
    else group.push(one)
  }
  return [...groups].map(([phrase, group]): Finding => {
    const all = together(group)
    // the most telling word first, then what was said most
    const told = [...group].sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || a.place - b.place || b.count - a.count)
    const [main] = told
    const severity = main!.severity
    const lines = told.slice(0, MAX_QUOTES)
    const when = `${group.length > 1 ? `${all.count} in all, ` : ""}${whenOf(all, span)}`
    return {
      kind: "known_trouble", severity, title: lines.slice(0, IN_TITLE).map(titled).join("; "),
      detail: [`${phrase.means} ${when.charAt(0).toUpperCase()}${when.slice(1)}.`, ...lines.filter((one, i) => i > 0 || one.count > 1).map((one) => shown(one.quote.text))].join("\n"),
      at: all.firstAt, confidence: 0.9, quotes: lines.map((one) => one.quote), data: { trouble: phrase.name, count: all.count, first_line: all.firstLine, last_line: all.lastLine }
    }
  }).sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || Number(a.data["first_line"]) - Number(b.data["first_line"])).slice(0, MAX_TOLD)
}
