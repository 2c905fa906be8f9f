import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { Conflict, InvalidInput, NotFound } from "../kernel/errors.js"
import type { Case } from "./models/case.js"
import type { CaseStatus } from "./models/status.js"
import type { CaseRepository } from "./repository.js"

export const isTerminal = (status: CaseStatus): boolean => status === "resolved" || status === "closed"

const FORWARD: Record<CaseStatus, ReadonlyArray<CaseStatus>> = {
  consulting: ["investigating", "closed"],
  investigating: ["resolved", "closed"],
  resolved: [],
  closed: []
}

export const mayMove = (from: CaseStatus, to: CaseStatus): boolean => FORWARD[from].includes(to)

const owned = (find: (caseId: string, ownerId: string) => Effect.Effect<Case | null>) => (caseId: string): Effect.Effect<Case, NotFound, CurrentActor> =>
  Effect.flatMap(CurrentActor, (actor) =>
    Effect.flatMap(find(caseId, actor.userId), (found) => (found ? Effect.succeed(found) : Effect.fail(new NotFound({ resource: "case", id: caseId })))))

/** The actor's own case, plainly read or locked for a change. */
export const casePolicy = (repository: CaseRepository) => ({
  read: owned(repository.findCase),
  lock: owned(repository.lockCase)
})

export const writable = (c: Case): Effect.Effect<Case, Conflict> =>
  isTerminal(c.status)
    ? Effect.fail(new Conflict({ code: "case_closed", reason: `the case is ${c.status} and cannot be changed` }))
    : Effect.succeed(c)

/** Trimmed text within bounds, or the reason why not. */
export const bounded = (field: string, text: string, bounds: { readonly min?: number; readonly max: number }): Effect.Effect<string, InvalidInput> => {
  const trimmed = text.trim()
  if (trimmed.length < (bounds.min ?? 0)) return Effect.fail(new InvalidInput({ loc: ["body", field], type: "string_too_short", reason: `${field} must not be blank` }))
  if (trimmed.length > bounds.max) {
    return Effect.fail(new InvalidInput({ loc: ["body", field], type: "string_too_long", reason: `${field} may have at most ${bounds.max} characters` }))
  }
  return Effect.succeed(trimmed)
}
