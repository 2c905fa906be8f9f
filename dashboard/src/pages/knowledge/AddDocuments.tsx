import { useRef, useState } from "react"
import { Dropzone } from "../../uploads/Dropzone"
import { Button } from "../../ui/Button"
import { Input, Select } from "../../ui/Field"
import { useDocumentUploads } from "./useDocumentUploads"

export const DOCUMENT_TYPES = ["runbook", "playbook", "troubleshooting_guide", "reference", "how_to", "guide", "article", "faq", "other"]
export const SCOPES: ReadonlyArray<readonly [string, string]> = [["user", "Mine"], ["team", "My team's"], ["organization", "My organisation's"], ["global", "Everyone's"]]

export const AddDocuments = ({ admin, teams }: { readonly admin: boolean; readonly teams: ReadonlyArray<string> }) => {
  const [scope, setScope] = useState("user")
  const [chosen, setTeam] = useState("")
  // a team that was left meanwhile is no choice
  const team = teams.includes(chosen) ? chosen : teams[0] ?? ""
  const [type, setType] = useState("")
  const [tags, setTags] = useState("")
  const folder = useRef<HTMLInputElement>(null)
  const uploads = useDocumentUploads({ scope, team: scope === "team" ? team : "", type, tags })
  return (
    <div className="card stack">
      <div className="columns">
        <Select label="Whose" value={scope} onChange={(event) => setScope(event.target.value)}>{SCOPES.filter(([key]) => (key === "team" ? teams.length > 0 : admin || key !== "global")).map(([key, text]) => <option key={key} value={key}>{text}</option>)}</Select>
        {scope === "team" && teams.length > 1 ? <Select label="Team" value={team} onChange={(event) => setTeam(event.target.value)}>{teams.map((name) => <option key={name} value={name}>{name}</option>)}</Select> : null}
        <Select label="Type" value={type} onChange={(event) => setType(event.target.value)}><option value="">Guess it</option>{DOCUMENT_TYPES.map((name) => <option key={name} value={name}>{name.replaceAll("_", " ")}</option>)}</Select>
        <Input label="Tags" value={tags} placeholder="database, checkout" onChange={(event) => setTags(event.target.value)} />
      </div>
      <Dropzone label="Add documents" uploads={uploads}>
        Markdown, text, HTML, PDF, Word, Excel, CSV, JSON, YAML, source code, and zip or tar archives of them, or <Button kind="quiet" size="small" onClick={() => folder.current?.click()}>a whole folder</Button>
        <input ref={(node) => { folder.current = node; node?.setAttribute("webkitdirectory", "") }} type="file" multiple hidden aria-label="Folder" onChange={(event) => { uploads.add([...event.target.files ?? []].filter((file) => !file.name.startsWith("."))); event.target.value = "" }} />
      </Dropzone>
    </div>
  )
}
