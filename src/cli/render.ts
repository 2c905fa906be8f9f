import type { Analysis } from "../modules/evidence/engine/analysis.js"
import type { Finding, Severity, TimelineEvent } from "../modules/evidence/engine/finding.js"

const colours = process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb"
const paint = (code: string, text: string): string => (colours ? `\x1b[${code}m${text}\x1b[0m` : text)

const COLOUR: Record<Severity, string> = { critical: "1;31", error: "31", warning: "33", info: "36" }

/** Control characters of evidence must not reach the terminal. */
export const printable = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "�")

const time = (at: number | null): string => (at === null ? "" : new Date(at).toISOString().replace("T", " ").replace(".000Z", "Z"))

const place = (finding: Finding): string => {
  const first = finding.quotes[0]
  if (first === undefined) return ""
  const { end, start } = first.lines
  return `${finding.artifact === undefined ? "" : `${finding.artifact} `}${start === end ? `line ${start}` : `lines ${start}–${end}`}`
}

const indent = (text: string, width: number): string => text.split("\n").map((line) => " ".repeat(width) + line).join("\n")

const finding = (one: Finding): string => {
  const quote = one.quotes[0]
  const shown = quote === undefined ? "" : printable(quote.text.split("\n").slice(0, 4).map((line) => line.slice(0, 200)).join("\n").replaceAll("\r", ""))
  return [
    `  ${paint(COLOUR[one.severity], one.severity.toUpperCase().padEnd(8))} ${printable(one.title)}`,
    `           ${paint("2", [place(one), time(one.at)].filter((part) => part !== "").join(", "))}`,
    ...(one.detail === "" ? [] : [indent(printable(one.detail), 11)]),
    ...(shown === "" ? [] : [paint("2", indent(shown, 11).replaceAll(/^ {11}/gm, "         > "))])
  ].join("\n")
}

const head = (file: string, analysis: Analysis): string => {
  const kind = `${analysis.dataType.replaceAll("_", " ")} (${Math.round(analysis.confidence * 100)} %)`
  const span = analysis.from === null || analysis.to === null ? "" : `, ${time(analysis.from)} to ${time(analysis.to)}`
  const levels = Object.entries(analysis.levels).map(([level, count]) => `${level} ${count}`).join(", ")
  return [
    paint("1", printable(file)),
    `  ${kind}, ${analysis.lines.toLocaleString("en-US")} lines, ${analysis.bytes.toLocaleString("en-US")} bytes${analysis.encoding === "" ? "" : `, ${analysis.encoding}`}${span}`,
    ...(levels === "" ? [] : [`  levels: ${levels}`]),
    ...(analysis.needsUserChoice ? [`  unsure what it is; --type says it: ${analysis.suggestedTypes.join(", ")}`] : [])
  ].join("\n")
}

/** A file's findings for people. */
export const renderFile = (file: string, analysis: Analysis): string =>
  [
    head(file, analysis),
    ...(analysis.findings.length === 0 ? [indent(printable(analysis.summary.slice(0, 2_000)), 2), "  no findings"] : ["", ...analysis.findings.slice(0, 40).map(finding)]),
    ...(analysis.findings.length > 40 ? [`  … and ${analysis.findings.length - 40} more; --json shows all`] : [])
  ].join("\n") + "\n\n"

/** `count<TAB>template`, the most frequent first. */
export const renderTemplates = (file: string, analysis: Analysis, named: boolean): string =>
  (named ? `== ${printable(file)}\n` : "") + [...analysis.templates].sort((a, b) => b.count - a.count || a.id - b.id).map((one) => `${one.count}\t${printable(one.template)}\n`).join("")

/** Events of all files in order of time. */
export const renderTimeline = (events: ReadonlyArray<TimelineEvent>): string =>
  events.length === 0 ? "" : [paint("1", "Timeline"), ...events.slice(0, 60).map((event) => `  ${time(event.at)}  ${paint(COLOUR[event.severity], event.severity.padEnd(8))} ${printable(event.label)}${event.count > 1 && event.kind !== "metric_change" ? ` (${event.count})` : ""}`), ...(events.length > 60 ? [`  … and ${events.length - 60} more`] : [])].join("\n") + "\n"
