import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { BookPlus, Download, FilePlus2, Pencil, Printer, Trash2 } from "lucide-react"
import { type ReactNode, useState } from "react"
import { get, post, remove, urlOf } from "../../../api/client"
import { type Place, placeSearch } from "../../../api/place"
import type { Case, Document, Report as ReportItem } from "../../../api/types"
import { useSearch } from "../../../shell/useSearch"
import { Badge, WorkBadge } from "../../../ui/Badge"
import { Button } from "../../../ui/Button"
import { ConfirmDialog } from "../../../ui/Dialog"
import { Filter } from "../../../ui/Field"
import { dateTime, words } from "../../../ui/format"
import { Markdown } from "../../../ui/Markdown"
import { Menu } from "../../../ui/Menu"
import { Empty, Failed, Loading } from "../../../ui/states"
import { done, failed } from "../../../ui/toast"
import { linkMarkers } from "../markers"
import { Compare } from "./Compare"
import { EditReport } from "./EditReport"

interface Recommended { readonly available_for_generation: ReadonlyArray<string>; readonly recommended_reports: ReadonlyArray<{ readonly report_type: string; readonly reason: string }>; readonly note: string }
interface Listing { readonly reports: ReadonlyArray<ReportItem & { readonly sources: ReadonlyArray<{ readonly marker: string; readonly evidence_id: string } & Place> }>; readonly note: string }

const isWorking = (report: ReportItem): boolean => report.status === "pending" || report.status === "generating"

/** Writing, versions, export and keeping of a case's reports. */
export const Report = ({ item }: { readonly item: Case }) => {
  const caseId = item.case_id
  const [search, change] = useSearch()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [erasing, setErasing] = useState(false)
  const [comparing, setComparing] = useState(false)
  const [editing, setEditing] = useState(false)
  const offers = useQuery({ queryKey: ["case", caseId, "recommendations"], queryFn: ({ signal }) => get<Recommended>(`api/v1/cases/${caseId}/report-recommendations`, {}, signal) })
  const reports = useQuery({
    queryKey: ["case", caseId, "reports"], queryFn: ({ signal }) => get<Listing>(`api/v1/cases/${caseId}/reports`, { include_history: true }, signal),
    refetchInterval: (query) => (query.state.data?.reports.some(isWorking) === true ? 1_000 : false)
  })
  const refresh = () => queries.invalidateQueries({ queryKey: ["case", caseId] })
  const generate = useMutation({ mutationFn: (type: string) => post<Listing>(`api/v1/cases/${caseId}/reports`, { report_types: [type] }, { idempotencyKey: crypto.randomUUID() }), onSuccess: async ({ reports: made }) => { await refresh(); change({ report: made[0]?.report_id }) }, onError: failed })
  const keep = useMutation({ mutationFn: (id: string) => post<Document>(`api/v1/cases/${caseId}/reports/${id}/runbook`), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["documents"] }); done("Saved as a draft runbook. Review it before it is found."); void navigate({ to: "/kb", search: { tab: "drafts", case: caseId } as never }) }, onError: failed })
  const draft = useMutation({ mutationFn: () => post<Document>(`api/v1/cases/${caseId}/runbook-draft`), onSuccess: (document) => { void queries.invalidateQueries({ queryKey: ["documents"] }); void navigate({ to: "/kb/$documentId", params: { documentId: document.document_id } }) }, onError: failed })
  const erase = useMutation({ mutationFn: (id: string) => remove(`api/v1/cases/${caseId}/reports/${id}`), onSuccess: async () => { await refresh(); setErasing(false); change({ report: undefined }); done("The version was deleted.") }, onError: (error) => { setErasing(false); failed(error) } })
  if (reports.isPending || offers.isPending) return <Loading label="Loading the reports" />
  if (reports.data === undefined) return <Failed error={reports.error} onRetry={() => void reports.refetch()} />
  const types = offers.data?.available_for_generation ?? []
  const why = new Map(offers.data?.recommended_reports.map((r) => [r.report_type, r.reason]))
  const write = types.length === 0 ? null : <Menu trigger={<Button kind="primary" busy={generate.isPending}><FilePlus2 size={15} aria-hidden />Write a report</Button>} items={types.map((type) => ({ label: `${words(type)}${why.has(type) ? " (recommended)" : ""}`, onSelect: () => generate.mutate(type) }))} />
  const all = reports.data.reports
  const shown = all.find((report) => report.report_id === search["report"]) ?? all.find((report) => report.is_current) ?? all[0]
  if (shown === undefined) return <Empty title="No report yet" action={write ?? undefined}>{types.length === 0 ? "A report is written once the case is resolved or closed." : offers.data?.recommended_reports[0]?.reason ?? "A post-mortem, an incident report or a runbook, written from what the case holds."}</Empty>
  const earlier = all.filter((report) => report.report_type === shown.report_type && report.report_id !== shown.report_id && report.status === "completed")
  const file = (format: string) => urlOf(`api/v1/cases/${caseId}/reports/${shown.report_id}/download`, { format })
  const cited = new Map(shown.sources.map((source) => [`#cite-${source.marker}`, source]))
  const link = (href: string, children: ReactNode): ReactNode => {
    const source = cited.get(href)
    return source === undefined ? undefined : <Link className="citation-link" to="/evidence/$evidenceId" params={{ evidenceId: source.evidence_id }} search={placeSearch(source) as never}>{children}</Link>
  }
  const text = linkMarkers(shown.content, shown.sources.map(({ marker }) => marker))
  return (
    <div className="stack">
      <div className="row no-print">
        <Filter label="Version" value={shown.report_id} onChange={(id) => change({ report: id })} options={all.map((report) => [report.report_id, `${words(report.report_type)}, version ${report.version}${report.is_current ? " (current)" : ""}`])} />
        <span className="grow"><WorkBadge status={shown.status} /></span>
        {shown.status === "completed" ? (
          <>
            <Menu trigger={<Button><Download size={15} aria-hidden />Export</Button>} items={[
              ...(["markdown", "html", "json"] as const).map((format) => ({ label: { markdown: "Markdown", html: "HTML", json: "JSON" }[format], onSelect: () => { location.href = file(format) } })),
              { label: "PDF (print)", icon: <Printer size={15} />, onSelect: () => print() }
            ]} />
            <Button onClick={() => setEditing(true)}><Pencil size={15} aria-hidden />Edit</Button>
            {earlier.length === 0 ? null : <Button onClick={() => setComparing(true)}>Compare</Button>}
            {shown.report_type === "runbook" ? <Button busy={keep.isPending} onClick={() => keep.mutate(shown.report_id)}><BookPlus size={15} aria-hidden />Save as runbook</Button> : item.status === "resolved" ? <Button busy={draft.isPending} onClick={() => draft.mutate()}><BookPlus size={15} aria-hidden />Draft a runbook</Button> : null}
          </>
        ) : null}
        {write}
        {isWorking(shown) ? null : <Button kind="quiet" label="Delete this version" onClick={() => setErasing(true)}><Trash2 size={16} /></Button>}
      </div>
      {shown.status === "failed" ? <div className="notice" data-tone="danger" role="alert"><div className="grow">{shown.error_message ?? "The report could not be written."}</div><Button size="small" onClick={() => generate.mutate(shown.report_type)}>Try again</Button></div>
        : isWorking(shown) ? <div className="card" role="status"><p className="row"><span className="spinner" aria-hidden />Writing the {words(shown.report_type).toLowerCase()}</p></div>
          : editing ? <EditReport key={shown.report_id} caseId={caseId} report={shown} onEnd={(saved) => { setEditing(false); if (saved !== null) change({ report: saved.report_id }) }} />
          : <article className="card report"><Markdown text={text} link={link} /><p className="muted small no-print">{dateTime(shown.created_at)}{shown.model === null ? "" : ` · ${shown.model}`} {shown.is_current ? <Badge tone="success">current</Badge> : null}</p></article>}
      {comparing ? <Compare newer={shown} others={earlier} onClose={() => setComparing(false)} /> : null}
      <ConfirmDialog open={erasing} danger title="Delete this version?" confirm="Delete" busy={erase.isPending} onCancel={() => setErasing(false)} onConfirm={() => erase.mutate(shown.report_id)}><p>{words(shown.report_type)}, version {shown.version}.</p></ConfirmDialog>
    </div>
  )
}
