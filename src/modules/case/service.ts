import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { BadRequest, Conflict } from "../kernel/errors.js"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import { Cases } from "./Cases.js"
import { makeFound } from "./found.js"
import { makeInvestigationWrites } from "./investigation.js"
import type { Case } from "./models/case.js"
import { emptyInvestigation } from "./models/investigation.js"
import type { Message } from "./models/message.js"
import { bounded, casePolicy, mayMove, writable } from "./policy.js"
import { makeRepository } from "./repository.js"
import { makeStatistics } from "./statistics.js"

const MAX_TITLE = 200
const MAX_DESCRIPTION = 20_000
const DAY_MS = 86_400_000

export const makeCases = Effect.gen(function*() {
  const repository = yield* makeRepository
  const policy = casePolicy(repository)

  const defaultTitle = (ownerId: string, at: number) => Effect.map(
    repository.countOpenedSince(ownerId, at - (at % DAY_MS)),
    (count) => `Case-${new Date(at).toISOString().slice(5, 10).replace("-", "")}-${count + 1}`
  )

  const open: Cases["Type"]["open"] = Effect.fn("Cases.open")(function*(input) {
    const actor = yield* CurrentActor
    const at = yield* now
    const given = yield* bounded("title", input.title ?? "", { max: MAX_TITLE })
    const description = yield* bounded("description", input.description ?? "", { max: MAX_DESCRIPTION })
    const { priority: _ignored, ...metadata } = input.metadata ?? {}
    const opened: Case = {
      caseId: ids.case.make(), ownerId: actor.userId, organizationId: actor.organizationId,
      title: given === "" ? yield* defaultTitle(actor.userId, at) : given, titleSource: given === "" ? "default" : "user",
      description, status: "consulting", priority: input.priority ?? "medium", metadata,
      createdAt: at, updatedAt: at, lastActivityAt: at, resolvedAt: null, closedAt: null, closureReason: null, resolutionNotes: null,
      archivedAt: null, sessionId: input.sessionId ?? null, messageCount: 0, currentTurn: 0, version: 1, investigation: emptyInvestigation
    }
    yield* repository.insertCase(opened)
    return opened
  })

  /** Locks, changes and saves one case; the change sees the newest state. */
  const edit = <E, R>(caseId: string, f: (c: Case, at: number) => Effect.Effect<Case, E, R>) =>
    repository.transaction(Effect.gen(function*() {
      const before = yield* policy.lock(caseId)
      const at = yield* now
      const after = yield* f(before, at)
      if (after === before) return before
      const saved = { ...after, updatedAt: at, version: before.version + 1 }
      yield* repository.saveCase(saved)
      return saved
    }))

  const moved = (c: Case, to: Case["status"], at: number, details: NonNullable<Parameters<Cases["Type"]["transition"]>[2]>) => Effect.gen(function*() {
    if (!mayMove(c.status, to)) {
      return yield* new Conflict({ code: "invalid_transition", reason: `a ${c.status} case cannot become ${to}` })
    }
    const actor = yield* CurrentActor
    yield* repository.insertStatusChange(c.caseId, { fromStatus: c.status, toStatus: to, at, by: actor.userId, reason: details.reason ?? "" })
    const statement = c.investigation.proposedStatement ?? (c.description === "" ? c.title : c.description)
    const next: Case = { ...c, status: to, lastActivityAt: at }
    if (to === "investigating") {
      return {
        ...next, description: c.description === "" ? statement : c.description,
        investigation: { ...c.investigation, proposedStatement: statement, statementConfirmedAt: at, symptom: c.investigation.symptom ?? statement }
      }
    }
    return {
      ...next, closedAt: at, resolvedAt: to === "resolved" ? at : null, resolutionNotes: details.notes ?? c.resolutionNotes,
      closureReason: to === "resolved" ? "resolved" as const : details.closureReason ?? (c.status === "consulting" ? "consulting_only" as const : "abandoned" as const)
    }
  })

  const transition: Cases["Type"]["transition"] = Effect.fn("Cases.transition")(function*(caseId, to, details = {}) {
    return yield* edit(caseId, (c, at) => moved(c, to, at, details))
  })

  const change: Cases["Type"]["change"] = Effect.fn("Cases.change")(function*(caseId, changes) {
    return yield* edit(caseId, (c, at) => Effect.gen(function*() {
      const content = [changes.title, changes.description, changes.priority, changes.metadata].some((value) => value !== undefined && value !== null)
      if (content) yield* writable(c)
      let next = c
      if (typeof changes.title === "string") next = { ...next, title: yield* bounded("title", changes.title, { min: 1, max: MAX_TITLE }), titleSource: "user" }
      if (typeof changes.description === "string") next = { ...next, description: yield* bounded("description", changes.description, { max: MAX_DESCRIPTION }) }
      if (changes.priority) next = { ...next, priority: changes.priority }
      if (changes.metadata) {
        const { priority: _ignored, ...metadata } = changes.metadata
        next = { ...next, metadata: { ...next.metadata, ...metadata } }
      }
      if (changes.status && changes.status !== c.status) next = yield* moved(next, changes.status, at, {})
      return next
    }))
  })

  /** Appends under the case's lock; `position` is the running number of the message. */
  const append = (c: Case, message: Omit<Message, "messageId" | "caseId">): Effect.Effect<{ readonly saved: Case; readonly message: Message }> => {
    const stored: Message = { messageId: ids.message.make(), caseId: c.caseId, ...message }
    const saved = { ...c, messageCount: c.messageCount + 1, lastActivityAt: message.createdAt }
    return Effect.as(repository.insertMessage(stored, c.messageCount + 1), { saved, message: stored })
  }

  const beginTurn: Cases["Type"]["beginTurn"] = Effect.fn("Cases.beginTurn")(function*(caseId, content, metadata) {
    if (content.trim() === "") return yield* new BadRequest({ reason: "the message is empty" })
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* policy.lock(caseId)
      const at = yield* now
      const turn = c.currentTurn + 1
      const { message, saved } = yield* append(c, { turnNumber: turn, role: "user", content, createdAt: at, metadata })
      yield* repository.saveCase({ ...saved, currentTurn: turn, updatedAt: at, version: c.version + 1 })
      return message
    }))
  })

  const addSystemMessage: Cases["Type"]["addSystemMessage"] = Effect.fn("Cases.addSystemMessage")(function*(caseId, content, metadata) {
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* policy.lock(caseId)
      const at = yield* now
      const { message, saved } = yield* append(c, { turnNumber: c.currentTurn, role: "system", content, createdAt: at, metadata })
      yield* repository.saveCase({ ...saved, updatedAt: at, version: c.version + 1 })
      return message
    }))
  })

  return Cases.of({
    open,
    get: policy.read,
    list: (query) => Effect.flatMap(CurrentActor, (actor) => repository.listCases(actor.userId, query)),
    change,
    remove: Effect.fn("Cases.remove")(function*(caseId) {
      yield* policy.read(caseId)
      yield* repository.deleteCase(caseId)
    }),
    transition,
    archive: (caseId, archived) => edit(caseId, (c, at) => Effect.succeed({ ...c, archivedAt: archived ? c.archivedAt ?? at : null })),
    setTitle: (caseId, title, source) => edit(caseId, (c) => Effect.map(bounded("title", title, { min: 1, max: MAX_TITLE }), (text) => ({ ...c, title: text, titleSource: source }))),
    statusHistory: (caseId) => Effect.zipRight(policy.read(caseId), repository.statusHistory(caseId)),
    messages: (caseId, page) => Effect.flatMap(policy.read(caseId), (c) =>
      Effect.map(repository.messages(caseId, page.limit, page.offset), (messages) => ({ messages, total: c.messageCount }))),
    recentMessages: (caseId, count) => Effect.zipRight(policy.read(caseId), repository.recentMessages(caseId, count)),
    beginTurn,
    addSystemMessage,
    assertWritable: (caseId) => Effect.flatMap(policy.read(caseId), writable),
    existing: repository.existing,
    ...makeInvestigationWrites(repository, policy, append, moved),
    ...makeStatistics(repository),
    ...makeFound(repository, policy)
  })
})
