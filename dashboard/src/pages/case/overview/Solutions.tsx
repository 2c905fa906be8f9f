import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { get, post, put } from "../../../api/client"
import type { Case, Solution } from "../../../api/types"
import { Badge, type Tone } from "../../../ui/Badge"
import { Button } from "../../../ui/Button"
import { Dialog } from "../../../ui/Dialog"
import { Input, TextArea } from "../../../ui/Field"
import { Card } from "../../../ui/layout"
import { FormError, messageOf } from "../../../ui/states"
import { failed } from "../../../ui/toast"

const TONE: Record<string, Tone | undefined> = { proposed: "info", applied: "accent", verified: "success", rejected: undefined }
const NEXT: Record<string, ReadonlyArray<readonly [string, string]>> = { proposed: [["applied", "Applied"], ["rejected", "Reject"]], applied: [["verified", "It worked"], ["rejected", "It did not"]] }

const Entry = ({ onMove, solution }: { readonly solution: Solution; readonly onMove: (status: string) => void }) => (
  <li className="stack-small">
    <span className="row"><b>{solution.title}</b><Badge tone={TONE[solution.status]}>{solution.status}</Badge></span>
    {solution.immediate_action === null ? null : <p className="prose">{solution.immediate_action}</p>}
    {solution.longterm_fix === null ? null : <p className="prose muted">Later: {solution.longterm_fix}</p>}
    {solution.steps.length === 0 ? null : <ol className="steps">{solution.steps.map((step) => <li key={step}>{step}</li>)}</ol>}
    {solution.commands.map((command) => <pre key={command} className="command" tabIndex={0}>{command}</pre>)}
    <span className="row">{(NEXT[solution.status] ?? []).map(([status, text]) => <Button key={status} size="small" onClick={() => onMove(status)}>{text}</Button>)}</span>
  </li>
)

const Add = ({ caseId, onClose }: { readonly caseId: string; readonly onClose: () => void }) => {
  const [title, setTitle] = useState("")
  const [action, setAction] = useState("")
  const [later, setLater] = useState("")
  const queries = useQueryClient()
  const save = useMutation({ mutationFn: () => post(`api/v1/cases/${caseId}/solutions`, { title, immediate_action: action || null, longterm_fix: later || null }), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["case", caseId] }); onClose() } })
  return (
    <Dialog open title="Add a solution" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <FormError error={save.error} />
        <Input label="Solution" required autoFocus value={title} onChange={(event) => setTitle(event.target.value)} />
        <TextArea label="What to do now" value={action} onChange={(event) => setAction(event.target.value)} />
        <TextArea label="What to change later" value={later} onChange={(event) => setLater(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={save.isPending}>Add</Button></div>
      </form>
    </Dialog>
  )
}

export const Solutions = ({ applied, item }: { readonly item: Case; readonly applied: string | null }) => {
  const [adding, setAdding] = useState(false)
  const queries = useQueryClient()
  const solutions = useQuery({ queryKey: ["case", item.case_id, "solutions"], queryFn: ({ signal }) => get<{ readonly solutions: ReadonlyArray<Solution> }>(`api/v1/cases/${item.case_id}/solutions`, {}, signal) })
  const move = useMutation({ mutationFn: ({ id, status }: { readonly id: string; readonly status: string }) => put(`api/v1/cases/${item.case_id}/solutions/${id}`, { status }), onSuccess: () => queries.invalidateQueries({ queryKey: ["case", item.case_id] }), onError: failed })
  const list = solutions.data?.solutions ?? []
  return (
    <Card title="Solution" actions={<Button size="small" onClick={() => setAdding(true)}>Add</Button>}>
      {solutions.isError ? <p className="muted">{messageOf(solutions.error)}</p> : list.length === 0 ? <p className="muted">{applied ?? "No solution has been proposed yet."}</p>
        : <ul className="plain-list stack">{list.map((solution) => <Entry key={solution.solution_id} solution={solution} onMove={(status) => move.mutate({ id: solution.solution_id, status })} />)}</ul>}
      {adding ? <Add caseId={item.case_id} onClose={() => setAdding(false)} /> : null}
    </Card>
  )
}
