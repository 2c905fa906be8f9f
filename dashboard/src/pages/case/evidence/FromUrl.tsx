import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { post } from "../../../api/client"
import type { EvidenceItem } from "../../../api/types"
import { Button } from "../../../ui/Button"
import { Dialog } from "../../../ui/Dialog"
import { Input } from "../../../ui/Field"
import { FormError } from "../../../ui/states"
import { done } from "../../../ui/toast"

/** The server fetches a page or a file by its address. */
export const FromUrl = ({ caseId, onClose }: { readonly caseId: string; readonly onClose: () => void }) => {
  const queries = useQueryClient()
  const [url, setUrl] = useState("")
  const fetched = useMutation({
    mutationFn: () => post<EvidenceItem>("api/v1/evidence/from-url", { case_id: caseId, url: url.trim() }),
    onSuccess: (item) => { void queries.invalidateQueries({ queryKey: ["case", caseId] }); done(`${item.filename} was added.`); onClose() }
  })
  return (
    <Dialog open title="Add from an address" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); fetched.mutate() }}>
        <FormError error={fetched.error} />
        <Input label="Address" type="url" required autoFocus placeholder="https://status.example.org/incident.html" hint="The server fetches it as anyone could, without your sign-ins there" value={url} onChange={(event) => setUrl(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={fetched.isPending}>Fetch</Button></div>
      </form>
    </Dialog>
  )
}
