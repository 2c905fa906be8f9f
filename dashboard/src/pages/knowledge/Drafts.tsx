import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { get, post } from "../../api/client"
import { useMe } from "../../api/me"
import type { Document } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Button } from "../../ui/Button"
import { Select } from "../../ui/Field"
import { ConfirmDialog } from "../../ui/Dialog"
import { ago } from "../../ui/format"
import { Markdown } from "../../ui/Markdown"
import { Empty, Failed, Loading } from "../../ui/states"
import { done, failed } from "../../ui/toast"

/** Who may find a published draft, `team:<name>` for each team. */
const audiences = (admin: boolean, teams: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> => [
  ["user", "me"], ...teams.map((name) => [`team:${name}`, `the team ${name}`] as const), ...(admin ? [["organization", "my organisation"], ["global", "everyone"]] as const : [])
]
const audienceOf = (key: string) => (key.startsWith("team:") ? { scope: "team", team: key.slice(5) } : { scope: key })

/** Runbooks written from solved cases: read, edit, then publish or reject. */
export const Drafts = () => {
  const [search, change] = useSearch()
  const queries = useQueryClient()
  const [rejecting, setRejecting] = useState<Document | null>(null)
  const caseId = search["case"]
  const drafts = useQuery({ queryKey: ["documents", "drafts", caseId], queryFn: ({ signal }) => get<{ readonly documents: ReadonlyArray<Document> }>("api/v1/documents", { drafts: true, case_id: caseId, include_content: true, limit: 100 }, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ["documents"] })
  const [audience, setAudience] = useState("user")
  const { data: me } = useMe()
  const publish = useMutation({ mutationFn: (item: Document) => post(`api/v1/documents/${item.document_id}/publish`, audienceOf(audience)), onSuccess: async () => { await refresh(); done("Published: the agent finds it from now on.") }, onError: failed })
  const reject = useMutation({ mutationFn: (item: Document) => post(`api/v1/documents/${item.document_id}/reject`), onSuccess: async () => { await refresh(); setRejecting(null); done("The draft was rejected.") }, onError: failed })
  if (drafts.isPending) return <Loading label="Loading the drafts" />
  if (drafts.data === undefined) return <Failed error={drafts.error} onRetry={() => void drafts.refetch()} />
  const list = drafts.data.documents
  const choices = audiences(me?.is_admin === true, me?.teams ?? [])
  return (
    <div className="stack">
      {caseId === undefined ? null : <div className="notice"><div className="grow">Drafts of <Link to="/cases/$caseId" params={{ caseId }}>one case</Link> are shown.</div><Button size="small" onClick={() => change({ case: undefined })}>Show all</Button></div>}
      {list.length === 0 || choices.length === 1 ? null : <Select label="Published for" value={audience} onChange={(event) => setAudience(event.target.value)}>{choices.map(([key, text]) => <option key={key} value={key}>{text}</option>)}</Select>}
      {list.length === 0 ? <Empty title="No drafts to review">A resolved case offers a runbook draft on its Report tab. Nothing is found or cited before it was reviewed here.</Empty> : list.map((item) => (
        <article key={item.document_id} className="card stack-small" data-row>
          <header><h2><Link to="/kb/$documentId" params={{ documentId: item.document_id }}>{item.title}</Link></h2><span className="muted small">written {ago(item.created_at)}</span></header>
          <div className="draft"><Markdown text={item.content} /></div>
          <div className="row">
            <Button kind="primary" size="small" busy={publish.isPending && publish.variables.document_id === item.document_id} onClick={() => publish.mutate(item)}>Publish</Button>
            <Link className="button" data-size="small" to="/kb/$documentId" params={{ documentId: item.document_id }} search={{ edit: "yes" } as never}>Edit</Link>
            <Button kind="danger" size="small" onClick={() => setRejecting(item)}>Reject</Button>
            {item.case_id === null ? null : <Link className="small" to="/cases/$caseId" params={{ caseId: item.case_id }}>The case</Link>}
          </div>
        </article>
      ))}
      <ConfirmDialog open={rejecting !== null} danger title="Reject this draft?" confirm="Reject" busy={reject.isPending} onCancel={() => setRejecting(null)} onConfirm={() => rejecting !== null && reject.mutate(rejecting)}><p>“{rejecting?.title}” is deleted. The case can offer a new one.</p></ConfirmDialog>
    </div>
  )
}
