// Workloads, written by somebody who has not read the rules. They only report:
// do not read them while rules are changed.
import { alert, deployment, eksFiles, event, log, monitor, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"
import { without } from "./unseenBase.js"

const addressesGone: Incident = {
  name: "blind-eks-1",
  files: eksFiles("reco", "reco", {
    alert: alert("Deployment replicas mismatch — reco", "KubernetesDeploymentReplicasMismatch", "reco", "reco", { summary: "reco: 2 of 6 desired replicas ready for 12 minutes after a scale-up.", description: "New pods stay in ContainerCreating. The image is new, a slow pull was assumed.", error: "", symptom: "Pods are scheduled but never start." }, "warning"),
    pods: [
      pod("reco-5f8d9b7c66-a4t9x", "reco"), pod("reco-5f8d9b7c66-c8m3n", "reco", { node: nodes[1] }),
      ...["h2w5p", "j9q7v", "n6r4z", "v3k8d"].map((id) => pod(`reco-5f8d9b7c66-${id}`, "reco", { phase: "Pending", node: nodes[2], start: "2026-05-12T08:22:00Z", state: { waiting: true, reason: "ContainerCreating" } }))
    ],
    deployments: [deployment("reco", "reco", 6, 2)],
    events: [
      event("reco", "FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"b1d0\": plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container", "Pod/reco-5f8d9b7c66-h2w5p", 41, "2026-05-12T08:22:09Z", "2026-05-12T08:34:50Z"),
      event("reco", "Pulled", "Successfully pulled image \"reco:3.8.0\" in 41.2s", "Pod/reco-5f8d9b7c66-a4t9x", 1, "2026-05-12T08:02:00Z", "2026-05-12T08:02:00Z", "Normal")
    ],
    logs: [log("2026-05-12T08:30:40Z", "aws-node", nodes[2], "error", "ipamd: AllocENI failed: InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request. subnet-0c77e1 status code: 400")]
  }),
  answer: answer("resource_exhaustion", ["IP address", "subnet", "aws-cni", "reco"], ["infrastructure", "configuration_error"])
}

const meshRefuses: Incident = {
  name: "blind-eks-2",
  files: eksFiles("order-api", "orders", {
    alert: alert("Elevated error rate — order-api", "HighErrorRate", "order-api", "orders", { summary: "order-api 5xx rate 37 % since 08:20Z.", description: "All pods Running and Ready, no restarts. inventory was released at 07:50Z; its own error monitor is OK.", error: "inventory answered 403", symptom: "Defect of the new inventory release suspected." }),
    pods: [pod("order-api-7d4c8b9f5b-6kxqw", "orders"), pod("order-api-7d4c8b9f5b-q9d2h", "orders", { node: nodes[1] }), pod("inventory-66c9d7f84d-z4m8c", "inventory", { node: nodes[2], start: "2026-05-12T07:50:30Z" })],
    deployments: [deployment("order-api", "orders", 2), deployment("inventory", "inventory", 1)],
    logs: [
      log("2026-05-12T08:20:03Z", "istiod", "istiod-7c9f-22xkd", "info", "ads: Push triggered: config AuthorizationPolicy/inventory/allow-warehouse-only ADDED by gitops"),
      log("2026-05-12T08:31:12Z", "istio-proxy", "inventory-66c9d7f84d-z4m8c", "warn", "[2026-05-12T08:31:12.404Z] \"POST /v1/reserve HTTP/1.1\" 403 - rbac_access_denied_matched_policy[none] - \"-\" 41 19 0 - \"-\" \"axios/1.6.8\" \"7b1c\" \"inventory.inventory:8080\""),
      log("2026-05-12T08:31:12Z", "order-api", "order-api-7d4c8b9f5b-6kxqw", "error", "AxiosError: Request failed with status code 403 POST http://inventory.inventory:8080/v1/reserve body=\"RBAC: access denied\""),
      log("2026-05-12T08:31:40Z", "order-api", "order-api-7d4c8b9f5b-q9d2h", "error", "POST /orders 502 19ms reason=inventory_forbidden")
    ],
    monitors: [monitor(9301, "order-api error rate", "Alert", "avg(last_5m):sum:trace.http.errors{service:order-api}.as_rate() > 0.05", "5xx."), monitor(9302, "inventory error rate", "OK", "avg(last_5m):sum:trace.http.errors{service:inventory}.as_rate() > 0.05")]
  }),
  answer: answer("configuration_error", ["RBAC", "403", "AuthorizationPolicy", "inventory"])
}

const providerDown: Incident = {
  name: "blind-eks-3",
  files: without(eksFiles("payment-gateway", "payments", {
    alert: alert("p95 latency and errors — payment-gateway", "HighLatency", "payment-gateway", "payments", { summary: "payment-gateway p95 8.1 s, 29 % of captures fail.", description: "The HPA went from 3 to 6 pods and did not help. CPU of the pods is low.", error: "", symptom: "Saturation of payment-gateway suspected." }),
    pods: ["4g8hm", "7w2rt", "9c5bk"].map((id, at) => pod(`payment-gateway-6c5f7d8b9-${id}`, "payments", { node: nodes[at]! })),
    deployments: [deployment("payment-gateway", "payments", 6)],
    logs: [
      log("2026-05-12T08:29:30Z", "payment-gateway", "payment-gateway-6c5f7d8b9-4g8hm", "error", "Post \"https://api.paylane.example/v3/captures\": net/http: request canceled (Client.Timeout exceeded while awaiting headers)"),
      log("2026-05-12T08:29:58Z", "payment-gateway", "payment-gateway-6c5f7d8b9-7w2rt", "error", "capture ord_55190 rejected: paylane responded 503 Service Unavailable retry-after=120 body={\"code\":\"PLATFORM_DEGRADED\"}"),
      log("2026-05-12T08:30:10Z", "payment-gateway", "payment-gateway-6c5f7d8b9-7w2rt", "warn", "circuit breaker \"paylane\" state changed: half-open -> open (failures 25/30)"),
      log("2026-05-12T08:30:20Z", "payment-gateway", "payment-gateway-6c5f7d8b9-9c5bk", "info", "capture ord_55201 via adyenlike ok 212ms"),
      log("2026-05-12T08:31:02Z", "istio-proxy", "payment-gateway-6c5f7d8b9-9c5bk", "warn", "upstream_reset_before_response_started{connection_timeout} cluster=outbound|443||api.paylane.example flags=UF,URX")
    ],
    monitors: [monitor(9401, "payment-gateway p95 latency", "Alert", "avg(last_5m):avg:trace.http.duration.p95{service:payment-gateway} > 2"), monitor(9402, "payment-gateway CPU", "OK", "avg(last_5m):avg:kubernetes.cpu.usage.total{kube_deployment:payment-gateway} > 0.8"), monitor(9403, "synthetic: paylane status page", "Alert", "max(last_5m):max:synthetics.paylane.status > 0", "Provider's status page reports an incident.")]
  }), "eks_events.json", "eks_node_health.json"),
  answer: answer("dependency_failure", ["paylane", "503", "timeout"])
}

const poisonFeed: Incident = {
  name: "blind-eks-4",
  files: eksFiles("feed-import", "catalog", {
    alert: alert("CrashLoopBackOff — feed-import", "KubernetesPodCrashLooping", "feed-import", "catalog", { summary: "feed-import restarted 14 times since 06:10Z.", description: "The image has not changed for 40 days. Feeds of all suppliers wait behind it.", error: "exit code 1", symptom: "Importer crashes shortly after each start." }),
    pods: [pod("feed-import-67d9c8f7b5-x2v9l", "catalog", { restarts: 14, start: "2026-04-02T06:00:00Z", state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=feed-import pod=feed-import-67d9c8f7b5-x2v9l_catalog(4410)", exit_code: 1 } })],
    deployments: [deployment("feed-import", "catalog", 1, 0)],
    events: [event("catalog", "BackOff", "Back-off restarting failed container feed-import in pod feed-import-67d9c8f7b5-x2v9l_catalog(4410)", "Pod/feed-import-67d9c8f7b5-x2v9l", 130, "2026-05-12T06:11:00Z", "2026-05-12T08:34:00Z")],
    podLogs: { pod: "feed-import-67d9c8f7b5-x2v9l", lines: [
      "2026-05-12 08:33:10,201 INFO feed.run start, 3 files waiting: alpen.csv, nordwind-20260512.csv, zenith.csv",
      "2026-05-12 08:33:12,944 INFO feed.run alpen.csv done, 81120 rows, 0 rejected",
      "2026-05-12 08:33:13,012 WARNING feed.read nordwind-20260512.csv: header has 17 columns, 18 expected ('currency' is missing)",
      "Traceback (most recent call last):",
      "  File \"/app/feed/run.py\", line 88, in main",
      "    row = Offer.model_validate(raw)",
      "pydantic_core._pydantic_core.ValidationError: 2 validation errors for Offer",
      "unit_price",
      "  Input should be a valid decimal [type=decimal_parsing, input_value='N/A', input_type=str]",
      "currency",
      "  Field required [type=missing, input_value={'sku': 'NW-4410', 'unit_price': 'N/A'}, input_type=dict]"
    ] }
  }),
  answer: answer("data_quality", ["ValidationError", "nordwind-20260512.csv", "unit_price"], ["code_defect"])
}

const resolverKilled: Incident = {
  name: "blind-eks-5",
  files: eksFiles("quote", "sales", {
    alert: alert("Elevated error rate — quote", "HighErrorRate", "quote", "sales", { summary: "quote: 18 % of requests fail, in bursts.", description: "Pods of quote are healthy. Several other teams report the same.", error: "lookup failures", symptom: "Intermittent failures of name resolution." }),
    pods: [
      pod("quote-5c7b6d9f8d-2kz7m", "sales"), pod("quote-5c7b6d9f8d-w6r3x", "sales", { node: nodes[2] }),
      pod("coredns-7bb9c6d88f-9xq4n", "kube-system", { node: nodes[0], container: "coredns", restarts: 23, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=coredns pod=coredns-7bb9c6d88f-9xq4n_kube-system(c0); last terminated: reason=OOMKilled, exit_code=137", exit_code: 137 } }),
      pod("coredns-7bb9c6d88f-m8t2v", "kube-system", { node: nodes[1], container: "coredns", restarts: 19, ready: false, state: { running: true, started_at: "2026-05-12T08:34:41Z" } })
    ],
    deployments: [deployment("quote", "sales", 2), deployment("coredns", "kube-system", 2, 0)],
    events: [
      event("kube-system", "BackOff", "Back-off restarting failed container coredns in pod coredns-7bb9c6d88f-9xq4n_kube-system(c0)", "Pod/coredns-7bb9c6d88f-9xq4n", 61, "2026-05-12T07:40:00Z", "2026-05-12T08:34:59Z"),
      event("kube-system", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "Pod/coredns-7bb9c6d88f-m8t2v", 17, "2026-05-12T07:41:00Z", "2026-05-12T08:34:45Z")
    ],
    logs: [
      log("2026-05-12T08:32:11Z", "quote", "quote-5c7b6d9f8d-2kz7m", "error", "dial tcp: lookup rates.sales.svc.cluster.local on 172.20.0.10:53: read udp 10.2.11.40:51123->172.20.0.10:53: i/o timeout"),
      log("2026-05-12T08:32:19Z", "kernel", nodes[0], "error", "Memory cgroup out of memory: Killed process 20714 (coredns) total-vm:861204kB, anon-rss:172916kB, file-rss:0kB, oom_score_adj:985"),
      log("2026-05-12T08:33:01Z", "quote", "quote-5c7b6d9f8d-w6r3x", "error", "GET /quote/eur 500 5003ms rates lookup: i/o timeout")
    ],
    monitors: [monitor(9501, "quote error rate", "Alert", "avg(last_5m):sum:trace.http.errors{service:quote}.as_rate() > 0.05"), monitor(9502, "CoreDNS requests per second", "Warn", "avg(last_5m):sum:coredns.request_count{*}.as_rate() > 40000")]
  }),
  answer: answer("resource_exhaustion", ["coredns", "OOMKilled", "memory", "lookup"], ["dependency_failure", "infrastructure", "configuration_error"])
}

const groupAtMaximum: Incident = {
  name: "blind-eks-6",
  files: eksFiles("encoder", "video", {
    alert: alert("Pods pending — encoder", "KubernetesPodPending", "encoder", "video", { summary: "4 pods of encoder Pending for 20 minutes.", description: "Running pods are healthy; the autoscaler log has errors about a spot group, too.", error: "FailedScheduling", symptom: "Backlog of jobs grows." }, "warning"),
    pods: [
      pod("encoder-7f6d5c4b9c-1d8kw", "video"), pod("encoder-7f6d5c4b9c-3h9zq", "video", { node: nodes[1] }),
      ...["5t2bn", "8v7cx", "b4n6r", "g9p3s"].map((id) => pod(`encoder-7f6d5c4b9c-${id}`, "video", { start: "2026-05-12T08:14:00Z", unschedulable: "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod." }))
    ],
    deployments: [deployment("encoder", "video", 6, 2)],
    events: [
      event("video", "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.", "Pod/encoder-7f6d5c4b9c-5t2bn", 20, "2026-05-12T08:14:01Z", "2026-05-12T08:34:20Z"),
      event("video", "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached, 1 node(s) had untolerated taint {lifecycle: spot}", "Pod/encoder-7f6d5c4b9c-5t2bn", 116, "2026-05-12T08:14:11Z", "2026-05-12T08:34:41Z", "Normal")
    ],
    logs: [log("2026-05-12T08:33:00Z", "cluster-autoscaler", "retail-prod-eks-control-plane", "info", "Skipping node group eks-general-2c - max size reached (3/3)")]
  }),
  answer: answer("resource_exhaustion", ["Insufficient cpu", "max", "encoder", "Pending"], ["configuration_error", "infrastructure"])
}

export const unseenBlindEksIncidents: ReadonlyArray<Incident> = [addressesGone, meshRefuses, providerDown, poisonFeed, resolverKilled, groupAtMaximum]
