import { useState } from "react"
import { Button } from "../../../ui/Button"
import { Dialog } from "../../../ui/Dialog"
import { Input, TextArea } from "../../../ui/Field"
import type { Note } from "./useNotes"

const local = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19)

/** A person's own event, at any time. */
export const AddNote = ({ at, onAdd, onClose }: { readonly at: number; readonly onAdd: (note: Omit<Note, "id">) => Promise<unknown>; readonly onClose: () => void }) => {
  const [when, setWhen] = useState(local(at))
  const [text, setText] = useState("")
  const [incident, setIncident] = useState(true)
  const submit = async () => {
    await onAdd({ at: new Date(when).getTime(), text: text.trim(), incident })
    onClose()
  }
  return (
    <Dialog open title="Add to the timeline" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); void submit().catch(() => {}) }}>
        <TextArea label="What happened?" required autoFocus maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
        <Input label="When" type="datetime-local" step={1} required value={when} onChange={(event) => setWhen(event.target.value)} />
        <label className="row"><input type="checkbox" checked={incident} onChange={(event) => setIncident(event.target.checked)} />An incident event: it goes into the reports</label>
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" disabled={text.trim() === ""}>Add</Button></div>
      </form>
    </Dialog>
  )
}
