// Incidents written after the rules had been improved on the tuning half and
// before they were run on these: what the rules say of the unforeseen.
import { alert, deployment, eksFiles, event, log, monitor, nodes, pod } from "./eksBase.js"
import { course, rdsEvent, rdsFiles, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"

const at = (time: string) => `2026-05-12T${time}Z`
const gib = 1024 ** 3
const errors = (workload: string, namespace: string, summary: string, description: string) => alert(`Elevated error rate — ${workload}`, "HighErrorRate", workload, namespace, { summary, description, symptom: "Errors at the application layer." })
const two = (workload: string, namespace: string, hash: string) => ["k4n7w", "v9d2s"].map((id, i) => pod(`${workload}-${hash}-${id}`, namespace, { node: nodes[i] }))
const firing = (workload: string, id: number) => [monitor(id, `${workload} error rate`, "Alert", `avg(last_5m):sum:trace.http.errors{service:${workload}} > 5`), monitor(id + 1, `${workload} restarts`, "OK", "sum(last_10m):sum:kubernetes.containers.restarts{*} > 0")]

export const laterIncidents: ReadonlyArray<Incident> = [
  {
    name: "eks/subnet-out-of-addresses",
    files: eksFiles("chat-ws", "social", {
      alert: alert("Pods not ready — chat-ws", "KubernetesPodNotReady", "chat-ws", "social", { summary: "2 pods hang in ContainerCreating.", description: "Scale-up before an event.", symptom: "Pods do not start." }),
      pods: [...["q2f8k", "z6m4c"].map((id) => pod(`chat-ws-7b9d6c8f5-${id}`, "social", { phase: "Pending", state: { waiting: true, reason: "ContainerCreating", message: "" } })), ...two("chat-ws", "social", "7b9d6c8f5")],
      deployments: [deployment("chat-ws", "social", 4, 2)],
      events: [event("social", "FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"9f1\": plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container", "Pod/chat-ws-7b9d6c8f5-q2f8k", 44, at("08:11:00"), at("08:33:00"))]
    }),
    answer: answer("resource_exhaustion", ["IP address", "subnet", "chat-ws-7b9d6c8f5-q2f8k", "FailedCreatePodSandBox"], ["configuration_error", "infrastructure"])
  },
  {
    name: "eks/wrong-architecture",
    files: eksFiles("pdf-tool", "docs", {
      alert: alert("CrashLoopBackOff — pdf-tool", "KubernetesPodCrashLooping", "pdf-tool", "docs", { summary: "pdf-tool crash loops on the new node group.", description: "Graviton nodes were added.", symptom: "Crash loop." }),
      pods: [pod("pdf-tool-66c8d9f7b5-x8w3q", "docs", { ready: false, restarts: 9, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=pdf-tool; last terminated: reason=Error, exit_code=255", exit_code: 255 } }), pod("pdf-tool-66c8d9f7b5-d2k5v", "docs", { node: nodes[1] })],
      deployments: [deployment("pdf-tool", "docs", 2, 1)],
      events: [event("docs", "BackOff", "Back-off restarting failed container pdf-tool in pod pdf-tool-66c8d9f7b5-x8w3q_docs", "Pod/pdf-tool-66c8d9f7b5-x8w3q", 40, at("08:05:00"), at("08:33:00"))],
      podLogs: { pod: "pdf-tool-66c8d9f7b5-x8w3q", lines: ["exec /usr/local/bin/pdf-tool: exec format error", "[container terminated with exit code 255]"] }
    }),
    answer: answer("configuration_error", ["exec format error", "architecture", "pdf-tool-66c8d9f7b5-x8w3q", "255"])
  },
  {
    name: "eks/password-rotated",
    files: eksFiles("ledger-api", "fin", {
      alert: errors("ledger-api", "fin", "ledger-api answers 500 since 08:00.", "A secret rotation ran at 08:00."),
      pods: two("ledger-api", "fin", "5d7c9f6b8"),
      logs: ["08:00:10", "08:00:40", "08:01:10"].map((time) => log(at(time), "ledger-api", "ledger-api-5d7c9f6b8-k4n7w", "error", "pq: password authentication failed for user \"ledger_rw\"")),
      monitors: firing("ledger-api", 9001)
    }),
    answer: answer("configuration_error", ["password authentication failed", "ledger_rw", "rotated", "credential"])
  },
  {
    name: "eks/webhook-down",
    files: eksFiles("tax-api", "fin", {
      alert: alert("Deployment rollout stuck — tax-api", "KubernetesDeploymentRolloutStuck", "tax-api", "fin", { summary: "tax-api has no new pods.", description: "Existing pods serve traffic.", symptom: "Rollout stuck." }, "warning"),
      pods: two("tax-api", "fin", "84c7d9b6f"),
      deployments: [deployment("tax-api", "fin", 3, 2)],
      events: [event("fin", "FailedCreate", "Error creating: Internal error occurred: failed calling webhook \"inject.mesh.example.io\": failed to call webhook: Post \"https://injector.mesh.svc:443/inject?timeout=10s\": no endpoints available for service \"injector\"", "ReplicaSet/tax-api-6f8d7c9b5", 18, at("08:10:00"), at("08:33:00"))]
    }),
    answer: answer("configuration_error", ["webhook", "inject.mesh.example.io", "FailedCreate", "tax-api"], ["dependency_failure", "infrastructure"])
  },
  {
    name: "eks/dns-timeouts",
    files: eksFiles("geo-code", "maps", {
      alert: errors("geo-code", "maps", "geo-code fails 20 % of its calls.", "CoreDNS was updated yesterday."),
      pods: two("geo-code", "maps", "79d8c6f5b"),
      logs: ["08:20:10", "08:21:40", "08:22:10"].map((time) => log(at(time), "geo-code", "geo-code-79d8c6f5b-v9d2s", "error", "requests.exceptions.ConnectionError: HTTPConnectionPool(host='tiles.maps.svc.cluster.local', port=80): Max retries exceeded: Failed to resolve 'tiles.maps.svc.cluster.local' ([Errno -3] Temporary failure in name resolution)")),
      monitors: firing("geo-code", 9011)
    }),
    answer: answer("configuration_error", ["DNS", "tiles.maps.svc.cluster.local", "resolve", "CoreDNS"], ["infrastructure", "dependency_failure"])
  },
  {
    name: "eks/bad-records",
    files: eksFiles("order-ingest", "erp", {
      alert: errors("order-ingest", "erp", "order-ingest rejects 30 % of messages.", "The partner feed changed its export tool."),
      pods: two("order-ingest", "erp", "6d9f8c7b5"),
      logs: ["08:12:10", "08:13:40", "08:14:10"].map((time, i) => log(at(time), "order-ingest", "order-ingest-6d9f8c7b5-k4n7w", "error", `cannot parse record 88${i}12 of partner-feed-20260512.csv: invalid input syntax for type numeric: "12,50" in column amount`)),
      monitors: firing("order-ingest", 9021)
    }),
    answer: answer("data_quality", ["partner-feed", "amount", "parse", "order-ingest"])
  },
  {
    name: "eks/healthy-finished-rollout-and-scaling",
    files: eksFiles("menu-api", "food", {
      alert: alert("Replicas changed — menu-api", "KubernetesReplicasChanged", "menu-api", "food", { summary: "Replica count changed from 2 to 4.", description: "HPA scaled.", symptom: "None known." }, "warning"),
      pods: [...two("menu-api", "food", "7c8f9d6b5"), pod("menu-api-7c8f9d6b5-s5t8x", "food", { node: nodes[2], start: at("08:20:00") }), pod("menu-api-7c8f9d6b5-w3c6z", "food", { start: at("08:20:00") })],
      events: [
        event("food", "Unhealthy", "Readiness probe failed: Get \"http://10.2.11.7:8080/ready\": context deadline exceeded", "Pod/menu-api-7c8f9d6b5-s5t8x", 2, at("08:20:04"), at("08:20:09")),
        event("food", "SuccessfulRescale", "New size: 4; reason: cpu resource utilization (percentage of request) above target", "HorizontalPodAutoscaler/menu-api", 1, at("08:19:58"), at("08:19:58"), "Normal")
      ],
      monitors: [monitor(9031, "menu-api error rate", "OK", "x > 1"), monitor(9032, "menu-api p95 latency", "OK", "y > 2")]
    }),
    answer: answer("healthy", ["normal", "no failure", "Ready", "replicas"])
  },
  {
    name: "rds/replica-held-by-query",
    files: rdsFiles("books-prod", "2026-07-01T10:00:00Z", {
      alert: { title: "Replica Lag On books-prod", name: "RDSReplicationLagHigh", summary: "ReplicaLag of 900 s.", error: "canceling statement due to conflict with recovery", symptom: "Stale reads." },
      series: { ReplicaLag: course([[0, 2], [14, 912]]) }
    }),
    answer: answer("resource_exhaustion", ["replication lag", "replica", "912", "quer", "replay"])
  },
  {
    name: "rds/cpu-credits",
    files: rdsFiles("blog-prod", "2026-07-02T10:00:00Z", {
      alert: { title: "Slow blog-prod", name: "RDSLatency", summary: "Slow answers; CPU is at 20 %.", error: "", symptom: "Slow pages." },
      series: { CPUCreditBalance: course([[0, 31], [6, 0], [14, 0]]), CPUUtilization: course([[0, 71], [6, 64], [7, 20], [14, 20]]), ReadLatency: course([[0, 1.2], [7, 2], [14, 3.1]]) },
      load: course([[0, 2], [7, 6], [14, 11]]),
      sql: [{ statement: "SELECT * FROM articles WHERE tags @> $1", load: 9.8, waits: { CPU: 9.8 }, calls: 40 }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["CPUCreditBalance", "throttl", "articles", "CPU"])
  },
  {
    name: "rds/temporary-files",
    files: rdsFiles("bi-prod", "2026-07-03T10:00:00Z", {
      alert: { title: "Disk Queue On bi-prod", name: "RDSDiskQueueDepth", summary: "DiskQueueDepth 60.", error: "", symptom: "Reports hang." },
      series: { DiskQueueDepth: course([[0, 0.4], [3, 31], [14, 62]]), WriteIOPS: course([[0, 900], [3, 11800], [14, 12000]]), WriteLatency: course([[0, 1.2], [14, 29]]) },
      load: course([[0, 1.4], [14, 13]]),
      sql: [{ statement: "SELECT c.*, SUM(l.total) FROM customers c JOIN lines l ON l.cid = c.id GROUP BY c.id ORDER BY 9", load: 11.2, waits: { "IO:BufFileWrite": 7.4, "IO:BufFileRead": 3.1, CPU: 0.7 }, calls: 0.2, user: "bi" }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["IOPS", "DiskQueueDepth", "BufFileWrite", "customers", "work_mem"])
  },
  {
    name: "rds/pool-leak-new-words",
    files: rdsFiles("match-prod", "2026-07-04T10:00:00Z", {
      alert: { title: "Clients Fail On match-prod", name: "RDSClients", summary: "Clients cannot connect.", error: "FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute", symptom: "New sessions fail." },
      series: { DatabaseConnections: course([[0, 410], [9, 1180], [14, 1197]]), CPUUtilization: course([[0, 22], [14, 29]]) },
      load: course([[0, 1.1], [14, 2]]),
      sql: [{ statement: "SET application_name = $1", load: 1.4, waits: { "Client:ClientRead": 1.4 }, calls: 0.1, user: "match_worker" }, ...usualSql],
      events: [rdsEvent("match-prod", "2026-07-04T10:11:00Z", "Connection attempts to match-prod are failing: 1197 of 1200 connections are in use.", "notification")]
    }),
    answer: answer("resource_exhaustion", ["DatabaseConnections", "idle", "ClientRead", "1200", "pool"])
  },
  {
    name: "rds/encryption-key-lost",
    files: rdsFiles("vault-prod", "2026-07-05T10:00:00Z", {
      alert: { title: "Instance Down vault-prod", name: "RDSUnavailable", summary: "vault-prod does not accept connections.", error: "", symptom: "Down." },
      series: { DatabaseConnections: course([[0, 120], [4, 118], [5, 0], [14, 0]]), CPUUtilization: course([[0, 22], [5, 0], [14, 0]]) },
      events: [rdsEvent("vault-prod", "2026-07-05T10:04:30Z", "The database instance was placed in the state inaccessible-encryption-credentials because its KMS key is disabled.", "failure", "availability")]
    }),
    answer: answer("configuration_error", ["KMS key", "inaccessible-encryption-credentials", "vault-prod", "DatabaseConnections"], ["infrastructure"])
  },
  {
    name: "rds/healthy-nightly-job",
    files: rdsFiles("stats-prod", "2026-07-06T01:00:00Z", {
      alert: { title: "CPU On stats-prod", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization was above 45 % for a minute.", error: "", symptom: "Possible CPU saturation.", severity: "warning" },
      series: { CPUUtilization: [22, 24, 23, 25, 48, 30, 24, 22, 23, 25, 24, 22, 23, 24, 22], WriteIOPS: course([[0, 820], [4, 1180], [8, 900], [14, 860]]), FreeStorageSpace: course([[0, 320 * gib], [14, 319.6 * gib]]) },
      events: [rdsEvent("stats-prod", "2026-07-05T23:10:00Z", "Finished DB Instance backup", "backup"), rdsEvent("stats-prod", "2026-06-29T03:10:00Z", "Multi-AZ instance failover completed", "failover")]
    }),
    answer: answer("healthy", ["normal", "no failure", "CPUUtilization"])
  }
]
