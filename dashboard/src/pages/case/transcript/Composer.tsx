import { Paperclip, SendHorizontal, Square } from "lucide-react"
import { type KeyboardEvent, useRef } from "react"
import { useEvidenceUploads } from "../../../uploads/useEvidenceUploads"
import { UploadList } from "../../../uploads/UploadList"
import { Button } from "../../../ui/Button"

/** Where the next message is written; files can be dropped on it. Enter sends, Shift and Enter break the line. */
export const Composer = ({ caseId, closed, draft, onDraft, onSend, onStop, running }: {
  readonly caseId: string; readonly closed: boolean; readonly draft: string; readonly running: boolean
  readonly onDraft: (text: string) => void; readonly onSend: (text: string) => void; readonly onStop: () => void
}) => {
  const files = useRef<HTMLInputElement>(null)
  const uploads = useEvidenceUploads(caseId)
  if (closed) return <div className="notice"><div>This case is closed. It can be read, not continued.</div></div>
  const send = () => {
    if (draft.trim() !== "" && !running) onSend(draft.trim())
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div className="composer" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); uploads.add([...event.dataTransfer.files]) }}>
      <UploadList uploads={uploads} />
      <textarea aria-label="Message to the agent" placeholder="Describe the problem or ask about the evidence" value={draft} rows={2} onChange={(event) => onDraft(event.target.value)} onKeyDown={onKey} />
      <div className="row">
        <Button kind="quiet" size="small" onClick={() => files.current?.click()}><Paperclip size={15} aria-hidden />Add evidence</Button>
        <input ref={files} type="file" multiple hidden aria-label="Evidence files" onChange={(event) => { uploads.add([...event.target.files ?? []]); event.target.value = "" }} />
        <span className="grow muted small composer-hint">Enter sends, Shift + Enter breaks the line</span>
        {running ? <Button onClick={onStop}><Square size={13} aria-hidden />Stop</Button> : <Button kind="primary" disabled={draft.trim() === ""} onClick={send}><SendHorizontal size={15} aria-hidden />Send</Button>}
      </div>
    </div>
  )
}
