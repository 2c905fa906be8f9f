import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { put } from "../../api/client"
import { ME } from "../../api/me"
import type { User } from "../../api/types"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Input } from "../../ui/Field"
import { FormError } from "../../ui/states"
import { done } from "../../ui/toast"

export const TEAMS_HINT = "Names with commas between; members of a team find each other's team documents"

/** `sre, payments` as names. */
export const teamsIn = (text: string): ReadonlyArray<string> => text.split(/[\s,]+/).filter((name) => name !== "")

/** The teams of one user, all of them at once. */
export const UserTeams = ({ onClose, user }: { readonly user: User; readonly onClose: () => void }) => {
  const queries = useQueryClient()
  const [teams, setTeams] = useState(user.teams.join(", "))
  const save = useMutation({
    mutationFn: () => put(`api/v1/admin/users/${user.user_id}`, { teams: teamsIn(teams) }),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ["users"] }); void queries.invalidateQueries({ queryKey: ME }); onClose(); done("Changed.") }
  })
  return (
    <Dialog open title={`Teams of ${user.username}`} onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <FormError error={save.error} />
        <Input label="Teams" autoFocus autoComplete="off" value={teams} hint={TEAMS_HINT} placeholder="sre, payments" onChange={(event) => setTeams(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={save.isPending}>Save</Button></div>
      </form>
    </Dialog>
  )
}
