/** What is said in a case. */

export interface Message {
  readonly messageId: string
  readonly caseId: string
  readonly turnNumber: number
  readonly role: "user" | "assistant" | "system"
  readonly content: string
  readonly createdAt: number
  /** citations, attachments, model, tokens, latency: whatever the writer recorded */
  readonly metadata: Record<string, unknown>
}
