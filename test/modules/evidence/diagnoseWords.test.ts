import { describe, expect, it } from "vitest"
import { type Files, first, of } from "./support/diagnosing.js"

const at = (minute: number, hour = 4) => `2026-02-03T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00Z`
const told = (status: string, ...messages: ReadonlyArray<string>) => messages.flatMap((message, i) => [1, 2, 3].map((n) => ({ timestamp: at(i * 3 + n), status, service: "atlas", message })))
const logs = (...messages: ReadonlyArray<string>): Files => ({ "logs.json": { logs: told("error", ...messages) } })
const event = (reason: string, message: string, over: object = {}) => ({ namespace: "maps", reason, message, type: "Warning", count: 14, involved_object: "Pod/atlas-6d9-k2", first_time: at(1), last_time: at(20), ...over })
const events = (...list: ReadonlyArray<object>): Files => ({ "events.json": { warning_events: list } })
const alert = (severity: string, state: string, over: object = {}): Files => ({ "alert.json": { title: "atlas", state, commonLabels: { alertname: "Atlas", severity, namespace: "maps", workload_name: "atlas" }, commonAnnotations: { summary: "See the dashboard.", ...over } } })
const ready = (name: string) => ({ name, namespace: "maps", phase: "Running", containers: [{ name: "atlas", ready: true, restart_count: 0, state: { running: true, started_at: at(0, 1) } }] })
const metrics = (series: Record<string, ReadonlyArray<number>>, unit = "Count"): Files => ({
  "metrics.json": { metric_data_results: Object.entries(series).map(([metric_name, values]) => ({ metric_name, label: metric_name, dimensions: [{ Name: "DBInstanceIdentifier", Value: "atlas-db" }], stat: "Average", unit, timestamps: values.map((_, i) => at(i)), values })) }
})
const step = (from: number, to: number, minute = 6) => Array.from({ length: 18 }, (_, i) => (i < minute ? from : to) + i % 2)
const rds = (...list: ReadonlyArray<readonly [minute: number, message: string, ...topics: ReadonlyArray<string>]>): Files => ({ "rds.json": { events: list.map(([minute, message, ...topics]) => ({ date: at(minute), message, source_identifier: "atlas-db", event_categories: topics })) } })

describe("what systems print", () => {
  const printed: ReadonlyArray<readonly [message: string, id: string, category: string]> = [
    ["[pool web] server reached pm.max_children setting (12), consider raising it", "workers_busy", "resource_exhaustion"],
    ["java.util.concurrent.RejectedExecutionException: Task rejected from ThreadPoolExecutor[Running, pool size = 20, active threads = 20]", "workers_busy", "resource_exhaustion"],
    ["worker status: 16 of 16 threads, backlog 90", "workers_busy", "resource_exhaustion"],
    ["Timeout expired prior to obtaining a connection from the pool, max pool size was reached", "connections_exhausted", "resource_exhaustion"],
    ["dial tcp 10.9.8.7:443: connect: cannot assign requested address", "file_descriptors", "resource_exhaustion"],
    ["READONLY You can't write against a read only replica.", "writes_to_replica", "configuration_error"],
    ["topic tiles.v4 not found in cluster", "name_of_nothing", "configuration_error"],
    ["GET https://api.relief.example/v1 failed: x509: certificate has expired", "partner_certificate", "dependency_failure"],
    ["GET https://relief.maps.svc/v1 failed: x509: certificate has expired", "certificate", "configuration_error"],
    ["ImproperlyConfigured: The TILE_KEY setting must not be empty", "missing_configuration", "configuration_error"],
    ["oauth: invalid_client: client secret expired", "access_denied", "configuration_error"],
    ["HTTPSConnectionPool(host='relief.example', port=443): Max retries exceeded with url: /v1", "dependency_unavailable", "dependency_failure"],
    ["CircuitBreaker 'relief' is OPEN and does not permit further calls", "dependency_unavailable", "dependency_failure"],
    ["thread 'main' panicked at src/tile.rs:40: attempt to subtract with overflow", "code_exception", "code_defect"],
    ["SyntaxError: Unexpected token '}' (/app/dist/tile.js:7)", "code_exception", "code_defect"],
    ["Expected 9 fields in line 4, saw 10", "bad_data", "data_quality"],
    ["JSONDecodeError: Expecting value: line 1 column 1 of heights.json", "bad_data", "data_quality"],
    ["ResourceAccessException: I/O error on GET request for \"http://relief\": Connect timed out", "dependency_unavailable", "dependency_failure"],
    ["kernel: nvme3n1: I/O 9 QID 2 timeout, aborting", "volume_broken", "infrastructure"]
  ]
  for (const [message, id, category] of printed) it(`${id}: ${message.slice(0, 50)}`, async () => expect(await first(logs(message))).toMatchObject({ id, category }))

  const reported: ReadonlyArray<readonly [reason: string, message: string, id: string, category: string]> = [
    ["FailedAttachVolume", "Multi-Attach error for volume \"pvc-9\" Volume is already exclusively attached to one node and can't be attached to another", "volume_attach", "infrastructure"],
    ["FailedMount", "MountVolume.SetUp failed for volume \"keys\" : secret \"atlas-keys\" not found", "missing_configuration", "configuration_error"],
    ["SyncLoadBalancerFailed", "Error syncing load balancer: could not find any suitable subnets for creating the ELB", "load_balancer", "configuration_error"],
    ["Failed", "Error: container has runAsNonRoot and image will run as root", "bad_command", "configuration_error"],
    ["Rebooted", "Node n7 has been rebooted, boot id: 4", "node_down", "infrastructure"],
    ["OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 6900, capacity: 7910", "pod_evicted", "resource_exhaustion"]
  ]
  for (const [reason, message, id, category] of reported) it(`${id}: ${reason}`, async () => expect(await first(events(event(reason, message)))).toMatchObject({ id, category }))
})

describe("what nothing knows", () => {
  it("is sorted by its vague words where it has no clear ones, and by what sort of system speaks where it has none", async () => {
    expect(await first(logs("warper keeps 900 jobs waiting, backlog grows"))).toMatchObject({ category: "resource_exhaustion" })
    expect(await first(logs("relief peer sent EOF"))).toMatchObject({ category: "dependency_failure" })
    expect(await first(logs("supplier batch merge refused"))).toMatchObject({ category: "data_quality" })
    expect(await first(logs("warp went sideways"))).toMatchObject({ id: "unread_error", category: "code_defect" })
    expect(await first(events(event("Sideways", "warp went sideways")))).toMatchObject({ id: "unread_event", category: "configuration_error" })
  })

  it("is not sorted by what good news say", async () => {
    const good = [1, 2, 3].map((n) => ({ timestamp: at(n), status: "info", service: "atlas", message: "allowance refreshed, backlog 0, upstream ok" }))
    expect(await first({ "logs.json": { logs: [...good, ...told("error", "warp went sideways")] } })).toMatchObject({ id: "unread_error" })
    const told0 = [1, 2, 3].map((n) => ({ timestamp: at(n), status: "info", service: "atlas", message: "limits: too many open files never seen" }))
    expect(await first({ "logs.json": { logs: [...told0, ...told("error", "feed heights: 31 rows missing a height")] } })).toMatchObject({ id: "unexplained_record" })
  })

  it("stands before a warning of something general", async () => {
    const slow = told("warning", "fetching a tile took 1840ms")
    expect(await first({ "logs.json": { logs: slow } })).toMatchObject({ id: "slow_requests" })
    expect(await first({ "logs.json": { logs: [...slow, ...told("error", "feed heights: 31 rows missing a height")] } })).toMatchObject({ id: "unexplained_record" })
  })
})

describe("one root, by what else is seen", () => {
  it("busy workers come before the socket they leave unanswered", async () => {
    const causes = await of(logs("connect() to unix:/run/fpm.sock failed (11: Resource temporarily unavailable) while connecting to upstream", "pthread_create failed: Resource temporarily unavailable", "server reached pm.max_children setting (12)"))
    expect(causes.map((one) => one.id)).toEqual(["workers_busy"])
  })

  it("the page of a broken service comes before its text that is no JSON", async () => {
    const broken = "GET https://relief.example/v1 -> 503 Service Unavailable"
    expect((await of(logs(broken, "JSONDecodeError: Expecting value: line 1 column 1", "JSONDecodeError: Expecting value: line 2 column 7, malformed json"))).map((one) => one.id)).toEqual(["dependency_unavailable"])
    expect((await of(logs("JSONDecodeError: Expecting value: line 1 column 1")))[0]).toMatchObject({ id: "bad_data" })
  })

  it("a parameter that keeps clients out after the restart, not the restart", async () => {
    const changed = rds([2, "Updated parameter rds.force_ssl to 1 with apply method pending-reboot", "configuration change"], [5, "DB instance restarted", "availability"])
    const out = await first({ ...changed, ...metrics({ DatabaseConnections: step(140, 2) }), ...alert("critical", "alerting", { error: "FATAL: no pg_hba.conf entry for host, no encryption" }) })
    expect(out).toMatchObject({ id: "parameter_changed" })
    expect(out!.statement).toContain("as the alert reports it: FATAL: no pg_hba.conf entry")
    expect(await first({ ...changed, ...metrics({ DatabaseConnections: [140, 141, 140, 141, 140, 0, 139, 140, 141, 140, 139, 141, 140, 140, 141, 139, 140, 141] }) })).toMatchObject({ id: "failover" })
  })

  it("connections that level off below any limit follow from the CPU", async () => {
    const busy = metrics({ CPUUtilization: Array.from({ length: 20 }, (_, i) => (i <= 5 ? 30 + i * 6 : Math.min(60 + (i - 5) * 9, 96)) + i % 2), DatabaseConnections: Array.from({ length: 20 }, (_, i) => (i <= 9 ? 100 + i * 22 : 300 + (i - 9) * 2)) }, "Percent")
    expect(await first(busy)).toMatchObject({ id: "cpu_saturated" })
    expect(await first({ ...busy, ...rds([9, "Clients are refused: remaining connection slots are reserved, 330 of 330 connections in use.", "failure"]) })).toMatchObject({ id: "connections_exhausted" })
  })
})

describe("no alarm", () => {
  const well: Files = { "pods.json": { pods: [ready("atlas-6d9-k2"), ready("atlas-6d9-m4")] }, "deployments.json": { deployments: [{ name: "atlas", desired: 2, ready: 2, available: 2, unavailable: 0 }] }, "logs.json": { logs: [{ timestamp: at(50), status: "info", service: "atlas", message: "served 100 requests" }] } }
  const nuisance = (hour: number) => events(event("DNSConfigForming", "Nameserver limits were exceeded, some nameservers have been omitted", { involved_object: "Pod/atlas-6d9-k2", count: 300, first_time: at(1, hour), last_time: at(49) }))

  it("for an event that has been told for hours while all is well, under an alert that wakes nobody", async () => {
    expect(await first({ ...well, ...nuisance(0), ...alert("warning", "alerting") })).toMatchObject({ category: "healthy" })
    expect(await first({ ...well, ...nuisance(4), ...alert("warning", "alerting") })).toMatchObject({ category: "resource_exhaustion" })
    expect(await first({ ...well, ...nuisance(0), ...alert("critical", "alerting") })).toMatchObject({ category: "resource_exhaustion" })
  })

  it("for a job whose later run came to its end, which is told", async () => {
    const run = (name: string, phase: string, reason: string, exit_code: number) => ({ name, namespace: "maps", phase, containers: [{ name: "sum", ready: false, restart_count: 0, state: { terminated: true, reason, exit_code } }] })
    const cause = await first({ ...well, ...alert("warning", "alerting"), "pods.json": { pods: [ready("atlas-6d9-k2"), ready("atlas-6d9-m4"), run("sum-77-aa1", "Failed", "Error", 1), run("sum-77-bb2", "Succeeded", "Completed", 0)] } })
    expect(cause).toMatchObject({ category: "healthy" })
    expect(cause!.statement).toMatch(/a job's run came to the end as wanted \(.*sum-77-bb2/)
  })
})
