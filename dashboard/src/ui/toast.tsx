import { X } from "lucide-react"
import { useEffect, useState } from "react"
import { Button } from "./Button"
import { messageOf } from "./states"

interface Toast { readonly id: number; readonly text: string; readonly tone: "success" | "danger"; readonly undo?: (() => void) | undefined }

const SHOWN = 6_000
let last = 0
let listener: (toast: Toast) => void = () => {}
const show = (text: string, tone: Toast["tone"], undo?: () => void): void => listener({ id: ++last, text, tone, undo })

export const done = (text: string, undo?: () => void): void => show(text, "success", undo)
export const failed = (error: unknown): void => show(messageOf(error), "danger")

export const Toasts = () => {
  const [toasts, setToasts] = useState<ReadonlyArray<Toast>>([])
  useEffect(() => {
    listener = (toast) => {
      setToasts((all) => [...all.slice(-3), toast])
      setTimeout(() => setToasts((all) => all.filter(({ id }) => id !== toast.id)), toast.undo === undefined ? SHOWN : 2 * SHOWN)
    }
  }, [])
  const close = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id))
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          <span className="grow">{toast.text}</span>
          {toast.undo === undefined ? null : <Button size="small" onClick={() => { toast.undo?.(); close(toast.id) }}>Undo</Button>}
          <Button kind="quiet" size="small" label="Dismiss" onClick={() => close(toast.id)}><X size={14} /></Button>
        </div>
      ))}
    </div>
  )
}
