import type { Hypothesis, Milestone } from "../../modules/case/index.js"
import type { EvidenceAnalysis, EvidenceFile, Finding } from "../../modules/evidence/index.js"
import { iso, isoOrNull } from "../../modules/kernel/time.js"

export const dataView = (file: EvidenceFile, analysis: EvidenceAnalysis | null) => ({
  data_id: file.evidenceId, case_id: file.caseId, filename: file.filename, description: file.description ?? "", data_type: analysis?.dataType ?? file.declaredType ?? file.evidenceType,
  size_bytes: file.bytes, upload_timestamp: iso(file.uploadedAt), processing_status: file.status, source_type: file.sourceType, source_url: file.sourceUrl,
  note: file.statusReason ?? analysis?.summary ?? (file.status === "completed" ? "analysed" : "waiting to be analysed")
})

export const uploadedFileView = (file: EvidenceFile, analysis: EvidenceAnalysis | null) => ({
  file_id: file.evidenceId, case_id: file.caseId, filename: file.filename, content_type: file.fileType, size_bytes: file.bytes, uploaded_at: iso(file.uploadedAt),
  upload_timestamp: iso(file.uploadedAt), uploaded_at_turn: file.turnNumber, source_type: file.sourceType, status: file.status === "completed" ? "processed" : file.status,
  processing_status: file.status, summary: analysis?.summary ?? file.statusReason, evidence_count: analysis?.findings.length ?? 0, sha256: file.sha256
})

const SYMPTOMS = new Set(["first_error", "error_burst", "metric_spike", "root_exception"])

const categoryOf = (finding: Finding): string =>
  finding.kind.includes("change") || finding.kind.includes("before") ? "causal_evidence" : SYMPTOMS.has(finding.kind) || finding.severity !== "info" ? "symptom_evidence" : "other"

const supporting = (hypotheses: ReadonlyArray<Hypothesis>, evidenceId: string) => hypotheses.filter((h) => h.evidenceLinks.some((link) => link.evidenceId === evidenceId))

export const findingId = (file: EvidenceFile, index: number): string => `${file.evidenceId}:${index + 1}`

export const derivedEvidence = (file: EvidenceFile, analysis: EvidenceAnalysis | null, hypotheses: ReadonlyArray<Hypothesis>) => {
  const related = supporting(hypotheses, file.evidenceId).map((h) => h.hypothesisId)
  return (analysis?.findings ?? []).map((finding, index) => {
    const quote = finding.quotes[0]
    return {
      evidence_id: findingId(file, index), summary: finding.title, category: categoryOf(finding), severity: finding.severity, detail: finding.detail,
      line_start: quote?.lines.start ?? null, line_end: quote?.lines.end ?? null, byte_start: quote?.bytes.start ?? null, byte_end: quote?.bytes.end ?? null, artifact: finding.artifact ?? null,
      sha256: quote?.sha256 ?? null, collected_at: isoOrNull(finding.at), confidence: finding.confidence, related_hypothesis_ids: related
    }
  })
}

const FORMS: Record<string, string> = { paste: "user_input", file_upload: "document", page_capture: "document", screenshot: "document", agent_generated: "document" }
const SOURCES: Record<string, string> = {
  logs: "log_file", metrics: "metrics_data", configuration: "config_file", source_code: "code_review", command_output: "command_output", trace: "trace_data", image: "screenshot",
  error_report: "log_file", profile: "metrics_data"
}

const advances = (findings: ReadonlyArray<Finding>): ReadonlyArray<Milestone> => [
  ...(findings.some((f) => f.severity === "error" || f.severity === "critical") ? ["symptom_verified" as const] : []),
  ...(findings.some((f) => f.at !== null) ? ["timeline_established" as const] : [])
]

/** `index` null: the file as a whole; otherwise one of its findings. */
export const caseEvidenceView = (file: EvidenceFile, analysis: EvidenceAnalysis | null, hypotheses: ReadonlyArray<Hypothesis>, index: number | null) => {
  const findings = index === null ? analysis?.findings ?? [] : (analysis?.findings ?? []).slice(index, index + 1)
  const content = findings.flatMap((f) => f.quotes.map((q) => q.text)).join("\n").slice(0, 20_000)
  return {
    evidence_id: index === null ? file.evidenceId : findingId(file, index), case_id: file.caseId,
    category: findings[0] === undefined ? "other" : categoryOf(findings[0]), primary_purpose: findings[0]?.kind ?? "context",
    summary: (index === null ? analysis?.summary : findings[0]?.title) ?? file.statusReason ?? file.filename, preprocessed_content: content,
    content_ref: `/api/v1/evidence/${file.evidenceId}/download`, content_size_bytes: file.bytes, preprocessing_method: analysis === null ? "none" : `${analysis.dataType}_analysis`,
    compression_ratio: file.bytes === 0 ? 0 : Math.round(content.length / file.bytes * 10_000) / 10_000, analysis: findings.map((f) => `${f.title}. ${f.detail}`.trim()).join("\n"),
    source_type: SOURCES[analysis?.dataType ?? ""] ?? "other", form: FORMS[file.sourceType] ?? "document", advances_milestones: advances(findings),
    collected_at: iso(file.uploadedAt), collected_by: file.ownerId, collected_at_turn: file.turnNumber,
    related_hypotheses: supporting(hypotheses, file.evidenceId).map((h) => ({
      hypothesis_id: h.hypothesisId, statement: h.statement, stance: h.evidenceLinks.find((link) => link.evidenceId === file.evidenceId)?.stance ?? "neutral"
    })),
    source_file: { file_id: file.evidenceId, filename: file.filename, size_bytes: file.bytes, uploaded_at_turn: file.turnNumber }
  }
}
