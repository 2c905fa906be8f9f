import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Plus } from "lucide-react"
import { useState } from "react"
import { get, post, put } from "../../../api/client"
import type { EvidenceItem, Hypothesis } from "../../../api/types"
import { Badge } from "../../../ui/Badge"
import { Button } from "../../../ui/Button"
import { Dialog } from "../../../ui/Dialog"
import { Input, TextArea } from "../../../ui/Field"
import { ago, percent, words } from "../../../ui/format"
import { Progress } from "../../../ui/layout"
import { Empty, Failed, FormError, Loading } from "../../../ui/states"
import { done, failed } from "../../../ui/toast"
import { useEvidence } from "../evidence/CaseEvidence"

const COLUMNS: ReadonlyArray<readonly [string, string, ReadonlyArray<string>]> = [["captured", "Proposed", ["captured"]], ["active", "Testing", ["active", "inconclusive"]], ["validated", "Confirmed", ["validated"]], ["refuted", "Refuted", ["refuted", "retired"]]]

/** Likelihood over time, newest right. */
const Trend = ({ points }: { readonly points: Hypothesis["likelihood_trend"] }) => points.length < 2 ? null : (
  <svg className="trend" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={`Likelihood went from ${percent(points[0]!.likelihood)} to ${percent(points.at(-1)!.likelihood)}`}>
    <polyline points={points.map((point, i) => `${(i / (points.length - 1)) * 100},${23 - point.likelihood * 22}`).join(" ")} />
  </svg>
)

const Item = ({ files, hypothesis, onJudge }: { readonly hypothesis: Hypothesis; readonly files: ReadonlyMap<string, EvidenceItem>; readonly onJudge: (status: string) => void }) => (
  <li className="card stack-small" data-row>
    <p className="prose strong clamp" title={hypothesis.statement}>{hypothesis.statement}</p>
    <div className="row"><Badge>{words(hypothesis.category)}</Badge>{hypothesis.status === "inconclusive" || hypothesis.status === "retired" ? <Badge tone="warning">{hypothesis.status}</Badge> : null}<span className="muted small">{ago(hypothesis.updated_at)}</span></div>
    <div className="row"><div className="grow"><Progress label="Likelihood" share={hypothesis.likelihood} /></div><span className="small">{percent(hypothesis.likelihood)}</span></div>
    <Trend points={hypothesis.likelihood_trend} />
    {hypothesis.rationale === "" ? null : <p className="muted small clamp">{hypothesis.rationale}</p>}
    {hypothesis.validation_notes === null ? null : <p className="small">{hypothesis.validation_notes}</p>}
    {hypothesis.evidence_links.length === 0 ? null : (
      <ul className="plain-list stack-small">{hypothesis.evidence_links.map((link) => <li key={`${link.evidence_id}${link.stance}`} className="row small"><Badge tone={link.stance.startsWith("support") ? "success" : link.stance.startsWith("refut") ? "danger" : undefined}>{words(link.stance)}</Badge><Link to="/evidence/$evidenceId" params={{ evidenceId: link.evidence_id }}>{files.get(link.evidence_id)?.filename ?? "a deleted file"}</Link></li>)}</ul>
    )}
    <div className="row">
      {hypothesis.status === "validated" ? <Button size="small" onClick={() => onJudge("active")}>Test again</Button> : <Button size="small" onClick={() => onJudge("validated")}>Confirm</Button>}
      {hypothesis.status === "refuted" || hypothesis.status === "retired" ? <Button size="small" onClick={() => onJudge("active")}>Test again</Button> : <Button size="small" onClick={() => onJudge("refuted")}>Refute</Button>}
    </div>
  </li>
)

const Add = ({ caseId, onClose }: { readonly caseId: string; readonly onClose: () => void }) => {
  const [statement, setStatement] = useState("")
  const [rationale, setRationale] = useState("")
  const [likelihood, setLikelihood] = useState("50")
  const queries = useQueryClient()
  const save = useMutation({ mutationFn: () => post(`api/v1/cases/${caseId}/hypotheses`, { statement, rationale, likelihood: Number(likelihood) / 100 }), onSuccess: () => { void queries.invalidateQueries({ queryKey: ["case", caseId] }); onClose() } })
  return (
    <Dialog open title="Add a hypothesis" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <FormError error={save.error} />
        <TextArea label="What may be the cause?" required autoFocus value={statement} onChange={(event) => setStatement(event.target.value)} />
        <TextArea label="Why" value={rationale} onChange={(event) => setRationale(event.target.value)} />
        <Input label={`Likelihood: ${likelihood} %`} type="range" min={0} max={100} step={5} value={likelihood} onChange={(event) => setLikelihood(event.target.value)} />
        <div className="dialog-actions"><Button onClick={onClose}>Cancel</Button><Button type="submit" kind="primary" busy={save.isPending}>Add</Button></div>
      </form>
    </Dialog>
  )
}

/** People judge: confirm, refute, test again, with undo. */
export const Hypotheses = ({ caseId }: { readonly caseId: string }) => {
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const files = useEvidence(caseId)
  const list = useQuery({ queryKey: ["case", caseId, "hypotheses"], queryFn: ({ signal }) => get<{ readonly hypotheses: ReadonlyArray<Hypothesis> }>(`api/v1/cases/${caseId}/hypotheses`, {}, signal) })
  const judge = useMutation({
    mutationFn: ({ hypothesis, status }: { readonly hypothesis: Hypothesis; readonly status: string }) => put(`api/v1/cases/${caseId}/hypotheses/${hypothesis.hypothesis_id}`, { status }),
    onSuccess: async (_, { hypothesis, status }) => {
      await queries.invalidateQueries({ queryKey: ["case", caseId] })
      if (status !== hypothesis.status) done(`The hypothesis is ${status}.`, () => judge.mutate({ hypothesis: { ...hypothesis, status }, status: hypothesis.status }))
    },
    onError: failed
  })
  const add = <Button onClick={() => setAdding(true)}><Plus size={15} aria-hidden />Add a hypothesis</Button>
  if (list.isPending) return <Loading label="Loading the hypotheses" />
  if (list.isError && list.data === undefined) return <Failed error={list.error} onRetry={() => void list.refetch()} />
  const byId = new Map((files.data ?? []).map((file) => [file.evidence_id, file]))
  return (
    <div className="stack">
      {list.data.hypotheses.length === 0 ? <Empty title="No hypotheses yet" action={add}>The agent forms them from the evidence; you can add your own.</Empty> : (
        <>
          <div className="row" style={{ justifyContent: "flex-end" }}>{add}</div>
          <div className="board">
            {COLUMNS.map(([key, title, statuses]) => {
              const entries = list.data.hypotheses.filter((hypothesis) => statuses.includes(hypothesis.status)).sort((a, b) => b.likelihood - a.likelihood)
              return <section key={key} className="board-column" aria-label={title}><h2>{title} <span className="muted">{entries.length}</span></h2><ul className="plain-list stack-small">{entries.map((hypothesis) => <Item key={hypothesis.hypothesis_id} hypothesis={hypothesis} files={byId} onJudge={(status) => judge.mutate({ hypothesis, status })} />)}</ul></section>
            })}
          </div>
        </>
      )}
      {adding ? <Add caseId={caseId} onClose={() => setAdding(false)} /> : null}
    </div>
  )
}
