import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { of } from "./support/diagnosing.js"

const log = (...lines: ReadonlyArray<string>): string => [
  ...Array.from({ length: 20 }, (_, i) => `2026-05-01T10:00:${String(i).padStart(2, "0")}Z INFO  orders served request ${i} in ${20 + i} ms`),
  ...lines.flatMap((line, i) => [`2026-05-01T10:01:${String(i * 2).padStart(2, "0")}Z ERROR orders ${line}`, `2026-05-01T10:01:${String(i * 2 + 1).padStart(2, "0")}Z ERROR orders ${line}`]), ""
].join("\n")
const events = (...rows: ReadonlyArray<readonly [reason: string, message: string]>) => ({
  items: rows.map(([reason, message], i) => ({ reason, message, type: "Warning", count: 3, involvedObject: { kind: "Pod", name: "orders-5d9-x" }, firstTimestamp: `2026-05-01T10:0${i}:00Z`, lastTimestamp: `2026-05-01T10:0${i}:30Z` }))
})

/** Mechanisms by inputs of their own kind, none of them from the incidents of the bench. */
describe("diagnosis without a model", () => {
  const cases: ReadonlyArray<readonly [name: string, category: string, id: string, files: Record<string, string | object>]> = [
    ["a missing image", "configuration_error", "image_pull", { "events.json": events(["Failed", "Failed to pull image \"registry.example.org/orders:v42\": manifest unknown"], ["BackOff", "Back-off pulling image: ImagePullBackOff"]) }],
    ["a missing secret", "configuration_error", "missing_configuration", { "events.json": events(["Failed", "Error: secret \"orders-db\" not found"], ["Failed", "CreateContainerConfigError"]) }],
    ["no room on the nodes", "resource_exhaustion", "pods_unschedulable", { "events.json": events(["FailedScheduling", "0/5 nodes are available: 5 Insufficient memory."]) }],
    ["an expired certificate", "configuration_error", "certificate", { "orders.log": log("call to payments failed: x509: certificate has expired or is not yet valid", "payments unavailable: tls: handshake failure") }],
    ["a full disk", "resource_exhaustion", "storage_full", { "orders.log": log("write failed: no space left on device", "could not extend file: No space left on device") }],
    ["too many open files", "resource_exhaustion", "file_descriptors", { "orders.log": log("accept failed: too many open files") }],
    ["a bug", "code_defect", "code_exception", { "orders.log": log("TypeError: Cannot read properties of undefined (reading 'price')") }],
    ["a dependency that is down", "dependency_failure", "dependency_unavailable", { "orders.log": log("connect ECONNREFUSED 10.0.0.7:8080", "payments request failed: connection refused") }],
    ["bad records", "data_quality", "bad_data", { "orders.log": log("cannot deserialize record at offset 4711: unexpected token", "schema validation failed: field 'amount' missing") }],
    ["a lost node", "infrastructure", "node_down", { "events.json": events(["NodeNotReady", "Node ip-10-0-1-4 is not ready: kubelet stopped posting node status"]) }],
    ["a lock", "resource_exhaustion", "lock_contention", { "db.log": log("deadlock detected: process 4711 waits for ShareLock", "canceling statement due to lock wait timeout") }],
    ["an exhausted pool", "resource_exhaustion", "connections_exhausted", { "orders.log": log("HikariPool-1 - Connection is not available, request timed out after 30000ms", "FATAL: sorry, too many clients already") }],
    ["a refused credential", "configuration_error", "access_denied", { "orders.log": log("FATAL: password authentication failed for user \"orders\"") }],
    ["an evicted pod", "resource_exhaustion", "pod_evicted", { "events.json": events(["Evicted", "The node was low on resource: ephemeral-storage. Container orders was using 4Gi"]) }]
  ]
  for (const [name, category, id, files] of cases) {
    it(name, async () => {
      const causes = await of(files)
      expect(causes[0], JSON.stringify(causes.map((c) => [c.id, c.confidence]))).toMatchObject({ category, id })
      expect(causes[0]!.findings.every((finding) => finding.quotes.length > 0)).toBe(true)
      expect(causes[0]!.statement).not.toMatch(/\.\s/)
      expect(causes[0]!.checks.length).toBeGreaterThan(0)
    })
  }

  it("a symptom is folded into what explains it, not named beside it", async () => {
    const causes = await of({
      "events.json": events(["BackOff", "Back-off restarting failed container orders (reason: OOMKilled, exit code: 137)"]),
      "orders.log": log("connect ECONNREFUSED 10.0.0.7:8080")
    })
    expect(causes[0]!.id).toBe("container_out_of_memory")
    expect(causes.map((c) => c.id)).not.toContain("crash_loop")
  })

  it("an alert alone proves nothing", async () => {
    const alert = { title: "OOMKilled on orders", commonLabels: { severity: "critical", alertname: "PodOOM" }, commonAnnotations: { summary: "exit code 137, OOMKilled" } }
    expect((await of({ "alert.json": alert })).filter((c) => c.category !== "healthy")).toEqual([])
  })

  it("quiet files are no incident, whatever else they mention", async () => {
    const quiet = `${Array.from({ length: 60 }, (_, i) => `2026-05-01T10:00:${String(i).padStart(2, "0")}Z INFO orders GET /health 200 ${5 + i % 3} ms`).join("\n")}\n`
    const found = await of({ "orders.log": quiet, "monitors.json": { monitors: [{ name: "error rate", overall_state: "OK", message: "too many errors, connection refused" }] } })
    expect(found.filter((c) => c.category !== "healthy")).toEqual([])
  })

  it("what ended well or is leaving is not the cause", async () => {
    const causes = await of({ "events.json": events(["FailedMount", "MountVolume.SetUp failed for volume \"config\": transient issue, retried successfully"], ["BackOff", "Back-off restarting failed container (pod is terminating during rollout)"]) })
    expect(causes.filter((c) => c.category !== "healthy")).toEqual([])
  })

  it("nobody is said to be idle where the pool counts none", async () => {
    const statement = async (line: string) => (await of({ "orders.log": log(line) })).find((cause) => cause.id === "connections_exhausted")!.statement
    expect(await statement("connection pool exhausted: active=20 idle=0 max=20")).not.toContain("idle client sessions")
    expect(await statement("connection pool exhausted: active=19 idle=1 max=20")).not.toContain("idle client sessions")
    expect(await statement("connection pool exhausted: 190 sessions idle, max=200")).toContain("idle client sessions pile up")
  })

  it("idle sessions of a healthy pool before the onset are not those that pile up", async () => {
    const statement = async (idle: number, line: string, times = true) => {
      const lines = [
        ...Array.from({ length: 20 }, (_, i) => `2026-05-01T10:00:${String(i).padStart(2, "0")}Z INFO  pool connection acquired in ${1 + i} ms active=${i % 5} idle=${idle} max=20`),
        ...Array.from({ length: 5 }, (_, i) => `2026-05-01T10:01:${String(i).padStart(2, "0")}Z ERROR orders ${line}`), ""
      ].map((one) => (times ? one : one.slice(21)))
      return (await of({ "orders.log": lines.join("\n") })).find((cause) => cause.id === "connections_exhausted")!.statement
    }
    const once = "2026-05-01T10:00:00Z INFO pool connection acquired in 2 ms active=4 idle=16 max=20\n2026-05-01T10:00:04Z ERROR orders connection pool exhausted, giving up\n"
    expect((await of({ "orders.log": once }))[0]!.statement).not.toContain("idle client sessions")
    for (const times of [true, false]) {
      expect(await statement(16, "connection pool exhausted: active=20 idle=0 max=20", times)).not.toContain("idle client sessions")
      expect(await statement(16, "connection pool exhausted, giving up", times)).not.toContain("idle client sessions")
      expect(await statement(16, "connection pool exhausted: active=4 idle=16 max=20", times)).not.toContain("idle client sessions")
      expect(await statement(3, "connection pool exhausted: active=2 idle=18 max=20", times)).toContain("idle client sessions pile up")
    }
  })

  it("what is too long is cut between words, and a value never inside", async () => {
    const settings = Array.from({ length: 30 }, (_, i) => `worker.limit${i} changed from ${i} to ${5_000_000 + i}`).join(" ")
    const text = log("connection pool exhausted for tenant " + "acme ".repeat(60), ...Array.from({ length: 6 }, () => "connection pool exhausted")).replace("INFO  orders served request 19 in 39 ms", `INFO  orders configuration reloaded: ${settings}`)
    const [change, cause] = await of({ "orders.log": text })
    expect([change!.id, cause!.id]).toEqual(["change_before_onset", "connections_exhausted"])
    const said = /: (2026-05-01T10:00:19Z INFO orders configuration reloaded: .*?)…; how it shows: (.*)$/.exec(change!.statement)!
    expect(`INFO orders configuration reloaded: ${settings} `).toContain(`${said[1]!.slice(21)} `)
    expect(cause!.statement).toContain(said[2]!.replace(/…$/, ""))
    expect(said[2]).toMatch(/\w{3,}…?$/)
  })

  it("the sample's pool has no idle sessions when it is exhausted", async () => {
    const causes = await of({ "checkout.log": readFileSync("samples/checkout-outage/checkout.log", "utf8") })
    expect(causes.map((cause) => cause.id)).toContain("connections_exhausted")
    expect(causes.map((cause) => cause.statement).join("\n")).not.toContain("idle client sessions")
  })
})
