import type { Analysis } from "../engine/analysis.js"
import type { DataType } from "../engine/finding.js"
import type { Limits } from "../engine/input/limits.js"

/** What a worker is asked: one file at a time. Only plain data crosses the thread. */
export interface AnalysisRequest {
  readonly id: number
  readonly path: string
  readonly name: string
  readonly sourceUrl: string | null
  readonly declaredType: DataType | null
  readonly limits: Partial<Limits>
  /** the text of this artefact is wanted, not an analysis */
  readonly artifact?: string
  /** for temporary files; whoever asks removes it, for an ended thread cannot */
  readonly scratchFolder: string
}

export type AnalysisAnswer =
  | { readonly id: number; readonly kind: "progress"; readonly percent: number }
  | { readonly id: number; readonly kind: "done"; readonly analysis: Analysis }
  /** null: the file holds no such artefact */
  | { readonly id: number; readonly kind: "text"; readonly text: string | null }
  | { readonly id: number; readonly kind: "crashed"; readonly message: string }
