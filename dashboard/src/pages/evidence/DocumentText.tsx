import { useQuery } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import { get } from "../../api/client"
import type { EvidenceDetail } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Empty, Failed, Loading } from "../../ui/states"

const SHOWN = 5_000

/** The text inside a document; its lines are those that findings quote. */
export const DocumentText = ({ artifact, item }: { readonly item: EvidenceDetail; readonly artifact: string }) => {
  const [search] = useSearch()
  const [start = 0, end = start] = (search["lines"] ?? "").split("-").map(Number)
  const first = useRef<HTMLDivElement>(null)
  const text = useQuery({ queryKey: ["evidence", item.evidence_id, "text", artifact], staleTime: Number.POSITIVE_INFINITY, gcTime: 30_000, queryFn: ({ signal }) => get<{ readonly text: string | null }>(`api/v1/evidence/${item.evidence_id}/text`, { artifact }, signal) })
  const ready = text.data !== undefined
  useEffect(() => {
    if (ready) first.current?.scrollIntoView({ block: "center" })
  }, [ready])
  if (text.isPending) return <Loading label="Reading the document" />
  if (text.data === undefined) return <Failed error={text.error} onRetry={() => void text.refetch()} />
  if (text.data.text === null || text.data.text.trim() === "") return <Empty title="No text inside">Download the file to open it elsewhere.</Empty>
  const lines = text.data.text.split("\n")
  return (
    <div className="card document-text" tabIndex={0} role="region" aria-label="Text of the document">
      {lines.slice(0, SHOWN).map((line, i) => <div key={i} ref={i + 1 === start ? first : undefined} className="text-line" data-cited={i + 1 >= start && i + 1 <= end && start > 0 ? true : undefined}>{line.replace("\f", "") || "\u00a0"}</div>)}
      {lines.length > SHOWN ? <p className="muted">{lines.length - SHOWN} lines more: download the file to see them.</p> : null}
    </div>
  )
}
