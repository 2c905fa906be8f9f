import { Schema } from "effect"

export const ReportType = Schema.Literal("incident_report", "runbook", "post_mortem")
export type ReportType = typeof ReportType.Type

export type ReportStatus = "pending" | "generating" | "completed" | "failed"

/** A passage that the text cites as `[E1]`; the stored bytes were read and match `sha256` when it was written. */
export interface ReportSource {
  readonly marker: string
  readonly evidenceId: string
  readonly filename: string
  /** the text inside the file that lines and bytes are of; null or absent: the file itself */
  readonly artifact?: string | null
  readonly lineStart: number
  readonly lineEnd: number
  readonly byteStart: number
  readonly byteEnd: number
  readonly sha256: string
  readonly title: string
}

/** One version of a document about a case; times are UTC epoch milliseconds. */
export interface Report {
  readonly reportId: string
  readonly caseId: string
  readonly ownerId: string
  readonly type: ReportType
  readonly title: string
  /** Markdown; empty until completed */
  readonly content: string
  readonly status: ReportStatus
  readonly error: string | null
  /** 1-based per case and type; the newest completed one is current */
  readonly version: number
  readonly current: boolean
  readonly linkedToClosure: boolean
  readonly jobId: string
  readonly sources: ReadonlyArray<ReportSource>
  readonly provider: string | null
  readonly model: string | null
  readonly generationMs: number | null
  readonly createdAt: number
  readonly completedAt: number | null
}

export interface ReportRequest {
  readonly caseId: string
  readonly types: ReadonlyArray<ReportType>
  /** what the reader should know or the writer stress, at most 2,000 characters; used where a model writes the summary */
  readonly instructions?: string | undefined
  /** keeps the reports with the closed case: they cannot be deleted */
  readonly linkToClosure?: boolean | undefined
}

export interface Recommendations {
  readonly available: ReadonlyArray<ReportType>
  readonly recommended: ReadonlyArray<{ readonly type: ReportType; readonly reason: string; readonly exists: boolean }>
  readonly runbook: {
    readonly action: "reuse" | "review_or_generate" | "generate"
    readonly reason: string
    /** 0–1; null where nothing similar was found */
    readonly similarity: number | null
    readonly existing: { readonly documentId: string; readonly title: string; readonly snippet: string } | null
  }
}

/** A solved case that looks like the one asked about, and why. */
export interface SimilarCase {
  readonly caseId: string
  readonly title: string
  /** 0–1 */
  readonly score: number
  readonly resolvedAt: number
  readonly rootCause: string | null
  readonly fix: string | null
  /** most telling first */
  readonly sharedTerms: ReadonlyArray<string>
  /** templates of error lines that the evidence of both holds */
  readonly sharedTemplates: ReadonlyArray<string>
  /** its published runbook */
  readonly runbookId: string | null
}

export const MAX_VERSIONS = 5

/** One event of a case: something a file tells, an upload, a message or a change of state; times in ms since the epoch. */
export interface TimelineEntry {
  readonly at: number
  readonly endAt: number | null
  readonly source: "evidence" | "upload" | "turn" | "hypothesis" | "solution" | "case" | "note"
  readonly kind: string
  readonly severity: "critical" | "error" | "warning" | "info"
  readonly label: string
  readonly count: number
  readonly evidenceId: string | null
  readonly filename: string | null
  readonly lines: { readonly start: number; readonly end: number } | null
  /** the text inside the file that `lines` are of; null: the file itself */
  readonly artifact: string | null
  /** of the message, or of the note */
  readonly messageId: string | null
}

export interface CaseTimeline {
  readonly onset: number | null
  readonly entries: ReadonlyArray<TimelineEntry>
  readonly truncated: boolean
}
