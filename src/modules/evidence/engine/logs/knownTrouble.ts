import type { Finding, Severity } from "../finding.js"
import { type Phrase, recognise } from "../findings/phrases/index.js"
import { cutAtWord } from "../cut.js"
import { type Span, type Spread, together, whenOf } from "./counted.js"
import type { Level } from "./levels.js"

/** Records of one template that say a phrase of the field. */
export interface Known extends Spread {
  readonly phrase: Phrase
  readonly place: number
  readonly severity: Severity
  /** filled in when all is read */
  readonly template: string
}

const MAX_TOLD = 10
const MAX_QUOTES = 3
const SHOWN = 300
const RANK: Record<Severity, number> = { critical: 0, error: 1, warning: 2, info: 3 }

/** What a program itself calls ordinary is at most a warning. */
const tempered = (severity: Severity, level: Level | null): Severity => (level === null || level === "ERROR" || level === "FATAL" || RANK[severity] > 1 ? severity : level === "WARN" ? (severity === "critical" ? "error" : severity) : "warning")

interface Seen extends Spread {
  readonly level: Level | null
}

/** The trouble that the first record of a template tells of; null for most. */
export const knownOf = (seen: Seen): Omit<Known, "template"> | null => {
  const found = recognise(seen.quote.text)
  if (found === null) return null
  const { count, firstAt, firstLine, lastAt, lastLine, level, quote } = seen
  return { phrase: found.phrase, place: found.place, severity: tempered(found.phrase.severity, level), count, firstAt, firstLine, lastAt, lastLine, quote }
}

const shown = (text: string): string => cutAtWord(text.replace(/\s+/g, " ").trim(), SHOWN)

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
    const told = [...group].sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.place - b.place || b.count - a.count)
    const [main] = told
    const severity = main!.severity
    const lines = told.slice(0, MAX_QUOTES)
    return {
      kind: "known_trouble", severity, title: `${all.count === 1 ? "" : `${all.count} × `}${shown(main!.quote.text)}`,
      detail: [`${phrase.means} ${all.count === 1 ? "Told once, " : ""}${whenOf(all, span)}.`.replace(/\. (first|at)\b/, (_, word: string) => `. ${word === "at" ? "At" : "First"}`), ...lines.slice(1).map((one) => `${one.count} × ${shown(one.quote.text)}`)].join("\n"),
      at: all.firstAt, confidence: 0.9, quotes: lines.map((one) => one.quote), data: { trouble: phrase.name, count: all.count, first_line: all.firstLine, last_line: all.lastLine }
    }
  }).sort((a, b) => RANK[a.severity] - RANK[b.severity] || Number(a.data["first_line"]) - Number(b.data["first_line"])).slice(0, MAX_TOLD)
}
