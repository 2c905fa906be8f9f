import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { get, post, remove } from "../../api/client"
import { useForget } from "../../api/me"
import { Badge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { ConfirmDialog } from "../../ui/Dialog"
import { ago, dateTime } from "../../ui/format"
import { Card } from "../../ui/layout"
import { Failed, Loading } from "../../ui/states"
import { done, failed } from "../../ui/toast"
import { NewToken } from "./NewToken"

interface Login { readonly login_id: string; readonly client: string; readonly scopes: ReadonlyArray<string> | null; readonly address: string; readonly user_agent: string; readonly created_at: string; readonly last_used_at: string; readonly current: boolean }
interface App { readonly client_id: string; readonly client_name: string; readonly scopes: ReadonlyArray<string>; readonly sign_ins: number; readonly connected_at: string; readonly last_used_at: string }

const browser = (agent: string): string => /Edg\//.test(agent) ? "Edge" : /Firefox\//.test(agent) ? "Firefox" : /Chrome\//.test(agent) ? "Chrome" : /Safari\//.test(agent) ? "Safari" : agent.split(/[ /]/)[0] || "Unknown client"

/** Where this account is signed in, and which apps may act for it. */
export const Access = () => {
  const queries = useQueryClient()
  const forget = useForget()
  const [all, setAll] = useState(false)
  const [making, setMaking] = useState(false)
  const logins = useQuery({ queryKey: ["logins"], queryFn: ({ signal }) => get<{ readonly logins: ReadonlyArray<Login> }>("api/v1/auth/logins", {}, signal) })
  const apps = useQuery({ queryKey: ["apps"], queryFn: ({ signal }) => get<{ readonly apps: ReadonlyArray<App> }>("api/v1/auth/oauth/apps", {}, signal) })
  const end = useMutation({ mutationFn: (id: string) => remove(`api/v1/auth/logins/${id}`), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["logins"] }); done("That session has ended.") }, onError: failed })
  const revoke = useMutation({ mutationFn: (id: string) => remove(`api/v1/auth/oauth/apps/${encodeURIComponent(id)}`), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["apps"] }); void queries.invalidateQueries({ queryKey: ["logins"] }); done("The app may no longer act for you.") }, onError: failed })
  const endAll = useMutation({ mutationFn: () => post("api/v1/auth/dev/revoke-all-tokens"), onSuccess: () => forget(null), onError: failed })
  const tokens = logins.data?.logins.filter((login) => login.client.startsWith("token: ")) ?? []
  const sessions = logins.data?.logins.filter((login) => !login.client.startsWith("token: ")) ?? []
  return (
    <div className="stack">
      <Card title="Sessions" actions={<Button size="small" kind="danger" onClick={() => setAll(true)}>Sign out everywhere</Button>}>
        {logins.isPending ? <Loading rows={2} label="Loading the sessions" /> : logins.data === undefined ? <Failed error={logins.error} onRetry={() => void logins.refetch()} /> : (
          <ul className="plain-list rows">{sessions.map((login) => <li key={login.login_id} className="row" data-row><span className="grow"><b>{browser(login.user_agent)}</b> <span className="muted">{login.client}, {login.address}</span><br /><span className="muted small" title={dateTime(login.last_used_at)}>used {ago(login.last_used_at)}, since {dateTime(login.created_at)}</span></span>{login.current ? <Badge tone="success">This session</Badge> : <Button size="small" onClick={() => end.mutate(login.login_id)}>End</Button>}</li>)}</ul>
        )}
      </Card>
      <Card title="Connected apps">
        {apps.isPending ? <Loading rows={1} label="Loading the apps" /> : apps.data === undefined ? <Failed error={apps.error} onRetry={() => void apps.refetch()} /> : apps.data.apps.length === 0 ? <p className="muted">No app is connected. The browser extension asks for it when it signs in.</p> : (
          <ul className="plain-list rows">{apps.data.apps.map((app) => <li key={app.client_id} className="row" data-row><span className="grow"><b>{app.client_name}</b> <span className="muted small">{app.scopes.join(", ")}</span><br /><span className="muted small">connected {dateTime(app.connected_at)}, used {ago(app.last_used_at)}</span></span><Button size="small" kind="danger" onClick={() => revoke.mutate(app.client_id)}>Revoke</Button></li>)}</ul>
        )}
      </Card>
      <Card title="API tokens" actions={<Button size="small" onClick={() => setMaking(true)}>New token</Button>}>
        {tokens.length === 0 ? <p className="muted">None. A script or another program can act with some of your rights.</p> : (
          <ul className="plain-list rows">{tokens.map((token) => <li key={token.login_id} className="row" data-row><span className="grow"><b>{token.client.slice(7)}</b> <span className="muted small">{token.scopes?.join(", ")}</span><br /><span className="muted small">made {dateTime(token.created_at)}</span></span><Button size="small" kind="danger" onClick={() => end.mutate(token.login_id)}>End</Button></li>)}</ul>
        )}
      </Card>
      {making ? <NewToken onClose={() => setMaking(false)} /> : null}
      <ConfirmDialog open={all} danger title="Sign out everywhere?" confirm="Sign out everywhere" busy={endAll.isPending} onCancel={() => setAll(false)} onConfirm={() => endAll.mutate()}><p>Every session ends, this one too, and the extension has to sign in again.</p></ConfirmDialog>
    </div>
  )
}
