import type { Quote } from "../finding.js"
import { logFindings, type TemplateFacts } from "./findings.js"
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
import { LineReader, type LinesRead } from "./lines.js"
import { LoggedErrors } from "./loggedErrors.js"
import type { LogOptions, LogResult } from "./logResult.js"
import { messageOf } from "./message.js"
import { TemplateMiner, type Variant } from "./miner.js"
import { LevelCounter, ratesInWords } from "./rates.js"
import { type LineRecord, quoteLine } from "./record.js"
import { TimeSpan } from "./timeSpan.js"
import { WaitingRoom } from "./waiting.js"

const SPARK = 24
const MAX_REPORTED = 1_000

/** Belongs to the record above: indented, a stack frame, or the head of a chained exception. */
const CONTINUATION = /^(?:\s|at\s|Caused by:|Suppressed:|\.\.\.\s\d+ more|Traceback|\}|\)|\])/
const BLANK = /^\s*$/

interface Seen { readonly id: number; level: Level | null; firstLine: number; lastLine: number; firstAt: number | null; lastAt: number | null; readonly quote: Quote; readonly times: TimeHistogram; readonly plan: Plan | null; readonly trouble: Trouble; count: number }

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
  private readonly levels = new LevelCounter()
  private readonly errors = new LoggedErrors()
  private readonly span = new TimeSpan()
  /** template of the record that continuation lines belong to */
  private recordId: number | null = null

  constructor(private readonly options: LogOptions = {}) {}

  get read(): LinesRead {
    return this.lines
  }

  push(bytes: Uint8Array): void {
    this.lines.push(bytes)
    this.errors.own()
  }

  end(): LogResult {
    this.lines.end()
    this.waiting.end()
    this.errors.closeBurst()
    const { errors, span: { from, gap, to } } = this
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
      lines: this.lines.count, from, to, firstError: errors.first, beforeFirstError: errors.before, bursts: errors.bursts,
      templates: facts, errors: errors.times, errorCount: errors.count, gap,
      known, measured: [...this.measures.findings({ from, to, lines: this.lines.count }), ...this.windows?.findings() ?? [], ...this.builds?.findings() ?? []]
    })
    const rates = this.levels.over(from, to)
    return {
      lines: this.lines.count, from, to, levels: this.levels.totals(), rates, findings, timeline,
      templates: facts.slice(0, MAX_REPORTED).map(({ measured: _measured, quote: _quote, ...t }, i) => ({ ...t, buckets: from === null || to === null ? [] : templates[i]![1].times.over(from, to, SPARK) })),
      summary: `${this.lines.count} lines, ${templates.length} message templates${from === null || to === null ? "" : `, ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`}.${ratesInWords(rates).map((line) => `\n${line}`).join("")}`
    }
  }

  private line(record: LineRecord, line: Line, header: Header): void {
    if ((line.begin === line.end || line.codes[line.begin]! <= 32) && BLANK.test(line.text)) {
      this.options.onLine?.(record.number, null)
      return
    }
    const inside = header.at === null && header.level === null && record.number > 1 && CONTINUATION.test(line.text)
    record.at = header.at ?? this.span.last
    record.level = header.level
    if (header.at !== null) this.span.add(header.at, record)
    if (header.level !== null) this.levels.add(header.level, record.at)
    if (this.attentive) this.attend(line.text, record)
    if (inside) {
      this.options.onLine?.(record.number, this.recordId)
      this.errors.remember(record)
      return
    }
    const variant = this.variantOf(line, header.start)
    if (variant !== null) {
      record.level ??= this.gravity.levelOf(variant.id, line, header.at !== null)
      this.count(variant, record, line, header.start)
    }
    this.recordId = variant?.id ?? null
    this.options.onLine?.(record.number, this.recordId)
    if (record.level === "ERROR" || record.level === "FATAL") {
      this.options.onError?.(record.number, record.start)
      this.errors.add(record, record.level)
    }
    this.errors.remember(record)
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
}
