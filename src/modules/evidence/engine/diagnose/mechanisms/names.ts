import type { Mechanism } from "../types.js"
import { told, WORKLOAD } from "./words.js"

/** A web address that is not of the cluster or a private network. */
const FOREIGN = "https?:\\/\\/(?![\\d.]+\\b|localhost\\b|[\\w.-]{0,200}\\.(?:svc|local|internal|cluster|lan|corp)\\b)[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,6}"
const EXPIRED = "certificate (?:has |is )?expired|CERT_HAS_EXPIRED|NotTimeValid|certificate (?:is )?not (?:yet )?valid|NotAfter"

/** Names and addresses that lead to nothing, to the wrong side, or to a side that is not trusted. */
export const names: ReadonlyArray<Mechanism> = [
  {
    id: "partner_certificate", category: "dependency_failure", name: "the certificate of somebody else's service has expired",
    signs: [new RegExp(`${FOREIGN}[^\\n]{0,400}(?:${EXPIRED})|(?:${EXPIRED})[^\\n]{0,200}${FOREIGN}`, "i")],
    how: (seen) => `the TLS certificate that ${told(seen, /https?:\/\/([\w-]+(?:\.[\w-]+)+)/i, "") || "the other side"} shows has expired, so calls to it are refused by this side; only its owner can renew it`,
    checks: ["Read the dates of the certificate it shows", "Tell its owner", "Switch to another provider or a fallback until it is renewed"],
    explains: ["certificate", "dependency_unavailable", "error_rate", "latency", "code_exception"]
  },
  {
    id: "name_of_nothing", category: "configuration_error", name: "something is asked for by a name that does not exist",
    signs: [/\b(?:role|user|database|schema|bucket|queue|topic|vhost|index|keyspace|stream|exchange|table|collection|partition|log group|consumer group) (?:\\?["'`])?[\w./:-]{1,100}(?:\\?["'`])? (?:does not exist|doesn't exist|(?:is |was )?not found|cannot be found)|UnknownTopic\w*|NoSuchBucket|NonExistentQueue|QueueDoesNotExist|index_not_found_exception|ResourceNotFoundException|no (?:queue|exchange) '|no matches for kind|no (?:cluster|route|virtual host|backend) (?:match|found)\b|no port named|\bSecret does not exist|\bunknown (?:variation|database|keyspace|topic|vhost|profile|region)\b/i],
    against: [/\brelation \\?"/i],
    how: (seen) => `what the program is told to use${told(seen, /\b((?:role|user|database|schema|bucket|queue|topic|vhost|index|keyspace|stream|exchange|collection|kind) (?:\\?["'`])?[\w./:-]{2,100})/i, " (", ")")} is not there: its name was changed or mistyped, or it was never created in this environment`,
    checks: ["List what exists and compare the names", "Read what was renamed, removed or deployed last"],
    explains: [...WORKLOAD, "code_exception", "unexplained_exception", "backlog"]
  },
  {
    id: "writes_to_replica", category: "configuration_error", name: "writes go to a read-only replica",
    signs: [/\bREADONLY You can't write|read[- ]only (?:replica|transaction|slave)\b|cannot execute \w+ in a read-only|--read-only option|NotWritablePrimary|not (?:the )?(?:master|primary|leader)\b[^\n]{0,40}writ/i],
    how: () => "the address that clients write to leads to a replica: the endpoint is the reader's, or the roles changed and clients kept the old address",
    checks: ["Ask the server behind the address for its role", "Use the writer's endpoint and let clients resolve it again after a failover"],
    explains: ["error_rate", "dependency_unavailable", "code_exception", "unexplained_exception", "probe_failure"]
  },
  {
    id: "load_balancer", category: "configuration_error", name: "the load balancer cannot be set up",
    signs: [/SyncLoadBalancerFailed|FailedDeployModel|FailedBuildModel|error syncing load balancer|failed to ensure load balancer|(?:auto-?discover|find any suitable) subnets/i],
    how: (seen) => `the controller cannot build it from what the Service or Ingress asks for${seen.any(/subnet/i) ? " (no subnet carries the tags it looks for)" : seen.any(/AccessDenied|not authorized/i) ? " (its role lacks a permission)" : ""}, so clients reach the old targets or none`,
    checks: ["Read the controller's message", "Compare the annotations, subnet tags and the controller's role with its documentation"],
    explains: ["access_denied", "dependency_unavailable", "error_rate"]
  },
  {
    id: "volume_attach", category: "infrastructure", name: "a volume cannot be attached to the node",
    signs: [/Multi-Attach error|FailedAttachVolume[^\n]{0,400}(?:time-?out|timed out|deadline|attaching|already (?:exclusively )?(?:attached|used)|Internal)|volume [^\n]{0,60}is (?:still )?(?:already )?attached|waiting for device|NodeStageVolume/i],
    how: (seen) => `the volume${told(seen, /\b(vol-\w+|pvc-[\w-]{1,60})/i, " ")} ${seen.any(/multi-attach|already (?:exclusively )?(?:attached|used)|still attached/i) ? "is still attached to another node (Multi-Attach), as after a node was lost or a pod was forced away" : "is not attached in time by the storage service"}, so its pod stays in ContainerCreating`,
    checks: ["See which node holds the volume (kubectl get volumeattachment)", "Delete the attachment of a node that is gone", "Check the volume's state at the cloud provider"],
    explains: [...WORKLOAD, "volume_mount", "pods_unplaceable"]
  }
]
