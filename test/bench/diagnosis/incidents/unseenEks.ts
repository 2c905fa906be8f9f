// Workloads, written by somebody who has not read the rules; rules may be improved on these.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"
import { without } from "./unseenBase.js"

const fullNode: Incident = {
  name: "unseen-eks-node-disk-filled-by-a-neighbour",
  files: eksFiles("search-api", "search", {
    alert: alert("Pods of search-api evicted", "KubernetesPodEvicted", "search-api", "search", { summary: "Two of four search-api pods were evicted within 6 minutes.", description: "Evicted pods are in phase Failed; replacements started on other nodes. A memory problem of search-api is assumed.", error: "Evicted", symptom: "search-api loses pods again and again." }),
    pods: [
      pod("search-api-6d8f7c9b5d-2hxkp", "search", { phase: "Failed", node: nodes[1], state: { terminated: true, reason: "Error", exit_code: 137 }, extra: { reason: "Evicted", message: "The node was low on resource: ephemeral-storage. Threshold quantity: 8578357043, available: 6120148Ki. Container search-api was using 112Ki, request is 0, has larger consumption of ephemeral-storage. " } }),
      pod("search-api-6d8f7c9b5d-w9t4z", "search", { phase: "Failed", node: nodes[1], state: { terminated: true, reason: "Error", exit_code: 137 }, extra: { reason: "Evicted", message: "The node was low on resource: ephemeral-storage. Threshold quantity: 8578357043, available: 6019872Ki. Container search-api was using 108Ki, request is 0, has larger consumption of ephemeral-storage. " } }),
      pod("search-api-6d8f7c9b5d-kk7ms", "search", { node: nodes[0] }),
      pod("search-api-6d8f7c9b5d-zp5vd", "search", { node: nodes[2], start: "2026-05-12T08:29:50Z" }),
      pod("thumbnailer-5b6d4f8c77-lq2wn", "media", { node: nodes[1] })
    ],
    deployments: [deployment("search-api", "search", 4, 3), deployment("thumbnailer", "media", 1)],
    events: [
      event("default", "EvictionThresholdMet", "Attempting to reclaim ephemeral-storage", `Node/${nodes[1]}`, 9, "2026-05-12T08:22:10Z", "2026-05-12T08:34:31Z"),
      event("default", "FreeDiskSpaceFailed", "Failed to garbage collect required amount of images. Attempted to free 11244011520 bytes, but only found 0 bytes eligible to free.", `Node/${nodes[1]}`, 4, "2026-05-12T08:21:55Z", "2026-05-12T08:33:02Z"),
      event("search", "Evicted", "The node was low on resource: ephemeral-storage. Threshold quantity: 8578357043, available: 6120148Ki.", "Pod/search-api-6d8f7c9b5d-2hxkp", 1, "2026-05-12T08:24:12Z", "2026-05-12T08:24:12Z")
    ],
    nodes: [node(nodes[0]), node(nodes[1], { disk_pressure: "True" }), node(nodes[2])],
    logs: [log("2026-05-12T08:33:51Z", "thumbnailer", nodes[1], "warn", "scratch directory /tmp/thumbs holds 71.4 GiB in 1193022 files, cleanup is disabled (TMP_TTL=0)")]
  }),
  answer: answer("resource_exhaustion", ["ephemeral-storage", "evict", "ip-10-2-12-201", "disk"], ["infrastructure", "configuration_error"])
}

const heapBehindProbe: Incident = {
  name: "unseen-eks-heap-behind-liveness",
  files: eksFiles("pricing", "pricing", {
    alert: alert("Liveness probe failures — pricing", "KubernetesProbeFailing", "pricing", "pricing", { summary: "Liveness probe of pricing failed 31 times in 20 minutes; two pods were restarted.", description: "The probe was changed last week (timeout 5 s to 3 s); a too tight probe is suspected.", error: "Liveness probe failed: context deadline exceeded", symptom: "Containers are killed by the kubelet though they look alive." }),
    pods: [
      pod("pricing-7c5b9d6f4-8mz2q", "pricing", { ready: false, restarts: 6, state: { running: true, started_at: "2026-05-12T08:31:40Z" }, start: "2026-05-11T20:00:00Z" }),
      pod("pricing-7c5b9d6f4-dv6xn", "pricing", { ready: false, restarts: 5, node: nodes[1], state: { running: true, started_at: "2026-05-12T08:28:13Z" }, start: "2026-05-11T20:00:00Z" }),
      pod("pricing-7c5b9d6f4-t4k9b", "pricing", { restarts: 1, node: nodes[2] })
    ],
    deployments: [deployment("pricing", "pricing", 3, 1)],
    events: [
      event("pricing", "Unhealthy", "Liveness probe failed: Get \"http://10.2.11.94:8080/actuator/health/liveness\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)", "Pod/pricing-7c5b9d6f4-8mz2q", 18, "2026-05-12T08:12:00Z", "2026-05-12T08:34:00Z"),
      event("pricing", "Killing", "Container pricing failed liveness probe, will be restarted", "Pod/pricing-7c5b9d6f4-8mz2q", 6, "2026-05-12T08:13:30Z", "2026-05-12T08:31:30Z", "Normal")
    ],
    podLogs: { pod: "pricing-7c5b9d6f4-8mz2q", lines: [
      "2026-05-12 08:30:02.114  INFO 1 --- [           main] c.r.pricing.PricingApplication           : Started PricingApplication in 11.204 seconds (process running for 12.1)",
      "2026-05-12 08:30:44.870  INFO 1 --- [rule-loader-1] c.r.pricing.rules.RuleCache              : loaded 4118022 price rules of 212 tenants",
      "[71.033s][info][gc] GC(88) Pause Full (G1 Compaction Pause) 1019M->1016M(1024M) 2871.402ms",
      "[74.215s][info][gc] GC(89) Pause Full (G1 Compaction Pause) 1019M->1018M(1024M) 3004.118ms",
      "Exception in thread \"http-nio-8080-exec-14\" java.lang.OutOfMemoryError: Java heap space",
      "\tat java.base/java.util.Arrays.copyOf(Arrays.java:3541)",
      "\tat com.retail.pricing.rules.RuleCache.index(RuleCache.java:139)",
      "2026-05-12 08:31:36.002  WARN 1 --- [nio-8080-exec-2] o.s.b.a.health.HealthEndpointSupport     : Health contributor livenessState took 4120ms to respond"
    ] }
  }),
  answer: answer("resource_exhaustion", ["OutOfMemoryError", "heap", "liveness", "pricing"], ["code_defect"])
}

const brokenIdentity: Incident = {
  name: "unseen-eks-identity-provider-missing",
  files: without(eksFiles("invoice-export", "finance", {
    alert: alert("Elevated error rate — invoice-export", "HighErrorRate", "invoice-export", "finance", { summary: "All uploads of invoice-export fail since 08:05Z.", description: "Pods Running and Ready. The cluster was rebuilt behind the same name on the weekend; S3 had a degraded period yesterday evening.", error: "Upload to s3://retail-invoices failed", symptom: "S3 outage suspected." }),
    pods: [pod("invoice-export-58c7d5bb6f-4nqvr", "finance"), pod("invoice-export-58c7d5bb6f-xw2lt", "finance", { node: nodes[1] })],
    logs: [
      log("2026-05-12T08:31:59Z", "invoice-export", "invoice-export-58c7d5bb6f-4nqvr", "error", "botocore.errorfactory.InvalidIdentityTokenException: An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/9F1C2B"),
      log("2026-05-12T08:32:04Z", "invoice-export", "invoice-export-58c7d5bb6f-xw2lt", "error", "boto3.exceptions.S3UploadFailedError: Failed to upload /tmp/inv-20260512-0119.pdf to retail-invoices/2026/05/12: could not obtain credentials for role arn:aws:iam::111122223333:role/invoice-export-s3"),
      log("2026-05-12T08:32:05Z", "invoice-export", "invoice-export-58c7d5bb6f-xw2lt", "warn", "will retry batch 20260512-0119 in 30 s (attempt 54)")
    ],
    monitors: [monitor(9201, "invoice-export failed uploads", "Alert", "sum(last_5m):sum:invoice.upload.failed{*}.as_count() > 5", "Uploads fail."), monitor(9202, "AWS S3 service health", "OK", "max(last_5m):aws.health.s3{region:eu-west-1} > 0")]
  }), "eks_node_health.json", "eks_events.json"),
  answer: answer("configuration_error", ["AssumeRoleWithWebIdentity", "OpenIDConnect", "invoice-export", "credentials"])
}

const deadZone: Incident = {
  name: "unseen-eks-node-lost-volume-stays-in-its-zone",
  files: eksFiles("redis-cart", "cart", {
    alert: alert("StatefulSet redis-cart unavailable", "KubernetesPodPending", "redis-cart", "cart", { summary: "redis-cart-0 is Pending for 17 minutes; carts are lost.", description: "Scheduler says that no node fits. Autoscaler did not react, cluster capacity is suspected.", error: "0/3 nodes are available", symptom: "A pod that cannot be scheduled." }),
    pods: [
      pod("redis-cart-0", "cart", { container: "redis", unschedulable: "0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 node(s) had volume node affinity conflict. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling." }),
      pod("cart-api-6b7f9c4d8b-r8c5m", "cart", { node: nodes[0] }),
      pod("cart-api-6b7f9c4d8b-m2j7s", "cart", { node: nodes[2], ready: false, state: { running: true, started_at: "2026-05-11T06:20:30Z" }, extra: { deletion_timestamp: "2026-05-12T08:23:10Z" } })
    ],
    deployments: [deployment("redis-cart", "cart", 1, 0), deployment("cart-api", "cart", 2, 1)],
    events: [
      event("default", "NodeNotReady", `Node ${nodes[2]} status is now: NodeNotReady`, `Node/${nodes[2]}`, 1, "2026-05-12T08:17:41Z", "2026-05-12T08:17:41Z", "Normal"),
      event("cart", "FailedScheduling", "0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 node(s) had volume node affinity conflict.", "Pod/redis-cart-0", 12, "2026-05-12T08:23:12Z", "2026-05-12T08:35:00Z"),
      event("cart", "TaintManagerEviction", "Marking for deletion Pod cart/redis-cart-0", "Pod/redis-cart-0", 1, "2026-05-12T08:22:44Z", "2026-05-12T08:22:44Z", "Normal")
    ],
    nodes: [node(nodes[0]), node(nodes[1]), node(nodes[2], { ready: "Unknown", memory_pressure: "Unknown", disk_pressure: "Unknown", pid_pressure: "Unknown" })],
    logs: [
      log("2026-05-12T08:17:44Z", "kube-controller-manager", "retail-prod-eks-control-plane", "warn", `node ${nodes[2]} hasn't been updated for 40.013s. Last Ready is: kubelet stopped posting node status`),
      log("2026-05-12T08:19:00Z", "aws-cloudwatch", "account-111122223333", "error", "StatusCheckFailed_System for i-0be71c55aa: system reachability check failed (host i-0be71c55aa in eu-west-1c)"),
      log("2026-05-12T08:34:10Z", "cart-api", "cart-api-6b7f9c4d8b-r8c5m", "error", "ReplyError: connect EHOSTUNREACH 172.20.44.9:6379 redis-cart.cart.svc")
    ]
  }),
  answer: answer("infrastructure", ["ip-10-2-13-88", "NotReady", "volume node affinity", "redis-cart-0"])
}

const goPanic: Incident = {
  name: "unseen-eks-panic-in-the-new-revision",
  files: eksFiles("coupon", "promo", {
    alert: alert("CrashLoopBackOff — coupon", "KubernetesPodCrashLooping", "coupon", "promo", { summary: "coupon-84d5f6c9c8-pp4ls restarted 9 times in 25 minutes.", description: "One pod of a rollout that started at 08:05Z. A node reported memory pressure last night; the tax provider is slow today.", error: "exit code 2", symptom: "CrashLoopBackOff of one pod, others serve.", }),
    pods: [
      pod("coupon-84d5f6c9c8-pp4ls", "promo", { restarts: 9, start: "2026-05-12T08:05:02Z", state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=coupon pod=coupon-84d5f6c9c8-pp4ls_promo(77c1)", exit_code: 2 } }),
      pod("coupon-6f9b8d7d5c-hv7tq", "promo", { node: nodes[1] }),
      pod("coupon-6f9b8d7d5c-s5k2d", "promo", { node: nodes[2] })
    ],
    deployments: [deployment("coupon", "promo", 3, 2)],
    events: [
      event("promo", "BackOff", "Back-off restarting failed container coupon in pod coupon-84d5f6c9c8-pp4ls_promo(77c1)", "Pod/coupon-84d5f6c9c8-pp4ls", 88, "2026-05-12T08:06:11Z", "2026-05-12T08:34:40Z"),
      event("default", "NodeHasInsufficientMemory", `Node ${nodes[1]} status is now: NodeHasInsufficientMemory`, `Node/${nodes[1]}`, 1, "2026-05-11T23:40:02Z", "2026-05-11T23:40:02Z")
    ],
    podLogs: { pod: "coupon-84d5f6c9c8-pp4ls", lines: [
      "{\"level\":\"info\",\"ts\":\"2026-05-12T08:34:31.007Z\",\"caller\":\"cmd/main.go:61\",\"msg\":\"coupon v2.31.0 starting\",\"commit\":\"9c1f2e7\"}",
      "{\"level\":\"warn\",\"ts\":\"2026-05-12T08:34:31.902Z\",\"caller\":\"tax/client.go:88\",\"msg\":\"slow response\",\"took\":\"1.4s\"}",
      "panic: runtime error: invalid memory address or nil pointer dereference",
      "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x8f2c1d]",
      "",
      "goroutine 1 [running]:",
      "github.com/retail/coupon/internal/rules.(*Engine).Warm(0x0, {0xc0001a2000, 0x1f4})",
      "\t/src/internal/rules/engine.go:204 +0x3d",
      "main.main()",
      "\t/src/cmd/main.go:97 +0x5a8"
    ] }
  }),
  answer: answer("code_defect", ["panic", "nil pointer", "coupon-84d5f6c9c8-pp4ls", "engine.go"])
}

const drained: Incident = {
  name: "unseen-eks-node-rotation-done",
  files: eksFiles("cart-api", "cart", {
    alert: alert("Node count changed — retail-prod-eks", "KubernetesNodeReplaced", "cart-api", "cart", { summary: "A node left the cluster in the planned AMI rotation; cart-api moved and is complete again.", description: "Automatic note of the rotation job.", symptom: "None." }, "info", "normal"),
    pods: [pod("cart-api-6b7f9c4d8b-r8c5m", "cart"), pod("cart-api-6b7f9c4d8b-b7d9w", "cart", { node: nodes[1], start: "2026-05-12T08:11:09Z" }), pod("cart-api-6b7f9c4d8b-gk2zf", "cart", { node: nodes[2], start: "2026-05-12T08:11:10Z" })],
    events: [
      event("default", "NodeNotReady", "Node ip-10-2-12-77.eu-west-1.compute.internal status is now: NodeNotReady", "Node/ip-10-2-12-77.eu-west-1.compute.internal", 1, "2026-05-12T08:14:40Z", "2026-05-12T08:14:40Z"),
      event("cart", "Unhealthy", "Readiness probe failed: Get \"http://10.2.12.31:8080/ready\": dial tcp 10.2.12.31:8080: connect: connection refused", "Pod/cart-api-6b7f9c4d8b-b7d9w", 2, "2026-05-12T08:11:14Z", "2026-05-12T08:11:19Z")
    ],
    logs: [log("2026-05-12T08:14:55Z", "cluster-autoscaler", "retail-prod-eks-control-plane", "info", "Successfully drained node ip-10-2-12-77.eu-west-1.compute.internal, instance i-0aa71 terminated by rotation ami-2026-05")]
  }),
  answer: answer("healthy", ["normal", "no failure"])
}

export const unseenEksIncidents: ReadonlyArray<Incident> = [fullNode, heapBehindProbe, brokenIdentity, deadZone, goPanic, drained]
