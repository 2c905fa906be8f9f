import type { EvidenceAnalysis, EvidenceFile, LevelRates } from "../../modules/evidence/index.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"

export const evidenceItem = (file: EvidenceFile) => ({
  evidence_id: file.evidenceId, filename: file.filename, file_type: file.fileType, file_size: file.bytes, evidence_type: file.evidenceType,
  case_id: file.caseId, uploaded_at: iso(file.uploadedAt), status: file.status, status_reason: file.statusReason, sha256: file.sha256
})

const ratesView = (rates: LevelRates | null | undefined) => (rates === null || rates === undefined ? null : { from: iso(rates.from), slice_ms: rates.sliceMs, counts: rates.counts })

const analysisView = (analysis: EvidenceAnalysis) => ({
  data_type: analysis.dataType, confidence: analysis.confidence, suggested_types: analysis.suggestedTypes, encoding: analysis.encoding,
  lines: analysis.lines, levels: analysis.levels, rates: ratesView(analysis.rates), from: isoOrNull(analysis.from), to: isoOrNull(analysis.to), summary: analysis.summary,
  findings: analysis.findings.map((finding) => ({
    kind: finding.kind, severity: finding.severity, title: finding.title, detail: finding.detail, at: isoOrNull(finding.at), confidence: finding.confidence, data: finding.data, artifact: finding.artifact ?? null,
    quotes: finding.quotes.map((quote) => ({
      line_start: quote.lines.start, line_end: quote.lines.end, byte_start: quote.bytes.start, byte_end: quote.bytes.end, sha256: quote.sha256, text: quote.text
    }))
  })),
  timeline: analysis.timeline.map((event) => ({ ...event, at: iso(event.at), endAt: isoOrNull(event.endAt), artifact: event.artifact ?? null })),
  artifacts: (analysis.artifacts ?? []).map((one) => ({ path: one.path, data_type: one.dataType, lines: one.lines, rates: ratesView(one.rates), status: one.status, reason: one.reason })),
  template_count: analysis.templates.length
})

export const evidenceMetadata = (file: EvidenceFile, analysis: EvidenceAnalysis | null) => ({
  evidence_id: file.evidenceId, user_id: file.ownerId, case_id: file.caseId, filename: file.filename, file_type: file.fileType, file_size: file.bytes,
  evidence_type: file.evidenceType, description: file.description, metadata: file.metadata, uploaded_at: iso(file.uploadedAt), uploaded_by: file.ownerId,
  sha256: file.sha256, status: file.status, status_reason: file.statusReason, job_id: file.jobId, source_type: file.sourceType, source_url: file.sourceUrl,
  analysis: analysis === null ? null : analysisView(analysis)
})
