import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { get } from "../../../api/client"
import type { SimilarCase } from "../../../api/types"
import { Badge } from "../../../ui/Badge"
import { ago, percent } from "../../../ui/format"
import { Card } from "../../../ui/layout"
import { messageOf } from "../../../ui/states"

const Entry = ({ item }: { readonly item: SimilarCase }) => (
  <li className="stack-small">
    <span className="row"><Link className="strong" to="/cases/$caseId" params={{ caseId: item.case_id }}>{item.title}</Link><Badge tone="accent">{percent(item.score)} alike</Badge><span className="muted small">resolved {ago(item.resolved_at)}</span></span>
    {item.root_cause === null ? null : <p className="prose small"><b>Cause:</b> {item.root_cause}</p>}
    {item.fix === null ? null : <p className="prose small"><b>Fix:</b> {item.fix}</p>}
    <p className="muted small">{[...item.why.shared_templates, ...item.why.shared_terms].length === 0 ? null : <>In common: {item.why.shared_templates.map((template) => <code key={template}>{template} </code>)}{item.why.shared_terms.join(", ")}</>}</p>
    {item.runbook_id === null ? null : <Link className="small" to="/kb/$documentId" params={{ documentId: item.runbook_id }}>Its runbook</Link>}
  </li>
)

/** Solved cases that resemble this one, and why. */
export const Similar = ({ caseId }: { readonly caseId: string }) => {
  const similar = useQuery({ queryKey: ["case", caseId, "similar"], staleTime: 60_000, queryFn: ({ signal }) => get<{ readonly similar: ReadonlyArray<SimilarCase> }>(`api/v1/cases/${caseId}/similar`, { limit: 3 }, signal) })
  return (
    <Card title="Seen before">
      {similar.isPending ? <div className="skeleton" /> : similar.isError ? <p className="muted">{messageOf(similar.error)}</p> : similar.data.similar.length === 0 ? <p className="muted">No solved case resembles this one yet.</p>
        : <ul className="plain-list stack">{similar.data.similar.map((item) => <Entry key={item.case_id} item={item} />)}</ul>}
    </Card>
  )
}
