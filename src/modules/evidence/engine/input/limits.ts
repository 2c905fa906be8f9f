/** Bounds of one analysis; every one ends in a clear status, none in a crash. */
export interface Limits {
  /** expanded ÷ compressed bytes; checked once more than 64 KiB came out */
  readonly maxRatio: number
  /** bytes all members of an archive may expand to, nested ones included */
  readonly maxExpandedBytes: number
  readonly maxEntries: number
  /** archives inside archives: 2 allows a zip in a tar.gz */
  readonly maxNesting: number
  /** PDF, DOCX, HTML: bytes read into memory */
  readonly maxDocumentBytes: number
  readonly maxPages: number
  /** configuration, traces, metrics in JSON: bytes read into memory */
  readonly maxTextBytes: number
  readonly maxFindings: number
  /** characters of the summary */
  readonly maxSummary: number
}

const MIB = 1024 * 1024

export const defaultLimits: Limits = {
  maxRatio: 100,
  maxExpandedBytes: 1024 * MIB,
  maxEntries: 1_000,
  maxNesting: 2,
  maxDocumentBytes: 32 * MIB,
  maxPages: 500,
  maxTextBytes: 16 * MIB,
  maxFindings: 200,
  maxSummary: 8_000
}

/** Why a file, or a part of it, was not analysed. */
export type ProblemCode =
  | "empty" | "binary" | "undecodable" | "damaged" | "encrypted" | "zip_bomb" | "too_large" | "too_many_entries"
  | "nested_too_deep" | "unsafe_path" | "unsupported" | "line_too_long" | "unreadable" | "timeout" | "out_of_memory" | "crashed" | "aborted"

/** A named problem of a file; thrown inside the engine, a status outside of it. */
export class Problem extends Error {
  constructor(readonly code: ProblemCode, message: string) {
    super(message)
    this.name = "Problem"
  }
}
