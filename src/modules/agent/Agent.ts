import { Context, type Effect, type Stream } from "effect"
import type { ProviderError } from "../../providers/errors.js"
import type { CurrentActor } from "../kernel/actor.js"
import type { BadRequest, Conflict, NotFound, Unavailable } from "../kernel/errors.js"
import type { Question, Turn, TurnEvent, TurnResult, UsageRow } from "./models.js"

/**
 * The troubleshooting agent. A turn is a durable job: asked once, answered
 * once, also when the process dies in between. One turn per case at a time.
 */
export class Agent extends Context.Tag("faultmaven/agent/Agent")<Agent, {
  /** Stores the question and queues the turn; durable when it returns. `Conflict` (with `retryAfter`) while another turn runs. */
  readonly ask: (question: Question) => Effect.Effect<Turn, NotFound | BadRequest | Conflict, CurrentActor>
  readonly turn: (jobId: string) => Effect.Effect<Turn, NotFound, CurrentActor>
  /** Waits for the end of a turn; a failed one is `Unavailable` with its reason. */
  readonly result: (jobId: string) => Effect.Effect<TurnResult, NotFound | Unavailable, CurrentActor>
  /** Everything after `seq`, then live until the turn ends. */
  readonly follow: (jobId: string, after: number) => Effect.Effect<Stream.Stream<TurnEvent>, NotFound, CurrentActor>
  readonly cancel: (jobId: string) => Effect.Effect<boolean, NotFound, CurrentActor>
  /** A turn of this case is queued or running. */
  readonly busy: (caseId: string) => Effect.Effect<boolean>
  /** Lets a failed turn run again with the question it has; false in any other state. */
  readonly retry: (jobId: string) => Effect.Effect<boolean, NotFound, CurrentActor>
  /** 3–12 words from what the case is about. */
  readonly title: (caseId: string, options: { readonly maxWords: number; readonly hint?: string | undefined }) => Effect.Effect<string, NotFound | Conflict | ProviderError, CurrentActor>
  /** Model calls since a time (epoch ms), oldest first; `ownerId` null = of everybody. */
  readonly usage: (options: { readonly ownerId: string | null; readonly since: number }) => Effect.Effect<ReadonlyArray<UsageRow>>
  /** Deletes logs of ended turns older than the retention. For the cleaner. */
  readonly sweep: (olderThanMs: number) => Effect.Effect<number>
}>() {}
