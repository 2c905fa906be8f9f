/** Times in milliseconds. */
export interface BreakerSettings {
  readonly enabled: boolean
  /** failures in a row that open it */
  readonly threshold: number
  /** how long it stays open before one call may try again */
  readonly resetMs: number
}

/** Stops calls to a provider that keeps failing; one call at a time finds out whether it is back. */
export const makeBreaker = (settings: BreakerSettings) => {
  let failures = 0
  let openedAt: number | null = null
  let probing = false
  const state = (now: number): "closed" | "open" | "half-open" =>
    openedAt === null ? "closed" : probing || now - openedAt >= settings.resetMs ? "half-open" : "open"
  return {
    state,
    /** May a call be made now? A yes has to be followed by one of the three below. */
    admit: (now: number): boolean => {
      if (!settings.enabled || openedAt === null) return true
      if (probing || state(now) === "open") return false
      probing = true
      return true
    },
    succeeded: (): void => {
      failures = 0
      openedAt = null
      probing = false
    },
    failed: (now: number): void => {
      failures++
      if (settings.enabled && (probing || failures >= settings.threshold)) openedAt = now
      probing = false
    },
    /** neither up nor down: interrupted, or refused for the request's own sake */
    released: (): void => {
      probing = false
    },
    /** seconds until it lets a call through */
    waitSeconds: (now: number): number => (openedAt === null ? 0 : Math.max(1, Math.ceil((openedAt + settings.resetMs - now) / 1_000)))
  }
}

export type Breaker = ReturnType<typeof makeBreaker>
