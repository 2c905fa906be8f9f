/** A trace while its lines are read. */
import type { Frame, Language } from "./frames.js"
import type { StackTrace } from "./trace.js"

export interface Raised { type: string; message: string; line: number; frames: Array<Frame> }

export interface Open {
  language: Language
  /** false until a frame or a telling line shows the language; then frames of others do not count */
  known: boolean
  firstLine: number
  lastLine: number
  thrown: Array<Raised>
  /** Python and PHP print the cause before what came of it */
  reversed: boolean
  handled: boolean
  stray: Array<Frame>
  /** .NET prints the frames of the innermost exception first: whose frames follow */
  level: number | null
  /** the outer exceptions of a group whose members follow, one trace each */
  group: ReadonlyArray<Raised> | null
  /** indentation of the suppressed exception that is passed over */
  suppressed: number | null
  /** a second goroutine: its frames are not those of the panic */
  elsewhere: boolean
}

export const begin = (language: Language, line: number, known: boolean, thrown: ReadonlyArray<Raised> = []): Open =>
  ({ language, known, firstLine: line, lastLine: line, thrown: [...thrown], reversed: false, handled: false, stray: [], level: null, group: null, suppressed: null, elsewhere: false })

/** What was read, or null where it is no trace. */
export const settle = (open: Open): StackTrace | null => {
  if (open.stray.length > 0 && open.thrown.length === 0) open.thrown.push({ type: "", message: "", line: open.firstLine, frames: open.stray })
  const frames = open.thrown.reduce((sum, one) => sum + one.frames.length, 0)
  if (frames === 0 && !(open.thrown.length > 0 && (/^(panic|fatal error)$/.test(open.thrown[0]!.type) || (open.language === "rust" && open.thrown.length > 1)))) return null
  // outermost first: Python's order is the other way round
  const chain = open.reversed ? [...open.thrown].reverse() : open.thrown
  return { language: open.language, firstLine: open.firstLine, lastLine: open.lastLine, chain, handled: open.handled }
}
