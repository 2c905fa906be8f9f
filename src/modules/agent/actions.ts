import type { Case } from "../case/index.js"
import { stateOf } from "../case/index.js"
import type { SuggestedAction } from "./models.js"

const DANGEROUS = /\b(rm\s+-rf?|drop\s+(table|database)|truncate|delete\s+from|kubectl\s+delete|mkfs|dd\s+if=|shutdown|reboot|kill\s+-9|terraform\s+destroy|flushall)\b/i
const CHANGES = /\b(restart|apply|scale|rollout|set\s|patch|edit|exec|systemctl\s+(start|stop|restart)|update|insert|alter|kill|chmod|chown|mv|cp|helm\s+(upgrade|rollback|install)|drain|cordon)\b/i

/** Commands are classified, never run here. */
export const safetyOf = (command: string): "read_only" | "caution" | "dangerous" =>
  DANGEROUS.test(command) ? "dangerous" : CHANGES.test(command) ? "caution" : "read_only"

const SHELL_FENCE = /```(?:sh|bash|shell|console|zsh)?\n([\s\S]*?)```/g

const commandsIn = (answer: string): ReadonlyArray<string> =>
  [...answer.matchAll(SHELL_FENCE)].flatMap((match) => match[1]!.split("\n").map((line) => line.replace(/^\$\s+/, "").trim()).filter((line) => line !== "" && !line.startsWith("#"))).slice(0, 5)

const plain = { payload: null, intent: null, safety: null, body: null, hints: [], evidence_need_id: null }

const decide = (label: string, payload: string, from: Case["status"], to: Case["status"]): SuggestedAction => ({
  ...plain, type: "DECIDE", label, payload,
  intent: { type: "status_transition", from_state: stateOf(from), to_state: stateOf(to), user_confirmed: true }
})

/** What the user can do next with one click: commands to copy, state changes to confirm, evidence to bring. */
export const suggestActions = (input: { readonly case: Case; readonly answer: string; readonly files: number }): ReadonlyArray<SuggestedAction> => {
  const actions: Array<SuggestedAction> = commandsIn(input.answer).map((command) => ({
    ...plain, type: "RUN", label: command.length > 60 ? `${command.slice(0, 57)}…` : command, payload: command, safety: safetyOf(command)
  }))
  const { status } = input.case
  if (input.files === 0 && (status === "consulting" || status === "investigating")) {
    actions.push({ ...plain, type: "EVIDENCE", label: "Add a log, metrics or configuration", body: "The answer can only be as good as what there is to read.", hints: ["the log around the first error", "metrics of the affected service", "what was changed last"] })
  }
  if (status === "consulting" && input.files > 0) actions.push(decide("Start the investigation", "Please start the investigation.", status, "investigating"))
  if (status === "investigating" && input.case.investigation.milestones.includes("root_cause_identified")) {
    actions.push(decide("It is fixed: close as resolved", "The fix worked, the problem is resolved.", status, "resolved"))
  }
  return actions
}
