import type { Solution } from "../case/index.js"
import { termsOf } from "../knowledge/index.js"
import type { CaseFacts } from "./facts.js"

/** What a case is recognised by. */
export interface Fingerprint {
  /** distinct terms of its problem, as knowledge search has them */
  readonly terms: ReadonlyArray<string>
  /** templates of log lines that report errors */
  readonly templates: ReadonlyArray<string>
}

const MAX_TERMS = 300
const MAX_TEMPLATES = 60
const BAD = /^(err|error|fatal|crit|critical|alert|emerg|panic|severe|warn|warning)/i

const WILD = /<[^>\s]*>|\*/
/** Words of levels and of our own titles tell no two problems apart. */
const COMMON = new Set(["error", "warn", "warning", "fatal", "info", "failed", "failure", "case", "issue", "problem"])
/** This incident's own: numbers, and parts of times. */
const NUMBER = /^[a-z]?\d+[a-z]?$/

/** Terms of the problem's texts and of what the evidence reports as errors, and the error templates themselves. */
export const fingerprintOf = (facts: CaseFacts): Fingerprint => {
  const { case: c } = facts
  const templates = [...new Set(facts.files.flatMap(({ analysis }) => analysis.templates.filter((t) => t.level !== null && BAD.test(t.level))).sort((a, b) => b.count - a.count).map((t) => t.template))].slice(0, MAX_TEMPLATES)
  // where lines were mined, a finding's title repeats them with this incident's values
  const mined = new Set(facts.files.filter(({ analysis }) => analysis.templates.length > 0).map(({ file }) => file.evidenceId))
  const texts = [
    c.titleSource === "default" ? "" : c.title, c.description, c.investigation.proposedStatement ?? "", c.investigation.symptom ?? "", c.investigation.rootCause?.statement ?? "",
    ...facts.findings.filter(({ finding, source }) => finding.severity !== "info" && !mined.has(source.evidenceId)).map(({ finding }) => finding.title),
    ...templates.map((template) => template.split(/\s+/).filter((token) => !WILD.test(token)).join(" "))
  ]
  const terms = [...new Set(termsOf(texts.join("\n")))].filter((term) => term.length > 2 && !NUMBER.test(term) && !COMMON.has(term))
  return { terms: terms.slice(0, MAX_TERMS), templates }
}

const tokensOf = (template: string): ReadonlyArray<string> => template.trim().split(/\s+/)

/** The same message: as many words, and of those that vary in neither at least three in four alike, two at least. */
export const sameTemplate = (a: string, b: string): boolean => {
  if (a === b) return true
  const [left, right] = [tokensOf(a), tokensOf(b)]
  if (left.length !== right.length) return false
  let constant = 0
  let equal = 0
  for (const [i, token] of left.entries()) {
    if (WILD.test(token) || WILD.test(right[i]!)) continue
    constant++
    if (token === right[i]) equal++
  }
  return equal >= 2 && equal / constant >= 0.75
}

export interface Likeness {
  /** 0–1 */
  readonly score: number
  /** most telling first */
  readonly terms: ReadonlyArray<string>
  readonly templates: ReadonlyArray<string>
}

/** How alike two cases are: shared terms weighed by how rare they are among `corpus`, and shared error templates. */
export const likeness = (a: Fingerprint, b: Fingerprint, corpus: { readonly size: number; readonly frequency: (term: string) => number }): Likeness => {
  const weight = (term: string): number => Math.log(1 + (corpus.size + 1) / (corpus.frequency(term) + 0.5))
  const theirs = new Set(b.terms)
  const shared = a.terms.filter((term) => theirs.has(term)).map((term) => ({ term, weight: weight(term) })).sort((x, y) => y.weight - x.weight)
  const total = (terms: ReadonlyArray<string>): number => terms.reduce((sum, term) => sum + weight(term), 0)
  const byTerms = shared.length === 0 ? 0 : shared.reduce((sum, one) => sum + one.weight, 0) / Math.sqrt(total(a.terms) * total(b.terms))
  const templates = a.templates.filter((template) => b.templates.some((other) => sameTemplate(template, other)))
  const fewest = Math.min(a.templates.length, b.templates.length)
  const score = fewest === 0 ? byTerms : (byTerms + templates.length / fewest) / 2
  return { score: Math.min(1, score), terms: shared.map((one) => one.term), templates }
}

/** One line on what solved a case; null where nothing is recorded. */
export const fixOf = (solutions: ReadonlyArray<Solution>): string | null => {
  const kept = solutions.filter((s) => s.status !== "rejected")
  const best = kept.find((s) => s.status === "verified") ?? kept.find((s) => s.status === "applied") ?? kept[0]
  return best === undefined ? null : [best.title, best.immediateAction ?? best.longtermFix].filter((text) => text !== null).join(": ").slice(0, 500)
}
