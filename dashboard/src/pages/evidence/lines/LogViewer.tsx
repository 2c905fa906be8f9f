import { ChevronDown, ChevronUp } from "lucide-react"
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import type { EvidenceDetail } from "../../../api/types"
import { useSearch } from "../../../shell/useSearch"
import { Button } from "../../../ui/Button"
import { Filter, Input, SearchField } from "../../../ui/Field"
import { number } from "../../../ui/format"
import { LINE_HEIGHT, Lines, type LinesHandle } from "./Lines"
import { useMatches } from "./useMatches"

const spanOf = (text: string | undefined): { readonly start: number; readonly end: number } | null => {
  const [, start, end] = /^(\d+)(?:-(\d+))?$/.exec(text ?? "") ?? []
  return start === undefined ? null : { start: Number(start), end: Math.max(Number(start), Number(end ?? start)) }
}

/** A file, or a text inside it, of any length: only the lines in view are asked of the server. */
export const LogViewer = ({ artifact, item }: { readonly item: EvidenceDetail; readonly artifact?: string | undefined }) => {
  const [search, change] = useSearch()
  const [redacted, setRedacted] = useState(false)
  const [target, setTarget] = useState("")
  const lines = useRef<LinesHandle>(null)
  const cited = spanOf(search["lines"])
  const matches = useMatches(item.evidence_id, search["q"], artifact)
  const [at, setAt] = useState(0)
  const total = (artifact === undefined ? item.analysis?.lines : item.analysis?.artifacts.find(({ path }) => path === artifact)?.lines) ?? null
  const facts = useMemo(() => new Map((item.analysis?.findings ?? []).filter((finding) => finding.artifact === (artifact ?? null)).flatMap((finding) => finding.quotes.map((quote) => [quote.line_start, finding.title] as const))), [item.analysis, artifact])
  const goTo = useCallback((n: number) => lines.current?.show(n), [])
  const citedStart = cited?.start
  useEffect(() => {
    if (citedStart !== undefined) goTo(citedStart)
  }, [citedStart, goTo])
  const found = matches.found
  const first = found[0]?.n
  useEffect(() => {
    setAt(0)
    if (first !== undefined) goTo(first)
  }, [first, goTo])
  const step = (by: number) => {
    if (found.length === 0) return
    const next = (at + by + found.length) % found.length
    setAt(next)
    goTo(found[next]!.n)
    if (next >= found.length - 5) matches.more()
  }
  const find = useCallback((value: string) => change({ q: value || undefined }), [change])
  return (
    <section className="viewer" aria-label="Lines of the file">
      <div className="viewer-bar">
        <SearchField label="Search the file" value={search["q"] ?? ""} onChange={find} />
        {search["q"] === undefined ? null : (
          <span className="row" role="status">
            <span className="small muted nowrap">{matches.error ?? (found.length === 0 ? (matches.searching ? `searching, at line ${number(matches.at)}` : "no match") : `${at + 1} of ${number(found.length)}${matches.complete ? "" : "+"}`)}</span>
            <Button kind="quiet" size="small" label="Previous match" disabled={found.length === 0} onClick={() => step(-1)}><ChevronUp size={15} /></Button>
            <Button kind="quiet" size="small" label="Next match" disabled={found.length === 0} onClick={() => step(1)}><ChevronDown size={15} /></Button>
          </span>
        )}
        <form className="go-to" onSubmit={(event) => { event.preventDefault(); const n = Number(target); if (n >= 1) { change({ lines: String(n) }); goTo(n) } }}><Input label="Go to line" type="number" min={1} max={total ?? undefined} placeholder="Go to line" value={target} onChange={(event) => setTarget(event.target.value)} /></form>
        <Filter label="What is shown" value={redacted ? "redacted" : "raw"} onChange={(value) => setRedacted(value === "redacted")} options={[["raw", "As it is"], ["redacted", "As a model sees it"]]} />
      </div>
      {cited === null ? null : <div className="cited-bar"><span>{cited.start === cited.end ? `Line ${number(cited.start)} is` : `Lines ${number(cited.start)} to ${number(cited.end)} are`} marked</span><Button kind="quiet" size="small" onClick={() => goTo(cited.start)}>Show</Button><Button kind="quiet" size="small" onClick={() => change({ lines: undefined })}>Unmark</Button></div>}
      <Lines ref={lines} facts={facts} evidenceId={item.evidence_id} artifact={artifact} redacted={redacted} cited={cited} query={search["q"]} {...(total === null ? {} : { known: total })} first={cited?.start ?? 1} height={`min(64vh, ${30 * LINE_HEIGHT + 200}px)`} onLink={(n) => change({ lines: String(n) })} />
    </section>
  )
}
