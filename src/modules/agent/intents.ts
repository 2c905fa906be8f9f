import type { Case, CaseStatus, Hypothesis, HypothesisStatus, TurnOutcome } from "../case/index.js"

/** What a click in a client means, beside the text it sends. */
export interface Intent {
  readonly type: string
  readonly data: Record<string, unknown>
}

export const intentTypes = ["conversation", "status_transition", "confirmation", "hypothesis_action"] as const

const STATES: Record<string, CaseStatus> = { inquiry: "consulting", consulting: "consulting", investigating: "investigating", resolved: "resolved", closed: "closed" }
const HYPOTHESIS_ACTIONS: Record<string, HypothesisStatus> = {
  validate: "validated", confirm: "validated", refute: "refuted", reject: "refuted", retire: "retired", activate: "active", test: "active"
}

/** The state a confirmed status change asks for; null where the intent is none or was declined. */
export const wantedStatus = (intent: Intent | null): CaseStatus | null =>
  intent?.type === "status_transition" && intent.data["user_confirmed"] === true ? STATES[String(intent.data["to_state"] ?? "")] ?? null : null

/** Why an intent cannot be carried out as sent; null where it can. */
export const intentProblem = (intent: Intent): string | null => {
  switch (intent.type) {
    case "conversation":
      return null
    case "status_transition":
      return STATES[String(intent.data["to_state"] ?? "")] === undefined ? "intent_data.to_state must be one of inquiry, investigating, resolved, closed" : null
    case "confirmation":
      return typeof intent.data["confirmation_value"] === "boolean" ? null : "intent_data.confirmation_value must be true or false"
    case "hypothesis_action":
      if (typeof intent.data["hypothesis_id"] !== "string") return "intent_data.hypothesis_id must name a hypothesis of the case"
      return HYPOTHESIS_ACTIONS[String(intent.data["action"] ?? "")] === undefined ? `intent_data.action must be one of ${Object.keys(HYPOTHESIS_ACTIONS).join(", ")}` : null
    default:
      return `intent_type must be one of ${intentTypes.join(", ")}`
  }
}

/** What the user's own decision changes, whatever the answer says. */
export const updateFromIntent = (
  intent: Intent | null,
  state: { readonly case: Case; readonly hypotheses: ReadonlyArray<Hypothesis>; readonly at: number }
): Pick<TurnOutcome, "investigation" | "hypothesisUpdates" | "transition"> => {
  const none = { investigation: {}, hypothesisUpdates: [], transition: null }
  if (intent === null) return none
  const to = wantedStatus(intent)
  if (to !== null) return { ...none, transition: { to, reason: "requested by the user" } }
  if (intent.type === "confirmation" && state.case.investigation.proposedStatement !== null) {
    return { ...none, investigation: intent.data["confirmation_value"] === true ? { statementConfirmedAt: state.at } : { proposedStatement: null, statementConfirmedAt: null } }
  }
  if (intent.type === "hypothesis_action") {
    const status = HYPOTHESIS_ACTIONS[String(intent.data["action"] ?? "")]
    const known = state.hypotheses.find((h) => h.hypothesisId === intent.data["hypothesis_id"])
    if (status !== undefined && known !== undefined) return { ...none, hypothesisUpdates: [{ hypothesisId: known.hypothesisId, status, notes: "decided by the user" }] }
  }
  return none
}
