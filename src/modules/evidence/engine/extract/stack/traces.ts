import { type Frame, type Language, PARSERS } from "./frames.js"
import { type Head, headOf, PANIC } from "./heads.js"
import { begin, type Open, type Raised, settle } from "./openTrace.js"
import type { StackTrace } from "./trace.js"

const JOIN = /^\s*(The above exception was the direct cause|During handling of the above exception)/
const TRACEBACK = /^\s*\+? ?(Exception Group )?Traceback \(most recent call last\):/
const GROUP_MEMBER = /^\s*\+[-+]*-{4,} (\d+|\.\.\.) -{4,}\s*$|^\s*\[errors\]: \[\s*$/
const GROUP_PREFIX = /^\s{0,40}\| ?/
/** Rust's error reports: a list of causes below the message. */
const CAUSES = /^Caused by:\s*$/
const LISTED_CAUSE = /^\s+(?:\d+: )?(\S.*)$/
/** `requests.exceptions.ConnectTimeout`, `app.PoolEmpty: …` after Python frames */
const BARE_NAME = /^([A-Za-z_][\w.]{2,120})(?:: (.*))?$/
/** A property of an error that Node prints behind its frames. */
const PROPERTY = /^\s+[\w']+: .*,?$|^\s*[\]}]+,?$/

const MAX_LINE = 2_000
/** Lines between frames that belong to a trace: source excerpts, carets, `... 12 more`, arguments. */
const FILLER = /^\s+\S|^\s*$|^\.\.\. \d+ (more|common frames)|^\s*[~^]+\s*$|^goroutine \d+|^\[signal |^exit status|^[Ss]tack (backtrace|trace):|^#\d+ \{main\}|^(READ|WRITE) of size|^note: |^\s*--- End of |^Traceback \(most recent call last\)|^[}\]],?$/
/** So many of them in a row end it, and so many lines of a message before its frames. */
const MAX_FILLER = 6
const MAX_MESSAGE = 5
/** In so many lines behind a name its frames must begin. */
const AHEAD = [1, 2, 3, 4, 5]

const parseFrame = (line: string, next: string, number: number, prefer: Language | null): readonly [Language, Frame] | null => {
  for (const [language, parser] of PARSERS) {
    if (prefer !== null && language !== prefer) continue
    const frame = parser(line, next, number)
    if (frame !== null) return [language, frame]
  }
  return null
}

const indentOf = (line: string): number => /^\s*/.exec(line)![0].length

/** Reads a text line by line. What a line is decides the first of the readers below that knows it. */
class TraceReader {
  readonly found: Array<StackTrace> = []
  private open: Open | null = null
  private gap = 0
  /** what a following line gives: the message of a Rust panic, the causes of a Rust error */
  private awaited: "message" | "causes" | null = null
  private readonly bracketed: boolean
  /** the line, the next one, and its 1-based number */
  private line = ""
  private next = ""
  private number = 0

  constructor(private readonly lines: ReadonlyArray<string>) {
    this.bracketed = lines.some((line) => /^\s*\+ Exception Group Traceback/.test(line))
  }

  read(index: number): void {
    const line = this.at(index)
    this.line = this.bracketed ? line.replace(GROUP_PREFIX, "") : line
    this.next = this.at(index + 1)
    this.number = index + 1
    if (this.member() || this.traceback() || this.message() || this.panic() || this.suppressed() || this.goroutine()) return
    const head = headOf(this.line)
    const frame = head !== null && head.language !== "ruby" ? null : parseFrame(this.line, this.next, this.number, this.open?.known === true ? this.open.language : null)
    if (head === null && frame !== null) return this.frame(...frame)
    if (this.causes()) return
    if (head !== null) return this.head(head, frame?.[1] ?? null)
    if (this.open !== null && !this.join(this.open) && !this.endOfInner(this.open) && !this.bareName(this.open)) this.filler(this.open)
  }

  close(): void {
    const done = this.open === null ? null : settle(this.open)
    // further stacks of one crash (who freed, who allocated) are no crashes of their own
    if (done !== null && !(done.language === "native" && done.chain[0]!.type === "" && this.found.length > 0)) this.found.push(done)
    this.open = null
    this.awaited = null
    this.gap = 0
  }

  private at(index: number): string {
    return (this.lines[index] ?? "").slice(0, MAX_LINE)
  }

  /** The head of one member of a group. */
  private member(): boolean {
    const { open } = this
    if (open === null || !GROUP_MEMBER.test(this.line)) return false
    open.group ??= [...open.thrown]
    open.lastLine = this.number
    this.gap = 0
    return true
  }

  private traceback(): boolean {
    if (!TRACEBACK.test(this.line)) return false
    const group = this.open?.group ?? null
    if (group !== null) {
      if (this.open!.thrown.length > group.length) {
        this.close()
        this.open = { ...begin("python", this.number, true, group), group }
      }
    } else if (this.open?.reversed !== true) {
      this.close()
      this.open = begin("python", this.number, true)
    }
    if (this.open !== null) Object.assign(this.open, { language: "python", known: true, lastLine: this.number })
    this.gap = 0
    return true
  }

  private message(): boolean {
    const { open } = this
    if (this.awaited !== "message" || open === null) return false
    this.awaited = null
    const last = open.thrown.at(-1)
    if (last?.message === "") last.message = this.line.trim()
    open.lastLine = this.number
    return true
  }

  private panic(): boolean {
    const panic = PANIC.exec(this.line)
    if (panic === null) return false
    const [, thread, words, said, fatal, other] = panic
    const rust = thread !== undefined
    if (!rust && !/^(goroutine|\s*$|\[signal|\t)/.test(this.next) && !/goroutine \d+/.test(this.lines[this.number + 1] ?? "")) return false
    this.close()
    const old = rust ? /^'(.*)', (.*)$/.exec(words!) : null
    this.open = begin(rust ? "rust" : "go", this.number, true)
    this.open.thrown.push({ type: fatal === undefined ? "panic" : "fatal error", message: rust ? old?.[1] ?? "" : said ?? fatal ?? other ?? "", line: this.number, frames: [] })
    this.awaited = rust && old === null ? "message" : null
    return true
  }

  /** A suppressed exception, which is passed over with all that stands under it. */
  private suppressed(): boolean {
    const { line, open } = this
    if (open === null) return false
    if (open.suppressed !== null) {
      if (line.trim() === "" || indentOf(line) >= open.suppressed) return true
      open.suppressed = null
    }
    if (!/^\s*Suppressed: /.test(line)) return false
    open.suppressed = Math.max(1, indentOf(line))
    return true
  }

  private goroutine(): boolean {
    const { open } = this
    if (open?.language !== "go" || !/^goroutine \d+/.test(this.line)) return false
    open.elsewhere = open.thrown.some((one) => one.frames.length > 0)
    this.gap = 0
    return true
  }

  private frame(language: Language, frame: Frame): void {
    const open = this.open ??= begin(language, this.number, true)
    open.language = language
    open.known = true
    const last = open.thrown[open.level ?? open.thrown.length - 1]
    if (!open.elsewhere) {
      if (language === "python" || last === undefined) open.stray.push(frame)
      else last.frames.push(frame)
    }
    // the place stands on a line of its own
    open.lastLine = this.number + (language === "go" || (language === "rust" && /^\s+at /.test(this.next)) ? 1 : 0)
    this.awaited = null
    this.gap = 0
  }

  /** The list of causes of a Rust error. */
  private causes(): boolean {
    const { open } = this
    if (open === null) return false
    if (CAUSES.test(this.line) && open.thrown.length > 0) {
      this.awaited = "causes"
      Object.assign(open, { language: "rust", known: true, lastLine: this.number })
      return true
    }
    const listed = this.awaited === "causes" ? LISTED_CAUSE.exec(this.line) : null
    if (listed === null) return false
    open.thrown.push({ type: "Error", message: listed[1]!, line: this.number, frames: [] })
    open.lastLine = this.number
    return true
  }

  /** The name of an exception: of a cause of the one above, or of another trace. */
  private head(head: Head, frame: Frame | null): void {
    const { open } = this
    if (open !== null) this.follow(open, head)
    if (this.open === null) {
      // a name alone is no trace: frames, or a list of causes, must follow soon
      if (head.language !== "ruby" && !this.goesOn()) return
      this.open = begin(head.language ?? "java", this.number, head.language !== null)
    }
    const now = this.open
    now.thrown.push({ type: head.type, message: head.message, line: this.number, frames: now.language === "python" ? now.stray.splice(0) : frame === null ? [] : [frame] })
    if (head.language === "dotnet") now.level = now.thrown.length - 1
    now.lastLine = this.number
    this.gap = 0
  }

  private follow(open: Open, { cause }: Head): void {
    const pythonEnd = open.language === "python" && open.stray.length > 0
    const member: ReadonlyArray<Raised> | null = open.group
    if (/^\s*Next /.test(this.line) && open.language === "php") open.reversed = true
    else if (!cause && !pythonEnd && !(member !== null && open.thrown.length === member.length)) {
      this.close()
      if (member !== null && /^\s/.test(this.line)) this.open = { ...begin("javascript", this.number, true, member), group: member }
    }
  }

  private goesOn(): boolean {
    return AHEAD.some((k) => CAUSES.test(this.lines[this.number - 1 + k] ?? "") || parseFrame(this.at(this.number - 1 + k), this.at(this.number + k), this.number + k, null) !== null)
  }

  private join(open: Open): boolean {
    if (!JOIN.test(this.line)) return false
    open.reversed = true
    open.handled ||= /During handling/.test(this.line)
    this.gap = 0
    return true
  }

  private endOfInner(open: Open): boolean {
    if (open.level === null || !/^\s*--- End of inner exception/.test(this.line)) return false
    open.level = Math.max(0, open.level - 1)
    this.gap = 0
    return true
  }

  private bareName(open: Open): boolean {
    const name = open.language === "python" && open.stray.length > 0 ? BARE_NAME.exec(this.line) : null
    if (name === null) return false
    open.thrown.push({ type: name[1]!, message: (name[2] ?? "").trim(), line: this.number, frames: open.stray.splice(0) })
    open.lastLine = this.number
    this.gap = 0
    return true
  }

  private filler(open: Open): void {
    // a message of several lines, before the frames that were seen ahead
    if (open.stray.length === 0 && open.language !== "python" && open.thrown.every((one) => one.frames.length === 0) && ++this.gap <= MAX_MESSAGE) return
    const property = open.language === "javascript" && PROPERTY.test(this.line)
    if (!FILLER.test(this.line) || (!property && ++this.gap > MAX_FILLER)) this.close()
  }
}

/** Exception messages and stack traces of a text, in the order they stand; at most `limit`. */
export const findTraces = (lines: ReadonlyArray<string>, limit = 50): ReadonlyArray<StackTrace> => {
  const reader = new TraceReader(lines)
  for (let i = 0; i < lines.length && reader.found.length < limit; i++) reader.read(i)
  reader.close()
  return reader.found
}
