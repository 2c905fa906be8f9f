import { createHash } from "node:crypto"
import type { Analysis, AnalysisStatus } from "./analysis.js"
import { classifyText, type Classification } from "./classify/index.js"
import { isWindowsExport } from "./classify/logs.js"
import type { DataType } from "./finding.js"
import { TextFile } from "./findings/text.js"
import { documentText, htmlText } from "./extract/document.js"
import { describeImage } from "./extract/image.js"
import { detectEncoding, type Encoding } from "./input/encoding.js"
import { Problem, type ProblemCode } from "./input/limits.js"
import { placeFindings } from "./input/place.js"
import { mimeOf } from "./input/sniff.js"
import { readAll, readFileBytes } from "./input/source.js"
import { Tap } from "./input/tap.js"
import { canDecode, makeTranscoder } from "./input/transcode.js"
import { isFatal, type Leaf, TEXT, type Walk } from "./input/walk.js"
import { analyzeText, extractOutcome, isOneJson, type TextOptions } from "./analyzeText.js"

/** Analysis of one text, before it is put together with those of its neighbours. */
export interface Part extends Omit<Analysis, "artifacts"> {
  /** path of the text the quotes refer to; null: the stored file */
  readonly artifact: string | null
}

export interface PartOptions extends TextOptions {
  readonly sourceUrl: string | null
  readonly declaredType: DataType | null
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

const status = (code: ProblemCode | null): AnalysisStatus => (code === null ? "ok" : "partial")

/** The text of a document is an artefact of its own: ranges refer to it, and `readArtifact` makes it again. */
const analyzeDocument = (leaf: Leaf, text: string, cut: string | null, known: Partial<Part>, state: Walk, type: DataType): Part => {
  const file = TextFile.of(text)
  const outcome = extractOutcome(file, type, state.limits.maxFindings)
  const reason = cut ?? outcome.reason
  return {
    ...EMPTY, ...known, ...outcome.result, dataType: type, bytes: file.bytes.length, sha256: createHash("sha256").update(file.bytes).digest("hex"), encoding: "utf-8",
    findings: outcome.findings, artifact: `${leaf.artifact ?? ""}${TEXT}`, status: reason === null ? "ok" : "partial", code: cut !== null ? "too_large" : outcome.code, reason
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
  const outcome = await analyzeText(tap.over(source), encoding, classified.dataType, isOneJson(start) || isWindowsExport(start), state, options)
  const findings = await placeFindings(outcome.findings, encoding, path)
  const long = outcome.code === null && tap.longest > LONG_LINE
  const code = long ? "line_too_long" as const : outcome.code
  return {
    ...EMPTY, ...known, ...outcome.result, findings, artifact: leaf.artifact, dataType: outcome.dataType, bytes: tap.bytes, sha256: tap.sha256,
    status: status(code), code, reason: long ? `a line of ${tap.longest} bytes or more: only its start was analysed` : outcome.reason
  }
}
