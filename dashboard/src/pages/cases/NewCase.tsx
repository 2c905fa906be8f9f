import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { post } from "../../api/client"
import type { Case, Priority } from "../../api/types"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Input, Select, TextArea } from "../../ui/Field"
import { FormError } from "../../ui/states"

/** Opens a case and goes there; the key makes a repeated send the same case. */
export const NewCase = ({ onClose }: { readonly onClose: () => void }) => {
  const [title, setTitle] = useState("")
  const [description, setDescription] = useState("")
  const [priority, setPriority] = useState<Priority>("medium")
  const [key] = useState(() => crypto.randomUUID())
  const navigate = useNavigate()
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: () => post<Case>("api/v1/cases", { title: title.trim() || null, description: description.trim() || null, priority }, { idempotencyKey: key }),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ["cases"] })
      void navigate({ to: "/cases/$caseId", params: { caseId: made.case_id }, search: { tab: "transcript" } as never })
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Dialog open title="New case" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <FormError error={create.error} />
        <Input label="Title" autoFocus value={title} maxLength={200} hint="Left empty, the first message names it" onChange={(event) => setTitle(event.target.value)} />
        <TextArea label="What is happening?" value={description} hint="Symptoms, since when, who is affected" onChange={(event) => setDescription(event.target.value)} />
        <Select label="Priority" value={priority} onChange={(event) => setPriority(event.target.value as Priority)}><option value="low">Low</option><option value="medium">Medium</option><option value="high">High</option><option value="critical">Critical</option></Select>
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={create.isPending}>Open case</Button></div>
      </form>
    </Dialog>
  )
}
