import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Copy } from "lucide-react"
import { useState } from "react"
import { post } from "../../api/client"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Input, Select } from "../../ui/Field"
import { dateTime } from "../../ui/format"
import { FormError } from "../../ui/states"
import { done, failed } from "../../ui/toast"

const SCOPES = [["cases:read", "Read cases, evidence and dialogue"], ["cases:write", "Open cases, add evidence, ask questions"], ["knowledge:read", "Search and read knowledge"], ["knowledge:write", "Add and change documents"], ["evidence:read", "Read evidence files"]] as const
interface Made { readonly token: string; readonly name: string; readonly expires_at: string }

/** A token for a script or another program, with some of one's own rights; shown once. */
export const NewToken = ({ onClose }: { readonly onClose: () => void }) => {
  const queries = useQueryClient()
  const [name, setName] = useState("")
  const [days, setDays] = useState("90")
  const [scopes, setScopes] = useState<ReadonlyArray<string>>(["cases:read"])
  const create = useMutation({ mutationFn: () => post<Made>("api/v1/auth/tokens", { name: name.trim(), scopes, days: Number(days) }), onSuccess: () => queries.invalidateQueries({ queryKey: ["logins"] }) })
  const made = create.data
  if (made !== undefined) {
    return (
      <Dialog open title="The token, shown only now" onClose={onClose}>
        <p>Send it as <code>Authorization: Bearer …</code>. It holds until {dateTime(made.expires_at)}.</p>
        <div className="row"><code className="secret grow">{made.token}</code><Button onClick={() => void navigator.clipboard.writeText(made.token).then(() => done("Copied."), failed)}><Copy size={15} aria-hidden />Copy</Button></div>
        <div className="dialog-actions"><Button kind="primary" onClick={onClose}>Done</Button></div>
      </Dialog>
    )
  }
  return (
    <Dialog open title="New API token" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); create.mutate() }}>
        <FormError error={create.error} />
        <Input label="What for?" required autoFocus maxLength={60} placeholder="Nightly import" value={name} onChange={(event) => setName(event.target.value)} />
        <fieldset className="stack-small plain-fieldset"><legend className="label">It may</legend>{SCOPES.map(([scope, text]) => <label key={scope} className="row"><input type="checkbox" checked={scopes.includes(scope)} onChange={(event) => setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))} />{text}</label>)}</fieldset>
        <Select label="It holds for" value={days} onChange={(event) => setDays(event.target.value)}><option value="7">7 days</option><option value="30">30 days</option><option value="90">90 days</option><option value="365">a year</option></Select>
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" disabled={scopes.length === 0} busy={create.isPending}>Make the token</Button></div>
      </form>
    </Dialog>
  )
}
