import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import { post } from "../../api/client"
import type { Document } from "../../api/types"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Input, Select, TextArea } from "../../ui/Field"
import { words } from "../../ui/format"
import { FormError } from "../../ui/states"
import { DOCUMENT_TYPES } from "./AddDocuments"

/** A document written or pasted here. */
export const WriteDocument = ({ onClose }: { readonly onClose: () => void }) => {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [title, setTitle] = useState("")
  const [content, setContent] = useState("")
  const [type, setType] = useState(DOCUMENT_TYPES[0]!)
  const [tags, setTags] = useState("")
  const save = useMutation({
    mutationFn: () => post<Document>("api/v1/knowledge/documents", { title: title.trim(), content, document_type: type, tags: tags.split(",").map((tag) => tag.trim()).filter((tag) => tag !== "") }),
    onSuccess: ({ document_id }) => { void queries.invalidateQueries({ queryKey: ["documents"] }); void navigate({ to: "/kb/$documentId", params: { documentId: document_id } }) }
  })
  return (
    <Dialog open wide title="Write a document" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <FormError error={save.error} />
        <Input label="Title" required autoFocus maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} />
        <div className="columns"><Select label="Type" value={type} onChange={(event) => setType(event.target.value)}>{DOCUMENT_TYPES.map((name) => <option key={name} value={name}>{words(name)}</option>)}</Select><Input label="Tags" value={tags} placeholder="database, checkout" onChange={(event) => setTags(event.target.value)} /></div>
        <TextArea label="Text (Markdown)" required rows={14} className="input mono" value={content} onChange={(event) => setContent(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={save.isPending}>Save</Button></div>
      </form>
    </Dialog>
  )
}
