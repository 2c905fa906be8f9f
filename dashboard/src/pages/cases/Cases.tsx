import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Plus } from "lucide-react"
import { useCallback, useState } from "react"
import { get } from "../../api/client"
import { useMe } from "../../api/me"
import type { Case, CasePage } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { PriorityBadge, StatusBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { Filter, SearchField } from "../../ui/Field"
import { ago, dateTime } from "../../ui/format"
import { PageHeader, Pager } from "../../ui/layout"
import { Empty, Failed, Loading, NoMatch } from "../../ui/states"
import { NewCase } from "./NewCase"

const PAGE = 25

const Row = ({ item, me }: { readonly item: Case; readonly me: string }) => (
  <tr data-row>
    <td data-main="true"><Link to="/cases/$caseId" params={{ caseId: item.case_id }} className="strong">{item.title}</Link>{item.archived ? <span className="muted small"> · archived</span> : null}</td>
    <td data-label="State"><StatusBadge status={item.status} /></td>
    <td data-label="Priority"><PriorityBadge priority={item.priority} /></td>
    <td data-label="Owner" className="nowrap">{item.owner_id === me ? "You" : item.owner_id}</td>
    <td data-label="Opened" className="nowrap" title={dateTime(item.created_at)}>{ago(item.created_at)}</td>
    <td data-label="Last activity" className="nowrap" title={dateTime(item.last_activity_at)}>{ago(item.last_activity_at)}</td>
    <td data-label="Evidence" className="number">{item.evidence_count ?? "–"}</td>
    <td data-label="Hypotheses" className="number">{item.hypothesis_count ?? "–"}</td>
  </tr>
)

export const Cases = () => {
  const [search, change] = useSearch()
  const me = useMe().data?.user_id ?? ""
  const [creating, setCreating] = useState(false)
  const from = Number(search["offset"] ?? 0) || 0
  const { archived, priority, q, sort, status } = search
  const filtered = [q, status, priority].some((value) => value !== undefined)
  const cases = useQuery({
    queryKey: ["cases", { q, status, priority, sort, archived, from }], placeholderData: keepPreviousData, refetchInterval: 15_000,
    queryFn: ({ signal }) => get<CasePage>("api/v1/cases", { q, status, priority, sort: sort ?? "last_activity", include_archived: archived === "yes" ? true : undefined, include_counts: true, limit: PAGE, offset: from }, signal)
  })
  const filter = (name: string) => (value: string) => change({ [name]: value || undefined, offset: undefined })
  const find = useCallback((value: string) => change({ q: value || undefined, offset: undefined }), [change])
  const clear = () => change({ q: undefined, status: undefined, priority: undefined, archived: undefined, offset: undefined })
  const create = <Button kind="primary" onClick={() => setCreating(true)}><Plus size={16} aria-hidden />New case</Button>
  return (
    <>
      <PageHeader title="Cases" actions={create}>Every incident you work on, the latest first.</PageHeader>
      <div className="filters" role="search">
        <SearchField label="Search cases" value={q ?? ""} onChange={find} />
        <Filter label="State" value={status ?? ""} onChange={filter("status")} options={[["", "Any state"], ["consulting", "Consulting"], ["investigating", "Investigating"], ["resolved", "Resolved"], ["closed", "Closed"]]} />
        <Filter label="Priority" value={priority ?? ""} onChange={filter("priority")} options={[["", "Any priority"], ["critical", "Critical"], ["high", "High"], ["medium", "Medium"], ["low", "Low"]]} />
        <Filter label="Order" value={sort ?? ""} onChange={filter("sort")} options={[["", "Last activity"], ["created", "Newest"], ["title", "Title"], ["priority", "Priority order"]]} />
        <Filter label="Archived cases" value={archived ?? ""} onChange={filter("archived")} options={[["", "Without archived"], ["yes", "With archived"]]} />
      </div>
      {cases.isPending ? <Loading label="Loading the cases" /> : cases.isError && cases.data === undefined ? <Failed error={cases.error} onRetry={() => void cases.refetch()} />
        : cases.data.cases.length === 0 ? (filtered ? <NoMatch onClear={clear} /> : <Empty title="No cases yet" action={<>{create}<Link className="button" to="/welcome">Open the sample case</Link></>}>Open one, give it a log, and ask what went wrong.</Empty>) : (
          <>
            <div className="table-frame"><table className="cards">
              <thead><tr><th>Title</th><th>State</th><th>Priority</th><th>Owner</th><th>Opened</th><th>Last activity</th><th className="number">Evidence</th><th className="number">Hypotheses</th></tr></thead>
              <tbody>{cases.data.cases.map((item) => <Row key={item.case_id} item={item} me={me} />)}</tbody>
            </table></div>
            <Pager from={from} shown={cases.data.cases.length} size={PAGE} total={cases.data.total} onMove={(to) => change({ offset: to === 0 ? undefined : String(to) }, true)} />
          </>
        )}
      {creating ? <NewCase onClose={() => setCreating(false)} /> : null}
    </>
  )
}
