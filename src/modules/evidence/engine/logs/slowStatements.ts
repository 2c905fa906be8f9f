import type { Finding, Quote } from "../finding.js"
import { Counted, duration, type Span, whenOf } from "./counted.js"
import { type LineRecord, quoteLine } from "./record.js"

/** A statement that a database found slow. */
interface Slow {
  readonly ms: number
  readonly rows: number | null
  /** null: it stands in the lines that follow */
  readonly statement: string | null
}

const HEAD = /^# Query_time: (\d{1,9}(?:\.\d{1,9})?)\s.{0,200}?(?:Rows_examined: (\d{1,15}))?\s*$/
const INLINE = /\bduration: (\d{1,12}(?:\.\d{1,6})?) ms\s{1,4}(?:parse|bind|execute|statement|plan)[^:]{0,80}:\s{1,4}(\S.{0,2000})/
const NAMESPACE = /"ns":\s?"([^"]{1,200})"/
const MILLIS = /"durationMillis":\s?(\d{1,12})/
const PLAN = /"planSummary":\s?"([^"]{1,200})"/
const EXAMINED = /"docsExamined":\s?(\d{1,15})/
const COMMAND = /"command":\s?\{\s?"(\w{1,40})"/

const readMongo = (line: string): Slow | null => {
  const namespace = NAMESPACE.exec(line)?.[1]
  const millis = MILLIS.exec(line)?.[1]
  if (namespace === undefined || millis === undefined) return null
  const plan = PLAN.exec(line)?.[1]
  return { ms: Number(millis), rows: numeric(EXAMINED.exec(line)?.[1]), statement: `${COMMAND.exec(line)?.[1] ?? "command"} on ${namespace}${plan === undefined ? "" : ` (${plan.replace(/\{.*$/, "").trim()})`}` }
}

const numeric = (text: string | undefined): number | null => (text === undefined ? null : Number(text))

/** What a line tells of a slow statement; null where it does not. */
export const readSlow = (line: string): Slow | null => {
  if (line.startsWith("# Query_time: ")) {
    const head = HEAD.exec(line.slice(0, 400))
    return head === null ? null : { ms: Number(head[1]) * 1e3, rows: numeric(head[2]), statement: null }
  }
  if (line.charCodeAt(0) === 123) return line.includes("durationMillis") ? readMongo(line) : null
  const inline = INLINE.exec(line)
  return inline === null ? null : { ms: Number(inline[1]), rows: null, statement: inline[2]! }
}

/** A statement without its values, so that the same ones are counted together. */
const sortOf = (statement: string): string => statement.slice(0, 600).replace(/'[^']{0,300}'/g, "?").replace(/\b\d+(?:\.\d+)?\b/g, "?").replace(/\s+/g, " ").replace(/\?(?:, ?\?)+/g, "?, …").trim().slice(0, 240)

const PREAMBLE = /^(?:#|SET timestamp=|use |\s*$)/i
const MAX_SORTS = 500
const TOLD = 3
const SLOW = 1_000

class Sort extends Counted {
  total = 0
  slowest = -1
  rows = 0
  worst: ReadonlyArray<Quote> = []
}

/** Statements of slow logs, by what they are without their values. */
export class Statements {
  private readonly sorts = new Map<string, Sort>()
  private count = 0
  private pending: { readonly slow: Slow; readonly record: LineRecord } | null = null

  /** waits for the statement that belongs to the head before */
  get waits(): boolean {
    return this.pending !== null
  }

  add(slow: Slow, record: LineRecord): void {
    if (slow.statement === null) this.pending = { slow, record: record.own() }
    else this.take(slow, slow.statement, record, null)
  }

  /** A line behind a head. */
  follow(line: string, record: LineRecord): void {
    if (this.pending === null || PREAMBLE.test(line)) return
    const { record: head, slow } = this.pending
    this.pending = null
    this.take(slow, line, head, record)
  }

  private take(slow: Slow, statement: string, record: LineRecord, below: LineRecord | null): void {
    this.count++
    const key = Buffer.from(sortOf(statement)).toString()
    let sort = this.sorts.get(key)
    if (sort === undefined) {
      if (this.sorts.size >= MAX_SORTS) return
      this.sorts.set(key, sort = new Sort(record))
    }
    sort.add(record)
    sort.total += slow.ms
    sort.rows = Math.max(sort.rows, slow.rows ?? 0)
    if (slow.ms <= sort.slowest) return
    sort.slowest = slow.ms
    sort.worst = [quoteLine(record), ...(below === null ? [] : [quoteLine(below)])]
  }

  /** The statements that took most of the time. */
  findings(span: Span): ReadonlyArray<Finding> {
    const all = [...this.sorts].reduce((sum, [, { total }]) => sum + total, 0)
    return [...this.sorts].filter(([, { slowest }]) => slowest >= SLOW).sort((a, b) => b[1].total - a[1].total).slice(0, TOLD).map(([statement, sort]): Finding => ({
      kind: "slow_statement", severity: "warning",
      title: `${sort.count} of ${this.count} slow statements, up to ${duration(sort.slowest)}${sort.rows > 0 ? ` and ${sort.rows.toLocaleString("en-US")} rows read` : ""}: ${statement}`,
      detail: [`${Math.round((100 * sort.total) / Math.max(all, 1))} % of the time of all (${duration(sort.total)}); ${whenOf(sort, span)}.`, `Slowest: ${sort.worst.map((quote) => quote.text.trim().slice(0, 300)).join("\n")}`].join("\n"),
      at: sort.firstAt, confidence: 0.9, quotes: sort.worst, data: { count: sort.count, slowest_ms: sort.slowest, total_ms: Math.round(sort.total), rows: sort.rows }
    }))
  }
}
