import type { DataType } from "../finding.js"

/** One rule's opinion; `reason` is for people. */
export interface Opinion {
  readonly type: DataType
  readonly confidence: number
  readonly reason: string
}
