// The cluster as it is on a good day, and the shapes of its files.

export const cluster = "retail-prod-eks"
export const nodes = ["ip-10-2-11-17.eu-west-1.compute.internal", "ip-10-2-12-201.eu-west-1.compute.internal", "ip-10-2-13-88.eu-west-1.compute.internal"] as const

export interface Pod {
  readonly name: string
  readonly namespace: string
  readonly phase: string
  readonly node_name: string
  readonly start_time: string
  readonly deletion_timestamp?: string
  readonly reason?: string
  readonly message?: string
  readonly containers: ReadonlyArray<unknown>
  readonly init_containers?: ReadonlyArray<unknown>
  readonly conditions: ReadonlyArray<unknown>
}

const conditions = (ready: boolean, container: string, scheduled: string | undefined) => {
  const no = { reason: "ContainersNotReady", message: `containers with unready status: [${container}]` }
  if (scheduled !== undefined) return [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: scheduled }]
  return [
    { type: "Initialized", status: "True", reason: "", message: "" },
    { type: "Ready", status: ready ? "True" : "False", ...(ready ? { reason: "", message: "" } : no) },
    { type: "ContainersReady", status: ready ? "True" : "False", ...(ready ? { reason: "", message: "" } : no) },
    { type: "PodScheduled", status: "True", reason: "", message: "" }
  ]
}

/** A pod of a workload; Running and Ready unless told otherwise. */
export const pod = (name: string, namespace: string, over: {
  readonly container?: string
  readonly phase?: string
  readonly node?: string | undefined
  readonly start?: string
  readonly ready?: boolean
  readonly restarts?: number
  readonly state?: Readonly<Record<string, unknown>>
  readonly unschedulable?: string
  readonly extra?: Partial<Pod>
} = {}): Pod => {
  const start = over.start ?? "2026-05-11T06:20:11Z"
  const ready = over.ready ?? (over.state === undefined && over.unschedulable === undefined)
  const container = over.container ?? name.split("-").slice(0, -2).join("-")
  return {
    name,
    namespace,
    phase: over.phase ?? (over.unschedulable === undefined ? "Running" : "Pending"),
    node_name: over.unschedulable === undefined ? over.node ?? nodes[0] : "",
    start_time: start,
    containers: over.unschedulable === undefined ? [{ name: container, ready, restart_count: over.restarts ?? 0, state: over.state ?? { running: true, started_at: start } }] : [],
    conditions: conditions(ready, container, over.unschedulable),
    ...over.extra
  }
}

export const deployment = (name: string, namespace: string, desired: number, ready: number = desired) => ({ name, namespace, desired, ready, available: ready, unavailable: desired - ready })

export const event = (namespace: string, reason: string, message: string, involved: string, count: number, first: string, last: string, type = "Warning") => ({ namespace, reason, message, type, count, involved_object: involved, first_time: first, last_time: last })

export const node = (name: string, over: Readonly<Record<string, string>> = {}) => ({
  name,
  internal_ip: name.split(".")[0]!.replace("ip-", "").replaceAll("-", "."),
  ready: "True",
  memory_pressure: "False",
  disk_pressure: "False",
  pid_pressure: "False",
  capacity_cpu: "8",
  capacity_memory: "32145208Ki",
  allocatable_cpu: "7910m",
  allocatable_memory: "31128376Ki",
  instance_type: "m6i.2xlarge",
  ...over
})

export const log = (timestamp: string, service: string, host: string, status: string, message: string) => ({ timestamp, message, status, service, host, tags: ["env:prod", `service:${service}`, `kube_cluster:${cluster}`] })

export const monitor = (id: number, name: string, state: string, query: string, message = "") => ({ id, name, type: "query alert", query, message, overall_state: state, tags: ["env:prod"] })

export const alert = (title: string, alertname: string, workload: string, namespace: string, texts: { readonly summary: string; readonly description: string; readonly error?: string; readonly symptom: string }, severity = "critical", state = "alerting") => ({
  title: `[synthetic-k8s] ${title}`,
  state,
  alert_source: "datadog",
  commonLabels: { alertname, severity, pipeline_name: "k8s-eks-synthetic", service: workload, cluster_name: cluster, namespace, workload_type: "deployment", workload_name: workload },
  commonAnnotations: { summary: texts.summary, description: texts.description, error: texts.error ?? "", suspected_symptom: texts.symptom, cluster_name: cluster, kube_namespace: namespace, kube_deployment: workload, context_sources: "eks,datadog" }
})

const routine = (workload: string, hosts: ReadonlyArray<string>) => [
  log("2026-05-12T08:31:07Z", workload, hosts[0]!, "info", `[${workload}] Processed 418 requests in the last minute, p95 latency 41ms`),
  log("2026-05-12T08:32:19Z", workload, hosts[1] ?? hosts[0]!, "info", "GET /api/v2/health 200 3ms"),
  log("2026-05-12T08:33:40Z", workload, hosts[0]!, "info", "cache refresh done in 212ms, 0 evictions, 0 errors")
]

/** Files of an incident of one workload; what is not given is as on a good day. */
export const eksFiles = (workload: string, namespace: string, over: {
  readonly alert: unknown
  readonly pods: ReadonlyArray<Pod>
  readonly deployments?: ReadonlyArray<unknown>
  readonly events?: ReadonlyArray<unknown>
  readonly nodes?: ReadonlyArray<unknown>
  readonly logs?: ReadonlyArray<unknown>
  readonly monitors?: ReadonlyArray<unknown>
  readonly podLogs?: { readonly pod: string; readonly lines: ReadonlyArray<string> }
}): Readonly<Record<string, unknown>> => ({
  "alert.json": over.alert,
  "eks_pods.json": { pods: over.pods },
  "eks_deployments.json": { deployments: over.deployments ?? [deployment(workload, namespace, over.pods.length)] },
  "eks_events.json": { warning_events: over.events ?? [] },
  "eks_node_health.json": { nodes: over.nodes ?? nodes.map((name) => node(name)) },
  "datadog_logs.json": { logs: [...routine(workload, over.pods.map((p) => p.name)), ...(over.logs ?? [])] },
  "datadog_monitors.json": { monitors: over.monitors ?? [monitor(8101, `${workload} error rate`, "OK", `avg(last_5m):sum:trace.http.errors{service:${workload}}.as_rate() > 0.05`), monitor(8102, `${workload} p95 latency`, "OK", `avg(last_5m):avg:trace.http.duration.p95{service:${workload}} > 2`)] },
  ...(over.podLogs === undefined ? {} : { "eks_pod_logs.json": { pod_name: over.podLogs.pod, namespace, logs: `${over.podLogs.lines.join("\n")}\n` } })
})
