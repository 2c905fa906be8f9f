import { Clock } from "effect"

/** UTC epoch milliseconds from the Effect clock (tests move it). */
export const now = Clock.currentTimeMillis

/** The one timestamp form on the wire: `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export const iso = (ms: number): string => new Date(ms).toISOString()

export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))
