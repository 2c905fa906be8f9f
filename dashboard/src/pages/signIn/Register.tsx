import { Link } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { post } from "../../api/client"
import { useAuthConfig } from "../../api/me"
import type { SignedIn } from "../../api/types"
import { Button } from "../../ui/Button"
import { Input } from "../../ui/Field"
import { FormError } from "../../ui/states"
import { Centred, useSignedIn } from "./SignIn"

export const Register = () => {
  const config = useAuthConfig()
  const signedIn = useSignedIn()
  const [form, setForm] = useState({ username: "", email: "", display_name: "", password: "" })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const set = (name: keyof typeof form) => (event: { readonly target: { readonly value: string } }) => setForm({ ...form, [name]: event.target.value })
  const least = config.data?.min_password_length ?? 8
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      signedIn(await post<SignedIn>("api/v1/auth/register", { ...form, display_name: form.display_name || null }, { keepSession: true }))
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy(false)
    }
  }
  if (config.data?.supports_registration === false) return <Centred title="Create an account" subtitle="Accounts are made by an administrator here."><Link className="button" to="/login">Back to sign-in</Link></Centred>
  return (
    <Centred title="Create an account" subtitle="Your cases and documents stay yours until you share them.">
      <FormError error={error} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Input label="User name" autoComplete="username" required autoFocus value={form.username} onChange={set("username")} />
        <Input label="E-mail" type="email" autoComplete="email" required value={form.email} onChange={set("email")} />
        <Input label="Display name" autoComplete="name" hint="Optional" value={form.display_name} onChange={set("display_name")} />
        <Input label="Password" type="password" autoComplete="new-password" required minLength={least} hint={`At least ${least} characters`} value={form.password} onChange={set("password")} />
        <Button type="submit" kind="primary" busy={busy}>Create account</Button>
      </form>
      <p className="muted" style={{ textAlign: "center" }}>Already registered? <Link to="/login">Sign in</Link></p>
    </Centred>
  )
}
