// A third round of turns, written after the rules had been mended on the second:
// red herrings, evidence that nobody collected, chains of three.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { rdsEvent, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const gib = 1024 ** 3
const at = (time: string) => `2026-05-12T${time}Z`
const page = (workload: string, namespace: string, title: string, summary: string, symptom: string) => alert(`${title} — ${workload}`, title.replaceAll(" ", ""), workload, namespace, { summary, description: "", symptom })
const two = (name: string, namespace: string) => [pod(`${name}-t6h2n`, namespace), pod(`${name}-w8c5r`, namespace, { node: nodes[1] })]
const firing = (workload: string, id: number, what = "error rate") => [monitor(id, `${workload} ${what}`, "Alert", `sum(last_5m):sum:trace.http.errors{service:${workload}} > 20`)]
const said = (service: string, host: string, ...messages: ReadonlyArray<string>) => messages.map((message, i) => log(at(`08:2${i}:11`), service, host, "error", message))
const loop = (name: string, namespace: string, restarts: number, exit: number) => pod(name, namespace, { restarts, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container", exit_code: exit } })

const databases: ReadonlyArray<Incident> = [
  {
    name: "turns3-rds-cpu-beside-old-low-storage",
    files: database("ads-prod", "2026-09-01T10:00:00Z", {
      alert: { title: "CPU saturation on ads-prod", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization 95 %; low storage events were seen this morning.", error: "", symptom: "Slow bids." },
      series: { CPUUtilization: jagged("a1", [[0, 31], [5, 92], [19, 96]], 20, 0.01), DatabaseConnections: jagged("a2", [[0, 150], [19, 171]]) },
      load: jagged("a3", [[0, 2], [5, 14], [19, 18]]),
      sql: [{ statement: "SELECT bid_id, price FROM bid WHERE lower(domain) = $1 ORDER BY created_at DESC", load: 15.5, waits: { CPU: 15.1, "IO:DataFileRead": 0.4 }, calls: 71, user: "bidder" }, ...usualSql],
      events: [rdsEvent("ads-prod", "2026-09-01T04:10:00Z", "The free storage capacity for DB instance ads-prod is low at 9% of the provisioned storage [Provisioned Storage: 100 GB, Free Storage: 9.1 GB].", "low storage"), rdsEvent("ads-prod", "2026-09-01T05:10:00Z", "Finished applying modification to allocated storage", "configuration change")]
    }),
    answer: answer("resource_exhaustion", ["CPUUtilization", "bid", "SELECT", "index"])
  },
  {
    name: "turns3-rds-lag-without-its-metric",
    files: database("audit-prod", "2026-09-02T10:00:00Z", {
      alert: { title: "Replica of audit-prod is stale", name: "RDSReplicationLagHigh", summary: "Reads on the replica are 18 minutes old.", error: "", symptom: "Stale reads; CPU is also up." },
      absent: ["ReplicaLag"],
      series: { WriteIOPS: jagged("b1", [[0, 900], [3, 9800], [19, 10100]]), TransactionLogsGeneration: jagged("b2", [[0, 4.4e6], [3, 161e6], [19, 170e6]]), CPUUtilization: jagged("b3", [[0, 22], [8, 60], [19, 71]]) },
      load: jagged("b4", [[0, 1.2], [3, 7], [19, 8]]),
      sql: [{ statement: "UPDATE audit_row SET hash = digest(body, 'sha256') WHERE hash IS NULL", load: 5.1, waits: { "LWLock:WALWrite": 4.1, CPU: 1 }, calls: 0.2, user: "backfill" }, { statement: "SELECT actor, count(*) FROM audit_row GROUP BY actor", load: 2, waits: { CPU: 2 }, calls: 0.1, user: "bi" }, ...usualSql],
      events: [rdsEvent("audit-prod-replica-1", "2026-09-02T10:12:00Z", "Read replica audit-prod-replica-1 replication lag has exceeded 600 seconds.", "read replica", "notification")]
    }),
    answer: answer("resource_exhaustion", ["replication lag", "WAL", "UPDATE", "audit-prod-replica-1", "independent"])
  },
  {
    name: "turns3-rds-commits-wait-for-the-log",
    files: database("cart-prod", "2026-09-03T10:00:00Z", {
      alert: { title: "Commit latency on cart-prod", name: "RDSCommitLatencyHigh", summary: "CommitLatency 140 ms.", error: "", symptom: "Slow checkouts." },
      series: { CommitLatency: jagged("c1", [[0, 2], [5, 121], [19, 142]]), WriteLatency: jagged("c2", [[0, 1.3], [5, 41], [19, 44]]), WriteIOPS: jagged("c3", [[0, 900], [5, 11950], [19, 12010]], 20, 0.003), DiskQueueDepth: jagged("c4", [[0, 0.3], [5, 60], [19, 71]]) },
      load: jagged("c5", [[0, 1.2], [5, 19], [19, 24]]),
      sql: [{ statement: "INSERT INTO click (session, at, target) VALUES ($1, $2, $3)", load: 20.2, waits: { "IO:XactSync": 18.8, "IO:WALSync": 1.4 }, calls: 11200, user: "tracker" }, ...usualSql]
    }),
    answer: answer("resource_exhaustion", ["CommitLatency", "IOPS", "INSERT", "cart-prod"])
  },
  {
    name: "turns3-rds-all-come-back-at-once",
    files: database("login-prod", "2026-09-04T02:00:00Z", {
      alert: { title: "login-prod: connections refused", name: "RDSConnectionFailures", summary: "Sessions were cut at 02:05Z; refused and CPU high until 02:12Z.", error: "FATAL: sorry, too many clients already", symptom: "Connection leak suspected." },
      series: { DatabaseConnections: jagged("d1", [[0, 300], [4, 301], [5, 0], [6, 0], [7, 990], [11, 998], [13, 330], [19, 304]], 20, 0.003), CPUUtilization: jagged("d2", [[0, 22], [4, 22], [5, 1], [6, 1], [7, 91], [11, 88], [13, 31], [19, 24]]) },
      events: [rdsEvent("login-prod", "2026-09-04T02:05:00Z", "Multi-AZ instance failover started.", "failover"), rdsEvent("login-prod", "2026-09-04T02:06:10Z", "Multi-AZ instance failover completed", "failover"), rdsEvent("login-prod", "2026-09-04T02:06:30Z", "A Multi-AZ failover was caused by a storage volume failure of the primary host.", "failover", "notification")]
    }),
    answer: answer("infrastructure", ["failover", "storage volume failure", "login-prod"])
  },
  {
    name: "turns3-rds-temporary-files-fill-the-disk",
    files: database("olap-prod", "2026-09-05T10:00:00Z", {
      alert: { title: "Storage on olap-prod", name: "RDSFreeStorageSpaceLow", summary: "FreeStorageSpace fell from 180 to 4 GiB in 20 minutes.", error: "", symptom: "A failover last week is suspected." },
      series: { FreeStorageSpace: jagged("f1", [[0, 180 * gib], [19, 4 * gib]], 20, 0.002), WriteThroughput: jagged("f2", [[0, 18e6], [2, 240e6], [19, 251e6]]) },
      load: jagged("f3", [[0, 1.2], [3, 6], [19, 6]]),
      sql: [{ statement: "SELECT a.*, b.* FROM fact a CROSS JOIN dim b ORDER BY a.k, b.k", load: 4.8, waits: { "IO:BufFileWrite": 4.5, CPU: 0.3 }, calls: 0, user: "analyst_jo" }, ...usualSql],
      events: [rdsEvent("olap-prod", "2026-08-28T10:12:00Z", "Multi-AZ instance failover completed", "failover")]
    }),
    answer: answer("resource_exhaustion", ["FreeStorageSpace", "storage", "CROSS JOIN", "BufFileWrite"])
  },
  {
    name: "turns3-rds-only-events-are-there",
    files: without(database("geo-prod", "2026-09-06T10:00:00Z", {
      alert: { title: "geo-prod unavailable", name: "RDSAvailability", summary: "geo-prod is not reachable.", error: "", symptom: "Down." },
      events: [rdsEvent("geo-prod", "2026-09-06T10:01:00Z", "The free storage capacity for DB instance geo-prod is low at 1% of the provisioned storage [Provisioned Storage: 50 GB, Free Storage: 0.4 GB].", "low storage"), rdsEvent("geo-prod", "2026-09-06T10:06:00Z", "DB instance geo-prod is in the storage-full state and does not accept connections.", "failure", "availability")]
    }), "aws_cloudwatch_metrics.json", "aws_performance_insights.json"),
    answer: answer("resource_exhaustion", ["storage", "geo-prod"])
  }
]

const workloads: ReadonlyArray<Incident> = [
  {
    name: "turns3-eks-node-lost-beside-an-old-oom",
    files: eksFiles("rank", "search", {
      alert: page("rank", "search", "Replicas unavailable", "2 of 5 rank replicas are unavailable.", "OOM? One was seen last night."),
      pods: [...two("rank-6d", "search"), pod("rank-6d-c3", "search", { restarts: 1, state: { running: true, started_at: at("01:10:00"), last_state: { reason: "OOMKilled", exit_code: 137 } }, ready: true }), pod("rank-6d-d4", "search", { node: nodes[2], ready: false, state: { running: true } }), pod("rank-6d-e5", "search", { node: nodes[2], ready: false, state: { running: true } })],
      deployments: [deployment("rank", "search", 5, 3)], nodes: [node(nodes[0]), node(nodes[1]), node(nodes[2], { ready: "Unknown" })],
      events: [event("default", "NodeNotReady", `Node ${nodes[2]} status is now: NodeNotReady`, `Node/${nodes[2]}`, 1, at("08:20:00"), at("08:20:00"), "Normal")]
    }),
    answer: answer("infrastructure", ["ip-10-2-13-88", "node", "NotReady"])
  },
  {
    name: "turns3-eks-placeholder-without-value",
    files: eksFiles("billing", "finance", {
      alert: page("billing", "finance", "Crash loop", "billing restarts.", "Database?"),
      pods: [loop("billing-8e-k1", "finance", 6, 1), ...two("billing-7d", "finance")], deployments: [deployment("billing", "finance", 3, 2)],
      podLogs: { pod: "billing-8e-k1", lines: ["2026-05-12 08:33:02.114  INFO 1 --- [main] c.r.billing.BillingApplication : Starting BillingApplication v6.1.0", "2026-05-12 08:33:05.002 ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed", "java.lang.IllegalArgumentException: Could not resolve placeholder 'billing.tax.endpoint' in value \"${billing.tax.endpoint}\""] }
    }),
    answer: answer("configuration_error", ["billing.tax.endpoint", "placeholder", "billing-8e-k1"])
  },
  {
    name: "turns3-eks-no-gpu-left",
    files: eksFiles("train", "ml", {
      alert: page("train", "ml", "Pod pending", "train-0 is Pending.", "Image?"),
      pods: [pod("train-0", "ml", { unschedulable: "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node affinity/selector." })], deployments: [deployment("train", "ml", 1, 0)],
      events: [event("ml", "FailedScheduling", "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node affinity/selector.", "Pod/train-0", 21, at("08:00:00"), at("08:34:00"))]
    }),
    answer: answer("resource_exhaustion", ["nvidia.com/gpu", "train-0", "Insufficient"], ["configuration_error"])
  },
  {
    name: "turns3-eks-scratch-space-over-its-limit",
    files: eksFiles("convert", "media", {
      alert: page("convert", "media", "Pods evicted", "convert pods are evicted every few minutes.", "Node pressure?"),
      pods: [pod("convert-3c-a1", "media", { phase: "Failed", state: { terminated: true, reason: "Evicted" }, extra: { reason: "Evicted", message: "Pod ephemeral local storage usage exceeds the total limit of containers 2Gi." } }), pod("convert-3c-b2", "media")], deployments: [deployment("convert", "media", 2, 1)],
      events: [event("media", "Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 2Gi.", "Pod/convert-3c-a1", 1, at("08:30:00"), at("08:30:00"))]
    }),
    answer: answer("resource_exhaustion", ["ephemeral", "2Gi", "convert"])
  },
  {
    name: "turns3-eks-database-refuses",
    files: eksFiles("profile", "user", {
      alert: page("profile", "user", "5xx", "profile answers 500.", "Released an hour ago."), pods: two("profile-9d", "user"), monitors: firing("profile", 9701),
      logs: said("profile", "profile-9d-t6h2n", "psycopg2.OperationalError: connection to server at \"profile-db.internal\" (10.3.0.8), port 5432 failed: Connection refused Is the server running on that host and accepting TCP/IP connections?")
    }),
    answer: answer("dependency_failure", ["profile-db", "refused", "5432"], ["infrastructure"])
  },
  {
    name: "turns3-eks-disk-of-the-volume-is-broken",
    files: eksFiles("queue", "core", {
      alert: page("queue", "core", "Write errors", "queue-0 cannot write.", "Full disk?"), pods: [pod("queue-0", "core", { container: "rabbitmq", ready: false, state: { running: true } })], deployments: [deployment("queue", "core", 1, 0)], monitors: firing("queue", 9702),
      logs: [log(at("08:20:00"), "kernel", nodes[0], "error", "blk_update_request: I/O error, dev nvme2n1, sector 8812344 op 0x1:(WRITE)"), log(at("08:20:01"), "kernel", nodes[0], "error", "EXT4-fs (nvme2n1): Remounting filesystem read-only"), ...said("queue", "queue-0", "{error,erofs} on /var/lib/rabbitmq: Read-only file system")]
    }),
    answer: answer("infrastructure", ["I/O error", "nvme2n1", "queue-0"])
  },
  {
    name: "turns3-eks-same-rows-twice",
    files: eksFiles("ingest", "crm", {
      alert: page("ingest", "crm", "Failed batches", "Each batch of ingest fails.", "Database?"), pods: two("ingest-5d", "crm"), monitors: firing("ingest", 9703),
      logs: said("ingest", "ingest-5d-t6h2n", "duplicate key value violates unique constraint \"contact_email_key\" DETAIL: Key (email)=(<hidden>) already exists; batch partner-9 2026-05-12 holds 1204 duplicates")
    }),
    answer: answer("data_quality", ["duplicate", "contact_email_key", "partner-9"])
  },
  {
    name: "turns3-eks-configmap-is-gone-beside-a-slow-neighbour",
    files: eksFiles("flags", "core", {
      alert: page("flags", "core", "Pods not ready", "flags does not start after the node was rotated.", "Node?"),
      pods: [pod("flags-6c-n1", "core", { ready: false, phase: "Pending", state: { waiting: true, reason: "CreateContainerConfigError", message: "configmap \"flags-v7\" not found" } }), pod("flags-6c-n2", "core", { node: nodes[1] })], deployments: [deployment("flags", "core", 2, 1)],
      events: [event("default", "NodeNotReady", "Node ip-10-2-11-66.eu-west-1.compute.internal status is now: NodeNotReady", "Node/ip-10-2-11-66.eu-west-1.compute.internal", 1, at("08:01:00"), at("08:01:00"), "Normal"), event("core", "Failed", "Error: configmap \"flags-v7\" not found", "Pod/flags-6c-n1", 88, at("08:03:00"), at("08:34:00"))],
      logs: [log(at("08:15:00"), "audit", "audit-0", "warn", "slow query took 2200ms")]
    }),
    answer: answer("configuration_error", ["flags-v7", "configmap", "flags-6c-n1"])
  },
  {
    name: "turns3-eks-throttled-and-slow",
    files: eksFiles("price", "shop", {
      alert: page("price", "shop", "p95 latency", "p95 of price is 3.4 s.", "Database?"), pods: two("price-4d", "shop"), monitors: [monitor(9704, "price p95 latency", "Alert", "avg:trace.http.duration.p95{service:price} > 1"), monitor(9705, "price cpu throttling", "Alert", "avg:kubernetes.cpu.cfs.throttled.periods{kube_deployment:price} / avg:kubernetes.cpu.cfs.periods > 0.4")],
      logs: [log(at("08:21:00"), "price", "price-4d-t6h2n", "warn", "request took 3410 ms (budget 400 ms)"), log(at("08:22:00"), "price", "price-4d-t6h2n", "warn", "request took 2912 ms (budget 400 ms)"), log(at("08:22:30"), "kubelet", nodes[0], "warn", "container price in pod price-4d-t6h2n: 71% of periods throttled, cpu limit 500m")]
    }),
    answer: answer("resource_exhaustion", ["throttled", "500m", "price", "CPU"])
  },
  {
    name: "turns3-eks-flag-day-of-a-partner",
    files: without(eksFiles("kyc", "risk", {
      alert: page("kyc", "risk", "Timeouts", "kyc times out.", "Threads?"), pods: two("kyc-3b", "risk"), monitors: firing("kyc", 9706),
      logs: said("kyc", "kyc-3b-t6h2n", "java.net.SocketTimeoutException: Read timed out calling https://api.idcheck.example/v2/verify", "CircuitBreaker 'idcheck' is OPEN and does not permit further calls")
    }), "eks_pods.json", "eks_events.json"),
    answer: answer("dependency_failure", ["idcheck", "timed out", "kyc"])
  }
]

export const lastTurnIncidents: ReadonlyArray<Incident> = [...databases, ...workloads]
