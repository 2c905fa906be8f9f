import type { DataType, Finding } from "./finding.js"
import { finish, type Extraction } from "./findings/draft.js"
import { TextFile } from "./findings/text.js"
import { TraceCollector } from "./extract/stack/collector.js"
import { extract } from "./extract/index.js"
import { extractPlainText } from "./extract/plainText.js"
import type { Encoding } from "./input/encoding.js"
import { Problem, type ProblemCode } from "./input/limits.js"
import type { Bytes } from "./input/source.js"
import { makeTranscoder } from "./input/transcode.js"
import { isFatal, type Walk } from "./input/walk.js"
import { LogAnalyzer, type LogOptions, type LogResult, type OnLine, type OnTemplates, SceneCollector } from "./logs/index.js"

/** Who hears of the lines of a log, and of its templates. */
export interface TextOptions {
  readonly onLine: OnLine | null
  readonly onTemplates: OnTemplates | null
}

/** Kinds whose first megabytes are worth reading alone. */
const CUTTABLE: ReadonlySet<DataType> = new Set(["metrics", "command_output", "text", "error_report", "profile", "source_code", "document", "page_capture"])

/** What a text yields. */
export interface Outcome {
  readonly findings: ReadonlyArray<Finding>
  readonly result: Pick<LogResult, "lines" | "from" | "to" | "levels" | "rates" | "timeline" | "templates" | "summary">
  readonly dataType: DataType
  readonly code: ProblemCode | null
  readonly reason: string | null
}

/** An extractor that gives up on a text (nesting beyond the stack, mostly) leaves it to be read as plain text. */
const extractSafely = (type: DataType, file: TextFile): { readonly extraction: Extraction; readonly trouble: string | null } => {
  try {
    return { extraction: extract(type, file), trouble: null }
  } catch (error) {
    return { extraction: extractPlainText(file), trouble: `its structure could not be read (${error instanceof Error ? error.message : String(error)}); it was read as plain text` }
  }
}

/** What the extractor of its type makes of a text in memory. */
export const extractOutcome = (file: TextFile, type: DataType, limit: number): Outcome => {
  const { extraction, trouble } = extractSafely(type, file)
  const times = extraction.timeline.map((event) => event.at)
  return {
    findings: finish(file, extraction.drafts, limit),
    result: { lines: file.lineCount, from: times.length === 0 ? null : Math.min(...times), to: times.length === 0 ? null : Math.max(...times), levels: extraction.levels ?? {}, rates: null, timeline: extraction.timeline, templates: [], summary: extraction.summary },
    dataType: extraction.dataType ?? type,
    code: trouble === null ? null : "undecodable",
    reason: trouble
  }
}

/** One JSON value over the whole file, not one a line: its records are found in the tree, not in the lines. */
export const isOneJson = (start: string): boolean => {
  if (!/^\s*[{[]/.test(start)) return false
  const line = start.slice(0, start.indexOf("\n") === -1 ? start.length : start.indexOf("\n")).trim()
  if (/^\[\w/.test(line) && !/^\[\s*(\d|"|true|false|null)/.test(line)) return false
  try {
    JSON.parse(line.replace(/,$/, ""))
    // a complete value on the first line: JSON lines, unless it is the only line
    return start.trim() === line
  } catch {
    return /^[{[]\s*$/.test(line) || /^[{[]\s*["{[]/.test(line) && !start.includes("\n") || /^\{\s*"|^\[\s*\{/.test(line)
  }
}

/** A log with the stack traces that stand in it, and the scene of what went wrong. */
const readLog = (options: LogOptions): { push(chunk: Uint8Array): void; end(): LogResult } => {
  const scenes = new SceneCollector()
  const log = new LogAnalyzer({ ...options, onError: (line, start) => scenes.error(line, start) })
  const traces = new TraceCollector(log.read)
  return {
    push: (chunk) => {
      log.push(chunk)
      traces.push(chunk)
      scenes.push(chunk)
    },
    end: () => {
      const result = log.end()
      const thrown = traces.end()
      return { ...result, findings: [...result.findings, ...thrown, ...scenes.end(result.lines)], summary: [result.summary, ...thrown.map((one) => `- ${one.title}. ${one.detail}`)].join("\n") }
    }
  }
}

/** Streams a text: as a log, or into memory for the extractor of its type, up to the limit for such files. */
export const analyzeText = async (bytes: Bytes, encoding: Encoding, type: DataType, whole: boolean, state: Walk, options: TextOptions): Promise<Outcome> => {
  const transcoder = makeTranscoder(encoding)
  let log = (type === "logs" && !whole) || options.onLine !== null ? readLog({ ...(options.onLine === null ? {} : { onLine: options.onLine }), ...(options.onTemplates === null ? {} : { onTemplates: options.onTemplates }) }) : null
  const kept: Array<Uint8Array> = []
  let size = 0
  let rest = 0
  let cut = false
  let broken: Problem | null = null
  const take = (chunk: Uint8Array) => {
    if (chunk.length === 0) return
    if (log !== null) log.push(chunk)
    else if (cut) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rest++
    } else {
      kept.push(chunk)
      size += chunk.length
      if (size <= state.limits.maxTextBytes) return
      cut = true
      if (CUTTABLE.has(type)) return
      // half a JSON or YAML text says nothing: it is read line by line
      log = readLog({})
      for (const one of kept.splice(0)) log.push(one)
    }
  }
  try {
    for await (const chunk of bytes) take(transcoder.push(chunk))
    take(transcoder.end())
  } catch (error) {
    // a stream that breaks off: what came before is analysed
    if (!(error instanceof Problem) || isFatal(error)) throw error
    broken = error
  }
  const tooLarge = cut ? `more than ${state.limits.maxTextBytes} bytes; ${log === null ? "only the start was analysed" : "it was read line by line"}` : null
  const code = broken?.code ?? (cut ? "too_large" as const : null)
  const reason = broken?.message ?? tooLarge
  if (log !== null) {
    const { findings, ...result } = log.end()
    return { findings, result, dataType: type, code, reason }
  }
  let content: Uint8Array = Buffer.concat(kept)
  kept.length = 0
  if (cut) content = content.subarray(0, content.lastIndexOf(10) + 1 || content.length)
  const file = new TextFile(content)
  const outcome = extractOutcome(file, type, state.limits.maxFindings)
  return { ...outcome, result: { ...outcome.result, lines: file.lineCount + rest }, code: code ?? outcome.code, reason: reason ?? outcome.reason }
}
