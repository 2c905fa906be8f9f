import { type Frame, type Language, PARSERS } from "./frames.js"

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
}

interface Open {
  language: Language
  /** false until a frame or a telling line shows the language; then frames of others do not count */
  known: boolean
  firstLine: number
  lastLine: number
  thrown: Array<{ type: string; message: string; line: number; frames: Array<Frame> }>
  /** Python prints the cause before what came of it */
  reversed: boolean
  stray: Array<Frame>
}

const HEAD = /^(?:Exception in thread "[^"]{0,200}" |Unhandled exception[.:] |Uncaught (?:\(in promise\) )?|Caused by: |Suppressed: |---> |\s*-{3}> ?|\[cause\]: ?|PHP Fatal error:\s+(?:Uncaught )?)?((?:[A-Za-z_$][\w$]*[.\\:]{1,2})*[A-Z][\w$]*(?:Exception|Error|Throwable|Fault|Failure|Interrupt|Exit|Warning|Panic|Timeout|Refused|Denied|NotFound|Abort|Iteration|Overflow)\w*)(?: \[\w+\])?(?: \(0x[0-9A-Fa-f]+\))?(?:: (.*)|:?\s*)$/
const CAUSE = /^\s*(Caused by: |---> |\[cause\]: )/
const JOIN = /^\s*(The above exception was the direct cause|During handling of the above exception)/
const PANIC = /^(?:thread '([^']{0,100})' (?:\(\d+\) )?panicked at (.*)|panic: (.*)|fatal error: (.*)|(?:Process|runtime error): (.*))$/

/** Stamped lines: the message may stand behind a header of a log record. */
const bare = (line: string): string => line.replace(/^.{0,120}? (?=(?:[\w$]+\.)*[\w$]*(?:Exception|Error)\b: )/, "")

const parseFrame = (line: string, next: string, number: number, prefer: Language | null): readonly [Language, Frame] | null => {
  for (const [language, parser] of PARSERS) {
    if (prefer !== null && language !== prefer) continue
    const frame = parser(line, next, number)
    if (frame !== null) return [language, frame]
  }
  return null
}

const MAX_LINE = 2_000
/** Lines between frames that belong to a trace: source excerpts, carets, `... 12 more`, arguments. */
const FILLER = /^\s+\S|^\s*$|^\.\.\. \d+ (more|common frames)|^\s*[~^]+\s*$|^goroutine \d+|^\[signal |^exit status|^stack backtrace:|^note: |^\s*--- End of |^Traceback \(most recent call last\)/

/** Exception messages and stack traces of a text, in the order they stand; at most `limit`. */
export const findTraces = (lines: ReadonlyArray<string>, limit = 50): ReadonlyArray<StackTrace> => {
  const found: Array<StackTrace> = []
  let open: Open | null = null
  let gap = 0
  const close = () => {
    if (open !== null) {
      const done = settle(open)
      if (done !== null) found.push(done)
    }
    open = null
    gap = 0
  }
  const start = (language: Language, line: number, known: boolean): Open => ({ language, known, firstLine: line, lastLine: line, thrown: [], reversed: false, stray: [] })
  let rustMessage = false
  for (let i = 0; i < lines.length && found.length < limit; i++) {
    const line = lines[i]!.slice(0, MAX_LINE)
    const next = (lines[i + 1] ?? "").slice(0, MAX_LINE)
    const number = i + 1
    if (/^\s*Traceback \(most recent call last\):/.test(line)) {
      if (open === null || !open.reversed) {
        close()
        open = start("python", number, true)
      }
      open.language = "python"
      open.known = true
      open.lastLine = number
      gap = 0
      continue
    }
    if (rustMessage && open !== null) {
      rustMessage = false
      const last = open.thrown[open.thrown.length - 1]
      if (last !== undefined && last.message === "") last.message = line.trim()
      open.lastLine = number
      continue
    }
    const panic = PANIC.exec(line)
    if (panic !== null && (panic[1] !== undefined || /^(goroutine|\s*$|\[signal|\t)/.test(next) || /goroutine \d+/.test(lines[i + 2] ?? ""))) {
      close()
      const rust = panic[1] !== undefined
      const old = rust ? /^'(.*)', (.*)$/.exec(panic[2]!) : null
      open = start(rust ? "rust" : "go", number, true)
      open.thrown.push({ type: "panic", message: rust ? old?.[1] ?? "" : panic[3] ?? panic[4] ?? panic[5] ?? "", line: number, frames: [] })
      rustMessage = rust && old === null
      gap = 0
      continue
    }
    const frame = parseFrame(line, next, number, open?.known === true ? open.language : null)
    if (frame !== null) {
      open ??= start(frame[0], number, true)
      open.language = frame[0]
      open.known = true
      const last = open.thrown[open.thrown.length - 1]
      if (open.language === "python" || last === undefined) open.stray.push(frame[1])
      else last.frames.push(frame[1])
      open.lastLine = number + (frame[0] === "go" || (frame[0] === "rust" && /^\s+at /.test(next)) ? 1 : 0)
      gap = 0
      continue
    }
    const head = HEAD.exec(line.trim() === "" ? "" : CAUSE.test(line) ? line.trim() : bare(line.trimEnd()))
    if (head !== null) {
      const cause = CAUSE.test(line)
      const pythonEnd = open !== null && open.language === "python" && open.stray.length > 0
      if (open !== null && !cause && !pythonEnd) close()
      if (open === null) {
        // a name alone is no trace: frames must follow soon
        const ahead = [1, 2, 3, 4].some((k) => parseFrame((lines[i + k] ?? "").slice(0, MAX_LINE), (lines[i + k + 1] ?? "").slice(0, MAX_LINE), number + k, null) !== null)
        if (!ahead) continue
        open = start("java", number, false)
      }
      open.thrown.push({ type: head[1]!, message: (head[2] ?? "").trim(), line: number, frames: open.language === "python" ? open.stray.splice(0) : [] })
      open.lastLine = number
      gap = 0
      continue
    }
    if (open === null) continue
    if (JOIN.test(line)) {
      open.reversed = true
      gap = 0
      continue
    }
    // a name like `requests.exceptions.ConnectTimeout` or `app.PoolEmpty: …` after Python frames
    const bareName = open.language === "python" && open.stray.length > 0 ? /^([A-Za-z_][\w.]{2,120})(?:: (.*))?$/.exec(line) : null
    if (bareName !== null) {
      open.thrown.push({ type: bareName[1]!, message: (bareName[2] ?? "").trim(), line: number, frames: open.stray.splice(0) })
      open.lastLine = number
      gap = 0
      continue
    }
    if (!FILLER.test(line) || ++gap > 6) close()
  }
  close()
  return found
}

const settle = (open: Open): StackTrace | null => {
  if (open.stray.length > 0 && open.thrown.length === 0) open.thrown.push({ type: "", message: "", line: open.firstLine, frames: open.stray })
  const frames = open.thrown.reduce((sum, one) => sum + one.frames.length, 0)
  if (frames === 0 && !(open.thrown.length > 0 && open.thrown[0]!.type === "panic")) return null
  // outermost first: Python's order is the other way round
  const chain = open.reversed ? [...open.thrown].reverse() : open.thrown
  return { language: open.language, firstLine: open.firstLine, lastLine: open.lastLine, chain }
}

/** Frames from the place of the throw outwards: Python prints them the other way round. */
export const innermostFirst = (trace: StackTrace, thrown: Thrown): ReadonlyArray<Frame> => (trace.language === "python" ? [...thrown.frames].reverse() : thrown.frames)
