import { Crosshair, ZoomIn, ZoomOut } from "lucide-react"
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react"
import type { CaseEvent } from "../../../api/types"
import { Button } from "../../../ui/Button"
import { dateTime } from "../../../ui/format"

export interface Span { readonly from: number; readonly to: number }

const LANES: ReadonlyArray<readonly [string, string, ReadonlyArray<CaseEvent["source"]>]> = [
  ["evidence", "Evidence", ["evidence"]], ["note", "Incident", ["note"]], ["turn", "Messages", ["turn", "upload"]], ["ideas", "Hypotheses", ["hypothesis", "solution"]], ["case", "Case", ["case"]]
]
const LEFT = 84
const TOP = 16
const LANE = 32
const HEIGHT = TOP + LANES.length * LANE + 26
const MIN_SPAN = 1_000
const STEPS = [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800, 2_592_000].map((seconds) => seconds * 1_000)

const tickText = (at: number, step: number): string => new Date(at).toLocaleString("en", step >= 86_400_000 ? { month: "short", day: "numeric" } : step >= 60_000 ? { hour: "2-digit", minute: "2-digit", hour12: false } : { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false })

const widen = (from: number, to: number): Span => {
  const pad = Math.max((to - from) * 0.04, MIN_SPAN)
  return { from: from - pad, to: to + pad }
}

/** Incident first: what files tell often lies days before the turns about it, and is what one wants to see. */
const firstSpan = (events: ReadonlyArray<CaseEvent>): Span => {
  const chosen = events.some((event) => event.source === "evidence") ? events.filter((event) => event.source === "evidence") : events
  const times = chosen.flatMap((event) => [Date.parse(event.at), Date.parse(event.end_at ?? event.at)])
  return widen(Math.min(...times), Math.max(...times))
}

const useWidth = () => {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(800)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setWidth(entry.contentRect.width))
    if (ref.current !== null) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}

/** Lanes of events over time; the wheel and + − zoom, dragging and the arrow keys move. */
export const TimelineChart = ({ events, onSpan, onset, span }: { readonly events: ReadonlyArray<CaseEvent>; readonly onset: string | null; readonly span: Span | null; readonly onSpan: (span: Span | null) => void }) => {
  const [ref, width] = useWidth()
  const svg = useRef<SVGSVGElement>(null)
  const drag = useRef<{ readonly x: number; readonly span: Span } | null>(null)
  const first = useMemo(() => firstSpan(events), [events])
  const view = span ?? first
  const plot = Math.max(50, width - LEFT - 16)
  const x = (at: number): number => LEFT + ((at - view.from) / (view.to - view.from)) * plot
  const zoom = (factor: number, around = (view.from + view.to) / 2) => {
    const size = Math.max(MIN_SPAN, (view.to - view.from) * factor)
    const share = (around - view.from) / (view.to - view.from)
    onSpan({ from: around - size * share, to: around + size * (1 - share) })
  }
  const move = (by: number) => onSpan({ from: view.from + by, to: view.to + by })
  const wheel = useRef((_: WheelEvent) => {})
  wheel.current = (event) => {
    if (!event.ctrlKey && !event.shiftKey) return
    event.preventDefault()
    const box = svg.current!.getBoundingClientRect()
    zoom(event.deltaY + event.deltaX > 0 ? 1.25 : 0.8, view.from + ((event.clientX - box.left - LEFT) / plot) * (view.to - view.from))
  }
  useEffect(() => {
    const listen = (event: WheelEvent) => wheel.current(event)
    const node = svg.current
    node?.addEventListener("wheel", listen, { passive: false })
    return () => node?.removeEventListener("wheel", listen)
  }, [])
  const onKey = (event: KeyboardEvent) => {
    const size = view.to - view.from
    if (event.key === "+" || event.key === "=") zoom(0.6)
    else if (event.key === "-") zoom(1.6)
    else if (event.key === "ArrowLeft") move(-size / 8)
    else if (event.key === "ArrowRight") move(size / 8)
    else if (event.key === "Home") onSpan(null)
    else return
    event.preventDefault()
  }
  const onMove = (event: PointerEvent) => {
    const held = drag.current
    if (held === null) return
    const by = ((held.x - event.clientX) / plot) * (held.span.to - held.span.from)
    onSpan({ from: held.span.from + by, to: held.span.to + by })
  }
  const step = STEPS.find((size) => (view.to - view.from) / size <= Math.max(2, plot / 110)) ?? STEPS.at(-1)!
  const ticks = Array.from({ length: 40 }, (_, i) => Math.ceil(view.from / step) * step + i * step).filter((at) => at <= view.to)
  const onsetAt = onset === null ? null : Date.parse(onset)
  return (
    <div className="card" ref={ref}>
      <div className="row" style={{ marginBottom: 8 }}>
        <span className="grow small muted">{dateTime(new Date(view.from).toISOString())} to {dateTime(new Date(view.to).toISOString())}</span>
        {onsetAt === null ? null : <Button size="small" onClick={() => onSpan({ from: onsetAt - 600_000, to: onsetAt + 600_000 })}><Crosshair size={14} aria-hidden />Onset</Button>}
        <Button size="small" label="Zoom in" onClick={() => zoom(0.6)}><ZoomIn size={15} /></Button>
        <Button size="small" label="Zoom out" onClick={() => zoom(1.6)}><ZoomOut size={15} /></Button>
        <Button size="small" onClick={() => onSpan(widen(Math.min(...events.map((event) => Date.parse(event.at))), Math.max(...events.map((event) => Date.parse(event.at)))))}>All</Button>
      </div>
      <svg ref={svg} className="chart" height={HEIGHT} role="img" tabIndex={0} aria-label={`${events.length} events over time${onset === null ? "" : `; the onset is at ${dateTime(onset)}`}. Plus and minus zoom, the arrow keys move.`} onKeyDown={onKey}
        onPointerDown={(event) => { drag.current = { x: event.clientX, span: view }; event.currentTarget.setPointerCapture(event.pointerId) }} onPointerMove={onMove} onPointerUp={() => { drag.current = null }}>
        <clipPath id="plot"><rect x={LEFT - 8} y={0} width={plot + 20} height={HEIGHT} /></clipPath>
        {ticks.map((at) => <g key={at}><line className="axis" x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - 22} /><text x={x(at)} y={HEIGHT - 8} textAnchor="middle">{tickText(at, step)}</text></g>)}
        {LANES.map(([key, name], lane) => <g key={key}><text x={0} y={TOP + lane * LANE + LANE / 2 + 4}>{name}</text><line className="axis" x1={LEFT} x2={LEFT + plot} y1={TOP + (lane + 1) * LANE} y2={TOP + (lane + 1) * LANE} /></g>)}
        <g clipPath="url(#plot)">
          {events.map((event, i) => {
            const at = Date.parse(event.at)
            const y = TOP + LANES.findIndex(([, , sources]) => sources.includes(event.source)) * LANE + LANE / 2
            const tone = event.source === "evidence" ? event.severity : event.source === "turn" || event.source === "note" ? "turn" : "info"
            return (
              <g key={`${event.at}${i}`} data-severity={tone}>
                {event.end_at === null ? null : <rect x={x(at)} y={y - 3} width={Math.max(2, x(Date.parse(event.end_at)) - x(at))} height={6} rx={3} opacity={0.35} />}
                <circle cx={x(at)} cy={y} r={Math.min(9, 4 + Math.log10(event.count + 1) * 2)}><title>{`${dateTime(event.at)}: ${event.label}`}</title></circle>
              </g>
            )
          })}
          {onsetAt === null ? null : <g><line className="onset" x1={x(onsetAt)} x2={x(onsetAt)} y1={TOP - 4} y2={HEIGHT - 22} /><text className="onset-text" x={x(onsetAt) + (x(onsetAt) > LEFT + plot - 44 ? -5 : 5)} textAnchor={x(onsetAt) > LEFT + plot - 44 ? "end" : "start"} y={TOP - 4}>onset</text></g>}
        </g>
      </svg>
      <p className="muted small">Drag to move; Ctrl or Shift with the wheel, or + and −, to zoom.</p>
    </div>
  )
}
