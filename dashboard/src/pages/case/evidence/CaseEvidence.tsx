import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Download, Trash2 } from "lucide-react"
import { useState } from "react"
import { get, remove, urlOf } from "../../../api/client"
import { useCapabilities } from "../../../api/me"
import type { EvidenceItem } from "../../../api/types"
import { Dropzone } from "../../../uploads/Dropzone"
import { useEvidenceUploads } from "../../../uploads/useEvidenceUploads"
import { WorkBadge } from "../../../ui/Badge"
import { Button } from "../../../ui/Button"
import { ConfirmDialog } from "../../../ui/Dialog"
import { ago, bytes, dateTime } from "../../../ui/format"
import { Empty, Failed, Loading } from "../../../ui/states"
import { done, failed } from "../../../ui/toast"
import { FromUrl } from "./FromUrl"
import { PasteText } from "./PasteText"

interface Listing { readonly evidence: ReadonlyArray<EvidenceItem>; readonly total: number }
const MANY = 100

/** All files of a case; pages of the list are joined. */
export const evidenceOf = async (caseId: string, signal: AbortSignal): Promise<ReadonlyArray<EvidenceItem>> => {
  const all: Array<EvidenceItem> = []
  for (let page = 1;; page++) {
    const { evidence, total } = await get<Listing>("api/v1/evidence", { case_id: caseId, page, page_size: MANY }, signal)
    all.push(...evidence)
    if (evidence.length === 0 || all.length >= total) return all
  }
}

export const useEvidence = (caseId: string) => useQuery({
  queryKey: ["case", caseId, "evidence"], queryFn: ({ signal }) => evidenceOf(caseId, signal),
  refetchInterval: (query) => (query.state.data?.some((item) => item.status === "pending" || item.status === "processing") === true ? 1_000 : false)
})

const Row = ({ item, onDelete }: { readonly item: EvidenceItem; readonly onDelete: () => void }) => (
  <tr data-row>
    <td data-main="true"><Link className="strong" to="/evidence/$evidenceId" params={{ evidenceId: item.evidence_id }}>{item.filename}</Link>{item.status_reason === null ? null : <div className="small muted">{item.status_reason}</div>}</td>
    <td data-label="Kind">{item.evidence_type}</td>
    <td data-label="State"><WorkBadge status={item.status} /></td>
    <td data-label="Size" className="number nowrap">{bytes(item.file_size)}</td>
    <td data-label="Added" className="nowrap" title={dateTime(item.uploaded_at)}>{ago(item.uploaded_at)}</td>
    <td data-label="" className="nowrap actions-cell"><a className="button" data-kind="quiet" data-size="small" href={urlOf(`api/v1/evidence/${item.evidence_id}/download`)} download aria-label={`Download ${item.filename}`}><Download size={15} /></a><Button kind="quiet" size="small" label={`Delete ${item.filename}`} onClick={onDelete}><Trash2 size={15} /></Button></td>
  </tr>
)

export const CaseEvidence = ({ caseId }: { readonly caseId: string }) => {
  const queries = useQueryClient()
  const limits = useCapabilities().data?.limits
  const uploads = useEvidenceUploads(caseId)
  const evidence = useEvidence(caseId)
  const [erasing, setErasing] = useState<EvidenceItem | null>(null)
  const [pasting, setPasting] = useState(false)
  const [fetching, setFetching] = useState(false)
  const erase = useMutation({
    mutationFn: (item: EvidenceItem) => remove(`api/v1/evidence/${item.evidence_id}`),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ["case", caseId] }); setErasing(null); done("The file was deleted.") }, onError: failed
  })
  return (
    <div className="stack">
      <Dropzone label="Add evidence" uploads={uploads}>Logs, metrics, configuration, traces, screenshots, archives{limits === undefined ? "" : `; up to ${bytes(limits.maxFileBytes)} each`}. <button type="button" className="link" onClick={() => setPasting(true)}>Paste text</button> · <button type="button" className="link" onClick={() => setFetching(true)}>From an address</button></Dropzone>
      {evidence.isPending ? <Loading label="Loading the evidence" /> : evidence.isError && evidence.data === undefined ? <Failed error={evidence.error} onRetry={() => void evidence.refetch()} /> : evidence.data.length === 0 ? <Empty title="No evidence yet">Every claim of the agent cites lines of the files given here.</Empty> : (
        <div className="table-frame"><table className="cards">
          <thead><tr><th>File</th><th>Kind</th><th>State</th><th className="number">Size</th><th>Added</th><th><span className="visually-hidden">Actions</span></th></tr></thead>
          <tbody>{evidence.data.map((item) => <Row key={item.evidence_id} item={item} onDelete={() => setErasing(item)} />)}</tbody>
        </table></div>
      )}
      {fetching ? <FromUrl caseId={caseId} onClose={() => setFetching(false)} /> : null}
      {pasting ? <PasteText onClose={() => setPasting(false)} onFile={(file) => uploads.add([file])} /> : null}
      <ConfirmDialog open={erasing !== null} danger title="Delete this file?" confirm="Delete" busy={erase.isPending} onCancel={() => setErasing(null)} onConfirm={() => erasing !== null && erase.mutate(erasing)}>
        <p><b>{erasing?.filename}</b> and what was found in it are deleted. Citations of it will lead nowhere.</p>
      </ConfirmDialog>
    </div>
  )
}
