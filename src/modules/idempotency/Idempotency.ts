import { Context, type Effect } from "effect"
import type { CurrentActor } from "../kernel/actor.js"
import type { Conflict, InvalidInput } from "../kernel/errors.js"

/** What a request was answered with; `body` is JSON. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface RepeatableRequest {
  /** the client's `Idempotency-Key`, 1–255 visible characters */
  readonly key: string
  /** method and path */
  readonly operation: string
  /** equal for equal requests: a digest of what the client sent */
  readonly fingerprint: string
}

/**
 * Requests that may arrive twice. For 24 hours the same key and content of the
 * same user answers what the first answered; other content is `Conflict`
 * (`idempotency_key_reused`). A failed request is not remembered.
 */
export class Idempotency extends Context.Tag("faultmaven/idempotency/Idempotency")<Idempotency, {
  /**
   * Runs `effect` and remembers its answer in one transaction: twins queue and
   * the second gets the first one's answer. For work that is only in the database.
   */
  readonly atomically: <E, R>(
    request: RepeatableRequest,
    effect: Effect.Effect<Answer, E, R>
  ) => Effect.Effect<Answer & { readonly replayed: boolean }, E | Conflict | InvalidInput, R | CurrentActor>
  /**
   * For work beside the database that may itself run twice without harm (the
   * same bytes answer the existing object): no transaction is held meanwhile.
   */
  readonly remembering: <E, R>(
    request: RepeatableRequest,
    effect: Effect.Effect<Answer, E, R>
  ) => Effect.Effect<Answer & { readonly replayed: boolean }, E | Conflict | InvalidInput, R | CurrentActor>
  /** What an equal request was answered with before; null where there was none. */
  readonly find: (request: RepeatableRequest) => Effect.Effect<Answer | null, Conflict | InvalidInput, CurrentActor>
  /** Forgets what is older than a day. For the cleaner. */
  readonly sweep: Effect.Effect<number>
}>() {}
