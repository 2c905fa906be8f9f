import { Link } from "@tanstack/react-router"
import { BookOpen, Copy, FileText } from "lucide-react"
import type { ReactNode } from "react"
import { placeName, placeSearch } from "../../../api/place"
import type { Action, Citation, Message } from "../../../api/types"
import { Badge } from "../../../ui/Badge"
import { Button } from "../../../ui/Button"
import { dateTime, money, number } from "../../../ui/format"
import { Markdown } from "../../../ui/Markdown"
import { done, failed } from "../../../ui/toast"
import { linkMarkers } from "../markers"

export const copy = (text: string): void => void navigator.clipboard.writeText(text).then(() => done("Copied."), failed)

/** Leads to the cited lines of the evidence, or to the cited chunk of the runbook. */
const CitationLink = ({ children, citation, className }: { readonly citation: Citation; readonly className: string; readonly children: ReactNode }) => citation.evidence_id !== null
  ? <Link className={className} to="/evidence/$evidenceId" params={{ evidenceId: citation.evidence_id }} search={placeSearch(citation) as never} title={citation.quote}>{children}</Link>
  : citation.document_id !== null ? <Link className={className} to="/kb/$documentId" params={{ documentId: citation.document_id }} search={{ chunk: citation.chunk_id ?? undefined } as never} title={citation.quote}>{children}</Link>
    : <span className={className}>{children}</span>

const Citations = ({ citations }: { readonly citations: ReadonlyArray<Citation> }) => citations.length === 0 ? null : (
  <details className="cited">
    <summary>{citations.length} {citations.length === 1 ? "source" : "sources"}</summary>
    <div className="citations">
      {citations.map((citation) => (
        <CitationLink key={citation.marker} citation={citation} className="citation">
          {citation.evidence_id !== null ? <FileText size={15} aria-hidden /> : <BookOpen size={15} aria-hidden />}
          <span className="grow"><b>{citation.marker}</b> {citation.filename === null ? citation.title : placeName(citation.filename, citation.artifact)}{citation.line_start === null ? "" : `, line ${citation.line_start}${citation.line_end === citation.line_start ? "" : `–${citation.line_end}`}`}<code>{citation.quote}</code></span>
          {citation.verified ? <Badge tone="success">verified</Badge> : <Badge tone="warning">not verified</Badge>}
        </CitationLink>
      ))}
    </div>
  </details>
)

export const MessageView = ({ message }: { readonly message: Message }) => {
  const mine = message.role === "user"
  const { citations = [], duration_ms, model, redacted = {}, unverified_claims = 0, usage } = message.metadata
  const byMarker = new Map(citations.map((citation) => [`#cite-${citation.marker}`, citation]))
  const link = (href: string, children: ReactNode): ReactNode => {
    const citation = byMarker.get(href)
    return citation === undefined ? undefined : <CitationLink citation={citation} className="citation-link">{children}</CitationLink>
  }
  return (
    <article className="message" data-role={message.role}>
      <div className="avatar" aria-hidden>{mine ? "Y" : "F"}</div>
      <div className="grow">
        <div className="message-head">
          <b>{mine ? "You" : "FaultMaven"}</b><time className="muted small" dateTime={message.created_at}>{dateTime(message.created_at)}</time>
          {unverified_claims > 0 ? <Badge tone="warning">{unverified_claims} not verified</Badge> : null}
          {Object.keys(redacted).length === 0 ? null : <span title={Object.entries(redacted).map(([kind, n]) => `${kind.replace("SECRET_", "").replaceAll("_", " ").toLowerCase()}: ${n}`).join(", ")}><Badge tone="info">{Object.values(redacted).reduce((sum, n) => sum + n, 0)} hidden from the model</Badge></span>}
          <Button kind="quiet" size="small" label="Copy this message" onClick={() => copy(message.content)}><Copy size={14} /></Button>
        </div>
        <div className="message-body">{mine ? <p className="prose">{message.content}</p> : <Markdown text={linkMarkers(message.content, citations.map(({ marker }) => marker))} link={link} />}</div>
        <Citations citations={citations} />
        {model === undefined ? null : <p className="muted small message-foot">{model}{duration_ms === undefined ? "" : ` · ${(duration_ms / 1_000).toFixed(1)} s`}{usage === undefined || usage.input_tokens + usage.output_tokens === 0 ? "" : ` · ${number(usage.input_tokens)} in, ${number(usage.output_tokens)} out · ${money(usage.cost_usd)}`}</p>}
      </div>
    </article>
  )
}

/** What the agent proposes to do next. A command is copied, never run. */
export const SuggestedActions = ({ actions, onAct }: { readonly actions: ReadonlyArray<Action>; readonly onAct: (action: Action) => void }) => actions.length === 0 ? null : (
  <ul className="plain-list row suggested" aria-label="Suggested next">
    {actions.map((action) => <li key={`${action.type}${action.label}`}>
      {action.type === "RUN" ? <Button size="small" onClick={() => copy(action.payload ?? action.label)}><Copy size={13} aria-hidden />{action.label}</Button> : <Button size="small" onClick={() => onAct(action)}>{action.label}</Button>}
    </li>)}
  </ul>
)
