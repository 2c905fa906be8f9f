import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { put } from "../../api/client"
import { ME, useAuthConfig, useMe } from "../../api/me"
import { Button } from "../../ui/Button"
import { Input } from "../../ui/Field"
import { Card } from "../../ui/layout"
import { FormError } from "../../ui/states"
import { done } from "../../ui/toast"

export const Password = () => {
  const queries = useQueryClient()
  const me = useMe().data
  const least = useAuthConfig().data?.min_password_length ?? 8
  const [current, setCurrent] = useState("")
  const [next, setNext] = useState("")
  const [again, setAgain] = useState("")
  const change = useMutation({
    mutationFn: () => put<{ readonly message: string }>("api/v1/auth/password", { current_password: current, new_password: next }),
    onSuccess: ({ message }) => { void queries.invalidateQueries({ queryKey: ME }); setCurrent(""); setNext(""); setAgain(""); done(message) }
  })
  const differs = again !== "" && again !== next
  return (
    <Card title="Password">
      <form className="stack narrow" onSubmit={(event) => { event.preventDefault(); if (!differs) change.mutate() }}>
        <FormError error={change.error} />
        <input type="text" autoComplete="username" value={me?.username ?? ""} readOnly hidden />
        <Input label="Current password" type="password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.target.value)} />
        <Input label="New password" type="password" autoComplete="new-password" required minLength={least} hint={`At least ${least} characters`} value={next} onChange={(event) => setNext(event.target.value)} />
        <Input label="New password again" type="password" autoComplete="new-password" required error={differs ? "The two differ." : null} value={again} onChange={(event) => setAgain(event.target.value)} />
        <div><Button type="submit" kind="primary" busy={change.isPending}>Change the password</Button></div>
      </form>
    </Card>
  )
}
