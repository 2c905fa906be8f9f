import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Copy } from "lucide-react"
import { useState } from "react"
import { post } from "../../api/client"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Input, Select } from "../../ui/Field"
import { FormError } from "../../ui/states"
import { done, failed } from "../../ui/toast"
import { TEAMS_HINT, teamsIn } from "./UserTeams"

interface Made { readonly username: string; readonly password: string }

export const OneTimePassword = ({ onClose, password, username }: Made & { readonly onClose: () => void }) => (
  <Dialog open title="The password, shown only now" onClose={onClose}>
    <p>Give it to <b>{username}</b> by a safe way. It has to be changed at the first sign-in.</p>
    <div className="row"><code className="secret grow">{password}</code><Button onClick={() => void navigator.clipboard.writeText(password).then(() => done("Copied."), failed)}><Copy size={15} aria-hidden />Copy</Button></div>
    <div className="dialog-actions"><Button kind="primary" onClick={onClose}>Done</Button></div>
  </Dialog>
)

export const NewUser = ({ onClose, onMade }: { readonly onClose: () => void; readonly onMade: (made: Made) => void }) => {
  const queries = useQueryClient()
  const [username, setUsername] = useState("")
  const [email, setEmail] = useState("")
  const [name, setName] = useState("")
  const [role, setRole] = useState("user")
  const [teams, setTeams] = useState("")
  const create = useMutation({
    mutationFn: () => post<{ readonly password: string | null }>("api/v1/admin/users", { username, email, display_name: name || null, roles: role === "admin" ? ["admin", "user"] : ["user"], teams: teamsIn(teams) }),
    onSuccess: ({ password }) => { void queries.invalidateQueries({ queryKey: ["users"] }); onClose(); if (password !== null) onMade({ username, password }) }
  })
  return (
    <Dialog open title="Add a user" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); create.mutate() }}>
        <FormError error={create.error} />
        <Input label="User name" required autoFocus autoComplete="off" value={username} onChange={(event) => setUsername(event.target.value)} />
        <Input label="E-mail" type="email" required autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
        <Input label="Display name" hint="Optional" value={name} onChange={(event) => setName(event.target.value)} />
        <Select label="Role" value={role} hint="A password is made and shown once" onChange={(event) => setRole(event.target.value)}><option value="user">User</option><option value="admin">Administrator</option></Select>
        <Input label="Teams" autoComplete="off" value={teams} hint={`Optional. ${TEAMS_HINT}`} placeholder="sre, payments" onChange={(event) => setTeams(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={create.isPending}>Add</Button></div>
      </form>
    </Dialog>
  )
}
