import { UploadCloud } from "lucide-react"
import { type DragEvent, type ReactNode, useRef, useState } from "react"
import { Button } from "../ui/Button"
import type { Uploads } from "./queue"
import { UploadList } from "./UploadList"

/** Files by drop, by choice or by paste. */
export const Dropzone = ({ accept, children, label, uploads }: { readonly label: string; readonly uploads: Uploads; readonly accept?: string | undefined; readonly children: ReactNode }) => {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    uploads.add([...event.dataTransfer.files])
  }
  return (
    <div className="stack-small">
      <section className="dropzone" aria-label={label} data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop} onPaste={(event) => uploads.add([...event.clipboardData.files])}>
        <UploadCloud size={26} aria-hidden />
        <div><Button size="small" onClick={() => input.current?.click()}>Choose files</Button> or drop them here</div>
        <div className="small">{children}</div>
        <input ref={input} type="file" multiple hidden accept={accept} aria-label={label} onChange={(event) => { uploads.add([...event.target.files ?? []]); event.target.value = "" }} />
      </section>
      <UploadList uploads={uploads} />
    </div>
  )
}
