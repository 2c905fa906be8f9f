import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { get } from "../../api/client"
import type { Case, CaseUi } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { PriorityBadge, StatusBadge } from "../../ui/Badge"
import { ago } from "../../ui/format"
import { PageHeader } from "../../ui/layout"
import { Failed, Loading } from "../../ui/states"
import { Tabs } from "../../ui/Tabs"
import { Updated } from "../../ui/Updated"
import { CaseActions } from "./CaseActions"
import { CaseEvidence } from "./evidence/CaseEvidence"
import { Hypotheses } from "./hypotheses/Hypotheses"
import { Overview } from "./overview/Overview"
import { Report } from "./report/Report"
import { CaseTimeline } from "./timeline/CaseTimeline"
import { Transcript } from "./transcript/Transcript"

const TABS = ["overview", "transcript", "timeline", "evidence", "hypotheses", "report"] as const

export const CasePage = () => {
  const { caseId } = useParams({ strict: false }) as { readonly caseId: string }
  const [search, change] = useSearch()
  const tab = TABS.find((name) => name === search["tab"]) ?? "overview"
  const found = useQuery({ queryKey: ["case", caseId], queryFn: ({ signal }) => get<Case>(`api/v1/cases/${caseId}`, {}, signal) })
  const ui = useQuery({ queryKey: ["case", caseId, "ui"], refetchInterval: 10_000, queryFn: ({ signal }) => get<CaseUi>(`api/v1/cases/${caseId}/ui`, {}, signal) })
  if (found.isError && found.data === undefined) return <Failed error={found.error} onRetry={() => void found.refetch()} />
  if (ui.isError && ui.data === undefined) return <Failed error={ui.error} onRetry={() => void ui.refetch()} />
  if (found.data === undefined || ui.data === undefined) return <Loading label="Loading the case" />
  const [item, state] = [found.data, ui.data]
  return (
    <>
      <div className="case-bar">
        <PageHeader title={item.title} actions={<CaseActions item={item} next={state.valid_next_states} />}>
          <span className="row"><StatusBadge status={item.status} /><PriorityBadge priority={item.priority} />{item.archived ? <span>archived</span> : null}<span>opened {ago(item.created_at)}</span><span>last activity {ago(item.last_activity_at)}</span><Updated at={ui.dataUpdatedAt} />{state.agent_status === "idle" ? null : <span className="strong">the agent is {state.agent_status}</span>}</span>
        </PageHeader>
      </div>
      <Tabs label="Case" value={tab} onChange={(key) => change({ tab: key === "overview" ? undefined : key }, true)} items={[
        { key: "overview", title: "Overview", content: () => <Overview item={item} ui={state} /> },
        { key: "transcript", title: "Transcript", content: () => <Transcript item={item} /> },
        { key: "timeline", title: "Timeline", content: () => <CaseTimeline item={item} /> },
        { key: "evidence", title: "Evidence", content: () => <CaseEvidence caseId={caseId} /> },
        { key: "hypotheses", title: "Hypotheses", content: () => <Hypotheses caseId={caseId} /> },
        { key: "report", title: "Report", content: () => <Report item={item} /> }
      ]} />
    </>
  )
}
