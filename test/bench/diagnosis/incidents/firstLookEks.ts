// Workloads by one more author who had not read the rules; rules may be improved on these.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"
import { without } from "./unseenBase.js"

const phpWorkers: Incident = {
  name: "first-eks-php-workers-all-busy",
  files: without(eksFiles("storefront", "shop", {
    alert: alert("storefront answers 504", "HighErrorRate", "storefront", "shop", { summary: "storefront 5xx rate 31% over the last 5 minutes (baseline 0.3%).", description: "A plugin update was rolled out at 06:10Z and is suspected. Pods are Running; nobody sees restarts.", error: "504 Gateway Time-out", symptom: "Pages of the shop load forever, then fail." }),
    pods: ["storefront-5d7c8f6b9d-4xkqz", "storefront-5d7c8f6b9d-m8v2c"].map((name) => pod(name, "shop", { start: "2026-05-12T06:10:40Z" })),
    monitors: [monitor(9001, "storefront error rate", "Alert", "sum(last_5m):sum:nginx.http.5xx{service:storefront}.as_rate() > 2"), monitor(9002, "storefront container memory", "OK", "max(last_5m):kubernetes.memory.usage_pct{kube_deployment:storefront} > 0.9")],
    logs: [
      log("2026-05-12T06:12:02Z", "storefront", "storefront-5d7c8f6b9d-4xkqz", "warn", "PHP Deprecated:  Creation of dynamic property Shop\\Cart::$legacy is deprecated in /app/src/Cart.php on line 61"),
      log("2026-05-12T08:27:14Z", "storefront", "storefront-5d7c8f6b9d-4xkqz", "warn", "[12-May-2026 08:27:14] WARNING: [pool www] server reached pm.max_children setting (8), consider raising it"),
      log("2026-05-12T08:27:41Z", "storefront", "storefront-5d7c8f6b9d-m8v2c", "warn", "[12-May-2026 08:27:41] WARNING: [pool www] server reached pm.max_children setting (8), consider raising it"),
      log("2026-05-12T08:28:20Z", "storefront", "storefront-5d7c8f6b9d-4xkqz", "error", "2026/05/12 08:28:20 [error] 31#31: *88121 connect() to unix:/run/php-fpm.sock failed (11: Resource temporarily unavailable) while connecting to upstream, client: 10.2.40.9, server: _, request: \"GET /category/shoes HTTP/1.1\", upstream: \"fastcgi://unix:/run/php-fpm.sock:\""),
      log("2026-05-12T08:29:02Z", "storefront", "storefront-5d7c8f6b9d-m8v2c", "error", "2026/05/12 08:29:02 [error] 30#30: *90233 upstream timed out (110: Operation timed out) while reading response header from upstream, client: 10.2.41.77, server: _, request: \"GET /sale HTTP/1.1\""),
      log("2026-05-12T08:29:30Z", "storefront", "storefront-5d7c8f6b9d-m8v2c", "info", "\"GET /sale HTTP/1.1\" 504 60.001")
    ]
  }), "eks_node_health.json", "eks_events.json"),
  answer: answer("resource_exhaustion", ["max_children", "storefront", "worker"], ["configuration_error"])
}

const poison: Incident = {
  name: "first-eks-partner-feed-with-bad-rows",
  files: eksFiles("catalog-import", "catalog", {
    alert: alert("Imports of catalog-import fail", "JobErrorsHigh", "catalog-import", "catalog", { summary: "0 of 14 partner feeds were imported since 07:00Z.", description: "The importer retries the same file. Last release was nine days ago.", error: "feed rejected", symptom: "Prices in the shop are those of yesterday." }),
    pods: ["catalog-import-77b9f58c4d-q7x2l"].map((name) => pod(name, "catalog")),
    deployments: [deployment("catalog-import", "catalog", 1)],
    events: [event("catalog", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "Pod/catalog-import-77b9f58c4d-q7x2l", 1, "2026-05-11T06:20:20Z", "2026-05-11T06:20:20Z")],
    monitors: [monitor(9011, "catalog-import rejected feeds", "Alert", "sum(last_1h):sum:feed.rejected{service:catalog-import} > 0"), monitor(9012, "catalog-import memory", "OK", "max(last_5m):kubernetes.memory.usage_pct{kube_deployment:catalog-import} > 0.9")],
    logs: [
      log("2026-05-12T08:20:11Z", "catalog-import", "catalog-import-77b9f58c4d-q7x2l", "info", "downloaded s3://partner-feeds/acme/2026-05-12.csv (48213377 bytes) in 2.1s"),
      log("2026-05-12T08:20:31Z", "catalog-import", "catalog-import-77b9f58c4d-q7x2l", "error", "pandas.errors.ParserError: Error tokenizing data. C error: Expected 14 fields in line 20817, saw 15"),
      log("2026-05-12T08:25:31Z", "catalog-import", "catalog-import-77b9f58c4d-q7x2l", "error", "ValueError: could not convert string to float: 'N/A' (column net_price, row 20818 of acme/2026-05-12.csv)"),
      log("2026-05-12T08:25:32Z", "catalog-import", "catalog-import-77b9f58c4d-q7x2l", "error", "feed acme/2026-05-12.csv rejected after 5 attempts: 311 of 402118 rows do not match schema v7"),
      log("2026-05-12T08:30:32Z", "catalog-import", "catalog-import-77b9f58c4d-q7x2l", "warn", "S3 GetObject took 1840ms")
    ]
  }),
  answer: answer("data_quality", ["acme/2026-05-12.csv", "schema", "rows"], [])
}

const lostNode: Incident = {
  name: "first-eks-kubelet-stopped-posting",
  files: eksFiles("checkout", "checkout", {
    alert: alert("checkout: 2 of 4 replicas unavailable", "KubernetesDeploymentReplicasMismatch", "checkout", "checkout", { summary: "checkout has 2 of 4 replicas ready for 8 minutes.", description: "A rollout ended at 08:02Z. Remaining pods log errors of their peers.", symptom: "Capacity of checkout is halved; latency rises." }),
    pods: [
      pod("checkout-6f9b4c7d8-2mrtz", "checkout", { ready: false, node: nodes[2], state: { running: true, started_at: "2026-05-12T08:01:12Z" }, start: "2026-05-12T08:01:05Z" }),
      pod("checkout-6f9b4c7d8-8wvqk", "checkout", { ready: false, node: nodes[2], state: { running: true, started_at: "2026-05-12T08:01:20Z" }, start: "2026-05-12T08:01:14Z" }),
      pod("checkout-6f9b4c7d8-c5n9x", "checkout", { start: "2026-05-12T08:01:30Z" }),
      pod("checkout-6f9b4c7d8-zt4hp", "checkout", { node: nodes[1], start: "2026-05-12T08:01:41Z" })
    ],
    deployments: [deployment("checkout", "checkout", 4, 2)],
    nodes: [node(nodes[0]), node(nodes[1]), node(nodes[2], { ready: "Unknown", memory_pressure: "Unknown", disk_pressure: "Unknown", pid_pressure: "Unknown" })],
    events: [
      event("checkout", "NodeNotReady", "Node is not ready", "Pod/checkout-6f9b4c7d8-2mrtz", 1, "2026-05-12T08:26:40Z", "2026-05-12T08:26:40Z"),
      event("checkout", "NodeNotReady", "Node is not ready", "Pod/checkout-6f9b4c7d8-8wvqk", 1, "2026-05-12T08:26:40Z", "2026-05-12T08:26:40Z"),
      event("default", "NodeNotReady", `Node ${nodes[2]} status is now: NodeNotReady`, `Node/${nodes[2]}`, 1, "2026-05-12T08:26:39Z", "2026-05-12T08:26:39Z", "Normal")
    ],
    logs: [
      log("2026-05-12T08:27:20Z", "checkout", "checkout-6f9b4c7d8-c5n9x", "error", "com.hazelcast.spi.exception.TargetNotMemberException: Not Member! target: [10.2.13.140]:5701, partitionId: 88"),
      log("2026-05-12T08:27:22Z", "checkout", "checkout-6f9b4c7d8-zt4hp", "warn", "[10.2.12.90]:5701 [checkout] [5.3.6] Member [10.2.13.140]:5701 is suspected to be dead for reason: explicit suspicion"),
      log("2026-05-12T08:29:10Z", "checkout", "checkout-6f9b4c7d8-zt4hp", "warn", "POST /orders 200 1902ms")
    ]
  }),
  answer: answer("infrastructure", ["NotReady", "ip-10-2-13-88", "kubelet"], [])
}

const configKey: Incident = {
  name: "first-eks-key-gone-from-configmap",
  files: without(eksFiles("ledger", "finance", {
    alert: alert("Rollout of ledger is stuck", "KubernetesRolloutStuck", "ledger", "finance", { summary: "Deployment ledger exceeded its progress deadline.", description: "New pods do not become ready; the old ones still serve.", symptom: "Release 4.18 does not come up." }, "warning"),
    pods: [
      pod("ledger-7c9d5b6f84-jx7kw", "finance", { phase: "Pending", ready: false, start: "2026-05-12T08:15:02Z", state: { waiting: true, reason: "CreateContainerConfigError", message: "couldn't find key LEDGER_TOPIC in ConfigMap finance/ledger-config" } }),
      pod("ledger-66f8dbb97c-b2l8m", "finance", { node: nodes[1] }),
      pod("ledger-66f8dbb97c-vq5tn", "finance", { node: nodes[2], restarts: 1 })
    ],
    deployments: [{ ...deployment("ledger", "finance", 2), conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "ReplicaSet \"ledger-7c9d5b6f84\" has timed out progressing." }] }],
    events: [
      event("finance", "Failed", "Error: couldn't find key LEDGER_TOPIC in ConfigMap finance/ledger-config", "Pod/ledger-7c9d5b6f84-jx7kw", 74, "2026-05-12T08:15:04Z", "2026-05-12T08:33:50Z"),
      event("finance", "Pulled", "Container image \"718.dkr.ecr.eu-west-1.amazonaws.com/ledger:4.18.0\" already present on machine", "Pod/ledger-7c9d5b6f84-jx7kw", 74, "2026-05-12T08:15:04Z", "2026-05-12T08:33:50Z", "Normal"),
      event("batch", "BackOff", "Back-off restarting failed container sync in pod crm-sync-29112-h2fxp_batch", "Pod/crm-sync-29112-h2fxp", 12, "2026-05-12T07:50:00Z", "2026-05-12T08:31:00Z")
    ]
  }), "datadog_logs.json", "datadog_monitors.json"),
  answer: answer("configuration_error", ["LEDGER_TOPIC", "ConfigMap", "ledger-7c9d5b6f84-jx7kw"], [])
}

const partnerCertificate: Incident = {
  name: "first-eks-partner-certificate-ran-out",
  files: eksFiles("shipping-quotes", "logistics", {
    alert: alert("shipping-quotes error rate", "HighErrorRate", "shipping-quotes", "logistics", { summary: "38% of quote requests fail since 08:00Z.", description: "Pods healthy. Node memory rose after a cache was added last week.", error: "AuthenticationException", symptom: "No delivery prices of one carrier at checkout." }),
    pods: ["shipping-quotes-84f6c5d79b-ht2wz", "shipping-quotes-84f6c5d79b-n4k8d"].map((name) => pod(name, "logistics")),
    monitors: [monitor(9021, "shipping-quotes error rate", "Alert", "sum(last_5m):sum:trace.aspnet_core.request.errors{service:shipping-quotes}.as_rate() > 0.05"), monitor(9022, "shipping-quotes memory", "OK", "max(last_5m):kubernetes.memory.usage_pct{kube_deployment:shipping-quotes} > 0.9")],
    logs: [
      log("2026-05-12T08:00:04Z", "shipping-quotes", "shipping-quotes-84f6c5d79b-ht2wz", "error", "fail: Logistics.Quotes.CarrierClient[0] GET https://api.northfreight.example/v3/rates failed System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception. ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid"),
      log("2026-05-12T08:14:41Z", "shipping-quotes", "shipping-quotes-84f6c5d79b-n4k8d", "error", "fail: Logistics.Quotes.CarrierClient[0] GET https://api.northfreight.example/v3/rates failed System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception. ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid"),
      log("2026-05-12T08:20:00Z", "shipping-quotes", "shipping-quotes-84f6c5d79b-n4k8d", "info", "GET https://rates.parcelone.example/quote 200 87ms"),
      log("2026-05-12T08:31:12Z", "shipping-quotes", "shipping-quotes-84f6c5d79b-n4k8d", "warn", "Circuit breaker for northfreight is open, 512 calls short-circuited")
    ]
  }),
  answer: answer("dependency_failure", ["certificate", "northfreight", "expired"], ["configuration_error"])
}

const noAddresses: Incident = {
  name: "first-eks-subnet-without-addresses",
  files: eksFiles("recommender", "ml", {
    alert: alert("Pods of recommender do not start", "KubernetesPodNotReady", "recommender", "ml", { summary: "5 of 12 recommender pods are in ContainerCreating for 20 minutes.", description: "The workload was scaled from 6 to 12 for a campaign.", symptom: "New replicas never become ready." }),
    pods: [
      ...["recommender-5f5c9b8d6-9hq7r", "recommender-5f5c9b8d6-lk2xv"].map((name) => pod(name, "ml", { phase: "Pending", ready: false, node: nodes[1], start: "2026-05-12T08:12:10Z", state: { waiting: true, reason: "ContainerCreating" } })),
      ...["recommender-5f5c9b8d6-b6w8s", "recommender-5f5c9b8d6-d9fzm", "recommender-5f5c9b8d6-x3c5p"].map((name, at) => pod(name, "ml", { node: nodes[at % 3] }))
    ],
    deployments: [deployment("recommender", "ml", 12, 7)],
    events: [
      event("ml", "FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"6c1e5d0b7f3a\": plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container", "Pod/recommender-5f5c9b8d6-9hq7r", 88, "2026-05-12T08:12:14Z", "2026-05-12T08:33:58Z"),
      event("ml", "FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"a07b31c2ee91\": plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container", "Pod/recommender-5f5c9b8d6-lk2xv", 86, "2026-05-12T08:12:15Z", "2026-05-12T08:33:40Z")
    ],
    logs: [log("2026-05-12T08:30:11Z", "aws-node", nodes[1], "error", "{\"level\":\"error\",\"caller\":\"ipamd/ipamd.go:1072\",\"msg\":\"Failed to increase pool size due to insufficient free addresses in subnet: InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.\"}")]
  }),
  answer: answer("resource_exhaustion", ["failed to assign an IP address", "subnet", "recommender"], ["infrastructure"])
}

const cronRecovered: Incident = {
  name: "first-eks-job-failed-once-then-ran",
  files: eksFiles("invoice-mailer", "finance", {
    alert: alert("Job invoice-mailer-29651040 failed", "KubernetesJobFailed", "invoice-mailer", "finance", { summary: "A pod of job invoice-mailer-29651040 ended with exit code 1.", description: "Fires on any failed pod of a CronJob.", error: "exit code 1", symptom: "A failed pod is listed in the namespace." }, "warning"),
    pods: [
      pod("invoice-mailer-29651040-8fkzs", "finance", { container: "mailer", phase: "Failed", ready: false, start: "2026-05-12T04:00:01Z", state: { terminated: true, reason: "Error", exit_code: 1, finished_at: "2026-05-12T04:00:44Z" } }),
      pod("invoice-mailer-29651040-tq2vd", "finance", { container: "mailer", phase: "Succeeded", ready: false, start: "2026-05-12T04:01:00Z", state: { terminated: true, reason: "Completed", exit_code: 0, finished_at: "2026-05-12T04:07:12Z" } }),
      pod("invoice-mailer-29651100-5mxwp", "finance", { container: "mailer", phase: "Succeeded", ready: false, start: "2026-05-12T05:00:01Z", state: { terminated: true, reason: "Completed", exit_code: 0, finished_at: "2026-05-12T05:06:02Z" } })
    ],
    deployments: [],
    logs: [
      log("2026-05-12T04:00:43Z", "invoice-mailer", "invoice-mailer-29651040-8fkzs", "error", "smtplib.SMTPServerDisconnected: Connection unexpectedly closed"),
      log("2026-05-12T04:07:11Z", "invoice-mailer", "invoice-mailer-29651040-tq2vd", "info", "sent 1812 invoices, 0 failed")
    ],
    monitors: [monitor(9031, "invoice-mailer unsent invoices", "OK", "max(last_1h):invoices.unsent > 100")]
  }),
  answer: answer("healthy", ["no failure", "job"], [])
}

export const firstLookEksIncidents: ReadonlyArray<Incident> = [phpWorkers, poison, lostNode, configKey, partnerCertificate, noAddresses, cronRecovered]
