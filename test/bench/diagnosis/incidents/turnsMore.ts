// A second round of turns, written after the rules had been mended on the first:
// well-being under an alert that still stands, and further mechanisms.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { rdsEvent, usualSql } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const gib = 1024 ** 3
const at = (time: string) => `2026-05-12T${time}Z`
const well = answer("healthy", ["normal", "no failure"])
const page = (workload: string, namespace: string, title: string, summary: string, symptom: string, severity = "critical") => alert(`${title} — ${workload}`, title.replaceAll(" ", ""), workload, namespace, { summary, description: "", symptom }, severity)
const two = (name: string, namespace: string) => [pod(`${name}-t6h2n`, namespace), pod(`${name}-w8c5r`, namespace, { node: nodes[1] })]
const firing = (workload: string, id: number) => [monitor(id, `${workload} error rate`, "Alert", `sum(last_5m):sum:trace.http.errors{service:${workload}} > 20`)]
const said = (service: string, host: string, ...messages: ReadonlyArray<string>) => messages.map((message, i) => log(at(`08:2${i}:11`), service, host, "error", message))
const loop = (name: string, namespace: string, restarts: number, exit: number) => pod(name, namespace, { restarts, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container", exit_code: exit } })

const fine: ReadonlyArray<Incident> = [
  {
    name: "turns2-rds-cpu-peak-of-five-minutes",
    files: database("quiz-prod", "2026-08-01T12:00:00Z", {
      alert: { title: "CPU on quiz-prod", name: "RDSCPUUtilizationHigh", severity: "warning", summary: "CPUUtilization above 80 % for 5 minutes.", error: "", symptom: "High CPU." },
      series: { CPUUtilization: jagged("z1", [[0, 23], [4, 24], [5, 84], [9, 86], [10, 26], [19, 23]]) }
    }),
    answer: well
  },
  {
    name: "turns2-rds-reboot-that-was-planned",
    files: database("visa-prod", "2026-08-02T12:00:00Z", {
      alert: { title: "Availability events of visa-prod", name: "RDSEventAvailability", severity: "warning", summary: "Event category availability.", error: "", symptom: "None reported." },
      events: [rdsEvent("visa-prod", "2026-08-02T10:40:00Z", "DB instance shutdown", "availability"), rdsEvent("visa-prod", "2026-08-02T10:41:20Z", "DB instance restarted", "availability"), rdsEvent("visa-prod", "2026-08-02T10:39:00Z", "Planned reboot requested by user ops-lena (CHG-99)", "notification")]
    }),
    answer: well
  },
  {
    name: "turns2-eks-optional-plugin-is-missing",
    files: eksFiles("basket", "shop", {
      alert: page("basket", "shop", "Error lines", "basket wrote 4 error lines in 6 hours.", "Unknown.", "warning"), pods: two("basket-6f", "shop"),
      logs: ["02:10:00", "04:10:00", "06:10:00", "08:10:00"].map((time) => log(at(time), "basket", "basket-6f-t6h2n", "error", "failed to load optional plugin apm-agent: not found, continuing without it"))
    }),
    answer: well
  },
  {
    name: "turns2-eks-job-succeeded-at-the-second-try",
    files: eksFiles("reconcile", "finance", {
      alert: page("reconcile", "finance", "Job failed", "A pod of job reconcile-29344 failed.", "A failed pod.", "warning"),
      pods: [pod("reconcile-29344-9xk2t", "finance", { container: "reconcile", phase: "Failed", start: at("01:00:00"), state: { terminated: true, reason: "Error", exit_code: 1 } }), pod("reconcile-29344-c7w4m", "finance", { container: "reconcile", phase: "Succeeded", start: at("01:04:00"), state: { terminated: true, reason: "Completed", exit_code: 0 } })],
      deployments: [], events: [event("finance", "Completed", "Job completed", "Job/reconcile-29344", 1, at("01:09:00"), at("01:09:00"), "Normal")]
    }),
    answer: well
  },
  {
    name: "turns2-eks-autoscaler-warms-up",
    files: eksFiles("seats", "events", {
      alert: page("seats", "events", "Autoscaler events", "The HPA of seats reported errors.", "Scaling.", "warning"),
      pods: [...two("seats-5d", "events"), pod("seats-5d-n3v8b", "events", { start: at("08:12:00") })],
      events: [event("events", "FailedGetResourceMetric", "failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)", "HorizontalPodAutoscaler/seats", 3, at("08:12:10"), at("08:12:50")), event("events", "SuccessfulRescale", "New size: 3; reason: cpu resource utilization (percentage of request) above target", "HorizontalPodAutoscaler/seats", 1, at("08:12:00"), at("08:12:00"), "Normal")]
    }),
    answer: well
  },
  {
    name: "turns2-eks-one-failed-call",
    files: eksFiles("rates", "fx", {
      alert: page("rates", "fx", "Log errors", "One error line of rates.", "Single failed call.", "warning"), pods: two("rates-7a", "fx"),
      logs: [log(at("08:20:00"), "rates", "rates-7a-t6h2n", "error", "GET https://api.ecb.int/rates: read tcp 10.2.1.4:51514->185.5.1.1:443: i/o timeout"), log(at("08:20:05"), "rates", "rates-7a-t6h2n", "info", "rates of 2026-05-12 loaded after 1 retry")]
    }),
    answer: well
  },
  {
    name: "turns2-rds-lag-of-six-minutes",
    files: database("chat-prod", "2026-08-03T12:00:00Z", {
      alert: { title: "ReplicaLag chat-prod-replica-1", name: "RDSReplicationLagHigh", severity: "warning", summary: "ReplicaLag was above 30 s.", error: "", symptom: "Stale reads." },
      series: { ReplicaLag: jagged("k1", [[0, 1], [3, 1], [4, 38], [7, 52], [9, 30], [10, 1.3], [19, 1]]) }
    }),
    answer: well
  },
  {
    name: "turns2-eks-pod-of-the-last-release-goes",
    files: eksFiles("cms", "web", {
      alert: page("cms", "web", "Pod not ready", "cms-6c-old9k is not ready.", "CrashLoopBackOff of a cms pod."),
      pods: [...two("cms-8d", "web"), { ...loop("cms-6c-old9k", "web", 4, 137), deletion_timestamp: at("08:33:00") }], deployments: [deployment("cms", "web", 2)],
      events: [event("web", "Unhealthy", "Readiness probe failed: connection refused", "Pod/cms-6c-old9k", 14, at("08:30:00"), at("08:34:00")), event("web", "ScalingReplicaSet", "Scaled down replica set cms-6c to 0 from 1", "Deployment/cms", 1, at("08:32:50"), at("08:32:50"), "Normal")]
    }),
    answer: answer("healthy", ["ReplicaSet", "rollout", "no failure"])
  }
]

const broken: ReadonlyArray<Incident> = [
  {
    name: "turns2-rds-killed-for-memory",
    files: database("graph-prod", "2026-08-04T09:00:00Z", {
      alert: { title: "graph-prod restarted", name: "RDSAvailability", summary: "graph-prod restarted at 09:12Z.", error: "terminating connection because of crash of another server process", symptom: "A failover is suspected." },
      series: { FreeableMemory: jagged("e1", [[0, 6 * gib], [11, 0.12 * gib], [12, 9 * gib], [19, 8.8 * gib]], 20, 0.005), SwapUsage: jagged("e2", [[0, 4e7], [11, 4.1e9], [12, 3e7], [19, 4e7]]), DatabaseConnections: jagged("e3", [[0, 140], [11, 150], [12, 0], [14, 130], [19, 139]]) },
      sql: [{ statement: "WITH RECURSIVE reach AS (SELECT id FROM edge WHERE src = $1 UNION ALL SELECT e.dst FROM edge e JOIN reach r ON e.src = r.id) SELECT count(*) FROM reach", load: 7.1, waits: { CPU: 5, "IO:BufFileWrite": 2.1 }, calls: 0.3, user: "explore" }, ...usualSql],
      events: [rdsEvent("graph-prod", "2026-08-04T09:12:02Z", "The database process was killed by the OS because of long-standing high memory consumption.", "failure"), rdsEvent("graph-prod", "2026-08-04T09:12:40Z", "DB instance restarted", "availability")]
    }),
    answer: answer("resource_exhaustion", ["memory", "FreeableMemory", "restart", "graph-prod"])
  },
  {
    name: "turns2-rds-secret-was-rotated",
    files: database("pass-prod", "2026-08-05T09:00:00Z", {
      alert: { title: "Log-ins to pass-prod fail", name: "RDSConnectionFailures", summary: "Clients cannot log in since 09:04Z.", error: "FATAL: password authentication failed for user \"pass_api\"", symptom: "A connection leak or an outage." },
      series: { DatabaseConnections: jagged("x1", [[0, 120], [4, 118], [6, 44], [10, 6], [19, 4]]), CPUUtilization: jagged("x2", [[0, 22], [5, 14], [19, 7]]) },
      events: [rdsEvent("pass-prod", "2026-08-05T09:02:10Z", "Reset master credentials", "configuration change"), rdsEvent("pass-prod", "2026-08-05T09:07:00Z", "FATAL: password authentication failed for user \"pass_api\"", "notification", "failure")]
    }),
    answer: answer("configuration_error", ["password authentication failed", "credential", "pass-prod"])
  },
  {
    name: "turns2-rds-one-query-per-row",
    files: without(database("menu-prod", "2026-08-06T09:00:00Z", {
      alert: { title: "CPU on menu-prod", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization 96 % since 09:05Z.", error: "", symptom: "Slow pages since the release." },
      series: { CPUUtilization: jagged("o1", [[0, 24], [4, 25], [5, 94], [19, 96]], 20, 0.01), NetworkTransmitThroughput: jagged("o2", [[0, 8e6], [4, 8e6], [5, 31e6], [19, 34e6]]) },
      load: jagged("o3", [[0, 1.2], [4, 1.2], [5, 11], [19, 14]]),
      sql: [{ statement: "SELECT * FROM dish_price WHERE dish_id = $1", load: 12, waits: { CPU: 11.8 }, calls: 18210, user: "menu_api" }, ...usualSql]
    }), "aws_rds_events.json"),
    answer: answer("resource_exhaustion", ["CPU", "dish_price", "menu-prod"], ["code_defect"])
  },
  {
    name: "turns2-rds-no-insights",
    files: without(database("solo-prod", "2026-08-07T09:00:00Z", {
      alert: { title: "Connections on solo-prod", name: "RDSConnections", summary: "DatabaseConnections near 800.", error: "FATAL: sorry, too many clients already", symptom: "CPU 20 %." },
      series: { DatabaseConnections: jagged("i1", [[0, 210], [15, 796], [19, 799]], 20, 0.002) }
    }), "aws_performance_insights.json", "aws_rds_events.json"),
    answer: answer("resource_exhaustion", ["DatabaseConnections", "797", "solo-prod"])
  },
  {
    name: "turns2-eks-init-waits-for-a-name",
    files: eksFiles("ledger-api", "finance", {
      alert: page("ledger-api", "finance", "Pods not ready", "No ledger-api pod starts.", "Database down?"),
      pods: [pod("ledger-api-6d-k1", "finance", { ready: false, state: { waiting: true, reason: "PodInitializing" }, extra: { init_containers: [{ name: "wait-for-db", ready: false, restart_count: 0, state: { running: true } }] } })], deployments: [deployment("ledger-api", "finance", 1, 0)],
      podLogs: { pod: "ledger-api-6d-k1", lines: ["2026-05-12T08:30:00Z wait-for-db: nc: bad address 'ledger-db-primary.finance.svc.cluster.local'", "2026-05-12T08:30:05Z wait-for-db: nc: bad address 'ledger-db-primary.finance.svc.cluster.local'"] }
    }),
    answer: answer("configuration_error", ["DNS", "ledger-db-primary", "wait-for-db"], ["dependency_failure"])
  },
  {
    name: "turns2-eks-mesh-certificate",
    files: eksFiles("orders", "shop", {
      alert: page("orders", "shop", "5xx", "orders answers 503 for every call to tax.", "tax is down?"), pods: two("orders-9c", "shop"), monitors: firing("orders", 9601),
      logs: said("orders", "orders-9c-t6h2n", "upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED")
    }),
    answer: answer("configuration_error", ["certificate", "TLS", "orders"])
  },
  {
    name: "turns2-eks-goroutines-asleep",
    files: eksFiles("match", "game", {
      alert: page("match", "game", "Crash loop", "match restarts since release 1.9.0.", "Memory?"),
      pods: [loop("match-5b-q1", "game", 11, 2), loop("match-5b-q2", "game", 10, 2)], deployments: [deployment("match", "game", 2, 0)],
      podLogs: { pod: "match-5b-q1", lines: ["2026-05-12T08:33:00Z INFO match 1.9.0 starting", "fatal error: all goroutines are asleep - deadlock!", "", "goroutine 1 [chan receive]:", "main.main()", "\t/src/cmd/match/main.go:41 +0x1d4"] }
    }),
    answer: answer("code_defect", ["goroutines are asleep", "main.go", "match"])
  },
  {
    name: "turns2-eks-conntrack-table",
    files: eksFiles("edge-proxy", "edge", {
      alert: page("edge-proxy", "edge", "Time-outs", "3 % of connections time out on one node.", "Network?"), pods: two("edge-proxy-3f", "edge"), monitors: firing("edge-proxy", 9602),
      logs: [...["08:20:00", "08:21:00", "08:22:00"].map((time) => log(at(time), "kernel", nodes[1], "error", "nf_conntrack: nf_conntrack: table full, dropping packet")), ...said("edge-proxy", "edge-proxy-3f-w8c5r", "dial tcp 10.2.12.44:443: i/o timeout")]
    }),
    answer: answer("resource_exhaustion", ["conntrack", "table full", "edge-proxy"], ["infrastructure"])
  },
  {
    name: "turns2-eks-secret-for-the-volume",
    files: eksFiles("gateway", "edge", {
      alert: page("gateway", "edge", "Rollout stuck", "gateway-7e does not start.", "Nodes?"),
      pods: [...two("gateway-6c", "edge"), pod("gateway-7e-n5x2k", "edge", { ready: false, phase: "Pending", state: { waiting: true, reason: "ContainerCreating" } })], deployments: [deployment("gateway", "edge", 3, 2)],
      events: [event("edge", "FailedMount", "MountVolume.SetUp failed for volume \"tls\" : secret \"gateway-tls-2026\" not found", "Pod/gateway-7e-n5x2k", 19, at("08:05:00"), at("08:34:00"))]
    }),
    answer: answer("configuration_error", ["gateway-tls-2026", "secret", "gateway-7e-n5x2k"])
  },
  {
    name: "turns2-eks-object-store-slows-down",
    files: eksFiles("thumbs", "media", {
      alert: page("thumbs", "media", "Slow", "thumbs p95 12 s.", "CPU?"), pods: two("thumbs-4d", "media"), monitors: firing("thumbs", 9603),
      logs: said("thumbs", "thumbs-4d-t6h2n", "com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown)", "com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown)")
    }),
    answer: answer("dependency_failure", ["S3", "503", "thumbs"], ["resource_exhaustion"])
  },
  {
    name: "turns2-eks-node-out-of-memory",
    files: eksFiles("report", "bi", {
      alert: page("report", "bi", "Pods killed", "report pods were killed on one node.", "A bad release?"),
      pods: [pod("report-2c-a1", "bi"), pod("report-2c-a2", "bi", { node: nodes[1], restarts: 4, ready: false, state: { running: true, started_at: at("08:33:30") } })], deployments: [deployment("report", "bi", 2, 1)],
      nodes: [node(nodes[0]), node(nodes[1], { memory_pressure: "True" }), node(nodes[2])],
      events: [event("default", "SystemOOM", "System OOM encountered, victim process: java, pid: 21771", `Node/${nodes[1]}`, 4, at("08:20:00"), at("08:33:00"))]
    }),
    answer: answer("resource_exhaustion", ["OOM", "memory", "ip-10-2-12-201"])
  },
  {
    name: "turns2-eks-null-from-upstream",
    files: eksFiles("score", "risk", {
      alert: page("score", "risk", "Bad scores", "score refuses 22 % of applications.", "Released yesterday."), pods: two("score-8a", "risk"), monitors: firing("score", 9604),
      logs: said("score", "score-8a-t6h2n", "feature validation failed: income is null in 4411 of 20000 rows of feed bureau-daily 2026-05-12", "feature validation failed: income is null in 4902 of 20000 rows of feed bureau-daily 2026-05-12")
    }),
    answer: answer("data_quality", ["income", "null", "bureau-daily"])
  }
]

export const furtherTurnIncidents: ReadonlyArray<Incident> = [...fine, ...broken]
