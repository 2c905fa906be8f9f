import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import { parseArgs } from "node:util"
import type { Analysis } from "../modules/evidence/engine/analysis.js"
import { analyzeFile, type AnalyzeInput } from "../modules/evidence/engine/analyze.js"
import { compareVersions, pairVersions, withDifferences } from "../modules/evidence/engine/versions.js"
import { mergeEvents } from "../modules/evidence/engine/timeline.js"
import type { DataType } from "../modules/evidence/engine/finding.js"
import { LineTemplates } from "./lineTemplates.js"
import { makeProgress } from "./progress.js"
import { printable, renderFile, renderTemplates, renderTimeline } from "./render.js"

const HELP = `Usage: faultmaven analyze [options] FILE...

Analyses logs, metrics, configuration, stack traces, traces, profiles, command
output, documents and archives of them, offline. FILE - reads standard input.

Options:
  --json         print one JSON document
  --templates    list the message templates with their counts
  --lines        print for every input line its number, a tab and its template;
                 a line inside a record has the template of its record, a blank
                 line none; texts in an archive follow one another
  --type TYPE    say what the files are: ${"logs, metrics, configuration, source_code,\n                 error_report, trace, profile, command_output, document, text"}
  -h, --help     print this help

Several files share one timeline at the end. Of two versions of one configuration
(old/app.yaml new/app.yaml) the differences are found too, in the later named. Colours and progress are for
terminals only; NO_COLOR turns colours off.

Exit codes: 0 all analysed, 1 some file, or a part of one, could not be
analysed, 2 wrong usage.
`

const TYPES: ReadonlySet<string> = new Set(["logs", "metrics", "configuration", "source_code", "error_report", "trace", "profile", "command_output", "document", "page_capture", "text"])

interface Options {
  readonly files: ReadonlyArray<string>
  readonly json: boolean
  readonly templates: boolean
  readonly lines: boolean
  readonly type: DataType | null
}

const parse = (args: ReadonlyArray<string>): Options | "help" => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean" }, templates: { type: "boolean" }, lines: { type: "boolean" }, type: { type: "string" }, help: { type: "boolean", short: "h" } }
  })
  if (values.help === true) return "help"
  if (positionals.length === 0) throw new Error("no file given; - reads standard input")
  if (positionals.filter((one) => one === "-").length > 1) throw new Error("standard input can be read once only")
  if (values.lines === true && (values.json === true || values.templates === true)) throw new Error("--lines cannot be combined with --json or --templates")
  if (values.type !== undefined && !TYPES.has(values.type)) throw new Error(`unknown type '${values.type}'`)
  return { files: positionals, json: values.json === true, templates: values.templates === true, lines: values.lines === true, type: values.type as DataType | undefined ?? null }
}

/** Writes and waits where the reader is slower. */
const write = (text: string | Uint8Array): Promise<void> | void => {
  if (text.length > 0 && !process.stdout.write(text)) return new Promise((resolve) => void process.stdout.once("drain", resolve))
}

type Source = Pick<AnalyzeInput, "path" | "stream" | "name">

/** A pipe or a device is read once, like standard input; an ordinary file by its path. */
const sourceOf = async (file: string): Promise<Source> => {
  if (file === "-") return { stream: process.stdin, name: "stdin" }
  const once = await stat(file).then((found) => found.isFIFO() || found.isCharacterDevice() || found.isSocket(), () => false)
  return once ? { stream: createReadStream(file), name: file } : { path: file, name: file }
}

const analyzeOne = async (file: string, source: Source, options: Options): Promise<Analysis> => {
  const progress = makeProgress(file)
  const lines = options.lines ? new LineTemplates() : null
  const analysis = await analyzeFile({
    ...source,
    declaredType: options.type,
    onProgress: progress.update,
    ...(lines === null ? {} : { onLine: lines.add, onTemplates: lines.end })
  })
  progress.clear()
  if (lines === null) return analysis
  await lines.print(write, printable)
  // no line, no output: that is the right answer for an empty file
  if (analysis.code === "empty") return { ...analysis, status: "ok" }
  return analysis.status === "ok" && lines.empty ? { ...analysis, status: "failed", reason: `it has no lines of its own (${analysis.dataType.replaceAll("_", " ")})` } : analysis
}

/** Limits that are meant to hold back: what was read is a sound answer. */
const BY_DESIGN: ReadonlySet<string | null> = new Set(["too_large", "line_too_long"])
const failed = (analysis: Analysis): boolean => analysis.status === "failed" || (analysis.status === "partial" && !BY_DESIGN.has(analysis.code))

interface Analysed {
  readonly file: string
  readonly analysis: Analysis
  /** null: it was read from a pipe and is gone */
  readonly path: string | null
}

/** The analysis with what a configuration changed of its namesake among the files before it. */
const compared = async (one: Analysed, before: ReadonlyArray<Analysed>): Promise<Analysis> => {
  if (one.path === null) return one.analysis
  const newer = { path: one.path, name: one.file }
  const earlier = before.flatMap((other) => (other.path === null || other.analysis.status === "failed" ? [] : [{ name: other.file, analysis: other.analysis, path: other.path }]))
  const pairs = pairVersions({ name: one.file, analysis: one.analysis }, earlier.reverse())
  return withDifferences(one.analysis, await compareVersions(pairs.map(({ artifact, earlier: { artifact: inside, file } }) => ({
    newer, artifact, older: { path: file.path, name: file.name }, earlier: { name: file.name, evidenceId: null, artifact: inside }
  }))))
}

/** `faultmaven analyze`: answers the exit code. */
export const run = async (args: ReadonlyArray<string>): Promise<number> => {
  let options: Options
  try {
    const parsed = parse(args)
    if (parsed === "help") {
      await write(HELP)
      return 0
    }
    options = parsed
  } catch (error) {
    process.stderr.write(`faultmaven analyze: ${error instanceof Error ? error.message : String(error)}\n\n${HELP}`)
    return 2
  }
  const results: Array<Analysed> = []
  for (const file of options.files) {
    const source = await sourceOf(file)
    const read = { file, analysis: await analyzeOne(file, source, options), path: source.path ?? null }
    const analysis = options.lines || options.templates ? read.analysis : await compared(read, results)
    results.push({ ...read, analysis })
    if (analysis.status !== "ok") process.stderr.write(`faultmaven: ${printable(`${file}: ${analysis.status === "failed" ? "" : "in part only: "}${analysis.reason ?? "cannot be analysed"}`)}\n`)
    if (options.json || options.lines || analysis.status === "failed") continue
    await write(options.templates ? renderTemplates(file, analysis, options.files.length > 1) : renderFile(file, analysis))
  }
  const events = mergeEvents(results.map(({ analysis, file }) => (results.length === 1 ? analysis.timeline : analysis.timeline.map((event) => ({ ...event, label: `${file}: ${event.label}` })))))
  if (options.json) await write(`${JSON.stringify({ files: results.map(({ analysis, file }) => ({ file, ...analysis })), timeline: events }, null, 2)}\n`)
  else if (!options.lines && !options.templates) await write(renderTimeline(events))
  return results.some(({ analysis }) => failed(analysis)) ? 1 : 0
}
