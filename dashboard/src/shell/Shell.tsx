import { useQuery } from "@tanstack/react-query"
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router"
import { Activity, BookOpen, CircleHelp, FolderOpen, Gauge, ListChecks, LogOut, Menu as MenuIcon, MonitorCog, Plug, ScrollText, Settings, Sparkles, Users } from "lucide-react"
import { type ReactNode, useEffect, useMemo, useState } from "react"
import { basePath, get, post } from "../api/client"
import { useJobEvents } from "../api/jobEvents"
import { useForget, useMe } from "../api/me"
import { Button } from "../ui/Button"
import { Dialog } from "../ui/Dialog"
import { Failed, Loading } from "../ui/states"
import { CommandPalette } from "./CommandPalette"
import { SHORTCUTS, useShortcuts } from "./shortcuts"

const icon = (Icon: typeof Users) => <Icon size={17} aria-hidden />
const MAIN: ReadonlyArray<readonly [string, string, ReactNode]> = [["/cases", "Cases", icon(FolderOpen)], ["/kb", "Knowledge", icon(BookOpen)], ["/jobs", "Jobs", icon(ListChecks)], ["/usage", "Usage and cost", icon(Gauge)]]
const ADMIN: ReadonlyArray<readonly [string, string, ReactNode]> = [["/admin/users", "Users", icon(Users)], ["/admin/providers", "Providers", icon(Plug)], ["/admin/system", "System", icon(MonitorCog)], ["/admin/audit", "Audit log", icon(ScrollText)]]

/** How much work is open, beside the link to it. */
const OpenJobs = () => {
  const jobs = useQuery({ queryKey: ["jobs", "open"], refetchInterval: 15_000, queryFn: async ({ signal }) => {
    const [queued, running] = await Promise.all(["pending", "processing"].map((status) => get<{ readonly total: number }>("api/v1/jobs", { status, limit: 1 }, signal)))
    return (queued?.total ?? 0) + (running?.total ?? 0)
  } })
  const open = jobs.data ?? 0
  useJobEvents(open)
  return open === 0 ? null : <span className="badge" data-tone="accent" role="status" aria-label={`${open} jobs open`}>{open}</span>
}

const Links = ({ links }: { readonly links: typeof MAIN }) => links.map(([to, text, image]) => <Link key={to} to={to} className="nav-link">{image}<span className="grow">{text}</span>{to === "/jobs" ? <OpenJobs /> : null}</Link>)

export const Brand = () => <Link to="/cases" className="brand"><img src={`${basePath}icon.svg`} alt="" />FaultMaven</Link>

/** The frame of every page for people who have signed in. */
export const Shell = () => {
  const me = useMe()
  const forget = useForget()
  const navigate = useNavigate()
  const location = useLocation()
  const [menu, setMenu] = useState(false)
  const [help, setHelp] = useState(false)
  const [palette, setPalette] = useState(false)
  useShortcuts(useMemo(() => ({ palette: () => setPalette(true), help: () => setHelp(true) }), []))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setMenu(false), [location.pathname])
  const signedOut = me.data === null
  useEffect(() => {
    if (!signedOut) return
    sessionStorage.setItem("fm_return_to", globalThis.location.href)
    void navigate({ to: "/login", replace: true })
  }, [signedOut, navigate])
  if (me.isPending || me.data === null) return <main className="main"><Loading label="Loading your session" /></main>
  if (me.isError) return <main className="main"><Failed error={me.error} onRetry={() => void me.refetch()} /></main>
  const user = me.data
  const signOut = async () => {
    await post("api/v1/auth/logout", {}).catch(() => {})
    localStorage.removeItem("fm_auth_state")
    sessionStorage.removeItem("fm_return_to")
    forget(null)
  }
  return (
    <div className="shell">
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus() }}>Skip to the content</a>
      <div className="topbar"><Button kind="quiet" label="Menu" aria-expanded={menu} onClick={() => setMenu(!menu)}><MenuIcon size={20} /></Button><Brand /></div>
      {menu ? <div className="sheet" onClick={() => setMenu(false)} /> : null}
      <nav className="sidebar" data-open={menu} aria-label="Main">
        <Brand />
        <Links links={MAIN} />
        {user.is_admin ? <><div className="nav-group">Administration</div><Links links={ADMIN} /></> : null}
        <div className="sidebar-foot stack-small">
          <Link to="/welcome" className="nav-link">{icon(Sparkles)}First steps</Link>
          <Link to="/settings" className="nav-link">{icon(Settings)}Settings</Link>
          <div className="person">
            <div className="grow"><div className="truncate strong">{user.display_name || user.username}</div><div className="truncate muted small">{user.email}</div></div>
            <Button kind="quiet" label="Keyboard help" onClick={() => setHelp(true)}><CircleHelp size={17} /></Button>
            <Button kind="quiet" label="Sign out" onClick={() => void signOut()}><LogOut size={17} /></Button>
          </div>
        </div>
      </nav>
      <main className="main" id="content" tabIndex={-1}>
        {user.must_change_password && location.pathname !== "/settings" ? <div className="notice" data-tone="warning" style={{ marginBottom: 16 }}><Activity size={16} aria-hidden /><div>Your password was made by the server. <Link to="/settings">Change it now</Link>.</div></div> : null}
        <Outlet />
      </main>
      {palette ? <CommandPalette admin={user.is_admin} onClose={() => setPalette(false)} /> : null}
      <Dialog open={help} title="Keyboard" onClose={() => setHelp(false)}>
        <dl className="facts">{SHORTCUTS.map(([keys, what]) => <div key={keys} style={{ display: "contents" }}><dt><kbd>{keys}</kbd></dt><dd>{what}</dd></div>)}</dl>
      </Dialog>
    </div>
  )
}
