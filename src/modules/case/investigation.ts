import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { type Conflict, NotFound } from "../kernel/errors.js"
import { ids } from "../kernel/ids.js"
import { now } from "../kernel/time.js"
import type { Cases } from "./Cases.js"
import type { Case } from "./models/case.js"
import { type Hypothesis, hypothesisStatement } from "./models/hypothesis.js"
import { type Milestone, milestones } from "./models/investigation.js"
import type { Message } from "./models/message.js"
import type { NewSolution, Solution } from "./models/solution.js"
import type { TurnOutcome } from "./models/turn.js"
import { bounded, type casePolicy, mayMove, writable } from "./policy.js"
import type { CaseRepository } from "./repository.js"

const STALLED_TURNS = 3
const TREND_LENGTH = 50

const clamp = (n: number): number => Math.min(1, Math.max(0, n))

/** Applied implies proposed, verified implies applied: the missing ones are completed with it. */
const withImplied = (given: ReadonlyArray<Milestone>): ReadonlySet<Milestone> => {
  const all = new Set(given)
  if (all.has("solution_verified")) all.add("solution_applied")
  if (all.has("solution_applied")) all.add("solution_proposed")
  return all
}

const newHypothesis = (c: Case, at: number, by: Hypothesis["createdBy"], input: Pick<Hypothesis, "statement" | "category" | "likelihood" | "rationale" | "evidenceLinks">): Hypothesis => ({
  hypothesisId: ids.hypothesis.make(), caseId: c.caseId, statement: hypothesisStatement(input.statement), category: input.category,
  status: "active", likelihood: clamp(input.likelihood), rationale: input.rationale, generatedAtTurn: c.currentTurn, validationNotes: null,
  evidenceLinks: input.evidenceLinks, trend: [{ at, likelihood: clamp(input.likelihood) }], createdBy: by, createdAt: at, updatedAt: at
})

const changed = (h: Hypothesis, at: number, changes: { status?: Hypothesis["status"] | undefined; likelihood?: number | undefined; notes?: string | undefined; evidenceLinks?: Hypothesis["evidenceLinks"] | undefined }): Hypothesis => {
  const likelihood = changes.likelihood === undefined ? h.likelihood : clamp(changes.likelihood)
  const links = new Map(h.evidenceLinks.map((link) => [link.evidenceId, link]))
  for (const link of changes.evidenceLinks ?? []) links.set(link.evidenceId, link)
  return {
    ...h, likelihood, status: changes.status ?? h.status, validationNotes: changes.notes ?? h.validationNotes, evidenceLinks: [...links.values()],
    trend: likelihood === h.likelihood ? h.trend : [...h.trend, { at, likelihood }].slice(-TREND_LENGTH), updatedAt: at
  }
}

const newSolution = (caseId: string, at: number, input: NewSolution): Solution => ({
  solutionId: ids.solution.make(), caseId, solutionType: input.solutionType ?? "other", title: input.title.slice(0, 200),
  immediateAction: input.immediateAction ?? null, longtermFix: input.longtermFix ?? null, steps: input.steps ?? [], commands: input.commands ?? [],
  risks: input.risks ?? [], status: "proposed", verificationMethod: null, proposedAt: at, appliedAt: null, verifiedAt: null
})

type Append = (c: Case, message: Omit<Message, "messageId" | "caseId">) => Effect.Effect<{ readonly saved: Case; readonly message: Message }>
type Moved = (c: Case, to: Case["status"], at: number, details: { readonly reason?: string }) => Effect.Effect<Case, Conflict, CurrentActor>

/** Hypotheses, solutions and the result of a turn. */
export const makeInvestigationWrites = (
  repository: CaseRepository,
  policy: ReturnType<typeof casePolicy>,
  append: Append,
  moved: Moved
): Pick<Cases["Type"], "hypotheses" | "addHypothesis" | "changeHypothesis" | "solutions" | "addSolution" | "changeSolution" | "hypothesisCounts" | "applyTurn"> => {
  const save = (before: Case, after: Case, at: number) => {
    const saved = { ...after, updatedAt: at, lastActivityAt: at, version: before.version + 1 }
    return Effect.as(repository.saveCase(saved), saved)
  }
  const flip = (c: Case, completed: Iterable<Milestone>): Case => ({
    ...c, investigation: { ...c.investigation, milestones: milestones.filter((m) => c.investigation.milestones.includes(m) || new Set(completed).has(m)) }
  })

  const addHypothesis: Cases["Type"]["addHypothesis"] = Effect.fn("Cases.addHypothesis")(function*(caseId, input) {
    const statement = yield* bounded("description", input.statement, { min: 1, max: 500 })
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* Effect.flatMap(policy.lock(caseId), writable)
      const at = yield* now
      const hypothesis = newHypothesis(c, at, "user", { rationale: "", evidenceLinks: [], ...input, statement })
      yield* repository.insertHypothesis(hypothesis)
      yield* save(c, c, at)
      return hypothesis
    }))
  })

  const changeHypothesis: Cases["Type"]["changeHypothesis"] = Effect.fn("Cases.changeHypothesis")(function*(caseId, hypothesisId, changes) {
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* Effect.flatMap(policy.lock(caseId), writable)
      const found = (yield* repository.hypotheses(caseId)).find((h) => h.hypothesisId === hypothesisId)
      if (!found) return yield* new NotFound({ resource: "hypothesis", id: hypothesisId })
      const at = yield* now
      const next = changed(found, at, changes)
      yield* repository.updateHypothesis(next)
      yield* save(c, c, at)
      return next
    }))
  })

  const addSolution: Cases["Type"]["addSolution"] = Effect.fn("Cases.addSolution")(function*(caseId, input) {
    const title = yield* bounded("title", input.title, { min: 1, max: 200 })
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* Effect.flatMap(policy.lock(caseId), writable)
      const at = yield* now
      const solution = newSolution(caseId, at, { ...input, title })
      yield* repository.insertSolution(solution)
      yield* save(c, flip(c, ["solution_proposed"]), at)
      return solution
    }))
  })

  const changeSolution: Cases["Type"]["changeSolution"] = Effect.fn("Cases.changeSolution")(function*(caseId, solutionId, changes) {
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* Effect.flatMap(policy.lock(caseId), writable)
      const found = (yield* repository.solutions(caseId)).find((s) => s.solutionId === solutionId)
      if (!found) return yield* new NotFound({ resource: "solution", id: solutionId })
      const at = yield* now
      const next: Solution = {
        ...found, status: changes.status, verificationMethod: changes.verificationMethod ?? found.verificationMethod,
        appliedAt: changes.status === "applied" || changes.status === "verified" ? found.appliedAt ?? at : found.appliedAt,
        verifiedAt: changes.status === "verified" ? at : found.verifiedAt
      }
      yield* repository.updateSolution(next)
      const completed: ReadonlyArray<Milestone> = changes.status === "verified" ? ["solution_verified"] : changes.status === "applied" ? ["solution_applied"] : []
      yield* save(c, flip(c, withImplied(completed)), at)
      return next
    }))
  })

  const applyTurn: Cases["Type"]["applyTurn"] = Effect.fn("Cases.applyTurn")(function*(caseId, outcome: TurnOutcome) {
    return yield* repository.transaction(Effect.gen(function*() {
      const c = yield* policy.lock(caseId)
      const earlier = yield* repository.answerOf(caseId, outcome.turnNumber)
      if (earlier) {
        // a retried job: the turn was applied before the process died
        return { case: c, message: earlier, milestonesCompleted: [], progressMade: false, statusTransitioned: false }
      }
      const at = yield* now
      const open = c.status === "consulting" || c.status === "investigating"
      const wanted = withImplied(outcome.milestones)
      const completed = open ? milestones.filter((m) => wanted.has(m) && !c.investigation.milestones.includes(m)) : []
      const existing = yield* repository.hypotheses(caseId)
      if (open) {
        yield* Effect.forEach(outcome.newHypotheses, (h) => repository.insertHypothesis(newHypothesis(c, at, "agent", h)), { discard: true })
        yield* Effect.forEach(outcome.hypothesisUpdates, (update) => {
          const found = existing.find((h) => h.hypothesisId === update.hypothesisId)
          return found ? repository.updateHypothesis(changed(found, at, update)) : Effect.void
        }, { discard: true })
        yield* Effect.forEach(outcome.newSolutions, (s) => repository.insertSolution(newSolution(caseId, at, s)), { discard: true })
      }
      const validated = outcome.hypothesisUpdates.some((update) => update.status === "validated")
      const progressMade = completed.length > 0 || outcome.evidenceAdded || validated
      const stalled = progressMade ? 0 : c.investigation.turnsWithoutProgress + 1
      const degraded = c.status === "investigating" && stalled >= STALLED_TURNS
        ? c.investigation.degraded ?? { mode: "no_progress", reason: `${stalled} turns without a new fact`, enteredAt: at }
        : null
      const { message, saved } = yield* append(c, { turnNumber: outcome.turnNumber, role: "assistant", content: outcome.answer, createdAt: at, metadata: outcome.answerMetadata })
      let next = flip({ ...saved, investigation: { ...saved.investigation, ...(open ? outcome.investigation : {}), turnsWithoutProgress: stalled, degraded } }, completed)
      const move = outcome.transition !== null && mayMove(c.status, outcome.transition.to) ? outcome.transition : null
      if (move !== null) next = yield* Effect.orDie(moved(next, move.to, at, { reason: move.reason }))
      return { case: yield* save(c, next, at), message, milestonesCompleted: completed, progressMade, statusTransitioned: move !== null }
    }))
  })

  return {
    hypotheses: (caseId) => Effect.zipRight(policy.read(caseId), repository.hypotheses(caseId)),
    solutions: (caseId) => Effect.zipRight(policy.read(caseId), repository.solutions(caseId)),
    hypothesisCounts: (caseIds) => Effect.flatMap(CurrentActor, (actor) => repository.hypothesisCounts(actor.userId, caseIds)),
    addHypothesis, changeHypothesis, addSolution, changeSolution, applyTurn
  }
}
