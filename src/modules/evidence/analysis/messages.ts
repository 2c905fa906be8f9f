import type { Analysis } from "../engine/analysis.js"
import type { ArtifactCheck } from "../engine/artifact.js"
import type { DataType } from "../engine/finding.js"
import type { EarlierText } from "../engine/extract/configuration/index.js"
import type { Limits, ProblemCode } from "../engine/input/limits.js"
import type { Differences } from "../engine/versions.js"
import type { LineIndex } from "../lineIndex.js"

/** What is wanted of a file. `sha256` is the hash it had when it was stored: of another file nothing is answered. */
export type Wanted =
  | { readonly kind: "analyze"; readonly sourceUrl: string | null; readonly declaredType: DataType | null }
  /** the start of an artefact as text */
  | { readonly kind: "text"; readonly artifact: string }
  /** texts of the file, each with an earlier version of it in another file */
  | { readonly kind: "compare"; readonly pairs: ReadonlyArray<{ readonly artifact: string | null; readonly older: { readonly path: string; readonly name: string }; readonly earlier: EarlierText }> }
  | { readonly kind: "verify"; readonly sha256: string; readonly passages: ReadonlyArray<ArtifactCheck> }
  | { readonly kind: "unpack"; readonly sha256: string; readonly artifact: string; readonly target: string }

/** What a worker is asked: one file at a time. Only plain data crosses the thread. */
export interface AnalysisRequest {
  readonly id: number
  readonly path: string
  readonly name: string
  readonly limits: Partial<Limits>
  readonly wanted: Wanted
  /** for temporary files; whoever asks removes it, for an ended thread cannot */
  readonly scratchFolder: string
}

export type AnalysisAnswer =
  | { readonly id: number; readonly kind: "progress"; readonly percent: number }
  | { readonly id: number; readonly kind: "done"; readonly analysis: Analysis }
  /** null: the file holds no such artefact */
  | { readonly id: number; readonly kind: "text"; readonly text: string | null }
  | { readonly id: number; readonly kind: "compared"; readonly differences: ReadonlyArray<Differences> }
  /** null: the file is not what it was */
  | { readonly id: number; readonly kind: "verified"; readonly holds: ReadonlyArray<boolean> | null }
  | { readonly id: number; readonly kind: "unpacked"; readonly index: LineIndex | null }
  /** something is wrong with the file */
  | { readonly id: number; readonly kind: "refused"; readonly code: ProblemCode; readonly message: string }
  | { readonly id: number; readonly kind: "crashed"; readonly message: string }
