import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useBlocker } from "@tanstack/react-router"
import { useRef, useState } from "react"
import { put } from "../../api/client"
import type { Document } from "../../api/types"
import { Button } from "../../ui/Button"
import { Input, Select, TextArea } from "../../ui/Field"
import { words } from "../../ui/format"
import { FormError } from "../../ui/states"
import { done } from "../../ui/toast"
import { DOCUMENT_TYPES } from "./AddDocuments"

export const EditDocument = ({ item, onEnd }: { readonly item: Document; readonly onEnd: () => void }) => {
  const queries = useQueryClient()
  const [title, setTitle] = useState(item.title)
  const [content, setContent] = useState(item.content)
  const [type, setType] = useState(item.document_type)
  const [tags, setTags] = useState(item.tags.join(", "))
  const saved = useRef(false)
  const changed = title !== item.title || content !== item.content || type !== item.document_type || tags !== item.tags.join(", ")
  const save = useMutation({
    mutationFn: () => put(`api/v1/documents/${item.document_id}`, { title, document_type: type, tags: tags.split(",").map((tag) => tag.trim()).filter((tag) => tag !== ""), ...(content === item.content ? {} : { content }) }),
    onSuccess: async () => { saved.current = true; await queries.invalidateQueries({ queryKey: ["documents"] }); done("Saved."); onEnd() }
  })
  useBlocker({ shouldBlockFn: () => changed && !saved.current && !confirm("Leave without saving?"), enableBeforeUnload: () => changed && !saved.current })
  return (
    <form className="card stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
      <FormError error={save.error} />
      <div className="columns"><Input label="Title" required maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} /><Select label="Type" value={type} onChange={(event) => setType(event.target.value)}>{[...new Set([type, ...DOCUMENT_TYPES])].map((name) => <option key={name} value={name}>{words(name)}</option>)}</Select><Input label="Tags" value={tags} onChange={(event) => setTags(event.target.value)} /></div>
      <TextArea label="Text (Markdown)" required rows={26} className="input mono" value={content} onChange={(event) => setContent(event.target.value)} />
      <div className="dialog-actions"><Button onClick={onEnd}>Cancel</Button><Button type="submit" kind="primary" disabled={!changed} busy={save.isPending}>Save</Button></div>
    </form>
  )
}
