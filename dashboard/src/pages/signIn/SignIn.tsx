import { Link, useNavigate } from "@tanstack/react-router"
import { type FormEvent, type ReactNode, useEffect, useState } from "react"
import { ApiError, basePath, post, urlOf } from "../../api/client"
import { forExtension, handOff } from "../../api/handOff"
import { useAuthConfig, useForget } from "../../api/me"
import type { SignedIn } from "../../api/types"
import { Button } from "../../ui/Button"
import { Input } from "../../ui/Field"
import { FormError } from "../../ui/states"

export const Centred = ({ children, subtitle, title }: { readonly title: string; readonly subtitle: ReactNode; readonly children: ReactNode }) => {
  useEffect(() => {
    document.title = `${title} · FaultMaven`
  }, [title])
  return <main className="centred"><div className="centred-card"><header><img src={`${basePath}icon.svg`} alt="" /><h1>{title}</h1><p className="muted">{subtitle}</p></header>{children}</div></main>
}

/** Remembers the person, hands the session to the extension where it waits, and goes back to where they were. */
export const useSignedIn = () => {
  const forget = useForget()
  const navigate = useNavigate()
  return (signed: SignedIn) => {
    if (forExtension()) handOff(signed)
    forget(signed.user)
    const back = sessionStorage.getItem("oauth_redirect_after_login") ?? sessionStorage.getItem("fm_return_to")
    sessionStorage.removeItem("oauth_redirect_after_login")
    sessionStorage.removeItem("fm_return_to")
    const target = new URL(back ?? "cases", document.baseURI)
    const inside = target.origin === location.origin ? target.pathname.slice(basePath.length - 1) : "/cases"
    void navigate({ to: /^\/(login|register|signin)?$/.test(inside) ? "/cases" : inside, search: Object.fromEntries(target.searchParams) as never, replace: true })
  }
}

export const SignIn = () => {
  const config = useAuthConfig()
  const signedIn = useSignedIn()
  const [username, setUsername] = useState("")
  const [password, setPassword] = useState("")
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      signedIn(await post<SignedIn>("api/v1/auth/login", username.includes("@") ? { email: username, password } : { username, password }, { keepSession: true }))
    } catch (cause) {
      setError(cause instanceof ApiError && cause.retryAfter !== null ? new ApiError(cause.status, `${cause.message} Try again in ${cause.retryAfter} s.`, cause.code, cause.requestId, cause.retryAfter) : cause)
    } finally {
      setBusy(false)
    }
  }
  const issuer = config.data?.sso_login_url
  return (
    <Centred title="Sign in" subtitle="Find what went wrong, with evidence you can check.">
      <FormError error={error} />
      {issuer ? <a className="button" data-kind="primary" href={urlOf(issuer, { return_to: `${basePath}cases` })}>Continue with your organisation</a> : null}
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Input label="User name or e-mail" autoComplete="username" required autoFocus value={username} onChange={(event) => setUsername(event.target.value)} />
        <Input label="Password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <Button type="submit" kind="primary" busy={busy}>Sign in</Button>
      </form>
      {config.data?.supports_registration === true ? <p className="muted" style={{ textAlign: "center" }}>No account yet? <Link to="/register">Create one</Link></p> : null}
    </Centred>
  )
}
