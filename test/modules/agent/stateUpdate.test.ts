import { describe, expect, it } from "vitest"
import { updateFromAnalysis } from "../../../src/modules/agent/stateUpdate.js"
import { type Case, emptyInvestigation, type Hypothesis, hypothesisStatement } from "../../../src/modules/case/index.js"

const cause = { statement: `resource_exhaustion: ${"the pool is used up, ".repeat(40)}and so on`, category: "resource_exhaustion", confidence: 0.7, checks: [], evidenceIds: ["ev_1"] }
const kept: Hypothesis = {
  hypothesisId: "hyp_1", caseId: "case_1", statement: hypothesisStatement(cause.statement), category: cause.category, status: "active", likelihood: 0.5, rationale: "",
  generatedAtTurn: 1, validationNotes: null, evidenceLinks: [], trend: [], createdBy: "agent", createdAt: 0, updatedAt: 0
}
const update = (existing: ReadonlyArray<Hypothesis>) => updateFromAnalysis({
  case: { investigation: emptyInvestigation } as unknown as Case, citations: new Map(), causes: [cause], existing, hasErrors: false, hasOnset: false, at: 0
})

describe("what the offline analysis adds to a case", () => {
  it("a cause too long for a hypothesis is kept in whole words", () => {
    expect(kept.statement.length).toBeLessThanOrEqual(500)
    expect(cause.statement.startsWith(kept.statement.slice(0, -1))).toBe(true)
    expect(cause.statement[kept.statement.length - 1]).toBe(" ")
  })

  it("and is known again in the next turn: its likelihood moves, no second one is added", () => {
    expect(update([]).newHypotheses).toHaveLength(1)
    expect(update([kept])).toMatchObject({ newHypotheses: [], hypothesisUpdates: [{ hypothesisId: "hyp_1", likelihood: 0.7 }] })
  })
})
