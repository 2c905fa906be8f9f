import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { Cases, progressOf, stageOf, type TurnOutcome } from "../../../src/modules/case/index.js"
import { layer } from "../../../src/modules/case/layer.js"
import type { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { as, memoryDatabase } from "../../support/layers.js"

const outcome = (turnNumber: number, changes: Partial<TurnOutcome> = {}): TurnOutcome => ({
  turnNumber, answer: `answer ${turnNumber}`, answerMetadata: {}, milestones: [], investigation: {}, newHypotheses: [], hypothesisUpdates: [], newSolutions: [],
  transition: null, evidenceAdded: false, ...changes
})

const mine = as("usr_me")
const theirs = as("usr_other")

describe("cases, alone", () => {
  it.layer(layer.pipe(Layer.provideMerge(memoryDatabase())))((it) => {
    it.effect("names untitled cases by day and number", () => mine(Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 2, 14, 10))
      const cases = yield* Cases
      expect((yield* cases.open({})).title).toBe("Case-0314-1")
      expect((yield* cases.open({ title: "  " })).title).toBe("Case-0314-2")
      expect((yield* cases.open({ title: " Disk full " })).title).toBe("Disk full")
    })))

    it.effect("a foreign case is not found, for reading and for every change", () => Effect.gen(function*() {
      const cases = yield* Cases
      const { caseId } = yield* mine(cases.open({ title: "secret" }))
      const attempts: ReadonlyArray<Effect.Effect<unknown, { readonly _tag: string }, CurrentActor>> = [
        cases.get(caseId), cases.change(caseId, { title: "stolen" }), cases.remove(caseId), cases.transition(caseId, "closed"), cases.archive(caseId, true),
        cases.messages(caseId, { limit: null, offset: 0 }), cases.beginTurn(caseId, "hi", {}), cases.applyTurn(caseId, outcome(1)), cases.hypotheses(caseId),
        cases.addHypothesis(caseId, { statement: "x", category: "code", likelihood: 0.5 }), cases.solutions(caseId), cases.addSolution(caseId, { title: "x" }), cases.assertWritable(caseId), cases.statusHistory(caseId)
      ]
      for (const attempt of attempts) expect((yield* Effect.flip(theirs(attempt)))._tag).toBe("NotFound")
      expect((yield* mine(cases.get(caseId))).title).toBe("secret")
      expect((yield* theirs(cases.list({ limit: 10, offset: 0 }))).total).toBe(0)
    }))

    it.effect("moves forward only and keeps the history", () => mine(Effect.gen(function*() {
      const cases = yield* Cases
      const { caseId } = yield* cases.open({ title: "states", description: "it is slow" })
      expect((yield* Effect.flip(cases.transition(caseId, "resolved")))._tag).toBe("Conflict")
      expect((yield* cases.transition(caseId, "investigating")).investigation.statementConfirmedAt).not.toBeNull()
      const resolved = yield* cases.transition(caseId, "resolved", { reason: "fixed" })
      expect(resolved).toMatchObject({ status: "resolved", closureReason: "resolved" })
      expect(resolved.resolvedAt).toBe(resolved.closedAt)
      expect((yield* Effect.flip(cases.transition(caseId, "investigating")))._tag).toBe("Conflict")
      expect((yield* Effect.flip(cases.change(caseId, { title: "no" })))._tag).toBe("Conflict")
      expect((yield* cases.statusHistory(caseId)).map((h) => h.toStatus)).toEqual(["investigating", "resolved"])
    })))

    it.effect("a turn is applied once, and what it establishes is never taken back", () => mine(Effect.gen(function*() {
      const cases = yield* Cases
      const { caseId } = yield* cases.open({ title: "turns" })
      expect((yield* cases.beginTurn(caseId, "why?", {})).turnNumber).toBe(1)
      const first = yield* cases.applyTurn(caseId, outcome(1, { milestones: ["solution_verified"], newHypotheses: [{ statement: "leak", category: "code", likelihood: 1.4, rationale: "", evidenceLinks: [] }] }))
      expect(first.milestonesCompleted).toEqual(["solution_proposed", "solution_applied", "solution_verified"])
      expect((yield* cases.hypotheses(caseId))[0]!.likelihood).toBe(1)
      const again = yield* cases.applyTurn(caseId, outcome(1, { answer: "another", milestones: ["symptom_verified"] }))
      expect(again.message.content).toBe("answer 1")
      const { messages, total } = yield* cases.messages(caseId, { limit: null, offset: 0 })
      expect(messages.map((m) => [m.role, m.content])).toEqual([["user", "why?"], ["assistant", "answer 1"]])
      expect(total).toBe(2)
      expect(progressOf(yield* cases.get(caseId)).completion).toBe(3 / 8)
    })))

    it.effect("three turns without a new fact in an investigation are a degraded mode, progress ends it", () => mine(Effect.gen(function*() {
      const cases = yield* Cases
      const { caseId } = yield* cases.open({ title: "stuck", description: "slow" })
      yield* cases.transition(caseId, "investigating")
      for (const n of [1, 2, 3]) {
        yield* cases.beginTurn(caseId, `q${n}`, {})
        yield* cases.applyTurn(caseId, outcome(n))
      }
      expect((yield* cases.get(caseId)).investigation.degraded?.mode).toBe("no_progress")
      yield* cases.beginTurn(caseId, "q4", {})
      yield* cases.applyTurn(caseId, outcome(4, { evidenceAdded: true }))
      expect((yield* cases.get(caseId)).investigation.degraded).toBeNull()
    })))

    it.effect("derives the stage from facts", () => mine(Effect.gen(function*() {
      const cases = yield* Cases
      const { caseId } = yield* cases.open({ title: "stage", description: "x" })
      expect(stageOf(yield* cases.get(caseId), 0)).toBeNull()
      yield* cases.transition(caseId, "investigating")
      expect(stageOf(yield* cases.get(caseId), 0)).toBe("symptom_verification")
      const solution = yield* cases.addSolution(caseId, { title: "roll back" })
      expect(stageOf(yield* cases.get(caseId), 0)).toBe("solution")
      yield* cases.changeSolution(caseId, solution.solutionId, { status: "verified" })
      expect((yield* cases.get(caseId)).investigation.milestones).toEqual(["solution_proposed", "solution_applied", "solution_verified"])
    })))

    it.effect("searches title, description and messages; wildcards are letters", () => mine(Effect.gen(function*() {
      const cases = yield* Cases
      const a = yield* cases.open({ title: "100% disk" })
      yield* cases.open({ title: "100 disks" })
      yield* cases.beginTurn(a.caseId, "the Zookeeper quorum is lost", {})
      const search = (text: string) => Effect.map(cases.list({ text, limit: 10, offset: 0 }), ({ cases: found }) => found.map((c) => c.title))
      expect(yield* search("100%")).toEqual(["100% disk"])
      expect(yield* search("ZOOKEEPER")).toEqual(["100% disk"])
      expect(yield* search("'; DROP TABLE cases; --")).toEqual([])
    })))
  })
})
