import type { Mechanism } from "../types.js"
import { told, WORKLOAD } from "./words.js"

const CAPACITY = /Insufficient (?:cpu|memory|ephemeral-storage|pods|[\w./-]+)|Too many pods|exceed max volume count|max node group size|max cluster (?:cpu|memory|size)/i
const PLACING = /untolerated taint|didn't tolerate|node\(s\) had taints?|didn't match (?:Pod's )?(?:node affinity|pod (?:anti-)?affinity|node selector|pod topology spread)|node\(s\) didn't (?:match|have)|were unschedulable/i

/** Nodes, scheduling, quotas, scaling, admission and rights in a cluster. */
export const cluster: ReadonlyArray<Mechanism> = [
  {
    id: "quota_exceeded", category: "resource_exhaustion", name: "the namespace's resource quota is used up",
    signs: [/exceeded quota|quota[- ]exceeded|QuotaExceeded|ResourceQuota .*\b(?:100|9\d)\s?%/i],
    how: (seen) => `admission control rejects new pods because the namespace has no ${seen.any(/limits?\.cpu|requests?\.cpu|\bcpu\b/i) ? "CPU" : seen.any(/memory/i) ? "memory" : "quota"} left in its ResourceQuota${told(seen, /(requested: [^\n"]{3,120}?limited: [\w.=]+)/i, " (", ")")}, so the workload cannot scale while the existing pods stay healthy`,
    checks: ["Run kubectl describe resourcequota in the namespace", "Find which workload of the namespace uses the quota", "Raise the quota, or lower the requests and limits of the new pods"],
    explains: ["pods_unschedulable", "replicas_missing", "rollout_stuck", "access_denied"]
  },
  {
    id: "pods_unschedulable", category: "resource_exhaustion", name: "pods find no node with room",
    signs: [CAPACITY, /FailedScheduling|\bUnschedulable\b|\d+\/\d+ nodes are available/i],
    needs: [/Insufficient (?!FreeAddress)|Too many pods|exceed max volume count|max node group size|max cluster/i],
    how: (seen) => `the scheduler finds no node with free capacity${told(seen, /(Insufficient [\w./-]+)/i, " (", ")")} for what the pods request, so they stay Pending${told(seen, /(max node group size reached|max cluster \w+ (?:limit )?reached)/i, "; the cluster autoscaler adds none: ")}`,
    checks: ["Run kubectl describe pod for the pending pod and read the scheduler's reasons", "Compare requested with allocatable resources of the nodes", "Check whether the cluster autoscaler has reached its maximum"],
    explains: ["replicas_missing", "rollout_stuck", "pods_unplaceable"]
  },
  {
    id: "pods_unplaceable", category: "configuration_error", name: "no node matches what the pods ask for",
    signs: [PLACING, /FailedScheduling|\bUnschedulable\b|\d+\/\d+ nodes are available/i],
    against: [/Insufficient (?:cpu|memory)/i],
    how: (seen) => `${seen.any(/taint/i) ? `the nodes carry a taint${told(seen, /taints? (\{[^}]{1,100}\})/i, " ")} for which the pods have no toleration` : seen.any(/unbound/i) ? "the pods wait for a volume that is not bound" : seen.any(/affinity|selector|topology/i) ? "the pods' node selector, affinity or topology spread fits no node" : "the scheduler rejects every node for the pods"}, so they stay Pending (FailedScheduling) though the nodes have room`,
    checks: ["Compare tolerations, node selector and affinity of the workload with the nodes' taints and labels", "See what changed last: the workload or the node group"],
    explains: ["replicas_missing", "rollout_stuck"]
  },
  {
    id: "pod_evicted", category: "resource_exhaustion", name: "pods are evicted from a node under pressure",
    signs: [/\bEvicted\b|evicting pod|The node was low on resource|ephemeral[- ]storage .*exceed|condition (?:Memory|Disk|PID)Pressure is True|\b(?:Memory|Disk|PID)Pressure\b.*\bTrue\b|NodeHas(?:DiskPressure|InsufficientMemory|InsufficientPID)|EvictionThresholdMet|FreeDiskSpaceFailed|ImageGCFailed|OutOf(?:cpu|memory|pods)\b|have enough resource: \w+/i],
    how: (seen) => {
      const what = seen.any(/disk|ephemeral/i) ? "disk (DiskPressure, ephemeral-storage)" : seen.any(/PID/) ? "process ids (PIDPressure)" : "memory (MemoryPressure)"
      return `the node${told(seen, /node ([\w.-]+): condition \w+Pressure is True/i, " ")} runs out of ${what} and the kubelet evicts pods to save itself${told(seen, /(Container [\w.-]+ was using [^,\n]{1,40})/i, "; ")}`
    },
    checks: ["Read the node's conditions and what uses the resource on it", "Set requests and limits so that no pod can starve the node"],
    explains: [...WORKLOAD, "container_out_of_memory", "pods_unschedulable", "pods_unplaceable", "storage_full"]
  },
  {
    id: "node_down", category: "infrastructure", name: "a node is down",
    signs: [
      /NodeNotReady|node .*(?:is not ready|became unreachable|not responding)|kubelet stopped posting|\bNodeLost\b|\bnode [\w.-]+: condition Ready is (?:Unknown|False)|condition Ready is (?:Unknown|False)\b.*kubelet/i,
      /instance .*(?:terminated|stopped|retired|impaired)|spot (?:instance )?(?:interruption|reclaim|termination)|rebalance recommendation|kernel panic|hardware (?:error|failure)|system status check failed|node [\w.-]+ has been rebooted|imminent node shutdown|\bblocked for more than \d+ seconds|soft lockup|KernelDeadlock|(?:NodeTermination|TerminatingEvictedPod|DeletingNode|RemovingNode)\b/i
    ],
    how: (seen) => `the machine or its kubelet stopped answering${told(seen, /node[/ ]([\w-]+(?:\.[\w-]+)+)/i, " (", ", NotReady)")}${seen.any(/\bspot\b/i) ? "; it was a spot instance that the cloud took back (spot interruption)" : ""}, so every pod on it is lost or evicted until it is rescheduled on another node`,
    checks: ["Check the state of the instance at the cloud provider", "See which pods ran on the node and where they went", "Spread replicas over nodes and zones"],
    explains: [...WORKLOAD, "pod_evicted", "dns_failure", "network_blocked", "volume_mount", "pods_unschedulable", "pods_unplaceable", "sandbox_failed", "cloud_capacity", "slow_requests", "killed"]
  },
  {
    id: "volume_broken", category: "infrastructure", name: "a disk or its file system is broken",
    signs: [/\bI\/O error\b(?! on (?:GET|POST|PUT|PATCH|DELETE|HEAD)\b)|xfs_force_shutdown|file ?system shut ?down|read superblock|wrong fs type|structure needs cleaning|Input\/output error|Remounting filesystem read-only|EXT4-fs error|XFS [^\n]{0,60}(?:corrupt|shutdown)|(?:volume|disk) [^\n]{0,40}\b(?:impaired|degraded|failed health)|uncorrectable|bad sector|nvme\d\w*:? [^\n]{0,40}timeout|FilesystemIsReadOnly|ReadonlyFilesystem/i],
    how: (seen) => `the device${told(seen, /\b(nvme\w+|xvd\w+|sd[a-z]\b|dm-\d+|vol-\w+)/i, " ")} no longer reads or writes, so its file system is set read-only and what writes to it fails`,
    checks: ["Check the volume's state at the cloud provider", "Restore the volume from a snapshot, or move the pod to a healthy one"],
    explains: [...WORKLOAD, "bad_command", "store_full", "volume_mount", "io_saturated"]
  },
  {
    id: "cloud_capacity", category: "infrastructure", name: "the cloud has no capacity for a new node",
    signs: [/InsufficientInstanceCapacity|do(?:es)? not have (?:sufficient|enough) [^\n]{0,60}capacity|ZONE_RESOURCE_POOL_EXHAUSTED|SkuNotAvailable|AllocationFailed|UnfulfillableCapacity|availability zone [^\n]{0,40}(?:impaired|outage)/i],
    how: (seen) => `the provider cannot give the instance type${told(seen, /sufficient ([\w.]{4,30}) capacity/i, " ")} in this zone now, so nodes that went are not replaced and their pods stay Pending`,
    checks: ["Allow further instance types and zones in the node group", "Use on-demand capacity for what must run", "Read the provider's status page"],
    explains: ["pods_unschedulable", "replicas_missing", "autoscaler_at_maximum"]
  },
  {
    id: "cpu_throttled", category: "resource_exhaustion", name: "containers are throttled at their CPU limit",
    signs: [/cpu[_ -]?(?:cfs[_ ])?throttl|cfs[_ .]throttled|CPUThrottling|throttled (?:\d+\s?% of )?(?:periods|seconds)|(?:periods|cpu) (?:are |is |was |were )?throttled/i],
    how: (seen) => `the CPU limit${told(seen, /limit[:= ]+(\d+m?)\b/i, " of ")} is below what the load needs, so requests wait for the next scheduling period and latency grows`,
    checks: ["Compare CPU usage with the limit", "Raise or remove the CPU limit, or add replicas"],
    explains: ["latency", "slow_requests", "probe_failure", "error_rate", "dependency_unavailable"]
  },
  {
    id: "autoscaler_at_maximum", category: "resource_exhaustion", name: "the autoscaler has reached its maximum of replicas",
    signs: [/ScalingLimited|TooManyReplicas|more than the maximum replica count|(?:hpa|autoscaler|HorizontalPodAutoscaler)\b[^\n]{0,80}\b(?:at|reached|hit|above|exceeds?)\b[^\n]{0,20}\bmax/i],
    how: (seen) => `the HorizontalPodAutoscaler wants more replicas than its maximum allows${told(seen, /\((desired[^)\n]{3,60})\)/i, " (", ")")}, so the load stays on the replicas that run`,
    checks: ["Raise maxReplicas if the cluster has room", "Find what the load comes from", "Lower the work per request"],
    explains: ["latency", "slow_requests", "traffic_spike", "error_rate", "cpu_throttled"]
  },
  {
    id: "autoscaler_blind", category: "configuration_error", name: "the autoscaler gets no metrics",
    signs: [/FailedGet(?:Resource|Pods|Object|External)Metric|FailedComputeMetricsReplicas|unable to (?:get|fetch) metrics|missing request for (?:cpu|memory)/i],
    how: (seen) => (seen.any(/missing request/i) ? "containers declare no request, so their use cannot be compared with it" : "the metrics server or adapter does not answer, so the HorizontalPodAutoscaler does not scale"),
    checks: ["Check the metrics server and its API service", "Set requests on all containers of the workload"],
    explains: ["latency", "slow_requests", "replicas_missing"]
  },
  {
    id: "addresses_used_up", category: "resource_exhaustion", name: "no IP addresses are left for pods",
    signs: [/failed to assign an IP address|InsufficientFreeAddressesInSubnet|no (?:available|free) IP addresses|IP (?:address )?(?:pool|range) (?:is )?(?:exhausted|full)|insufficient IP/i],
    how: () => "the subnet or the node's network interfaces have no free address, so pod sandboxes cannot be created and pods stay in ContainerCreating",
    checks: ["Count free addresses of the subnets", "Check prefix delegation and the warm pool of the network plugin"],
    explains: [...WORKLOAD, "sandbox_failed"]
  },
  {
    id: "sandbox_failed", category: "infrastructure", name: "the node cannot create pod sandboxes",
    signs: [/FailedCreatePodSandBox|failed to (?:create|set up|setup) (?:pod )?sandbox|network plugin is not ready|cni (?:config|plugin)[^\n]{0,60}(?:uninitialized|not (?:found|ready)|failed)|PLEG is not healthy|container runtime is down/i],
    how: () => "the container runtime or network plugin of the node does not work, so no container starts on it",
    checks: ["Read the logs of the network plugin and the runtime on the node", "Cordon the node and see whether others work"],
    explains: WORKLOAD
  },
  {
    id: "admission_rejected", category: "configuration_error", name: "admission control rejects the workload's pods",
    signs: [/admission webhook [^\n]{0,120}denied|failed calling webhook|violates PodSecurity|forbidden: (?:violates|unable to validate)|(?:maximum|minimum) (?:cpu|memory) usage per|must specify (?:limits|requests)|disruption budget/i],
    how: (seen) => (seen.any(/failed calling webhook/i) ? "an admission webhook does not answer, so objects cannot be created" : "the pods break a rule of the namespace (security standard, limit range, policy or disruption budget)"),
    checks: ["Read the rule that the message names", "Compare the pod template with it", "Check that the webhook's service has endpoints"],
    explains: ["replicas_missing", "rollout_stuck"]
  },
  {
    id: "access_denied", category: "configuration_error", name: "a permission or credential is missing",
    signs: [/is forbidden: User|cannot (?:get|list|create|update|patch|delete|watch) resource|AccessDenied|not authorized to perform|password authentication failed|authentication failed(?: for|\b)|invalid_client|(?:client secret|license(?: key)?|api key|token|password)\b[^\n]{0,40}\b(?:has |have |is )?expired|no pg_hba\.conf entry|invalid (?:api key|credentials|token(?!\)?: line| in ))|not authorized\b|PermissionDenied|acme: authorization|unsupported (?:SASL )?mechanism|permission denied for|AssumeRoleWithWebIdentity|\b(?:returned|status|code|->|HTTP)\W{0,3}(?:401|403)\b|inaccessible-encryption-credentials|(?:obtain|locate|load|find|no valid|expired|invalid) (?:\w+ )?credentials?\b|InvalidIdentityToken|ExpiredToken|SignatureDoesNotMatch|\bNOAUTH\b|WRONGPASS|NOPERM|SASL authentication failed|401 Unauthorized|403 Forbidden|invalid_grant|jwt (?:expired|signature)/i],
    how: (seen) => {
      const who = told(seen, /(?:User|user|role) \\?["']([^"'\\\n]{2,120})/, " (", ")")
      return seen.any(/is forbidden: User|cannot \w+ resource/i)
        ? `RBAC does not allow the service account${who} what it tries: its Role or ClusterRole, or the binding to it, is missing or was changed`
        : `the identity the workload uses${who} is not allowed to do what it tries, or its credentials were rotated, changed or have expired${told(seen, /(InvalidIdentityToken|No OpenIDConnect provider[^\n"]{0,120}|ExpiredToken|invalid_grant)/i, ": ")}${told(seen, /\b(KMS key)\b/, "; it needs the ")}`
    },
    checks: ["Check the role bound to the service account or user", "Check when the credential was rotated", "Compare with the last time it worked"],
    explains: ["crash_loop", "dependency_unavailable", "error_rate", "probe_failure", "connections_lost", "failover", "replicas_missing", "rollout_stuck", "code_exception", "unexplained_exception"]
  }
]
