import type { TemplateSummary } from "./analysis.js"
import type { Finding, Quote, Severity, TimelineEvent } from "./finding.js"
import { sha256 } from "./findings/text.js"

/** What a log analysis adds to the common result; byte ranges refer to the UTF-8 bytes that were pushed. */
export interface LogResult {
  readonly lines: number
  readonly from: number | null
  readonly to: number | null
  readonly levels: Record<string, number>
  readonly findings: ReadonlyArray<Finding>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly templates: ReadonlyArray<TemplateSummary>
  readonly summary: string
}

/** Takes a log piece by piece. */
export interface LogSink {
  push(chunk: Uint8Array): void
  end(): LogResult
}

/** Called for every line, in order; `templateId` null for blank lines and lines inside a record. */
export type OnLine = (line: number, templateId: number | null) => void

const LEVEL = /\b(FATAL|CRITICAL|PANIC|ERROR|WARN|WARNING|INFO|DEBUG)\b/i
const TIME = /(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)/
const MAX_LINE = 64 * 1024
const MAX_TEMPLATES = 5_000

const severityOf = (level: string | null): Severity => (level === null ? "info" : /FATAL|CRITICAL|PANIC/.test(level) ? "critical" : /ERROR/.test(level) ? "error" : /WARN/.test(level) ? "warning" : "info")

/** Levels, first error and repeated messages of a log, line by line. */
export const makeLogSink = (options: { readonly onLine?: OnLine } = {}): LogSink => {
  const levels: Record<string, number> = {}
  const templates = new Map<string, { id: number; count: number; first: number; last: number; firstAt: number | null; lastAt: number | null; level: string | null; quote: Quote }>()
  const findings: Array<Finding> = []
  let pending: Array<Uint8Array> = []
  let pendingBytes = 0
  let offset = 0
  let number = 0
  let from: number | null = null
  let to: number | null = null

  const line = (raw: Uint8Array, length: number): void => {
    number++
    const start = offset
    const body = raw.length > 0 && raw[raw.length - 1] === 13 && raw.length === length ? raw.subarray(0, -1) : raw
    const text = Buffer.from(body).toString("utf8")
    const level = LEVEL.exec(text.slice(0, 200))?.[1]?.toUpperCase() ?? null
    if (level !== null) levels[level] = (levels[level] ?? 0) + 1
    const time = TIME.exec(text.slice(0, 300))
    const parsed = time === null ? Number.NaN : Date.parse(time[1]!.replace(" ", "T").replace(",", "."))
    const at = Number.isNaN(parsed) ? null : parsed
    if (at !== null) {
      from = Math.min(from ?? at, at)
      to = Math.max(to ?? at, at)
    }
    if (text.trim() === "") {
      options.onLine?.(number, null)
      return
    }
    const quote = (): Quote => ({ bytes: { start, end: start + body.length }, lines: { start: number, end: number }, sha256: sha256(body), text: text.slice(0, 2_000) })
    if (level !== null && /FATAL|CRITICAL|PANIC|ERROR/.test(level) && findings.length === 0) {
      findings.push({ kind: "first_error", severity: severityOf(level), title: `First error: ${text.trim().slice(0, 160)}`, detail: "", at, confidence: 0.9, quotes: [quote()], data: {} })
    }
    const key = text.slice(0, 1_000).replace(TIME, "<*>").replace(/\b(0x)?[0-9a-f]*\d[0-9a-f.:-]*\b/gi, "<*>").slice(0, 300)
    let known = templates.get(key)
    if (known === undefined && templates.size < MAX_TEMPLATES) templates.set(key, known = { id: templates.size + 1, count: 0, first: number, last: number, firstAt: at, lastAt: at, level, quote: quote() })
    if (known !== undefined) {
      known.count++
      known.last = number
      known.lastAt = at ?? known.lastAt
    }
    options.onLine?.(number, known?.id ?? null)
  }

  const take = (part: Uint8Array): Uint8Array => {
    if (pending.length === 0) return part.subarray(0, MAX_LINE)
    const whole = Buffer.concat([...pending, part.subarray(0, Math.max(0, MAX_LINE - pendingBytes))])
    pending = []
    return whole.subarray(0, MAX_LINE)
  }

  return {
    push: (chunk) => {
      let at = 0
      for (let newline = chunk.indexOf(10); newline !== -1; newline = chunk.indexOf(10, at)) {
        const length = pendingBytes + newline - at
        line(take(chunk.subarray(at, newline)), length)
        offset += length + 1
        pendingBytes = 0
        at = newline + 1
      }
      if (at < chunk.length) {
        if (pendingBytes < MAX_LINE) pending.push(chunk.slice(at, at + MAX_LINE - pendingBytes))
        pendingBytes += chunk.length - at
      }
    },
    end: () => {
      if (pendingBytes > 0) line(take(new Uint8Array(0)), pendingBytes)
      const sorted = [...templates].sort((a, b) => b[1].count - a[1].count)
      for (const [template, one] of sorted.filter(([, t]) => t.count > 1).slice(0, 5)) {
        findings.push({ kind: "repeated_message", severity: severityOf(one.level), title: `${one.count} times: ${template.slice(0, 160)}`, detail: "", at: one.firstAt, confidence: 0.8, quotes: [one.quote], data: { count: one.count } })
      }
      return {
        lines: number, from, to, levels, findings, timeline: [],
        templates: sorted.map(([template, one]) => ({ id: one.id, template, count: one.count, level: one.level, firstLine: one.first, lastLine: one.last, firstAt: one.firstAt, lastAt: one.lastAt, buckets: [] })),
        summary: `${number} lines, ${templates.size} templates.`
      }
    }
  }
}
