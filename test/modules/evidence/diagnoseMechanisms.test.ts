import { describe, expect, it } from "vitest"
import { type Files, of } from "./support/diagnosing.js"

const at = (minute: number) => `2026-02-03T04:${String(minute).padStart(2, "0")}:00Z`
const event = (reason: string, message: string, object = "Pod/atlas-6d9-k2", count = 12, type = "Warning", first = at(1), last = at(20)) => ({ reason, message, type, count, involved_object: object, first_time: first, last_time: last })
const events = (...list: ReadonlyArray<object>): Files => ({ "events.json": { warning_events: list } })
const logs = (...messages: ReadonlyArray<string>): Files => ({ "logs.json": { logs: messages.flatMap((message, i) => [1, 2].map((n) => ({ timestamp: at(i * 2 + n), status: "error", service: "atlas", message }))) } })
const podLog = (text: string): Files => ({ "pod_logs.json": { pod_name: "atlas-6d9-k2", namespace: "maps", logs: text } })
const metrics = (series: Record<string, ReadonlyArray<number>>, unit = "Count"): Files => ({
  "metrics.json": { metric_data_results: Object.entries(series).map(([metric_name, values]) => ({ metric_name, label: metric_name, dimensions: [{ Name: "DBInstanceIdentifier", Value: "atlas-db" }], stat: "Average", unit, timestamps: values.map((_, i) => at(i)), values })) }
})
const ramp = (from: number, to: number) => Array.from({ length: 16 }, (_, i) => from + (to - from) * i / 15)
const flat = (value: number) => Array.from({ length: 16 }, (_, i) => value + (i % 3) * value / 100)
const step = (from: number, to: number) => Array.from({ length: 16 }, (_, i) => (i < 6 ? from : to) + i % 2)
const rds = (...list: ReadonlyArray<readonly [minute: number, message: string, ...topics: ReadonlyArray<string>]>): Files => ({ "rds.json": { events: list.map(([minute, message, ...topics]) => ({ date: at(minute), message, source_identifier: "atlas-db", event_categories: topics })) } })
const sql = (statement: string, wait: string): Files => ({ "insights.json": { db_load: { timestamps: flat(1).map((_, i) => at(i)), values: flat(1) }, top_sql: [{ statement, db_load_avg: 7.5, wait_events: [{ name: wait, db_load_avg: 7.1 }] }], top_wait_events: [{ name: wait, db_load_avg: 7.1 }] } })

describe("mechanisms", () => {
  const cases: ReadonlyArray<readonly [name: string, id: string, category: string, says: ReadonlyArray<string>, files: Files]> = [
    ["a taint nobody tolerates", "pods_unplaceable", "configuration_error", ["toleration", "{pool: batch}", "Pending"], events(event("FailedScheduling", "0/4 nodes are available: 4 node(s) had untolerated taint {pool: batch}."))],
    ["no room", "pods_unschedulable", "resource_exhaustion", ["Insufficient memory"], events(event("FailedScheduling", "0/4 nodes are available: 3 Insufficient memory, 1 node(s) had untolerated taint {control-plane: }."))],
    ["a claim without a class", "volume_mount", "configuration_error", ["PersistentVolumeClaim", "fast-ssd"], events(event("FailedScheduling", "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims."), event("ProvisioningFailed", "storageclass.storage.k8s.io \"fast-ssd\" not found", "PersistentVolumeClaim/data-atlas-0"))],
    ["a command that is not there", "bad_command", "configuration_error", ["architecture"], { "pods.json": { pods: [{ name: "atlas-6d9-k2", containers: [{ name: "atlas", ready: false, restart_count: 9, state: { waiting: true, reason: "CrashLoopBackOff", exit_code: 255 } }] }] }, ...podLog("exec /app/atlas: exec format error\n[container terminated with exit code 255]\n"), ...events(event("BackOff", "Back-off restarting failed container atlas in pod atlas-6d9-k2")) }],
    ["a probe that asks the wrong path", "probe_failure", "configuration_error", ["404", "restart"], events(event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404"), event("Killing", "Container atlas failed liveness probe, will be restarted"))],
    ["no addresses", "addresses_used_up", "resource_exhaustion", ["subnet"], events(event("FailedCreatePodSandBox", "plugin type=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container"))],
    ["a runtime that is down", "sandbox_failed", "infrastructure", ["runtime"], events(event("FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: context deadline exceeded"))],
    ["a rule of the namespace", "admission_rejected", "configuration_error", ["rule"], events(event("FailedCreate", "Error creating: pods \"atlas-6d9-\" is forbidden: violates PodSecurity \"restricted:latest\"", "ReplicaSet/atlas-6d9"))],
    ["an autoscaler at its end", "autoscaler_at_maximum", "resource_exhaustion", ["HorizontalPodAutoscaler", "desired 9"], events(event("ScalingLimited", "the desired replica count is more than the maximum replica count (desired 9, max 4)", "HorizontalPodAutoscaler/atlas"))],
    ["an autoscaler without metrics", "autoscaler_blind", "configuration_error", ["metrics server"], events(event("FailedGetResourceMetric", "failed to get cpu utilization: unable to get metrics for resource cpu", "HorizontalPodAutoscaler/atlas"))],
    ["a network policy", "network_policy", "configuration_error", ["NetworkPolicy", "deny-all"], { ...events(event("PolicyApplied", "NetworkPolicy deny-all applied to namespace maps", "NetworkPolicy/deny-all", 1, "Normal")), ...logs("connect ETIMEDOUT 10.9.8.7:5432") }],
    ["a security group", "network_policy", "configuration_error", ["security group", "sg-9"], { ...rds([5, "Finished applying modification to security group sg-1 replaced by sg-9", "configuration change"]), ...metrics({ DatabaseConnections: step(120, 0), NetworkReceiveThroughput: step(4e6, 300) }) }],
    ["a failing migration", "migration_failed", "code_defect", ["0042_add_tiles.sql"], podLog("2026-02-03T04:01:00Z ERROR migration 0042_add_tiles.sql failed: relation \"tiles\" already exists\n2026-02-03T04:01:01Z INFO bye\n")],
    ["a port that is taken", "port_in_use", "configuration_error", ["port"], logs("listen EADDRINUSE: address already in use :::8080")],
    ["a dependency that answers 503", "dependency_unavailable", "dependency_failure", ["503", "rates.example.org"], logs("GET https://rates.example.org/v1 -> 503 Service Unavailable")],
    ["a slot that keeps WAL", "wal_retained", "resource_exhaustion", ["replication slot", "WAL"], metrics({ FreeStorageSpace: ramp(4e10, 5e9), OldestReplicationSlotLag: ramp(3e11, 3.4e11) }, "Bytes")],
    ["transaction ids", "transaction_wraparound", "resource_exhaustion", ["MaximumUsedTransactionIDs", "vacuum"], metrics({ MaximumUsedTransactionIDs: flat(1.7e9) })],
    ["burst credits", "io_saturated", "resource_exhaustion", ["BurstBalance", "throttled"], metrics({ BurstBalance: step(60, 0).map((v) => Math.min(v, 60)), DiskQueueDepth: ramp(0.5, 40) })],
    ["CPU credits", "cpu_saturated", "resource_exhaustion", ["CPUCreditBalance", "baseline"], { ...metrics({ CPUCreditBalance: step(40, 0).map((v) => (v < 2 ? 0 : v)) }), ...sql("SELECT * FROM tiles WHERE zoom = $1", "CPU") }],
    ["a parameter", "parameter_changed", "configuration_error", ["work_mem", "atlas-pg"], { ...rds([2, "Updated parameter work_mem to 2097152 in parameter group atlas-pg", "configuration change"], [4, "DB instance restarted", "availability"]), ...metrics({ FreeableMemory: ramp(9e9, 1e8), SwapUsage: ramp(1e8, 4e9) }, "Bytes") }],
    ["maintenance", "maintenance", "infrastructure", ["patch"], { ...rds([3, "Applying off-line patches to DB instance", "maintenance"], [4, "DB instance shutdown", "availability"], [6, "DB instance restarted", "availability"]) }],
    ["a lock", "lock_contention", "resource_exhaustion", ["Lock:tuple", "idle in transaction"], { ...rds([8, "Session 77 has been idle in transaction for 900 seconds, others are blocked by it", "failure"]), ...sql("UPDATE tiles SET hits = hits + 1", "Lock:tuple") }],
    ["a leader of the CPU", "cpu_saturated", "resource_exhaustion", ["tiles", "index"], { ...metrics({ CPUUtilization: ramp(30, 98), DatabaseConnections: ramp(90, 160) }, "Percent"), ...sql("SELECT * FROM tiles WHERE lower(name) = $1", "CPU") }]
  ]
  for (const [name, id, category, says, files] of cases) {
    it(name, async () => {
      const causes = await of(files)
      expect(causes[0], JSON.stringify(causes.map((c) => [c.id, c.confidence]))).toMatchObject({ category, id })
      for (const word of says) expect(causes[0]!.statement).toContain(word)
      expect(causes[0]!.statement).not.toMatch(/\.\s/)
    })
  }
})

describe("what raises nothing", () => {
  const ready = (name: string, restarts = 0, started = at(0)) => ({ name, phase: "Running", containers: [{ name: "atlas", ready: true, restart_count: restarts, state: { running: true, started_at: started } }] })
  const fine = { "deployments.json": { deployments: [{ name: "atlas", desired: 2, ready: 2, available: 2, unavailable: 0 }] }, "monitors.json": { monitors: [{ name: "atlas errors", overall_state: "OK" }] } }
  const healthy = async (files: Files) => (await of(files))[0]

  it("restarts that lie days back", async () => {
    const found = await healthy({ ...fine, "pods.json": { pods: [ready("atlas-6d9-k2", 5, "2026-01-20T00:00:00Z"), ready("atlas-6d9-m4")] }, ...events(event("SuccessfulRescale", "New size: 2", "HorizontalPodAutoscaler/atlas", 1, "Normal")) })
    expect(found).toMatchObject({ category: "healthy" })
  })

  it("warnings about a pod that is well now, has left or is done", async () => {
    const pods = [ready("atlas-6d9-k2"), { ...ready("atlas-111-old"), deletion_timestamp: at(2) }, { name: "atlas-job-9", phase: "Succeeded", containers: [{ name: "job", ready: false, restart_count: 0, state: { terminated: true, reason: "Completed", exit_code: 0 } }] }]
    const found = await healthy({ ...fine, "pods.json": { pods }, ...events(event("FailedAttachVolume", "Multi-Attach error for volume \"v1\"", "Pod/atlas-6d9-k2", 2), event("Unhealthy", "Readiness probe failed: connection refused", "Pod/atlas-6d9-z8", 2), event("BackOff", "Back-off restarting failed container", "Pod/atlas-111-old", 40), event("FailedMount", "MountVolume.SetUp failed for volume \"x\"", "Pod/atlas-job-9", 1)) })
    expect(found).toMatchObject({ category: "healthy" })
    expect(found!.statement).toContain("terminating")
  })

  it("the same warnings about a pod that is not well do", async () => {
    const found = await healthy({ ...fine, "pods.json": { pods: [ready("atlas-6d9-m4")] }, ...events(event("BackOff", "Back-off restarting failed container", "Pod/atlas-6d9-k2", 40)) })
    expect(found).toMatchObject({ id: "crash_loop" })
  })

  it("an event that is hours older than everything else", async () => {
    const found = await healthy({ ...fine, ...events(event("NodeNotReady", "Node n1 status is now: NodeNotReady", "Node/n1", 1, "Warning", "2026-02-02T20:00:00Z", "2026-02-02T20:00:00Z")), ...rds([5, "Finished DB Instance backup", "backup"]) })
    expect(found).toMatchObject({ category: "healthy" })
  })

  it("one spike that came back", async () => {
    const found = await healthy({ ...metrics({ ReplicaLag: [1, 1.1, 1, 1.2, 7, 1, 1.1, 1, 1.2, 1, 1.1, 1, 1.2, 1, 1.1, 1], CPUUtilization: flat(20) }), ...rds([5, "Finished DB Instance backup", "backup"]) })
    expect(found).toMatchObject({ category: "healthy" })
    expect(found!.statement).toMatch(/normal variance.*ReplicaLag/)
  })

  it("but nothing is called well while a monitor is in alarm or somebody is paged", async () => {
    const steady = { ...fine, "pods.json": { pods: [ready("atlas-6d9-k2")] } }
    expect(await healthy(steady)).toMatchObject({ category: "healthy" })
    expect(await healthy({ ...steady, "monitors.json": { monitors: [{ name: "atlas latency", overall_state: "Alert" }] } })).toBeUndefined()
    expect(await healthy({ ...steady, "alert.json": { title: "atlas is down", state: "alerting", commonLabels: { alertname: "Down", severity: "critical" }, commonAnnotations: { summary: "no answer" } } })).toBeUndefined()
  })

  it("two stray warnings in a log, unless a monitor is in alarm", async () => {
    const warned = { ...fine, "logs.json": { logs: [{ timestamp: at(1), status: "warn", service: "atlas", message: "cpu cfs throttled 40% of periods, limit 500m" }, { timestamp: at(2), status: "info", service: "atlas", message: "served 100 requests" }] } }
    expect(await healthy(warned)).toMatchObject({ category: "healthy" })
    expect(await healthy({ ...warned, "monitors.json": { monitors: [{ name: "atlas throttling", overall_state: "Alert" }] } })).toMatchObject({ id: "cpu_throttled" })
  })
})

describe("what is not the cause", () => {
  it("is named beside it: load of a statement that only reads, and a backup", async () => {
    const [cause] = await of({
      ...metrics({ ReplicaLag: ramp(1, 900), WriteIOPS: step(900, 12_000), CPUUtilization: ramp(20, 78) }),
      "insights.json": { db_load: { timestamps: flat(1).map((_, i) => at(i)), values: flat(1) }, top_sql: [{ statement: "UPDATE tiles SET hits = 0", db_load_avg: 6.1, wait_events: [{ name: "IO:WALWrite", db_load_avg: 5 }] }, { statement: "SELECT zoom, COUNT(*) FROM visits GROUP BY zoom", db_load_avg: 2, wait_events: [{ name: "CPU", db_load_avg: 1.9 }] }] },
      ...rds([3, "Backing up DB instance", "backup"])
    })
    expect(cause).toMatchObject({ id: "replication_lag" })
    expect(cause!.statement).toMatch(/SELECT that is causally independent/)
    expect(cause!.statement).toMatch(/backup at the time is routine/)
  })

  it("many signs of a crash loop give way to the one sign of what makes it", async () => {
    const causes = await of({
      "pods.json": { pods: [{ name: "atlas-6d9-k2", containers: [{ name: "atlas", ready: false, restart_count: 9, state: { waiting: true, reason: "CrashLoopBackOff", exit_code: 2 } }] }] },
      ...events(event("BackOff", "Back-off restarting failed container atlas in pod atlas-6d9-k2", "Pod/atlas-6d9-k2", 40), event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", "Pod/atlas-6d9-k2", 5))
    })
    expect(causes.map((c) => c.id)).toEqual(["probe_failure"])
  })

  it("a node under disk pressure is the cause, the killed pod is not", async () => {
    const causes = await of({
      "nodes.json": { nodes: [{ name: "n1", ready: "True", memory_pressure: "False", disk_pressure: "True", pid_pressure: "False" }, { name: "n2", ready: "True", memory_pressure: "False", disk_pressure: "False", pid_pressure: "False" }] },
      "pods.json": { pods: [{ name: "atlas-6d9-k2", phase: "Failed", reason: "Evicted", message: "The node was low on resource: ephemeral-storage.", containers: [{ name: "atlas", ready: false, restart_count: 0, state: { terminated: true, reason: "Error", exit_code: 137 } }] }] }
    })
    expect(causes.map((c) => c.id)).toEqual(["pod_evicted"])
    expect(causes[0]!.statement).toContain("DiskPressure")
  })
})
