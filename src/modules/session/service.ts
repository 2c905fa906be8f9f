import { Config, Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { InvalidInput, NotFound } from "../kernel/errors.js"
import { ids, uuid } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Session } from "./models.js"
import { makeRepository } from "./repository.js"
import { Sessions } from "./Sessions.js"

const DEFAULT_MINUTES = 180
const SESSION_CAP = 50
/** A heartbeat younger than this writes nothing. */
const TOUCH_EVERY_MS = 60_000

const settings = Config.integer("SESSION_TIMEOUT_MINUTES").pipe(Config.withDefault(DEFAULT_MINUTES))

export const makeSessions = Effect.gen(function*() {
  const repository = yield* makeRepository
  const defaultMinutes = yield* settings

  const owned = (sessionId: string): Effect.Effect<Session, NotFound, CurrentActor> => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const found = yield* repository.find(sessionId, actor.userId, yield* now)
    return found ?? (yield* new NotFound({ resource: "session", id: sessionId }))
  })

  const open: Sessions["Type"]["open"] = (input, actor) => repository.transaction(Effect.gen(function*() {
    const at = yield* now
    const minutes = input.timeoutMinutes ?? defaultMinutes
    if (actor !== null && input.clientId) {
      const resumed = yield* repository.resume(actor.userId, input.clientId, at)
      if (resumed !== null) return { session: resumed, resumed: true }
    }
    const session: Session = {
      sessionId: uuid(), userId: actor?.userId ?? null, title: null, clientId: input.clientId ?? null, sessionType: input.sessionType ?? "troubleshooting",
      status: "active", timeoutMinutes: minutes, context: {}, metadata: { ...input.metadata, session_type: input.sessionType ?? "troubleshooting", timeout_minutes: minutes },
      messageCount: 0, createdAt: at, updatedAt: at, lastActivityAt: at, expiresAt: at + minutes * 60_000
    }
    const inserted = yield* repository.insert(session, at)
    if (inserted === null) {
      // a twin request of the same client was faster
      const twin = yield* repository.resume(actor!.userId, input.clientId!, at)
      return { session: twin ?? session, resumed: true }
    }
    if (actor !== null) yield* repository.evict(actor.userId, SESSION_CAP)
    return { session: inserted, resumed: false }
  })).pipe(Effect.withSpan("Sessions.open"))

  const touched = (session: Session) => Effect.flatMap(now, (at) =>
    at - session.lastActivityAt < TOUCH_EVERY_MS ? Effect.succeed(session) : repository.touch(session.sessionId, at))

  return Sessions.of({
    open,
    get: owned,
    list: (page) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      return yield* repository.list(actor.userId, yield* now, { status: null, text: null, ...page })
    }),
    search: (query) => Effect.gen(function*() {
      const actor = yield* CurrentActor
      return (yield* repository.list(actor.userId, yield* now, { ...query, offset: 0 })).sessions
    }),
    change: (sessionId, changes) => Effect.gen(function*() {
      const session = yield* owned(sessionId)
      if (changes.status != null && changes.status !== "active" && changes.status !== "archived") {
        return yield* new InvalidInput({ loc: ["body", "status"], type: "enum", reason: "status must be 'active' or 'archived'" })
      }
      const at = yield* now
      return yield* repository.update(sessionId, {
        updated_at: at, last_activity_at: at,
        ...(changes.title === undefined ? {} : { title: changes.title }),
        ...(changes.status == null ? {} : { status: changes.status }),
        ...(changes.context == null ? {} : { context: JSON.stringify({ ...session.context, ...changes.context }) }),
        ...(changes.metadata == null ? {} : { metadata: JSON.stringify({ ...session.metadata, ...changes.metadata }) })
      })
    }),
    heartbeat: (sessionId) => Effect.flatMap(owned(sessionId), touched),
    setStatus: (sessionId, status) => Effect.gen(function*() {
      yield* owned(sessionId)
      return yield* repository.update(sessionId, { status, updated_at: yield* now })
    }),
    remove: (sessionId) => Effect.flatMap(owned(sessionId), () => Effect.asVoid(repository.remove(sessionId))),
    addMessage: (sessionId, role, content) => repository.transaction(Effect.gen(function*() {
      yield* owned(sessionId)
      const message = { messageId: ids.message.make(), role, content, at: yield* now }
      return { message, total: yield* repository.insertMessage(sessionId, message) }
    })),
    messages: (sessionId, limit) => Effect.gen(function*() {
      const session = yield* owned(sessionId)
      return { messages: yield* repository.messages(sessionId, limit), total: session.messageCount }
    }),
    clear: (sessionId) => repository.transaction(Effect.gen(function*() {
      yield* owned(sessionId)
      yield* repository.clearMessages(sessionId)
      yield* repository.update(sessionId, { message_count: 0, context: "{}", updated_at: yield* now })
    })),
    removeExpired: Effect.flatMap(CurrentActor, (actor) => Effect.flatMap(now, (at) => repository.removeExpired(at, actor.userId))),
    removeAll: Effect.flatMap(CurrentActor, (actor) => repository.removeOf(actor.userId)),
    sweep: Effect.flatMap(now, (at) => repository.removeExpired(at, null))
  })
})
