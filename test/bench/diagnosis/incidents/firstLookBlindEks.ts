// Workloads by one more author who had not read the rules: the blind half, of which
// only totals are shown. Do not mend rules on single ones of these.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"
import { without } from "./unseenBase.js"

const wrongProbePort: Incident = {
  name: "blind-first-eks-1",
  files: eksFiles("notify", "messaging", {
    alert: alert("CrashLoopBackOff — notify", "KubernetesPodCrashLooping", "notify", "messaging", { summary: "All new pods of notify restart; 9 restarts in 20 minutes.", description: "Release 2.7.0 at 08:10Z. A memory leak was fixed with it, memory is suspected again.", error: "container killed by kubelet", symptom: "Restarting containers, the rollout does not progress." }),
    pods: [
      pod("notify-6c7f9d5b88-k4zpt", "messaging", { ready: false, restarts: 9, start: "2026-05-12T08:10:20Z", state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 2m40s restarting failed container=notify pod=notify-6c7f9d5b88-k4zpt_messaging", exit_code: 143 } }),
      pod("notify-5b8d6f7c9-wq2hm", "messaging", { node: nodes[1] })
    ],
    deployments: [deployment("notify", "messaging", 2, 1)],
    events: [
      event("messaging", "Unhealthy", "Liveness probe failed: dial tcp 10.2.11.61:8081: connect: connection refused", "Pod/notify-6c7f9d5b88-k4zpt", 27, "2026-05-12T08:10:50Z", "2026-05-12T08:33:20Z"),
      event("messaging", "Killing", "Container notify failed liveness probe, will be restarted", "Pod/notify-6c7f9d5b88-k4zpt", 9, "2026-05-12T08:11:20Z", "2026-05-12T08:33:20Z", "Normal"),
      event("messaging", "BackOff", "Back-off restarting failed container notify in pod notify-6c7f9d5b88-k4zpt_messaging", "Pod/notify-6c7f9d5b88-k4zpt", 41, "2026-05-12T08:14:00Z", "2026-05-12T08:33:50Z")
    ],
    podLogs: { pod: "notify-6c7f9d5b88-k4zpt", lines: ["2026-05-12T08:32:41.118Z info  notify 2.7.0 starting", "2026-05-12T08:32:42.640Z info  http server listening on 0.0.0.0:8080", "2026-05-12T08:32:42.641Z info  management endpoints served on 8080 as well (management.port unset)", "2026-05-12T08:33:20.009Z info  SIGTERM received, draining", "2026-05-12T08:33:20.511Z info  bye"] }
  }),
  answer: answer("configuration_error", ["liveness", "8081", "probe"], [])
}

const panic: Incident = {
  name: "blind-first-eks-2",
  files: without(eksFiles("pricing-engine", "pricing", {
    alert: alert("pricing-engine pods crash", "KubernetesPodCrashLooping", "pricing-engine", "pricing", { summary: "Pod restarts of pricing-engine after the deployment of v1.31.0.", description: "2 of 3 pods crash; one old pod serves.", symptom: "Prices are computed slowly." }),
    pods: [
      ...["pricing-engine-789d4c6bb5-5tmzv", "pricing-engine-789d4c6bb5-fk9wr"].map((name) => pod(name, "pricing", { ready: false, restarts: 6, start: "2026-05-12T08:20:10Z", state: { waiting: true, reason: "CrashLoopBackOff", message: `back-off 2m40s restarting failed container=pricing-engine pod=${name}_pricing; last terminated: reason=Error, exit_code=101`, exit_code: 101 } })),
      pod("pricing-engine-6b5f8d9c7-2hsvn", "pricing", { node: nodes[2] })
    ],
    deployments: [deployment("pricing-engine", "pricing", 3, 1)],
    events: [
      event("pricing", "BackOff", "Back-off restarting failed container pricing-engine in pod pricing-engine-789d4c6bb5-5tmzv_pricing", "Pod/pricing-engine-789d4c6bb5-5tmzv", 22, "2026-05-12T08:21:00Z", "2026-05-12T08:34:00Z"),
      event("pricing", "Unhealthy", "Readiness probe failed: dial tcp 10.2.11.80:7000: connect: connection refused", "Pod/pricing-engine-789d4c6bb5-fk9wr", 6, "2026-05-12T08:20:40Z", "2026-05-12T08:33:30Z")
    ],
    podLogs: { pod: "pricing-engine-789d4c6bb5-5tmzv", lines: [
      "2026-05-12T08:33:10.004512Z  INFO pricing_engine: loading tariff book version=1.31.0",
      "2026-05-12T08:33:10.220101Z  WARN pricing_engine::redis: connection pool smaller than worker count (8 < 16)",
      "thread 'tokio-runtime-worker' panicked at src/tariff/discount.rs:214:58:",
      "called `Option::unwrap()` on a `None` value",
      "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"
    ] }
  }), "datadog_monitors.json"),
  answer: answer("code_defect", ["panicked", "discount.rs", "101"], [])
}

const brokerGone: Incident = {
  name: "blind-first-eks-3",
  files: without(eksFiles("order-events", "orders", {
    alert: alert("Consumer lag of order-events", "KafkaConsumerLagHigh", "order-events", "orders", { summary: "Consumer lag of order-events is 410,000 and grows.", description: "The consumer group rebalanced twice yesterday after a release; a slow consumer is suspected.", error: "lag > 10000", symptom: "Orders appear late in the back office." }),
    pods: ["order-events-66c4b8f7d5-9vbxk", "order-events-66c4b8f7d5-r7mzs"].map((name) => pod(name, "orders")),
    monitors: [monitor(9101, "order-events consumer lag", "Alert", "max(last_5m):kafka.consumer_lag{consumer_group:order-events} > 10000"), monitor(9102, "order-events cpu", "OK", "avg(last_5m):container.cpu.usage{kube_deployment:order-events} > 0.8")],
    logs: [
      log("2026-05-11T15:02:00Z", "order-events", "order-events-66c4b8f7d5-9vbxk", "info", "[Consumer clientId=c-1, groupId=order-events] Request joining group due to: group is already rebalancing"),
      log("2026-05-12T08:11:40Z", "order-events", "order-events-66c4b8f7d5-9vbxk", "warn", "[Consumer clientId=c-1, groupId=order-events] Connection to node 2 (b-2.retail.kafka.eu-west-1.amazonaws.com/10.2.60.12:9096) could not be established. Node may not be available. (org.apache.kafka.clients.NetworkClient)"),
      log("2026-05-12T08:12:10Z", "order-events", "order-events-66c4b8f7d5-r7mzs", "warn", "[Consumer clientId=c-2, groupId=order-events] Connection to node 2 (b-2.retail.kafka.eu-west-1.amazonaws.com/10.2.60.12:9096) could not be established. Node may not be available. (org.apache.kafka.clients.NetworkClient)"),
      log("2026-05-12T08:20:02Z", "order-events", "order-events-66c4b8f7d5-r7mzs", "error", "org.apache.kafka.common.errors.TimeoutException: Timeout of 60000ms expired before the position for partition orders-7 could be determined"),
      log("2026-05-12T08:30:02Z", "order-events", "order-events-66c4b8f7d5-9vbxk", "error", "[Consumer clientId=c-1, groupId=order-events] Offset commit failed: The coordinator is not available.")
    ]
  }), "eks_node_health.json"),
  answer: answer("dependency_failure", ["kafka", "could not be established", "b-2.retail.kafka"], ["infrastructure"])
}

const openFiles: Incident = {
  name: "blind-first-eks-4",
  files: eksFiles("edge-proxy", "edge", {
    alert: alert("edge-proxy refuses connections", "HighErrorRate", "edge-proxy", "edge", { summary: "11% of connections to edge-proxy are reset since 08:05Z.", description: "CPU and memory of the pods are unremarkable. Backends answer.", symptom: "Sporadic connection resets for mobile clients." }),
    pods: ["edge-proxy-7d9c5f6b7c-gm4dq", "edge-proxy-7d9c5f6b7c-z8xnl"].map((name, at) => pod(name, "edge", { node: nodes[at] })),
    monitors: [monitor(9111, "edge-proxy resets", "Alert", "sum(last_5m):sum:proxy.conn.reset{service:edge-proxy}.as_rate() > 5"), monitor(9112, "edge-proxy cpu", "OK", "avg(last_5m):container.cpu.usage{kube_deployment:edge-proxy} > 0.8")],
    logs: [
      log("2026-05-12T08:05:31Z", "edge-proxy", "edge-proxy-7d9c5f6b7c-gm4dq", "error", "2026/05/12 08:05:31 http: Accept error: accept tcp [::]:8443: accept4: too many open files; retrying in 80ms"),
      log("2026-05-12T08:17:02Z", "edge-proxy", "edge-proxy-7d9c5f6b7c-z8xnl", "error", "2026/05/12 08:17:02 http: Accept error: accept tcp [::]:8443: accept4: too many open files; retrying in 1s"),
      log("2026-05-12T08:18:40Z", "edge-proxy", "edge-proxy-7d9c5f6b7c-z8xnl", "error", "2026/05/12 08:18:40 proxy: dial tcp 10.2.33.4:9000: socket: too many open files"),
      log("2026-05-12T08:20:00Z", "edge-proxy", "edge-proxy-7d9c5f6b7c-gm4dq", "warn", "2026/05/12 08:20:00 TLS handshake error from 10.2.70.3:51123: EOF")
    ]
  }),
  answer: answer("resource_exhaustion", ["too many open files", "file descriptor", "edge-proxy"], ["code_defect", "configuration_error"])
}

const registry: Incident = {
  name: "blind-first-eks-5",
  files: without(eksFiles("reports", "bi", {
    alert: alert("ImagePullBackOff — reports", "KubernetesImagePullError", "reports", "bi", { summary: "2 pods of reports wait for their image for 12 minutes.", description: "After the node group was replaced at 08:00Z; the same image ran before.", symptom: "reports is unavailable." }),
    pods: ["reports-84d7f59c6b-2ptkl", "reports-84d7f59c6b-w6vxg"].map((name) => pod(name, "bi", { phase: "Pending", ready: false, start: "2026-05-12T08:21:00Z", state: { waiting: true, reason: "ImagePullBackOff", message: "Back-off pulling image \"registry.retail.example/bi/reports:5.2.1\"" } })),
    deployments: [deployment("reports", "bi", 2, 0)],
    events: [
      event("bi", "Failed", "Failed to pull image \"registry.retail.example/bi/reports:5.2.1\": failed to pull and unpack image \"registry.retail.example/bi/reports:5.2.1\": failed to resolve reference \"registry.retail.example/bi/reports:5.2.1\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", "Pod/reports-84d7f59c6b-2ptkl", 7, "2026-05-12T08:21:05Z", "2026-05-12T08:33:00Z"),
      event("bi", "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (registry-retail); attempting to pull the image may not succeed.", "Pod/reports-84d7f59c6b-2ptkl", 60, "2026-05-12T08:21:02Z", "2026-05-12T08:33:40Z"),
      event("kube-system", "NodeNotReady", "Node is not ready", "Pod/aws-node-q4l2x", 1, "2026-05-12T07:58:00Z", "2026-05-12T07:58:00Z")
    ]
  }), "datadog_logs.json"),
  answer: answer("configuration_error", ["ImagePullBackOff", "registry-retail", "reports:5.2.1"], [])
}

const keyPolicy: Incident = {
  name: "blind-first-eks-6",
  files: eksFiles("documents", "legal", {
    alert: alert("Uploads to documents fail", "HighErrorRate", "documents", "legal", { summary: "100% of uploads of documents fail since 08:02Z, downloads of new files as well.", description: "An S3 outage is assumed; no deployment today.", error: "500 on POST /documents", symptom: "Uploads fail with an internal error." }),
    pods: ["documents-5cc9f8d7b4-h6wqm", "documents-5cc9f8d7b4-t8kzd"].map((name) => pod(name, "legal", { restarts: 1 })),
    monitors: [monitor(9131, "documents error rate", "Alert", "sum(last_5m):sum:trace.flask.request.errors{service:documents}.as_rate() > 0.05")],
    logs: [
      log("2026-05-12T08:02:10Z", "documents", "documents-5cc9f8d7b4-h6wqm", "error", "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::718000000000:assumed-role/documents-irsa/botocore-session-177 is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:718000000000:key/3f0c because no resource-based policy allows the kms:GenerateDataKey action"),
      log("2026-05-12T08:15:10Z", "documents", "documents-5cc9f8d7b4-t8kzd", "error", "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::718000000000:assumed-role/documents-irsa/botocore-session-178 is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:718000000000:key/3f0c because no resource-based policy allows the kms:GenerateDataKey action"),
      log("2026-05-12T08:16:00Z", "documents", "documents-5cc9f8d7b4-t8kzd", "warn", "antivirus scan took 4120ms")
    ]
  }),
  answer: answer("configuration_error", ["AccessDenied", "kms:GenerateDataKey", "documents"], ["dependency_failure"])
}

const otherNamespace: Incident = {
  name: "blind-first-eks-7",
  files: eksFiles("gateway", "prod", {
    alert: alert("Hourly verification — gateway", "KubernetesScheduledCheck", "gateway", "prod", { summary: "Hourly verification of gateway passed.", description: "All replicas ready.", symptom: "None." }, "info", "normal"),
    pods: ["gateway-6d5c8b7f9-aq4tn", "gateway-6d5c8b7f9-vx2mk"].map((name, at) => pod(name, "prod", { node: nodes[at] })),
    events: [event("sandbox", "BackOff", "Back-off restarting failed container web in pod demo-55f7c9d8b-zq9pl_sandbox", "Pod/demo-55f7c9d8b-zq9pl", 310, "2026-05-10T11:00:00Z", "2026-05-12T08:31:00Z"), event("sandbox", "FailedScheduling", "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", "Pod/train-0", 90, "2026-05-11T11:00:00Z", "2026-05-12T08:20:00Z")],
    logs: [log("2026-05-12T08:30:50Z", "gateway", "gateway-6d5c8b7f9-aq4tn", "warn", "client closed request 499 GET /search")]
  }),
  answer: answer("healthy", ["normal", "no failure"], [])
}

const drain: Incident = {
  name: "blind-first-eks-8",
  files: eksFiles("profile", "accounts", {
    alert: alert("profile lost a replica", "KubernetesDeploymentReplicasMismatch", "profile", "accounts", { summary: "profile had 2 of 3 replicas ready for 90 seconds at 07:40Z.", description: "The managed node group is being upgraded to a new AMI today.", symptom: "None reported." }, "warning"),
    pods: ["profile-78c6d9f5b-3jhtw", "profile-78c6d9f5b-8nrkv", "profile-78c6d9f5b-qm5zc"].map((name, at) => pod(name, "accounts", { node: nodes[at], ...(at === 2 ? { start: "2026-05-12T07:40:10Z" } : {}) })),
    events: [
      event("default", "NodeNotSchedulable", `Node ${nodes[0]} status is now: NodeNotSchedulable`, `Node/${nodes[0]}`, 1, "2026-05-12T07:39:50Z", "2026-05-12T07:39:50Z", "Normal"),
      event("accounts", "Killing", "Stopping container profile", "Pod/profile-78c6d9f5b-7wlsd", 1, "2026-05-12T07:40:02Z", "2026-05-12T07:40:02Z", "Normal"),
      event("accounts", "Unhealthy", "Readiness probe failed: Get \"http://10.2.13.44:8080/ready\": dial tcp 10.2.13.44:8080: connect: connection refused", "Pod/profile-78c6d9f5b-qm5zc", 2, "2026-05-12T07:40:20Z", "2026-05-12T07:40:30Z")
    ]
  }),
  answer: answer("healthy", ["replica"], [])
}

const latencyOver: Incident = {
  name: "blind-first-eks-9",
  files: without(eksFiles("search", "search", {
    alert: alert("search p95 latency", "HighLatency", "search", "search", { summary: "search p95 latency was 2.4 s between 06:50Z and 06:56Z and is 60 ms now.", description: "The monitor recovered by itself.", symptom: "Short slowness in the morning." }, "warning", "resolved"),
    pods: ["search-5f8b7d6c9-4ztpq", "search-5f8b7d6c9-kd7vm"].map((name) => pod(name, "search")),
    nodes: [node(nodes[0]), node(nodes[1])],
    logs: [
      log("2026-05-12T06:51:12Z", "search", "search-5f8b7d6c9-4ztpq", "warn", "[gc][young][91022][4410] duration [1.2s], collections [1]/[1.9s], total [1.2s]/[8.1m]"),
      log("2026-05-12T06:52:02Z", "search", "search-5f8b7d6c9-kd7vm", "error", "ReadTimeoutError: Read timed out. (read timeout=2)")
    ]
  }), "eks_deployments.json"),
  answer: answer("healthy", ["normal"], [])
}

export const firstLookBlindEksIncidents: ReadonlyArray<Incident> = [wrongProbePort, panic, brokerGone, openFiles, registry, keyPolicy, otherNamespace, drain, latencyOver]
