// Incidents that only the applications' logs tell, and days on which nothing is wrong.
import { alert, cluster, deployment, eksFiles, event, log, monitor, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"

const at = (time: string) => `2026-05-12T${time}Z`
const fine = (workload: string, namespace: string, ids: ReadonlyArray<string>, hash: string) => ids.map((id, i) => pod(`${workload}-${hash}-${id}`, namespace, { node: nodes[i % 3] }))
const errorAlert = (workload: string, namespace: string, summary: string, description: string) => alert(`Elevated error rate — ${workload}`, "HighErrorRate", workload, namespace, { summary, description, symptom: "Errors at the application layer." })
const alerting = (workload: string, id: number) => [monitor(id, `${workload} error rate`, "Alert", `avg(last_5m):sum:trace.http.errors{service:${workload}}.as_rate() > 0.05`, "Error rate above 5%."), monitor(id + 1, `${workload} pod restart rate`, "OK", `sum(last_10m):sum:kubernetes.containers.restarts{kube_deployment:${workload}} > 0`)]

export const eksAppIncidents: ReadonlyArray<Incident> = [
  {
    name: "eks/downstream-503",
    files: eksFiles("booking-api", "travel", {
      alert: errorAlert("booking-api", "travel", "booking-api answers 502 to 61 % of requests.", "A deployment of booking-api was done two days ago."),
      pods: fine("booking-api", "travel", ["h2k6x", "q9r4m", "v7c3t"], "6b8d9c7f5d"),
      logs: [
        ...["08:21:01", "08:21:40", "08:22:13", "08:23:02"].map((time, i) => log(at(time), "booking-api", `booking-api-6b8d9c7f5d-${["h2k6x", "q9r4m", "v7c3t", "h2k6x"][i]!}`, "error", `POST https://api.seatpartner.example/v3/hold -> 503 Service Unavailable after ${900 + i * 37}ms`)),
        log(at("08:23:30"), "booking-api", "booking-api-6b8d9c7f5d-q9r4m", "warn", "circuit breaker for seatpartner OPEN (failure rate 94%)"),
        log(at("08:23:40"), "booking-api", "booking-api-6b8d9c7f5d-q9r4m", "error", "POST /bookings 502 — upstream api.seatpartner.example unavailable")
      ],
      monitors: alerting("booking-api", 8601)
    }),
    answer: answer("dependency_failure", ["503", "seatpartner", "upstream", "booking-api", "circuit breaker"])
  },
  {
    name: "eks/dependency-refused-readiness",
    files: eksFiles("wallet-api", "pay", {
      alert: alert("Pods not ready — wallet-api", "KubernetesPodNotReady", "wallet-api", "pay", { summary: "All pods of wallet-api left the service at 08:20.", description: "Readiness fails on all replicas at once; no restart.", symptom: "No ready endpoints." }),
      pods: ["b4v8n", "m7x2d"].map((id, i) => pod(`wallet-api-7c6b9d8f54-${id}`, "pay", { node: nodes[i], ready: false, state: { running: true, started_at: "2026-05-10T03:00:00Z" } })),
      deployments: [deployment("wallet-api", "pay", 2, 0)],
      events: ["b4v8n", "m7x2d"].map((id) => event("pay", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", `Pod/wallet-api-7c6b9d8f54-${id}`, 70, at("08:20:10"), at("08:33:30"))),
      logs: ["08:20:05", "08:20:35", "08:21:05"].map((time) => log(at(time), "wallet-api", "wallet-api-7c6b9d8f54-b4v8n", "error", "readiness: dependency kafka-ledger not available: dial tcp 10.2.40.5:9092: connect: connection refused")),
      monitors: alerting("wallet-api", 8611)
    }),
    answer: answer("dependency_failure", ["kafka-ledger", "connection refused", "readiness probe", "9092", "wallet-api"])
  },
  {
    name: "eks/certificate-expired",
    files: eksFiles("partner-gateway", "b2b", {
      alert: errorAlert("partner-gateway", "b2b", "All calls to the tax service fail since midnight.", "No deployment for five days; pods are healthy."),
      pods: fine("partner-gateway", "b2b", ["c6w9s", "j3n7z"], "5f9c8d7b6d"),
      logs: [
        ...["00:00:04", "00:01:11", "08:30:09"].map((time) => log(at(time), "partner-gateway", "partner-gateway-5f9c8d7b6d-c6w9s", "error", "Post \"https://tax.internal.example:8443/rates\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-05-12T00:00:04Z is after 2026-05-11T23:59:59Z")),
        log(at("02:00:00"), "cert-manager", `${cluster}-control-plane`, "error", "Certificate b2b/tax-internal-tls: renewal failed, issuer corp-ca not ready")
      ],
      monitors: alerting("partner-gateway", 8621)
    }),
    answer: answer("configuration_error", ["certificate", "expired", "x509", "tax.internal.example", "renew"], ["dependency_failure", "infrastructure"])
  },
  {
    name: "eks/rbac-forbidden",
    files: eksFiles("tenant-operator", "platform", {
      alert: errorAlert("tenant-operator", "platform", "New tenants are not provisioned.", "Cluster roles were tidied up by the platform team last night."),
      pods: fine("tenant-operator", "platform", ["p8d4k"], "68c7f9d5b4"),
      logs: ["08:10:00", "08:15:00", "08:20:00"].map((time) => log(at(time), "tenant-operator", "tenant-operator-68c7f9d5b4-p8d4k", "error", "reconcile failed: namespaces is forbidden: User \"system:serviceaccount:platform:tenant-operator\" cannot create resource \"namespaces\" in API group \"\" at the cluster scope")),
      monitors: alerting("tenant-operator", 8631)
    }),
    answer: answer("configuration_error", ["forbidden", "system:serviceaccount:platform:tenant-operator", "RBAC", "namespaces", "role"])
  },
  {
    name: "eks/defect-in-release",
    files: eksFiles("review-api", "shop", {
      alert: errorAlert("review-api", "shop", "review-api answers 500 to 38 % of requests.", "Release 4.7.0 was rolled out at 08:12 and completed."),
      pods: fine("review-api", "shop", ["2n8cv", "k5t9w", "x7d3p"], "7c9f6d8b5d"),
      events: [event("shop", "ScalingReplicaSet", "Scaled up replica set review-api-7c9f6d8b5d to 3", "Deployment/review-api", 1, at("08:12:00"), at("08:12:40"), "Normal")],
      logs: [
        log(at("08:12:30"), "review-api", "review-api-7c9f6d8b5d-2n8cv", "info", "review-api 4.7.0 started"),
        ...["08:13:10", "08:13:32", "08:14:05"].map((time) => log(at(time), "review-api", "review-api-7c9f6d8b5d-k5t9w", "error", "TypeError: Cannot read properties of undefined (reading 'locale') at formatAuthor (/app/dist/reviews/author.js:48:31)")),
        log(at("08:14:10"), "review-api", "review-api-7c9f6d8b5d-k5t9w", "error", "GET /reviews/88213 500 6ms")
      ],
      monitors: alerting("review-api", 8641)
    }),
    answer: answer("code_defect", ["TypeError", "formatAuthor", "4.7.0", "500", "release"])
  },
  {
    name: "eks/healthy-job-pods-no-data",
    files: eksFiles("catalog-api", "shop", {
      alert: alert("Scheduled Health Check — catalog-api", "KubernetesScheduledHealthCheck", "catalog-api", "shop", { summary: "Periodic health check passed.", description: "Routine verification.", symptom: "None." }, "info", "normal"),
      pods: [
        ...fine("catalog-api", "shop", ["a9k4c", "f8m2x"], "75d9c8b6f4"),
        pod("nightly-reindex-29117520-h7s2k", "shop", { container: "reindex", phase: "Succeeded", ready: false, start: at("02:00:00"), state: { terminated: true, reason: "Completed", exit_code: 0 } })
      ],
      deployments: [deployment("catalog-api", "shop", 2)],
      events: [event("shop", "FailedMount", "MountVolume.SetUp failed for volume \"kube-api-access-7xk2p\" : failed to sync configmap cache: timed out waiting for the condition", "Pod/nightly-reindex-29117520-h7s2k", 1, at("02:00:01"), at("02:00:01"))],
      logs: [log(at("08:30:00"), "catalog-api", "catalog-api-75d9c8b6f4-a9k4c", "warn", "slow query 812ms on first request after idle")],
      monitors: [monitor(8701, "catalog-api error rate", "OK", "avg(last_5m):sum:trace.http.errors{service:catalog-api} > 5"), monitor(8702, "legacy queue depth", "No Data", "avg(last_5m):avg:rabbitmq.queue.messages{queue:legacy} > 1000")]
    }),
    answer: answer("healthy", ["normal", "no failure", "Ready"])
  },
  {
    name: "eks/healthy-old-restart",
    files: eksFiles("geo-api", "maps", {
      alert: alert("Pod restarted — geo-api", "KubernetesPodRestarted", "geo-api", "maps", { summary: "A pod of geo-api has a restart count above 0.", description: "Daily digest of restart counts.", symptom: "Restart counter is not zero." }, "warning"),
      pods: [
        pod("geo-api-59d8c7f6b4-z4x8k", "maps", { restarts: 2, ready: true, start: "2026-04-02T09:00:00Z", state: { running: true, started_at: "2026-04-19T11:20:00Z" } }),
        pod("geo-api-59d8c7f6b4-d7m3n", "maps", { node: nodes[1], start: "2026-04-02T09:00:04Z" })
      ],
      events: [event("maps", "SuccessfulRescale", "New size: 2; reason: All metrics below target", "HorizontalPodAutoscaler/geo-api", 1, at("05:00:00"), at("05:00:00"), "Normal")]
    }),
    answer: answer("healthy", ["geo-api", "normal", "no failure"])
  },
  {
    name: "eks/healthy-replaced-pods",
    files: eksFiles("mail-relay", "notify", {
      alert: alert("Pod not ready — mail-relay-6d5f8c9b7-tq2w9", "KubernetesPodNotReady", "mail-relay", "notify", { summary: "Pod mail-relay-6d5f8c9b7-tq2w9 is not ready.", description: "Matches the workload's label.", symptom: "Pod not ready." }, "warning"),
      pods: [
        pod("mail-relay-6d5f8c9b7-tq2w9", "notify", { ready: false, state: { terminated: true, reason: "Error", exit_code: 143 }, extra: { deletion_timestamp: at("08:29:00") } }),
        ...fine("mail-relay", "notify", ["g6k9x", "s2v5d"], "84f7c6d9b8")
      ],
      deployments: [deployment("mail-relay", "notify", 2)],
      events: [
        event("notify", "Unhealthy", "Readiness probe failed: Get \"http://10.2.11.40:8080/ready\": dial tcp 10.2.11.40:8080: connect: connection refused", "Pod/mail-relay-6d5f8c9b7-tq2w9", 3, at("08:28:40"), at("08:29:00")),
        event("notify", "ScalingReplicaSet", "Scaled down replica set mail-relay-6d5f8c9b7 to 0", "Deployment/mail-relay", 1, at("08:28:30"), at("08:28:30"), "Normal")
      ]
    }),
    answer: answer("healthy", ["ReplicaSet", "rollout", "terminating"])
  }
]
