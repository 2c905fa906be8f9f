// Days on which something happened and nothing is wrong: changes that are done,
// movements that came back, noise that was always there. Rules may be improved on these.
import { alert, deployment, eksFiles, event, log, monitor, node, nodes, pod, type Pod } from "./eksBase.js"
import { rdsEvent } from "./rdsBase.js"
import { answer, type Incident } from "./types.js"
import { database, jagged, without } from "./unseenBase.js"

const gib = 1024 ** 3
const at = (time: string) => `2026-05-12T${time}Z`
const well = answer("healthy", ["normal", "no failure"])
const three = (name: string, namespace: string, over: Parameters<typeof pod>[2] = {}): ReadonlyArray<Pod> => ["x7k2p", "b9d4m", "q3w8z"].map((end, i) => pod(`${name}-${end}`, namespace, { node: nodes[i], ...over }))

const workloads: ReadonlyArray<Incident> = [
  {
    name: "turns-eks-deployment-finished",
    files: eksFiles("address-api", "shop", {
      alert: alert("Pods changed — address-api", "KubernetesPodNotReady", "address-api", "shop", { summary: "address-api had unavailable pods for 70 seconds.", description: "Deployment revision 41.", symptom: "Unavailable pods." }, "warning"),
      pods: three("address-api-6c9d7f5b8", "shop", { start: at("08:21:30") }),
      events: [
        event("shop", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "Pod/address-api-6c9d7f5b8-b9d4m", 4, at("08:21:40"), at("08:22:00")),
        event("shop", "ScalingReplicaSet", "Scaled down replica set address-api-58fd7c to 0 from 1", "Deployment/address-api", 1, at("08:22:40"), at("08:22:40"), "Normal"),
        event("shop", "Unhealthy", "Readiness probe failed: Get \"http://10.2.11.9:8080/ready\": dial tcp 10.2.11.9:8080: connect: connection refused", "Pod/address-api-58fd7c-9kqzt", 3, at("08:22:42"), at("08:22:50"))
      ],
      logs: [log(at("08:22:43"), "address-api", "address-api-58fd7c-9kqzt", "warn", "received SIGTERM, closing 12 open connections"), log(at("08:22:44"), "address-api", "address-api-58fd7c-9kqzt", "error", "request aborted: context canceled during shutdown")]
    }),
    answer: well
  },
  {
    name: "turns-eks-node-was-added",
    files: eksFiles("image-resize", "media", {
      alert: alert("Pending pods — image-resize", "KubernetesPodPending", "image-resize", "media", { summary: "One pod was Pending for 2 minutes; recovered.", description: "Autoscaling at the morning peak.", symptom: "Pending." }, "warning", "resolved"),
      pods: [...three("image-resize-7d5f9c", "media"), pod("image-resize-7d5f9c-h5v2c", "media", { node: nodes[2], start: at("08:14:40") })],
      events: [
        event("media", "FailedScheduling", "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.", "Pod/image-resize-7d5f9c-h5v2c", 3, at("08:12:10"), at("08:13:50")),
        event("media", "TriggeredScaleUp", "pod triggered scale-up: [{eks-workers-a 2->3 (max: 8)}]", "Pod/image-resize-7d5f9c-h5v2c", 1, at("08:12:20"), at("08:12:20"), "Normal")
      ],
      monitors: [monitor(9401, "image-resize queue age", "OK", "max(last_5m):max:resize.queue.age{*} > 60")]
    }),
    answer: well
  },
  {
    name: "turns-eks-loop-in-another-namespace",
    files: eksFiles("payout", "payments", {
      alert: alert("Daily verification — payout", "KubernetesScheduledHealthCheck", "payout", "payments", { summary: "Scheduled verification of payout passed.", description: "All checks green.", symptom: "None." }, "info", "normal"),
      pods: [...three("payout-5c8b7d", "payments"), pod("dev-toy-7b9c-abcde", "sandbox-lena", { container: "toy", restarts: 1412, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=toy" }, start: "2026-04-02T10:00:00Z" })],
      deployments: [deployment("payout", "payments", 3)],
      events: [event("sandbox-lena", "BackOff", "Back-off restarting failed container toy in pod dev-toy-7b9c-abcde", "Pod/dev-toy-7b9c-abcde", 9811, "2026-04-02T10:03:00Z", at("08:33:00"))]
    }),
    answer: well
  },
  {
    name: "turns-eks-error-that-is-always-there",
    files: eksFiles("wishlist", "shop", {
      alert: alert("Heartbeat — wishlist", "SyntheticHeartbeat", "wishlist", "shop", { summary: "Heartbeat received. Error budget 99.98 %.", description: "Sent every hour.", symptom: "None." }, "info", "ok"),
      pods: three("wishlist-6d4c8b", "shop"),
      logs: ["02:00:03", "03:00:03", "04:00:03", "05:00:03", "06:00:03", "07:00:03", "08:00:03"].map((time) => log(at(time), "wishlist", "wishlist-6d4c8b-x7k2p", "error", "could not send usage statistics to telemetry.vendor.io: 404 Not Found (ignored)"))
    }),
    answer: well
  },
  {
    name: "turns-eks-test-of-the-pager",
    files: without(eksFiles("oncall", "ops", {
      alert: alert("TEST — please ignore", "TestAlert", "oncall", "ops", { summary: "This is a test notification sent by a user to verify the escalation chain.", description: "No action needed.", symptom: "None." }, "critical"),
      pods: three("oncall-bot-84c9", "ops")
    }), "eks_node_health.json"),
    answer: well
  },
  {
    name: "turns-eks-certificate-renewed",
    files: eksFiles("edge", "ingress", {
      alert: alert("Certificate expiry — edge", "CertificateExpiringSoon", "edge", "ingress", { summary: "Certificate shop-tls was within 21 days of its expiry; renewed.", description: "cert-manager.", symptom: "None." }, "warning", "resolved"),
      pods: three("edge-nginx-59d7", "ingress"),
      events: [
        event("ingress", "Issuing", "Renewing certificate as renewal was scheduled at 2026-05-12 08:00:00 +0000 UTC", "Certificate/shop-tls", 1, at("08:00:00"), at("08:00:00"), "Normal"),
        event("ingress", "Issuing", "The certificate has been successfully issued", "Certificate/shop-tls", 1, at("08:01:10"), at("08:01:10"), "Normal")
      ],
      logs: [log(at("08:00:40"), "cert-manager", "cert-manager-7f6b-2xkq9", "error", "propagation check failed: wrong status code '404', expected '200', will retry"), log(at("08:01:10"), "cert-manager", "cert-manager-7f6b-2xkq9", "info", "certificate shop-tls issued, notAfter 2026-08-10T07:01:09Z")]
    }),
    answer: well
  },
  {
    name: "turns-eks-jobs-done-evicted-replaced",
    files: eksFiles("ledger", "finance", {
      alert: alert("Weekly report — ledger", "WeeklyClusterReport", "ledger", "finance", { summary: "2 failed pods in namespace finance this week.", description: "Report of pods in phase Failed.", symptom: "None reported." }, "warning"),
      pods: [
        ...three("ledger-5f7d9", "finance"),
        pod("ledger-5f7d9-old77", "finance", { phase: "Failed", start: "2026-05-10T02:00:00Z", state: { terminated: true, reason: "Evicted" }, extra: { reason: "Evicted", message: "The node was low on resource: memory. Threshold quantity: 100Mi, available: 83Mi." } }),
        pod("close-month-29341-4xk2t", "finance", { container: "close", phase: "Succeeded", start: at("01:00:00"), state: { terminated: true, reason: "Completed", exit_code: 0 } })
      ],
      deployments: [deployment("ledger", "finance", 3)]
    }),
    answer: well
  },
  {
    name: "turns-eks-nodes-upgraded-one-by-one",
    files: eksFiles("quote", "sales", {
      alert: alert("Node group upgrade — workers-a", "EKSNodegroupUpdate", "quote", "sales", { summary: "Node group workers-a was updated to release 1.31.4-20260505.", description: "Planned change CHG-2210.", symptom: "None." }, "warning", "alerting"),
      pods: three("quote-78d6", "sales", { start: at("07:41:00") }),
      events: [
        event("default", "NodeNotReady", "Node ip-10-2-11-45.eu-west-1.compute.internal status is now: NodeNotReady", "Node/ip-10-2-11-45.eu-west-1.compute.internal", 1, at("07:39:20"), at("07:39:20"), "Normal"),
        event("default", "NodeNotSchedulable", "Node ip-10-2-12-99.eu-west-1.compute.internal status is now: NodeNotSchedulable", "Node/ip-10-2-12-99.eu-west-1.compute.internal", 1, at("07:44:20"), at("07:44:20"), "Normal"),
        event("default", "RemovingNode", "Node ip-10-2-12-99.eu-west-1.compute.internal event: Removing Node ip-10-2-12-99.eu-west-1.compute.internal from Controller", "Node/ip-10-2-12-99.eu-west-1.compute.internal", 1, at("07:52:20"), at("07:52:20"), "Normal"),
        event("sales", "FailedEviction", "Cannot evict pod as it would violate the pod's disruption budget.", "Pod/quote-66f9-ccx2p", 6, at("07:38:20"), at("07:40:20"))
      ],
      logs: [log(at("07:55:01"), "eks", "retail-prod-eks-control-plane", "info", "nodegroup workers-a update 51c1 finished with status Successful")]
    }),
    answer: well
  }
]

const databases: ReadonlyArray<Incident> = [
  {
    name: "turns-rds-cpu-came-back",
    files: database("search-prod", "2026-06-10T09:00:00Z", {
      alert: { title: "CPU alarm on search-prod", name: "RDSCPUUtilizationHigh", severity: "warning", state: "ok", summary: "CPUUtilization was 81 % for three minutes and is below the threshold again.", error: "", symptom: "Short CPU peak.", mode: "cpu" },
      series: { CPUUtilization: jagged("s1", [[0, 22], [5, 23], [6, 79], [8, 81], [9, 25], [19, 22]]), DatabaseConnections: jagged("s2", [[0, 140], [19, 142]]) }
    }),
    answer: well
  },
  {
    name: "turns-rds-backup-reads",
    files: database("docs-prod", "2026-06-11T02:50:00Z", {
      alert: { title: "Nightly check docs-prod", name: "RDSScheduledHealthCheck", severity: "info", state: "normal", summary: "Nightly check. No alarms.", error: "", symptom: "None." },
      series: { ReadIOPS: jagged("d1", [[0, 1400], [9, 1420], [10, 2900], [16, 3010], [17, 1450], [19, 1400]]), ReadThroughput: jagged("d2", [[0, 46e6], [9, 47e6], [10, 118e6], [16, 121e6], [17, 46e6], [19, 46e6]]), WriteLatency: jagged("d3", [[0, 1.3], [9, 1.3], [10, 2.4], [16, 2.3], [17, 1.3], [19, 1.3]]) },
      events: [rdsEvent("docs-prod", "2026-06-11T03:00:10Z", "Backing up DB instance", "backup"), rdsEvent("docs-prod", "2026-06-11T03:07:10Z", "Finished DB Instance backup", "backup")]
    }),
    answer: answer("healthy", ["normal", "no failure", "backup"])
  },
  {
    name: "turns-rds-restarted-yesterday-on-purpose",
    files: database("forms-prod", "2026-06-12T14:00:00Z", {
      alert: { title: "Configuration drift check forms-prod", name: "RDSParameterGroupInSync", severity: "info", state: "normal", summary: "Parameter group forms-pg16 is in sync.", error: "", symptom: "None." },
      events: [
        rdsEvent("forms-prod", "2026-06-12T09:02:00Z", "Updated parameter work_mem to 65536 with apply method immediate", "configuration change"),
        rdsEvent("forms-prod", "2026-06-12T10:01:10Z", "DB instance shutdown", "availability"),
        rdsEvent("forms-prod", "2026-06-12T10:02:40Z", "DB instance restarted", "availability")
      ]
    }),
    answer: well
  },
  {
    name: "turns-rds-storage-was-grown",
    files: database("photo-prod", "2026-06-13T11:00:00Z", {
      alert: { title: "Storage autoscaling of photo-prod", name: "RDSStorageModified", severity: "info", state: "normal", summary: "Allocated storage of photo-prod was increased from 200 to 400 GiB.", error: "", symptom: "None." },
      series: { FreeStorageSpace: jagged("p1", [[0, 21 * gib], [7, 20.6 * gib], [8, 220 * gib], [19, 219 * gib]], 20, 0.001) },
      events: [
        rdsEvent("photo-prod", "2026-06-13T10:55:00Z", "The free storage capacity for DB instance photo-prod is low at 10% of the provisioned storage [Provisioned Storage: 200 GB, Free Storage: 20.9 GB].", "low storage"),
        rdsEvent("photo-prod", "2026-06-13T11:08:00Z", "Finished applying modification to allocated storage", "configuration change"),
        rdsEvent("photo-prod", "2026-06-13T11:02:00Z", "Applying modification to allocated storage", "configuration change")
      ]
    }),
    answer: well
  },
  {
    name: "turns-rds-lag-caught-up",
    files: database("feed-prod", "2026-06-14T06:00:00Z", {
      alert: { title: "ReplicaLag on feed-prod-replica-1", name: "RDSReplicationLagHigh", severity: "warning", state: "resolved", summary: "ReplicaLag was 140 s during the nightly load and is back to 1 s.", error: "", symptom: "Stale reads for some minutes." },
      series: { ReplicaLag: jagged("f1", [[0, 1], [3, 60], [5, 142], [8, 60], [10, 1.2], [19, 1]]), WriteIOPS: jagged("f2", [[0, 880], [2, 4200], [6, 4100], [7, 900], [19, 870]]), TransactionLogsGeneration: jagged("f3", [[0, 4.4e6], [2, 31e6], [6, 30e6], [7, 4.5e6], [19, 4.4e6]]) }
    }),
    answer: well
  },
  {
    name: "turns-eks-one-node-drained-for-repair",
    files: eksFiles("tax", "finance", {
      alert: alert("Node cordoned", "KubernetesNodeUnschedulable", "tax", "finance", { summary: "A node is unschedulable: maintenance by the platform team.", description: "CHG-2301.", symptom: "None." }, "warning"),
      pods: three("tax-5c6d", "finance", { start: at("08:02:00") }),
      nodes: [...nodes.map((name) => node(name)), node("ip-10-2-11-250.eu-west-1.compute.internal", { unschedulable: "true" })],
      events: [event("default", "NodeNotSchedulable", "Node ip-10-2-11-250.eu-west-1.compute.internal status is now: NodeNotSchedulable", "Node/ip-10-2-11-250.eu-west-1.compute.internal", 1, at("08:00:00"), at("08:00:00"), "Normal")]
    }),
    answer: well
  }
]

export const healthyTurnIncidents: ReadonlyArray<Incident> = [...workloads, ...databases]
