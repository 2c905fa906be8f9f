import { useCallback, useEffect, useRef, useState } from "react"
import { ApiError } from "../api/client"
import { messageOf } from "../ui/states"

export type UploadState = "waiting" | "sending" | "working" | "done" | "failed" | "cancelled"
export interface UploadItem { readonly id: number; readonly file: File; readonly state: UploadState; readonly share: number; readonly note: string | null; readonly link: string | null }
/** What became of a file: ready, refused with a reason, or still at work (null). */
export interface Verdict { readonly state: "done" | "failed"; readonly note: string | null }
export interface Sent { readonly link: string | null; readonly verdict: () => Promise<Verdict | null> }
export type Send = (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<Sent>

const AT_ONCE = 3
const POLL_MS = 700

export interface Uploads { readonly items: ReadonlyArray<UploadItem>; readonly add: (files: ReadonlyArray<File>) => void; readonly cancel: (id: number) => void; readonly retry: (id: number) => void; readonly clear: () => void }

let last = 0

/** Sends files a few at a time and follows each until the server has worked it in. */
export const useUploads = (send: Send, check: (file: File) => string | null, onChange: () => void): Uploads => {
  const [items, setItems] = useState<ReadonlyArray<UploadItem>>([])
  const aborts = useRef(new Map<number, AbortController>())
  const now = useRef({ send, check, onChange })
  now.current = { send, check, onChange }
  const patch = useCallback((id: number, values: Partial<UploadItem>) => setItems((all) => all.map((item) => (item.id === id && item.state !== "cancelled" ? { ...item, ...values } : item))), [])

  const run = useCallback(async (item: UploadItem) => {
    const abort = new AbortController()
    aborts.current.set(item.id, abort)
    try {
      const sent = await now.current.send(item.file, (share) => patch(item.id, { share }), abort.signal)
      patch(item.id, { state: "working", share: 1, link: sent.link })
      now.current.onChange()
      for (;;) {
        const verdict = await sent.verdict().catch((error: unknown) => {
          // an outage passes; what the server refuses it refuses again
          if (error instanceof ApiError && error.status >= 400 && error.status < 500) throw error
          return null
        })
        if (verdict !== null) {
          patch(item.id, verdict)
          break
        }
        await new Promise((go) => setTimeout(go, POLL_MS))
      }
    } catch (error) {
      if (abort.signal.aborted) patch(item.id, { state: "cancelled", note: "cancelled" })
      else patch(item.id, { state: "failed", note: messageOf(error) })
    }
    aborts.current.delete(item.id)
    now.current.onChange()
  }, [patch])

  useEffect(() => {
    const free = AT_ONCE - items.filter((item) => item.state === "sending").length
    const next = items.filter((item) => item.state === "waiting").slice(0, Math.max(0, free))
    if (next.length === 0) return
    const ids = new Set(next.map((item) => item.id))
    setItems((all) => all.map((item) => (ids.has(item.id) ? { ...item, state: "sending", share: 0, note: null } : item)))
    for (const item of next) void run(item)
  }, [items, run])

  return {
    items,
    add: useCallback((files) => setItems((all) => [...all, ...files.map((file): UploadItem => {
      const refused = now.current.check(file)
      return { id: ++last, file, state: refused === null ? "waiting" : "failed", share: 0, note: refused, link: null }
    })]), []),
    cancel: useCallback((id) => {
      aborts.current.get(id)?.abort()
      setItems((all) => all.map((item) => (item.id === id && item.state === "waiting" ? { ...item, state: "cancelled", note: "cancelled" } : item)))
    }, []),
    retry: useCallback((id) => setItems((all) => all.map((item) => (item.id === id ? { ...item, state: "waiting", share: 0, note: null } : item))), []),
    clear: useCallback(() => setItems((all) => all.filter((item) => item.state === "sending" || item.state === "waiting" || item.state === "working")), [])
  }
}
