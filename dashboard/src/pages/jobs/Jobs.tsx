import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { get, post } from "../../api/client"
import type { Job } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, WorkBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { Filter } from "../../ui/Field"
import { ago, dateTime, percent, words } from "../../ui/format"
import { PageHeader, Pager, Progress } from "../../ui/layout"
import { Empty, Failed, Loading, NoMatch } from "../../ui/states"
import { done, failed } from "../../ui/toast"

const PAGE = 50
const open = (job: Job): boolean => job.status === "pending" || job.status === "processing"

const Row = ({ job, onCancel, onRetry }: { readonly job: Job; readonly onCancel: () => void; readonly onRetry: () => void }) => (
  <tr data-row tabIndex={-1}>
    <td data-main="true"><span className="strong">{words(job.job_type.replace(".", ": "))}</span><div className="small muted">{job.error ?? job.message}{job.subject?.startsWith("case_") === true ? <>{job.error ?? job.message ? " · " : ""}<Link to="/cases/$caseId" params={{ caseId: job.subject }}>its case</Link></> : null}</div></td>
    <td data-label="State">{job.cancelled ? <Badge>Cancelled</Badge> : <WorkBadge status={job.status} />}</td>
    <td data-label="Progress">{job.progress === null ? "–" : open(job) ? <Progress label="Progress" share={job.progress / 100} /> : percent(job.progress / 100)}</td>
    <td data-label="Attempts" className="number">{job.attempts} of {job.max_attempts}</td>
    <td data-label="Begun" className="nowrap" title={dateTime(job.created_at)}>{ago(job.created_at)}</td>
    <td data-label="Last change" className="nowrap" title={dateTime(job.updated_at)}>{ago(job.updated_at)}</td>
    <td data-label="" className="nowrap">{open(job) && !job.cancelled ? <Button size="small" onClick={onCancel}>Cancel</Button> : job.status === "failed" || job.cancelled ? <Button size="small" onClick={onRetry}>Try again</Button> : null}</td>
  </tr>
)

/** Work in the background: analysis, indexing, answers, reports. */
export const Jobs = () => {
  const [search, change] = useSearch()
  const queries = useQueryClient()
  const from = Number(search["offset"] ?? 0) || 0
  const { status } = search
  const jobs = useQuery({
    queryKey: ["jobs", "list", status, from], placeholderData: keepPreviousData, queryFn: ({ signal }) => get<{ readonly jobs: ReadonlyArray<Job>; readonly total: number }>("api/v1/jobs", { status, limit: PAGE, offset: from }, signal),
    // changes while there is work are told to the frame, which asks again
    refetchInterval: 5_000
  })
  const act = useMutation({ mutationFn: ({ id, what }: { readonly id: string; readonly what: "cancel" | "retry" }) => post(`api/v1/jobs/${id}/${what}`), onSuccess: (_, { what }) => { void queries.invalidateQueries({ queryKey: ["jobs"] }); done(what === "cancel" ? "The job was cancelled." : "The job was queued again.") }, onError: failed })
  return (
    <>
      <PageHeader title="Jobs">Work in the background: analysis, indexing, answers and reports. A failed one says why.</PageHeader>
      <div className="filters"><Filter label="State" value={status ?? ""} onChange={(value) => change({ status: value || undefined, offset: undefined })} options={[["", "Any state"], ["pending", "Queued"], ["processing", "Working"], ["completed", "Done"], ["failed", "Failed"], ["cancelled", "Cancelled"]]} /></div>
      {jobs.isPending ? <Loading label="Loading the jobs" /> : jobs.data === undefined ? <Failed error={jobs.error} onRetry={() => void jobs.refetch()} />
        : jobs.data.jobs.length === 0 ? (status === undefined ? <Empty title="No jobs yet">They appear when a file is analysed, a document is indexed or an answer is written.</Empty> : <NoMatch onClear={() => change({ status: undefined })} />) : (
          <>
            <div className="table-frame"><table className="cards"><thead><tr><th>Job</th><th>State</th><th>Progress</th><th className="number">Attempts</th><th>Begun</th><th>Last change</th><th><span className="visually-hidden">Actions</span></th></tr></thead>
              <tbody>{jobs.data.jobs.map((job) => <Row key={job.job_id} job={job} onCancel={() => act.mutate({ id: job.job_id, what: "cancel" })} onRetry={() => act.mutate({ id: job.job_id, what: "retry" })} />)}</tbody></table></div>
            <Pager from={from} shown={jobs.data.jobs.length} size={PAGE} total={jobs.data.total} onMove={(to) => change({ offset: to === 0 ? undefined : String(to) }, true)} />
          </>
        )}
    </>
  )
}
