import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useCallback } from "react"
import { post } from "../../api/client"
import type { Hit } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge } from "../../ui/Badge"
import { Filter, SearchField } from "../../ui/Field"
import { percent } from "../../ui/format"
import { Empty, Failed, Loading } from "../../ui/states"
import { Highlighted } from "./Highlighted"

interface Found { readonly results: ReadonlyArray<Hit & { readonly page: number | null }>; readonly execution_time_ms: number; readonly embedding: string; readonly search_mode: string }
const score = (value: number | null): string => (value === null ? "–" : value.toFixed(2))

/** What the agent would be given for a question: ranked passages, and the text as it goes into the prompt. */
export const Playground = () => {
  const [search, change] = useSearch()
  const { mode, q } = search
  const limit = Number(search["limit"] ?? 5)
  const found = useQuery({
    queryKey: ["documents", "playground", q, mode, limit], enabled: q !== undefined,
    queryFn: ({ signal }) => post<Found>("api/v1/knowledge/search", { query: q, search_mode: mode ?? "hybrid", limit, include_chunks: true }, { signal })
  })
  const find = useCallback((value: string) => change({ q: value || undefined }), [change])
  const hits = found.data?.results ?? []
  return (
    <div className="stack">
      <div className="filters" style={{ margin: 0 }}>
        <SearchField label="Ask as the agent would: an alert, an error, a question" value={q ?? ""} onChange={find} />
        <Filter label="Search by" value={mode ?? ""} onChange={(value) => change({ mode: value || undefined })} options={[["", "Words and meaning"], ["keyword", "Words only"], ["semantic", "Meaning only"]]} />
        <Filter label="Results" value={String(limit)} onChange={(value) => change({ limit: value })} options={["3", "5", "10", "20"].map((n) => [n, `${n} results`])} />
      </div>
      {q === undefined ? <Empty title="Try a question">See which passages are found for it, how they score, and what a model would be given to read.</Empty> : found.isPending ? <Loading label="Searching" /> : found.data === undefined ? <Failed error={found.error} onRetry={() => void found.refetch()} />
        : hits.length === 0 ? <Empty title="No passage is close enough">Below a floor of likeness nothing is given to the agent: no source is better than a wrong one.</Empty> : (
          <>
            <p className="muted small" role="status">{hits.length} passages in {found.data.execution_time_ms} ms; embedding: {found.data.embedding}</p>
            <ol className="plain-list stack-small">
              {hits.map((hit, i) => (
                <li key={hit.chunk_id} className="card stack-small" data-row>
                  <div className="row"><span className="muted">{i + 1}</span><Link className="strong" to="/kb/$documentId" params={{ documentId: hit.document_id }} search={{ chunk: hit.chunk_id } as never}>{hit.title}</Link>{hit.heading_path.length === 0 ? null : <span className="muted small">{hit.heading_path.join(" › ")}</span>}<span className="grow" /><Badge tone="accent">{percent(hit.score)}</Badge><span className="muted small nowrap">words {score(hit.lexical_score)} · meaning {score(hit.vector_score)}</span></div>
                  <p className="prose"><Highlighted text={hit.snippet} highlights={hit.highlights} /></p>
                </li>
              ))}
            </ol>
            <details className="card"><summary className="strong">What a model would be given</summary><pre className="command" tabIndex={0}>{hits.map((hit, i) => `[K${i + 1}] ${hit.title}${hit.heading_path.length === 0 ? "" : ` › ${hit.heading_path.join(" › ")}`}\n${hit.text ?? hit.snippet}`).join("\n\n")}</pre></details>
          </>
        )}
    </div>
  )
}
