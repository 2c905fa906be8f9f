import { isWindowsExport } from "../classify/logs.js"
import type { Draft, Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"
import { ofXml, severityOf, titleOf, type WindowsEvent } from "../findings/windows.js"
import { SEVERITY_RANK, type TimelineEvent } from "../finding.js"

const MAX_TOLD = 12
const MAX_TIMELINE = 200
const BEGIN = Buffer.from("<Event")
const END = Buffer.from("</Event>")
/** Longer records are read up to here. */
const MAX_RECORD = 16_384
/** Windows' numbers of levels; 0 is told of as information. */
const LEVELS: Readonly<Record<string, string>> = { "1": "FATAL", "2": "ERROR", "3": "WARN", "4": "INFO", "0": "INFO", "5": "DEBUG" }

interface Sort { readonly event: WindowsEvent; readonly start: number; readonly end: number; from: number | null; to: number | null; count: number }

/** Start of the next record, not of `<Events>` or `<EventData>`; -1 where there is none. */
const nextRecord = (bytes: Buffer, from: number): number => {
  let at = bytes.indexOf(BEGIN, from)
  while (at !== -1 && bytes[at + BEGIN.length]! > 32 && bytes[at + BEGIN.length] !== 62) at = bytes.indexOf(BEGIN, at + BEGIN.length)
  return at
}

/** Windows' event log exported as XML: the records that tell of trouble, each sort once. Null where the text is none. */
export const extractWindowsEvents = (file: TextFile): Extraction | null => {
  if (!isWindowsExport(file.text.slice(0, 4_000))) return null
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length)
  const sorts = new Map<string, Sort>()
  const levels: Record<string, number> = {}
  const timeline: Array<TimelineEvent> = []
  let records = 0
  let closed = bytes.indexOf(END)
  // tools write all records into one line, or one over many
  for (let start = nextRecord(bytes, 0); start !== -1;) {
    const next = nextRecord(bytes, start + BEGIN.length)
    if (closed !== -1 && closed < start) closed = bytes.indexOf(END, start)
    const end = closed !== -1 && (next === -1 || closed < next) ? closed + END.length : next === -1 ? bytes.length : next
    const event = ofXml(bytes.toString("utf8", start, Math.min(end, start + MAX_RECORD)), file.lineAt(start), file.lineAt(end - 1))
    if (event !== null) {
      records++
      const level = LEVELS[event.level]
      if (level !== undefined) levels[level] = (levels[level] ?? 0) + 1
      const severity = severityOf(event)
      if (severity !== "info") {
        const key = `${event.source}\n${event.id}`
        const known = sorts.get(key)
        if (known === undefined) sorts.set(key, { event, start, end, from: event.at, to: event.at, count: 1 })
        else {
          known.count++
          // exports begin with the newest
          if (event.at !== null) {
            known.from = Math.min(known.from ?? event.at, event.at)
            known.to = Math.max(known.to ?? event.at, event.at)
          }
        }
        if (event.at !== null && timeline.length < MAX_TIMELINE) timeline.push({ at: event.at, endAt: null, kind: "system_event", severity, label: titleOf(event, 1).slice(0, 300), count: 1, lines: { start: event.firstLine, end: event.lastLine } })
      }
    }
    start = next
  }
  const told = [...sorts.values()].sort((a, b) => SEVERITY_RANK[severityOf(a.event)] - SEVERITY_RANK[severityOf(b.event)] || a.start - b.start).slice(0, MAX_TOLD)
  const drafts = told.map(({ count, end, event, from, start, to }): Draft => ({
    kind: "system_event", severity: severityOf(event), title: titleOf(event, count).slice(0, 300), at: from, confidence: 0.95,
    detail: from === null || to === null ? "" : count > 1 ? `First at ${iso(from)}, last at ${iso(to)}.` : `At ${iso(from)}.`,
    cites: [{ range: { start, end } }], data: { event_id: event.id, source: event.source, count }
  }))
  return { drafts, timeline: timeline.sort((a, b) => a.at - b.at), levels, summary: [`${records} records of Windows' event log.`, ...drafts.map((one) => `- ${one.title}`)].join("\n") }
}

const iso = (at: number): string => new Date(at).toISOString()
