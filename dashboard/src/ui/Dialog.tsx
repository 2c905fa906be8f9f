import { X } from "lucide-react"
import { type ReactNode, useEffect, useId, useRef } from "react"
import { Button } from "./Button"

/** A modal dialog of the browser: it keeps the focus inside, closes with Escape and gives the focus back. */
export const Dialog = ({ children, onClose, open, title, wide }: { readonly open: boolean; readonly title: string; readonly wide?: boolean; readonly onClose: () => void; readonly children: ReactNode }) => {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open && ref.current?.open === false) ref.current.showModal()
    if (!open && ref.current?.open === true) ref.current.close()
  }, [open])
  if (!open) return null
  return (
    <dialog ref={ref} aria-labelledby={id} data-wide={wide} onClose={onClose}>
      <div className="dialog-body">
        <header><h2 id={id}>{title}</h2><Button kind="quiet" label="Close" onClick={onClose}><X size={18} /></Button></header>
        {children}
      </div>
    </dialog>
  )
}

export const ConfirmDialog = ({ busy, children, confirm, danger, onCancel, onConfirm, open, title }: {
  readonly open: boolean; readonly title: string; readonly confirm: string; readonly danger?: boolean; readonly busy?: boolean
  readonly onConfirm: () => void; readonly onCancel: () => void; readonly children: ReactNode
}) => (
  <Dialog open={open} title={title} onClose={onCancel}>
    <div className="stack-small">{children}</div>
    <div className="dialog-actions">
      <Button onClick={onCancel}>Cancel</Button>
      <Button kind={danger === true ? "danger" : "primary"} busy={busy ?? false} onClick={onConfirm}>{confirm}</Button>
    </div>
  </Dialog>
)
