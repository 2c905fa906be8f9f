import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Pin, PinOff, Plus } from "lucide-react"
import { useMemo, useState } from "react"
import { get } from "../../../api/client"
import { placeName, placeSearch } from "../../../api/place"
import type { Case, CaseEvent, CaseTimelineData } from "../../../api/types"
import { useSearch } from "../../../shell/useSearch"
import { Badge, type Tone } from "../../../ui/Badge"
import { Button } from "../../../ui/Button"
import { Filter, SearchField } from "../../../ui/Field"
import { dateTime, words } from "../../../ui/format"
import { Empty, Failed, Loading, NoMatch } from "../../../ui/states"
import { AddNote } from "./AddNote"
import { type Span, TimelineChart } from "./TimelineChart"
import { useNotes } from "./useNotes"

const TONE: Record<CaseEvent["severity"], Tone> = { critical: "danger", error: "danger", warning: "warning", info: "info" }
const SHOWN = 300

const NAME: Record<Exclude<CaseEvent["source"], "evidence">, string> = { turn: "Message", upload: "Upload", hypothesis: "Hypothesis", solution: "Solution", case: "Case", note: "Note" }

const Entry = ({ caseId, event, onMark, onUnmark }: { readonly event: CaseEvent; readonly caseId: string; readonly onMark: () => void; readonly onUnmark: () => void }) => (
  <li className="event">
    <time className="muted small nowrap" dateTime={event.at}>{dateTime(event.at)}</time>
    <span>{event.source === "evidence" ? <Badge tone={TONE[event.severity]}>{words(event.kind)}</Badge> : <Badge tone={event.source === "turn" || event.kind === "incident" ? "accent" : undefined}>{event.kind === "incident" ? "Incident event" : event.source === "turn" ? (event.kind === "user" ? "Question" : "Answer") : NAME[event.source]}</Badge>}</span>
    <span>
      {event.evidence_id !== null ? <Link to="/evidence/$evidenceId" params={{ evidenceId: event.evidence_id }} search={placeSearch(event) as never}>{event.label}</Link>
        : event.source === "turn" ? <Link to="/cases/$caseId" params={{ caseId }} search={{ tab: "transcript" } as never}>{event.label}</Link> : event.label}
      {event.source === "evidence" ? <span className="muted small"> {placeName(event.filename ?? "", event.artifact)}{event.line_start === null ? "" : `, line ${event.line_start}`}</span> : null}
    </span>
    {event.source === "note" ? <Button kind="quiet" size="small" label="Take off the timeline" onClick={onUnmark}><PinOff size={14} /></Button> : <Button kind="quiet" size="small" label="Mark as an incident event" onClick={onMark}><Pin size={14} /></Button>}
  </li>
)

/** Everything that happened, in one chart and one list; dragging and zooming in the chart narrows the list. */
export const CaseTimeline = ({ item }: { readonly item: Case }) => {
  const [search, change] = useSearch()
  const [span, setSpan] = useState<Span | null>(null)
  const [adding, setAdding] = useState(false)
  const notes = useNotes(item)
  const timeline = useQuery({ queryKey: ["case", item.case_id, "timeline"], refetchInterval: 15_000, queryFn: ({ signal }) => get<CaseTimelineData>(`api/v1/cases/${item.case_id}/timeline`, {}, signal) })
  const { kind, q } = search
  const events = useMemo(() => (timeline.data?.events ?? []).filter((event) => (kind === undefined || (kind === "problems" ? event.severity !== "info" : event.source === kind)) && (q === undefined || event.label.toLowerCase().includes(q.toLowerCase()) || event.filename?.toLowerCase().includes(q.toLowerCase()) === true)), [timeline.data, kind, q])
  const inSpan = useMemo(() => (span === null ? events : events.filter((event) => Date.parse(event.at) >= span.from && Date.parse(event.at) <= span.to)), [events, span])
  if (timeline.isPending) return <Loading label="Loading the timeline" />
  if (timeline.data === undefined) return <Failed error={timeline.error} onRetry={() => void timeline.refetch()} />
  if (timeline.data.events.length === 0) return <Empty title="Nothing has happened yet">Events of the evidence, messages and state changes appear here.</Empty>
  return (
    <div className="stack">
      <div className="filters" style={{ margin: 0 }}>
        <SearchField label="Search the timeline" value={q ?? ""} onChange={(value) => change({ q: value || undefined })} />
        <Filter label="Events" value={kind ?? ""} onChange={(value) => change({ kind: value || undefined })} options={[["", "All events"], ["evidence", "From evidence"], ["problems", "Problems only"], ["turn", "Messages"], ["upload", "Uploads"], ["hypothesis", "Hypotheses"], ["solution", "Solutions"], ["case", "State changes"], ["note", "Notes and incident events"]]} />
        <Button onClick={() => setAdding(true)}><Plus size={15} aria-hidden />Add an event</Button>
      </div>
      {events.length === 0 ? <NoMatch onClear={() => change({ q: undefined, kind: undefined })} /> : (
        <>
          <TimelineChart events={events} onset={timeline.data.onset} span={span} onSpan={setSpan} />
          {timeline.data.truncated ? <p className="muted small">The first 2,000 events are shown.</p> : null}
          <section className="card" aria-label="Events">
            <ol className="plain-list event-list">{inSpan.slice(0, SHOWN).map((event, i) => <Entry key={`${event.at}${i}`} event={event} caseId={item.case_id} onMark={() => void notes.add({ at: Date.parse(event.at), text: event.label, incident: true })} onUnmark={() => event.message_id !== null && void notes.remove(event.message_id)} />)}</ol>
            {inSpan.length === 0 ? <p className="muted">No event in this span. Zoom out to see more.</p> : inSpan.length > SHOWN ? <p className="muted small">{SHOWN} of {inSpan.length}: zoom in to see the others.</p> : null}
          </section>
        </>
      )}
      {adding ? <AddNote at={Date.parse(timeline.data.onset ?? item.created_at)} onAdd={notes.add} onClose={() => setAdding(false)} /> : null}
    </div>
  )
}
