import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import { Circle, CircleCheck } from "lucide-react"
import { type ReactNode, useEffect, useState } from "react"
import { get } from "../../api/client"
import { useMe } from "../../api/me"
import type { CasePage, Document } from "../../api/types"
import { Button } from "../../ui/Button"
import { PageHeader } from "../../ui/layout"
import { FormError } from "../../ui/states"
import { openSample, SAMPLE_TITLE } from "./openSample"

const Step = ({ action, children, finished, title }: { readonly title: string; readonly finished: boolean; readonly children: ReactNode; readonly action: ReactNode }) => (
  <li className="card step" data-done={finished}>
    {finished ? <CircleCheck size={22} className="good" aria-label="Done" /> : <Circle size={22} className="muted" aria-label="Open" />}
    <div className="grow"><h2>{title}</h2><p className="muted">{children}</p></div>
    {action}
  </li>
)

/** The extension announces itself on the page's root element. */
const useExtension = (): boolean => {
  const [present, setPresent] = useState(() => document.documentElement.hasAttribute("data-faultmaven-copilot"))
  useEffect(() => {
    const seen = () => setPresent(true)
    addEventListener("faultmaven-copilot:ready", seen)
    return () => removeEventListener("faultmaven-copilot:ready", seen)
  }, [])
  return present
}

/** The first steps of a new installation; each is marked by what the server really has. */
export const Welcome = () => {
  const me = useMe().data
  const admin = me?.is_admin === true
  const queries = useQueryClient()
  const navigate = useNavigate()
  const extension = useExtension()
  const documents = useQuery({ queryKey: ["documents", "any"], queryFn: ({ signal }) => get<{ readonly documents: ReadonlyArray<Document>; readonly total_count: number }>("api/v1/documents", { limit: 1, include_content: false }, signal) })
  const samples = useQuery({ queryKey: ["cases", "sample"], queryFn: ({ signal }) => get<CasePage>("api/v1/cases", { q: SAMPLE_TITLE, limit: 1 }, signal) })
  const providers = useQuery({ queryKey: ["providers"], enabled: admin, queryFn: ({ signal }) => get<{ readonly models: ReadonlyArray<{ readonly ready: boolean; readonly last_success_at: string | null }> }>("api/v1/admin/providers", {}, signal) })
  const sample = samples.data?.cases[0]
  const start = useMutation({ mutationFn: openSample, onSuccess: (caseId) => { void queries.invalidateQueries(); void navigate({ to: "/cases/$caseId", params: { caseId }, search: { tab: "transcript" } as never }) } })
  const model = providers.data?.models.some((entry) => entry.last_success_at !== null) === true
  return (
    <>
      <PageHeader title="First steps">From nothing to a first answer with sources.</PageHeader>
      <FormError error={start.error} />
      <ol className="plain-list stack-small">
        <Step title="Change the password" finished={me?.must_change_password === false} action={<Link className="button" to="/settings" search={{ tab: "password" } as never}>Change it</Link>}>The first one was made by the server.</Step>
        <Step title="Open the sample case" finished={sample !== undefined} action={sample === undefined ? <Button kind="primary" busy={start.isPending} onClick={() => start.mutate()}>Open it</Button> : <Link className="button" to="/cases/$caseId" params={{ caseId: sample.case_id }} search={{ tab: "transcript" } as never}>Go there</Link>}>A log of a real kind of outage, a runbook for it, and a question. It can be deleted like any case.</Step>
        <Step title="Add a document" finished={(documents.data?.total_count ?? 0) > 0} action={<Link className="button" to="/kb" search={{ add: "yes" } as never}>Add one</Link>}>Runbooks and past incidents: the agent cites the passage it used.</Step>
        {admin ? <Step title="Test a language model" finished={model} action={<Link className="button" to="/admin/providers">Providers</Link>}>{providers.data?.models.length === 0 ? "None is configured: the built-in analyst answers. Set a provider's key to add one." : "See that it answers, and how fast."}</Step> : null}
        <Step title="Install the browser extension" finished={extension} action={<a className="button" href="https://github.com/FaultMaven/faultmaven-copilot" target="_blank" rel="noreferrer noopener">Get it</a>}>{extension ? "It is here: open it from the browser's toolbar." : "It gives pages and files to a case from where you are. Set this server's address in its options."}</Step>
      </ol>
    </>
  )
}
