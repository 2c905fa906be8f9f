import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { Case, CaseUi } from "../../../api/types"
import { Badge } from "../../../ui/Badge"
import { dateTime, money, number, percent, words } from "../../../ui/format"
import { Card, Progress } from "../../../ui/layout"
import { usageOf } from "../caseUsage"
import { Similar } from "./Similar"
import { Solutions } from "./Solutions"

const Milestones = ({ progress }: { readonly progress: CaseUi["progress"] }) => (
  <Card title="Progress" actions={<span className="muted small">{progress.completed_milestones.length} of {progress.completed_milestones.length + progress.pending_milestones.length}</span>}>
    <div className="stack-small">
      <Progress label="Milestones" share={progress.completion_percentage / 100} />
      <ul className="plain-list stack-small">
        {progress.completed_milestones.map((name) => <li key={name} className="row"><Badge tone="success">done</Badge>{words(name)}</li>)}
        {progress.pending_milestones.map((name, i) => <li key={name} className="row muted"><Badge tone={i === 0 ? "accent" : undefined}>{i === 0 ? "next" : "open"}</Badge>{words(name)}</li>)}
      </ul>
    </div>
  </Card>
)

export const Overview = ({ item, ui }: { readonly item: Case; readonly ui: CaseUi }) => {
  const usage = useQuery({ queryKey: ["case", item.case_id, "usage"], queryFn: ({ signal }) => usageOf(item.case_id, signal) })
  const conclusion = ui.working_conclusion
  return (
    <div className="stack">
      {ui.is_stuck ? <div className="notice" data-tone="warning" role="status"><div><b>No progress in the last turns.</b> Give more evidence, or change the direction of the questions.</div></div> : null}
      {ui.degraded_mode === null ? null : <div className="notice" data-tone="warning" role="status"><div><b>{words(ui.degraded_mode.mode)}.</b> {ui.degraded_mode.reason}</div></div>}
      <div className="case-columns">
        <div className="stack">
          <Card title={ui.root_cause === null ? "Working conclusion" : "Root cause"} actions={ui.root_cause === null ? (conclusion === null ? null : <Badge tone="accent">{percent(conclusion.confidence)} sure</Badge>) : <Badge tone="success">{percent(ui.root_cause.confidence)} sure</Badge>}>
            {ui.root_cause !== null ? <p className="prose">{ui.root_cause.description}</p> : conclusion !== null ? <><p className="prose">{conclusion.summary}</p><p className="muted small">{words(conclusion.reasoning)}</p>{conclusion.caveats.map((caveat) => <p key={caveat} className="small">But: {caveat}</p>)}</>
              : <p className="muted">None yet. Add a log or describe the problem, then ask in the <Link to="." search={{ tab: "transcript" } as never}>transcript</Link>.</p>}
          </Card>
          <Solutions item={item} applied={ui.solution_applied?.description ?? null} />
          <Card title="Next steps">
            {ui.investigation_strategy.next_steps.length === 0 ? <p className="muted">The agent proposes steps once it has seen evidence.</p> : <ol className="steps">{ui.investigation_strategy.next_steps.map((step) => <li key={step}>{step}</li>)}</ol>}
          </Card>
          <Similar caseId={item.case_id} />
        </div>
        <div className="stack">
          <Milestones progress={ui.progress} />
          <Card title="Facts">
            <dl className="facts">
              <dt>Stage</dt><dd>{words(ui.progress.current_stage)}</dd>
              <dt>Approach</dt><dd>{words(ui.investigation_strategy.approach)}</dd>
              <dt>Opened</dt><dd>{dateTime(item.created_at)}</dd>
              {item.resolved_at === null ? null : <><dt>Resolved</dt><dd>{dateTime(item.resolved_at)}</dd></>}
              {item.closed_at === null ? null : <><dt>Closed</dt><dd>{dateTime(item.closed_at)}</dd></>}
              <dt>Messages</dt><dd>{number(item.message_count)}</dd>
              <dt>Model use</dt><dd>{usage.data === undefined ? "…" : usage.data === null ? "none, the built-in analyst answered" : `${number(usage.data.input_tokens + usage.data.output_tokens)} tokens, ${money(usage.data.cost_usd)}`}</dd>
            </dl>
          </Card>
          {item.description === "" ? null : <Card title="Description"><p className="prose">{item.description}</p></Card>}
        </div>
      </div>
    </div>
  )
}
