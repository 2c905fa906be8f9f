import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useParams } from "@tanstack/react-router"
import { Download, Pencil, Trash2 } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { get, post, remove } from "../../api/client"
import type { Document, Hit } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, WorkBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { ConfirmDialog } from "../../ui/Dialog"
import { bytes, dateTime, words } from "../../ui/format"
import { PageHeader } from "../../ui/layout"
import { Markdown } from "../../ui/Markdown"
import { saveAs } from "../../ui/saveAs"
import { Failed, Loading } from "../../ui/states"
import { done, failed } from "../../ui/toast"
import { SCOPES } from "./AddDocuments"
import { EditDocument } from "./EditDocument"

/** The cited passage, marked within the plain text of the document. */
const Cited = ({ chunk, content }: { readonly content: string; readonly chunk: Hit }) => {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => ref.current?.scrollIntoView({ block: "center" }), [])
  const passage = chunk.text ?? chunk.snippet
  const at = content.indexOf(passage)
  if (at === -1) return <div className="stack"><blockquote className="card prose"><mark>{passage}</mark></blockquote><Markdown text={content} /></div>
  return <pre className="command passage" tabIndex={0}>{content.slice(0, at)}<mark ref={ref}>{passage}</mark>{content.slice(at + passage.length)}</pre>
}

const save = (item: Document): void => {
  saveAs(`${item.title.replace(/[^\w.-]+/g, "-")}.md`, "text/markdown", item.content)
}

export const DocumentPage = () => {
  const { documentId } = useParams({ strict: false }) as { readonly documentId: string }
  const [search, change] = useSearch()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [erasing, setErasing] = useState(false)
  const chunkId = search["chunk"]
  const found = useQuery({
    queryKey: ["documents", documentId], queryFn: ({ signal }) => get<Document>(`api/v1/documents/${documentId}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.status === "pending" || query.state.data?.status === "processing" ? 1_000 : false)
  })
  const chunk = useQuery({ queryKey: ["documents", documentId, "chunk", chunkId], enabled: chunkId !== undefined, queryFn: ({ signal }) => get<Hit>(`api/v1/knowledge/documents/${documentId}/chunks/${chunkId}`, {}, signal) })
  const refresh = () => queries.invalidateQueries({ queryKey: ["documents"] })
  const erase = useMutation({ mutationFn: () => remove(`api/v1/documents/${documentId}`), onSuccess: () => { void refresh(); void navigate({ to: "/kb" }); done("The document was deleted.") }, onError: failed })
  const publish = useMutation({ mutationFn: () => post(`api/v1/documents/${documentId}/publish`), onSuccess: async () => { await refresh(); done("Published: the agent finds it from now on.") }, onError: failed })
  if (found.isPending) return <Loading label="Loading the document" />
  if (found.data === undefined) return <Failed error={found.error} onRetry={() => void found.refetch()} />
  const item = found.data
  const editing = search["edit"] === "yes"
  return (
    <>
      <PageHeader title={item.title} actions={editing ? undefined : <>{item.published ? null : <Button kind="primary" busy={publish.isPending} onClick={() => publish.mutate()}>Publish</Button>}<Button onClick={() => change({ edit: "yes" }, true)}><Pencil size={15} aria-hidden />Edit</Button><Button label="Download as Markdown" onClick={() => save(item)}><Download size={16} /></Button><Button label="Delete" onClick={() => setErasing(true)}><Trash2 size={16} /></Button></>}>
        <span className="row"><WorkBadge status={item.status} />{item.published ? null : <Badge tone="warning">Draft</Badge>}<span>{words(item.document_type)}</span><span>{SCOPES.find(([key]) => key === item.scope)?.[1] ?? item.scope}</span><span>{bytes(item.size_bytes)}</span><span>changed {dateTime(item.updated_at)}</span>{item.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}{item.case_id === null ? null : <Link to="/cases/$caseId" params={{ caseId: item.case_id }}>its case</Link>}</span>
      </PageHeader>
      {item.status_reason === null ? null : <div className="notice" data-tone={item.status === "failed" ? "danger" : "warning"}><div>{item.status_reason}</div></div>}
      {chunkId !== undefined && chunk.isError ? <div className="notice" data-tone="warning"><div>The cited passage is no longer in this document; it was changed since.</div></div> : null}
      {editing ? <EditDocument item={item} onEnd={() => change({ edit: undefined })} />
        : <article className="card document">{chunkId !== undefined && chunk.data !== undefined ? <Cited content={item.content} chunk={chunk.data} /> : <Markdown text={item.content} />}</article>}
      <ConfirmDialog open={erasing} danger title="Delete this document?" confirm="Delete" busy={erase.isPending} onCancel={() => setErasing(false)} onConfirm={() => erase.mutate()}><p>It is no longer found or cited. This cannot be undone.</p></ConfirmDialog>
    </>
  )
}
