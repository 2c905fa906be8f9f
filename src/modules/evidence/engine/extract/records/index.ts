import { type TimelineEvent, SEVERITY_RANK } from "../../finding.js"
import type { Cite, Draft, Extraction } from "../../findings/draft.js"
import { clip, isoTime } from "../values.js"
import { type JsonRecord, jsonRecords } from "./read.js"

const MAX_GROUPS = 30
const MAX_EVENTS = 200
const FEW = 50
const MAX_PLAIN = 12
/** Plain records that tell of a change are worth more than those of routine work. */
const CHANGE = /\b(?:applied|applying|updated?|chang\w+|modif\w+|deploy\w*|releas\w+|roll\w* (?:out|back)|rollout|scal\w+|restart\w*|reboot\w*|failover|replac\w+|attached|upgrad\w+|migrat\w+|started|stopped|backup|maintenance|created|deleted|removed)\b/i

/** What is the same in repeated messages: numbers, ids and quoted values taken out. */
const shape = (message: string): string => message.slice(0, 400).replace(/"[^"]*"|'[^']*'/g, "<*>").replace(/\b[0-9a-f]{8,}\b|\b\d[\w.:-]*/gi, "<*>")

/** Where a record comes from, as far as it says so. */
const placeOf = (one: JsonRecord) => ({ source: one.source, ...(one.host === "" ? {} : { host: one.host }), ...(one.namespace === "" ? {} : { namespace: one.namespace }) })


/** Log records and events held in JSON; null where the JSON holds none. */
export const extractRecords = (root: unknown): Extraction | null => {
  const records = jsonRecords(root)
  if (records.length === 0) return null
  const levels: Record<string, number> = {}
  for (const one of records) if (one.level !== null) levels[one.level] = (levels[one.level] ?? 0) + 1
  const groups = new Map<string, { first: JsonRecord; last: JsonRecord; count: number }>()
  for (const one of records) {
    const key = `${one.severity}|${one.reason}|${shape(one.message)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: one, last: one, count: one.count })
    else {
      if (one.host !== group.first.host) group.first = { ...group.first, host: "" }
      group.last = one
      group.count += one.count
    }
  }
  const cite = (one: JsonRecord): Cite => ({ path: one.path })
  const drafts: Array<Draft> = []
  const bad = records.filter((one) => one.severity === "error" || one.severity === "critical")
  const earliest = (bad.length > 0 ? bad : []).reduce<JsonRecord | null>((best, one) => (best === null || (one.at ?? Number.POSITIVE_INFINITY) < (best.at ?? Number.POSITIVE_INFINITY) ? one : best), null)
  if (earliest !== null) drafts.push({ kind: "first_error", severity: earliest.severity, title: `First error: ${clip(earliest.message, 300)}`, detail: `${earliest.source === "" ? "" : `From ${clip(earliest.source, 100)}. `}${bad.length} of ${records.length} records are errors.`, at: earliest.at, cites: [cite(earliest)], data: { ...placeOf(earliest), errors: bad.length, records: records.length, event: earliest.event } })
  for (const { count, first, last } of [...groups.values()].filter((group) => group.first.severity !== "info").sort((a, b) => SEVERITY_RANK[a.first.severity] - SEVERITY_RANK[b.first.severity] || b.count - a.count).slice(0, MAX_GROUPS)) {
    const until = last.endAt ?? first.endAt ?? last.at
    const times = count > 1 ? `${count} times: ` : ""
    drafts.push({
      kind: first.event ? "event" : "repeated_error", severity: first.severity, title: `${times}${first.reason === "" ? "" : `${first.reason}: `}${clip(first.message, 300)}`,
      detail: [first.source === "" ? "" : `From ${clip(first.source, 100)}.`, first.at === null ? "" : until !== null && until > first.at ? `Between ${isoTime(first.at)} and ${isoTime(until)}.` : `At ${isoTime(first.at)}.`].filter((part) => part !== "").join(" "),
      at: first.at, cites: last.path === first.path ? [cite(first)] : [cite(first), cite(last)], data: { count, reason: first.reason, ...placeOf(first), level: first.level, until }
    })
  }
  // a few plain events are worth citing: what was done, what completed, what came back
  if (records.length <= FEW) {
    const plain = records.filter((record) => record.severity === "info")
    const told = plain.length <= MAX_PLAIN ? plain : [...plain].sort((a, b) => Number(CHANGE.test(b.message)) - Number(CHANGE.test(a.message))).slice(0, MAX_PLAIN)
    for (const one of told) {
      drafts.push({
        kind: "record", severity: "info", title: clip(`${one.reason === "" ? "" : `${one.reason}: `}${one.message}`, 300), detail: `${one.source === "" ? "" : `From ${clip(one.source, 100)}. `}${one.at === null ? "" : `At ${isoTime(one.at)}.`}`.trim(),
        at: one.at, cites: [cite(one)], confidence: 0.8, data: { reason: one.reason, ...placeOf(one), until: one.endAt }
      })
    }
  }
  const timed = records.filter((one) => one.at !== null)
  const shown = timed.length <= MAX_EVENTS ? timed : timed.filter((one) => one.severity !== "info").slice(0, MAX_EVENTS)
  const timeline = shown.map((one): TimelineEvent => ({ at: one.at!, endAt: one.endAt !== null && one.endAt > one.at! ? one.endAt : null, kind: one.event ? "event" : "record", severity: one.severity, label: clip(`${one.source === "" ? "" : `${clip(one.source, 60)}: `}${one.reason === "" ? "" : `${one.reason}: `}${one.message}`, 200), count: one.count, lines: null })).sort((a, b) => a.at - b.at)
  const parts = Object.entries(levels).map(([level, count]) => `${level} ${count}`).join(", ")
  return {
    drafts, timeline, levels,
    summary: [`${records.length} records in JSON${parts === "" ? "" : ` (${parts})`}.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`), ...records.slice(0, 40).map((one) => `${one.at === null ? "" : `${isoTime(one.at)} `}${one.level ?? ""} ${clip(one.message, 160)}`.trim())].join("\n"),
    dataType: "logs"
  }
}
