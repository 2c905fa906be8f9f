import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { ShieldCheck } from "lucide-react"
import { useEffect, useState } from "react"
import { call, post } from "../../api/client"
import { useMe } from "../../api/me"
import { Button } from "../../ui/Button"
import { Failed, FormError, Loading } from "../../ui/states"
import { Centred } from "../signIn/SignIn"

interface Asked { readonly client_id: string; readonly client_name: string; readonly redirect_uri: string; readonly scope: string; readonly state: string; readonly code_challenge: string; readonly code_challenge_method: string; readonly scopes: ReadonlyArray<{ readonly scope: string; readonly description: string }>; readonly user: { readonly username: string; readonly email: string; readonly display_name: string }; readonly code?: string; readonly redirect?: string }

/** A program asks to act for the person; allowing or refusing goes to the address that the server has checked. */
export const Consent = () => {
  const me = useMe()
  const navigate = useNavigate()
  const [busy, setBusy] = useState<"allow" | "refuse" | null>(null)
  const [error, setError] = useState<unknown>(null)
  const signedIn = me.data !== undefined && me.data !== null
  const asked = useQuery({
    queryKey: ["consent", location.search], enabled: signedIn, retry: false, gcTime: 0,
    queryFn: ({ signal }) => call<Asked>("api/v1/auth/oauth/authorize", { query: Object.fromEntries(new URLSearchParams(location.search)), signal })
  })
  const signedOut = me.data === null
  useEffect(() => {
    if (!signedOut) return
    sessionStorage.setItem("oauth_redirect_after_login", location.href)
    void navigate({ to: "/login", replace: true })
  }, [signedOut, navigate])
  if (me.isPending || signedOut) return <Centred title="Allow access" subtitle="One moment"><Loading rows={2} label="Loading your session" /></Centred>
  if (me.isError) return <Centred title="Allow access" subtitle="This did not work"><Failed error={me.error} onRetry={() => void me.refetch()} /></Centred>
  if (asked.isPending) return <Centred title="Allow access" subtitle="One moment"><Loading rows={3} label="Checking the request" /></Centred>
  if (asked.isError) return <Centred title="This request cannot be allowed" subtitle="Nothing was given to anyone. Start again from the program that sent you here."><FormError error={asked.error} /></Centred>
  const request = asked.data
  const answer = async (approved: boolean) => {
    setBusy(approved ? "allow" : "refuse")
    setError(null)
    try {
      const { client_id, code_challenge, code_challenge_method, redirect_uri, scope, state } = request
      const { redirect } = await post<{ readonly redirect: string }>("api/v1/auth/oauth/authorize", { approved, client_id, redirect_uri, scope, state, code_challenge, code_challenge_method })
      location.assign(redirect)
    } catch (cause) {
      setError(cause)
      setBusy(null)
    }
  }
  return (
    <Centred title={`Allow ${request.client_name}?`} subtitle={<>It asks to act for <b>{request.user.display_name || request.user.username}</b> ({request.user.email}).</>}>
      <FormError error={error} />
      <ul className="plain-list stack-small">{request.scopes.map(({ description, scope }) => <li key={scope} className="row"><ShieldCheck size={16} aria-hidden className="good" /><span className="grow">{description}</span></li>)}</ul>
      <p className="muted small">You go back to <code>{new URL(request.redirect_uri).host}</code>. Access can be taken back at any time under Settings, Sessions and apps.</p>
      <div className="row" style={{ justifyContent: "flex-end" }}><Button busy={busy === "refuse"} disabled={busy !== null} onClick={() => void answer(false)}>Refuse</Button><Button kind="primary" busy={busy === "allow"} disabled={busy !== null} onClick={() => void answer(true)}>Allow</Button></div>
    </Centred>
  )
}
