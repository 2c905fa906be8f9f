import type { Case } from "./models/case.js"
import { type Milestone, milestones, type Stage } from "./models/investigation.js"
import type { CaseStatus } from "./models/status.js"

/** Status of the older contract → state of contract 2.0.0. */
export const stateOf = (status: CaseStatus): "inquiry" | "investigating" | "resolved" | "closed" => (status === "consulting" ? "inquiry" : status)

/** Derived for display only; null outside an investigation. First match wins. */
export const stageOf = (c: Pick<Case, "status" | "investigation">, activeHypotheses: number): Stage | null => {
  if (c.status !== "investigating") return null
  const done = new Set(c.investigation.milestones)
  if (done.has("solution_proposed") || done.has("solution_applied") || done.has("solution_verified")) return "solution"
  if (done.has("root_cause_identified") || activeHypotheses > 0) return "hypothesis_validation"
  if (done.has("symptom_verified")) return "hypothesis_formulation"
  return "symptom_verification"
}

/** `completion` is a fraction, 0–1. */
export const progressOf = (c: Pick<Case, "investigation">): { readonly completed: ReadonlyArray<Milestone>; readonly total: number; readonly completion: number } => {
  const completed = milestones.filter((m) => c.investigation.milestones.includes(m))
  return { completed, total: milestones.length, completion: completed.length / milestones.length }
}
