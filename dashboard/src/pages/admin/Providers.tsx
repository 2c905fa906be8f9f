import { useMutation, useQuery } from "@tanstack/react-query"
import { PlugZap } from "lucide-react"
import { get, post } from "../../api/client"
import type { Check } from "../../api/types"
import { Badge, WorkBadge } from "../../ui/Badge"
import { Button } from "../../ui/Button"
import { ago, money, number, percent, words } from "../../ui/format"
import { Card, PageHeader } from "../../ui/layout"
import { Failed, Loading, messageOf } from "../../ui/states"

interface Model { readonly name: string; readonly model: string; readonly ready: boolean; readonly circuit: string; readonly calls: number; readonly errors: number; readonly error_rate: number | null; readonly p50_ms: number | null; readonly p95_ms: number | null; readonly fallbacks: number; readonly input_tokens: number; readonly output_tokens: number; readonly cost_usd: number; readonly last_success_at: string | null; readonly last_error: { readonly at: string; readonly kind: string; readonly detail: string } | null }
interface Listing { readonly status: string; readonly components: ReadonlyArray<Check>; readonly models: ReadonlyArray<Model>; readonly routes: Readonly<Record<string, unknown>> }
interface Tested { readonly ok: boolean; readonly message: string; readonly duration_ms: number; readonly answer: string | null }

const ms = (value: number | null): string => (value === null ? "–" : `${number(Math.round(value))} ms`)

const Tester = ({ name, onTested }: { readonly name: string; readonly onTested: () => void }) => {
  const test = useMutation({ mutationFn: () => post<Tested>(`api/v1/admin/providers/${encodeURIComponent(name)}/test`), onSettled: onTested })
  const said = test.isError ? { ok: false, text: messageOf(test.error) } : test.data === undefined ? null : { ok: test.data.ok, text: `${test.data.message} (${ms(test.data.duration_ms)})` }
  return <span className="row"><Button size="small" busy={test.isPending} onClick={() => test.mutate()}><PlugZap size={14} aria-hidden />Test</Button>{said === null ? null : <span className={`small ${said.ok ? "good" : "bad"}`} role="status">{said.text}</span>}</span>
}

const ModelCard = ({ model, onTested }: { readonly model: Model; readonly onTested: () => void }) => (
  <section className="card stack-small">
    <header><h2>{words(model.name)} <span className="muted">{model.model}</span></h2><span className="row"><Badge tone={model.ready ? "success" : "warning"}>{model.ready ? "Ready" : "Not ready"}</Badge>{model.circuit === "closed" ? null : <Badge tone="danger">Circuit {model.circuit}</Badge>}</span></header>
    <dl className="facts">
      <dt>Calls</dt><dd>{number(model.calls)}{model.error_rate === null ? "" : `, ${percent(model.error_rate)} failed`}</dd>
      <dt>Time</dt><dd>median {ms(model.p50_ms)}, 95 % under {ms(model.p95_ms)}</dd>
      <dt>Fallbacks</dt><dd>{number(model.fallbacks)}</dd>
      <dt>Tokens</dt><dd>{number(model.input_tokens)} in, {number(model.output_tokens)} out, {money(model.cost_usd)}</dd>
      <dt>Last success</dt><dd>{model.last_success_at === null ? "none yet" : ago(model.last_success_at)}</dd>
      {model.last_error === null ? null : <><dt>Last error</dt><dd>{ago(model.last_error.at)}: {model.last_error.kind}, {model.last_error.detail}</dd></>}
    </dl>
    <Tester name={model.name} onTested={onTested} />
  </section>
)

/** What the server works with, how well it does, and a test of each. */
export const Providers = () => {
  const providers = useQuery({ queryKey: ["providers"], refetchInterval: 15_000, queryFn: ({ signal }) => get<Listing>("api/v1/admin/providers", {}, signal) })
  const refresh = () => void providers.refetch()
  if (providers.isPending) return <><PageHeader title="Providers" /><Loading label="Loading the providers" /></>
  if (providers.data === undefined) return <><PageHeader title="Providers" /><Failed error={providers.error} onRetry={refresh} /></>
  const { components, models, routes } = providers.data
  return (
    <>
      <PageHeader title="Providers">Models and stores that this server is configured with. They are set by environment variables.</PageHeader>
      <div className="stack">
        <h2>Language models</h2>
        {models.length === 0 ? <p className="notice">No model is configured: the built-in analyst answers. Set a provider's key, such as OPENAI_API_KEY, or OLLAMA_HOST, and start again.</p> : <div className="columns">{models.map((model) => <ModelCard key={model.name} model={model} onTested={refresh} />)}</div>}
        {Object.keys(routes).length === 0 ? null : <Card title="Which model does what"><dl className="facts">{Object.entries(routes).map(([task, route]) => <div key={task} style={{ display: "contents" }}><dt>{words(task)}</dt><dd>{Array.isArray(route) ? route.join(", then ") : String(route)}</dd></div>)}</dl></Card>}
        <h2>Stores and services</h2>
        <div className="table-frame"><table className="cards"><thead><tr><th>Service</th><th>State</th><th>What it says</th><th>Test</th></tr></thead>
          <tbody>{components.map((component) => <tr key={component.name} data-row><td data-main="true" className="strong">{words(component.name)}</td><td data-label="State"><WorkBadge status={component.status} /></td><td data-label="It says">{component.message}</td><td data-label="Test"><Tester name={component.name} onTested={refresh} /></td></tr>)}</tbody></table></div>
      </div>
    </>
  )
}
