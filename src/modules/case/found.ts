import { Effect } from "effect"
import { CurrentActor } from "../kernel/actor.js"
import { NotFound } from "../kernel/errors.js"
import type { Cases } from "./Cases.js"
import { type casePolicy, writable } from "./policy.js"
import type { CaseRepository } from "./repository.js"

type Found = Pick<Cases["Type"], "findHypotheses" | "hypothesis" | "removeHypothesis" | "findSolutions" | "solution" | "removeSolution">

/** Hypotheses and solutions reached by their own ids, whatever case of the actor they belong to. */
export const makeFound = (repository: CaseRepository, policy: ReturnType<typeof casePolicy>): Found => {
  const hypothesis: Found["hypothesis"] = (hypothesisId) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const { rows } = yield* repository.findHypotheses(actor.userId, { hypothesisId, limit: 1, offset: 0 })
    return rows[0] ?? (yield* new NotFound({ resource: "hypothesis", id: hypothesisId }))
  })
  const solution: Found["solution"] = (solutionId) => Effect.gen(function*() {
    const actor = yield* CurrentActor
    const { rows } = yield* repository.findSolutions(actor.userId, { solutionId, limit: 1, offset: 0 })
    return rows[0] ?? (yield* new NotFound({ resource: "solution", id: solutionId }))
  })
  const ofOpenCase = <E, R>(caseId: string, change: Effect.Effect<unknown, E, R>) =>
    repository.transaction(Effect.zipRight(Effect.flatMap(policy.lock(caseId), writable), Effect.asVoid(change)))

  return {
    hypothesis,
    solution,
    findHypotheses: (query) => Effect.flatMap(CurrentActor, (actor) =>
      Effect.map(repository.findHypotheses(actor.userId, query), ({ rows, total }) => ({ hypotheses: rows, total }))),
    findSolutions: (query) => Effect.flatMap(CurrentActor, (actor) =>
      Effect.map(repository.findSolutions(actor.userId, query), ({ rows, total }) => ({ solutions: rows, total }))),
    removeHypothesis: (hypothesisId) => Effect.flatMap(hypothesis(hypothesisId), (found) => ofOpenCase(found.caseId, repository.deleteHypothesis(hypothesisId))),
    removeSolution: (solutionId) => Effect.flatMap(solution(solutionId), (found) => ofOpenCase(found.caseId, repository.deleteSolution(solutionId)))
  }
}
