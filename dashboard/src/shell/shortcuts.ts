import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"

export const SHORTCUTS = [
  ["Ctrl/Cmd + K", "Command palette"], ["/", "Search on this page"], ["j  k", "Next, previous row"], ["Enter", "Open the row"],
  ["g c", "Cases"], ["g k", "Knowledge"], ["g j", "Jobs"], ["?", "This help"], ["Esc", "Close"]
] as const

const GO: Record<string, string> = { c: "/cases", k: "/kb", j: "/jobs", s: "/settings" }

const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Moves the focus among the rows of the page (`data-row`), as the arrow keys would. */
const moveRow = (by: number): void => {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")]
  if (rows.length === 0) return
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]!
  ;(next.querySelector<HTMLElement>("a, button") ?? next).focus()
}

export const useShortcuts = (open: { readonly palette: () => void; readonly help: () => void }): void => {
  const navigate = useNavigate()
  useEffect(() => {
    let prefix = false
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault()
        open.palette()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]") !== null) return
      const went = prefix ? GO[event.key] : undefined
      prefix = event.key === "g"
      if (went !== undefined) void navigate({ to: went })
      else if (event.key === "j") moveRow(1)
      else if (event.key === "k") moveRow(-1)
      else if (event.key === "?") open.help()
      else if (event.key === "/") {
        const field = document.querySelector<HTMLInputElement>("[data-search]")
        if (field === null) return
        event.preventDefault()
        field.focus()
      }
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [navigate, open])
}
