import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Download } from "lucide-react"
import { get } from "../../api/client"
import { useMe } from "../../api/me"
import type { CasePage, Usage, UsageLine, User } from "../../api/types"
import { useSearch } from "../../shell/useSearch"
import { Button } from "../../ui/Button"
import { Filter } from "../../ui/Field"
import { money, number } from "../../ui/format"
import { Card, PageHeader, Stat } from "../../ui/layout"
import { saveAs } from "../../ui/saveAs"
import { Empty, Failed, Loading } from "../../ui/states"

const Days = ({ days }: { readonly days: Usage["by_day"] }) => {
  const tokens = (day: UsageLine) => day.input_tokens + day.output_tokens
  const most = Math.max(1, ...days.map(tokens))
  return (
    <figure>
      <svg className="bars" viewBox={`0 0 ${Math.max(1, days.length) * 12} 100`} preserveAspectRatio="none" role="img" aria-label={`Tokens per day: ${days.map((day) => `${day.date} ${tokens(day)}`).join(", ")}`}>
        {days.map((day, i) => <rect key={day.date} x={i * 12 + 1} width={10} y={100 - (tokens(day) / most) * 100} height={Math.max(0.5, (tokens(day) / most) * 100)}><title>{`${day.date}: ${number(tokens(day))} tokens, ${money(day.cost_usd)}`}</title></rect>)}
      </svg>
      <figcaption className="row muted small" style={{ justifyContent: "space-between" }}><span>{days[0]?.date}</span><span>tokens per day, at most {number(most)}</span><span>{days.at(-1)?.date}</span></figcaption>
    </figure>
  )
}

const Lines = ({ head, rows }: { readonly head: string; readonly rows: ReadonlyArray<{ readonly key: string; readonly name: React.ReactNode; readonly line: UsageLine }> }) => (
  <div className="table-frame"><table className="cards"><thead><tr><th>{head}</th><th className="number">Calls</th><th className="number">Tokens in</th><th className="number">Tokens out</th><th className="number">Cost</th></tr></thead>
    <tbody>{rows.map(({ key, line, name }) => <tr key={key}><td data-main="true">{name}</td><td className="number" data-label="Calls">{number(line.calls)}</td><td className="number" data-label="Tokens in">{number(line.input_tokens)}</td><td className="number" data-label="Tokens out">{number(line.output_tokens)}</td><td className="number" data-label="Cost">{money(line.cost_usd)}</td></tr>)}</tbody></table></div>
)

const cell = (value: string | number): string => (typeof value === "string" && /[",\n]|^[=+@-]/.test(value) ? `"${value.replaceAll("\"", "\"\"").replace(/^[=+@-]/, "'$&")}"` : String(value))
const saveCsv = (usage: Usage): void => {
  const rows = [["kind", "name", "calls", "input_tokens", "output_tokens", "cost_usd"],
    ...usage.by_day.map((line) => ["day", line.date, line.calls, line.input_tokens, line.output_tokens, line.cost_usd]),
    ...usage.by_model.map((line) => ["model", `${line.provider}/${line.model}`, line.calls, line.input_tokens, line.output_tokens, line.cost_usd]),
    ...usage.by_user.map((line) => ["user", line.user_id, line.calls, line.input_tokens, line.output_tokens, line.cost_usd]),
    ...usage.by_case.map((line) => ["case", line.case_id, line.calls, line.input_tokens, line.output_tokens, line.cost_usd])]
  saveAs(`faultmaven-usage-${usage.days}-days.csv`, "text/csv", rows.map((row) => row.map(cell).join(",")).join("\r\n"))
}

/** Tokens and money, by day, model and case. */
export const UsagePage = () => {
  const [search, change] = useSearch()
  const admin = useMe().data?.is_admin === true
  const everyone = admin && search["who"] === "all"
  const days = search["days"] ?? "30"
  const usage = useQuery({ queryKey: ["usage", days, everyone], placeholderData: keepPreviousData, queryFn: ({ signal }) => get<Usage>(everyone ? "api/v1/admin/usage" : "api/v1/usage", { days }, signal) })
  const cases = useQuery({ queryKey: ["usage", "titles"], staleTime: 60_000, queryFn: ({ signal }) => get<CasePage>("api/v1/cases", { limit: 100, include_archived: true }, signal) })
  const users = useQuery({ queryKey: ["usage", "users"], enabled: everyone, staleTime: 60_000, queryFn: ({ signal }) => get<{ readonly users: ReadonlyArray<User> }>("api/v1/admin/users", { limit: 100 }, signal) })
  const names = new Map(users.data?.users.map((user) => [user.user_id, user.display_name || user.username]))
  const titles = new Map(cases.data?.cases.map((item) => [item.case_id, item.title]))
  return (
    <>
      <PageHeader title="Usage and cost" actions={usage.data === undefined ? undefined : <Button onClick={() => saveCsv(usage.data)}><Download size={15} aria-hidden />CSV</Button>}>What language models were asked, and what it cost by their price lists.</PageHeader>
      <div className="filters">
        <Filter label="Time" value={days} onChange={(value) => change({ days: value })} options={[["7", "Last 7 days"], ["30", "Last 30 days"], ["90", "Last 90 days"], ["365", "Last year"]]} />
        {admin ? <Filter label="Whose" value={everyone ? "all" : ""} onChange={(value) => change({ who: value || undefined })} options={[["", "Mine"], ["all", "Everyone's"]]} /> : null}
      </div>
      {usage.isPending ? <Loading label="Loading the usage" /> : usage.data === undefined ? <Failed error={usage.error} onRetry={() => void usage.refetch()} /> : usage.data.calls === 0 ? <Empty title="No model was called">The built-in analyst costs nothing. Usage appears once a language model is configured.</Empty> : (
        <div className="stack">
          <div className="stats"><Stat label="Cost" value={money(usage.data.cost_usd)} /><Stat label="Calls" value={number(usage.data.calls)} /><Stat label="Tokens in" value={number(usage.data.input_tokens)} /><Stat label="Tokens out" value={number(usage.data.output_tokens)} /></div>
          {usage.data.unpriced_calls === 0 ? null : <p className="muted small">{number(usage.data.unpriced_calls)} calls went to models without a known price; they are counted as tokens only.</p>}
          {usage.data.input_tokens + usage.data.output_tokens === 0 ? <p className="notice">The built-in analyst gave these answers: it uses no tokens.</p> : <Card title="By day"><Days days={usage.data.by_day} /></Card>}
          <Lines head="Model" rows={usage.data.by_model.map((line) => ({ key: `${line.provider}/${line.model}`, name: <><b>{line.model}</b> <span className="muted">{line.provider}</span></>, line }))} />
          {everyone ? <Lines head="User" rows={usage.data.by_user.map((line) => ({ key: line.user_id, name: names.get(line.user_id) ?? line.user_id, line }))} /> : null}
          <Lines head="Case" rows={usage.data.by_case.map((line) => ({ key: line.case_id, name: <Link to="/cases/$caseId" params={{ caseId: line.case_id }}>{titles.get(line.case_id) ?? line.case_id}</Link>, line }))} />
        </div>
      )}
    </>
  )
}
