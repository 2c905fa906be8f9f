import type { Draft, Extraction } from "../findings/draft.js"
import { chosen, FailedReader, titleOf } from "../findings/testRuns.js"
import { TotalsReader, totalTitle } from "../findings/testTotals.js"
import type { TextFile } from "../findings/text.js"
import { clip } from "./values.js"

const MAX_ERRORS = 15
const MAX_SECTIONS = 20
const HEAD = 4_000

/** Words by which people and programs say that something failed. */
const ERROR_LINE = /\b(error|errors|exception|failed|failure|fatal|panic|critical|cannot|can't|could not|unable to|refused|denied|timed? ?out|out of memory|no space left|crash(ed|loop)?|unreachable|traceback|not synchroni[sz]ed|firing (since|for \d))\b|\[(emerg|alert|crit)\]|^FAIL\s/i
/** A figure alone on its line, as panels of dashboards show it. */
const FIGURE = /^[-+]?\d[\d.,]{0,20} ?(%|[A-Za-zµ/]{0,10})$/
/** Tests and steps that went well, whatever their names say. */
const PASSED = /^(?:ok\s|PASS\b|=== (?:RUN|PAUSE|CONT)|--- (?:PASS|SKIP)|✓|√|test \S{1,200} \.\.\. ok$|\S{1,200} \.{3,}\s*\[\s*\d{1,3}%\]$)/
const NEGATED = /\b(no|0|zero|without|fix(ed|es)?) (errors?|exceptions?|failures?)\b/i
const HEADING = /^(#{1,6}\s+\S.*|[A-Z][A-Z0-9 /&-]{3,60}:?|\d+(\.\d+)*\.?\s+[A-Z].{2,80})$/

const MAX_BOXED = 6
/** What stands below the first line of a message that a tool draws a box around. */
const boxed = (lines: ReadonlyArray<string>, index: number): string => {
  if (!lines[index]!.startsWith("│ ")) return ""
  const out: Array<string> = []
  for (let i = index + 1; i < lines.length && lines[i]!.startsWith("│") && out.length < MAX_BOXED; i++) if (lines[i]!.slice(1).trim() !== "") out.push(clip(lines[i]!.slice(1).trim(), 200))
  return out.join("\n")
}

/** Tests that failed and places that do not compile, with what the tool says of them. */
export const failedIn = (lines: ReadonlyArray<string>): ReadonlyArray<Draft> => {
  const reader = new FailedReader()
  const all = [...lines.flatMap((line, index) => reader.take(line, index + 1)), ...reader.end()]
  const reckoned = new TotalsReader()
  lines.forEach((line, index) => reckoned.take(line, index + 1))
  const totals = reckoned.told().map((total): Draft => ({ kind: "failed_tests", severity: "error", title: totalTitle(total), detail: clip(lines[total.line - 1]!.trim(), 300), cites: [{ lines: [total.line, total.line] }], confidence: 0.95, data: { tool: total.tool, failed: total.failed, total: total.total } }))
  return [...totals, ...chosen(all).map((failed): Draft => ({ kind: failed.kind, severity: "error", title: clip(titleOf(failed), 240), detail: failed.said.join("\n"), cites: [{ lines: [failed.firstLine, failed.lastLine] }], confidence: 0.95, data: { name: failed.name } }))]
}

/** Error lines, sections and the opening of a text that is none of the structured kinds. */
export const extractPlainText = (file: TextFile): Extraction => {
  const drafts: Array<Draft> = []
  const sections: Array<string> = []
  const figures: Array<{ readonly text: string; readonly line: number }> = []
  const headings: Array<{ readonly text: string; readonly line: number }> = []
  const failed = failedIn(file.lines)
  const told = new Set(failed.flatMap(({ cites }) => cites.flatMap((cite) => ("lines" in cite ? [cite.lines[0], cite.lines[1]] : []))))
  let errors = 0
  let fence = false
  file.lines.forEach((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) fence = !fence
    const text = line.slice(0, 2_000).trim()
    if (text === "") return
    if (!fence && sections.length < MAX_SECTIONS) {
      const underlined = /^(={3,}|-{3,})\s*$/.test(file.lines[index + 1] ?? "") && text.length < 120
      if ((underlined || /^#{1,6}\s+\S/.test(text)) && headings.length < MAX_SECTIONS) headings.push({ text: clip(text.replace(/^#+\s*/, ""), 100), line: index + 1 })
      if (underlined || (HEADING.test(text) && text.length < 120)) sections.push(`line ${index + 1}: ${text.replace(/^#+\s*/, "")}`)
    }
    // a heading names what is looked at, not what happened
    if (/^#{1,6}\s/.test(text)) {
      const value = (file.lines.slice(index + 1, index + 4).find((next) => next.trim() !== "") ?? "").trim()
      if (FIGURE.test(value) && figures.length < MAX_SECTIONS) figures.push({ text: `${clip(text.replace(/^#+\s*/, ""), 80)}: ${value}`, line: index + 1 })
      return
    }
    if (!ERROR_LINE.test(text) || NEGATED.test(text) || PASSED.test(text) || told.has(index + 1)) return
    errors++
    if (drafts.length >= MAX_ERRORS) return
    drafts.push({ kind: "error_line", severity: /\b(fatal|panic|critical|out of memory)\b/i.test(text) ? "error" : "warning", title: clip(text, 160), detail: boxed(file.lines, index) || "A line that tells of a failure.", cites: [{ lines: [index + 1, index + 1] }], confidence: 0.6, data: { line: index + 1 } })
  })
  const shown: ReadonlyArray<Draft> = figures.length === 0 ? [] : [{ kind: "figures", severity: "info", title: `Shown: ${clip(figures.map((one) => one.text).join("; "), 300)}`, detail: "", cites: figures.slice(0, 8).map(({ line }) => ({ lines: [line, Math.min(file.lineCount, line + 3)] })), confidence: 0.8, data: { figures: figures.map((one) => one.text) } }]
  const outline: ReadonlyArray<Draft> = headings.length === 0 ? [] : [{ kind: "outline", severity: "info", title: `Sections: ${clip(headings.map((one) => one.text).join("; "), 300)}`, detail: "", cites: headings.slice(0, 6).map(({ line }) => ({ lines: [line, line] })), confidence: 0.8, data: { sections: headings.map((one) => one.text) } }]
  const opening = clip(file.text.slice(0, HEAD * 2).trim(), HEAD)
  return {
    drafts: [...failed, ...drafts, ...shown, ...outline],
    timeline: [],
    summary: [`${file.lineCount} lines of text${errors > 0 ? `, ${errors} of them tell of failures` : ""}.`, ...(sections.length > 0 ? ["Sections:", ...sections.map((one) => `- ${one}`)] : []), ...(drafts.length > 0 ? ["Lines that tell of failures:", ...drafts.map((one) => `- line ${String(one.data?.["line"])}: ${one.title}`)] : []), "Opening:", opening].join("\n")
  }
}
