import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { BookOpen, FolderOpen, MoveRight } from "lucide-react"
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react"
import { get } from "../api/client"
import type { CasePage, Document } from "../api/types"

interface Entry { readonly key: string; readonly text: string; readonly note: string; readonly icon: ReactNode; readonly to: string }

const PAGES: ReadonlyArray<readonly [string, string, boolean]> = [
  ["Cases", "/cases", false], ["Knowledge", "/kb", false], ["Drafts to review", "/kb?tab=drafts", false], ["Search playground", "/kb?tab=playground", false], ["Jobs", "/jobs", false], ["Usage and cost", "/usage", false],
  ["Settings", "/settings", false], ["First steps", "/welcome", false], ["Users", "/admin/users", true], ["Providers", "/admin/providers", true], ["System", "/admin/system", true], ["Audit log", "/admin/audit", true]
]

export const CommandPalette = ({ admin, onClose }: { readonly admin: boolean; readonly onClose: () => void }) => {
  const [query, setQuery] = useState("")
  const [selected, setSelected] = useState(0)
  const ref = useRef<HTMLDialogElement>(null)
  const navigate = useNavigate()
  useEffect(() => ref.current?.showModal(), [])
  const cases = useQuery({ queryKey: ["palette", "cases", query], enabled: query.length > 1, queryFn: ({ signal }) => get<CasePage>("api/v1/cases", { q: query, limit: 6 }, signal) })
  const documents = useQuery({ queryKey: ["palette", "documents", query], enabled: query.length > 1, queryFn: ({ signal }) => get<{ documents: ReadonlyArray<Document> }>("api/v1/documents", { q: query, limit: 6 }, signal) })
  const entries: ReadonlyArray<Entry> = [
    ...PAGES.filter(([text, , adminOnly]) => (admin || !adminOnly) && text.toLowerCase().includes(query.toLowerCase())).map(([text, to]) => ({ key: to, text, note: "Page", icon: <MoveRight size={16} />, to })),
    ...(cases.data?.cases ?? []).map((c) => ({ key: c.case_id, text: c.title, note: "Case", icon: <FolderOpen size={16} />, to: `/cases/${c.case_id}` })),
    ...(documents.data?.documents ?? []).map((d) => ({ key: d.document_id, text: d.title, note: "Document", icon: <BookOpen size={16} />, to: `/kb/${d.document_id}` }))
  ]
  const at = Math.min(selected, Math.max(0, entries.length - 1))
  const open = (entry: Entry | undefined) => {
    if (entry === undefined) return
    onClose()
    const [to, search] = entry.to.split("?")
    void navigate({ to: to!, search: Object.fromEntries(new URLSearchParams(search)) as never })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setSelected(Math.min(entries.length - 1, at + 1))
    else if (event.key === "ArrowUp") setSelected(Math.max(0, at - 1))
    else if (event.key === "Enter") open(entries[at])
    else return
    event.preventDefault()
  }
  return (
    <dialog ref={ref} aria-label="Command palette" onClose={onClose}>
      <div className="palette">
        <input autoFocus aria-label="Go to a page, case or document" placeholder="Go to a page, case or document" value={query} role="combobox" aria-expanded aria-controls="palette-list" aria-activedescendant={entries[at] === undefined ? undefined : `palette-${at}`}
          onChange={(event) => { setQuery(event.target.value); setSelected(0) }} onKeyDown={onKey} />
        <ul id="palette-list" role="listbox" aria-label="Results">
          {entries.map((entry, i) => (
            <li key={entry.key} id={`palette-${i}`} role="option" aria-selected={i === at} onPointerMove={() => setSelected(i)} onClick={() => open(entry)}>
              {entry.icon}<span className="grow truncate">{entry.text}</span><span className="muted small">{entry.note}</span>
            </li>
          ))}
          {entries.length === 0 ? <li role="option" aria-selected={false} aria-disabled className="muted">Nothing found</li> : null}
        </ul>
      </div>
    </dialog>
  )
}
