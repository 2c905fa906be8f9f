import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { Download } from "lucide-react"
import { useState } from "react"
import { get, put, urlOf } from "../../api/client"
import type { EvidenceDetail } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, WorkBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { Select } from "../../ui/Field"
import { bytes, dateTime, number, words } from "../../ui/format"
import { PageHeader } from "../../ui/layout"
import { Failed, FormError, Loading } from "../../ui/states"
import { type TabItem, Tabs } from "../../ui/Tabs"
import { Findings } from "./Findings"
import { ImageView } from "./ImageView"
import { LogViewer } from "./lines/LogViewer"
import { JsonTree } from "./JsonTree"
import { CsvTable } from "./CsvTable"
import { Inside } from "./Inside"
import { isPacked } from "./packed"
import { Rates, ratesOf } from "./Rates"
import { Templates } from "./Templates"

const TYPES = ["logs", "metrics", "configuration", "source_code", "error_report", "trace", "profile", "command_output", "document", "image", "page_capture", "text"]
const isImage = (item: EvidenceDetail): boolean => item.file_type.startsWith("image/")
const ending = (item: EvidenceDetail): string => item.filename.toLowerCase().split(".").at(-1) ?? ""

/** Asked where the classification is unsure, and open to people at any time. */
const Kind = ({ item }: { readonly item: EvidenceDetail }) => {
  const queries = useQueryClient()
  const [type, setType] = useState(item.analysis?.data_type ?? item.analysis?.suggested_types[0] ?? "logs")
  const change = useMutation({ mutationFn: () => put(`api/v1/evidence/${item.evidence_id}/type`, { data_type: type }), onSuccess: () => queries.invalidateQueries({ queryKey: ["evidence", item.evidence_id] }) })
  return (
    <form className="row kind-form" onSubmit={(event) => { event.preventDefault(); change.mutate() }}>
      <FormError error={change.error} />
      <Select label="Kind of data" value={type} onChange={(event) => setType(event.target.value)}>{TYPES.map((name) => <option key={name} value={name}>{words(name)}</option>)}</Select>
      <Button type="submit" busy={change.isPending}>Analyse as this</Button>
    </form>
  )
}

const About = ({ item }: { readonly item: EvidenceDetail }) => (
  <div className="card stack">
    <dl className="facts">
      <dt>Kind</dt><dd>{item.analysis === null ? "not known yet" : `${words(item.analysis.data_type)} (${Math.round(item.analysis.confidence * 100)} % sure)`}</dd>
      <dt>Size</dt><dd>{bytes(item.file_size)}{item.analysis === null ? "" : `, ${number(item.analysis.lines)} lines`}</dd>
      {item.analysis?.from ? <><dt>Time</dt><dd>{dateTime(item.analysis.from)} to {dateTime(item.analysis.to)}</dd></> : null}
      <dt>Added</dt><dd>{dateTime(item.uploaded_at)}</dd>
      {item.source_url === null ? null : <><dt>From</dt><dd>{item.source_url}</dd></>}
      <dt>SHA-256</dt><dd><code>{item.sha256}</code></dd>
    </dl>
    {item.analysis === null ? null : <pre className="command" tabIndex={0}>{item.analysis.summary}</pre>}
    <Kind item={item} />
  </div>
)

export const EvidencePage = () => {
  const { evidenceId } = useParams({ strict: false }) as { readonly evidenceId: string }
  const [search, change] = useSearch()
  const found = useQuery({
    queryKey: ["evidence", evidenceId], queryFn: ({ signal }) => get<EvidenceDetail>(`api/v1/evidence/${evidenceId}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.status === "pending" || query.state.data?.status === "processing" ? 1_000 : false)
  })
  if (found.isPending) return <Loading label="Loading the file" />
  if (found.data === undefined) return <Failed error={found.error} onRetry={() => void found.refetch()} />
  const item = found.data
  const working = item.status === "pending" || item.status === "processing"
  const templates: ReadonlyArray<TabItem> = (item.analysis?.template_count ?? 0) > 0 ? [{ key: "templates", title: `Templates ${item.analysis?.template_count}`, content: () => <Templates item={item} /> }] : []
  const inTime: ReadonlyArray<TabItem> = [...(ratesOf(item).length > 0 ? [{ key: "rates", title: "Over time", content: () => <Rates item={item} /> }] : []), ...templates]
  const text: ReadonlyArray<TabItem> = isImage(item) ? [{ key: "image", title: "Image", content: () => <ImageView item={item} /> }] : (item.analysis?.artifacts.length ?? 0) > 0 ? [
    { key: "text", title: item.analysis?.artifacts.every(({ path }) => path.endsWith("#text")) === true ? "Text" : "Lines", content: () => <Inside item={item} /> }, ...inTime
  ] : isPacked(item) ? [] : [
    { key: "text", title: "Lines", content: () => <LogViewer item={item} /> },
    ...inTime,
    ...(["csv", "tsv"].includes(ending(item)) ? [{ key: "table", title: "Table", content: () => <CsvTable item={item} /> }] : []),
    ...(ending(item) === "json" ? [{ key: "tree", title: "Tree", content: () => <JsonTree item={item} /> }] : [])
  ]
  const tabs = [...text, { key: "findings", title: `Findings ${item.analysis?.findings.length ?? 0}`, content: () => <Findings item={item} /> }, { key: "about", title: "About", content: () => <About item={item} /> }]
  const view = tabs.some((tab) => tab.key === search["view"]) ? search["view"]! : tabs[0]!.key
  return (
    <>
      <PageHeader title={item.filename} actions={<>{item.case_id === null ? null : <Link className="button" to="/cases/$caseId" params={{ caseId: item.case_id }} search={{ tab: "evidence" } as never}>To the case</Link>}<a className="button" href={urlOf(`api/v1/evidence/${evidenceId}/download`)} download><Download size={15} aria-hidden />Download</a></>}>
        <span className="row"><WorkBadge status={item.status} />{item.analysis === null ? null : <Badge>{words(item.analysis.data_type)}</Badge>}<span>{bytes(item.file_size)}</span>{item.analysis === null ? null : <span>{number(item.analysis.lines)} lines</span>}</span>
      </PageHeader>
      {item.status_reason === null ? null : <div className="notice" data-tone={item.status === "failed" ? "danger" : "warning"} role="status"><div>{item.status_reason}</div></div>}
      {item.status === "needs_type" ? <div className="notice" data-tone="warning"><div className="stack-small"><b>What kind of data is this?</b><Kind item={item} /></div></div> : null}
      {working ? <p className="row" role="status"><span className="spinner" aria-hidden />Reading the file</p> : null}
      <Tabs label="Views of the file" value={view} onChange={(key) => change({ view: key === tabs[0]!.key ? undefined : key }, true)} items={tabs} />
    </>
  )
}
