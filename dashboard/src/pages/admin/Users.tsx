import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { MoreHorizontal, UserPlus } from "lucide-react"
import { useCallback, useState } from "react"
import { get, post, put } from "../../api/client"
import { useMe } from "../../api/me"
import type { User } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { ConfirmDialog } from "../../ui/Dialog"
import { SearchField } from "../../ui/Field"
import { ago, dateTime } from "../../ui/format"
import { PageHeader, Pager } from "../../ui/layout"
import { Menu } from "../../ui/Menu"
import { Failed, Loading, NoMatch } from "../../ui/states"
import { done, failed } from "../../ui/toast"
import { NewUser, OneTimePassword } from "./NewUser"
import { UserTeams } from "./UserTeams"

const PAGE = 50
type Changes = { readonly roles?: ReadonlyArray<string>; readonly is_active?: boolean }
interface Asked { readonly user: User; readonly changes: Changes | "reset" | "end"; readonly title: string; readonly text: string }

const adminOf = (user: User) => user.roles.includes("admin")

/** People, what they may do, and whether they may sign in. */
export const Users = () => {
  const [search, change] = useSearch()
  const me = useMe().data
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [inTeams, setInTeams] = useState<User | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [password, setPassword] = useState<{ readonly username: string; readonly password: string } | null>(null)
  const from = Number(search["offset"] ?? 0) || 0
  const { q } = search
  const users = useQuery({ queryKey: ["users", q, from], placeholderData: keepPreviousData, queryFn: ({ signal }) => get<{ readonly users: ReadonlyArray<User>; readonly total: number }>("api/v1/admin/users", { q, limit: PAGE, offset: from }, signal) })
  const find = useCallback((value: string) => change({ q: value || undefined, offset: undefined }), [change])
  const apply = useMutation({
    mutationFn: async ({ changes, user }: Asked) => {
      if (changes === "reset") setPassword({ username: user.username, ...await post<{ readonly password: string }>(`api/v1/admin/users/${user.user_id}/reset-password`) })
      else if (changes === "end") await post(`api/v1/admin/users/${user.user_id}/end-sessions`)
      else await put(`api/v1/admin/users/${user.user_id}`, changes)
    },
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ["users"] }); setAsked(null); done("Changed.") }, onError: (error) => { setAsked(null); failed(error) }
  })
  const teams = (user: User) => ({ label: "Change the teams", onSelect: () => setInTeams(user) })
  const menu = (user: User) => user.user_id === me?.user_id ? [teams(user)] : [
    teams(user),
    { label: adminOf(user) ? "Make an ordinary user" : "Make an administrator", onSelect: () => setAsked({ user, changes: { roles: adminOf(user) ? ["user"] : ["admin", "user"] }, title: adminOf(user) ? "Take the administrator's role away?" : "Make an administrator?", text: adminOf(user) ? `${user.username} can no longer see users, providers, the system and the audit log.` : `${user.username} can see and change users, everyone's knowledge base and the system.` }) },
    { label: "Reset the password", onSelect: () => setAsked({ user, changes: "reset", title: "Reset the password?", text: `${user.username} is signed out everywhere and gets a new password, shown to you once.` }) },
    { label: "End all sessions", onSelect: () => setAsked({ user, changes: "end", title: "End all sessions?", text: `${user.username} is signed out everywhere, and API tokens and connected apps stop working.` }) },
    { label: user.is_active ? "Disable" : "Enable", danger: user.is_active, onSelect: () => setAsked({ user, changes: { is_active: !user.is_active }, title: user.is_active ? "Disable this account?" : "Enable this account?", text: user.is_active ? `${user.username} is signed out and cannot sign in. Nothing is deleted.` : `${user.username} can sign in again.` }) }
  ]
  return (
    <>
      <PageHeader title="Users" actions={<Button kind="primary" onClick={() => setAdding(true)}><UserPlus size={16} aria-hidden />Add a user</Button>}>Who can sign in, and as what.</PageHeader>
      <div className="filters"><SearchField label="Search users" value={q ?? ""} onChange={find} /></div>
      {users.isPending ? <Loading label="Loading the users" /> : users.data === undefined ? <Failed error={users.error} onRetry={() => void users.refetch()} /> : users.data.users.length === 0 ? <NoMatch onClear={() => change({ q: undefined })} /> : (
        <>
          <div className="table-frame"><table className="cards"><thead><tr><th>User</th><th>Role</th><th>Teams</th><th>State</th><th>Last sign-in</th><th>Since</th><th><span className="visually-hidden">Actions</span></th></tr></thead>
            <tbody>{users.data.users.map((user) => (
              <tr key={user.user_id} data-row>
                <td data-main="true"><span className="strong">{user.display_name || user.username}</span> <span className="muted small">{user.username}, {user.email}{user.user_id === me?.user_id ? ", you" : ""}</span></td>
                <td data-label="Role">{adminOf(user) ? <Badge tone="accent">Administrator</Badge> : <Badge>User</Badge>}</td>
                <td data-label="Teams">{user.teams.length === 0 ? <span className="muted">none</span> : <span className="row">{user.teams.map((team) => <Badge key={team}>{team}</Badge>)}</span>}</td>
                <td data-label="State">{user.is_active ? user.must_change_password ? <Badge tone="warning">New password due</Badge> : <Badge tone="success">Active</Badge> : <Badge tone="danger">Disabled</Badge>}</td>
                <td data-label="Last sign-in" className="nowrap">{user.last_login ? <span title={dateTime(user.last_login)}>{ago(user.last_login)}</span> : "never"}</td>
                <td data-label="Since" className="nowrap">{dateTime(user.created_at)}</td>
                <td data-label=""><Menu trigger={<Button kind="quiet" size="small" label={`Actions for ${user.username}`}><MoreHorizontal size={16} /></Button>} items={menu(user)} /></td>
              </tr>
            ))}</tbody></table></div>
          <Pager from={from} shown={users.data.users.length} size={PAGE} total={users.data.total} onMove={(to) => change({ offset: to === 0 ? undefined : String(to) }, true)} />
        </>
      )}
      {adding ? <NewUser onClose={() => setAdding(false)} onMade={setPassword} /> : null}
      {inTeams === null ? null : <UserTeams user={inTeams} onClose={() => setInTeams(null)} />}
      {password === null ? null : <OneTimePassword {...password} onClose={() => setPassword(null)} />}
      <ConfirmDialog open={asked !== null} title={asked?.title ?? ""} confirm="Yes" danger={typeof asked?.changes === "object" && asked.changes.is_active === false} busy={apply.isPending} onCancel={() => setAsked(null)} onConfirm={() => asked !== null && apply.mutate(asked)}><p>{asked?.text}</p></ConfirmDialog>
    </>
  )
}
