import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { put } from "../../api/client"
import { ME, useMe } from "../../api/me"
import type { User } from "../../api/types"
import { Button } from "../../ui/Button"
import { Input } from "../../ui/Field"
import { dateTime } from "../../ui/format"
import { Card } from "../../ui/layout"
import { FormError } from "../../ui/states"
import { done } from "../../ui/toast"

export const Profile = () => {
  const me = useMe().data
  const queries = useQueryClient()
  const [name, setName] = useState(me?.display_name ?? "")
  const [email, setEmail] = useState(me?.email ?? "")
  const save = useMutation({ mutationFn: () => put<User>("api/v1/auth/me", { display_name: name, email }), onSuccess: () => { void queries.invalidateQueries({ queryKey: ME }); done("Saved.") } })
  if (!me) return null
  return (
    <Card title="Profile">
      <form className="stack narrow" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <FormError error={save.error} />
        <dl className="facts"><dt>User name</dt><dd>{me.username}</dd><dt>Roles</dt><dd>{me.roles.join(", ")}</dd><dt>Since</dt><dd>{dateTime(me.created_at)}</dd></dl>
        <Input label="Display name" value={name} maxLength={100} autoComplete="name" onChange={(event) => setName(event.target.value)} />
        <Input label="E-mail" type="email" required value={email} autoComplete="email" onChange={(event) => setEmail(event.target.value)} />
        <div><Button type="submit" kind="primary" busy={save.isPending} disabled={name === me.display_name && email === me.email}>Save</Button></div>
      </form>
    </Card>
  )
}
