import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { get } from "../../api/client"
import { memberName, placeSearch } from "../../api/place"
import type { EvidenceDetail, Finding, Hypothesis } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, type Tone } from "../../ui/Badge"
import { dateTime, percent, words } from "../../ui/format"
import { Empty } from "../../ui/states"

const TONE: Record<Finding["severity"], Tone> = { critical: "danger", error: "danger", warning: "warning", info: "info" }

/** Which hypotheses of its case this file speaks for or against. */
const Speaks = ({ item }: { readonly item: EvidenceDetail }) => {
  const hypotheses = useQuery({ queryKey: ["case", item.case_id, "hypotheses"], enabled: item.case_id !== null, queryFn: ({ signal }) => get<{ readonly hypotheses: ReadonlyArray<Hypothesis> }>(`api/v1/cases/${item.case_id}/hypotheses`, {}, signal) })
  const linked = (hypotheses.data?.hypotheses ?? []).flatMap((hypothesis) => hypothesis.evidence_links.filter((link) => link.evidence_id === item.evidence_id).map((link) => ({ hypothesis, stance: link.stance })))
  if (linked.length === 0 || item.case_id === null) return null
  return <section className="card stack-small"><h2>Hypotheses</h2><ul className="plain-list stack-small">{linked.map(({ hypothesis, stance }) => <li key={`${hypothesis.hypothesis_id}${stance}`} className="row"><Badge tone={stance.startsWith("support") ? "success" : "danger"}>{words(stance)}</Badge><Link className="grow truncate" to="/cases/$caseId" params={{ caseId: item.case_id! }} search={{ tab: "hypotheses" } as never}>{hypothesis.statement}</Link></li>)}</ul></section>
}

/** What the analysis found, each with the lines that show it. */
export const Findings = ({ item }: { readonly item: EvidenceDetail }) => {
  const [, change] = useSearch()
  const findings = item.analysis?.findings ?? []
  if (findings.length === 0) return <div className="stack"><Speaks item={item} /><Empty title="Nothing noticed">The analysis found no error, burst or change in this file.</Empty></div>
  return (
    <div className="stack">
    <Speaks item={item} />
    <ul className="plain-list stack-small">
      {findings.map((finding, i) => (
        <li key={`${finding.kind}${i}`} className="card stack-small" data-row>
          <div className="row"><Badge tone={TONE[finding.severity]}>{words(finding.kind)}</Badge>{finding.at === null ? null : <span className="muted small">{dateTime(finding.at)}</span>}<span className="muted small">{percent(finding.confidence)} sure</span></div>
          <p className="strong prose">{finding.title}</p>
          {finding.detail === "" ? null : <p className="muted small prose">{finding.detail}</p>}
          {finding.quotes.map((quote) => <button key={quote.line_start} type="button" className="quote" onClick={() => change({ view: undefined, q: undefined, artifact: undefined, ...placeSearch({ ...quote, artifact: finding.artifact }) }, true)}><span className="muted small nowrap">{memberName(finding.artifact ?? "") === "" ? "" : `${memberName(finding.artifact ?? "")}, `}line {quote.line_start}{quote.line_end === quote.line_start ? "" : `–${quote.line_end}`}</span><code>{quote.text}</code></button>)}
        </li>
      ))}
    </ul>
    </div>
  )
}
