import type { DataType, Finding, TimelineEvent } from "./finding.js"
import type { ProblemCode } from "./input/limits.js"

/** `partial`: there are findings, but `reason` says what was left out. */
export type AnalysisStatus = "ok" | "partial" | "failed"

/** One message template of a log; times are UTC epoch milliseconds. */
export interface TemplateSummary {
  readonly id: number
  /** parameters shown as `<*>` */
  readonly template: string
  readonly count: number
  readonly level: string | null
  readonly firstLine: number
  readonly lastLine: number
  readonly firstAt: number | null
  readonly lastAt: number | null
  /** occurrences per equal slice of the file's time span (or of its lines) */
  readonly buckets: ReadonlyArray<number>
  /** the archive member it occurs in; absent for the stored file itself */
  readonly artifact?: string
}

/** Records per level in equal slices of time, from `from` on (UTC epoch milliseconds); levels without any are absent. */
export interface LevelRates {
  readonly from: number
  readonly sliceMs: number
  readonly counts: Readonly<Record<string, ReadonlyArray<number>>>
}

/** A text inside the stored file: a member of an archive, or the text of a document (`…#text`). */
export interface Artifact {
  readonly path: string
  readonly sha256: string
  /** length of the text that ranges refer to */
  readonly bytes: number
  readonly dataType: DataType
  readonly confidence: number
  readonly encoding: string
  readonly lines: number
  /** null where it has no levels over time */
  readonly rates: LevelRates | null
  readonly status: AnalysisStatus
  readonly code: ProblemCode | null
  readonly reason: string | null
}

/** The offline analysis of one stored file. A file that cannot be analysed has `status: "failed"`, never an exception. */
export interface Analysis {
  readonly dataType: DataType
  /** 0–1; 1 only where the user said what it is */
  readonly confidence: number
  readonly needsUserChoice: boolean
  readonly suggestedTypes: ReadonlyArray<DataType>
  /** MIME type by content, null where the content does not tell */
  readonly mime: string | null
  /** `utf-8`, `utf-16le`, `windows-1252` …; "" for what is no text */
  readonly encoding: string
  readonly status: AnalysisStatus
  readonly code: ProblemCode | null
  /** one sentence for people where the status is not `ok` */
  readonly reason: string | null
  readonly lines: number
  readonly bytes: number
  readonly sha256: string
  readonly levels: Record<string, number>
  /** null where it has no levels over time, or several texts have rates of their own (in `artifacts`) */
  readonly rates: LevelRates | null
  /** time span of the records, UTC epoch milliseconds */
  readonly from: number | null
  readonly to: number | null
  readonly findings: ReadonlyArray<Finding>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly templates: ReadonlyArray<TemplateSummary>
  /** plain text, at most 8,000 characters */
  readonly summary: string
  readonly artifacts: ReadonlyArray<Artifact>
}
