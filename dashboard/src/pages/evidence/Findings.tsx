import type { EvidenceDetail, Finding } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, type Tone } from "../../ui/Badge"
import { dateTime, percent, words } from "../../ui/format"
import { Empty } from "../../ui/states"

const TONE: Record<Finding["severity"], Tone> = { critical: "danger", error: "danger", warning: "warning", info: "info" }

/** What the analysis found, each with the lines that show it. */
export const Findings = ({ item }: { readonly item: EvidenceDetail }) => {
  const [, change] = useSearch()
  const findings = item.analysis?.findings ?? []
  if (findings.length === 0) return <Empty title="Nothing noticed">The analysis found no error, burst or change in this file.</Empty>
  return (
    <ul className="plain-list stack-small">
      {findings.map((finding, i) => (
        <li key={`${finding.kind}${i}`} className="card stack-small" data-row>
          <div className="row"><Badge tone={TONE[finding.severity]}>{words(finding.kind)}</Badge>{finding.at === null ? null : <span className="muted small">{dateTime(finding.at)}</span>}<span className="muted small">{percent(finding.confidence)} sure</span></div>
          <p className="strong prose">{finding.title}</p>
          {finding.detail === "" ? null : <p className="muted small prose">{finding.detail}</p>}
          {finding.quotes.map((quote) => <button key={quote.line_start} type="button" className="quote" onClick={() => change({ view: undefined, q: undefined, lines: `${quote.line_start}-${quote.line_end}` }, true)}><span className="muted small nowrap">line {quote.line_start}{quote.line_end === quote.line_start ? "" : `–${quote.line_end}`}</span><code>{quote.text}</code></button>)}
        </li>
      ))}
    </ul>
  )
}
