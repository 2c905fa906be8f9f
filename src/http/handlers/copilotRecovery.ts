/**
 * The one permitted exception to saying only what is true. Copilot A
 * (December 2025) recovers conversations with exactly `GET /cases?limit=100`
 * (no offset; nobody else sends that). When the answer holds no case with a
 * user message it repeats the call about 100 times a second, for ever. One
 * case with one user message ends the loop; its next call,
 * `GET /cases/{id}/messages?include_debug=true`, needs that message too. Its
 * sidebar and every other caller send other queries and see the truth.
 */
export const RECOVERY_CASE_ID = "case_000000000000"

export const isRecoveryQuery = (url: string): boolean => (url.split("?")[1] ?? "") === "limit=100"

const WELCOME = "Welcome to FaultMaven. Open a case, add a log and ask what went wrong."

export const recoveryCase = (userId: string, at: string) => ({
  case_id: RECOVERY_CASE_ID, owner_id: userId, user_id: userId, organization_id: "default", title: "Welcome", description: "",
  status: "consulting", state: "inquiry", priority: "low", metadata: { placeholder: true }, created_at: at, updated_at: at, last_activity_at: at,
  resolved_at: null, closed_at: null, closure_reason: null, archived: false, message_count: 1, current_turn: 1, title_source: "default",
  evidence_count: 0, hypothesis_count: 0
})

export const recoveryMessage = (at: string) => ({
  message_id: "msg_000000000000", case_id: RECOVERY_CASE_ID, role: "user", content: WELCOME, created_at: at, timestamp: at, turn_number: 1, metadata: { placeholder: true }
})
