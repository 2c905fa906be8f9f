import type { TemplateSummary } from "../analysis.js"
import type { Finding, Quote, TimelineEvent } from "../finding.js"
import { type Burst, logFindings, type TemplateFacts } from "./findings.js"
import { type Level, readHeader } from "./header.js"
import { TimeHistogram } from "./histogram.js"
import { templateOf, TemplateMiner, type Cluster } from "./miner.js"
import { type LineRecord, quoteLine, quoteRun } from "./record.js"

/** What a log analysis adds to the common result; byte ranges refer to the bytes that were pushed. */
export interface LogResult {
  readonly lines: number
  readonly from: number | null
  readonly to: number | null
  readonly levels: Record<string, number>
  readonly findings: ReadonlyArray<Finding>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly templates: ReadonlyArray<TemplateSummary>
  readonly summary: string
  /** the final text of a template id that `onLine` was given */
  readonly lineTemplates: (id: number) => string
}

/** Called for every line, in order; `templateId` null for blank lines and lines inside a record. */
export type OnLine = (line: number, templateId: number | null) => void

/** Bytes of a line that are looked at; the rest is only counted. */
const MAX_LINE = 64 * 1024
const MAX_MESSAGE = 4_096
const CONTEXT = 3
const BURST_ERRORS = 10
const BURST_LINES = 50
const MAX_BURSTS = 200
const SPARK = 24
const MAX_REPORTED = 1_000
const NEWLINE = 10
const CARRIAGE_RETURN = 13

/** Belongs to the record above: indented, a stack frame, or the head of a chained exception. */
const CONTINUATION = /^(?:\s|at\s|Caused by:|Suppressed:|\.\.\.\s\d+ more|Traceback|\}|\)|\])/
const BLANK = /^\s*$/
const JSON_MESSAGE = /"(?:msg|message|log|event)"\s*:\s*"((?:[^"\\]|\\.)*)"/

interface Seen { readonly cluster: Cluster; level: Level | null; firstLine: number; lastLine: number; firstAt: number | null; lastAt: number | null; readonly quote: Quote; readonly times: TimeHistogram; count: number }

/** Streams a log, line by line, in bounded memory whatever its size. */
export class LogAnalyzer {
  private readonly miner = new TemplateMiner()
  private readonly seen = new Map<number, Seen>()
  private readonly levels: Record<string, number> = {}
  private readonly errors = new TimeHistogram()
  private readonly recent: Array<LineRecord> = []
  private readonly errorLines: Array<LineRecord> = []
  private readonly bursts: Array<Burst> = []
  private burst: { first: LineRecord; last: LineRecord; count: number } | null = null
  private firstError: { readonly quote: Quote; readonly at: number | null; readonly level: Level } | null = null
  private before: Quote | null = null
  private pending: Array<Uint8Array> = []
  private pendingBytes = 0
  private keptBytes = 0
  private offset = 0
  private number = 0
  private from: number | null = null
  private to: number | null = null
  private lastAt: number | null = null
  private errorCount = 0
  private gap: { readonly from: number; readonly to: number; readonly quote: Quote } | null = null

  constructor(private readonly options: { readonly onLine?: OnLine } = {}) {}

  push(bytes: Uint8Array): void {
    // one view per chunk, so that a line costs one more and not two
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, at)) {
      const length = this.pendingBytes + newline - at
      this.line(this.take(chunk.subarray(at, newline)), length)
      this.offset += length + 1
      at = newline + 1
    }
    // the chunk's memory is the caller's: what outlives this call is copied
    for (let i = 0; i < this.recent.length; i++) this.recent[i] = this.own(this.recent[i]!)
    if (at === chunk.length) return
    const room = MAX_LINE - this.keptBytes
    if (room > 0) {
      this.pending.push(Uint8Array.prototype.slice.call(chunk, at, at + room))
      this.keptBytes += Math.min(room, chunk.length - at)
    }
    this.pendingBytes += chunk.length - at
  }

  end(): LogResult {
    if (this.pendingBytes > 0) this.line(this.take(Buffer.alloc(0)), this.pendingBytes)
    this.closeBurst()
    const templates = [...this.seen.values()].sort((a, b) => b.count - a.count || a.cluster.id - b.cluster.id)
    const facts = templates.map((t): TemplateFacts => ({
      id: t.cluster.id, template: templateOf(t.cluster.tokens), count: t.count, level: t.level, firstLine: t.firstLine, lastLine: t.lastLine, firstAt: t.firstAt, lastAt: t.lastAt, quote: t.quote
    }))
    const { findings, timeline } = logFindings({
      lines: this.number, from: this.from, to: this.to, firstError: this.firstError, beforeFirstError: this.before, bursts: this.bursts,
      templates: facts, errors: this.errors, errorCount: this.errorCount, gap: this.gap
    })
    return {
      lines: this.number, from: this.from, to: this.to, levels: this.levels, findings, timeline,
      lineTemplates: (id) => templateOf(this.seen.get(id)?.cluster.tokens ?? []),
      templates: facts.slice(0, MAX_REPORTED).map(({ quote: _quote, ...t }, i) => ({ ...t, buckets: this.from === null || this.to === null ? [] : templates[i]!.times.over(this.from, this.to, SPARK) })),
      summary: `${this.number} lines, ${this.seen.size} message templates${this.from === null || this.to === null ? "" : `, ${new Date(this.from).toISOString()} to ${new Date(this.to).toISOString()}`}.`
    }
  }

  private take(rest: Buffer): Buffer {
    if (this.pending.length === 0) {
      this.pendingBytes = 0
      return rest.length > MAX_LINE ? rest.subarray(0, MAX_LINE) : rest
    }
    const whole = Buffer.concat([...this.pending, rest.subarray(0, Math.max(0, MAX_LINE - this.keptBytes))])
    this.pending = []
    this.pendingBytes = 0
    this.keptBytes = 0
    return whole
  }

  private line(raw: Buffer, length: number): void {
    this.number++
    const whole = raw.length === length
    const body = whole && raw.length > 0 && raw[raw.length - 1] === CARRIAGE_RETURN ? raw.subarray(0, -1) : raw
    const text = body.toString("utf8", 0, Math.min(body.length, MAX_MESSAGE))
    if (!(text.charCodeAt(0) > 32) && BLANK.test(text)) {
      this.options.onLine?.(this.number, null)
      return
    }
    const header = readHeader(text)
    const inside = header.at === null && header.level === null && this.number > 1 && CONTINUATION.test(text)
    const record: LineRecord = { number: this.number, start: this.offset, length: whole ? body.length : length, bytes: body, text, at: header.at ?? this.lastAt, level: header.level }
    if (header.at !== null) this.time(header.at, record)
    if (header.level !== null) this.levels[header.level] = (this.levels[header.level] ?? 0) + 1
    if (inside) {
      this.options.onLine?.(this.number, null)
      this.remember(record)
      return
    }
    const message = text.charCodeAt(0) === 123 ? JSON_MESSAGE.exec(text)?.[1] ?? text : text.slice(header.start)
    const cluster = this.miner.add(message)
    if (cluster !== null) this.count(cluster, record)
    this.options.onLine?.(this.number, cluster?.id ?? null)
    if (header.level === "ERROR" || header.level === "FATAL") this.error(record, header.level)
    this.remember(record)
  }

  private time(at: number, record: LineRecord): void {
    if (this.lastAt !== null && at - this.lastAt > 60_000 && (this.gap === null || at - this.lastAt > this.gap.to - this.gap.from)) {
      this.gap = { from: this.lastAt, to: at, quote: quoteLine(this.own(record)) }
    }
    this.from = this.from === null ? at : Math.min(this.from, at)
    this.to = this.to === null ? at : Math.max(this.to, at)
    this.lastAt = at
  }

  private count(cluster: Cluster, record: LineRecord): void {
    let seen = this.seen.get(cluster.id)
    if (seen === undefined) {
      seen = { cluster, level: record.level, firstLine: record.number, lastLine: record.number, firstAt: record.at, lastAt: record.at, quote: quoteLine(record), times: new TimeHistogram(), count: 0 }
      this.seen.set(cluster.id, seen)
    }
    seen.count++
    seen.lastLine = record.number
    if (record.at !== null) {
      seen.lastAt = record.at
      seen.times.add(record.at)
    }
  }

  private error(record: LineRecord, level: Level): void {
    this.errorCount++
    if (record.at !== null) this.errors.add(record.at)
    if (this.firstError === null) {
      this.firstError = { quote: quoteLine(record), at: record.at, level }
      this.before = quoteRun(this.recent, 1) ?? quoteRun(this.recent, 2)
    }
    const own = this.own(record)
    if (this.burst !== null) {
      if (record.number - this.burst.last.number <= BURST_LINES) {
        this.burst.last = own
        this.burst.count++
        return
      }
      this.closeBurst()
    }
    this.errorLines.push(own)
    if (this.errorLines.length > BURST_ERRORS) this.errorLines.shift()
    const first = this.errorLines[0]!
    if (this.errorLines.length === BURST_ERRORS && own.number - first.number <= BURST_LINES) this.burst = { first, last: own, count: BURST_ERRORS }
  }

  private closeBurst(): void {
    if (this.burst === null) return
    const { count, first, last } = this.burst
    if (this.bursts.length < MAX_BURSTS) this.bursts.push({ firstLine: first.number, lastLine: last.number, count, at: first.at, until: last.at, quote: quoteLine(first) })
    this.burst = null
    this.errorLines.length = 0
  }

  private remember(record: LineRecord): void {
    this.recent.push(record)
    if (this.recent.length > CONTEXT) this.recent.shift()
  }

  private own(record: LineRecord): LineRecord {
    return record.bytes.length <= MAX_MESSAGE ? { ...record, bytes: Uint8Array.prototype.slice.call(record.bytes) } : record.bytes.length === record.length ? { ...record, bytes: Uint8Array.prototype.slice.call(record.bytes) } : { ...record, bytes: Uint8Array.prototype.slice.call(record.bytes, 0, MAX_MESSAGE), length: -1 }
  }
}
