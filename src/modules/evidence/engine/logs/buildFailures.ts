import { beginsFailed, chosen, type Failed, FailedReader, titleOf } from "../findings/testRuns.js"
import { totalOf, TotalsReader, totalTitle } from "../findings/testTotals.js"
import type { Finding, Quote } from "../finding.js"
import { type LineRecord, quoteLine, quoteRun } from "./record.js"

const MAX_LINES = 40
const MAX_KEPT = 200

/** Failed tests among the lines of a job's log. */
export class BuildFailures {
  private readonly reader = new FailedReader()
  private lines: Array<LineRecord> = []
  private readonly kept: Array<{ readonly failed: Failed; readonly quote: Quote; readonly at: number | null }> = []

  private readonly totals = new TotalsReader()
  private readonly cited = new Map<number, { readonly quote: Quote; readonly at: number | null }>()

  static begin(line: string): boolean {
    return beginsFailed(line) || totalOf(line, 1) !== null
  }

  take(line: string, record: LineRecord): void {
    this.lines.push(record.own())
    if (this.lines.length > MAX_LINES) this.lines.shift()
    this.keep(this.reader.take(line, record.number))
    if (this.totals.take(line, record.number)) this.cited.set(record.number, { quote: quoteLine(record), at: record.at })
  }

  private keep(all: ReadonlyArray<Failed>): void {
    for (const failed of all) {
      const lines = this.lines.filter(({ number }) => number >= failed.firstLine && number <= failed.lastLine)
      const [first] = lines
      if (first === undefined || this.kept.length >= MAX_KEPT) continue
      this.kept.push({ failed, quote: quoteRun(lines, 1) ?? quoteRun(lines, 2) ?? quoteLine(first), at: first.at })
    }
  }

  findings(): ReadonlyArray<Finding> {
    this.keep(this.reader.end())
    const told = new Set(chosen(this.kept.map(({ failed }) => failed)))
    const totals = this.totals.told().flatMap((total): ReadonlyArray<Finding> => {
      const cited = this.cited.get(total.line)
      return cited === undefined ? [] : [{ kind: "failed_tests", severity: "error", title: totalTitle(total), detail: cited.quote.text.trim().slice(0, 300), at: cited.at, confidence: 0.95, quotes: [cited.quote], data: { tool: total.tool, failed: total.failed, total: total.total } }]
    })
    return [...totals, ...this.kept.filter(({ failed }) => told.has(failed)).map(({ at, failed, quote }): Finding => ({
      kind: failed.kind, severity: "error", title: titleOf(failed).slice(0, 300), detail: failed.said.join("\n"), at, confidence: 0.95, quotes: [quote], data: { name: failed.name }
    }))]
  }
}
