import { Context, type Effect } from "effect"
import type { CurrentActor } from "../kernel/actor.js"
import type { BadRequest, Conflict, InvalidInput, NotFound } from "../kernel/errors.js"
import type { Case, CaseChanges, CaseQuery, CaseStatistics, NewCase } from "./models/case.js"
import type { EvidenceLink, Hypothesis, HypothesisStatus } from "./models/hypothesis.js"
import type { InvestigationQuery } from "./models/investigation.js"
import type { Message } from "./models/message.js"
import type { NewSolution, Solution, SolutionStatus } from "./models/solution.js"
import type { CaseStatus, ClosureReason, StatusChange } from "./models/status.js"
import type { TurnApplied, TurnOutcome } from "./models/turn.js"

/**
 * Cases, their dialogue and the state of their investigation. Every method
 * acts for the current actor; a case of somebody else is `NotFound`.
 * Terminal cases (`resolved`, `closed`) refuse changes with `Conflict`, except
 * questions, documentation and archiving.
 */
export class Cases extends Context.Tag("faultmaven/case/Cases")<Cases, {
  /** Blank titles become `Case-MMDD-n`, n counting the owner's cases of that UTC day. */
  readonly open: (input: NewCase) => Effect.Effect<Case, InvalidInput, CurrentActor>
  readonly get: (caseId: string) => Effect.Effect<Case, NotFound, CurrentActor>
  /** Newest activity first unless sorted otherwise; `total` counts all matches. Two statements. */
  readonly list: (query: CaseQuery) => Effect.Effect<{ readonly cases: ReadonlyArray<Case>; readonly total: number }, never, CurrentActor>
  readonly change: (caseId: string, changes: CaseChanges) => Effect.Effect<Case, NotFound | Conflict | InvalidInput, CurrentActor>
  readonly remove: (caseId: string) => Effect.Effect<void, NotFound, CurrentActor>
  /** Forward only: consulting → investigating | closed; investigating → resolved | closed. */
  readonly transition: (
    caseId: string,
    to: CaseStatus,
    details?: { readonly reason?: string; readonly closureReason?: ClosureReason; readonly notes?: string }
  ) => Effect.Effect<Case, NotFound | Conflict, CurrentActor>
  readonly archive: (caseId: string, archived: boolean) => Effect.Effect<Case, NotFound, CurrentActor>
  readonly setTitle: (caseId: string, title: string, source: Case["titleSource"]) => Effect.Effect<Case, NotFound | InvalidInput, CurrentActor>
  readonly statusHistory: (caseId: string) => Effect.Effect<ReadonlyArray<StatusChange>, NotFound, CurrentActor>

  /** Ascending; `limit` null = all. */
  readonly messages: (
    caseId: string,
    page: { readonly limit: number | null; readonly offset: number }
  ) => Effect.Effect<{ readonly messages: ReadonlyArray<Message>; readonly total: number }, NotFound, CurrentActor>
  /** The newest `count` messages, ascending. */
  readonly recentMessages: (caseId: string, count: number) => Effect.Effect<ReadonlyArray<Message>, NotFound, CurrentActor>
  /** Stores the user's message and counts a turn; joins the caller's transaction. */
  readonly beginTurn: (caseId: string, content: string, metadata: Record<string, unknown>) => Effect.Effect<Message, NotFound | BadRequest, CurrentActor>
  /** Stores the answer and everything the turn established, in one transaction. Applying the same turn twice changes nothing. */
  readonly applyTurn: (caseId: string, outcome: TurnOutcome) => Effect.Effect<TurnApplied, NotFound, CurrentActor>
  readonly addSystemMessage: (caseId: string, content: string, metadata: Record<string, unknown>) => Effect.Effect<Message, NotFound, CurrentActor>

  readonly hypotheses: (caseId: string) => Effect.Effect<ReadonlyArray<Hypothesis>, NotFound, CurrentActor>
  readonly addHypothesis: (
    caseId: string,
    input: { readonly statement: string; readonly category: string; readonly likelihood: number; readonly rationale?: string; readonly evidenceLinks?: ReadonlyArray<EvidenceLink> }
  ) => Effect.Effect<Hypothesis, NotFound | Conflict | InvalidInput, CurrentActor>
  readonly changeHypothesis: (
    caseId: string,
    hypothesisId: string,
    changes: { readonly status?: HypothesisStatus | undefined; readonly likelihood?: number | undefined; readonly notes?: string | undefined }
  ) => Effect.Effect<Hypothesis, NotFound | Conflict, CurrentActor>
  readonly solutions: (caseId: string) => Effect.Effect<ReadonlyArray<Solution>, NotFound, CurrentActor>
  readonly addSolution: (caseId: string, input: NewSolution) => Effect.Effect<Solution, NotFound | Conflict | InvalidInput, CurrentActor>
  readonly changeSolution: (
    caseId: string,
    solutionId: string,
    changes: { readonly status: SolutionStatus; readonly verificationMethod?: string | undefined }
  ) => Effect.Effect<Solution, NotFound | Conflict, CurrentActor>
  /** Over all cases of the actor, last changed first; two statements. */
  readonly findHypotheses: (query: InvestigationQuery) => Effect.Effect<{ readonly hypotheses: ReadonlyArray<Hypothesis>; readonly total: number }, never, CurrentActor>
  readonly hypothesis: (hypothesisId: string) => Effect.Effect<Hypothesis, NotFound, CurrentActor>
  readonly removeHypothesis: (hypothesisId: string) => Effect.Effect<void, NotFound | Conflict, CurrentActor>
  /** Over all cases of the actor, newest first; two statements. */
  readonly findSolutions: (query: InvestigationQuery) => Effect.Effect<{ readonly solutions: ReadonlyArray<Solution>; readonly total: number }, never, CurrentActor>
  readonly solution: (solutionId: string) => Effect.Effect<Solution, NotFound, CurrentActor>
  readonly removeSolution: (solutionId: string) => Effect.Effect<void, NotFound | Conflict, CurrentActor>
  /** Hypotheses per case, one statement; cases that are not the actor's are absent. */
  readonly hypothesisCounts: (caseIds: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, number>, never, CurrentActor>

  /** For other modules: fails unless the actor may add to this case now. */
  readonly assertWritable: (caseId: string) => Effect.Effect<Case, NotFound | Conflict, CurrentActor>
  readonly statistics: Effect.Effect<CaseStatistics, never, CurrentActor>
  /** Cases opened and resolved per UTC day of the last `days` days, oldest first, days without any included. */
  readonly trends: (days: number) => Effect.Effect<ReadonlyArray<{ readonly date: string; readonly opened: number; readonly resolved: number }>, never, CurrentActor>
  /** For reconcilers only: which of these cases exist, whoever owns them. */
  readonly existing: (caseIds: ReadonlyArray<string>) => Effect.Effect<ReadonlySet<string>>
}>() {}
