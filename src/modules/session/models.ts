/** A client's use of the product; times are UTC epoch milliseconds. */
export interface Session {
  readonly sessionId: string
  /** null: anonymous; grants nothing */
  readonly userId: string | null
  readonly title: string | null
  readonly clientId: string | null
  readonly sessionType: string
  readonly status: "active" | "archived"
  readonly timeoutMinutes: number
  readonly context: Record<string, unknown>
  readonly metadata: Record<string, unknown>
  readonly messageCount: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastActivityAt: number
  readonly expiresAt: number
}

export interface SessionMessage {
  readonly messageId: string
  readonly role: string
  readonly content: string
  readonly at: number
}

export interface NewSession {
  readonly timeoutMinutes?: number | null | undefined
  readonly sessionType?: string | null | undefined
  readonly clientId?: string | null | undefined
  readonly metadata?: Record<string, unknown> | null | undefined
}
