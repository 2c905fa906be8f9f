/** What every evidence analyser returns. No Effect, no I/O: shapes only. */

/** Half-open range of byte offsets in the stored original file, or in the artefact that the finding names. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** 1-based, inclusive line numbers of the decoded file. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/** A passage of the original bytes that a finding rests on. */
export interface Quote {
  readonly bytes: ByteRange
  readonly lines: LineRange
  /** lower-case hex SHA-256 of exactly the bytes in `bytes` */
  readonly sha256: string
  /** decoded text of the passage, at most 2,000 characters, for display only; of an image what was read in it */
  readonly text: string
}

export type Severity = "critical" | "error" | "warning" | "info"

/** Gravest first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, error: 1, warning: 2, info: 3 }

/** Content type of an evidence file; `unanalysable` is a result, not an error. */
export type DataType =
  | "logs" | "metrics" | "configuration" | "source_code" | "error_report" | "trace" | "profile"
  | "command_output" | "document" | "image" | "page_capture" | "text" | "archive" | "unanalysable"

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** One statement about a file, with the passages that prove it. */
export interface Finding {
  /** stable machine name, such as `first_error`, `error_burst`, `metric_spike`, `root_exception` */
  readonly kind: string
  readonly severity: Severity
  /** one line for people */
  readonly title: string
  readonly detail: string
  /** when it happened, UTC epoch milliseconds; null where the file has no time */
  readonly at: number | null
  /** 0–1 */
  readonly confidence: number
  readonly quotes: ReadonlyArray<Quote>
  /** path of the text inside the stored file that `quotes` refer to (archive member, text of a PDF); absent: the stored bytes */
  readonly artifact?: string
  /** machine-readable extras (counts, rates, series names) */
  readonly data: { readonly [key: string]: Json }
}

/** An entry of the merged timeline; times are UTC epoch milliseconds. */
export interface TimelineEvent {
  readonly at: number
  readonly endAt: number | null
  readonly kind: string
  readonly severity: Severity
  readonly label: string
  readonly count: number
  readonly lines: LineRange | null
  /** path of the text inside the stored file that `lines` refer to; absent: the stored file */
  readonly artifact?: string
}
