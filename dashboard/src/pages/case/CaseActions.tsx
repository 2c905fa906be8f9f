import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { Archive, MoreHorizontal, Pencil, Trash2 } from "lucide-react"
import { useState } from "react"
import { post, put, remove } from "../../api/client"
import type { Case, CaseStatus, Priority } from "../../api/types"
import { Button } from "../../ui/Button"
import { ConfirmDialog, Dialog } from "../../ui/Dialog"
import { Input, Select, TextArea } from "../../ui/Field"
import { Menu } from "../../ui/Menu"
import { FormError } from "../../ui/states"
import { done, failed } from "../../ui/toast"

const VERB: Record<CaseStatus, string> = { consulting: "Back to consulting", investigating: "Investigate", resolved: "Resolve", closed: "Close" }
const MEANING: Record<CaseStatus, string> = {
  consulting: "The case goes back to questions and answers.", investigating: "The agent works on hypotheses until the cause is found.",
  resolved: "The problem is solved. A report and a runbook can be made of it, and similar cases will show it.", closed: "The case ends without a solution. It can still be read, but no message can be added."
}
const REASONS = [["abandoned", "Not followed up"], ["escalated", "Given to others"], ["duplicate", "Known in another case"], ["consulting_only", "Only a question"], ["other", "Another reason"]] as const

const Edit = ({ item, onClose }: { readonly item: Case; readonly onClose: () => void }) => {
  const [title, setTitle] = useState(item.title)
  const [description, setDescription] = useState(item.description)
  const [priority, setPriority] = useState<Priority>(item.priority)
  const queries = useQueryClient()
  const save = useMutation({ mutationFn: () => put(`api/v1/cases/${item.case_id}`, { title, description, priority }), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["case", item.case_id] }); onClose() } })
  return (
    <Dialog open title="Edit the case" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <FormError error={save.error} />
        <Input label="Title" required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
        <TextArea label="Description" value={description} onChange={(event) => setDescription(event.target.value)} />
        <Select label="Priority" value={priority} onChange={(event) => setPriority(event.target.value as Priority)}>{["low", "medium", "high", "critical"].map((name) => <option key={name}>{name}</option>)}</Select>
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={save.isPending}>Save</Button></div>
      </form>
    </Dialog>
  )
}

/** What can be done with a case; every change of its state is confirmed. */
export const CaseActions = ({ item, next }: { readonly item: Case; readonly next: ReadonlyArray<CaseStatus> }) => {
  const [target, setTarget] = useState<CaseStatus | null>(null)
  const [reason, setReason] = useState<string>(REASONS[0][0])
  const [dialog, setDialog] = useState<"edit" | "delete" | null>(null)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ["case", item.case_id] }), queries.invalidateQueries({ queryKey: ["cases"] })])
  const change = useMutation({
    mutationFn: (status: CaseStatus) => post(`api/v1/cases/${item.case_id}/status`, { status, ...(status === "closed" ? { closure_reason: reason } : {}) }),
    onSuccess: async (_, status) => { await refresh(); setTarget(null); done(`The case is ${status}.`) }
  })
  const archive = useMutation({
    mutationFn: (archived: boolean) => post(`api/v1/cases/${item.case_id}/${archived ? "archive" : "unarchive"}`),
    onSuccess: async (_, archived) => { await refresh(); done(archived ? "The case is in the archive." : "The case is back from the archive.", () => archive.mutate(!archived)) }, onError: failed
  })
  const erase = useMutation({
    mutationFn: () => remove(`api/v1/cases/${item.case_id}`),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ["cases"] }); void navigate({ to: "/cases" }); done("The case was deleted.") }, onError: failed
  })
  return (
    <>
      {next.map((status) => <Button key={status} {...(status === "resolved" || (status === "investigating" && item.status === "consulting") ? { kind: "primary" as const } : {})} onClick={() => setTarget(status)}>{VERB[status]}</Button>)}
      <Menu trigger={<Button label="More"><MoreHorizontal size={17} /></Button>} items={[
        { label: "Edit", icon: <Pencil size={15} />, onSelect: () => setDialog("edit") },
        { label: item.archived ? "Take out of the archive" : "Archive", icon: <Archive size={15} />, onSelect: () => archive.mutate(!item.archived) },
        { label: "Delete", icon: <Trash2 size={15} />, danger: true, onSelect: () => setDialog("delete") }
      ]} />
      <ConfirmDialog open={target !== null} title={target === null ? "" : `${VERB[target]}?`} confirm={target === null ? "" : VERB[target]} busy={change.isPending} onCancel={() => { change.reset(); setTarget(null) }} onConfirm={() => target !== null && change.mutate(target)}>
        <FormError error={change.error} />
        <p>{target === null ? "" : MEANING[target]}</p>
        {target === "closed" ? <Select label="Why" value={reason} onChange={(event) => setReason(event.target.value)}>{REASONS.map(([key, text]) => <option key={key} value={key}>{text}</option>)}</Select> : null}
      </ConfirmDialog>
      <ConfirmDialog open={dialog === "delete"} danger title="Delete this case?" confirm="Delete for good" busy={erase.isPending} onCancel={() => setDialog(null)} onConfirm={() => erase.mutate()}>
        <p>Its messages, evidence files, hypotheses and reports are deleted with it. This cannot be undone; the archive only hides it.</p>
      </ConfirmDialog>
      {dialog === "edit" ? <Edit item={item} onClose={() => setDialog(null)} /> : null}
    </>
  )
}
