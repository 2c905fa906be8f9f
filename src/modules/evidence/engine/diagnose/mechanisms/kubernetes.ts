import type { Mechanism } from "../types.js"

const WORKLOAD = ["crash_loop", "probe_failure", "dependency_unavailable", "error_rate", "rollout_stuck"]

/** Failures of containers, pods, nodes and their objects. */
export const kubernetes: ReadonlyArray<Mechanism> = [
  {
    id: "container_out_of_memory", category: "resource_exhaustion", name: "a container is killed for using more memory than its limit",
    signs: [/OOMKill/i, /memory cgroup out of memory|out of memory: kill|oom-killer|invoked oom/i, /exit[_ ]?code[:= "]*137\b/i],
    hints: [/heap in use|approaching (?:the )?(?:memory )?limit|memory_limit|working set/i],
    how: () => "its memory grows past the container's memory limit, the kernel ends it (exit code 137, OOMKilled), the kubelet restarts it, and it loops",
    checks: ["Compare the container's memory limit with its working set over the last hours", "Read the last log lines before the kill for the request that allocated", "Take a heap profile of a replica before it reaches the limit"],
    explains: WORKLOAD
  },
  {
    id: "quota_exceeded", category: "resource_exhaustion", name: "the namespace's resource quota is used up",
    signs: [/exceeded quota|quota[- ]exceeded|QuotaExceeded|ResourceQuota .*\b(?:100|9\d)\s?%/i],
    how: (seen) => `admission control rejects new pods because the namespace has no ${seen.any(/limits?\.cpu|requests?\.cpu|\bcpu\b/i) ? "CPU" : seen.any(/memory/i) ? "memory" : "quota"} left in its ResourceQuota, so the workload cannot scale while the existing pods stay healthy`,
    checks: ["Run kubectl describe resourcequota in the namespace", "Find which workload of the namespace uses the quota", "Raise the quota, or lower the requests and limits of the new pods"],
    explains: ["pods_unschedulable", "replicas_missing", "rollout_stuck"]
  },
  {
    id: "pods_unschedulable", category: "resource_exhaustion", name: "pods find no node",
    signs: [/FailedScheduling|\bUnschedulable\b|\d+\/\d+ nodes are available|Insufficient (?:cpu|memory|ephemeral-storage|pods)/i],
    how: (seen) => seen.any(/Insufficient|too many pods/i) ? "the nodes have no free capacity for what the pods request, so they stay pending" : "no node matches what the pods ask for (selectors, affinity, taints), so they stay pending",
    checks: ["Run kubectl describe pod for the pending pod and read the scheduler's reasons", "Compare requested with allocatable resources of the nodes", "Check whether the cluster autoscaler has reached its maximum"],
    explains: ["replicas_missing", "rollout_stuck"]
  },
  {
    id: "pod_evicted", category: "resource_exhaustion", name: "pods are evicted from a node under pressure",
    signs: [/\bEvicted\b|evicting pod|The node was low on resource|ephemeral[- ]storage .*exceed|condition (?:Memory|Disk|PID)Pressure is True|\b(?:Memory|Disk|PID)Pressure\b.*\bTrue\b/i],
    how: (seen) => `the node runs out of ${seen.any(/disk|ephemeral/i) ? "disk" : seen.any(/PID/) ? "process ids" : "memory"} and the kubelet evicts pods to save itself`,
    checks: ["Read the node's conditions and what uses the resource on it", "Set requests and limits so that no pod can starve the node"],
    explains: [...WORKLOAD, "replicas_missing", "pods_unschedulable"]
  },
  {
    id: "image_pull", category: "configuration_error", name: "a container image cannot be pulled",
    signs: [/ImagePullBackOff|ErrImagePull|InvalidImageName|Failed to pull image|manifest (?:unknown|for .* not found)|pull access denied|repository does not exist/i],
    against: [/no ImagePullBackOff|without ImagePullBackOff/i],
    how: (seen) => seen.any(/denied|unauthori[sz]ed|credentials/i) ? "the registry refuses the node's credentials for this image" : "the image name or tag of the workload does not exist in the registry",
    checks: ["Check image name and tag of the last rollout", "Check the image pull secret and its expiry", "Roll back to the last image that ran"],
    explains: [...WORKLOAD, "replicas_missing"]
  },
  {
    id: "missing_configuration", category: "configuration_error", name: "a workload misses configuration it needs",
    signs: [/CreateContainerConfigError|(?:configmap|secret|serviceaccount)s? "[^"]+" not found|couldn't find key|missing required (?:env|environment|config|setting|variable)|environment variable .* (?:not set|is required|missing)|invalid configuration|config(?:uration)? (?:error|validation failed|parse error)|unknown (?:flag|option|configuration)/i],
    how: () => "a ConfigMap, Secret, variable or option that the container needs does not exist or is not valid, so it cannot start as it should",
    checks: ["Compare the workload's references with the ConfigMaps and Secrets of the namespace", "Read what changed in the last deployment of configuration", "Roll the configuration back"],
    explains: WORKLOAD
  },
  {
    id: "volume_mount", category: "configuration_error", name: "a volume cannot be attached or mounted",
    signs: [/FailedMount|FailedAttachVolume|Multi-Attach error|MountVolume\.\w+ failed|Unable to (?:attach|mount) (?:or mount )?volumes|persistentvolumeclaim "[^"]+" not found|ProvisioningFailed/i],
    how: () => "the pod waits for a volume that is missing, still attached elsewhere, or cannot be provisioned",
    checks: ["Run kubectl describe pod and kubectl describe pvc", "Check whether the volume is still attached to another node"],
    explains: WORKLOAD
  },
  {
    id: "probe_failure", category: "configuration_error", name: "a health probe fails although the process runs",
    signs: [/(?:liveness|readiness|startup) probe (?:failed|errored)|\bUnhealthy\b.*probe|probe.*(?:connection refused|statuscode: [45]\d\d|deadline exceeded)/i],
    how: (seen) => seen.any(/liveness|startup/i) ? "the kubelet restarts the container because its probe asks the wrong place or too early" : "the pod gets no traffic because its readiness probe asks the wrong place or the service behind it is slow",
    checks: ["Compare port, path and delays of the probe with what the process serves", "Ask the probe's address from inside the pod"],
    explains: ["crash_loop", "replicas_missing", "error_rate"]
  },
  {
    id: "access_denied", category: "configuration_error", name: "a permission or credential is missing",
    signs: [/is forbidden: User|cannot (?:get|list|create|update|delete|watch) resource|AccessDenied|not authorized to perform|password authentication failed|authentication failed for|invalid (?:api key|credentials|token)|permission denied for/i],
    how: () => "the identity the workload uses is not allowed to do what it tries, or its credential was changed",
    checks: ["Check the role bound to the service account or user", "Check when the credential was rotated", "Compare with the last time it worked"],
    explains: ["crash_loop", "dependency_unavailable", "error_rate"]
  },
  {
    id: "node_down", category: "infrastructure", name: "a node is down",
    signs: [/NodeNotReady|node .*(?:is not ready|became unreachable|not responding)|kubelet stopped posting|\bNodeLost\b|condition Ready is (?:Unknown|False)\b.*kubelet|instance .*(?:terminated|stopped|retired|impaired)|host (?:is )?unreachable|spot (?:interruption|instance)|kernel panic|hardware (?:error|failure)|system status check failed/i],
    how: () => "the machine or its kubelet stopped answering, so every pod on it is lost until it is rescheduled",
    checks: ["Check the state of the instance at the cloud provider", "See which pods ran on the node and where they went"],
    explains: [...WORKLOAD, "replicas_missing", "pod_evicted", "dns_failure"]
  },
  {
    id: "cpu_throttled", category: "resource_exhaustion", name: "containers are throttled at their CPU limit",
    signs: [/cpu[_ -]?throttl|cfs[_ ]throttled|throttled (?:periods|seconds).*(?:rises|spikes|at its limit|moves)/i],
    how: () => "the CPU limit is below what the load needs, so requests wait for the next scheduling period",
    checks: ["Compare CPU usage with the limit", "Raise or remove the CPU limit, or add replicas"],
    explains: ["latency", "probe_failure", "error_rate"]
  },
  {
    id: "rollout_stuck", category: "configuration_error", general: true, name: "a rollout makes no progress",
    signs: [/ProgressDeadlineExceeded|rollout .*(?:stuck|stalled|failed|timed out)|exceeded its progress deadline/i],
    how: () => "the new version's pods do not become ready within the deadline, so the old ones keep serving",
    checks: ["Read events and logs of the newest ReplicaSet's pods", "Roll back if the change is not urgent"],
    explains: ["replicas_missing"]
  },
  {
    id: "replicas_missing", category: "resource_exhaustion", general: true, name: "fewer replicas run than wanted",
    signs: [/\d+ of \d+ replicas are ready|MinimumReplicasUnavailable|ReplicaFailure/i],
    how: () => "the workload runs below its wanted size",
    checks: ["Read the events of the workload's ReplicaSet"]
  },
  {
    id: "crash_loop", category: "code_defect", general: true, name: "a container crashes and is restarted again and again",
    signs: [/CrashLoopBackOff|Back-off restarting failed container|was restarted \d+ times|exit[_ ]?code[:= "]*(?:1|2|134|139|255)\b/i],
    how: () => "the process ends by itself soon after it starts",
    checks: ["Read the container's previous log (kubectl logs --previous)", "Compare with the last version that ran"],
    explains: ["replicas_missing", "error_rate"]
  }
]
