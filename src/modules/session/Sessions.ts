import { Context, type Effect } from "effect"
import type { Actor, CurrentActor } from "../kernel/actor.js"
import type { InvalidInput, NotFound } from "../kernel/errors.js"
import type { NewSession, Session, SessionMessage } from "./models.js"

/**
 * Sessions of clients. A session carries no rights; an anonymous one may be
 * made by anybody and is visible to nobody. Expired and foreign ones are
 * `NotFound`.
 */
export class Sessions extends Context.Tag("faultmaven/session/Sessions")<Sessions, {
  /** With a known `clientId` of the same user the live session is resumed; otherwise a new one, the oldest over the cap going. */
  readonly open: (input: NewSession, actor: Actor | null) => Effect.Effect<{ readonly session: Session; readonly resumed: boolean }>
  readonly get: (sessionId: string) => Effect.Effect<Session, NotFound, CurrentActor>
  /** Newest activity first. */
  readonly list: (page: { readonly limit: number; readonly offset: number }) => Effect.Effect<{ readonly sessions: ReadonlyArray<Session>; readonly total: number }, never, CurrentActor>
  readonly search: (query: { readonly status: string | null; readonly text: string | null; readonly limit: number }) => Effect.Effect<ReadonlyArray<Session>, never, CurrentActor>
  readonly change: (sessionId: string, changes: {
    readonly title?: string | null | undefined
    readonly status?: string | null | undefined
    readonly context?: Record<string, unknown> | null | undefined
    readonly metadata?: Record<string, unknown> | null | undefined
  }) => Effect.Effect<Session, NotFound | InvalidInput, CurrentActor>
  readonly heartbeat: (sessionId: string) => Effect.Effect<Session, NotFound, CurrentActor>
  readonly setStatus: (sessionId: string, status: Session["status"]) => Effect.Effect<Session, NotFound, CurrentActor>
  readonly remove: (sessionId: string) => Effect.Effect<void, NotFound, CurrentActor>
  readonly addMessage: (sessionId: string, role: string, content: string) => Effect.Effect<{ readonly message: SessionMessage; readonly total: number }, NotFound, CurrentActor>
  readonly messages: (sessionId: string, limit: number) => Effect.Effect<{ readonly messages: ReadonlyArray<SessionMessage>; readonly total: number }, NotFound, CurrentActor>
  /** Removes messages and context of one session, keeps the session. */
  readonly clear: (sessionId: string) => Effect.Effect<void, NotFound, CurrentActor>
  /** Removes the actor's expired sessions now. */
  readonly removeExpired: Effect.Effect<number, never, CurrentActor>
  /** All sessions of a user (after logout everywhere). */
  readonly removeAll: Effect.Effect<number, never, CurrentActor>
  /** Every expired session. For the cleaner. */
  readonly sweep: Effect.Effect<number>
}>() {}
