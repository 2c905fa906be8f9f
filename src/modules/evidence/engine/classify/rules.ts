import { printedTable } from "../extract/command/anyTable.js"
import { CODE_LINE, sourceCode } from "./code.js"
import { alignedValues, commandOf } from "./commands.js"
import { configuration, markup } from "./configuration.js"
import { jsonKind } from "./json.js"
import { LEVEL, logs } from "./logs.js"
import { csv, exposition } from "./metrics.js"
import { withName } from "./names.js"
import type { Opinion } from "./opinion.js"
import { profile } from "./profiles.js"
import { prose } from "./prose.js"
import { errorReport } from "./reports.js"
import { type Sample, share } from "./sample.js"

type Rule = (sample: Sample) => Opinion | null

const command: Rule = ({ lines }) => {
  const found = commandOf(lines)
  if (found !== null) return { type: "command_output", confidence: 0.95, reason: `output of ${found}` }
  if (alignedValues(lines)) return { type: "command_output", confidence: 0.76, reason: "values below each other" }
  return lines.length >= 2 && printedTable(lines) !== -1 ? { type: "command_output", confidence: 0.76, reason: "a printed table" } : null
}

const TRACE_LINE = /\b(trace_?id|traceparent)\b/i
const SPAN_LINE = /\b(span_?id|parent_?(span_?)?id)\b/i

const trace: Rule = ({ lines }) => {
  const both = lines.filter((line) => TRACE_LINE.test(line) && SPAN_LINE.test(line) && /\bduration|\belapsed|\bend_?time/i.test(line)).length / Math.max(1, lines.length)
  return both >= 0.6 && share(lines, LEVEL) < 0.3 ? { type: "trace", confidence: 0.9, reason: "spans with trace and span ids" } : null
}

const html: Rule = ({ text }) => (/^\s*(<!--[\s\S]{0,500}?-->\s*)?<(!doctype html|html[\s>])/i.test(text) ? { type: "document", confidence: 0.93, reason: "HTML" } : null)

const RULES: ReadonlyArray<Rule> = [jsonKind, profile, command, trace, errorReport, exposition, csv, html, markup, logs, configuration, sourceCode, prose]

/** Opinions of all rules on the content, then of the name, the surest first; at equal confidence the more special rule leads. */
export const opinions = (sample: Sample): ReadonlyArray<Opinion> => {
  const found = RULES.flatMap((rule) => {
    const one = rule(sample)
    return one === null ? [] : [one]
  }).sort((a, b) => b.confidence - a.confidence)
  return [...withName(found, sample, CODE_LINE)].sort((a, b) => b.confidence - a.confidence)
}
