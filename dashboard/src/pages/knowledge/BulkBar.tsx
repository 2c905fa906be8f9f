import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { post } from "../../api/client"
import type { Document } from "../../api/types"
import { Button } from "../../ui/Button"
import { ConfirmDialog, Dialog } from "../../ui/Dialog"
import { Input, Select } from "../../ui/Field"
import { FormError } from "../../ui/states"
import { done, failed } from "../../ui/toast"
import { DOCUMENT_TYPES } from "./AddDocuments"

interface Deleted { readonly deleted_count: number; readonly failed_count: number }
interface Updated { readonly updated: number; readonly failed: number; readonly results: ReadonlyArray<{ readonly success?: boolean; readonly error?: string }> }

/** What is done with all chosen documents at once. */
export const BulkBar = ({ chosen, onDone }: { readonly chosen: ReadonlyArray<Document>; readonly onDone: () => void }) => {
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<"tag" | "type" | "delete" | null>(null)
  const [tags, setTags] = useState("")
  const [type, setType] = useState(DOCUMENT_TYPES[0]!)
  const ended = (text: string, bad: number) => {
    void queries.invalidateQueries({ queryKey: ["documents"] })
    setDialog(null)
    if (bad > 0) failed(new Error(`${text} ${bad} could not be changed: they may not be yours.`))
    else done(text)
    onDone()
  }
  const erase = useMutation({ mutationFn: () => post<Deleted>("api/v1/knowledge/documents/bulk-delete", { document_ids: chosen.map((item) => item.document_id) }), onSuccess: (result) => ended(`${result.deleted_count} deleted.`, result.failed_count), onError: failed })
  const change = useMutation({
    mutationFn: () => {
      const added = tags.split(",").map((tag) => tag.trim()).filter((tag) => tag !== "")
      return post<Updated>("api/v1/knowledge/documents/bulk-update", chosen.map((item) => ({ document_id: item.document_id, ...(dialog === "tag" ? { tags: [...new Set([...item.tags, ...added])] } : { document_type: type }) })))
    },
    onSuccess: (result) => ended(`${result.updated} changed.`, result.failed)
  })
  return (
    <div className="notice bulk" role="region" aria-label="Chosen documents">
      <b className="grow">{chosen.length} chosen</b>
      <Button size="small" onClick={() => setDialog("tag")}>Add tags</Button><Button size="small" onClick={() => setDialog("type")}>Change the type</Button><Button size="small" kind="danger" onClick={() => setDialog("delete")}>Delete</Button><Button size="small" kind="quiet" onClick={onDone}>Unselect</Button>
      <Dialog open={dialog === "tag" || dialog === "type"} title={dialog === "tag" ? "Add tags" : "Change the type"} onClose={() => setDialog(null)}>
        <form className="stack" onSubmit={(event) => { event.preventDefault(); change.mutate() }}>
          <FormError error={change.error} />
          {dialog === "tag" ? <Input label="Tags" required autoFocus placeholder="database, checkout" value={tags} onChange={(event) => setTags(event.target.value)} /> : <Select label="Type" value={type} onChange={(event) => setType(event.target.value)}>{DOCUMENT_TYPES.map((name) => <option key={name} value={name}>{name.replaceAll("_", " ")}</option>)}</Select>}
          <div className="dialog-actions"><Button onClick={() => setDialog(null)}>Cancel</Button><Button type="submit" kind="primary" busy={change.isPending}>Change {chosen.length}</Button></div>
        </form>
      </Dialog>
      <ConfirmDialog open={dialog === "delete"} danger title={`Delete ${chosen.length} documents?`} confirm="Delete" busy={erase.isPending} onCancel={() => setDialog(null)} onConfirm={() => erase.mutate()}><p>They are no longer found or cited. This cannot be undone.</p></ConfirmDialog>
    </div>
  )
}
