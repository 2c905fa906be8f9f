import { Context, type Effect, Schema } from "effect"
import type { ArtifactCheck } from "./engine/artifact.js"
import type { EarlierText } from "./engine/extract/configuration/index.js"
import type { DataType } from "./engine/finding.js"
import type { Differences } from "./engine/versions.js"
import type { LineIndex } from "./lineIndex.js"
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

/** A passage of a text inside a file: byte range and the SHA-256 it should have. */
export type Passage = ArtifactCheck

/** A configuration text of a file (null: the file itself), and where an earlier version of it lies. */
export interface EarlierVersion {
  readonly artifact: string | null
  readonly older: LocalFile
  readonly earlier: EarlierText
}

/** A local file, and its name at the upload. */
interface LocalFile {
  readonly path: string
  readonly name: string
}

/** What the analysis of a whole file adds to what is kept of it. `partly` says why only a part could be read; absent when all was. */
export interface Analysed extends EvidenceAnalysis {
  readonly needsUserChoice: boolean
  readonly partly?: string
}

/** Works on files off the main thread, within limits of time and memory. */
export class Analyzer extends Context.Tag("faultmaven/evidence/Analyzer")<Analyzer, {
  readonly analyze: (
    input: LocalFile & { readonly sourceUrl: string | null; readonly declaredType: DataType | null },
    onProgress: (percent: number) => void
  ) => Effect.Effect<Analysed, AnalysisFailed>
  /** What differs in configuration texts of the file from their earlier versions; findings cite the file. */
  readonly compare: (input: LocalFile & { readonly pairs: ReadonlyArray<EarlierVersion> }) => Effect.Effect<ReadonlyArray<Differences>, AnalysisFailed>
  /** The text of an artefact (`#text` of a document, a member of an archive), at most 2 MiB; null where the file holds none. Its lines are those that findings quote. */
  readonly text: (input: LocalFile & { readonly artifact: string }) => Effect.Effect<string | null, AnalysisFailed>
  /** Whether each passage is what it was; null where the file as a whole has not the hash `sha256` any more. One pass over the file. */
  readonly verify: (input: LocalFile & { readonly sha256: string; readonly passages: ReadonlyArray<Passage> }) => Effect.Effect<ReadonlyArray<boolean> | null, AnalysisFailed>
  /** Writes an artefact to the new file `target` and answers where its lines are; null where the file holds none. Fails where the file has not the hash `sha256` any more. */
  readonly unpack: (input: LocalFile & { readonly sha256: string; readonly artifact: string; readonly target: string }) => Effect.Effect<LineIndex | null, AnalysisFailed>
}>() {}
