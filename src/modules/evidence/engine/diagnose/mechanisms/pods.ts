import type { Mechanism } from "../types.js"
import { told, WORKLOAD } from "./words.js"

/** Exit codes by the shell's and the kernel's conventions. */
const EXITS: ReadonlyArray<readonly [code: RegExp, meaning: string]> = [
  [/\b12[67]\b/, "the command does not exist or may not be run"], [/\b134\b/, "the process aborted itself"], [/\b139\b/, "a memory access was wrong (SIGSEGV)"], [/\b143\b/, "it was asked to stop (SIGTERM)"], [/\b1\b/, "the application gave up with an error of its own"]
]

/** Containers and pods that do not start or do not stay. */
export const pods: ReadonlyArray<Mechanism> = [
  {
    id: "container_out_of_memory", category: "resource_exhaustion", name: "a container is killed for using more memory than its limit",
    signs: [/OOMKill|SystemOOM/i, /memory cgroup out of memory|out of memory: kill|oom-killer|invoked oom/i],
    hints: [/heap in use|approaching (?:the )?(?:memory )?limit|memory_limit|working set/i, /exit[_ ]?code[:= "]*137\b/i],
    how: (seen) => `its memory grows past the container's memory limit${told(seen, /memory[_ ]limit[:= ]+(\d+\s?[KMG]i?B?)/i, " of ")}, the kernel ends it (exit code 137, OOMKilled), the kubelet restarts it, and it loops`,
    checks: ["Compare the container's memory limit with its working set over the last hours", "Read the last log lines before the kill for the request that allocated", "Take a heap profile of a replica before it reaches the limit"],
    explains: [...WORKLOAD, "memory_leak", "slow_requests", "service_selects_nothing", "pod_evicted"]
  },
  {
    id: "killed", category: "resource_exhaustion", general: true, name: "a container is killed from outside (SIGKILL)",
    signs: [/exit[_ ]?code[:= "]*137\b/i],
    how: () => "exit code 137 is a kill by the kernel for memory or by the kubelet after a failed probe or at an eviction",
    checks: ["Look for OOMKilled in the container's last state", "Look for failed liveness probes and evictions at the same time"],
    explains: ["crash_loop", "replicas_missing"]
  },
  {
    id: "image_pull", category: "configuration_error", name: "a container image cannot be pulled",
    signs: [/ImagePullBackOff|ErrImagePull|InvalidImageName|invalid reference format|ErrImageNeverPull|Failed to pull image|Back-off pulling image|manifest (?:unknown|for .* not found)|pull access denied|repository does not exist|FailedToRetrieveImagePullSecret/i],
    against: [/no ImagePullBackOff|without ImagePullBackOff/i],
    how: (seen) => {
      const image = told(seen, /image:? \\?"([^"\\\s]{3,160})/i, " (image ", ")")
      if (seen.any(/pull rate limit|toomanyrequests/i)) return `the registry limits how often images are pulled${image}`
      if (seen.any(/denied|unauthori[sz]ed|\b40[13]\b|credentials|no basic auth|ImagePullSecret/i)) return `the registry refuses the node's credentials for this image${image}: the image pull secret${told(seen, /pull secrets? \(?([\w.-]+)\)?/i, " ")} is missing, wrong or expired`
      if (seen.any(/i\/o timeout|no such host|connection refused|TLS handshake/i)) return `the registry does not answer the node${image}`
      return `the image name or tag of the workload does not exist in the registry${image}${told(seen, /image:? \\?"[^"\\\s]*:([\w.-]{1,128})/i, ", tag ")}, so the rollout's new pods cannot start while old ones keep serving`
    },
    checks: ["Check image name and tag of the last rollout", "Check the image pull secret and its expiry", "Roll back to the last image that ran"],
    explains: [...WORKLOAD, "access_denied", "rate_limited"]
  },
  {
    id: "missing_configuration", category: "configuration_error", name: "a workload misses configuration it needs",
    signs: [
      /CreateContainerConfigError|ImproperlyConfigured|\bConfig(?:uration)?Error\b|ConfigException|is not configured\b|no \w+ (?:is )?configured for|Failed to bind propert|(?:configmap|secret|serviceaccount|persistentvolume|priorityclass|ingressclass)s?(?:\.[\w.]+)? \\?"[^"]+\\?" (?:is )?not found|couldn't find key/i,
      /(?:missing|required|invalid|unknown|bad|unset|undefined|malformed) (?:required )?(?:env\w*|environment|config\w*|settings?|variables?|flags?|options?|parameters?|properties)\b|(?:env\w*|environment|config\w*|settings?|variables?|flag|option|propert\w+)\b[^\n]{0,80}(?:\b(?:not set|is required|missing|must be|invalid|not (?:a )?valid|cannot be parsed|is empty)\b)|config(?:uration)? (?:error|validation failed|parse error)/i,
      /KeyError: '[A-Z][A-Z_\d]+'/,
      /\bpars(?:e|ing)\b[^\n]{0,60}\.(?:ya?ml|json|toml|conf|cfg|ini|properties|xml)\b|yaml: (?:line|unmarshal)|did not find expected|\[emerg\]|unknown directive|(?:unknown|unrecognized|unsupported) (?:flag|option|argument|field|key|configuration|property)|Could not resolve placeholder|Error creating bean with name|toml: |invalid value \\?"[^"\n]{1,60}" for (?:flag|option|argument)/i
    ],
    against: [/UnrecognizedPropertyException/],
    how: (seen) => {
      const what = told(seen, /([\w./-]{1,80}\.(?:ya?ml|toml|conf|cfg|ini|properties)\b(?:: [^\n"]{3,60})?)/i, " (", ")") || told(seen, /(?:find key|variable|setting|option|flag|property|key) \\?["'`]?([\w.-]{3,80})/i, " (", ")")
      const where = told(seen, /(?:in |^|\s)((?:secret|configmap)s? \\?["'`]?[\w./-]{3,100}\\?["'`]?)/i, ", named in ")
      return `a ConfigMap, Secret, environment variable or option that the container needs is missing or not valid${what}${where}, so it ${seen.any(/CrashLoopBackOff|exit[_ ]?code/i) ? "ends right after its start (CrashLoopBackOff)" : "cannot start"}`
    },
    checks: ["Compare the workload's references with the ConfigMaps and Secrets of the namespace", "Read what changed in the last deployment of configuration", "Roll the configuration back"],
    explains: [...WORKLOAD, "code_exception", "volume_mount", "unexplained_exception"]
  },
  {
    id: "bad_command", category: "configuration_error", name: "the container's command cannot be run",
    signs: [/executable file not found|exec format error|RunContainerError|ContainerCannotRun|StartError|exec: \\?"[^"]+\\?":|exit[_ ]?code[:= "]*12[67]\b|read-only file system|runAsNonRoot|OCI runtime create failed/i],
    how: (seen) => (seen.any(/exec format error/i) ? "the image was built for another processor architecture than the node's" : seen.any(/runAsNonRoot/i) ? "its security context forbids root (runAsNonRoot), and the image runs as root" : "the command, entry point or file permissions of the container do not fit its image"),
    checks: ["Compare command and args with the image's contents", "Compare the image's architecture with the node's", "Roll back to the last version that ran"],
    explains: WORKLOAD
  },
  {
    id: "volume_mount", category: "configuration_error", name: "a volume cannot be provisioned, attached or mounted",
    signs: [/FailedMount|FailedAttachVolume|Multi-Attach error|MountVolume\.\w+ failed|Unable to (?:attach|mount) (?:or mount )?volumes|persistentvolumeclaim \\?"[^"]+\\?" not found|ProvisioningFailed|FailedBinding|unbound (?:immediate )?PersistentVolumeClaims|volume node affinity conflict/i, /storageclass[\w.]* \\?"[^"]+\\?" not found|no persistent volumes available/i],
    how: (seen) => `the pod stays Pending for a volume: its PersistentVolumeClaim ${seen.any(/storageclass[^\n]{0,80}not found/i) ? `names a StorageClass${told(seen, /storageclass[\w.]* \\?"([^"\\]+)/i, " ")} (storageclass) that does not exist` : seen.any(/multi-attach|already (?:exclusively )?attached/i) ? "is still attached to another node" : seen.any(/volume node affinity/i) ? "lives in another zone than the nodes with room" : "is not bound, or its volume cannot be mounted"}`,
    checks: ["Run kubectl describe pod and kubectl describe pvc", "Check that the StorageClass exists and its driver runs", "Check whether the volume is still attached to another node"],
    explains: [...WORKLOAD, "pods_unplaceable", "pods_unschedulable"]
  },
  {
    id: "probe_failure", category: "configuration_error", name: "a health probe fails although the process runs",
    signs: [/(?:liveness|readiness|startup) probe (?:failed|errored)|\bUnhealthy\b.*probe|probe.*(?:connection refused|statuscode: [45]\d\d|deadline exceeded)|failed (?:liveness|startup) probe/i],
    how: (seen) => {
      const asked = `${told(seen, /(?:Get|dial tcp) \\?"?((?:https?:\/\/)?[\d.]+:\d+[^\s"\\]*)/i, " (asks ", ")")}${told(seen, /GET (\/[\w./-]*) [45]\d\d[^\n]{0,40}kube-probe/i, " (asks ", ")")}${told(seen, /statuscode: (\d{3})/i, " (answer ", ")")}`
      const serves = told(seen, /listening (?:on )?(?:port )?([\w.:[\]*]*\d{2,5})/i, "; the process listens on ")
      return seen.any(/liveness|startup/i)
        ? `the kubelet restarts the container because its liveness or startup probe asks the wrong path or port, or too early${asked}${serves}`
        : `the pod gets no traffic because its readiness probe asks the wrong path or port, or what it asks for is slow${asked}${serves}; a rollout waits for it`
    },
    checks: ["Compare port, path and delays of the probe with what the process serves", "Ask the probe's address from inside the pod"],
    explains: ["crash_loop", "killed", "replicas_missing", "error_rate", "rollout_stuck"]
  },
  {
    id: "crash_loop", category: "code_defect", general: true, name: "a container crashes and is restarted again and again",
    signs: [/CrashLoopBackOff|Back-off restarting failed container|was restarted \d+ times|exit[_ ]?code[:= "]*(?!0\b|137\b|143\b)\d{1,3}\b|reached (?:the specified|its) backoff limit/i],
    how: (seen) => {
      const code = seen.first(/exit(?:ed)?[_ ](?:with )?(?:code|status)[:= "]*([1-9]\d*)/i)
      const means = code === null ? undefined : EXITS.find(([pattern]) => pattern.test(code))?.[1]
      return `the process ends by itself soon after it starts${code === null ? "" : ` (exit code ${code}${means === undefined ? "" : `: ${means}`})`}${seen.any(/init container|init_?containers/i) ? "; it is an init container, so the pod's own containers are never started" : ""}`
    },
    checks: ["Read the container's previous log (kubectl logs --previous)", "Compare with the last version that ran"],
    explains: ["replicas_missing", "error_rate", "rollout_stuck", "killed"]
  },
  {
    id: "rollout_stuck", category: "configuration_error", general: true, name: "a rollout makes no progress",
    signs: [/ProgressDeadlineExceeded|rollout .*(?:stuck|stalled|failed|timed out)|exceeded its progress deadline|has timed out progressing/i],
    how: () => "the new version's pods do not become ready within the deadline, so the old ones keep serving",
    checks: ["Read events and logs of the newest ReplicaSet's pods", "Roll back if the change is not urgent"],
    explains: ["replicas_missing"]
  },
  {
    id: "replicas_missing", category: "resource_exhaustion", general: true, name: "fewer replicas run than wanted",
    signs: [/\d+ of \d+ replicas are ready|MinimumReplicasUnavailable|ReplicaFailure/i],
    how: () => "the workload runs below its wanted size",
    checks: ["Read the events of the workload's ReplicaSet"]
  }
]
