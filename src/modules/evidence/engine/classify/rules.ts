import type { DataType } from "../finding.js"
import { commandOf } from "./commands.js"
import { jsonKind } from "./json.js"
import type { Opinion } from "./opinion.js"
import { type Sample, share } from "./sample.js"

type Rule = (sample: Sample) => Opinion | null

const opinion = (type: DataType, confidence: number, reason: string): Opinion => ({ type, confidence, reason })

/** Starts with a date or time in one of the usual spellings, perhaps after a bracket, a priority, a level or a host. */
const TIME = /^\W{0,3}(<\d{1,3}>\d?\s*)?(\[?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]?\W{0,3})?([A-Za-z_.-]{1,40}[:| ]\W{0,2})?(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T _-]\d|\d{2}[-/.]\d{2}[-/.]\d{2,4}[ T,_]+\d{1,2}[:.]|\d{2}[-/]\d{2}[ T]\d{2}:\d{2}:|\d{1,2}:\d{2}:\d{2}\b|(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ,]|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]\s?\d{1,2}|\d{6} \d{6}\b|\d{10}(\.\d+|\d{3})?[ ,\]]|\[\s*\d+\.\d{6}\]|[IWEF]\d{4} \d{2}:\d{2}:)/
/** Time later in the line, as access logs and console logs have it. */
const TIME_INSIDE = /[[ "](\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})/
const LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|PANIC|EMERG)\b|\blevel=|"(level|severity|lvl)"\s*:/
const JSON_LINE = /^\s*\{.*"(msg|message|log|level|severity|@timestamp|time|timestamp|ts)"\s*:.*\}\s*$/
const LOGFMT = /(^|\s)[a-z_.]{1,30}=("[^"]*"|\S*)(\s[a-z_.]{1,30}=("[^"]*"|\S*)){2}/i

/** Continuation lines belong to the record above them: they say nothing against a log. */
const CONTINUATION = /^(\s+|Caused by:|\t|at |\.\.\. \d+ more|Traceback| {2}File )/

/** A single JSON value over many lines: its lines are no records. */
const spread = (sample: Sample): boolean => /^\s*[{[]\s*$/.test(sample.lines[0] ?? "") || (/^\s*[{[]/.test(sample.text) && !/\}\s*$/.test(sample.lines[0] ?? "") && jsonKind(sample) !== null)

const logs: Rule = (sample) => {
  const { extension, lines } = sample
  if (spread(sample)) return null
  const heads = lines.filter((line) => !CONTINUATION.test(line))
  if (heads.length === 0) return null
  const timed = share(heads, TIME)
  const inside = share(heads, TIME_INSIDE)
  const json = share(heads, JSON_LINE)
  const level = share(heads, LEVEL)
  const logfmt = share(heads, LOGFMT)
  const best = Math.max(timed, inside, json, heads.length >= 3 ? Math.min(level, 0.9) * 0.9 : level * 0.6, logfmt * Math.max(level, timed))
  if (best >= 0.6) return opinion("logs", Math.min(0.94, 0.82 + 0.12 * best), `${Math.round(best * 100)} % of the lines look like log records`)
  if (best >= 0.25 && /^(log|out|err)$/.test(extension)) return opinion("logs", 0.85, "a log by name, with log records in it")
  if (best >= 0.3) return opinion("logs", 0.55 + best / 5, "some lines look like log records")
  return /^(log|out|err)$/.test(extension) && heads.length >= 2 ? opinion("logs", 0.74, "a log by name") : null
}

const JAVA_FRAME = /^\s+at [\w$.<>/@-]+\(.*\)\s*$/
const FRAME = /^\s+at .+[:(]\S*\d+\)?|^\s*File ".+", line \d+|^\s+at [\w$.<>`]+(\[.*\])?\(.*\)( in .+:line \d+)?|^\t.+\.go:\d+|^goroutine \d+ \[|^\s+\d+: +(0x[0-9a-f]+ - )?\S+::|^\s+at \S+\.rs:\d+|^thread '.*' panicked at|^panic: |^\s*#\d+ +(0x[0-9a-f]+ )?in |^\s+from .+:\d+:in |^#\d+ .+\(\d+\): /

const errorReport: Rule = ({ lines }) => {
  const frames = share(lines, FRAME) + share(lines, JAVA_FRAME) / 10
  if (frames === 0) return null
  const timed = share(lines.filter((line) => !CONTINUATION.test(line) && !FRAME.test(line)), TIME)
  const named = lines.some((line) => /^(Traceback \(most recent|Exception in thread|[\w$.]+(Exception|Error|Throwable|Fault)\b|Unhandled|panic:|thread '.*' panicked|goroutine \d+|Caused by:|Process:|\*\*\* |fatal error:|Uncaught )/.test(line.trim()))
  if (timed > 0.5 && lines.length - frames * lines.length > 4) return null
  if (frames >= 0.3) return opinion("error_report", named ? 0.94 : 0.86, "a stack trace without log records around it")
  return frames >= 0.08 && named ? opinion("error_report", 0.78, "an exception with stack frames") : null
}

const profile: Rule = ({ lines }) => {
  const has = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line))
  if (has(/^\s*flat\s+flat%\s+sum%\s+cum\s+cum%/)) return opinion("profile", 0.95, "pprof report")
  if (has(/^\s*ncalls\s+tottime\s+percall\s+cumtime/)) return opinion("profile", 0.95, "cProfile report")
  if (has(/^# Overhead\s+(Command|Samples|Shared)|^Flat profile:|^\s*%\s+cumulative\s+self\s+self/)) return opinion("profile", 0.94, "profiler report")
  const folded = share(lines, /^[^\s;][^;]*(;[^;]+)+\s\d+$/)
  if (folded >= 0.8 && lines.length >= 2) return opinion("profile", 0.92, "folded stacks")
  return null
}

const PROM_SAMPLE = /^[a-zA-Z_:][\w:]*(\{[^}]*\})?\s+([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|NaN|[+-]?Inf)(\s+\d+)?\s*$/

const prometheus: Rule = ({ lines }) => {
  const samples = share(lines, PROM_SAMPLE)
  const comments = share(lines, /^# (HELP|TYPE|EOF|UNIT)\b/)
  if (samples + comments >= 0.9 && (comments > 0 || share(lines, /\{\w+="/) > 0.5) && samples > 0) return opinion("metrics", 0.95, "Prometheus exposition format")
  return samples >= 0.95 && lines.length >= 5 ? opinion("metrics", 0.8, "name and value on each line") : null
}

const cells = (line: string, delimiter: string): ReadonlyArray<string> => line.replace(/"[^"]*"/g, "q").split(delimiter)

const csv: Rule = ({ lines, extension }) => {
  const byName = extension === "csv" || extension === "tsv"
  if (lines.length < (byName ? 2 : 3)) return null
  for (const delimiter of [",", "\t", ";"]) {
    const width = cells(lines[0]!, delimiter).length
    if (width < 2) continue
    const body = lines.slice(1, 200)
    const even = body.filter((line) => cells(line, delimiter).length === width).length / body.length
    if (even < 0.9) continue
    const rows = body.slice(0, 20).map((line) => cells(line, delimiter))
    const numeric = rows[0]!.filter((_, column) => rows.every((row) => /^\s*([-+]?\d*\.?\d+([eE][-+]?\d+)?%?)?\s*$/.test(row[column] ?? "")) && rows.some((row) => /\d/.test(row[column] ?? ""))).length
    const headed = cells(lines[0]!, delimiter).every((cell) => /[A-Za-z"]/.test(cell) || cell.trim() === "")
    const timed = rows.filter((row) => row.some((cell) => /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|^\s*1\d{9}(\d{3})?\s*$/.test(cell))).length / rows.length
    const wordy = /\b(message|msg|log|level|severity)\b/i.test(lines[0]!)
    if (wordy && timed > 0.5) return opinion("logs", 0.86, "a table of log records")
    if (numeric > 0 && timed > 0.8 && headed) return opinion("metrics", 0.95, "a table of values over time")
    if (numeric > 0 && (headed || timed > 0.8) && (byName || width >= 3)) return opinion("metrics", byName ? 0.85 : 0.68, "a table of numbers")
    if (byName) return opinion("text", 0.8, "a table")
  }
  return null
}

const CONFIG_EXTENSIONS = /^(ya?ml|toml|ini|conf|cfg|cnf|properties|env|json5?|hcl|tf|tfvars|service|xml|plist|config)$/
const CONFIG_NAMES = /^(dockerfile|\.?env(\..+)?|nginx\.conf|my\.cnf|makefile|procfile|docker-compose.*|values.*\.ya?ml|\.[a-z]+rc)$/

/** `[section]` at the start is ini or TOML, not a JSON list. */
const sections = (text: string): boolean => /^\s*\[+[\w." -]+\]+\s*(\n|\r)/.test(text) && !/^\s*\[\s*[\d"]/.test(text)

const configuration: Rule = ({ lines, extension, name, text }) => {
  const named = CONFIG_EXTENSIONS.test(extension) || CONFIG_NAMES.test(name)
  const body = lines.filter((line) => !/^\s*(#|;|\/\/)/.test(line))
  // JSON is judged by its keys
  if (body.length === 0 || (/^\s*[{[]/.test(text) && !sections(text))) return null
  const yaml = share(body, /^\s*(- )*("[^"]+"|'[^']+'|[\w./-]+):(\s+\S.*|\s*)$|^\s*- \S/)
  const keyed = share(body, /^\s*[\w./-]+:(\s+\S.*|\s*)$/)
  const ini = share(body, /^\s*\[[^\]]+\]\s*$|^\s*(export\s+)?[\w.-]+\s*=\s*.*$/)
  const headed = share(body, /^\s*\[+[\w." -]+\]+\s*$/)
  const env = share(body, /^\s*(export\s+)?[A-Z][A-Z0-9_]*=.*$/)
  const block = share(body, /^\s*[\w.-]+( [^{};]+)?\s*(\{|;)\s*$|^\s*\}\s*$/)
  if (/^apiVersion:\s/m.test(text) && /^kind:\s/m.test(text)) return opinion("configuration", 0.95, "a Kubernetes manifest")
  if (env >= 0.9 && body.length >= 2) return opinion("configuration", 0.93, "environment variables")
  if (headed > 0 && ini >= 0.8) return opinion("configuration", 0.93, "sections with keys and values")
  if (yaml >= 0.85 && keyed >= 0.3 && body.length >= 3) return opinion("configuration", named ? 0.94 : 0.86, "YAML")
  if (named && (yaml >= 0.6 || ini >= 0.6 || block >= 0.5)) return opinion("configuration", 0.92, "a configuration by name and syntax")
  if (block >= 0.85 && body.length >= 5 && body.some((line) => line.trimEnd().endsWith(";")) && !/\b(function|return|var|int|void|class)\b/.test(text)) return opinion("configuration", 0.82, "directives in blocks")
  if (ini >= 0.9 && body.length >= 3) return opinion("configuration", 0.82, "keys and values")
  return named ? opinion("configuration", 0.76, "a configuration by name") : null
}

const CODE_EXTENSIONS = /^(py|js|mjs|cjs|ts|tsx|jsx|java|kt|go|rs|rb|php|c|cc|cpp|h|hpp|cs|scala|swift|sh|bash|ps1|sql|lua|pl|r|vue|groovy|dart|ex|erl|clj)$/
const CODE_LINE = /^\s*(import |from \S+ import |package |use \S+::|#include|using [\w.]+;|def \w+\(|async def |class \w+|(public|private|protected|static|export|async|abstract)\b.*[({]|func \w*\(?|fn \w+|function \w*\(|const \w+ =|let \w+|var \w+|return\b|if ?\(|else\b|for ?\(|while ?\(|try\b|catch ?\(|except\b|raise |throw |elif |\}|@\w+|#!\/|SELECT |CREATE |ALTER |INSERT )|[{};]\s*$/

const sourceCode: Rule = ({ lines, extension, text }) => {
  const looks = share(lines, CODE_LINE)
  if (CODE_EXTENSIONS.test(extension)) return opinion("source_code", looks >= 0.15 ? 0.95 : 0.78, "source code by name")
  if (/^#!\s*\/\S+/.test(text)) return opinion("source_code", 0.92, "a script with an interpreter line")
  if (/^(diff --git |--- a\/|Index: )/m.test(text) && /^@@ -\d+/m.test(text)) return opinion("source_code", 0.88, "a patch")
  const strong = lines.filter((line) => /^\s*(def \w+\(.*:|class \w+.*[:{]|import [\w.{]|from \S+ import|package [\w.]+;?$|func (\(.*\) )?\w+\(|fn \w+|(public|private) .*\(.*\)|function \w+\(|#include\s*[<"]|(const|let|var) \w+ ?=)/.test(line)).length
  return strong >= 2 && looks >= 0.45 ? opinion("source_code", 0.84, "statements of a programming language") : null
}

const command: Rule = ({ lines }) => {
  const found = commandOf(lines)
  return found === null ? null : opinion("command_output", 0.95, `output of ${found}`)
}

const TRACE_LINE = /\b(trace_?id|traceparent)\b/i
const SPAN_LINE = /\b(span_?id|parent_?(span_?)?id)\b/i

const trace: Rule = ({ lines }) => {
  const both = lines.filter((line) => TRACE_LINE.test(line) && SPAN_LINE.test(line) && /\bduration|\belapsed|\bend_?time/i.test(line)).length / Math.max(1, lines.length)
  return both >= 0.6 && share(lines, LEVEL) < 0.3 ? opinion("trace", 0.9, "spans with trace and span ids") : null
}

const html: Rule = ({ text }) => (/^\s*(<!--[\s\S]{0,500}?-->\s*)?<(!doctype html|html[\s>])/i.test(text) ? opinion("document", 0.93, "HTML") : null)

const xml: Rule = ({ text }) => (/^\s*<\?xml\b/.test(text) ? opinion("configuration", 0.78, "XML") : null)

const prose: Rule = ({ lines, extension, text }) => {
  const headings = share(lines, /^(#{1,6} \S|[=-]{4,}$|\.\. \w+::)/)
  const fences = /^(```|~~~)/m.test(text)
  const words = lines.filter((line) => line.trim().split(/\s+/).length >= 6 && /[a-z]{3,}/.test(line)).length / Math.max(1, lines.length)
  if (/^(md|markdown|rst|adoc|mdx)$/.test(extension)) return opinion("document", 0.92, "a document by name")
  const marked = lines.filter((line) => /^#{1,6} [A-Z]/.test(line)).length
  if (headings > 0.02 && (words > 0.2 || fences || (marked >= 2 && words > 0.1)) && (headings < 0.6 || fences)) return opinion("document", 0.88, "headings and paragraphs")
  if (words >= 0.3) return opinion("text", extension === "txt" ? 0.75 : 0.72, "plain text")
  return extension === "txt" ? opinion("text", 0.66, "text by name") : null
}

const json: Rule = (sample) => jsonKind(sample)

const RULES: ReadonlyArray<Rule> = [json, command, profile, trace, errorReport, prometheus, csv, html, xml, logs, configuration, sourceCode, prose]

/** Opinions of all rules, the surest first; at equal confidence the more special rule leads. */
export const opinions = (sample: Sample): ReadonlyArray<Opinion> =>
  RULES.flatMap((rule) => {
    const found = rule(sample)
    return found === null ? [] : [found]
  }).sort((a, b) => b.confidence - a.confidence)
