import { Context, type Effect } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { CurrentActor } from "../kernel/actor.js"
import type { Conflict, Forbidden, InvalidInput, NotFound } from "../kernel/errors.js"
import type { Document } from "../knowledge/index.js"
import type { CaseTimeline, Recommendations, Report, ReportRequest, SimilarCase } from "./models.js"

/** Documents about a case, written from what the case holds; every factual line cites stored bytes. */
export class Reports extends Context.Tag("faultmaven/report/Reports")<Reports, {
  /**
   * Queues the writing of one version per type; durable when it returns. One
   * generation per case at a time (`Conflict` with `retryAfter`); at most five
   * versions per type are kept, the oldest unlinked one goes.
   */
  readonly generate: (request: ReportRequest) => Effect.Effect<ReadonlyArray<Report>, NotFound | Conflict, CurrentActor>
  /** Waits until the versions are written or have failed. */
  readonly settled: (reports: ReadonlyArray<Report>) => Effect.Effect<ReadonlyArray<Report>, NotFound, CurrentActor>
  readonly get: (reportId: string) => Effect.Effect<Report, NotFound, CurrentActor>
  /** Current versions, or all with `history`; newest first. */
  readonly ofCase: (caseId: string, options: { readonly history: boolean }) => Effect.Effect<ReadonlyArray<Report>, NotFound, CurrentActor>
  /** Current reports over all cases of the actor, newest first; two statements. */
  readonly list: (page: { readonly limit: number; readonly offset: number }) => Effect.Effect<{ readonly reports: ReadonlyArray<Report>; readonly total: number }, never, CurrentActor>
  /** A person's text as a new version, current at once; the one before stays. Sources that it cites no more are left out. */
  readonly revise: (reportId: string, text: { readonly content: string; readonly title?: string | undefined }) => Effect.Effect<Report, NotFound | Conflict, CurrentActor>
  /** Linked reports stay: `Conflict`. */
  readonly remove: (reportId: string) => Effect.Effect<void, NotFound | Conflict, CurrentActor>
  /** What to write in the present state of the case, and whether a known runbook already covers it. */
  readonly recommend: (caseId: string) => Effect.Effect<Recommendations, NotFound, CurrentActor>
  /** Puts the text into the knowledge base as a draft of this case, to be reviewed before it is found. */
  readonly saveAsRunbook: (reportId: string) => Effect.Effect<Document, NotFound | Conflict | InvalidInput | Forbidden | ProviderError, CurrentActor>
  /** The draft (or published runbook) of a resolved case; made from what the case holds where there is none yet. */
  readonly draftRunbook: (caseId: string) => Effect.Effect<{ readonly document: Document; readonly created: boolean }, NotFound | Conflict | InvalidInput | Forbidden | ProviderError, CurrentActor>
  /** The actor's solved cases that look most like this one, best first. */
  readonly similar: (caseId: string, limit: number) => Effect.Effect<ReadonlyArray<SimilarCase>, NotFound | ProviderError, CurrentActor>
  /** All files' events, uploads, messages and changes of state in one order, with the onset. */
  readonly timeline: (caseId: string) => Effect.Effect<CaseTimeline, NotFound, CurrentActor>
  /** The case goes and takes its reports along, except runbooks. */
  readonly removeCase: (caseId: string) => Effect.Effect<void, never, CurrentActor>
  /** Deletes reports of cases that are gone. For the cleaner. */
  readonly sweep: Effect.Effect<number>
}>() {}
