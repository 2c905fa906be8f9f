import { Effect } from "effect"
import type { Cases } from "../case/index.js"
import { type Evidences, mergeEvents } from "../evidence/index.js"
import type { CaseTimeline, TimelineEntry } from "./models.js"
import { notesOf } from "./notes.js"

const MAX_ENTRIES = 2_000
const BEGINS: ReadonlyArray<ReadonlySet<string>> = [new Set(["error_burst"]), new Set(["first_error", "root_exception"]), new Set(["metric_change", "spike", "change_point"])]

/** When things began to go wrong: the first burst, else the first error, else the first jump of a metric. */
const onsetOf = (entries: ReadonlyArray<TimelineEntry>): number | null => {
  for (const kinds of BEGINS) {
    const times = entries.filter((entry) => entry.source === "evidence" && kinds.has(entry.kind)).map((entry) => entry.at)
    if (times.length > 0) return Math.min(...times)
  }
  return null
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** What happened, from all files of a case together with its turns and its states, in order of time. */
export const caseTimeline = (needs: { readonly cases: Cases["Type"]; readonly evidences: Evidences["Type"] }, caseId: string) => Effect.gen(function*() {
  const c = yield* needs.cases.get(caseId)
  const [files, history, { messages }, hypotheses, solutions] = yield* Effect.all([
    needs.evidences.analysed(caseId), needs.cases.statusHistory(caseId), needs.cases.messages(caseId, { limit: null, offset: 0 }), needs.cases.hypotheses(caseId), needs.cases.solutions(caseId)
  ])
  const byEvent = new Map(files.flatMap(({ analysis, file }) => analysis.timeline.map((event) => [event, file] as const)))
  const found = mergeEvents(files.map(({ analysis }) => analysis.timeline)).map((event): TimelineEntry => {
    const file = byEvent.get(event)
    return {
      at: event.at, endAt: event.endAt, source: "evidence", kind: event.kind, severity: event.severity, label: event.label, count: event.count,
      evidenceId: file?.evidenceId ?? null, filename: file?.filename ?? null, lines: event.lines, artifact: event.artifact ?? null, messageId: null
    }
  })
  const own = (at: number, source: TimelineEntry["source"], kind: string, label: string, more: Partial<TimelineEntry> = {}): TimelineEntry =>
    ({ at, endAt: null, source, kind, severity: "info", label, count: 1, evidenceId: null, filename: null, lines: null, artifact: null, messageId: null, ...more })
  const entries = [
    ...found,
    own(c.createdAt, "case", "opened", "The case was opened"),
    ...history.map((change) => own(change.at, "case", change.toStatus, `The case became ${change.toStatus}${change.reason === "" ? "" : `: ${change.reason}`}`)),
    ...files.map(({ file }) => own(file.uploadedAt, "upload", "evidence_added", `${file.filename} was added`, { evidenceId: file.evidenceId, filename: file.filename })),
    ...hypotheses.flatMap((h) => [
      own(h.createdAt, "hypothesis", "proposed", `Proposed by ${h.createdBy === "agent" ? "the agent" : "a person"}: ${h.statement}`),
      ...h.trend.filter((point) => point.at > h.createdAt).map((point) => own(point.at, "hypothesis", "likelihood", `Now ${percent(point.likelihood)} likely: ${h.statement}`)),
      ...(h.status === "captured" || h.status === "active" ? [] : [own(h.updatedAt, "hypothesis", h.status, `${h.status}: ${h.statement}`)])
    ]),
    ...solutions.flatMap((s) => [
      own(s.proposedAt, "solution", "proposed", `Proposed: ${s.title}`),
      ...(s.appliedAt === null ? [] : [own(s.appliedAt, "solution", "applied", `Applied: ${s.title}`)]),
      ...(s.verifiedAt === null ? [] : [own(s.verifiedAt, "solution", "verified", `Verified: ${s.title}`)])
    ]),
    ...notesOf(c.metadata).map((note) => own(note.at, "note", note.incident ? "incident" : "note", note.text, { messageId: note.id })),
    ...messages.map((message) => own(message.createdAt, "turn", message.role, message.content.slice(0, 200), { messageId: message.messageId }))
  ].sort((a, b) => a.at - b.at)
  return { onset: onsetOf(found), entries: entries.slice(0, MAX_ENTRIES), truncated: entries.length > MAX_ENTRIES } satisfies CaseTimeline
})
