import type { Finding, Quote } from "../../finding.js"
import { finish } from "../../findings/draft.js"
import { TextFile } from "../../findings/text.js"
import type { LinesRead } from "../../logs/index.js"
import { draftsOf } from "./index.js"
import { findTraces } from "./traces.js"

/** Lines by which a stack trace is noticed, and what their first character can be. */
const HEADS = ["\tat ", "    at ", "   at ", "Traceback (most recent call last)", "goroutine ", "#0 ", "\tfrom "]
const FIRSTS = [...new Set(HEADS.map((head) => head.charCodeAt(0)))]
const IS_FIRST: ReadonlySet<number> = new Set(FIRSTS)
const PANICKED = " panicked at "
const NEWLINE = 10
/** Lines above the first frame that may name the exception. */
const ABOVE = 3
const MAX_WINDOW = 64 * 1024
const MAX_DISTINCT = 40
const MAX_FINDINGS = 10
/** Bytes before a line that notices a trace which stay at hand. */
const TAIL = 8 * 1024

/** Lines that continue a trace: indented, blank between parts, or one of the known joints. */
const continues = (block: Uint8Array, at: number, end: number): boolean => {
  const first = block[at]
  if (first === 9 || first === 32 || first === NEWLINE || first === 13) return true
  const head = Buffer.from(block.buffer, block.byteOffset + at, Math.min(end - at, 120)).toString("latin1")
  return /^(Caused by:|Suppressed:|\.\.\. \d+ more|The above exception|During handling|Traceback|goroutine \d+|created by |panic: |exit status|[Ss]tack (?:backtrace|trace):|#\d+ |Next |note: |[\w$./]+\(.*\)\s*$|[A-Za-z_][\w.]{2,100}(Error|Exception|Exit|Interrupt|Warning|Down|Timeout|Failed?|Fault)?(: |\s*$))/.test(head) && !/^\S+ \S+ \S+ (INFO|WARN|DEBUG)/.test(head)
}

/** Index of the line end before the next such line, or -1. */
const nextHead = (text: string, from: number): number => {
  for (let at = text.indexOf("\n", from); at !== -1; at = text.indexOf("\n", at + 1)) {
    if (at + 1 < text.length && IS_FIRST.has(text.charCodeAt(at + 1)) && HEADS.some((head) => text.startsWith(head, at + 1))) return at
  }
  return -1
}

interface Seen {
  readonly findings: ReadonlyArray<Finding>
  count: number
}

const newlines = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count++
  return count
}

/**
 * Finds the stack traces of a log that streams by: the distinct ones are read,
 * repetitions are counted. Memory is bounded by one window per trace. Follows
 * a reader of lines, which must have read what is pushed: bytes whose lines
 * begin like no trace are not looked at.
 */
export class TraceCollector {
  private block: Uint8Array = new Uint8Array(0)
  /** offset of the block's first byte */
  private start = 0
  /** the block ends inside a trace */
  private open = false
  /** line ends up to the end of the block */
  private ended = 0
  /** a place in the block whose line number (1-based) is known */
  private known: { readonly at: number; readonly line: number } | null = null
  private readonly seen = new Map<string, Seen>()

  constructor(private readonly read: LinesRead) {}

  push(chunk: Uint8Array): void {
    const { block, read } = this
    this.ended = read.count
    if (!this.open && chunk.length > TAIL && FIRSTS.every((code) => read.firsts[code] === 0) && !this.panics(chunk)) {
      const line = chunk.lastIndexOf(NEWLINE, chunk.length - TAIL)
      if (line !== -1) {
        this.start += block.length + line + 1
        this.block = Uint8Array.prototype.slice.call(chunk, line + 1)
        return
      }
    }
    this.scan(block.length === 0 ? chunk : Buffer.concat([block, chunk]), false)
  }

  /** Whether a panic is told of in a chunk or where it follows the block. */
  private panics(chunk: Uint8Array): boolean {
    const seam = Buffer.concat([this.block.subarray(-PANICKED.length), chunk.subarray(0, PANICKED.length)])
    return seam.includes(PANICKED) || Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).includes(PANICKED)
  }

  /** At most ten traces, the most frequent first, with the frames that matter. */
  end(): ReadonlyArray<Finding> {
    this.scan(this.block, true)
    return [...this.seen.values()].filter((one) => one.findings.length > 0).sort((a, b) => b.count - a.count).slice(0, MAX_FINDINGS).flatMap(({ count, findings }) =>
      findings.map((finding) => (count === 1 ? finding : { ...finding, title: finding.kind === "root_exception" ? `${count} times: ${finding.title}` : finding.title, data: { ...finding.data, count } })))
  }

  private scan(block: Uint8Array, last: boolean): void {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.length)
    const text = bytes.toString("latin1")
    let head = nextHead(text, 0)
    let panic = text.indexOf(PANICKED)
    let done = 0
    this.open = false
    this.known = null
    for (;;) {
      if (head !== -1 && head < done) head = nextHead(text, done)
      if (panic !== -1 && panic < done) panic = text.indexOf(PANICKED, done)
      const hit = head === -1 || panic !== -1 && panic < head ? panic : head
      if (hit === -1) break
      let from = hit
      for (let lines = 0; lines <= ABOVE && from > done; lines++) from = bytes.lastIndexOf(NEWLINE, from - 1) + (lines === ABOVE ? 1 : 0)
      from = Math.max(from, done)
      if (bytes[from] === NEWLINE) from++
      let to = bytes.indexOf(NEWLINE, hit + 1)
      while (to !== -1 && to + 1 < bytes.length && to - from < MAX_WINDOW) {
        const lineEnd = bytes.indexOf(NEWLINE, to + 1)
        // a line that has not ended yet may still turn out to belong
        if (lineEnd === -1 && !last) {
          to = -1
          break
        }
        if (!continues(bytes, to + 1, lineEnd === -1 ? bytes.length : lineEnd)) break
        to = lineEnd
      }
      const open = to === -1 || to + 1 >= bytes.length
      if (open && !last && bytes.length - from < MAX_WINDOW) {
        this.open = true
        return this.keep(bytes, from)
      }
      const end = to === -1 ? bytes.length : to + 1
      this.window(bytes, text, from, hit, end)
      done = end
    }
    // a marker, and the lines above it, may be cut in two
    let tail = last ? bytes.length : Math.max(done, bytes.length - TAIL)
    if (!last && tail > done) {
      const line = bytes.lastIndexOf(NEWLINE, tail)
      // an endless line has no start worth keeping
      if (line !== -1 && tail - line < MAX_WINDOW) tail = Math.max(done, line + 1)
    }
    this.keep(bytes, tail)
  }

  /** Forgets what is before `at`. */
  private keep(bytes: Buffer, at: number): void {
    this.start += at
    this.block = Uint8Array.prototype.slice.call(bytes, at)
  }

  /** The number of the line that begins at `at`; places are asked for in order. */
  private lineAt(text: string, at: number): number {
    const { known } = this
    const line = known === null ? this.ended - newlines(text, at, text.length) + 1 : known.line + newlines(text, known.at, at)
    this.known = { at, line }
    return line
  }

  private window(bytes: Buffer, text: string, from: number, hit: number, end: number): void {
    const firstFrame = bytes.subarray(hit, Math.min(end, hit + 400)).toString("latin1")
    // same place thrown from: the first frames agree
    const key = firstFrame.split("\n").slice(0, 3).join("\n").replace(/0x[0-9a-f]+|goroutine \d+/g, "")
    const known = this.seen.get(key)
    if (known !== undefined) known.count++
    else if (this.seen.size < MAX_DISTINCT) this.seen.set(key, { count: 1, findings: this.findings(bytes.subarray(from, end), this.start + from, this.lineAt(text, from)) })
  }

  private findings(window: Uint8Array, offset: number, line: number): ReadonlyArray<Finding> {
    const file = new TextFile(window)
    const trace = findTraces(file.lines, 1)[0]
    if (trace === undefined) return []
    const moved = (quote: Quote): Quote => ({ ...quote, bytes: { start: quote.bytes.start + offset, end: quote.bytes.end + offset }, lines: { start: quote.lines.start + line - 1, end: quote.lines.end + line - 1 } })
    return finish(file, draftsOf(trace, file.lineCount), 2).map((finding) => ({ ...finding, quotes: finding.quotes.map(moved) }))
  }
}
