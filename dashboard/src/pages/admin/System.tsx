import { useMutation, useQuery } from "@tanstack/react-query"
import { Archive, Download, Wrench } from "lucide-react"
import { get, post, urlOf } from "../../api/client"
import type { Check } from "../../api/types"
import { WorkBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { ago, bytes, dateTime, number, words } from "../../ui/format"
import { Card, PageHeader, Stat } from "../../ui/layout"
import { saveAs } from "../../ui/saveAs"
import { Failed, Loading } from "../../ui/states"
import { done, failed } from "../../ui/toast"

interface SystemState {
  readonly version: string; readonly node: string; readonly platform: string; readonly uptime_seconds: number; readonly started_at: string; readonly database: string
  readonly memory: { readonly rss_bytes: number; readonly heap_used_bytes: number }; readonly cpu_seconds: number; readonly evidence: { readonly files: number; readonly bytes: number }
  readonly knowledge: { readonly documents: number; readonly bytes: number }; readonly users: number; readonly jobs: Readonly<Record<string, number>>; readonly data_folder: string; readonly edition: string; readonly database_bytes: number; readonly migrations: number; readonly last_backup_at: string | null
  readonly disk: { readonly free_bytes: number; readonly total_bytes: number } | null; readonly checks: ReadonlyArray<Check>
}
type Reconciled = Readonly<Record<"rows" | "chunks" | "vectors" | "files" | "repaired", number>>

/** For a bug report: numbers and states only, no content and no secrets. */
const saveDiagnostics = (system: SystemState): void => {
  saveAs("faultmaven-diagnostics.json", "application/json", JSON.stringify(system, null, 2))
}

export const System = () => {
  const system = useQuery({ queryKey: ["system"], refetchInterval: 10_000, queryFn: ({ signal }) => get<SystemState>("api/v1/admin/system", {}, signal) })
  const reconcile = useMutation({
    mutationFn: () => post<Reconciled>("api/v1/admin/kb/reconcile"), onError: failed,
    onSuccess: (found) => done(Object.values(found).every((n) => n === 0) ? "Nothing is left over: rows, chunks, vectors and files agree." : `Removed or repaired: ${Object.entries(found).filter(([, n]) => n > 0).map(([name, n]) => `${n} ${name}`).join(", ")}.`)
  })
  if (system.isPending) return <><PageHeader title="System" /><Loading label="Loading the system's state" /></>
  if (system.data === undefined) return <><PageHeader title="System" /><Failed error={system.error} onRetry={() => void system.refetch()} /></>
  const state = system.data
  return (
    <>
      <PageHeader title="System" actions={<><Button busy={reconcile.isPending} onClick={() => reconcile.mutate()}><Wrench size={15} aria-hidden />Check the knowledge base</Button>{state.database.startsWith("sqlite") ? <a className="button" href={urlOf("api/v1/admin/backup")} download><Archive size={15} aria-hidden />Backup</a> : null}<Button onClick={() => saveDiagnostics(state)}><Download size={15} aria-hidden />Diagnostics</Button></>}>Version, sizes and checks of this process.</PageHeader>
      <div className="stack">
        <div className="stats">
          <Stat label="Version" value={state.version} /><Stat label={`Up since ${dateTime(state.started_at)}`} value={ago(state.started_at)} /><Stat label="Memory in use" value={bytes(state.memory.rss_bytes)} />
          <Stat label={`Evidence, ${number(state.evidence.files)} files`} value={bytes(state.evidence.bytes)} /><Stat label={`Knowledge, ${number(state.knowledge.documents)} documents`} value={bytes(state.knowledge.bytes)} /><Stat label="Users" value={number(state.users)} />
        </div>
        <Card title="Checks"><ul className="plain-list rows">{state.checks.map((check) => <li key={check.name} className="row" data-row><WorkBadge status={check.status} /><b>{words(check.name)}</b><span className="muted grow">{check.message}</span></li>)}</ul></Card>
        <div className="columns">
          <Card title="Process"><dl className="facts"><dt>Edition</dt><dd>{words(state.edition)}</dd><dt>Database</dt><dd>{state.database}, {bytes(state.database_bytes)}, {number(state.migrations)} migrations applied</dd><dt>Data folder</dt><dd><code>{state.data_folder}</code></dd><dt>Last backup</dt><dd>{state.last_backup_at === null ? "none was taken here" : ago(state.last_backup_at)}</dd><dt>Disk</dt><dd>{state.disk === null ? "not known" : `${bytes(state.disk.free_bytes)} of ${bytes(state.disk.total_bytes)} free`}</dd><dt>CPU time</dt><dd>{number(Math.round(state.cpu_seconds))} s</dd><dt>Node.js</dt><dd>{state.node} on {state.platform}</dd></dl></Card>
          <Card title="Jobs"><dl className="facts">{Object.entries(state.jobs).map(([name, n]) => <div key={name} style={{ display: "contents" }}><dt>{words(name)}</dt><dd>{number(n)}</dd></div>)}</dl>{Object.keys(state.jobs).length === 0 ? <p className="muted">None yet.</p> : null}</Card>
        </div>
      </div>
    </>
  )
}
