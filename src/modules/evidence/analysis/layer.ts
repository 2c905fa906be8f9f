import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { Effect, Layer } from "effect"
import { AnalysisFailed, Analyzer } from "../Analyzer.js"
import type { Finding, Quote, Severity } from "../engine/finding.js"

const LEVEL = /\b(FATAL|CRITICAL|PANIC|ERROR|WARN|WARNING|INFO|DEBUG)\b/i
const TIME = /(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)/

const analyze = (bytes: Buffer) => {
  const levels: Record<string, number> = {}
  const templates = new Map<string, { count: number; first: number; last: number; level: string | null; quote: Quote }>()
  let offset = 0
  let number = 0
  let firstError: { quote: Quote; at: number | null; level: string } | null = null
  let from: number | null = null
  let to: number | null = null
  while (offset < bytes.length) {
    const nl = bytes.indexOf(10, offset)
    const end = nl === -1 ? bytes.length : nl
    number++
    const raw = bytes.subarray(offset, end)
    const text = raw.toString("utf8")
    const level = LEVEL.exec(text.slice(0, 200))?.[1]?.toUpperCase() ?? null
    if (level !== null) levels[level] = (levels[level] ?? 0) + 1
    const time = TIME.exec(text)
    const at = time ? Date.parse(time[1]!.replace(" ", "T").replace(",", ".")) : Number.NaN
    if (!Number.isNaN(at)) {
      from = Math.min(from ?? at, at)
      to = Math.max(to ?? at, at)
    }
    const quote = (): Quote => ({ bytes: { start: offset, end }, lines: { start: number, end: number }, sha256: createHash("sha256").update(raw).digest("hex"), text: text.slice(0, 2_000) })
    if (level !== null && /FATAL|CRITICAL|PANIC|ERROR/.test(level) && firstError === null) firstError = { quote: quote(), at: Number.isNaN(at) ? null : at, level }
    if (text.trim() !== "") {
      const key = text.replace(TIME, "<*>").replace(/\b(0x)?[0-9a-f]*\d[0-9a-f.:-]*\b/gi, "<*>").slice(0, 300)
      const known = templates.get(key)
      if (known) {
        known.count++
        known.last = number
      } else if (templates.size < 5_000) templates.set(key, { count: 1, first: number, last: number, level, quote: quote() })
    }
    offset = end + 1
  }
  const findings: Array<Finding> = []
  const severity = (level: string | null): Severity => (level === null ? "info" : /FATAL|CRITICAL|PANIC/.test(level) ? "critical" : /ERROR/.test(level) ? "error" : /WARN/.test(level) ? "warning" : "info")
  if (firstError !== null) {
    const f = firstError as { quote: Quote; at: number | null; level: string }
    findings.push({ kind: "first_error", severity: severity(f.level), title: `First error: ${f.quote.text.trim().slice(0, 160)}`, detail: "", at: f.at, confidence: 0.9, quotes: [f.quote], data: {} })
  }
  const top = [...templates].sort((a, b) => b[1].count - a[1].count).slice(0, 5).filter(([, t]) => t.count > 1)
  for (const [template, t] of top) {
    findings.push({ kind: "repeated_message", severity: severity(t.level), title: `${t.count} times: ${template.slice(0, 160)}`, detail: "", at: null, confidence: 0.8, quotes: [t.quote], data: { count: t.count } })
  }
  return {
    dataType: "logs" as const, confidence: 0.85, suggestedTypes: [], encoding: "utf-8", lines: number, levels, from, to, summary: `${number} lines`, findings, timeline: [],
    templates: [...templates].slice(0, 200).map(([template, t], id) => ({ id, template, count: t.count, level: t.level, firstLine: t.first, lastLine: t.last, firstAt: null, lastAt: null, buckets: [] })),
    needsUserChoice: false
  }
}

export const analyzerLayer = Layer.succeed(Analyzer, Analyzer.of({
  analyze: (input) => Effect.tryPromise({
    try: async () => analyze(await readFile(input.path)),
    catch: () => new AnalysisFailed({ code: "unreadable", reason: "the file cannot be read", retryable: true })
  })
}))
