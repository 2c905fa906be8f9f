import { type Finding, SEVERITY_RANK } from "../finding.js"
import { beginsWindows, severityOf, titleOf, type WindowsEvent, WindowsReader } from "../findings/windows.js"
import { iso } from "./counted.js"
import { type LineRecord, quoteRun } from "./record.js"

interface Told {
  readonly event: WindowsEvent
  readonly quote: Finding["quotes"][number]
  count: number
}

const MAX_TOLD = 8
const MAX_LINES = 40
const MAX_SORTS = 500

/** Records of Windows' event log among the lines of a log: those that tell of trouble, by source and number. */
export class WindowsEvents {
  private readonly reader = new WindowsReader()
  private lines: Array<LineRecord> = []
  private readonly told = new Map<string, Told>()

  static begin(line: string): boolean {
    return beginsWindows(line)
  }

  take(line: string, record: LineRecord): void {
    this.lines.push(record.own())
    if (this.lines.length > MAX_LINES) this.lines.shift()
    this.keep(this.reader.take(line, record.number))
  }

  private keep(events: ReadonlyArray<WindowsEvent>): void {
    for (const event of events) {
      if (severityOf(event) === "info") continue
      const key = `${event.source}\n${event.id}`
      const known = this.told.get(key)
      if (known !== undefined) {
        known.count++
        continue
      }
      const lines = this.lines.filter(({ number }) => number >= event.firstLine && number <= event.lastLine)
      const quote = quoteRun(lines, 1) ?? quoteRun(lines, 2) ?? quoteRun(lines.slice(-1), 1)
      if (quote !== null && this.told.size < MAX_SORTS) this.told.set(key, { event, quote, count: 1 })
    }
  }

  findings(): ReadonlyArray<Finding> {
    this.keep(this.reader.end())
    return [...this.told.values()].sort((a, b) => SEVERITY_RANK[severityOf(a.event)] - SEVERITY_RANK[severityOf(b.event)] || a.event.firstLine - b.event.firstLine).slice(0, MAX_TOLD).map(({ count, event, quote }): Finding => ({
      kind: "system_event", severity: severityOf(event), title: titleOf(event, count).slice(0, 300), detail: event.at === null ? "" : `${count > 1 ? "First at" : "At"} ${iso(event.at)}.`, at: event.at, confidence: 0.95, quotes: [quote], data: { event_id: event.id, source: event.source, count }
    }))
  }
}
