import { HttpApiBuilder } from "@effect/platform"
import { Effect } from "effect"
import { Accounts } from "../../modules/auth/index.js"
import { Cases } from "../../modules/case/index.js"
import { Evidences } from "../../modules/evidence/index.js"
import { CurrentActor } from "../../modules/kernel/actor.js"
import { iso, now } from "../../modules/kernel/time.js"
import { type Session, Sessions } from "../../modules/session/index.js"
import { Api } from "../api.js"
import { answer } from "../errors.js"
import { once } from "../once.js"
import { credentialsOf } from "../middleware/authentication.js"
import { caseListView } from "./caseViews.js"

const sessionView = (s: Session) => ({
  session_id: s.sessionId, user_id: s.userId, title: s.title, client_id: s.clientId, created_at: iso(s.createdAt), updated_at: iso(s.updatedAt),
  last_activity_at: iso(s.lastActivityAt), expires_at: iso(s.expiresAt), status: s.status, session_type: s.sessionType, timeout_minutes: s.timeoutMinutes,
  message_count: s.messageCount, metadata: s.metadata, context: s.context
})

export const sessionOpenHandlers = HttpApiBuilder.group(Api, "sessionOpen", (handlers) => Effect.gen(function*() {
  const sessions = yield* Sessions
  const accounts = yield* Accounts
  return handlers.handle("create", ({ payload, request }) => answer(Effect.gen(function*() {
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers["authorization"] ?? "")?.[1] ?? ""
    const credentials = credentialsOf(request, bearer)
    const known = credentials.bearer !== null || credentials.cookie !== null
    const actor = known ? yield* accounts.authenticate({ ...credentials, csrf: { ...credentials.csrf, unsafe: false } }) : null
    const open = Effect.map(sessions.open({
      timeoutMinutes: payload.timeout_minutes, sessionType: payload.session_type, clientId: payload.client_id, metadata: payload.metadata
    }, actor), ({ resumed, session }) => ({ ...sessionView(session), session_resumed: resumed, message: resumed ? "Session resumed successfully" : "Session created successfully" }))
    // an anonymous session belongs to nobody who could ask for it again
    return actor === null ? yield* open : yield* Effect.provideService(once(201, payload, open), CurrentActor, actor)
  })))
}))

export const sessionsHandlers = HttpApiBuilder.group(Api, "sessions", (handlers) => Effect.gen(function*() {
  const sessions = yield* Sessions
  const cases = yield* Cases
  const evidences = yield* Evidences
  return handlers
    .handle("list", ({ urlParams }) => answer(Effect.map(sessions.list(urlParams), (page) => ({ sessions: page.sessions.map(sessionView), total: page.total, ...urlParams }))))
    .handle("search", ({ payload }) => answer(Effect.map(
      sessions.search({ status: payload.status ?? null, text: payload.query ?? null, limit: payload.limit ?? 50 }),
      (found) => ({ sessions: found.map((s) => ({ session_id: s.sessionId, title: s.title, status: s.status, created_at: iso(s.createdAt), message_count: s.messageCount })), total: found.length })
    )))
    .handle("cleanupAll", () => answer(Effect.gen(function*() {
      const cleaned = yield* sessions.removeExpired
      return { message: `Successfully cleaned up ${cleaned} expired sessions`, cleaned_sessions: cleaned, timestamp: iso(yield* now) }
    })))
    .handle("get", ({ path }) => answer(Effect.map(sessions.get(path.session_id), sessionView)))
    .handle("update", ({ path, payload }) => answer(Effect.map(sessions.change(path.session_id, payload), sessionView)))
    .handle("remove", ({ path }) => answer(sessions.remove(path.session_id)))
    .handle("heartbeat", ({ path }) => answer(Effect.map(sessions.heartbeat(path.session_id), (s) => ({
      session_id: s.sessionId, last_activity_at: iso(s.lastActivityAt), expires_at: iso(s.expiresAt), status: s.status, message: "Heartbeat updated"
    }))))
    .handle("cases", ({ path }) => answer(Effect.gen(function*() {
      yield* sessions.get(path.session_id)
      const query = { limit: 100, offset: 0, sessionId: path.session_id, includeArchived: true }
      const page = yield* cases.list(query)
      const ids = page.cases.map((c) => c.caseId)
      const [evidence, hypotheses] = yield* Effect.all([evidences.counts(ids), cases.hypothesisCounts(ids)])
      const view = caseListView(page, { evidence, hypotheses }, query)
      return { session_id: path.session_id, cases: view.cases, total: view.total }
    })))
    .handle("stats", ({ path }) => answer(Effect.map(sessions.get(path.session_id), (s) => ({
      session_id: s.sessionId, message_count: s.messageCount, duration_seconds: Math.floor((s.lastActivityAt - s.createdAt) / 1000), status: s.status,
      created_at: iso(s.createdAt), last_activity_at: iso(s.lastActivityAt)
    }))))
    .handle("addMessage", ({ path, payload }) => answer(once(200, payload, Effect.map(sessions.addMessage(path.session_id, payload.role ?? "user", payload.content ?? ""), ({ message, total }) => ({
      session_id: path.session_id, message: { message_id: message.messageId, role: message.role, content: message.content, timestamp: iso(message.at) }, total_messages: total
    })))))
    .handle("messages", ({ path, urlParams }) => answer(Effect.map(sessions.messages(path.session_id, urlParams.limit), ({ messages, total }) => ({
      session_id: path.session_id, messages: messages.map((m) => ({ message_id: m.messageId, role: m.role, content: m.content, timestamp: iso(m.at), metadata: {} })), total, returned: messages.length
    }))))
    .handle("archive", ({ path }) => answer(Effect.map(sessions.setStatus(path.session_id, "archived"), (s) => ({ session_id: s.sessionId, status: s.status }))))
    .handle("restore", ({ path }) => answer(Effect.map(sessions.setStatus(path.session_id, "active"), (s) => ({ session_id: s.sessionId, status: s.status }))))
    .handle("cleanup", ({ path }) => answer(Effect.as(sessions.clear(path.session_id), { success: true, session_id: path.session_id, message: "Session data cleaned up successfully" })))
    .handle("recovery", ({ path }) => answer(Effect.map(sessions.get(path.session_id), (s) => ({
      session_id: s.sessionId, user_id: s.userId, created_at: iso(s.createdAt), last_activity: iso(s.lastActivityAt),
      state_summary: { active: s.status === "active", status: s.status, metadata: s.metadata }, recovery_info: { can_restore: true, restore_endpoint: `/api/v1/sessions/${s.sessionId}/restore` }
    }))))
}))
