import { Schema } from "effect"
import type { LevelRates, TemplateSummary } from "./engine/analysis.js"
import type { DataType, Finding, TimelineEvent } from "./engine/finding.js"

export const EvidenceType = Schema.Literal("log", "screenshot", "metric", "document", "other")
export type EvidenceType = typeof EvidenceType.Type

export const ProcessingStatus = Schema.Literal("pending", "processing", "completed", "failed", "needs_type")
/** `needs_type`: analysed with too little confidence; the user is asked what it is. */
export type ProcessingStatus = typeof ProcessingStatus.Type

export const SourceType = Schema.Literal("file_upload", "paste", "screenshot", "page_capture", "agent_generated")
export type SourceType = typeof SourceType.Type

export type { TemplateSummary }

/** A text inside a stored file: a member of an archive, or the text of a document (`…#text`). */
export interface EvidenceArtifact {
  readonly path: string
  /** lower-case hex, of the text that ranges refer to; `bytes` is its length */
  readonly sha256: string
  readonly bytes: number
  readonly dataType: DataType
  readonly lines: number
  readonly rates?: LevelRates | null
  readonly status: "ok" | "partial" | "failed"
  /** one sentence for people where the status is not `ok` */
  readonly reason: string | null
}

/** Result of the offline analysis; findings cite byte ranges of the stored file, or of a text inside it. */
export interface EvidenceAnalysis {
  readonly dataType: DataType
  readonly confidence: number
  readonly suggestedTypes: ReadonlyArray<DataType>
  readonly encoding: string
  readonly lines: number
  readonly levels: Record<string, number>
  /** per level over time; absent in analyses of earlier versions */
  readonly rates?: LevelRates | null
  readonly from: number | null
  readonly to: number | null
  readonly summary: string
  readonly findings: ReadonlyArray<Finding>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly templates: ReadonlyArray<TemplateSummary>
  /** absent where the file was read as it is */
  readonly artifacts?: ReadonlyArray<EvidenceArtifact>
}

/** A stored file and what is known of it; times are UTC epoch milliseconds. */
export interface EvidenceFile {
  readonly evidenceId: string
  readonly caseId: string
  readonly ownerId: string
  readonly filename: string
  /** MIME type found from the content, or from the name where the content does not tell */
  readonly fileType: string
  readonly bytes: number
  readonly sha256: string
  readonly evidenceType: EvidenceType
  readonly description: string | null
  readonly sourceType: SourceType
  readonly sourceUrl: string | null
  readonly turnNumber: number
  readonly uploadedAt: number
  readonly processedAt: number | null
  readonly status: ProcessingStatus
  readonly statusReason: string | null
  readonly declaredType: DataType | null
  readonly jobId: string | null
  readonly metadata: Record<string, unknown>
}

export interface Upload {
  readonly caseId: string
  readonly filename: string
  readonly description?: string | null
  readonly sourceType?: SourceType
  readonly sourceUrl?: string | null
  readonly declaredType?: DataType | null
  readonly metadata?: Record<string, unknown>
}

export interface Line {
  /** 1-based */
  readonly number: number
  readonly text: string
  readonly level: string | null
}

/** What an answer cites of a file. */
export interface EvidenceCitation {
  readonly evidenceId: string
  readonly byteStart: number
  readonly byteEnd: number
  readonly lineStart: number
  readonly lineEnd: number
  readonly sha256: string
  /** the text inside the file that the ranges are of; null or absent: the stored bytes */
  readonly artifact?: string | null
}
