import { Effect } from "effect"
import type { Grounding } from "../../providers/llm/Llm.js"
import type { Case, Hypothesis } from "../case/index.js"
import { type EvidenceAnalysis, type EvidenceFile, type Evidences, type Finding, placeName } from "../evidence/index.js"
import type { FoundChunk, Knowledge } from "../knowledge/index.js"
import type { Citation } from "./models.js"

const MAX_FINDINGS = 40
const MAX_PER_FILE = 14
const MAX_CHUNKS = 6
const MAX_QUOTE = 1_200

const WEIGHT = { critical: 3, error: 2, warning: 1, info: 0 } as const

export interface AnalysedFile {
  readonly file: EvidenceFile
  readonly analysis: EvidenceAnalysis
}

export interface Grounded {
  readonly grounding: Grounding
  readonly citations: ReadonlyMap<string, Citation>
}

const rank = (finding: Finding): number => WEIGHT[finding.severity] + finding.confidence

const lineText = (start: number, end: number): string => (start === end ? `${start}` : `${start}–${end}`)

const passagesOf = (file: EvidenceFile, finding: Finding) => finding.quotes.map((quote) => ({
  finding, evidenceId: file.evidenceId, artifact: finding.artifact ?? null, byteStart: quote.bytes.start, byteEnd: quote.bytes.end,
  lineStart: quote.lines.start, lineEnd: quote.lines.end, sha256: quote.sha256
}))

/** Worst and surest findings first, no file crowding out the others. */
const choose = (files: ReadonlyArray<AnalysedFile>): ReadonlyArray<{ readonly source: AnalysedFile; readonly finding: Finding }> =>
  files.flatMap((source) =>
    [...source.analysis.findings]
      .filter((finding) => finding.quotes.length > 0)
      .sort((a, b) => rank(b) - rank(a))
      .slice(0, MAX_PER_FILE)
      .map((finding) => ({ source, finding }))
  ).sort((a, b) => rank(b.finding) - rank(a.finding)).slice(0, MAX_FINDINGS)

/** What the causes rest on comes first: a cause without its passages would say nothing. */
const withCauses = (files: ReadonlyArray<AnalysedFile>, causes: ReadonlyArray<{ readonly findings: ReadonlyArray<Finding> }>): ReturnType<typeof choose> => {
  const sourceOf = new Map(files.flatMap((source) => source.analysis.findings.map((finding) => [finding, source] as const)))
  const first = [...new Set(causes.flatMap((cause) => cause.findings))].flatMap((finding) => {
    const source = sourceOf.get(finding)
    return source === undefined || finding.quotes.length === 0 ? [] : [{ source, finding }]
  })
  const named = new Set(first.map(({ finding }) => finding))
  return [...first, ...choose(files).filter(({ finding }) => !named.has(finding))].slice(0, MAX_FINDINGS)
}

export const searchTextOf = (question: string, c: Case, files: ReadonlyArray<AnalysedFile>): string => {
  const findings = choose(files).filter(({ finding }) => finding.severity !== "info").slice(0, 6).map(({ finding }) => finding.title)
  return [question, c.status === "consulting" && c.titleSource === "default" ? "" : c.title, ...findings].filter((part) => part !== "").join("\n").slice(0, 1_000)
}

const filesLine = ({ analysis, file }: AnalysedFile): { readonly name: string; readonly summary: string } => {
  const levels = Object.entries(analysis.levels).filter(([, n]) => n > 0).map(([level, n]) => `${level} ${n}`).join(", ")
  const span = analysis.from !== null && analysis.to !== null ? `${new Date(analysis.from).toISOString()} to ${new Date(analysis.to).toISOString()}` : "no timestamps"
  return { name: file.filename, summary: `${analysis.dataType}, ${analysis.lines} lines, ${span}${levels === "" ? "" : `, levels: ${levels}`}` }
}

/**
 * Gathers what an answer may rest on. Every passage is read back and hashed
 * here, before any of it is shown to a model or a person: what does not match
 * its stored bytes is left out.
 */
export const ground = (input: {
  readonly question: string
  readonly case: Case
  readonly files: ReadonlyArray<AnalysedFile>
  readonly chunks: ReadonlyArray<FoundChunk>
  readonly hypotheses: ReadonlyArray<Hypothesis>
  readonly causes: ReadonlyArray<{ readonly statement: string; readonly confidence: number; readonly findings: ReadonlyArray<Finding>; readonly checks: ReadonlyArray<string> }>
  readonly evidences: Evidences["Type"]
  readonly knowledge: Pick<Knowledge["Type"], "verify">
}) => Effect.gen(function*() {
  const citations = new Map<string, Citation>()
  const markerOf = new Map<Finding, string>()
  const evidence: Array<Grounding["evidence"][number]> = []
  const chosen = withCauses(input.files, input.causes)
  const passages = chosen.flatMap(({ finding, source }) => passagesOf(source.file, finding))
  const holds = yield* input.evidences.verifyAll(passages)
  // a finding speaks of all its passages: one that fails fails it
  const broken = new Set(passages.filter((_, i) => holds[i] !== true).map(({ finding }) => finding))
  for (const { finding, source } of chosen) {
    if (broken.has(finding)) continue
    const quote = finding.quotes[0]!
    const artifact = finding.artifact ?? null
    const marker = `E${evidence.length + 1}`
    markerOf.set(finding, marker)
    citations.set(marker, {
      marker, kind: "evidence", verified: true, title: finding.title, quote: quote.text.slice(0, MAX_QUOTE), sha256: quote.sha256,
      byte_start: quote.bytes.start, byte_end: quote.bytes.end, evidence_id: source.file.evidenceId, filename: source.file.filename,
      line_start: quote.lines.start, line_end: quote.lines.end, artifact, document_id: null, chunk_id: null
    })
    evidence.push({
      marker, fileName: placeName(source.file.filename, artifact), lines: lineText(quote.lines.start, quote.lines.end), kind: finding.kind,
      severity: finding.severity, title: finding.title, detail: `${finding.detail}\n${quote.text.slice(0, MAX_QUOTE)}`.trim()
    })
  }
  const files: Array<Grounding["files"][number]> = []
  for (const source of input.files) {
    // counts over a whole file rest on all of its bytes
    const { file } = source
    const verified = yield* input.evidences.verifyFile(file.evidenceId)
    if (!verified) continue
    const marker = `F${files.length + 1}`
    const line = filesLine(source)
    // of an archive or a document the lines are those of the texts inside
    const packed = (source.analysis.artifacts ?? []).length > 0
    citations.set(marker, {
      marker, kind: "evidence", verified, title: file.filename, quote: line.summary, sha256: file.sha256, byte_start: 0, byte_end: file.bytes,
      evidence_id: file.evidenceId, filename: file.filename,
      line_start: packed ? null : 1, line_end: packed ? null : Math.max(1, source.analysis.lines), artifact: null, document_id: null, chunk_id: null
    })
    files.push({ ...line, marker })
  }
  const knowledge: Array<Grounding["knowledge"][number]> = []
  for (const chunk of input.chunks.slice(0, MAX_CHUNKS)) {
    if (!(yield* input.knowledge.verify({ documentId: chunk.documentId, chunkId: chunk.chunkId, sha256: chunk.sha256 }))) continue
    const marker = `K${knowledge.length + 1}`
    citations.set(marker, {
      marker, kind: "knowledge", verified: true, title: chunk.title, quote: chunk.text.slice(0, MAX_QUOTE), sha256: chunk.sha256,
      byte_start: chunk.byteStart, byte_end: chunk.byteEnd, evidence_id: null, filename: null, line_start: null, line_end: null,
      artifact: null, document_id: chunk.documentId, chunk_id: chunk.chunkId
    })
    knowledge.push({ marker, title: chunk.title, section: chunk.headingPath.join(" › "), text: chunk.text, score: chunk.score })
  }
  const grounding: Grounding = {
    question: input.question,
    caseTitle: input.case.title,
    evidence,
    knowledge,
    files,
    // a cause speaks in the words of its first passage: where that no longer holds, it is not repeated
    hypotheses: input.causes.filter((cause) => cause.findings[0] !== undefined && markerOf.has(cause.findings[0])).map((cause) => ({
      statement: cause.statement, confidence: cause.confidence, checks: cause.checks,
      markers: cause.findings.flatMap((finding) => markerOf.get(finding) ?? [])
    })).filter((cause) => cause.markers.length > 0)
  }
  return { grounding, citations } satisfies Grounded
})
