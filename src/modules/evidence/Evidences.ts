import { Context, type Effect, type Stream } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { CurrentActor } from "../kernel/actor.js"
import type { Conflict, InvalidInput, NotFound, TooLarge } from "../kernel/errors.js"
import type { DataType } from "./engine/finding.js"
import type { EvidenceAnalysis, EvidenceCitation, EvidenceFile, EvidenceType, Line, Upload } from "./models.js"
import type { AnalysisFailed } from "./Analyzer.js"

/**
 * Evidence files of a case: stored as they came, analysed in the background,
 * cited by byte range. Only the owner of the case sees them.
 */
export class Evidences extends Context.Tag("faultmaven/evidence/Evidences")<Evidences, {
  /**
   * Streams a file into the store and queues its analysis; when this returns
   * both are durable. Refused uploads leave nothing behind. The same bytes
   * uploaded to the same case again answer the existing file.
   */
  readonly upload: <E, R>(
    input: Upload,
    body: Stream.Stream<Uint8Array, E, R>
  ) => Effect.Effect<EvidenceFile, E | NotFound | Conflict | InvalidInput | TooLarge | ProviderError, R | CurrentActor>
  readonly get: (evidenceId: string) => Effect.Effect<EvidenceFile, NotFound, CurrentActor>
  readonly analysis: (evidenceId: string) => Effect.Effect<EvidenceAnalysis | null, NotFound, CurrentActor>
  /** Newest first. */
  readonly list: (query: {
    readonly caseId: string
    readonly type?: EvidenceType
    readonly limit: number
    readonly offset: number
  }) => Effect.Effect<{ readonly files: ReadonlyArray<EvidenceFile>; readonly total: number }, NotFound, CurrentActor>
  /** Every analysed file of a case with its analysis, oldest first; two statements. */
  readonly analysed: (caseId: string) => Effect.Effect<ReadonlyArray<{ readonly file: EvidenceFile; readonly analysis: EvidenceAnalysis }>, NotFound, CurrentActor>
  /** Files that are still being analysed. */
  readonly unfinished: (caseId: string) => Effect.Effect<ReadonlyArray<EvidenceFile>, NotFound, CurrentActor>
  readonly download: (evidenceId: string) => Effect.Effect<{ readonly file: EvidenceFile; readonly body: Stream.Stream<Uint8Array, ProviderError> }, NotFound | ProviderError, CurrentActor>
  /** Bytes `start` … `end` of the stored file, or of a text inside it. */
  readonly range: (evidenceId: string, start: number, end: number, artifact?: string) => Effect.Effect<Uint8Array, NotFound | ProviderError | AnalysisFailed, CurrentActor>
  readonly remove: (evidenceId: string) => Effect.Effect<void, NotFound | ProviderError, CurrentActor>
  /** Removes all files of a case (the case goes, its files go with it). */
  readonly removeCase: (caseId: string) => Effect.Effect<void, NotFound | ProviderError, CurrentActor>
  /** Moves a file to another open case of the actor. */
  readonly link: (evidenceId: string, caseId: string, description: string | null) => Effect.Effect<EvidenceFile, NotFound | Conflict, CurrentActor>
  /** The user says what it is; analysed again. */
  readonly declareType: (evidenceId: string, type: DataType) => Effect.Effect<EvidenceFile, NotFound | Conflict, CurrentActor>
  /**
   * `count` (1–2,000) lines from line `start` (1-based) of the stored file, or of
   * a text inside it (`artifact`, as findings name it: `NotFound` where there is
   * none, `AnalysisFailed` where the file cannot be opened again); lines over 8 KB
   * are cut for display.
   */
  readonly lines: (
    evidenceId: string,
    window: { readonly start: number; readonly count: number; readonly redacted: boolean; readonly artifact?: string | undefined }
  ) => Effect.Effect<{ readonly lines: ReadonlyArray<Line>; readonly totalLines: number }, NotFound | ProviderError | AnalysisFailed, CurrentActor>
  /** Lines containing the text (case-insensitive; `<*>` stands for anything), from line `from` on, at most `limit`; `next` continues. */
  readonly search: (
    evidenceId: string,
    query: { readonly text: string; readonly from: number; readonly limit: number; readonly artifact?: string | undefined }
  ) => Effect.Effect<{ readonly matches: ReadonlyArray<Line>; readonly next: number | null }, NotFound | ProviderError | AnalysisFailed, CurrentActor>
  /** The text inside a document, or of another artefact; null where the file holds none. At most 2 MiB. */
  readonly text: (evidenceId: string, artifact?: string) => Effect.Effect<string | null, NotFound | ProviderError | AnalysisFailed, CurrentActor>
  /** True where the stored bytes still are what the citation says. */
  readonly verify: (citation: EvidenceCitation) => Effect.Effect<boolean, never, CurrentActor>
  /**
   * The same for many, in their order. Texts inside a file are made again from
   * its stored bytes, all of one file in one pass; the file must then have the
   * hash it was uploaded with.
   */
  readonly verifyAll: (citations: ReadonlyArray<EvidenceCitation>) => Effect.Effect<ReadonlyArray<boolean>, never, CurrentActor>
  /** True where all stored bytes of the file still have the hash they were uploaded with. */
  readonly verifyFile: (evidenceId: string) => Effect.Effect<boolean, never, CurrentActor>
  /** Replaces secrets and personal data by this case's pseudonyms; stable per case. */
  readonly redact: (caseId: string, text: string) => Effect.Effect<{ readonly text: string; readonly counts: Record<string, number> }, NotFound, CurrentActor>
  /** Puts the case's real values back in place of pseudonyms. */
  readonly restore: (caseId: string, text: string) => Effect.Effect<string, NotFound, CurrentActor>
  /** Files per case, one statement. */
  readonly counts: (caseIds: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, number>, never, CurrentActor>
  /** All files of the actor. */
  readonly ownTotal: Effect.Effect<number, never, CurrentActor>
  /** Deletes stored objects without a row and rows of cases that are gone; answers what was removed. For the cleaner. */
  readonly sweep: Effect.Effect<{ readonly objects: number; readonly rows: number }, ProviderError>
  readonly totals: Effect.Effect<{ readonly files: number; readonly bytes: number }>
}>() {}
