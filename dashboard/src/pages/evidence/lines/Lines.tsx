import { useQueries } from "@tanstack/react-query"
import { type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from "react"
import { ApiError, get } from "../../../api/client"
import type { Line } from "../../../api/types"
import { messageOf } from "../../../ui/states"

export interface LinesHandle { readonly show: (line: number) => void }

export const LINE_HEIGHT = 20
const PAGE = 400
const OVERSCAN = 20
/** Browsers cap the height of an element: longer files scroll in proportion. */
const MAX_HEIGHT = 15_000_000
const MAX_SHOWN = 4_000
const KEPT_MS = 30_000

const parts = (text: string, query: string | undefined): ReadonlyArray<string> => (query === undefined || query.includes("<*>") ? [text] : text.split(new RegExp(`(${query.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`, "i")))

const Text = ({ query, text }: { readonly text: string; readonly query: string | undefined }) => (
  <span>{parts(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} … (${text.length - MAX_SHOWN} characters more; download the file to see them)` : text, query).map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part))}</span>
)

/** The window of lines in view, with one page of them ahead; pages out of view are forgotten soon. */
export const Lines = ({ artifact, cited, evidenceId, facts, first, height, known, onLink, query, redacted, ref }: {
  readonly evidenceId: string; readonly artifact: string | undefined; readonly redacted: boolean; readonly query: string | undefined; readonly known?: number; readonly first: number; readonly height: string
  /** what was found on a line, by its number */
  readonly facts: ReadonlyMap<number, string>
  readonly cited: { readonly start: number; readonly end: number } | null; readonly onLink: (line: number) => void; readonly ref?: Ref<LinesHandle>
}) => {
  const frame = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [tall, setTall] = useState(600)
  const [counted, setCounted] = useState(known ?? 0)
  const total = known ?? counted
  const full = total * LINE_HEIGHT
  const spacer = Math.min(full, MAX_HEIGHT)
  const room = Math.max(1, spacer - tall)
  // the share of the way down is the same in the file and in the scrolled element
  const scale = full <= MAX_HEIGHT ? 1 : (full - tall) / room
  const offset = top * scale
  const from = Math.max(1, Math.floor(offset / LINE_HEIGHT) + 1 - OVERSCAN)
  const to = Math.min(Math.max(total, 1), Math.ceil((offset + tall) / LINE_HEIGHT) + OVERSCAN)
  const pages = Array.from({ length: Math.floor((to - 1) / PAGE) - Math.floor((from - 1) / PAGE) + 1 }, (_, i) => Math.floor((from - 1) / PAGE) + i)
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: ["lines", evidenceId, artifact, redacted, page], staleTime: Number.POSITIVE_INFINITY, gcTime: KEPT_MS,
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => get<{ readonly lines: ReadonlyArray<Line>; readonly total_lines: number }>(`api/v1/evidence/${evidenceId}/lines`, { start: page * PAGE + 1, count: PAGE, view: redacted ? "redacted" : "raw", artifact }, signal)
    }))
  })
  const seen = results.find((result) => result.data !== undefined)?.data?.total_lines
  useLayoutEffect(() => {
    if (seen !== undefined && seen !== counted) setCounted(seen)
  }, [seen, counted])
  useLayoutEffect(() => {
    const node = frame.current!
    const observer = new ResizeObserver(() => setTall(node.clientHeight))
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  const show = (line: number) => {
    const node = frame.current
    if (node !== null) node.scrollTop = Math.max(0, ((line - 1) * LINE_HEIGHT - node.clientHeight / 3) / scale)
  }
  useImperativeHandle(ref, () => ({ show }))
  const shown = useRef(false)
  useLayoutEffect(() => {
    if (shown.current || total === 0) return
    shown.current = true
    if (first > 1) show(first)
  })
  const error = results.find((result) => result.isError)?.error
  const lines = results.flatMap((result) => result.data?.lines ?? []).filter((line) => line.n >= from && line.n <= to)
  return (
    <>
      {error instanceof ApiError || error ? <div className="notice" data-tone="danger" role="alert"><div className="grow">{messageOf(error)}</div><button type="button" className="button" data-size="small" onClick={() => results.forEach((result) => result.isError && void result.refetch())}>Try again</button></div> : null}
      <div ref={frame} className="viewer-lines" style={{ height: `min(${height}, ${Math.max(3, total) * LINE_HEIGHT + 18}px)` }} tabIndex={0} role="group" aria-label={`Lines ${from} to ${to} of ${total}`} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        <div style={{ height: spacer }}>
          {lines.map((line) => (
            <div key={line.n} className="line" data-n={line.n} data-level={line.level ?? undefined} data-found={facts.has(line.n) || undefined} title={facts.get(line.n)} data-cited={cited !== null && line.n >= cited.start && line.n <= cited.end ? true : undefined} style={{ top: top + ((line.n - 1) * LINE_HEIGHT - offset) }}>
              <a href={`?lines=${line.n}`} tabIndex={-1} aria-label={`Link to line ${line.n}`} onClick={(event) => { event.preventDefault(); onLink(line.n) }}>{line.n}</a>
              <Text text={line.text} query={query} />
            </div>
          ))}
          {total > 0 && lines.length === 0 && error === undefined ? <div className="line muted" style={{ top: top + 8 }}><span style={{ paddingLeft: 16 }}>Loading lines {from} to {to}</span></div> : null}
        </div>
      </div>
    </>
  )
}
