// Incidents of nodes, scheduling and autoscaling.
import { alert, cluster, deployment, eksFiles, event, log, monitor, node, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"

const at = (time: string) => `2026-05-12T${time}Z`

export const eksClusterIncidents: ReadonlyArray<Incident> = [
  {
    name: "eks/spot-node-lost",
    files: eksFiles("cart-api", "shop", {
      alert: alert("Pods not ready — cart-api", "KubernetesPodNotReady", "cart-api", "shop", { summary: "2 of 4 pods of cart-api stopped answering at 08:24.", description: "No deployment today.", symptom: "Half of the replicas disappeared at once." }),
      pods: [
        pod("cart-api-6f5d8c7b9d-2xk8f", "shop", { node: nodes[2], ready: false, extra: { reason: "NodeLost", deletion_timestamp: at("08:30:00") } }),
        pod("cart-api-6f5d8c7b9d-9dq7v", "shop", { node: nodes[2], ready: false, extra: { reason: "NodeLost", deletion_timestamp: at("08:30:00") } }),
        pod("cart-api-6f5d8c7b9d-jj4bz", "shop"), pod("cart-api-6f5d8c7b9d-w6m9c", "shop", { node: nodes[1] })
      ],
      deployments: [deployment("cart-api", "shop", 4, 2)],
      nodes: [node(nodes[0]), node(nodes[1]), node(nodes[2], { ready: "Unknown", memory_pressure: "Unknown", disk_pressure: "Unknown", pid_pressure: "Unknown", instance_type: "m5.xlarge" })],
      events: [
        event("shop", "NodeNotReady", `Node is not ready`, "Pod/cart-api-6f5d8c7b9d-2xk8f", 1, at("08:24:30"), at("08:24:30")),
        event("shop", "TaintManagerEviction", "Marking for deletion Pod shop/cart-api-6f5d8c7b9d-2xk8f", "Pod/cart-api-6f5d8c7b9d-2xk8f", 1, at("08:29:30"), at("08:29:30")),
        event("default", "NodeNotReady", `Node ${nodes[2]} status is now: NodeNotReady`, `Node/${nodes[2]}`, 1, at("08:24:30"), at("08:24:30"))
      ],
      logs: [log(at("08:22:10"), "aws-node-termination-handler", nodes[2], "warn", `EC2 spot interruption notice received for instance i-0d3c5f on node ${nodes[2]}, terminating at 08:24:10`), log(at("08:24:40"), "cart-api", "cart-api-6f5d8c7b9d-jj4bz", "warn", "peer 10.2.13.61:7946 unreachable, removed from ring")]
    }),
    answer: answer("infrastructure", ["NotReady", "ip-10-2-13-88", "spot", "evict"])
  },
  {
    name: "eks/disk-pressure-evictions",
    files: eksFiles("report-render", "bi", {
      alert: alert("Evicted pods — report-render", "KubernetesPodEvicted", "report-render", "bi", { summary: "3 pods of report-render were evicted within 10 minutes.", description: "Replacement pods start on other nodes.", symptom: "Pods are evicted." }),
      pods: [
        ...["aaq4d", "bc7s9", "zt8n1"].map((id) => pod(`report-render-7f8b6d5c94-${id}`, "bi", { phase: "Failed", node: nodes[1], ready: false, extra: { reason: "Evicted", message: "The node was low on resource: ephemeral-storage. Threshold quantity: 8587255194, available: 6013288Ki. Container report-render was using 41Gi, request is 0, has larger consumption of ephemeral-storage." }, state: { terminated: true, reason: "Error", exit_code: 137 } })),
        pod("report-render-7f8b6d5c94-h6m2p", "bi"), pod("report-render-7f8b6d5c94-l9w3x", "bi", { node: nodes[2] })
      ],
      deployments: [deployment("report-render", "bi", 3, 2)],
      nodes: [node(nodes[0]), node(nodes[1], { disk_pressure: "True" }), node(nodes[2])],
      events: [
        event("bi", "Evicted", "The node was low on resource: ephemeral-storage. Threshold quantity: 8587255194, available: 6013288Ki. Container report-render was using 41Gi, request is 0, has larger consumption of ephemeral-storage.", "Pod/report-render-7f8b6d5c94-aaq4d", 1, at("08:12:00"), at("08:12:00")),
        event("default", "FreeDiskSpaceFailed", "Failed to garbage collect required amount of images. Attempted to free 9663676416 bytes, but only found 0 bytes eligible to free.", `Node/${nodes[1]}`, 4, at("08:10:00"), at("08:30:00"))
      ]
    }),
    answer: answer("resource_exhaustion", ["ephemeral-storage", "evict", "DiskPressure", "ip-10-2-12-201", "report-render"], ["infrastructure"])
  },
  {
    name: "eks/insufficient-cpu",
    files: eksFiles("pricing-engine", "pricing", {
      alert: alert("Pods pending — pricing-engine", "KubernetesPodPending", "pricing-engine", "pricing", { summary: "3 pods of pricing-engine are Pending for 14 minutes.", description: "Scale-up from 4 to 7 replicas before the sale.", symptom: "Pods are not scheduled." }, "warning"),
      pods: [
        ...["1c5tz", "6v9qh", "d8xk4"].map((id) => pod(`pricing-engine-6d7c9f8b5-${id}`, "pricing", { unschedulable: "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod." })),
        ...["f5n2s", "g7p4w", "k3r6m", "m2t8b"].map((id, i) => pod(`pricing-engine-6d7c9f8b5-${id}`, "pricing", { node: nodes[i % 3] }))
      ],
      deployments: [deployment("pricing-engine", "pricing", 7, 4)],
      events: [
        event("pricing", "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.", "Pod/pricing-engine-6d7c9f8b5-1c5tz", 11, at("08:19:00"), at("08:33:00")),
        event("pricing", "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached", "Pod/pricing-engine-6d7c9f8b5-1c5tz", 80, at("08:19:10"), at("08:33:00"), "Normal")
      ]
    }),
    answer: answer("resource_exhaustion", ["Insufficient cpu", "Pending", "pricing-engine-6d7c9f8b5-1c5tz", "schedul", "max node group size"])
  },
  {
    name: "eks/untolerated-taint",
    files: eksFiles("ml-scorer", "risk", {
      alert: alert("Pods pending — ml-scorer", "KubernetesPodPending", "ml-scorer", "risk", { summary: "ml-scorer has 2 Pending pods.", description: "Node group was replaced yesterday evening.", symptom: "Scheduling fails though the nodes are nearly empty." }, "warning"),
      pods: ["4dz8k", "9wv3c"].map((id) => pod(`ml-scorer-75f6c8d9b7-${id}`, "risk", { unschedulable: "0/3 nodes are available: 3 node(s) had untolerated taint {workload: gpu-batch}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling." })),
      deployments: [deployment("ml-scorer", "risk", 2, 0)],
      events: [event("risk", "FailedScheduling", "0/3 nodes are available: 3 node(s) had untolerated taint {workload: gpu-batch}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.", "Pod/ml-scorer-75f6c8d9b7-4dz8k", 23, at("07:10:00"), at("08:33:00"))]
    }),
    answer: answer("configuration_error", ["taint", "toleration", "gpu-batch", "Pending", "FailedScheduling"])
  },
  {
    name: "eks/cpu-throttling",
    files: eksFiles("quote-api", "insurance", {
      alert: alert("High latency — quote-api", "HighLatency", "quote-api", "insurance", { summary: "p95 latency of quote-api is 4.8 s.", description: "No errors, no restarts. The database team reports nothing unusual.", symptom: "Slow answers." }),
      pods: ["m4k9x", "s8v2n"].map((id, i) => pod(`quote-api-7d9c8b6f5d-${id}`, "insurance", { node: nodes[i] })),
      logs: [
        log(at("08:25:00"), "quote-api", "quote-api-7d9c8b6f5d-m4k9x", "warn", "request POST /quotes took 4711ms (budget 800ms)"),
        log(at("08:26:00"), "kubelet", nodes[0], "warn", "container quote-api in pod quote-api-7d9c8b6f5d-m4k9x: cpu cfs throttled 83% of periods, limit 500m, usage 499m"),
        log(at("08:27:00"), "quote-api", "quote-api-7d9c8b6f5d-s8v2n", "warn", "request POST /quotes took 5102ms (budget 800ms)")
      ],
      monitors: [monitor(8301, "quote-api p95 latency", "Alert", "avg(last_5m):avg:trace.http.duration.p95{service:quote-api} > 2"), monitor(8302, "quote-api CPU throttling", "Alert", "avg(last_5m):avg:kubernetes.cpu.cfs.throttled.periods{kube_deployment:quote-api} / avg:kubernetes.cpu.cfs.periods{kube_deployment:quote-api} > 0.25", "Containers are throttled at their CPU limit."), monitor(8303, "quote-api error rate", "OK", "sum(last_5m):sum:trace.http.errors{service:quote-api} > 5")]
    }),
    answer: answer("resource_exhaustion", ["throttl", "CPU limit", "500m", "latency", "quote-api"])
  },
  {
    name: "eks/autoscaler-at-maximum",
    files: eksFiles("stream-edge", "video", {
      alert: alert("High latency — stream-edge", "HighLatency", "stream-edge", "video", { summary: "Latency of stream-edge rises since 08:05.", description: "Traffic doubled after a campaign mail.", symptom: "Slow start of streams." }),
      pods: Array.from({ length: 6 }, (_, i) => pod(`stream-edge-5b6f7d8c9-${"bcdfgh"[i]}4x${i}z`, "video", { node: nodes[i % 3] })),
      events: [
        event("video", "ScalingLimited", "the desired replica count is more than the maximum replica count (desired 11, max 6)", "HorizontalPodAutoscaler/stream-edge", 40, at("08:07:00"), at("08:33:00")),
        event("video", "SuccessfulRescale", "New size: 6; reason: cpu resource utilization (percentage of request) above target", "HorizontalPodAutoscaler/stream-edge", 1, at("08:06:00"), at("08:06:00"), "Normal")
      ],
      monitors: [monitor(8401, "stream-edge HPA at max replicas", "Alert", "min(last_10m):avg:kubernetes_state.hpa.current_replicas{hpa:stream-edge} / avg:kubernetes_state.hpa.max_replicas{hpa:stream-edge} >= 1"), monitor(8402, "stream-edge p95 latency", "Alert", "avg(last_5m):avg:trace.http.duration.p95{service:stream-edge} > 2")]
    }),
    answer: answer("resource_exhaustion", ["HorizontalPodAutoscaler", "maximum", "max 6", "stream-edge", "replica"], ["configuration_error"])
  },
  {
    name: "eks/network-policy",
    files: eksFiles("order-sync", "erp", {
      alert: alert("Elevated error rate — order-sync", "HighErrorRate", "order-sync", "erp", { summary: "order-sync fails 100 % of its jobs since 08:16.", description: "Pods are Running. Redis team reports that Redis is up and other clients are served.", symptom: "Jobs fail with timeouts." }),
      pods: ["d9c3v", "y5k7t"].map((id, i) => pod(`order-sync-6c9d8f7b5d-${id}`, "erp", { node: nodes[i] })),
      events: [event("erp", "PolicyApplied", "NetworkPolicy default-deny-egress applied to namespace erp", "NetworkPolicy/default-deny-egress", 1, at("08:15:40"), at("08:15:40"), "Normal")],
      logs: [
        log(at("08:15:41"), "aws-network-policy-agent", nodes[0], "info", "NetworkPolicy erp/default-deny-egress attached to 2 pods: order-sync-6c9d8f7b5d-d9c3v, order-sync-6c9d8f7b5d-y5k7t"),
        ...["08:16:10", "08:17:10", "08:18:10"].map((time) => log(at(time), "order-sync", "order-sync-6c9d8f7b5d-d9c3v", "error", "connect ETIMEDOUT 10.2.30.11:6379 (redis-main.cache.svc.cluster.local)")),
        log(at("08:18:12"), "aws-network-policy-agent", nodes[0], "warn", "flow DENY src=10.2.11.31 dst=10.2.30.11 dport=6379 proto=TCP policy=default-deny-egress")
      ],
      monitors: [monitor(8501, "order-sync job failures", "Alert", "sum(last_5m):sum:jobs.failed{service:order-sync} > 5"), monitor(8502, "redis-main availability", "OK", "avg(last_5m):avg:redis.up{name:redis-main} < 1")]
    }),
    answer: answer("configuration_error", ["NetworkPolicy", "default-deny-egress", "redis-main", "6379", "egress"])
  },
  {
    name: "eks/node-memory-noise-quota",
    files: eksFiles("batch-import", "data", {
      alert: alert("Replicas mismatch — batch-import", "KubernetesDeploymentReplicasMismatch", "batch-import", "data", { summary: "batch-import: 2 of 6 replicas.", description: "One node had memory pressure this morning.", symptom: "Replicas missing." }, "warning"),
      pods: [pod("batch-import-8c7d6f5b9-t4n8s", "data"), pod("batch-import-8c7d6f5b9-c2r6v", "data", { node: nodes[1] })],
      deployments: [deployment("batch-import", "data", 6, 2)],
      events: [
        event("data", "FailedCreate", "Error creating: pods \"batch-import-8c7d6f5b9-\" is forbidden: exceeded quota: data-team, requested: requests.memory=4Gi, used: requests.memory=29Gi, limited: requests.memory=32Gi", "ReplicaSet/batch-import-8c7d6f5b9", 17, at("08:12:00"), at("08:33:00")),
        event("default", "NodeHasSufficientMemory", `Node ${nodes[1]} status is now: NodeHasSufficientMemory`, `Node/${nodes[1]}`, 1, at("05:02:00"), at("05:02:00"), "Normal")
      ],
      logs: [log(at("08:12:00"), "kube-controller-manager", `${cluster}-control-plane`, "error", "Error creating: pods \"batch-import-8c7d6f5b9-\" is forbidden: exceeded quota: data-team")]
    }),
    answer: answer("resource_exhaustion", ["quota", "data-team", "requests.memory", "29Gi", "32Gi"])
  }
]
