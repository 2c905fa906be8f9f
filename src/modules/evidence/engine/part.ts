import { createHash, type Hash } from "node:crypto"
import type { Analysis, AnalysisStatus } from "./analysis.js"
import { classifyText, type Classification } from "./classify/index.js"
import type { DataType, Finding } from "./finding.js"
import { finish, type Extraction } from "./findings/draft.js"
import { TextFile } from "./findings/text.js"
import { documentText, htmlText } from "./extract/document.js"
import { TraceCollector } from "./extract/stack/collector.js"
import { describeImage } from "./extract/image.js"
import { extract } from "./extract/index.js"
import { extractPlainText } from "./extract/plainText.js"
import { detectEncoding, type Encoding } from "./input/encoding.js"
import { Problem, type ProblemCode } from "./input/limits.js"
import { placeFindings } from "./input/place.js"
import { mimeOf } from "./input/sniff.js"
import { type Bytes, readAll, readFileBytes } from "./input/source.js"
import { canDecode, makeTranscoder } from "./input/transcode.js"
import { isFatal, type Leaf, TEXT, type Walk } from "./input/walk.js"
import { LogAnalyzer, type LogOptions, type LogResult, type OnLine, type OnTemplates, SceneCollector } from "./logs/index.js"

/** Analysis of one text, before it is put together with those of its neighbours. */
export interface Part extends Omit<Analysis, "artifacts"> {
  /** path of the text the quotes refer to; null: the stored file */
  readonly artifact: string | null
}

export interface PartOptions {
  readonly sourceUrl: string | null
  readonly declaredType: DataType | null
  readonly onLine: OnLine | null
  readonly onTemplates: OnTemplates | null
}

const EMPTY = {
  confidence: 1, needsUserChoice: false, suggestedTypes: [], mime: null, encoding: "", lines: 0, levels: {}, rates: null, from: null, to: null, findings: [], timeline: [], templates: [], summary: ""
} as const

/** A part that could not be analysed. */
export const failedPart = (artifact: string | null, problem: Problem, known: Partial<Part> = {}): Part => ({
  ...EMPTY, dataType: "unanalysable", bytes: 0, sha256: "", summary: `Not analysed: ${problem.message}.`, ...known, artifact, status: "failed", code: problem.code, reason: problem.message
})

/** A single line longer than this is told of: only its start was looked at. */
const LONG_LINE = 16 * 1024 * 1024

/** Counts and measures the bytes of a text as they pass, and hashes those of an artefact: those of the stored file are hashed where they are read. */
class Tap {
  bytes = 0
  longest = 0
  private current = 0
  private readonly hash: Hash | null

  constructor(artifact: string | null) {
    this.hash = artifact === null ? null : createHash("sha256")
  }

  get sha256(): string {
    return this.hash?.digest("hex") ?? ""
  }

  async *over(bytes: Bytes): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.hash?.update(chunk)
      this.bytes += chunk.length
      // only the rare chunk without any newline can be part of a very long line
      const last = chunk.lastIndexOf(10)
      if (last === -1) this.current += chunk.length
      else this.current = chunk.length - last - 1
      if (this.current > this.longest) this.longest = this.current
      yield chunk
    }
  }
}

/** Kinds whose first megabytes are worth reading alone. */
const CUTTABLE: ReadonlySet<DataType> = new Set(["metrics", "command_output", "text", "error_report", "profile", "source_code", "document", "page_capture"])

interface Outcome {
  readonly findings: ReadonlyArray<Finding>
  readonly result: Pick<LogResult, "lines" | "from" | "to" | "levels" | "rates" | "timeline" | "templates" | "summary">
  readonly dataType: DataType
  readonly code: ProblemCode | null
  readonly reason: string | null
}

const ofExtraction = (file: TextFile, extraction: Extraction, dataType: DataType, limit: number, lines: number): Outcome => {
  const times = extraction.timeline.map((event) => event.at)
  return {
    findings: finish(file, extraction.drafts, limit),
    result: { lines, from: times.length === 0 ? null : Math.min(...times), to: times.length === 0 ? null : Math.max(...times), levels: extraction.levels ?? {}, rates: null, timeline: extraction.timeline, templates: [], summary: extraction.summary },
    dataType: extraction.dataType ?? dataType,
    code: null,
    reason: null
  }
}

/** One JSON value over the whole file, not one a line: its records are found in the tree, not in the lines. */
const isOneJson = (start: string): boolean => {
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
  const traces = new TraceCollector()
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
const analyzeText = async (bytes: Bytes, encoding: Encoding, type: DataType, whole: boolean, state: Walk, options: PartOptions): Promise<Outcome> => {
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
  const { extraction, trouble } = extractSafely(type, file)
  return { ...ofExtraction(file, extraction, type, state.limits.maxFindings, file.lineCount + rest), code: code ?? (trouble === null ? null : "undecodable"), reason: reason ?? trouble }
}

/** An extractor that gives up on a text (nesting beyond the stack, mostly) leaves it to be read as plain text. */
const extractSafely = (type: DataType, file: TextFile): { readonly extraction: Extraction; readonly trouble: string | null } => {
  try {
    return { extraction: extract(type, file), trouble: null }
  } catch (error) {
    return { extraction: extractPlainText(file), trouble: `its structure could not be read (${error instanceof Error ? error.message : String(error)}); it was read as plain text` }
  }
}

const status = (code: ProblemCode | null): AnalysisStatus => (code === null ? "ok" : "partial")

/** The text of a document is an artefact of its own: ranges refer to it, and `readArtifact` makes it again. */
const analyzeDocument = (leaf: Leaf, text: string, cut: string | null, known: Partial<Part>, state: Walk, type: DataType): Part => {
  const file = TextFile.of(text)
  const { extraction, trouble } = extractSafely(type, file)
  const outcome = ofExtraction(file, extraction, type, state.limits.maxFindings, file.lineCount)
  const reason = cut ?? trouble
  return {
    ...EMPTY, ...known, ...outcome.result, dataType: type, bytes: file.bytes.length, sha256: createHash("sha256").update(file.bytes).digest("hex"), encoding: "utf-8",
    findings: outcome.findings, artifact: `${leaf.artifact ?? ""}${TEXT}`, status: reason === null ? "ok" : "partial", code: cut !== null ? "too_large" : trouble !== null ? "undecodable" : null, reason
  }
}

/** Classifies and analyses one file that is no archive. Throws only what ends the whole analysis. */
export const analyzeLeaf = async (leaf: Leaf, state: Walk, options: PartOptions): Promise<Part> => {
  const mime = mimeOf(leaf.magic)
  try {
    if (leaf.head.length === 0) {
      for await (const _ of leaf.bytes) break // a stream that breaks at once tells why
      return failedPart(leaf.artifact, new Problem("empty", "the file is empty"), { sha256: createHash("sha256").digest("hex") })
    }
    if (leaf.magic?.family === "document") {
      const text = await documentText(leaf.magic.format, await readAll(leaf.bytes, state.limits.maxDocumentBytes), state.limits)
      return analyzeDocument(leaf, text.text, text.cut, { mime, confidence: options.declaredType === null ? 0.98 : 1 }, state, options.declaredType ?? "document")
    }
    if (leaf.magic?.family === "image") {
      const tap = new Tap(leaf.artifact)
      for await (const _ of tap.over(leaf.bytes)) { /* the whole image is hashed */ }
      return { ...EMPTY, artifact: leaf.artifact, mime, dataType: "image", confidence: 0.98, bytes: tap.bytes, sha256: tap.sha256, summary: describeImage(leaf.head, leaf.magic.format).summary, status: "ok", code: null, reason: null }
    }
    const binary = leaf.magic?.family === "binary" ? leaf.magic.format : null
    const encoding = binary === null ? detectEncoding(leaf.head) : null
    if (encoding === null || !canDecode(encoding)) {
      throw new Problem(encoding === null ? "binary" : "undecodable", binary !== null ? `it is no text (${binary})` : encoding === null ? "it is no text: its bytes are in no known encoding" : `its encoding ${encoding.name} cannot be read`)
    }
    return await analyzeEncoded(leaf, encoding, state, options)
  } catch (error) {
    if (!(error instanceof Problem) || isFatal(error)) throw error
    // a member that says nothing may still be a bomb
    const rest = leaf.artifact === null ? {} : await drain(leaf)
    return failedPart(leaf.artifact, error, { mime, ...rest })
  }
}

/** Reads what is left of a member, so that limits are checked on it too. */
const drain = async ({ artifact, bytes }: Leaf): Promise<Partial<Part>> => {
  const tap = new Tap(artifact)
  try {
    for await (const _ of tap.over(bytes)) { /* counted and hashed */ }
    return { bytes: tap.bytes, sha256: tap.sha256 }
  } catch (error) {
    if (error instanceof Problem && isFatal(error)) throw error
    return {}
  }
}

const analyzeEncoded = async (leaf: Leaf, encoding: Encoding, state: Walk, options: PartOptions): Promise<Part> => {
  const sample = makeTranscoder(encoding)
  const start = Buffer.from(sample.push(leaf.head)).toString("utf8")
  const classified: Classification = classifyText({ text: start, name: leaf.name, complete: leaf.complete, sourceUrl: options.sourceUrl, declaredType: options.declaredType })
  const { confidence, needsUserChoice, suggestedTypes } = classified
  const known = { confidence, needsUserChoice, suggestedTypes, mime: null, encoding: encoding.name }
  if (/^\s*(<!--[\s\S]{0,500}?-->\s*)?<(!doctype html|html[\s>])/i.test(start) && (classified.dataType === "document" || classified.dataType === "page_capture")) {
    const transcoder = makeTranscoder(encoding)
    const source = Buffer.concat([transcoder.push(await readAll(leaf.bytes, state.limits.maxDocumentBytes)), transcoder.end()]).toString("utf8")
    const text = await htmlText(source)
    return analyzeDocument(leaf, text.text, text.cut, { ...known, mime: "text/html" }, state, classified.dataType)
  }
  // ranges are mapped back to the original bytes in a second pass: it needs them on disk
  const mapped = encoding.kind !== "utf-8"
  const path = mapped ? leaf.path ?? await state.scratch.spool(leaf.bytes) : leaf.path
  const tap = new Tap(leaf.artifact)
  const source = mapped && leaf.path === null ? readFileBytes(path!) : leaf.bytes
  const outcome = await analyzeText(tap.over(source), encoding, classified.dataType, isOneJson(start), state, options)
  const findings = await placeFindings(outcome.findings, encoding, path)
  const long = outcome.code === null && tap.longest > LONG_LINE
  const code = long ? "line_too_long" as const : outcome.code
  return {
    ...EMPTY, ...known, ...outcome.result, findings, artifact: leaf.artifact, dataType: outcome.dataType, bytes: tap.bytes, sha256: tap.sha256,
    status: status(code), code, reason: long ? `a line of ${tap.longest} bytes or more: only its start was analysed` : outcome.reason
  }
}
