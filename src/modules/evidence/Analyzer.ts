import { Context, type Effect, Schema } from "effect"
import type { DataType } from "./engine/finding.js"
import type { EvidenceAnalysis } from "./models.js"

/** The file cannot be analysed; `reason` is for the user. The file itself is kept. */
export class AnalysisFailed extends Schema.TaggedError<AnalysisFailed>()("AnalysisFailed", {
  /** such as `damaged`, `encrypted`, `zip_bomb`, `timeout`, `out_of_memory` */
  code: Schema.String,
  reason: Schema.String,
  /** false: the same bytes will fail again */
  retryable: Schema.Boolean
}) {
  override get message() {
    return this.reason
  }
}

/** What the analysis of a whole file adds to what is kept of it. `partly` says why only a part could be read; absent when all was. */
export interface Analysed extends EvidenceAnalysis {
  readonly needsUserChoice: boolean
  readonly partly?: string
}

/** Runs the offline analysis of one file off the main thread, within limits of time and memory. */
export class Analyzer extends Context.Tag("faultmaven/evidence/Analyzer")<Analyzer, {
  readonly analyze: (
    input: { readonly path: string; readonly name: string; readonly sourceUrl: string | null; readonly declaredType: DataType | null },
    onProgress: (percent: number) => void
  ) => Effect.Effect<Analysed, AnalysisFailed>
  /** The text inside a document (PDF, DOCX, HTML), at most 2 MiB; null where the file is none. Its lines are those that findings quote. */
  readonly text: (input: { readonly path: string; readonly name: string }) => Effect.Effect<string | null, AnalysisFailed>
}>() {}
