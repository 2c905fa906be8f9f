// Workloads that fail in the words of the software they run; rules may be improved on these.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"
import { without } from "./unseenBase.js"

const at = (time: string) => `2026-05-12T${time}Z`
const page = (workload: string, namespace: string, title: string, summary: string, symptom: string, error = "") => alert(`${title} — ${workload}`, title.replaceAll(" ", ""), workload, namespace, { summary, description: "Paged by the error budget.", error, symptom })
const two = (name: string, namespace: string) => [pod(`${name}-t6h2n`, namespace), pod(`${name}-w8c5r`, namespace, { node: nodes[1] })]
const firing = (workload: string, id: number) => [monitor(id, `${workload} error rate`, "Alert", `sum(last_5m):sum:trace.http.errors{service:${workload}} > 20`)]
const said = (service: string, host: string, ...messages: ReadonlyArray<string>) => messages.map((message, i) => log(at(`08:2${i}:11`), service, host, "error", message))
const loop = (name: string, namespace: string, restarts: number, exit: number, reason = "Error") => pod(name, namespace, { restarts, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 2m40s restarting failed container", exit_code: exit, last_state: { terminated: { reason, exit_code: exit } } } })
const backOff = (namespace: string, name: string, count: number) => event(namespace, "BackOff", `Back-off restarting failed container in pod ${name}`, `Pod/${name}`, count, at("08:05:00"), at("08:34:00"))

export const eksTurnIncidents: ReadonlyArray<Incident> = [
  {
    name: "turns-eks-kafka-does-not-answer",
    files: eksFiles("order-events", "shop", {
      alert: page("order-events", "shop", "Publish failures", "order-events cannot publish for 12 minutes.", "Orders are not shipped; pods look fine."),
      pods: two("order-events-6d7c", "shop"), monitors: firing("order-events", 9501),
      logs: said("order-events", "order-events-6d7c-t6h2n", "org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after 60000 ms.", "[Producer clientId=producer-1] Connection to node -1 (b-1.msk-prod.kafka.eu-west-1.amazonaws.com/10.2.40.11:9092) could not be established. Broker may not be available.")
    }),
    answer: answer("dependency_failure", ["kafka", "order-events", "broker"], ["infrastructure"])
  },
  {
    name: "turns-eks-redis-at-maxmemory",
    files: eksFiles("session-store", "auth", {
      alert: page("session-store", "auth", "Login failures", "Logins fail since 08:18Z.", "New sessions cannot be written."),
      pods: [pod("session-store-0", "auth", { container: "redis" }), ...two("login-5f8d", "auth")], monitors: firing("login", 9502),
      logs: said("login", "login-5f8d-t6h2n", "ReplyError: OOM command not allowed when used memory > 'maxmemory'.", "ReplyError: OOM command not allowed when used memory > 'maxmemory'. at SETEX sess:9f1")
    }),
    answer: answer("resource_exhaustion", ["maxmemory", "memory", "login"], ["dependency_failure", "configuration_error"])
  },
  {
    name: "turns-eks-yaml-in-the-configmap",
    files: eksFiles("router", "edge", {
      alert: page("router", "edge", "Crash loop", "router-7f9c-kq2wd restarts.", "CrashLoopBackOff after a configuration rollout."),
      pods: [loop("router-7f9c-kq2wd", "edge", 7, 1), ...two("router-6b8d", "edge")], deployments: [deployment("router", "edge", 3, 2)],
      events: [backOff("edge", "router-7f9c-kq2wd", 31)],
      podLogs: { pod: "router-7f9c-kq2wd", lines: ["2026-05-12T08:33:01Z INFO router 3.4.1 loading /etc/router/routes.yaml", "2026-05-12T08:33:01Z FATAL error parsing /etc/router/routes.yaml: yaml: line 214: did not find expected key"] }
    }),
    answer: answer("configuration_error", ["routes.yaml", "line 214", "router-7f9c-kq2wd"], ["code_defect"])
  },
  {
    name: "turns-eks-column-of-another-type",
    files: eksFiles("margin-job", "bi", {
      alert: page("margin-job", "bi", "Job failed", "The nightly job margin-job failed three times.", "Dashboards show yesterday's numbers."),
      pods: two("spark-driver-7c", "bi"), monitors: firing("margin-job", 9503),
      logs: said("margin-job", "spark-driver-7c-t6h2n", "expectation expect_column_values_to_be_of_type failed for column 'amount': expected DoubleType, observed StringType", "48211 of 50000 rows of s3://feeds/supplier-7/2026-05-12.csv rejected: column 'amount' is not numeric")
    }),
    answer: answer("data_quality", ["amount", "supplier-7", "column"])
  },
  {
    name: "turns-eks-recursion",
    files: eksFiles("menu-tree", "food", {
      alert: page("menu-tree", "food", "Errors", "8 % of requests to menu-tree answer 500.", "Errors since the release at 08:10Z; a supplier API was slow before."),
      pods: two("menu-tree-5d9b", "food"), monitors: firing("menu-tree", 9504),
      logs: [...said("menu-tree", "menu-tree-5d9b-w8c5r", "RecursionError: maximum recursion depth exceeded while calling a Python object in menu/tree.py line 88 expand()"), log(at("08:10:02"), "deployer", "ci", "info", "menu-tree 4.12.0 deployed to prod"), log(at("08:04:02"), "menu-tree", "menu-tree-5d9b-w8c5r", "warn", "supplier answered after 2.1 s")]
    }),
    answer: answer("code_defect", ["RecursionError", "tree.py", "4.12.0"])
  },
  {
    name: "turns-eks-volume-full",
    files: eksFiles("prometheus", "monitoring", {
      alert: page("prometheus", "monitoring", "Crash loop", "prometheus-0 restarts since 08:05Z.", "Metrics are missing; OOM suspected."),
      pods: [loop("prometheus-0", "monitoring", 8, 2)], deployments: [deployment("prometheus", "monitoring", 1, 0)], events: [backOff("monitoring", "prometheus-0", 41)],
      podLogs: { pod: "prometheus-0", lines: ["ts=2026-05-12T08:33:10.114Z caller=main.go:1180 level=info msg=\"Starting TSDB ...\"", "ts=2026-05-12T08:33:12.901Z caller=main.go:1188 level=error err=\"opening storage failed: create dir: mkdir /prometheus/wal: no space left on device\""] }
    }),
    answer: answer("resource_exhaustion", ["no space left on device", "prometheus-0", "storage"])
  },
  {
    name: "turns-eks-password-of-the-database",
    files: eksFiles("stock", "shop", {
      alert: page("stock", "shop", "Crash loop", "All stock pods restart.", "The database was patched last night."),
      pods: [loop("stock-66d8-aa1bc", "shop", 6, 1), loop("stock-66d8-dd2ef", "shop", 6, 1)], deployments: [deployment("stock", "shop", 2, 0)], events: [backOff("shop", "stock-66d8-aa1bc", 28)],
      podLogs: { pod: "stock-66d8-aa1bc", lines: ["2026-05-12T08:32:00Z INFO connecting to postgres://stock@stock-db.shop:5432/stock", "2026-05-12T08:32:00Z FATAL pq: password authentication failed for user \"stock\"", "2026-05-12T08:32:00Z INFO exiting with code 1"] }
    }),
    answer: answer("configuration_error", ["password authentication failed", "stock", "credential"])
  },
  {
    name: "turns-eks-service-selects-nothing",
    files: eksFiles("checkout", "shop", {
      alert: page("checkout", "shop", "503 at the edge", "The ingress answers 503 for /checkout since 08:12Z.", "All checkout pods are Ready. An upstream outage is suspected."),
      pods: two("checkout-7b5f", "shop"), monitors: firing("checkout", 9505),
      logs: [log(at("08:12:09"), "ingress-nginx", "ingress-nginx-controller-6f4c-9xkzl", "warn", "Service \"shop/checkout\" does not have any active Endpoint."), log(at("08:11:58"), "argocd", "argocd-application-controller-0", "info", "Updated Service shop/checkout: spec.selector app=checkout-svc (was app=checkout)")]
    }),
    answer: answer("configuration_error", ["selector", "checkout", "Endpoint"])
  },
  {
    name: "turns-eks-runtime-of-a-node-hangs",
    files: eksFiles("geo", "maps", {
      alert: page("geo", "maps", "Pods not ready", "2 of 4 geo pods are not ready.", "Only pods of one node; the last release was yesterday."),
      pods: [pod("geo-5f6-aaaaa", "maps"), pod("geo-5f6-bbbbb", "maps", { node: nodes[1], ready: false, state: { running: true } }), pod("geo-5f6-ccccc", "maps", { node: nodes[1], ready: false, state: { running: true } }), pod("geo-5f6-ddddd", "maps", { node: nodes[2] })],
      deployments: [deployment("geo", "maps", 4, 2)],
      nodes: [node(nodes[0]), node(nodes[1], { ready: "False" }), node(nodes[2])],
      logs: [log(at("08:20:01"), "kubelet", nodes[1], "error", "skipping pod synchronization - [container runtime is down, PLEG is not healthy: pleg was last seen active 4m12s ago; threshold is 3m0s]")]
    }),
    answer: answer("infrastructure", ["PLEG", "ip-10-2-12-201", "container runtime"])
  },
  {
    name: "turns-eks-partner-limits-the-rate",
    files: without(eksFiles("sms-gateway", "notify", {
      alert: page("sms-gateway", "notify", "Undelivered messages", "31 % of text messages are not delivered.", "CPU of sms-gateway went up by retries."),
      pods: two("sms-gateway-7f5", "notify"), monitors: firing("sms-gateway", 9506),
      logs: said("sms-gateway", "sms-gateway-7f5-t6h2n", "twilio error 20429: Too Many Requests, retry after 30", "twilio error 20429: Too Many Requests, retry after 30", "giving up after 5 attempts: upstream returned status 429")
    }), "eks_events.json", "eks_node_health.json"),
    answer: answer("dependency_failure", ["429", "twilio", "sms-gateway"], ["resource_exhaustion", "configuration_error"])
  },
  {
    name: "turns-eks-small-pool-in-the-client",
    files: eksFiles("refund", "finance", {
      alert: page("refund", "finance", "Slow answers", "p95 of refund is 31 s.", "The database is blamed; its CPU is at 12 %."),
      pods: two("refund-6c8", "finance"), monitors: [monitor(9507, "refund p95 latency", "Alert", "avg(last_5m):p95:trace.http{service:refund} > 5")],
      logs: said("refund", "refund-6c8-t6h2n", "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00")
    }),
    answer: answer("resource_exhaustion", ["QueuePool", "pool", "refund", "connection"], ["configuration_error"])
  },
  {
    name: "turns-eks-startup-probe-too-short",
    files: eksFiles("catalog", "shop", {
      alert: page("catalog", "shop", "Rollout does not finish", "catalog revision 88 makes no progress.", "New pods are killed again and again; memory is suspected."),
      pods: [pod("catalog-9d8-new1x", "shop", { ready: false, restarts: 9, state: { running: true, started_at: at("08:33:10") } }), ...two("catalog-8c7", "shop")],
      deployments: [deployment("catalog", "shop", 3, 2)],
      events: [
        event("shop", "Unhealthy", "Startup probe failed: Get \"http://10.2.12.8:8080/healthz\": dial tcp 10.2.12.8:8080: connect: connection refused", "Pod/catalog-9d8-new1x", 54, at("08:10:00"), at("08:34:00")),
        event("shop", "Killing", "Container catalog failed startup probe, will be restarted", "Pod/catalog-9d8-new1x", 9, at("08:11:00"), at("08:33:00"), "Normal")
      ],
      podLogs: { pod: "catalog-9d8-new1x", lines: ["2026-05-12T08:33:12Z INFO catalog 5.0.0 starting", "2026-05-12T08:33:13Z INFO warming cache: 12 of 90 segments", "2026-05-12T08:33:40Z INFO SIGTERM received, stopping"] }
    }),
    answer: answer("configuration_error", ["startup probe", "catalog-9d8-new1x", "8080"])
  },
  {
    name: "turns-eks-no-more-threads",
    files: eksFiles("pdf", "docs", {
      alert: page("pdf", "docs", "Errors", "pdf answers 500 for half of the requests.", "Heap is at 40 %, yet OutOfMemoryError is logged."),
      pods: two("pdf-5b7", "docs"), monitors: firing("pdf", 9508),
      logs: said("pdf", "pdf-5b7-t6h2n", "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached", "[warning][os,thread] Failed to start thread \"Unknown thread\" with pthread_create failed (EAGAIN) for attributes: stacksize: 1024k")
    }),
    answer: answer("resource_exhaustion", ["native thread", "pdf", "limit"])
  },
  {
    name: "turns-eks-poison-message",
    files: eksFiles("invoice-sink", "finance", {
      alert: page("invoice-sink", "finance", "Consumer lag", "Lag of group invoice-sink is 61,000 and grows.", "Consumers restart their poll loop; the broker is suspected."),
      pods: two("invoice-sink-7d", "finance"), monitors: [monitor(9509, "invoice-sink consumer lag", "Alert", "max(last_5m):max:kafka.consumer_lag{group:invoice-sink} > 10000")],
      logs: said("invoice-sink", "invoice-sink-7d-t6h2n", "org.apache.kafka.common.errors.RecordDeserializationException: Error deserializing key/value for partition invoices-3 at offset 88121. If needed, please seek past the record to continue consumption.", "Caused by: org.apache.kafka.common.errors.SerializationException: Unknown magic byte!")
    }),
    answer: answer("data_quality", ["invoices-3", "offset 88121", "deserializ"])
  },
  {
    name: "turns-eks-spot-gone-and-no-replacement",
    files: eksFiles("encode", "media", {
      alert: page("encode", "media", "Pods missing", "3 of 6 encode pods are gone.", "A rollout two hours ago is suspected."),
      pods: [pod("encode-6f-aaaaa", "media"), pod("encode-6f-bbbbb", "media", { node: nodes[1] }), pod("encode-6f-ccccc", "media", { node: nodes[2] }), ...["ddddd", "eeeee", "fffff"].map((end) => pod(`encode-6f-${end}`, "media", { unschedulable: "0/3 nodes are available: 3 Insufficient cpu." }))],
      deployments: [deployment("encode", "media", 6, 3)],
      events: [
        event("default", "SpotInterruption", "Spot interruption warning was triggered for node ip-10-2-13-144.eu-west-1.compute.internal", "Node/ip-10-2-13-144.eu-west-1.compute.internal", 1, at("08:14:00"), at("08:14:00")),
        event("default", "NodeNotReady", "Node ip-10-2-13-144.eu-west-1.compute.internal status is now: NodeNotReady", "Node/ip-10-2-13-144.eu-west-1.compute.internal", 1, at("08:16:10"), at("08:16:10"), "Normal"),
        event("media", "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.", "Pod/encode-6f-ddddd", 11, at("08:16:40"), at("08:34:00"))
      ],
      logs: [log(at("08:17:00"), "cluster-autoscaler", "control-plane", "warn", "could not launch instance: InsufficientInstanceCapacity: We currently do not have sufficient m6i.2xlarge capacity in the Availability Zone you requested (eu-west-1c)")]
    }),
    answer: answer("infrastructure", ["spot", "ip-10-2-13-144", "capacity"], ["resource_exhaustion"])
  },
  {
    name: "turns-eks-callee-runs-out-of-memory",
    files: eksFiles("storefront", "shop", {
      alert: page("storefront", "shop", "5xx", "storefront answers 502 for 14 % of requests.", "Storefront was released an hour ago."),
      pods: [...two("storefront-58", "shop"), pod("pricing-engine-7c-zzx1q", "shop", { restarts: 12, ready: false, state: { running: true, started_at: at("08:33:00"), last_state: { reason: "OOMKilled", exit_code: 137, finished_at: at("08:32:50") } } })],
      deployments: [deployment("storefront", "shop", 2), deployment("pricing-engine", "shop", 1, 0)], monitors: firing("storefront", 9510),
      logs: said("storefront", "storefront-58-t6h2n", "GET /price/4711 502 upstream prematurely closed connection while reading response header from pricing-engine.shop:8080", "connect ECONNREFUSED 172.20.9.14:8080 pricing-engine.shop")
    }),
    answer: answer("resource_exhaustion", ["OOMKilled", "pricing-engine", "memory"])
  }
]
