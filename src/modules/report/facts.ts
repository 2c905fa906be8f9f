import { Effect } from "effect"
import type { Case, Cases, Hypothesis, Message, Solution, StatusChange } from "../case/index.js"
import type { EvidenceAnalysis, EvidenceFile, Evidences, Finding } from "../evidence/index.js"
import type { ReportSource } from "./models.js"

const MAX_SOURCES = 30
const PER_FILE = 8
const WEIGHT = { critical: 3, error: 2, warning: 1, info: 0 } as const

/** A finding whose bytes were read again just now, with the marker by which the text cites it. */
export interface CitedFinding {
  readonly source: ReportSource
  readonly finding: Finding
  readonly quote: string
}

/** Everything a report is written from. */
export interface CaseFacts {
  readonly case: Case
  readonly files: ReadonlyArray<{ readonly file: EvidenceFile; readonly analysis: EvidenceAnalysis }>
  readonly findings: ReadonlyArray<CitedFinding>
  readonly hypotheses: ReadonlyArray<Hypothesis>
  readonly solutions: ReadonlyArray<Solution>
  readonly history: ReadonlyArray<StatusChange>
  readonly messages: ReadonlyArray<Message>
}

const rank = (finding: Finding): number => WEIGHT[finding.severity] + finding.confidence

/** Findings of all files in order of time, the worst of each; what no longer matches its stored bytes is left out. */
export const gatherFacts = (needs: { readonly cases: Cases["Type"]; readonly evidences: Evidences["Type"] }, caseId: string) => Effect.gen(function*() {
  const { cases, evidences } = needs
  const c = yield* cases.get(caseId)
  const [files, hypotheses, solutions, history, { messages }] = yield* Effect.all([
    evidences.analysed(caseId), cases.hypotheses(caseId), cases.solutions(caseId), cases.statusHistory(caseId), cases.messages(caseId, { limit: null, offset: 0 })
  ])
  const chosen = files.flatMap(({ analysis, file }) =>
    analysis.findings.filter((f) => f.quotes.length > 0).sort((a, b) => rank(b) - rank(a)).slice(0, PER_FILE).map((finding) => ({ file, finding })))
    .sort((a, b) => rank(b.finding) - rank(a.finding)).slice(0, MAX_SOURCES)
    .sort((a, b) => (a.finding.at ?? Number.MAX_SAFE_INTEGER) - (b.finding.at ?? Number.MAX_SAFE_INTEGER))
  const cited = chosen.map(({ file, finding }): CitedFinding => {
    const quote = finding.quotes[0]!
    const source: ReportSource = {
      marker: "", evidenceId: file.evidenceId, filename: file.filename, artifact: finding.artifact ?? null, lineStart: quote.lines.start, lineEnd: quote.lines.end,
      byteStart: quote.bytes.start, byteEnd: quote.bytes.end, sha256: quote.sha256, title: finding.title
    }
    return { source, finding, quote: quote.text }
  })
  // a finding speaks of all its passages: one that fails fails it
  const passages = cited.flatMap(({ finding, source }) => finding.quotes.map((quote) => ({
    ...source, finding, byteStart: quote.bytes.start, byteEnd: quote.bytes.end, lineStart: quote.lines.start, lineEnd: quote.lines.end, sha256: quote.sha256
  })))
  const holds = yield* evidences.verifyAll(passages)
  const broken = new Set(passages.filter((_, i) => holds[i] !== true).map(({ finding }) => finding))
  const findings = cited.filter(({ finding }) => !broken.has(finding)).map((one, i) => ({ ...one, source: { ...one.source, marker: `E${i + 1}` } }))
  return { case: c, files, findings, hypotheses, solutions, history, messages } satisfies CaseFacts
})
