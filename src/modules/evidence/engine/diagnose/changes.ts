import type { Finding } from "../finding.js"
import { clause } from "./statement.js"
import type { RankedCause } from "./types.js"

export const CONFIGURATION_CHANGE = "configuration_change"

const MAX_STATEMENT = 1_000
const MAX_ADDED = 240
/** Causes that a change is held against, and changes told of with one. */
const MAX_CAUSES = 2
const MAX_CHANGES = 2
const MAX_TEXT = 20_000
const SURER = 0.05

/** Words that stand in every configuration or every incident: they relate nothing. */
const COMMON = new Set(["spec", "template", "metadata", "container", "data", "value", "name", "config", "configuration", "setting", "service", "server", "application", "default", "enabled", "deployment", "label", "annotation", "error", "change", "changed", "version", "level", "time", "type", "mode", "kind"])

/** Words of four and more letters, in lower case and the singular; camel case taken apart. */
const wordsOf = (text: string): ReadonlyArray<string> =>
  text.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z]+/).map((word) => word.replace(/s$/, "")).filter((word) => word.length >= 4 && !COMMON.has(word))

const stringIn = (finding: Finding, key: string): string => (typeof finding.data[key] === "string" ? finding.data[key] : "")

/** Names that only this system has (hosts, images, classes): long, and with letters and signs or digits. */
const isName = (value: string): boolean => value.length >= 6 && value.length <= 120 && /[a-z]/i.test(value) && /[\d._:/-]/.test(value) && !value.includes("(hidden)")

/** How much a change has to do with what a cause rests on; 0: nothing. */
const relation = (change: Finding, text: string, words: ReadonlySet<string>): number => {
  const path = stringIn(change, "path").split(/[.>[\]]+/).filter((part) => part.trim() !== "").slice(-3).join(" ")
  const shared = new Set(wordsOf(path).filter((word) => words.has(word))).size
  const named = [stringIn(change, "before"), stringIn(change, "after")].some((value) => isName(value) && text.includes(value.toLowerCase()))
  return shared + (named ? 2 : 0)
}

/**
 * Adds to the leading causes what was changed in a configuration, where it has
 * to do with what they rest on. A change is never a cause by itself: files
 * change every day, and most of it is harmless.
 */
export const withConfigurationChanges = (causes: ReadonlyArray<RankedCause>, changes: ReadonlyArray<Finding>): ReadonlyArray<RankedCause> => causes.map((cause, i) => {
  if (i >= MAX_CAUSES || cause.category === "healthy" || changes.length === 0) return cause
  const text = [cause.statement, ...cause.findings.flatMap((finding) => [finding.title, finding.detail, ...finding.quotes.map((quote) => quote.text)])].join("\n").slice(0, MAX_TEXT)
  const words = new Set(wordsOf(text))
  const lower = text.toLowerCase()
  const related = changes.map((change) => ({ change, weight: relation(change, lower, words) + (change.severity === "warning" ? 0.5 : 0) }))
    .filter(({ weight }) => weight >= 1).sort((a, b) => b.weight - a.weight).slice(0, MAX_CHANGES).map(({ change }) => change)
  if (related.length === 0) return cause
  const told = clause(`the configuration was changed there: ${related.map((change) => change.title).join(", ")}`, MAX_ADDED)
  return {
    ...cause, statement: `${clause(cause.statement, MAX_STATEMENT - told.length - 2)}; ${told}`, confidence: Math.min(0.95, Math.round((cause.confidence + SURER) * 100) / 100),
    findings: [...cause.findings, ...related], checks: [`Take the change of ${stringIn(related[0]!, "path")} back and see whether the trouble ends`, ...cause.checks]
  }
})
