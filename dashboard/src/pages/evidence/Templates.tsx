import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { get } from "../../api/client"
import type { EvidenceDetail, Template } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Badge, type Tone } from "../../ui/Badge"
import { Filter, SearchField } from "../../ui/Field"
import { number } from "../../ui/format"
import { Failed, Loading, NoMatch } from "../../ui/states"

const TONE: Record<string, Tone> = { FATAL: "danger", CRITICAL: "danger", ERROR: "danger", WARN: "warning", WARNING: "warning" }
const SHOWN = 300

const Sparkline = ({ buckets }: { readonly buckets: ReadonlyArray<number> }) => {
  const most = Math.max(1, ...buckets)
  return (
    <svg className="spark" viewBox={`0 0 ${buckets.length * 5} 24`} preserveAspectRatio="none" role="img" aria-label={`Counts over time: ${buckets.join(", ")}`}>
      {buckets.map((count, i) => <rect key={i} x={i * 5} width={4} y={24 - (count / most) * 24} height={(count / most) * 24} />)}
    </svg>
  )
}

/** What the file says, sorted by kind of message; a click shows the lines of one. */
export const Templates = ({ item }: { readonly item: EvidenceDetail }) => {
  const [search, change] = useSearch()
  const templates = useQuery({ queryKey: ["evidence", item.evidence_id, "templates"], staleTime: Number.POSITIVE_INFINITY, queryFn: ({ signal }) => get<{ readonly templates: ReadonlyArray<Template> }>(`api/v1/evidence/${item.evidence_id}/templates`, {}, signal) })
  const { level, order, t } = search
  const list = useMemo(() => {
    const wanted = t?.toLowerCase()
    const all = (templates.data?.templates ?? []).filter((template) => (level === undefined || template.level === level) && (wanted === undefined || template.template.toLowerCase().includes(wanted)))
    return order === "first" ? [...all].sort((a, b) => a.first_line - b.first_line) : order === "rare" ? [...all].sort((a, b) => a.count - b.count) : all
  }, [templates.data, level, order, t])
  if (templates.isPending) return <Loading label="Loading the templates" />
  if (templates.data === undefined) return <Failed error={templates.error} onRetry={() => void templates.refetch()} />
  const levels = [...new Set(templates.data.templates.flatMap((template) => template.level ?? []))].sort()
  const open = (template: Template) => change({ view: undefined, q: template.template.slice(0, 480), lines: undefined, artifact: template.artifact ?? undefined }, true)
  return (
    <>
      <div className="filters">
        <SearchField label="Search templates" value={t ?? ""} onChange={(value) => change({ t: value || undefined })} />
        <Filter label="Level" value={level ?? ""} onChange={(value) => change({ level: value || undefined })} options={[["", "Any level"], ...levels.map((name) => [name, name] as const)]} />
        <Filter label="Order" value={order ?? ""} onChange={(value) => change({ order: value || undefined })} options={[["", "Most frequent"], ["rare", "Rarest"], ["first", "First seen"]]} />
      </div>
      {list.length === 0 ? <NoMatch onClear={() => change({ t: undefined, level: undefined })} /> : (
        <div className="table-frame"><table className="cards">
          <thead><tr><th className="number">Count</th><th>Over time</th><th>Level</th><th>Template</th><th className="number">First line</th><th className="number">Last line</th></tr></thead>
          <tbody>{list.slice(0, SHOWN).map((template) => (
            <tr key={template.id} data-row>
              <td className="number" data-label="Count">{number(template.count)}</td>
              <td data-label="Over time"><Sparkline buckets={template.buckets} /></td>
              <td data-label="Level">{template.level === null ? "–" : <Badge tone={TONE[template.level]}>{template.level}</Badge>}</td>
              <td data-main="true"><button type="button" className="link mono template" onClick={() => open(template)}>{template.template}</button></td>
              <td className="number" data-label="First line"><button type="button" className="link" onClick={() => change({ view: undefined, lines: String(template.first_line), q: undefined, artifact: template.artifact ?? undefined }, true)}>{number(template.first_line)}</button></td>
              <td className="number" data-label="Last line"><button type="button" className="link" onClick={() => change({ view: undefined, lines: String(template.last_line), q: undefined, artifact: template.artifact ?? undefined }, true)}>{number(template.last_line)}</button></td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      {list.length > SHOWN ? <p className="muted small">{SHOWN} of {number(list.length)} templates: narrow the search to see others.</p> : null}
    </>
  )
}
