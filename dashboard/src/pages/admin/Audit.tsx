import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Download } from "lucide-react"
import { get } from "../../api/client"
import { useSearch } from "../../shell/useSearch"
import { Badge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { Filter } from "../../ui/Field"
import { dateTime, words } from "../../ui/format"
import { PageHeader, Pager } from "../../ui/layout"
import { saveAs } from "../../ui/saveAs"
import { Empty, Failed, Loading, NoMatch } from "../../ui/states"

interface AuditEvent { readonly id: string; readonly at: string; readonly event: string; readonly user_id: string | null; readonly username: string | null; readonly address: string | null; readonly success: boolean; readonly details: Readonly<Record<string, unknown>> }
const PAGE = 50
const EVENTS = ["login", "logout", "register", "password_changed", "user_created", "user_changed", "password_reset", "tokens_revoked", "oauth_authorized", "oauth_revoked"]

const save = (events: ReadonlyArray<AuditEvent>): void => {
  saveAs("faultmaven-audit.ndjson", "application/x-ndjson", events.map((event) => JSON.stringify(event)).join("\n"))
}

/** Who did what, when and from where. */
export const Audit = () => {
  const [search, change] = useSearch()
  const from = Number(search["offset"] ?? 0) || 0
  const { event } = search
  const audit = useQuery({ queryKey: ["audit", event, from], placeholderData: keepPreviousData, refetchInterval: 15_000, queryFn: ({ signal }) => get<{ readonly events: ReadonlyArray<AuditEvent>; readonly total: number }>("api/v1/admin/audit", { event, limit: PAGE, offset: from }, signal) })
  const names = [...new Set([...EVENTS, ...(audit.data?.events.map((entry) => entry.event) ?? [])])].sort()
  return (
    <>
      <PageHeader title="Audit log" actions={audit.data === undefined ? undefined : <Button onClick={() => save(audit.data.events)}><Download size={15} aria-hidden />This page</Button>}>Sign-ins and changes of rights, newest first.</PageHeader>
      <div className="filters"><Filter label="Event" value={event ?? ""} onChange={(value) => change({ event: value || undefined, offset: undefined })} options={[["", "Any event"], ...names.map((name) => [name, words(name)] as const)]} /></div>
      {audit.isPending ? <Loading label="Loading the audit log" /> : audit.data === undefined ? <Failed error={audit.error} onRetry={() => void audit.refetch()} /> : audit.data.events.length === 0 ? (event === undefined ? <Empty title="Nothing recorded yet" /> : <NoMatch onClear={() => change({ event: undefined })} />) : (
        <>
          <div className="table-frame"><table className="cards"><thead><tr><th>When</th><th>Who</th><th>What</th><th>Result</th><th>From</th><th>Details</th></tr></thead>
            <tbody>{audit.data.events.map((entry) => <tr key={entry.id} data-row tabIndex={-1}><td data-label="When" className="nowrap">{dateTime(entry.at)}</td><td data-label="Who">{entry.username ?? entry.user_id ?? "–"}</td><td data-main="true" className="strong">{words(entry.event)}</td><td data-label="Result">{entry.success ? <Badge tone="success">done</Badge> : <Badge tone="danger">refused</Badge>}</td><td data-label="From">{entry.address ?? "–"}</td><td data-label="Details" className="small muted">{Object.entries(entry.details).map(([name, value]) => `${words(name)}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`).join("; ") || "–"}</td></tr>)}</tbody></table></div>
          <Pager from={from} shown={audit.data.events.length} size={PAGE} total={audit.data.total} onMove={(to) => change({ offset: to === 0 ? undefined : String(to) }, true)} />
        </>
      )}
    </>
  )
}
