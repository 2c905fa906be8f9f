// Further workloads of the blind half, see unseenBlindEks.ts; among them
// healthy ones with noise that tempts.
import { alert, deployment, eksFiles, event, log, monitor, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"
import { without } from "./unseenBase.js"

const expired: Incident = {
  name: "blind-eks-7",
  files: without(eksFiles("shipping", "logistics", {
    alert: alert("Elevated error rate — shipping", "HighErrorRate", "shipping", "logistics", { summary: "shipping: every label request fails since 08:00:00Z sharp.", description: "Pods Running and Ready. carrier-proxy has not been deployed for months; network policies were changed on Friday.", error: "tls failure towards carrier-proxy", symptom: "Network policy suspected." }),
    pods: [pod("shipping-6d5f9b8c7d-f7x2k", "logistics"), pod("shipping-6d5f9b8c7d-t8m5q", "logistics", { node: nodes[1] })],
    logs: [
      log("2026-05-12T08:31:20Z", "shipping", "shipping-6d5f9b8c7d-f7x2k", "error", "Post \"https://carrier-proxy.logistics.svc:8443/labels\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-05-12T08:31:20Z is after 2026-05-12T08:00:00Z"),
      log("2026-05-12T08:02:31Z", "cert-manager", "cert-manager-5d9b-k2v8t", "error", "cert-manager/challenges \"re-queuing item due to error processing\" err=\"failed to change Route 53 record set: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/cert-manager/17 is not authorized to perform: route53:ChangeResourceRecordSets\" resource_name=\"carrier-proxy-tls-1-2210\""),
      log("2026-05-12T08:31:44Z", "shipping", "shipping-6d5f9b8c7d-t8m5q", "error", "POST /shipments 500 31ms label creation failed")
    ],
    monitors: [monitor(9601, "shipping error rate", "Alert", "avg(last_5m):sum:trace.http.errors{service:shipping}.as_rate() > 0.05")]
  }), "eks_node_health.json"),
  answer: answer("configuration_error", ["certificate", "expired", "x509", "carrier-proxy"])
}

const emptyPool: Incident = {
  name: "blind-eks-8",
  files: eksFiles("account-api", "account", {
    alert: alert("p95 latency — account-api", "HighLatency", "account-api", "account", { summary: "account-api p95 30.2 s, pods healthy.", description: "The database team sees no load: 61 of 500 sessions, CPU 12 %.", error: "", symptom: "Database suspected." }),
    pods: [pod("account-api-75c9d8b6f-4w9nr", "account"), pod("account-api-75c9d8b6f-k3z8h", "account", { node: nodes[1] })],
    logs: [
      log("2026-05-12T08:30:41Z", "account-api", "account-api-75c9d8b6f-4w9nr", "error", "sqlalchemy.exc.TimeoutError: QueuePool limit of size 10 overflow 20 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)"),
      log("2026-05-12T08:30:44Z", "account-api", "account-api-75c9d8b6f-k3z8h", "error", "sqlalchemy.exc.TimeoutError: QueuePool limit of size 10 overflow 20 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)"),
      log("2026-05-12T08:31:00Z", "account-api", "account-api-75c9d8b6f-k3z8h", "warn", "pool checkedout=30 overflow=20 waiters=214 oldest_checkout=1840s endpoint=/export"),
      log("2026-05-12T08:31:30Z", "account-api", "account-api-75c9d8b6f-4w9nr", "info", "SELECT 1 took 0.8ms")
    ],
    monitors: [monitor(9701, "account-api p95 latency", "Alert", "avg(last_5m):avg:trace.http.duration.p95{service:account-api} > 2"), monitor(9702, "account-db sessions", "OK", "max(last_5m):max:aws.rds.database_connections{db:account} > 400")]
  }),
  answer: answer("resource_exhaustion", ["QueuePool", "connection", "pool", "account-api"], ["code_defect", "configuration_error"])
}

const missingKey: Incident = {
  name: "blind-eks-9",
  files: eksFiles("mailer", "notify", {
    alert: alert("Rollout stuck — mailer", "KubernetesDeploymentRolloutStuck", "mailer", "notify", { summary: "mailer: progress deadline exceeded, 2 of 3 updated replicas missing.", description: "mailer was OOM-killed twice two weeks ago; the same is feared.", error: "ProgressDeadlineExceeded", symptom: "New pods do not become ready." }, "warning"),
    pods: [
      pod("mailer-7bc9f6d5d4-c6v8n", "notify", { phase: "Pending", start: "2026-05-12T08:10:00Z", state: { waiting: true, reason: "CreateContainerConfigError", message: "couldn't find key SMTP_RELAY_HOST in ConfigMap notify/mailer-env" } }),
      pod("mailer-5d8c7b6f99-r2x4t", "notify", { node: nodes[1], restarts: 2, start: "2026-04-20T06:00:00Z" }),
      pod("mailer-5d8c7b6f99-z7m9k", "notify", { node: nodes[2], start: "2026-04-20T06:00:00Z" })
    ],
    deployments: [deployment("mailer", "notify", 3, 2)],
    events: [
      event("notify", "Failed", "Error: couldn't find key SMTP_RELAY_HOST in ConfigMap notify/mailer-env", "Pod/mailer-7bc9f6d5d4-c6v8n", 122, "2026-05-12T08:10:04Z", "2026-05-12T08:34:54Z"),
      event("notify", "OOMKilling", "Memory cgroup out of memory: Killed process 4410 (node)", `Node/${nodes[1]}`, 2, "2026-04-28T11:02:00Z", "2026-04-28T11:40:00Z")
    ]
  }),
  answer: answer("configuration_error", ["ConfigMap", "SMTP_RELAY_HOST", "mailer"])
}

const retriedJob: Incident = {
  name: "blind-eks-10",
  files: eksFiles("stats", "analytics", {
    alert: alert("Recovered: job failure — nightly-rollup", "KubernetesJobFailed", "stats", "analytics", { summary: "nightly-rollup failed once at 02:10Z and succeeded in its second attempt at 02:16Z.", description: "Recovery note of the monitor. The workload stats serves normally.", symptom: "None at present." }, "info", "ok"),
    pods: [
      pod("nightly-rollup-29641-8kz4d", "analytics", { container: "rollup", phase: "Failed", start: "2026-05-12T02:10:00Z", state: { terminated: true, reason: "Error", exit_code: 1 } }),
      pod("nightly-rollup-29641-p6w2s", "analytics", { container: "rollup", phase: "Succeeded", start: "2026-05-12T02:11:30Z", ready: false, state: { terminated: true, reason: "Completed", exit_code: 0 } }),
      pod("stats-6c8f7d9b5c-b5n7x", "analytics"), pod("stats-6c8f7d9b5c-m4q9z", "analytics", { node: nodes[1] })
    ],
    deployments: [deployment("stats", "analytics", 2)],
    events: [event("analytics", "BackoffLimitExceeded", "Job has reached the specified backoff limit", "Job/nightly-rollup-29633", 1, "2026-05-10T02:14:00Z", "2026-05-10T02:14:00Z")],
    logs: [
      log("2026-05-12T02:10:44Z", "rollup", "nightly-rollup-29641-8kz4d", "error", "psycopg2.OperationalError: could not translate host name \"warehouse.analytics.svc\" to address: Temporary failure in name resolution"),
      log("2026-05-12T02:16:02Z", "rollup", "nightly-rollup-29641-p6w2s", "info", "rollup of 2026-05-11 complete, 1904022 rows in 271 s")
    ]
  }),
  answer: answer("healthy", ["normal", "no failure"])
}

const canaryNoise: Incident = {
  name: "blind-eks-11",
  files: eksFiles("gateway", "edge", {
    alert: alert("Scheduled Health Check — gateway", "KubernetesScheduledHealthCheck", "gateway", "edge", { summary: "Periodic check. Error lines in the log come from the fault-injection canary; user traffic is at 0.01 % errors.", description: "Rollout to gateway-68b7 finished at 07:31Z.", symptom: "None — workload is operating normally." }, "info", "normal"),
    pods: [pod("gateway-68b7c9d5f4-d3k9v", "edge", { start: "2026-05-12T07:30:20Z" }), pod("gateway-68b7c9d5f4-s8x2m", "edge", { node: nodes[1], start: "2026-05-12T07:30:40Z" }), pod("gateway-68b7c9d5f4-w5t7q", "edge", { node: nodes[2], start: "2026-05-12T07:31:00Z" })],
    events: [event("edge", "Unhealthy", "Startup probe failed: dial tcp 10.2.12.8:9901: connect: connection refused", "Pod/gateway-68b7c9d5f4-s8x2m", 3, "2026-05-12T07:30:44Z", "2026-05-12T07:30:54Z")],
    logs: [
      log("2026-05-12T08:20:00Z", "gateway", "gateway-68b7c9d5f4-d3k9v", "error", "2026/05/12 08:20:00 [error] 31#31: *8812 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.2.11.5, server: canary.internal, request: \"GET /fault/delay HTTP/1.1\" x-canary: fault-injection"),
      log("2026-05-12T08:30:00Z", "gateway", "gateway-68b7c9d5f4-w5t7q", "info", "10.2.13.9 - - [12/May/2026:08:30:00 +0000] \"GET /api/orders HTTP/1.1\" 200 812 \"-\" \"okhttp/4.12.0\" rt=0.021")
    ]
  }),
  answer: answer("healthy", ["normal", "no failure"])
}

export const unseenBlindEksMoreIncidents: ReadonlyArray<Incident> = [expired, emptyPool, missingKey, retriedJob, canaryNoise]
