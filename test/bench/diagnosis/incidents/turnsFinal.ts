// A fourth round of turns, written after the rules had been mended on the third.
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

export const finalTurnIncidents: ReadonlyArray<Incident> = [
  {
    name: "turns4-eks-quota-of-pods-with-few-files",
    files: without(eksFiles("crawler", "search", {
      alert: page("crawler", "search", "Scaling blocked", "crawler does not reach its size.", "Nodes full?", "warning"), pods: two("crawler-5b", "search"),
      events: [event("search", "FailedCreate", "Error creating: pods \"crawler-5b-x\" is forbidden: exceeded quota: search-quota, requested: requests.memory=4Gi, used: requests.memory=62Gi, limited: requests.memory=64Gi", "ReplicaSet/crawler-5b", 17, at("08:10:00"), at("08:34:00"))]
    }), "eks_deployments.json", "eks_node_health.json"),
    answer: answer("resource_exhaustion", ["quota", "namespace", "memory"])
  },
  {
    name: "turns4-eks-pods-that-were-moved",
    files: eksFiles("geo-tiles", "maps", {
      alert: page("geo-tiles", "maps", "Evictions", "3 pods were evicted.", "Pressure?", "warning"), pods: two("geo-tiles-7c", "maps"),
      events: [event("maps", "Evicted", "Evicted pod: descheduler balances nodes", "Pod/geo-tiles-7c-old1x", 1, at("07:55:00"), at("07:55:00"), "Normal"), event("maps", "Killing", "Stopping container geo-tiles", "Pod/geo-tiles-7c-old1x", 1, at("07:55:01"), at("07:55:01"), "Normal"), event("maps", "FailedScheduling", "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints.", "Pod/geo-tiles-7c-t6h2n", 1, at("07:55:02"), at("07:55:02"))]
    }),
    answer: well
  },
  {
    name: "turns4-rds-alarm-without-data",
    files: database("seed-prod", "2026-10-01T10:00:00Z", { alert: { title: "INSUFFICIENT_DATA: ReplicaLag", name: "RDSReplicaLag", severity: "warning", summary: "The alarm has too few data points since the metric's period was changed.", error: "", symptom: "None." } }),
    answer: well
  },
  {
    name: "turns4-rds-reads-after-a-release",
    files: database("feed-prod", "2026-10-02T10:00:00Z", {
      alert: { title: "Read latency on feed-prod", name: "RDSReadLatencyHigh", summary: "ReadLatency 38 ms, freeable memory is low as always.", error: "", symptom: "Feeds load slowly." },
      series: { ReadIOPS: jagged("a1", [[0, 1400], [4, 15800], [19, 15990]], 20, 0.004), ReadLatency: jagged("a2", [[0, 1], [5, 26], [19, 38]]), ReadThroughput: jagged("a3", [[0, 46e6], [4, 480e6], [19, 499e6]], 20, 0.004), DiskQueueDepth: jagged("a4", [[0, 0.2], [5, 70], [19, 93]]) },
      load: jagged("a5", [[0, 1.2], [5, 16], [19, 21]]),
      sql: [{ statement: "SELECT p.* FROM post p WHERE p.author_id = ANY($1) ORDER BY p.created_at DESC", load: 17.8, waits: { "IO:DataFileRead": 17.1, CPU: 0.7 }, calls: 310, user: "feed" }, ...usualSql],
      events: [rdsEvent("feed-prod", "2026-10-01T08:00:00Z", "Finished applying modification: allocated storage 500 GiB, 16000 provisioned IOPS", "configuration change")]
    }),
    answer: answer("resource_exhaustion", ["IOPS", "ReadLatency", "post", "DiskQueueDepth"])
  },
  {
    name: "turns4-rds-transaction-left-open",
    files: database("dock-prod", "2026-10-03T10:00:00Z", {
      alert: { title: "Lock waits on dock-prod", name: "RDSLatency", summary: "Half of the updates time out.", error: "canceling statement due to lock timeout", symptom: "CPU is at 9 %; connections 240." },
      series: { DatabaseConnections: jagged("b1", [[0, 140], [5, 150], [19, 246]]), CPUUtilization: jagged("b2", [[0, 22], [5, 12], [19, 9]]) },
      load: jagged("b3", [[0, 1.2], [5, 40], [19, 96]]),
      sql: [{ statement: "UPDATE slot SET vessel_id = $1 WHERE id = $2", load: 88, waits: { "Lock:transactionid": 71, "Lock:tuple": 17 }, calls: 3, user: "dock_api" }, ...usualSql],
      events: [rdsEvent("dock-prod", "2026-10-03T10:09:00Z", "Session of user support_tool has been idle in transaction for 14 minutes and blocks 61 sessions.", "notification")]
    }),
    answer: answer("resource_exhaustion", ["Lock:transactionid", "UPDATE slot", "idle in transaction"], ["code_defect"])
  },
  {
    name: "turns4-rds-class-was-reduced",
    files: database("plan-prod", "2026-10-04T07:00:00Z", {
      alert: { title: "plan-prod slow", name: "RDSCPUUtilizationHigh", summary: "CPUUtilization 98 % since the change of the class last night.", error: "", symptom: "Slow." },
      series: { CPUUtilization: jagged("c1", [[0, 96], [19, 98.5]], 20, 0.008), DatabaseConnections: jagged("c2", [[0, 180], [19, 188]]) },
      load: jagged("c3", [[0, 9], [19, 9.5]], 20, 0.05), sql: [{ statement: "SELECT plan FROM plan WHERE tenant = $1", load: 6, waits: { CPU: 5.8 }, calls: 400, user: "plan_api" }, ...usualSql],
      events: [rdsEvent("plan-prod", "2026-10-04T01:30:00Z", "Finished applying modification to DB instance class: db.r6g.2xlarge to db.r6g.large", "configuration change")]
    }),
    answer: answer("resource_exhaustion", ["CPU", "plan-prod", "db.r6g.large"], ["configuration_error"])
  },
  {
    name: "turns4-eks-library-is-missing",
    files: eksFiles("vision", "ml", {
      alert: page("vision", "ml", "Crash loop", "vision 3.0.0 restarts.", "GPU?"), pods: [loop("vision-9f-k1", "ml", 5, 1), ...two("vision-8e", "ml")], deployments: [deployment("vision", "ml", 3, 2)],
      podLogs: { pod: "vision-9f-k1", lines: ["Traceback (most recent call last):", "  File \"/app/main.py\", line 3, in <module>", "    from vision.augment import flip", "ImportError: cannot import name 'flip' from 'vision.augment' (/app/vision/augment.py)"] }
    }),
    answer: answer("code_defect", ["ImportError", "flip", "vision-9f-k1"], ["configuration_error"])
  },
  {
    name: "turns4-eks-dns-pods-are-down",
    files: eksFiles("coredns", "kube-system", {
      alert: page("storefront", "shop", "5xx", "storefront answers 500.", "Database?"), pods: [loop("coredns-6d8-k1", "kube-system", 14, 1), loop("coredns-6d8-k2", "kube-system", 14, 1), ...two("storefront-3c", "shop")], deployments: [deployment("coredns", "kube-system", 2, 0), deployment("storefront", "shop", 2)], monitors: firing("storefront", 9801),
      logs: said("storefront", "storefront-3c-t6h2n", "Error: getaddrinfo EAI_AGAIN cart.shop.svc.cluster.local", "Error: getaddrinfo EAI_AGAIN tax.shop.svc.cluster.local"),
      podLogs: { pod: "coredns-6d8-k1", lines: ["/etc/coredns/Corefile:14 - Error during parsing: Unknown directive 'forwardd'"] }
    }),
    answer: answer("configuration_error", ["DNS", "coredns", "Corefile"], ["infrastructure"])
  },
  {
    name: "turns4-eks-callback-queue-grows",
    files: eksFiles("webhook", "core", {
      alert: page("webhook", "core", "Backlog", "webhook backlog 90,000.", "Consumers crash?"), pods: two("webhook-4d", "core"), monitors: [monitor(9802, "webhook backlog", "Alert", "max:sqs.approximate_number_of_messages_visible{queue:webhook} > 10000")],
      logs: said("webhook", "webhook-4d-t6h2n", "POST https://hooks.customer.example/in returned 504 after 30000 ms, message requeued", "POST https://hooks.customer.example/in returned 504 after 30000 ms, message requeued")
    }),
    answer: answer("dependency_failure", ["504", "hooks.customer.example", "webhook"])
  },
  {
    name: "turns4-eks-zone-outage",
    files: eksFiles("book", "travel", {
      alert: page("book", "travel", "Capacity", "A third of book is gone.", "Release?"),
      pods: [...two("book-2d", "travel"), pod("book-2d-c1", "travel", { node: nodes[2], ready: false, state: { running: true } })], deployments: [deployment("book", "travel", 3, 2)],
      nodes: [node(nodes[0]), node(nodes[1]), node(nodes[2], { ready: "Unknown" })], monitors: firing("book", 9803),
      logs: [log(at("08:16:00"), "aws-health", "account", "error", "AWS_EC2_OPERATIONAL_ISSUE: increased error rates and latencies in availability zone euw1-az3"), ...said("book", "book-2d-t6h2n", "connect EHOSTUNREACH 10.2.13.90:8080")]
    }),
    answer: answer("infrastructure", ["ip-10-2-13-88", "node"])
  },
  {
    name: "turns4-eks-heap-dump-fills-the-volume",
    files: eksFiles("audit", "core", {
      alert: page("audit", "core", "Write errors", "audit cannot write its log.", "Permissions?"), pods: two("audit-4f", "core"), monitors: firing("audit", 9804),
      logs: said("audit", "audit-4f-t6h2n", "java.io.IOException: No space left on device writing /var/audit/2026-05-12.log", "Dumping heap to /var/audit/java_pid1.hprof ... No space left on device")
    }),
    answer: answer("resource_exhaustion", ["No space left", "/var/audit", "audit"])
  },
  {
    name: "turns4-eks-schema-of-events-changed",
    files: eksFiles("enrich", "data", {
      alert: page("enrich", "data", "Dead letters", "enrich sends 40 % of events to the dead letter queue.", "Deployed yesterday."), pods: two("enrich-1b", "data"), monitors: firing("enrich", 9805),
      logs: said("enrich", "enrich-1b-t6h2n", "AvroTypeException: Found string, expecting union [null, int] for field customer_age (topic web-events, schema id 412)", "AvroTypeException: Found string, expecting union [null, int] for field customer_age (topic web-events, schema id 412)")
    }),
    answer: answer("data_quality", ["customer_age", "web-events", "schema"], ["code_defect"])
  },
  {
    name: "turns4-rds-free-space-is-low-but-stable",
    files: database("arch-prod", "2026-10-05T10:00:00Z", {
      alert: { title: "Scheduled check arch-prod", name: "RDSScheduledHealthCheck", severity: "info", state: "normal", summary: "Scheduled check passed.", error: "", symptom: "None." },
      series: { FreeStorageSpace: jagged("f1", [[0, 41 * gib], [19, 40.8 * gib]], 20, 0.0005), CPUUtilization: jagged("f2", [[0, 14], [10, 19], [19, 15]]) }
    }),
    answer: well
  }
]
