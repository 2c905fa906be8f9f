import type { Finding } from "../finding.js"
import { Counted, type Span, whenOf } from "./counted.js"
import { Extended } from "./extended.js"
import { Durations } from "./durations.js"
import { type Gauge, gaugeOf, readDuration } from "./gauges.js"
import type { LineRecord } from "./record.js"
import { requestFindings } from "./requestFindings.js"
import { type Form, formOf, readAnswer, Requests, sortOf } from "./requests.js"
import { readSlow, Statements } from "./slowStatements.js"

/** What is read from every line of one template. */
export interface Plan {
  readonly form: Form | null
  /** columns are named at the head of the log */
  readonly extended: Extended | null
  readonly gauge: Gauge | null
  readonly slow: boolean
  readonly memory: boolean
  /** lines that were asked for a path and had none */
  pathless: number
}

const MEMORY = /Memory Size: (\d{1,6}) MB\s{1,4}Max Memory Used: (\d{1,6}) MB/
const PATH = /\b(?:route|path|uri|url|endpoint|handler|job|task|query)["']?[=:]\s?["']?([^\s"',}]{1,200})|\b(?:GET|POST|PUT|DELETE|PATCH|HEAD) (\/[^\s"?]{0,200})/
const TAKEN: Gauge = { name: "time taken", key: null, pattern: null, unit: 1 }
const PATHLESS = 200
const FULL = 0.95
const FEW = 3

/** Templates that are asked whether they hold a measure; what comes later is rare. */
const MAX_TEMPLATES = 3_000
/** Nothing is measured in a line without a digit in a row of these. */
const WORTH = /\d\d\d|\d\.\d|\d ?(?:ms|s|us)\b|SERVFAIL/

/** Measured fields of log lines: answers of servers, durations, slow statements, memory of functions. */
export class Measures {
  private readonly requests = new Requests()
  private readonly durations = new Durations()
  private readonly statements = new Statements()
  private extended: Extended | null = null
  private asked = 0
  private calls = 0
  private size = ""
  private full: Counted | null = null

  /** What to read from the lines of a template, by its first one; null for most. */
  planOf(line: string): Plan | null {
    this.extended = Extended.of(line) ?? this.extended
    if (this.asked++ >= MAX_TEMPLATES || !WORTH.test(line)) return null
    const { extended } = this
    if (extended !== null && extended.answer(line) !== null) return { form: null, extended, gauge: TAKEN, slow: false, memory: false, pathless: 0 }
    const slow = readSlow(line) !== null
    const form = slow ? null : formOf(line)
    const gauge = slow ? null : gaugeOf(line, form !== null)
    const memory = gauge !== null && MEMORY.test(line)
    return slow || form !== null || gauge !== null || memory ? { form, extended: null, gauge, slow, memory, pathless: 0 } : null
  }

  /** lines that follow belong to what was read */
  get waits(): boolean {
    return this.statements.waits
  }

  follow(line: string, record: LineRecord): void {
    this.statements.follow(line, record)
  }

  take(plan: Plan, line: string, record: LineRecord): void {
    const { extended, form, gauge, memory, slow } = plan
    if (slow) {
      const statement = readSlow(line)
      if (statement !== null) this.statements.add(statement, record)
      return
    }
    const answer = extended !== null ? extended.answer(line) : form === null ? null : readAnswer(form, line)
    if (answer !== null) this.requests.add(answer, line, record)
    if (gauge !== null) {
      const ms = extended !== null ? extended.duration(line) : readDuration(gauge, line)
      if (ms !== null) this.durations.add(gauge, ms, record, () => (answer?.path !== null && answer !== null ? sortOf(answer.path) : pathIn(plan, line)))
    }
    if (memory) this.memory(line, record)
  }

  private memory(line: string, record: LineRecord): void {
    const found = MEMORY.exec(line)
    if (found === null) return
    this.calls++
    if (Number(found[2]) < FULL * Number(found[1])) return
    this.full ??= new Counted(record)
    this.full.add(record)
    this.size = `${found[2]!} of ${found[1]!} MB`
  }

  findings(span: Span): ReadonlyArray<Finding> {
    const { full } = this
    const memory: ReadonlyArray<Finding> = full === null || full.count < FEW && full.count * 2 < this.calls ? [] : [{
      kind: "memory_used_up", severity: "error", title: `${full.count} of ${this.calls} calls used up their memory (${this.size})`, detail: `${whenOf(full, span)}.`, at: full.firstAt, confidence: 0.9, quotes: [full.quote], data: { count: full.count, calls: this.calls }
    }]
    return [...requestFindings(this.requests, span), ...memory, ...this.statements.findings(span), ...this.durations.findings(span)]
  }
}

/** Lines of one template have a path or have none: after some that had none no further one is asked. */
const pathIn = (plan: Plan, line: string): string | null => {
  if (plan.pathless >= PATHLESS) return null
  const found = PATH.exec(line.slice(0, 2_000))
  const path = found?.[1] ?? found?.[2]
  if (path !== undefined) return sortOf(path)
  plan.pathless++
  return null
}
