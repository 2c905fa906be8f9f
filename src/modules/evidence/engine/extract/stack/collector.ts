import type { Finding, Quote } from "../../finding.js"
import { finish } from "../../findings/draft.js"
import { TextFile } from "../../findings/text.js"
import { draftsOf } from "./index.js"
import { findTraces } from "./traces.js"

/** Lines by which a stack trace is noticed, and what their first character can be. */
const HEADS = ["\tat ", "    at ", "   at ", "Traceback (most recent call last)", "goroutine ", "#0 ", "\tfrom "]
const FIRSTS: ReadonlySet<number> = new Set(HEADS.map((head) => head.charCodeAt(0)))
const PANICKED = " panicked at "
const NEWLINE = 10
/** Lines above the first frame that may name the exception. */
const ABOVE = 3
const MAX_WINDOW = 64 * 1024
const MAX_DISTINCT = 40
const MAX_FINDINGS = 10

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
    if (at + 1 < text.length && FIRSTS.has(text.charCodeAt(at + 1)) && HEADS.some((head) => text.startsWith(head, at + 1))) return at
  }
  return -1
}

interface Seen {
  readonly findings: ReadonlyArray<Finding>
  count: number
}

/**
 * Finds the stack traces of a log that streams by: the distinct ones are read,
 * repetitions are counted. Memory is bounded by one window per trace.
 */
export class TraceCollector {
  private block: Uint8Array = new Uint8Array(0)
  /** offset and line number (1-based) of the block's first byte */
  private start = 0
  private line = 1
  private readonly seen = new Map<string, Seen>()

  push(chunk: Uint8Array): void {
    this.scan(this.block.length === 0 ? chunk : Buffer.concat([this.block, chunk]), false)
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
        this.keep(bytes, text, done, from)
        return
      }
      const end = to === -1 ? bytes.length : to + 1
      this.window(bytes, text, done, from, hit, end)
      done = end
    }
    // a marker, and the lines above it, may be cut in two
    let tail = last ? bytes.length : Math.max(done, bytes.length - 8 * 1024)
    if (!last && tail > done) {
      const line = bytes.lastIndexOf(NEWLINE, tail)
      // an endless line has no start worth keeping
      if (line !== -1 && tail - line < MAX_WINDOW) tail = Math.max(done, line + 1)
    }
    this.keep(bytes, text, done, tail)
  }

  /** Forgets what is before `at`; lines are counted from `counted`, where the count stands. */
  private keep(bytes: Buffer, text: string, counted: number, at: number): void {
    this.countLines(text, counted, at)
    this.start += at
    this.block = bytes.subarray(at).slice()
  }

  private countLines(text: string, from: number, to: number): void {
    for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) this.line++
  }

  private window(bytes: Buffer, text: string, counted: number, from: number, hit: number, end: number): void {
    this.countLines(text, counted, from)
    const firstFrame = bytes.subarray(hit, Math.min(end, hit + 400)).toString("latin1")
    // same place thrown from: the first frames agree
    const key = firstFrame.split("\n").slice(0, 3).join("\n").replace(/0x[0-9a-f]+|goroutine \d+/g, "")
    const known = this.seen.get(key)
    if (known !== undefined) known.count++
    else if (this.seen.size < MAX_DISTINCT) this.seen.set(key, { count: 1, findings: this.read(bytes.subarray(from, end), this.start + from, this.line) })
    this.countLines(text, from, end)
  }

  private read(window: Uint8Array, offset: number, line: number): ReadonlyArray<Finding> {
    const file = new TextFile(window)
    const trace = findTraces(file.lines, 1)[0]
    if (trace === undefined) return []
    const moved = (quote: Quote): Quote => ({ ...quote, bytes: { start: quote.bytes.start + offset, end: quote.bytes.end + offset }, lines: { start: quote.lines.start + line - 1, end: quote.lines.end + line - 1 } })
    return finish(file, draftsOf(trace, file.lineCount), 2).map((finding) => ({ ...finding, quotes: finding.quotes.map(moved) }))
  }
}
