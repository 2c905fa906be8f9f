// Incidents whose sign is a pod that does not start or does not stay.
import { alert, deployment, eksFiles, event, log, monitor, nodes, pod } from "./eksBase.js"
import { answer, type Incident } from "./types.js"

const at = (time: string) => `2026-05-12T${time}Z`

export const eksPodIncidents: ReadonlyArray<Incident> = [
  {
    name: "eks/image-tag-missing",
    files: eksFiles("checkout-web", "shop", {
      alert: alert("Deployment rollout stuck — checkout-web", "KubernetesDeploymentReplicasMismatch", "checkout-web", "shop", { summary: "checkout-web has 1 unavailable replica for 20 minutes.", description: "A new version was released by the pipeline at 08:10. Old pods serve traffic.", symptom: "Rollout does not progress." }, "warning"),
      pods: [
        pod("checkout-web-5d8c9b7f6d-q8zlm", "shop", { ready: false, phase: "Pending", start: at("08:10:20"), state: { waiting: true, reason: "ImagePullBackOff", message: "Back-off pulling image \"112233445566.dkr.ecr.eu-west-1.amazonaws.com/checkout-web:v2.14.0-rc9\"" } }),
        pod("checkout-web-6bb7d4c5f9-2hk4n", "shop"), pod("checkout-web-6bb7d4c5f9-wx7tp", "shop", { node: nodes[1], restarts: 1 }), pod("checkout-web-6bb7d4c5f9-mm2rd", "shop", { node: nodes[2] })
      ],
      deployments: [deployment("checkout-web", "shop", 4, 3)],
      events: [
        event("shop", "Failed", "Failed to pull image \"112233445566.dkr.ecr.eu-west-1.amazonaws.com/checkout-web:v2.14.0-rc9\": rpc error: code = NotFound desc = failed to pull and unpack image: 112233445566.dkr.ecr.eu-west-1.amazonaws.com/checkout-web:v2.14.0-rc9: not found", "Pod/checkout-web-5d8c9b7f6d-q8zlm", 6, at("08:10:24"), at("08:31:02")),
        event("shop", "Failed", "Error: ErrImagePull", "Pod/checkout-web-5d8c9b7f6d-q8zlm", 6, at("08:10:24"), at("08:31:02")),
        event("shop", "BackOff", "Back-off pulling image \"112233445566.dkr.ecr.eu-west-1.amazonaws.com/checkout-web:v2.14.0-rc9\"", "Pod/checkout-web-5d8c9b7f6d-q8zlm", 71, at("08:10:25"), at("08:33:40"))
      ]
    }),
    answer: answer("configuration_error", ["ImagePullBackOff", "v2.14.0-rc9", "checkout-web-5d8c9b7f6d-q8zlm", "image", "tag"])
  },
  {
    name: "eks/image-pull-secret",
    files: eksFiles("label-printer", "logistics", {
      alert: alert("Pods not ready — label-printer", "KubernetesPodNotReady", "label-printer", "logistics", { summary: "2 of 2 pods of label-printer are not ready.", description: "Pods were recreated after a node group upgrade.", symptom: "Labels are not printed." }),
      pods: ["x2v9k", "p0q3s"].map((id, i) => pod(`label-printer-78c6f5d4b8-${id}`, "logistics", { ready: false, phase: "Pending", node: nodes[i], start: at("07:55:00"), state: { waiting: true, reason: "ErrImagePull", message: "rpc error: code = Unknown desc = failed to pull and unpack image \"registry.acme.io/logistics/label-printer:4.2\": failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized" } })),
      deployments: [deployment("label-printer", "logistics", 2, 0)],
      events: [
        event("logistics", "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (acme-registry-cred); attempting to pull the image may not succeed.", "Pod/label-printer-78c6f5d4b8-x2v9k", 31, at("07:55:02"), at("08:33:00")),
        event("logistics", "Failed", "Failed to pull image \"registry.acme.io/logistics/label-printer:4.2\": failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized", "Pod/label-printer-78c6f5d4b8-x2v9k", 9, at("07:55:04"), at("08:31:00")),
        event("logistics", "BackOff", "Back-off pulling image \"registry.acme.io/logistics/label-printer:4.2\"", "Pod/label-printer-78c6f5d4b8-p0q3s", 80, at("07:55:06"), at("08:33:00"))
      ]
    }),
    answer: answer("configuration_error", ["acme-registry-cred", "pull secret", "401", "credential"])
  },
  {
    name: "eks/missing-secret-key",
    files: eksFiles("invoice-api", "billing", {
      alert: alert("Pods not ready — invoice-api", "KubernetesPodNotReady", "invoice-api", "billing", { summary: "invoice-api: 1 of 3 pods is not ready for 12 minutes.", description: "A secret rotation was rolled out this morning.", symptom: "New pods do not start." }),
      pods: [
        pod("invoice-api-69f7c8d9b4-lt5vc", "billing", { ready: false, phase: "Pending", start: at("08:20:00"), state: { waiting: true, reason: "CreateContainerConfigError", message: "couldn't find key LEDGER_DB_PASSWORD in Secret billing/invoice-db" } }),
        pod("invoice-api-54d6b9f7c8-7ncp2", "billing", { node: nodes[1] }), pod("invoice-api-54d6b9f7c8-zz9wq", "billing", { node: nodes[2] })
      ],
      deployments: [deployment("invoice-api", "billing", 3, 2)],
      events: [event("billing", "Failed", "Error: couldn't find key LEDGER_DB_PASSWORD in Secret billing/invoice-db", "Pod/invoice-api-69f7c8d9b4-lt5vc", 58, at("08:20:05"), at("08:33:40"))]
    }),
    answer: answer("configuration_error", ["CreateContainerConfigError", "LEDGER_DB_PASSWORD", "invoice-db", "invoice-api-69f7c8d9b4-lt5vc", "missing"])
  },
  {
    name: "eks/bad-env-crashloop",
    files: eksFiles("fx-rates", "treasury", {
      alert: alert("CrashLoopBackOff — fx-rates", "KubernetesPodCrashLooping", "fx-rates", "treasury", { summary: "fx-rates-7cc5bb9d6f-4kdhs restarted 7 times.", description: "Restarts began after deployment revision 41.", symptom: "Crash loop; memory was suspected by the first responder." }),
      pods: [
        pod("fx-rates-7cc5bb9d6f-4kdhs", "treasury", { ready: false, restarts: 7, start: at("08:14:00"), state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=fx-rates pod=fx-rates-7cc5bb9d6f-4kdhs_treasury(0f2e); last terminated: reason=Error, exit_code=1", exit_code: 1 } }),
        pod("fx-rates-5f6d7c8b9d-v8rjz", "treasury", { node: nodes[1] })
      ],
      deployments: [deployment("fx-rates", "treasury", 2, 1)],
      events: [
        event("treasury", "ScalingReplicaSet", "Scaled up replica set fx-rates-7cc5bb9d6f to 1", "Deployment/fx-rates", 1, at("08:13:59"), at("08:13:59"), "Normal"),
        event("treasury", "BackOff", "Back-off restarting failed container fx-rates in pod fx-rates-7cc5bb9d6f-4kdhs_treasury", "Pod/fx-rates-7cc5bb9d6f-4kdhs", 33, at("08:14:20"), at("08:33:30"))
      ],
      podLogs: { pod: "fx-rates-7cc5bb9d6f-4kdhs", lines: ["2026-05-12T08:32:10Z INFO fx-rates 3.8.0 starting, heap 61Mi / 1024Mi", "2026-05-12T08:32:10Z FATAL invalid configuration: environment variable PROVIDER_TIMEOUT_MS must be an integer, got \"5s\"", "2026-05-12T08:32:10Z INFO shutting down", "[container terminated with exit code 1]"] }
    }),
    answer: answer("configuration_error", ["exit code 1", "PROVIDER_TIMEOUT_MS", "fx-rates-7cc5bb9d6f-4kdhs", "CrashLoopBackOff", "environment variable"])
  },
  {
    name: "eks/liveness-probe-path",
    files: eksFiles("seat-map", "ticketing", {
      alert: alert("Pod restarts — seat-map", "KubernetesPodRestartingTooMuch", "seat-map", "ticketing", { summary: "All pods of seat-map restart every 90 seconds.", description: "Began after the chart upgrade; the application logs no errors.", symptom: "Restarts without application errors." }),
      pods: ["c4t8x", "j2n6d"].map((id, i) => pod(`seat-map-84b5d6c7f8-${id}`, "ticketing", { node: nodes[i], ready: false, restarts: 6, start: at("08:20:00"), state: { running: true, started_at: at("08:33:10") } })),
      deployments: [deployment("seat-map", "ticketing", 2, 0)],
      events: ["c4t8x", "j2n6d"].flatMap((id) => [
        event("ticketing", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", `Pod/seat-map-84b5d6c7f8-${id}`, 19, at("08:20:40"), at("08:33:20")),
        event("ticketing", "Killing", "Container seat-map failed liveness probe, will be restarted", `Pod/seat-map-84b5d6c7f8-${id}`, 6, at("08:21:00"), at("08:33:00"), "Normal")
      ]),
      logs: [log(at("08:33:12"), "seat-map", "seat-map-84b5d6c7f8-c4t8x", "info", "listening on :8080, health at /livez"), log(at("08:33:20"), "seat-map", "seat-map-84b5d6c7f8-c4t8x", "warn", "GET /healthz 404 1ms kube-probe/1.29")]
    }),
    answer: answer("configuration_error", ["liveness probe", "404", "/healthz", "restart", "seat-map-84b5d6c7f8-c4t8x"])
  },
  {
    name: "eks/rollout-readiness-port",
    files: eksFiles("ride-match", "dispatch", {
      alert: alert("Deployment rollout stuck — ride-match", "KubernetesDeploymentRolloutStuck", "ride-match", "dispatch", { summary: "Rollout of ride-match exceeded its progress deadline.", description: "New pods run but never become Ready.", symptom: "Rollout stuck." }, "warning"),
      pods: [
        pod("ride-match-9d7f6c5b4-h5w2k", "dispatch", { ready: false, start: at("08:00:00"), state: { running: true, started_at: at("08:00:09") } }),
        pod("ride-match-7b8c9d6f5-n4q9j", "dispatch", { node: nodes[1] }), pod("ride-match-7b8c9d6f5-r7d3z", "dispatch", { node: nodes[2] }), pod("ride-match-7b8c9d6f5-t1b5m", "dispatch")
      ],
      deployments: [deployment("ride-match", "dispatch", 4, 3)],
      events: [
        event("dispatch", "Unhealthy", "Readiness probe failed: Get \"http://10.2.11.94:9090/ready\": dial tcp 10.2.11.94:9090: connect: connection refused", "Pod/ride-match-9d7f6c5b4-h5w2k", 190, at("08:00:20"), at("08:33:30")),
        event("dispatch", "ProgressDeadlineExceeded", "ReplicaSet \"ride-match-9d7f6c5b4\" has timed out progressing.", "Deployment/ride-match", 1, at("08:10:10"), at("08:10:10"))
      ],
      podLogs: { pod: "ride-match-9d7f6c5b4-h5w2k", lines: ["2026-05-12T08:00:12Z INFO ride-match 7.2.0 ready to serve", "2026-05-12T08:00:12Z INFO http server listening on 0.0.0.0:8080", "2026-05-12T08:05:00Z INFO idle, waiting for work"] }
    }),
    answer: answer("configuration_error", ["readiness probe", "9090", "8080", "rollout", "ride-match-9d7f6c5b4-h5w2k"])
  },
  {
    name: "eks/init-container-migration",
    files: eksFiles("loyalty-api", "loyalty", {
      alert: alert("Pods not ready — loyalty-api", "KubernetesPodNotReady", "loyalty-api", "loyalty", { summary: "New pods of loyalty-api stay in Init:CrashLoopBackOff.", description: "Release 12.0.0 ships a schema migration.", symptom: "Pods never reach Running." }),
      pods: [
        pod("loyalty-api-66d8f9c7b5-b9k2v", "loyalty", { ready: false, phase: "Pending", start: at("08:05:00"), state: { waiting: true, reason: "PodInitializing", message: "" }, extra: { init_containers: [{ name: "db-migrate", ready: false, restart_count: 6, state: { waiting: true, reason: "CrashLoopBackOff", message: "back-off 2m40s restarting failed container=db-migrate; last terminated: reason=Error, exit_code=3", exit_code: 3 } }] } }),
        pod("loyalty-api-58f7c6d9b4-q3w8e", "loyalty", { node: nodes[1] })
      ],
      deployments: [deployment("loyalty-api", "loyalty", 2, 1)],
      events: [event("loyalty", "BackOff", "Back-off restarting failed container db-migrate in pod loyalty-api-66d8f9c7b5-b9k2v_loyalty", "Pod/loyalty-api-66d8f9c7b5-b9k2v", 28, at("08:05:30"), at("08:33:20"))],
      podLogs: { pod: "loyalty-api-66d8f9c7b5-b9k2v", lines: ["2026-05-12T08:32:00Z INFO db-migrate: applying 0087_points_ledger.sql", "2026-05-12T08:32:01Z ERROR db-migrate: migration 0087_points_ledger.sql failed: ERROR: column \"expires_on\" of relation \"points\" already exists (SQLSTATE 42701)", "2026-05-12T08:32:01Z ERROR db-migrate: rolled back, exiting with status 3", "[container terminated with exit code 3]"] }
    }),
    answer: answer("code_defect", ["init container", "db-migrate", "exit code 3", "0087_points_ledger", "migration"], ["configuration_error"])
  },
  {
    name: "eks/volume-claim-pending",
    files: eksFiles("doc-index", "search", {
      alert: alert("Pod pending — doc-index", "KubernetesPodPending", "doc-index", "search", { summary: "doc-index-2 is Pending for 30 minutes.", description: "StatefulSet was scaled from 2 to 3.", symptom: "Pod is not scheduled. Cluster capacity is suspected." }, "warning"),
      pods: [
        pod("doc-index-2", "search", { container: "doc-index", unschedulable: "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling." }),
        pod("doc-index-0", "search", { container: "doc-index" }), pod("doc-index-1", "search", { container: "doc-index", node: nodes[1] })
      ],
      deployments: [],
      events: [
        event("search", "FailedScheduling", "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.", "Pod/doc-index-2", 7, at("08:01:00"), at("08:31:00")),
        event("search", "ProvisioningFailed", "storageclass.storage.k8s.io \"gp3-encrypted\" not found", "PersistentVolumeClaim/data-doc-index-2", 122, at("08:01:00"), at("08:33:00"))
      ]
    }),
    answer: answer("configuration_error", ["PersistentVolumeClaim", "gp3-encrypted", "data-doc-index-2", "Pending", "storageclass"])
  },
  {
    name: "eks/memory-leak-worker",
    files: eksFiles("thumbnailer", "media", {
      alert: alert("Pod restarts — thumbnailer", "KubernetesPodRestartingTooMuch", "thumbnailer", "media", { summary: "thumbnailer pods restart.", description: "Image jobs are lost. A deployment of another team went out at the same time.", symptom: "Unexplained restarts, suspected bad release." }),
      pods: [
        pod("thumbnailer-5c4d7b9f88-k9sd2", "media", { ready: false, restarts: 5, state: { terminated: true, reason: "OOMKilled", message: "", exit_code: 137 } }),
        pod("thumbnailer-5c4d7b9f88-8sj2l", "media", { node: nodes[1] })
      ],
      deployments: [deployment("thumbnailer", "media", 2, 1)],
      events: [event("media", "BackOff", "Back-off restarting failed container thumbnailer in pod thumbnailer-5c4d7b9f88-k9sd2_media", "Pod/thumbnailer-5c4d7b9f88-k9sd2", 14, at("08:02:00"), at("08:33:00"))],
      monitors: [monitor(8205, "thumbnailer container memory", "Alert", "max(last_5m):avg:kubernetes.memory.usage_pct{kube_deployment:thumbnailer} > 0.95", "Memory close to its limit.")]
    }),
    answer: answer("resource_exhaustion", ["OOMKilled", "memory", "137", "thumbnailer-5c4d7b9f88-k9sd2", "limit"])
  }
]
