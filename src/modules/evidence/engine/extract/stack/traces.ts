import { type Frame, type Language, PARSERS } from "./frames.js"
import { headOf, PANIC } from "./heads.js"

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

interface Raised { type: string; message: string; line: number; frames: Array<Frame> }

interface Open {
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

const JOIN = /^\s*(The above exception was the direct cause|During handling of the above exception)/
const TRACEBACK = /^\s*\+? ?(Exception Group )?Traceback \(most recent call last\):/
const GROUP_MEMBER = /^\s*\+[-+]*-{4,} (\d+|\.\.\.) -{4,}\s*$|^\s*\[errors\]: \[\s*$/
const GROUP_PREFIX = /^\s{0,40}\| ?/
/** Rust's error reports: a list of causes below the message. */
const CAUSES = /^Caused by:\s*$/
const LISTED_CAUSE = /^\s+(?:\d+: )?(\S.*)$/

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
const FILLER = /^\s+\S|^\s*$|^\.\.\. \d+ (more|common frames)|^\s*[~^]+\s*$|^goroutine \d+|^\[signal |^exit status|^[Ss]tack (backtrace|trace):|^#\d+ \{main\}|^(READ|WRITE) of size|^note: |^\s*--- End of |^Traceback \(most recent call last\)|^[}\]],?$/

const indentOf = (line: string): number => /^\s*/.exec(line)![0].length
const begin = (language: Language, line: number, known: boolean, thrown: ReadonlyArray<Raised> = []): Open =>
  ({ language, known, firstLine: line, lastLine: line, thrown: [...thrown], reversed: false, handled: false, stray: [], level: null, group: null, suppressed: null, elsewhere: false })

/** Exception messages and stack traces of a text, in the order they stand; at most `limit`. */
export const findTraces = (lines: ReadonlyArray<string>, limit = 50): ReadonlyArray<StackTrace> => {
  const found: Array<StackTrace> = []
  let open: Open | null = null
  let gap = 0
  /** what a following line gives: the message of a Rust panic, the causes of a Rust error */
  let awaited: "message" | "causes" | null = null
  const close = () => {
    const done = open === null ? null : settle(open)
    // further stacks of one crash (who freed, who allocated) are no crashes of their own
    if (done !== null && !(done.language === "native" && done.chain[0]!.type === "" && found.length > 0)) found.push(done)
    open = null
    awaited = null
    gap = 0
  }
  const bracketed = lines.some((line) => /^\s*\+ Exception Group Traceback/.test(line))
  for (let i = 0; i < lines.length && found.length < limit; i++) {
    const line: string = bracketed ? lines[i]!.slice(0, MAX_LINE).replace(GROUP_PREFIX, "") : lines[i]!.slice(0, MAX_LINE)
    const next = (lines[i + 1] ?? "").slice(0, MAX_LINE)
    const number = i + 1
    const at = open as Open | null
    if (at !== null && GROUP_MEMBER.test(line)) {
      at.group ??= [...at.thrown]
      at.lastLine = number
      gap = 0
      continue
    }
    if (TRACEBACK.test(line)) {
      if (at !== null && at.group !== null) {
        const { group } = at
        if (at.thrown.length > group.length) {
          close()
          open = { ...begin("python", number, true, group), group }
        }
      } else if (at === null || !at.reversed) {
        close()
        open = begin("python", number, true)
      }
      const now = open as Open | null
      if (now !== null) Object.assign(now, { language: "python", known: true, lastLine: number })
      gap = 0
      continue
    }
    if (awaited === "message" && at !== null) {
      awaited = null
      const last = at.thrown[at.thrown.length - 1]
      if (last !== undefined && last.message === "") last.message = line.trim()
      at.lastLine = number
      continue
    }
    const panic = PANIC.exec(line)
    if (panic !== null && (panic[1] !== undefined || /^(goroutine|\s*$|\[signal|\t)/.test(next) || /goroutine \d+/.test(lines[i + 2] ?? ""))) {
      close()
      const rust = panic[1] !== undefined
      const old = rust ? /^'(.*)', (.*)$/.exec(panic[2]!) : null
      const started = begin(rust ? "rust" : "go", number, true)
      started.thrown.push({ type: panic[4] === undefined ? "panic" : "fatal error", message: rust ? old?.[1] ?? "" : panic[3] ?? panic[4] ?? panic[5] ?? "", line: number, frames: [] })
      open = started
      awaited = rust && old === null ? "message" : null
      continue
    }
    if (at !== null && at.suppressed !== null) {
      if (line.trim() !== "" && indentOf(line) < at.suppressed) at.suppressed = null
      else continue
    }
    if (at !== null && /^\s*Suppressed: /.test(line)) {
      at.suppressed = Math.max(1, indentOf(line))
      continue
    }
    if (at !== null && at.language === "go" && /^goroutine \d+/.test(line)) {
      at.elsewhere = at.thrown.some((one) => one.frames.length > 0)
      gap = 0
      continue
    }
    const head = headOf(line)
    const frame = head !== null && head.language !== "ruby" ? null : parseFrame(line, next, number, at?.known === true ? at.language : null)
    if (frame !== null && head === null) {
      const now = at ?? begin(frame[0], number, true)
      open = now
      now.language = frame[0]
      now.known = true
      const last = now.thrown[now.level ?? now.thrown.length - 1]
      if (now.elsewhere) now.lastLine = number
      else if (now.language === "python" || last === undefined) now.stray.push(frame[1])
      else last.frames.push(frame[1])
      now.lastLine = number + (frame[0] === "go" || (frame[0] === "rust" && /^\s+at /.test(next)) ? 1 : 0)
      awaited = null
      gap = 0
      continue
    }
    if (CAUSES.test(line) && at !== null && at.thrown.length > 0) {
      awaited = "causes"
      Object.assign(at, { language: "rust", known: true, lastLine: number })
      continue
    }
    const listed = awaited === "causes" ? LISTED_CAUSE.exec(line) : null
    if (listed !== null && at !== null) {
      at.thrown.push({ type: "Error", message: listed[1]!, line: number, frames: [] })
      at.lastLine = number
      continue
    }
    if (head !== null) {
      const pythonEnd = at !== null && at.language === "python" && at.stray.length > 0
      const previous = /^\s*Next /.test(line) && at !== null && at.language === "php"
      const member: ReadonlyArray<Raised> | null = at?.group ?? null
      if (previous) at.reversed = true
      else if (at !== null && !head.cause && !pythonEnd && !(member !== null && at.thrown.length === member.length)) {
        close()
        if (member !== null && /^\s/.test(line)) open = { ...begin("javascript", number, true, member), group: member }
      }
      let now = open as Open | null
      if (now === null) {
        // a name alone is no trace: frames, or a list of causes, must follow soon
        const ahead = head.language === "ruby" || [1, 2, 3, 4, 5].some((k) => CAUSES.test(lines[i + k] ?? "") || parseFrame((lines[i + k] ?? "").slice(0, MAX_LINE), (lines[i + k + 1] ?? "").slice(0, MAX_LINE), number + k, null) !== null)
        if (!ahead) continue
        now = begin(head.language ?? "java", number, head.language !== null)
        open = now
      }
      now.thrown.push({ type: head.type, message: head.message, line: number, frames: now.language === "python" ? now.stray.splice(0) : frame === null ? [] : [frame[1]] })
      if (head.language === "dotnet") now.level = now.thrown.length - 1
      now.lastLine = number
      gap = 0
      continue
    }
    if (at === null) continue
    if (JOIN.test(line)) {
      at.reversed = true
      at.handled ||= /During handling/.test(line)
      gap = 0
      continue
    }
    if (at.level !== null && /^\s*--- End of inner exception/.test(line)) {
      at.level = Math.max(0, at.level - 1)
      gap = 0
      continue
    }
    // a name like `requests.exceptions.ConnectTimeout` or `app.PoolEmpty: …` after Python frames
    const bareName = at.language === "python" && at.stray.length > 0 ? /^([A-Za-z_][\w.]{2,120})(?:: (.*))?$/.exec(line) : null
    if (bareName !== null) {
      at.thrown.push({ type: bareName[1]!, message: (bareName[2] ?? "").trim(), line: number, frames: at.stray.splice(0) })
      at.lastLine = number
      gap = 0
      continue
    }
    // a message of several lines, before the frames that were seen ahead
    if (at.stray.length === 0 && at.language !== "python" && at.thrown.every((one) => one.frames.length === 0) && ++gap <= 5) continue
    const property = at.language === "javascript" && /^\s+[\w']+: .*,?$|^\s*[\]}]+,?$/.test(line)
    if (!FILLER.test(line) || (!property && ++gap > 6)) close()
  }
  close()
  return found
}

const settle = (open: Open): StackTrace | null => {
  if (open.stray.length > 0 && open.thrown.length === 0) open.thrown.push({ type: "", message: "", line: open.firstLine, frames: open.stray })
  const frames = open.thrown.reduce((sum, one) => sum + one.frames.length, 0)
  if (frames === 0 && !(open.thrown.length > 0 && (/^(panic|fatal error)$/.test(open.thrown[0]!.type) || (open.language === "rust" && open.thrown.length > 1)))) return null
  // outermost first: Python's order is the other way round
  const chain = open.reversed ? [...open.thrown].reverse() : open.thrown
  return { language: open.language, firstLine: open.firstLine, lastLine: open.lastLine, chain, handled: open.handled }
}

/** Frames from the place of the throw outwards: Python prints them the other way round. */
export const innermostFirst = (trace: StackTrace, thrown: Thrown): ReadonlyArray<Frame> => (trace.language === "python" ? [...thrown.frames].reverse() : thrown.frames)
