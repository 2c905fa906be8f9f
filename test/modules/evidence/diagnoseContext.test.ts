import { describe, expect, it } from "vitest"
import { type Files, first, of } from "./support/diagnosing.js"

const at = (minute: number, hour = 4) => `2026-02-03T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00Z`
const alert = (severity: string, state: string, summary = "see the dashboard"): Files => ({ "alert.json": { title: "atlas", state, commonLabels: { alertname: "Atlas", severity, namespace: "maps", workload_name: "atlas" }, commonAnnotations: { summary } } })
const event = (reason: string, message: string, object: string, over: object = {}) => ({ namespace: "maps", reason, message, type: "Warning", count: 2, involved_object: object, first_time: at(1), last_time: at(3), ...over })
const events = (...list: ReadonlyArray<object>): Files => ({ "events.json": { warning_events: list } })
const ready = (name: string) => ({ name, namespace: "maps", phase: "Running", containers: [{ name: "atlas", ready: true, restart_count: 0, state: { running: true, started_at: at(0, 1) } }] })
const node = (name: string, state = "True") => ({ name, ready: state, memory_pressure: "False", disk_pressure: "False", pid_pressure: "False" })
const log = (minute: number, status: string, service: string, message: string) => ({ timestamp: at(minute), status, service, message })
const well: Files = {
  "pods.json": { pods: [ready("atlas-6d9-k2"), ready("atlas-6d9-m4")] }, "deployments.json": { deployments: [{ name: "atlas", desired: 2, ready: 2, available: 2, unavailable: 0 }] },
  "nodes.json": { nodes: [node("n1"), node("n2")] }, "logs.json": { logs: [log(50, "info", "atlas", "served 100 requests")] }
}
const series = (values: Record<string, ReadonlyArray<number>>): Files => ({
  "metrics.json": { metric_data_results: Object.entries(values).map(([metric_name, list]) => ({ metric_name, label: metric_name, dimensions: [{ Name: "DBInstanceIdentifier", Value: "atlas-db" }], stat: "Average", unit: "Count", timestamps: list.map((_, i) => at(i)), values: list })) }
})
const steps = (...parts: ReadonlyArray<readonly [count: number, value: number]>) => parts.flatMap(([count, value]) => Array.from({ length: count }, (_, i) => value * (1 + (i % 3) / 500)))
const rds = (...list: ReadonlyArray<readonly [time: string, message: string, ...topics: ReadonlyArray<string>]>): Files => ({ "rds.json": { events: list.map(([date, message, ...topics]) => ({ date, message, source_identifier: "atlas-db", event_categories: topics })) } })

describe("what is over, planned or elsewhere is context", () => {
  it("under an alert that is over; not under the same one that stands", async () => {
    const failing = { ...well, "logs.json": { logs: [log(48, "error", "atlas", "getaddrinfo ENOTFOUND tiles"), log(49, "error", "atlas", "getaddrinfo ENOTFOUND tiles"), log(50, "info", "atlas", "served 100 requests")] } }
    const over = await first({ ...failing, ...alert("critical", "resolved") })
    expect(over).toMatchObject({ category: "healthy" })
    expect(over!.statement).toContain("ENOTFOUND")
    expect(await first({ ...failing, ...alert("critical", "alerting") })).toMatchObject({ id: "dns_failure" })
  })

  it("a test of the alert itself", async () => {
    expect(await first({ ...well, ...alert("critical", "alerting", "This is a test notification") })).toMatchObject({ category: "healthy" })
    expect(await first({ ...well, ...alert("critical", "alerting") })).toBeUndefined()
  })

  it("a node that is no longer in the cluster, unless its pods are missing", async () => {
    const gone = events(event("NodeNotReady", "Node n9 status is now: NodeNotReady", "Node/n9"))
    const healthy = await first({ ...well, ...gone })
    expect(healthy).toMatchObject({ category: "healthy" })
    expect(healthy!.statement).toContain("n9")
    const missing = { "deployments.json": { deployments: [{ name: "atlas", desired: 3, ready: 2, available: 2, unavailable: 1 }] } }
    expect(await first({ ...well, ...gone, ...missing })).toMatchObject({ id: "node_down" })
  })

  it("a failed pod whose workload is complete again or whose job was done later", async () => {
    const failed = (name: string) => ({ name, namespace: "maps", phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory.", containers: [{ name: "atlas", ready: false, restart_count: 0, state: { terminated: true, reason: "Error", exit_code: 1 } }] })
    const job = { name: "sum-77-zz9", namespace: "maps", phase: "Succeeded", containers: [{ name: "sum", ready: false, restart_count: 0, state: { terminated: true, reason: "Completed", exit_code: 0 } }] }
    const pods = [ready("atlas-6d9-k2"), ready("atlas-6d9-m4")]
    expect(await first({ ...well, "pods.json": { pods: [...pods, failed("atlas-6d9-old")] } })).toMatchObject({ category: "healthy" })
    expect(await first({ ...well, "pods.json": { pods: [...pods, failed("sum-77-aa1"), job] } })).toMatchObject({ category: "healthy" })
    expect(await first({ ...well, "pods.json": { pods: [...pods, failed("sum-77-aa1")] } })).toMatchObject({ id: "pod_evicted" })
  })

  it("a crash loop of a namespace that a calm alert does not speak of", async () => {
    const pod = (namespace: string) => ({ name: "toy-1a-bb2", namespace, phase: "Running", containers: [{ name: "toy", ready: false, restart_count: 900, state: { waiting: true, reason: "CrashLoopBackOff", exit_code: 1 } }] })
    const pods = [ready("atlas-6d9-k2"), ready("atlas-6d9-m4")]
    expect(await first({ ...well, ...alert("info", "normal"), "pods.json": { pods: [...pods, pod("sandbox")] } })).toMatchObject({ category: "healthy" })
    expect(await first({ ...well, ...alert("info", "normal"), "pods.json": { pods: [...pods, pod("maps")] } })).toMatchObject({ id: "crash_loop" })
  })

  it("errors every now and then for hours, under an alert that wakes nobody", async () => {
    const rare = { ...well, "logs.json": { logs: [1, 2, 3, 4].map((hour) => ({ timestamp: at(5, hour), status: "error", service: "atlas", message: "could not load plugin apm: connection refused" })) } }
    expect(await first({ ...rare, ...alert("warning", "alerting") })).toMatchObject({ category: "healthy" })
    expect(await first({ ...rare, ...alert("critical", "alerting") })).toMatchObject({ id: "dependency_unavailable" })
  })

  it("a restart before the measured time, a movement that came back", async () => {
    const calm = series({ CPUUtilization: steps([20, 22]) })
    const restart = rds([at(10, 3), "DB instance restarted", "availability"])
    expect(await first({ ...calm, ...restart, ...alert("warning", "alerting") })).toMatchObject({ category: "healthy" })
    expect(await first({ ...calm, ...restart, ...alert("critical", "alerting") })).toMatchObject({ id: "failover" })
    const during = { ...series({ CPUUtilization: steps([20, 22]), DatabaseConnections: steps([4, 90], [2, 0], [14, 90]) }), ...rds([at(4), "DB instance restarted", "availability"]) }
    expect(await first({ ...during, ...alert("warning", "alerting") })).toMatchObject({ id: "failover" })
    const back = series({ CPUUtilization: steps([5, 22], [6, 88], [9, 22]), DatabaseConnections: steps([20, 90]) })
    expect(await first({ ...back, ...alert("warning", "alerting") })).toMatchObject({ category: "healthy" })
    expect(await first({ ...back, ...alert("critical", "alerting") })).toMatchObject({ id: "cpu_saturated" })
  })
})

describe("one root, and what follows from it", () => {
  it("reads and writes held at a volume's limit come before the lag they make", async () => {
    const [cause, ...others] = await of({
      ...series({ ReadIOPS: steps([6, 500], [14, 2400]), WriteIOPS: steps([6, 400], [14, 600]), WriteLatency: steps([6, 1], [14, 60]), ReplicaLag: Array.from({ length: 20 }, (_, i) => 1 + i / 100 + Math.max(0, i - 8) * 8), TransactionLogsGeneration: steps([20, 4e6]) }),
      "insights.json": { db_load: { timestamps: steps([20, 1]).map((_, i) => at(i)), values: steps([20, 1]) }, top_sql: [{ statement: "REFRESH MATERIALIZED VIEW tile_sums", db_load_avg: 9, wait_events: [{ name: "IO:DataFileRead", db_load_avg: 9 }] }] }
    })
    expect(cause).toMatchObject({ id: "io_saturated" })
    expect(cause!.statement).toMatch(/flat at about 300\d, the volume's limit of 3000 IOPS.*REFRESH MATERIALIZED VIEW/)
    expect(others).toEqual([])
    const waits = { "insights.json": { db_load: { timestamps: steps([20, 1]).map((_, i) => at(i)), values: steps([20, 1]) }, top_wait_events: [{ name: "IO:WALWrite", db_load_avg: 9 }] } }
    const more = await first({ ...waits, ...series({ WriteLatency: steps([6, 1], [14, 60]), ReadLatency: steps([6, 1], [14, 60]), CommitLatency: steps([6, 1], [14, 60]), DiskQueueDepth: steps([6, 1], [14, 60]), ReplicaLag: Array.from({ length: 20 }, (_, i) => 1 + i / 100 + Math.max(0, i - 8) * 8), TransactionLogsGeneration: steps([6, 4e6], [14, 9e7]) }) })
    expect(more).toMatchObject({ id: "replication_lag" })
  })

  it("a cold cache after a failover, whose reason is told", async () => {
    const causes = await of({ ...series({ ReadLatency: steps([6, 1], [14, 9]), DatabaseConnections: steps([5, 100], [2, 0], [13, 100]) }), ...rds([at(5), "Multi-AZ instance failover started.", "failover"], [at(7), "Multi-AZ instance failover completed", "failover"], [at(9), "The primary host of the RDS Multi-AZ instance is unhealthy.", "failover", "notification"]) })
    expect(causes.map((one) => one.id)).toEqual(["failover"])
    expect(causes[0]!.statement).toMatch(/unhealthy.*what follows from it: .*the disk cannot keep up/)
  })

  it("the name service's own crash comes before the names that are not found", async () => {
    const pod = { name: "coredns-5f-k2", namespace: "kube-system", phase: "Running", containers: [{ name: "coredns", ready: false, restart_count: 9, state: { waiting: true, reason: "CrashLoopBackOff", exit_code: 1 } }] }
    const causes = await of({ "pods.json": { pods: [pod, ready("atlas-6d9-k2")] }, "pod_logs.json": { pod_name: "coredns-5f-k2", namespace: "kube-system", logs: "/etc/coredns/Corefile:3 - Error during parsing: Unknown directive 'forwardd'\nexiting\n" }, "logs.json": { logs: [log(5, "error", "atlas", "getaddrinfo EAI_AGAIN tiles.maps"), log(6, "error", "atlas", "getaddrinfo EAI_AGAIN tiles.maps")] } })
    expect(causes.map((one) => one.id)).toEqual(["missing_configuration"])
    expect(causes[0]!.statement).toMatch(/what follows from it: .*DNS/)
  })

  it("what began first explains more than what is told more often", async () => {
    const pending = (name: string) => ({ name, namespace: "maps", phase: "Pending", containers: [], conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/2 nodes are available: 2 Insufficient cpu." }] })
    const unplaced = event("FailedScheduling", "0/2 nodes are available: 2 Insufficient cpu.", "Pod/atlas-6d9-p1", { count: 30, first_time: at(6), last_time: at(40) })
    const files = { "nodes.json": { nodes: [node("n1"), node("n2")] }, "pods.json": { pods: [ready("atlas-6d9-k2"), pending("atlas-6d9-p1"), pending("atlas-6d9-p2")] } }
    const lost = (minute: number) => event("SpotInterruption", "Spot interruption warning was triggered for node n9", "Node/n9", { count: 1, first_time: at(minute), last_time: at(minute) })
    expect(await first({ ...files, ...events(lost(2), unplaced) })).toMatchObject({ id: "node_down" })
    expect(await first({ ...files, ...events(lost(30), unplaced) })).toMatchObject({ id: "pods_unschedulable" })
  })

  it("two causes only where each has evidence about something of its own", async () => {
    const both = await of(events(event("Failed", "Failed to pull image \"reg/atlas:v9\": manifest unknown", "Pod/atlas-6d9-k2"), event("FailedMount", "MountVolume.SetUp failed for volume \"tls\": secret \"mill-tls\" not found", "Pod/mill-77-a1")))
    expect(both.map((one) => one.id).sort()).toEqual(["image_pull", "missing_configuration"])
    const same = await of(events(event("Failed", "Failed to pull image \"reg/atlas:v9\": manifest unknown", "Pod/atlas-6d9-k2"), event("Failed", "Error: secret \"atlas-tls\" not found", "Pod/atlas-6d9-k2")))
    expect(same).toHaveLength(1)
  })

  it("a change shortly before the onset is told with the cause", async () => {
    const cause = await first({ ...series({ CPUUtilization: steps([20, 99]) }), ...rds([at(0, 1), "Finished applying modification to DB instance class: db.r6g.2xlarge to db.r6g.large", "configuration change"], [at(0, 2), "Finished DB Instance backup", "backup"]) })
    expect(cause).toMatchObject({ id: "cpu_saturated" })
    expect(cause!.statement).toMatch(/changed before: Finished applying modification to DB instance class/)
  })

  it("an alert's own words count where a series moves along, and not alone", async () => {
    const words = alert("critical", "alerting", "FATAL: sorry, too many clients already")
    const grows = series({ DatabaseConnections: Array.from({ length: 20 }, (_, i) => 200 + i * 30) })
    expect(await first({ ...grows, ...words })).toMatchObject({ id: "connections_exhausted" })
    expect(await first({ ...grows })).toMatchObject({ id: "connections_grow" })
    expect(await first({ ...series({ DatabaseConnections: steps([20, 200]) }), ...words })).toBeUndefined()
  })

  it("what no mechanism knows is sorted by its words, and says so", async () => {
    const logs = (message: string): Files => ({ "logs.json": { logs: [log(1, "error", "atlas", message), log(2, "error", "atlas", message)] } })
    expect(await first(logs("tile allowance exceeded: 900 of 800 units used up"))).toMatchObject({ id: "unexplained_limit", category: "resource_exhaustion" })
    expect(await first(logs("tile mode 7 is unsupported, check the setting tile.mode"))).toMatchObject({ id: "unexplained_setting", category: "configuration_error" })
    expect(await first(logs("WarpException in TileWarper"))).toMatchObject({ id: "unexplained_exception", category: "code_defect" })
    expect(await first(logs("feed elevation: 31 rows missing a height"))).toMatchObject({ id: "unexplained_record", category: "data_quality" })
  })
})
