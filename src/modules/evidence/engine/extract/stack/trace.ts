/** A stack trace as it was read. */
import type { Frame, Language } from "./frames.js"

/** One exception of a chain; the last of the chain is the root cause. */
export interface Thrown {
  readonly type: string
  readonly message: string
  /** 1-based line it is named on */
  readonly line: number
  readonly frames: ReadonlyArray<Frame>
}

export interface StackTrace {
  readonly language: Language
  readonly firstLine: number
  readonly lastLine: number
  /** outermost first, root cause last */
  readonly chain: ReadonlyArray<Thrown>
  /** the cause was being handled when the outer one was thrown; it need not be its reason */
  readonly handled: boolean
}

/** Frames from the place of the throw outwards: Python prints them the other way round. */
export const innermostFirst = (trace: StackTrace, thrown: Thrown): ReadonlyArray<Frame> => (trace.language === "python" ? [...thrown.frames].reverse() : thrown.frames)
