import type { LevelRates, TemplateSummary } from "../analysis.js"
import type { Finding, Quote, TimelineEvent } from "../finding.js"
import { type Burst, logFindings, type TemplateFacts } from "./findings.js"
import type { Known } from "./knownTrouble.js"
import { type Trouble, Troubles } from "./troubles.js"
import { Measures, type Plan } from "./measures.js"
import { WindowsEvents } from "./windowsEvents.js"
import { BuildFailures } from "./buildFailures.js"
import { Gravity } from "./gravity.js"
import { type Header, HeaderReader } from "./header.js"
import { TimeHistogram } from "./histogram.js"
import type { Level } from "./levels.js"
import { Line } from "./line.js"
import { LineReader } from "./lines.js"
import { messageOf } from "./message.js"
import { TemplateMiner, type Variant } from "./miner.js"
import { LevelCounter, ratesInWords } from "./rates.js"
import { type LineRecord, quoteLine, quoteRun } from "./record.js"
import { WaitingRoom } from "./waiting.js"

/** What a log analysis adds to the common result; byte ranges refer to the bytes that were pushed. */
export interface LogResult {
  readonly lines: number
  readonly from: number | null
  readonly to: number | null
  readonly levels: Record<string, number>
  readonly rates: LevelRates | null
  readonly findings: ReadonlyArray<Finding>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly templates: ReadonlyArray<TemplateSummary>
  readonly summary: string
}

/** Called for every line, in order; a line inside a record has the template of its record; `templateId` null for blank lines. */
export type OnLine = (line: number, templateId: number | null) => void

/** Called once at the end: the text of every template id that `OnLine` was given. */
export type OnTemplates = (texts: ReadonlyMap<number, string>) => void

export interface LogOptions {
  readonly onLine?: OnLine
  readonly onTemplates?: OnTemplates
  /** number and first byte of every error line */
  readonly onError?: (line: number, start: number) => void
}

const CONTEXT = 3
const BURST_ERRORS = 10
const BURST_LINES = 50
const MAX_BURSTS = 200
const SPARK = 24
const MAX_REPORTED = 1_000

/** Belongs to the record above: indented, a stack frame, or the head of a chained exception. */
const CONTINUATION = /^(?:\s|at\s|Caused by:|Suppressed:|\.\.\.\s\d+ more|Traceback|\}|\)|\])/
const BLANK = /^\s*$/

interface Seen { readonly id: number; level: Level | null; firstLine: number; lastLine: number; firstAt: number | null; lastAt: number | null; readonly quote: Quote; readonly times: TimeHistogram; readonly plan: Plan | null; readonly trouble: Trouble; count: number }

interface Tally { readonly level: Level | null; count: number }

/** Counts of two ids that turned out to be one template; `into` came first. */
const merge = (into: Seen, from: Seen): void => {
  into.count += from.count
  into.lastLine = Math.max(into.lastLine, from.lastLine)
  if (from.lastAt !== null && (into.lastAt === null || from.lastLine === into.lastLine)) into.lastAt = from.lastAt
  into.firstAt ??= from.firstAt
  into.times.join(from.times)
}

/** Streams a log, line by line, in bounded memory whatever its size. */
export class LogAnalyzer {
  private readonly miner = new TemplateMiner()
  private readonly waiting = new WaitingRoom(new HeaderReader(), (record, line, header) => this.line(record, line, header))
  private readonly lines = new LineReader((record, line) => this.waiting.add(record, line))
  private readonly gravity = new Gravity()
  private readonly measures = new Measures()
  private readonly troubles = new Troubles()
  /** made when a line begins what they read */
  private windows: WindowsEvents | null = null
  private builds: BuildFailures | null = null
  /** something reads every line, not only those of one template */
  private attentive = false
  /** the message that stood under a key */
  private readonly under = new Line()
  /** by the id of the template */
  private readonly seen: Array<Seen | undefined> = [undefined]
  private readonly levels = new Map<Level, Tally>()
  /** of the level of the line before */
  private tally: Tally = { level: null, count: 0 }
  private readonly rates = new LevelCounter()
  private readonly errors = new TimeHistogram()
  private readonly recent: Array<LineRecord> = []
  private readonly errorLines: Array<LineRecord> = []
  private readonly bursts: Array<Burst> = []
  private burst: { readonly first: LineRecord; lastLine: number; lastAt: number | null; count: number } | null = null
  private firstError: { readonly quote: Quote; readonly at: number | null; readonly level: Level } | null = null
  private before: Quote | null = null
  private from: number | null = null
  private to: number | null = null
  private lastAt: number | null = null
  private errorCount = 0
  /** template of the record that continuation lines belong to */
  private recordId: number | null = null
  private gap: { readonly from: number; readonly to: number; readonly quote: Quote } | null = null

  constructor(private readonly options: LogOptions = {}) {}

  push(bytes: Uint8Array): void {
    this.lines.push(bytes)
    // the chunk's memory is the caller's: what outlives this call is copied
    for (const records of [this.recent, this.errorLines]) for (let i = 0; i < records.length; i++) records[i] = records[i]!.own()
  }

  end(): LogResult {
    this.lines.end()
    this.waiting.end()
    this.closeBurst()
    const texts = this.miner.texts()
    this.options.onTemplates?.(texts)
    const byText = new Map<string, Seen>()
    const known: Array<Known> = []
    for (const one of this.seen) {
      if (one === undefined) continue
      const text = texts.get(one.id)!
      known.push(...this.troubles.of(one.trouble, one, text))
      const before = byText.get(text)
      if (before === undefined) byText.set(text, { ...one })
      else merge(before, one)
    }
    const templates = [...byText].sort(([, a], [, b]) => b.count - a.count || a.id - b.id)
    const facts = templates.map(([template, t]): TemplateFacts => ({
      id: t.id, template, count: t.count, level: t.level, firstLine: t.firstLine, lastLine: t.lastLine, firstAt: t.firstAt, lastAt: t.lastAt, quote: t.quote,
      measured: t.plan !== null && (t.plan.form !== null || t.plan.extended !== null || t.plan.slow)
    }))
    const { findings, timeline } = logFindings({
      lines: this.lines.count, from: this.from, to: this.to, firstError: this.firstError, beforeFirstError: this.before, bursts: this.bursts,
      templates: facts, errors: this.errors, errorCount: this.errorCount, gap: this.gap,
      known, measured: [...this.measures.findings({ from: this.from, to: this.to, lines: this.lines.count }), ...this.windows?.findings() ?? [], ...this.builds?.findings() ?? []]
    })
    const rates = this.rates.over(this.from, this.to)
    return {
      lines: this.lines.count, from: this.from, to: this.to, levels: Object.fromEntries([...this.levels].map(([level, { count }]) => [level, count])), rates, findings, timeline,
      templates: facts.slice(0, MAX_REPORTED).map(({ measured: _measured, quote: _quote, ...t }, i) => ({ ...t, buckets: this.from === null || this.to === null ? [] : templates[i]![1].times.over(this.from, this.to, SPARK) })),
      summary: `${this.lines.count} lines, ${templates.length} message templates${this.from === null || this.to === null ? "" : `, ${new Date(this.from).toISOString()} to ${new Date(this.to).toISOString()}`}.${ratesInWords(rates).map((line) => `\n${line}`).join("")}`
    }
  }

  private line(record: LineRecord, line: Line, header: Header): void {
    if ((line.begin === line.end || line.codes[line.begin]! <= 32) && BLANK.test(line.text)) {
      this.options.onLine?.(record.number, null)
      return
    }
    const inside = header.at === null && header.level === null && record.number > 1 && CONTINUATION.test(line.text)
    record.at = header.at ?? this.lastAt
    record.level = header.level
    if (header.at !== null) this.time(header.at, record)
    if (header.level !== null) this.level(header.level, record.at)
    if (this.attentive) this.attend(line.text, record)
    if (inside) {
      this.options.onLine?.(record.number, this.recordId)
      this.remember(record)
      return
    }
    const variant = this.variantOf(line, header.start)
    if (variant !== null) {
      record.level ??= this.gravity.levelOf(variant.id, line, header.at !== null)
      this.count(variant, record, line, header.start)
    }
    this.recordId = variant?.id ?? null
    this.options.onLine?.(record.number, this.recordId)
    if (record.level === "ERROR" || record.level === "FATAL") this.error(record, record.level)
    this.remember(record)
  }

  private variantOf(line: Line, start: number): Variant | null {
    // only records have their message under a key
    if (line.codes[start] !== 123 && !line.messageKeyed) return this.miner.addLine(line, start)
    const rest = line.from(start)
    const message = messageOf(rest)
    if (message === rest) return this.miner.addLine(line, start)
    this.under.decode(message)
    return this.miner.addLine(this.under, 0)
  }

  private time(at: number, record: LineRecord): void {
    if (this.lastAt !== null && at - this.lastAt > 60_000 && (this.gap === null || at - this.lastAt > this.gap.to - this.gap.from)) {
      this.gap = { from: this.lastAt, to: at, quote: quoteLine(record) }
    }
    this.from = this.from === null ? at : Math.min(this.from, at)
    this.to = this.to === null ? at : Math.max(this.to, at)
    this.lastAt = at
  }

  private level(level: Level, at: number | null): void {
    if (level !== this.tally.level) {
      this.tally = this.levels.get(level) ?? { level, count: 0 }
      this.levels.set(level, this.tally)
    }
    this.tally.count++
    if (at !== null) this.rates.add(level, at)
  }

  private count(variant: Variant, record: LineRecord, line: Line, start: number): void {
    let seen = this.seen[variant.id]
    if (seen === undefined) {
      seen = { id: variant.id, level: record.level, firstLine: record.number, lastLine: record.number, firstAt: record.at, lastAt: record.at, quote: quoteLine(record), times: new TimeHistogram(), plan: this.measures.planOf(line.text), trouble: this.troubles.begin(line.text, line.from(start)), count: 0 }
      this.seen[variant.id] = seen
      this.begin(seen.plan, record, line.text)
    } else if (this.miner.fresh || seen.trouble.watched) this.troubles.take(seen.trouble, seen, line.text, record, this.miner.fresh)
    seen.count++
    if (seen.plan !== null) this.measures.take(seen.plan, line.text, record)
    seen.lastLine = record.number
    if (record.at !== null) {
      seen.lastAt = record.at
      seen.times.add(record.at)
    }
  }

  /** A line of a new sort may begin what is read from many lines. */
  private begin(plan: Plan | null, record: LineRecord, text: string): void {
    const windows = this.windows === null && WindowsEvents.begin(text) ? this.windows = new WindowsEvents() : null
    const builds = this.builds === null && BuildFailures.begin(text) ? this.builds = new BuildFailures() : null
    windows?.take(text, record)
    builds?.take(text, record)
    if (windows !== null || builds !== null || plan?.slow === true) this.attentive = true
  }

  private attend(text: string, record: LineRecord): void {
    this.windows?.take(text, record)
    this.builds?.take(text, record)
    if (this.measures.waits) this.measures.follow(text, record)
  }

  private error(record: LineRecord, level: Level): void {
    this.errorCount++
    this.options.onError?.(record.number, record.start)
    if (record.at !== null) this.errors.add(record.at)
    if (this.firstError === null) {
      this.firstError = { quote: quoteLine(record), at: record.at, level }
      this.before = quoteRun(this.recent, 1) ?? quoteRun(this.recent, 2)
    }
    if (this.burst !== null) {
      if (record.number - this.burst.lastLine <= BURST_LINES) {
        this.burst.lastLine = record.number
        this.burst.lastAt = record.at
        this.burst.count++
        return
      }
      this.closeBurst()
    }
    this.errorLines.push(record)
    if (this.errorLines.length > BURST_ERRORS) this.errorLines.shift()
    const first = this.errorLines[0]!
    if (this.errorLines.length === BURST_ERRORS && record.number - first.number <= BURST_LINES) this.burst = { first: first.own(), lastLine: record.number, lastAt: record.at, count: BURST_ERRORS }
  }

  private closeBurst(): void {
    if (this.burst === null) return
    const { count, first, lastAt, lastLine } = this.burst
    if (this.bursts.length < MAX_BURSTS) this.bursts.push({ firstLine: first.number, lastLine, count, at: first.at, until: lastAt, quote: quoteLine(first) })
    this.burst = null
    this.errorLines.length = 0
  }

  private remember(record: LineRecord): void {
    this.recent.push(record)
    if (this.recent.length > CONTEXT) this.recent.shift()
  }
}
