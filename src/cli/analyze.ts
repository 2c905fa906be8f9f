import { parseArgs } from "node:util"
import type { Analysis } from "../modules/evidence/engine/analysis.js"
import { analyzeFile } from "../modules/evidence/engine/analyze.js"
import { mergeEvents } from "../modules/evidence/engine/timeline.js"
import type { DataType } from "../modules/evidence/engine/finding.js"
import { makeProgress } from "./progress.js"
import { renderFile, renderTemplates, renderTimeline } from "./render.js"

const HELP = `Usage: faultmaven analyze [options] FILE...

Analyses logs, metrics, configuration, stack traces, traces, profiles, command
output, documents and archives of them, offline. FILE - reads standard input.

Options:
  --json         print one JSON document
  --templates    list the message templates with their counts
  --lines        print for every input line its number, a tab and its template
  --type TYPE    say what the files are: ${"logs, metrics, configuration, source_code,\n                 error_report, trace, profile, command_output, document, text"}
  -h, --help     print this help

Exit codes: 0 all analysed, 1 some file could not be analysed, 2 wrong usage.
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
  if (positionals.length === 0) throw new Error("no file given")
  if (positionals.filter((one) => one === "-").length > 1) throw new Error("standard input can be read once only")
  if (values.lines === true && (values.json === true || values.templates === true)) throw new Error("--lines cannot be combined with --json or --templates")
  if (values.type !== undefined && !TYPES.has(values.type)) throw new Error(`unknown type '${values.type}'`)
  return { files: positionals, json: values.json === true, templates: values.templates === true, lines: values.lines === true, type: values.type as DataType | undefined ?? null }
}

/** Writes and waits where the reader is slower. */
const write = (text: string): Promise<void> | void => {
  if (text !== "" && !process.stdout.write(text)) return new Promise((resolve) => void process.stdout.once("drain", resolve))
}

/** `number<TAB>template` for every line: templates get their final text only at the end, so the ids are kept (4 bytes a line). */
class LineIds {
  private ids = new Uint32Array(1 << 16)
  private count = 0
  /** texts inside the file, in the order they were read: where their lines end, and what their ids mean */
  private readonly texts: Array<{ readonly end: number; readonly templates: ReadonlyMap<number, string> }> = []

  readonly add = (_line: number, id: number | null): void => {
    if (this.count === this.ids.length) {
      const wider = new Uint32Array(this.count * 2)
      wider.set(this.ids)
      this.ids = wider
    }
    this.ids[this.count++] = id ?? 0
  }

  readonly close = (templates: ReadonlyMap<number, string>): void => void this.texts.push({ end: this.count, templates })

  async print(): Promise<void> {
    let block = ""
    let from = 0
    for (const { end, templates } of this.texts) {
      for (let i = from; i < end; i++) {
        block += `${i - from + 1}\t${templates.get(this.ids[i]!) ?? ""}\n`
        if (block.length > 1 << 16) {
          await write(block)
          block = ""
        }
      }
      from = end
    }
    await write(block)
  }
}

const analyzeOne = async (file: string, options: Options): Promise<Analysis> => {
  const progress = makeProgress(file)
  const lines = options.lines ? new LineIds() : null
  const analysis = await analyzeFile({
    ...(file === "-" ? { stream: process.stdin as AsyncIterable<Uint8Array>, name: "stdin" } : { path: file, name: file }),
    declaredType: options.type,
    onProgress: progress.update,
    ...(lines === null ? {} : { onLine: lines.add, onTemplates: lines.close })
  })
  progress.clear()
  if (lines !== null && analysis.status !== "failed") await lines.print()
  return analysis
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
  const results: Array<{ readonly file: string; readonly analysis: Analysis }> = []
  for (const file of options.files) {
    const analysis = await analyzeOne(file, options)
    results.push({ file, analysis })
    if (analysis.status !== "ok") process.stderr.write(`faultmaven: ${file}: ${analysis.status === "failed" ? "" : "in part only: "}${analysis.reason ?? "cannot be analysed"}\n`)
    if (options.json || options.lines || analysis.status === "failed") continue
    await write(options.templates ? renderTemplates(file, analysis, options.files.length > 1) : renderFile(file, analysis))
  }
  const events = mergeEvents(results.map(({ analysis, file }) => (results.length === 1 ? analysis.timeline : analysis.timeline.map((event) => ({ ...event, label: `${file}: ${event.label}` })))))
  if (options.json) await write(`${JSON.stringify({ files: results.map(({ analysis, file }) => ({ file, ...analysis })), timeline: events }, null, 2)}\n`)
  else if (!options.lines && !options.templates) await write(renderTimeline(events))
  return results.some(({ analysis }) => analysis.status === "failed") ? 1 : 0
}
