import { severityOf, titleOf, type WindowsEvent, WindowsReader } from "../findings/windows.js"
import type { Draft, Extraction } from "../findings/draft.js"
import type { TextFile } from "../findings/text.js"

const EXPORT = /<Event\b[^>]{0,200}schemas\.microsoft\.com\/win\/2004\/08\/events/
const MAX_TOLD = 12

/** Windows' event log exported as XML: the records that tell of trouble, each sort once. Null where the text is none. */
export const extractWindowsEvents = (file: TextFile): Extraction | null => {
  if (!EXPORT.test(file.text.slice(0, 4_000))) return null
  const reader = new WindowsReader()
  const all = [...file.lines.flatMap((line, index) => reader.take(line, index + 1)), ...reader.end()]
  const sorts = new Map<string, { readonly event: WindowsEvent; count: number }>()
  for (const event of all) {
    if (severityOf(event) === "info") continue
    const key = `${event.source}\n${event.id}`
    const known = sorts.get(key)
    if (known === undefined) sorts.set(key, { event, count: 1 })
    else known.count++
  }
  const drafts = [...sorts.values()].slice(0, MAX_TOLD).map(({ count, event }): Draft => ({
    kind: "system_event", severity: severityOf(event), title: titleOf(event, count).slice(0, 300), detail: event.at === null ? "" : `${count > 1 ? "First at" : "At"} ${new Date(event.at).toISOString()}.`, at: event.at, confidence: 0.95,
    cites: [{ lines: [event.firstLine, event.lastLine] }], data: { event_id: event.id, source: event.source, count }
  }))
  return { drafts, timeline: [], summary: [`${all.length} records of Windows' event log.`, ...drafts.map((one) => `- ${one.title}`)].join("\n"), dataType: "logs" }
}
