import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Plus } from "lucide-react"
import { useCallback, useState } from "react"
import { get } from "../../api/client"
import { useMe } from "../../api/me"
import type { Document, Facets } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, WorkBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { Filter, SearchField } from "../../ui/Field"
import { ago, bytes, dateTime, words } from "../../ui/format"
import { Pager } from "../../ui/layout"
import { Empty, Failed, Loading, NoMatch } from "../../ui/states"
import { AddDocuments, SCOPES } from "./AddDocuments"
import { BulkBar } from "./BulkBar"
import { WriteDocument } from "./WriteDocument"

interface Listing { readonly documents: ReadonlyArray<Document>; readonly total_count: number }
const PAGE = 25
const scopeText = new Map(SCOPES)

const options = (any: string, counts: Readonly<Record<string, number>> | undefined, name: (key: string) => string = words): ReadonlyArray<readonly [string, string]> => [["", any], ...Object.entries(counts ?? {}).sort(([, a], [, b]) => b - a).map(([key, n]) => [key, `${name(key)} (${n})`] as const)]

const Row = ({ checked, item, onCheck }: { readonly item: Document; readonly checked: boolean; readonly onCheck: (checked: boolean) => void }) => (
  <tr data-row data-active={checked || undefined}>
    <td data-label="Select"><input type="checkbox" aria-label={`Select ${item.title}`} checked={checked} onChange={(event) => onCheck(event.target.checked)} /></td>
    <td data-main="true"><Link className="strong" to="/kb/$documentId" params={{ documentId: item.document_id }}>{item.title}</Link><div className="small muted truncate">{item.status_reason ?? item.filename ?? item.source_url ?? ""}</div></td>
    <td data-label="Type">{words(item.document_type)}</td>
    <td data-label="Tags"><span className="row tags">{item.tags.slice(0, 4).map((tag) => <Badge key={tag}>{tag}</Badge>)}</span></td>
    <td data-label="Whose">{item.team === null ? scopeText.get(item.scope) ?? item.scope : `${item.team} (team)`}</td>
    <td data-label="State"><WorkBadge status={item.status} /></td>
    <td data-label="Size" className="number nowrap">{bytes(item.size_bytes)}</td>
    <td data-label="Changed" className="nowrap" title={dateTime(item.updated_at)}>{ago(item.updated_at)}</td>
  </tr>
)

export const Documents = () => {
  const [search, change] = useSearch()
  const me = useMe().data
  const [adding, setAdding] = useState(search["add"] === "yes")
  const [writing, setWriting] = useState(false)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const { q, scope, status, tag, type } = search
  const from = Number(search["offset"] ?? 0) || 0
  const filtered = [q, scope, status, tag, type].some((value) => value !== undefined)
  const facets = useQuery({ queryKey: ["documents", "facets"], queryFn: ({ signal }) => get<Facets>("api/v1/documents/facets", {}, signal) })
  const list = useQuery({
    queryKey: ["documents", "list", { q, scope, status, tag, type, from }], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<Listing>("api/v1/documents", { q, scope, status, tag, document_type: type, include_content: false, limit: PAGE, offset: from }, signal),
    refetchInterval: (query) => (query.state.data?.documents.some((item) => item.status === "pending" || item.status === "processing") === true ? 1_500 : false)
  })
  const filter = (name: string) => (value: string) => { setChosen(new Set()); change({ [name]: value || undefined, offset: undefined }) }
  const find = useCallback((value: string) => change({ q: value || undefined, offset: undefined }), [change])
  const clear = () => change({ q: undefined, scope: undefined, status: undefined, tag: undefined, type: undefined, offset: undefined })
  const documents = list.data?.documents ?? []
  const check = (id: string, on: boolean) => setChosen((all) => new Set(on ? [...all, id] : [...all].filter((other) => other !== id)))
  const add = <Button kind="primary" aria-expanded={adding} onClick={() => setAdding(!adding)}><Plus size={16} aria-hidden />Add documents</Button>
  return (
    <div className="stack">
      <div className="filters" style={{ margin: 0 }}>
        <SearchField label="Search documents" value={q ?? ""} onChange={find} />
        <Filter label="Whose" value={scope ?? ""} onChange={filter("scope")} options={options("All that I can see", facets.data?.scopes, (key) => scopeText.get(key) ?? key)} />
        <Filter label="Type" value={type ?? ""} onChange={filter("type")} options={options("Any type", facets.data?.types)} />
        <Filter label="Tag" value={tag ?? ""} onChange={filter("tag")} options={options("Any tag", facets.data?.tags, (key) => key)} />
        <Filter label="State" value={status ?? ""} onChange={filter("status")} options={options("Any state", facets.data?.statuses)} />
        <Button onClick={() => setWriting(true)}>Write one</Button>
        {add}
      </div>
      {writing ? <WriteDocument onClose={() => setWriting(false)} /> : null}
      {adding ? <AddDocuments admin={me?.is_admin === true} teams={me?.teams ?? []} /> : null}
      {chosen.size === 0 ? null : <BulkBar chosen={documents.filter((item) => chosen.has(item.document_id))} onDone={() => setChosen(new Set())} />}
      {list.isPending ? <Loading label="Loading the documents" /> : list.data === undefined ? <Failed error={list.error} onRetry={() => void list.refetch()} />
        : documents.length === 0 ? (filtered ? <NoMatch onClear={clear} /> : <Empty title="No documents yet" action={adding ? undefined : add}>Add runbooks, past incidents and notes: the agent searches them and cites the passage it used.</Empty>) : (
          <div>
            <div className="table-frame"><table className="cards">
              <thead><tr><th><input type="checkbox" aria-label="Select all on this page" checked={documents.every((item) => chosen.has(item.document_id))} onChange={(event) => setChosen(new Set(event.target.checked ? documents.map((item) => item.document_id) : []))} /></th><th>Title</th><th>Type</th><th>Tags</th><th>Whose</th><th>State</th><th className="number">Size</th><th>Changed</th></tr></thead>
              <tbody>{documents.map((item) => <Row key={item.document_id} item={item} checked={chosen.has(item.document_id)} onCheck={(on) => check(item.document_id, on)} />)}</tbody>
            </table></div>
            <Pager from={from} shown={documents.length} size={PAGE} total={list.data.total_count} onMove={(to) => change({ offset: to === 0 ? undefined : String(to) }, true)} />
          </div>
        )}
    </div>
  )
}
