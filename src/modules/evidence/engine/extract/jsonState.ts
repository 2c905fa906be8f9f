import type { Draft, Extraction } from "../findings/draft.js"
import type { JsonPath } from "../findings/jsonLocate.js"
import { isRow } from "./records/read.js"
import { clip } from "./values.js"

const BAD_REASON = /^(OOMKilled|CrashLoopBackOff|ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainer(Config)?Error|RunContainerError|Error|ContainerCannotRun|Evicted|Failed\w*|Unschedulable|Unhealthy|BackOff|DeadlineExceeded|NodeNotReady|ContainersNotReady|ProgressDeadlineExceeded|MinimumReplicasUnavailable|ReplicaFailure)$/
const BAD_STATE = /^(alert|alerting|firing|triggered|critical|failed|error|down|unhealthy|degraded|notready|incompatible-\w+|storage-full|pending|unknown)$/i
const NAME_KEYS = ["name", "Name", "pod", "pod_name", "id", "title", "alertname", "container", "DBInstanceIdentifier"]

const nameOf = (row: { readonly [key: string]: unknown }): string => {
  for (const key of NAME_KEYS) {
    const value = row[key]
    if (typeof value === "string" && value !== "") return clip(value, 100)
  }
  return isRow(row["metadata"]) ? nameOf(row["metadata"]) : ""
}

const MAX_DRAFTS = 60
const MAX_WELL = 6

/**
 * What a JSON snapshot of a system (kubectl -o json, monitors, alerts, an API's
 * answer) says of things that are not well: reasons, exit codes, restarts,
 * states, replicas that are missing.
 */
export const stateDrafts = (root: unknown): ReadonlyArray<Draft> => {
  const drafts: Array<Draft> = []
  const well: Array<Draft> = []
  let leaving: string | null = null
  const make = (kind: string, severity: Draft["severity"], title: string, detail: string, path: JsonPath): Draft =>
    ({ kind, severity, title: clip(title, 240), detail: clip(detail, 400), cites: [{ path }], confidence: 0.8, data: { path: path.join("."), ...(leaving === null ? {} : { terminating: true }) } })
  const add = (kind: string, severity: Draft["severity"], title: string, detail: string, path: JsonPath) => {
    // what is being taken away on purpose may look broken while it goes
    if (drafts.length < MAX_DRAFTS) drafts.push(leaving === null ? make(kind, severity, title, detail, path) : make(kind, "info", `${title} (terminating since ${leaving})`, detail, path))
  }
  const fine = (title: string, path: JsonPath) => {
    if (well.length < MAX_WELL) well.push(make("healthy_state", "info", title, "", path))
  }
  const walk = (value: unknown, path: JsonPath, owner: string): void => {
    if (path.length > 30 || drafts.length >= MAX_DRAFTS) return
    if (Array.isArray(value)) {
      value.slice(0, 5_000).forEach((item, i) => walk(item, [...path, i], owner))
      return
    }
    if (!isRow(value)) return
    const before = leaving
    const deleted = value["deletion_timestamp"] ?? value["deletionTimestamp"] ?? (isRow(value["metadata"]) ? value["metadata"]["deletionTimestamp"] : undefined)
    if (typeof deleted === "string" && deleted !== "") leaving = deleted
    const own = nameOf(value)
    const who = own === "" || owner.includes(own) ? owner : owner === "" ? own : `${owner}/${own}`
    const subject = who === "" ? "it" : who
    const message = typeof value["message"] === "string" ? value["message"] : ""
    const reason = value["reason"]
    const condition = typeof value["type"] === "string" && typeof value["status"] === "string" && /^(True|False|Unknown)$/.test(value["status"]) ? value["type"] : null
    if (condition !== null) {
      const bad = /Pressure|Unavailable|Failure/.test(condition) ? value["status"] !== "False" : value["status"] !== "True"
      if (bad) add("condition", /Pressure|Failure|Ready|Available/.test(condition) ? "error" : "warning", `${owner === "" ? "it" : owner}: condition ${condition} is ${String(value["status"])}`, [typeof reason === "string" ? reason : "", message].filter((part) => part !== "").join(": "), path)
    } else if (typeof reason === "string" && BAD_REASON.test(reason)) {
      const exit = value["exitCode"] ?? value["exit_code"]
      add("container_state", /OOMKilled/.test(reason + message) ? "critical" : "error", `${subject} is ${reason}${typeof exit === "number" ? `, exit code ${exit}` : ""}`, message, path)
    }
    const restarts = value["restartCount"] ?? value["restart_count"]
    if (typeof restarts === "number" && restarts >= 3) add("restarts", restarts >= 20 ? "error" : "warning", `${subject} was restarted ${restarts} times`, "", [...path, value["restartCount"] === undefined ? "restart_count" : "restartCount"])
    for (const key of ["overall_state", "state", "phase", "status", "health", "alert_state", "db_instance_status", "DBInstanceStatus"]) {
      const state = value[key]
      if (typeof state === "string" && condition === null && BAD_STATE.test(state)) add(/alert|state/i.test(key) && /alert|firing|triggered/i.test(state) ? "alert" : "bad_state", /pending|unknown/i.test(state) ? "warning" : "error", `${subject}: ${key} is ${state}`, message || (typeof value["query"] === "string" ? value["query"] : ""), [...path, key])
    }
    const wanted = value["replicas"] ?? value["desired_replicas"] ?? value["desired"]
    const ready = value["readyReplicas"] ?? value["ready_replicas"] ?? value["available_replicas"] ?? value["availableReplicas"] ?? (typeof value["ready"] === "number" ? value["ready"] : undefined)
    if (typeof wanted === "number" && wanted > 0 && (typeof ready === "number" && ready < wanted || ready === undefined && value["unavailableReplicas"] !== undefined)) add("not_ready", ready === 0 || ready === undefined ? "error" : "warning", `${subject}: ${typeof ready === "number" ? ready : 0} of ${wanted} replicas are ready`, "", path)
    else if (typeof wanted === "number" && wanted > 0 && typeof ready === "number" && ready >= wanted) fine(`${subject}: ${ready} of ${wanted} replicas are ready`, path)
    if (typeof value["overall_state"] === "string" && /^ok$/i.test(value["overall_state"])) fine(`${subject}: overall_state is ${value["overall_state"]}`, [...path, "overall_state"])
    if (value["ready"] === true && restarts === 0) fine(`${subject} is ready and was never restarted`, path)
    const inherited = /^(status|state|lastState|spec|metadata|containers|conditions)$/.test(String(path[path.length - 1] ?? ""))
    for (const [key, child] of Object.entries(value)) if (typeof child === "object" && child !== null) walk(child, [...path, key], inherited && own === "" ? owner : who)
    leaving = before
  }
  walk(root, [], "")
  return [...drafts, ...well]
}

/** An alert as monitoring systems send it: its title, labels and annotations. */
export const alertDraft = (root: unknown): ReadonlyArray<Draft> => {
  if (!isRow(root)) return []
  const annotations = [root["commonAnnotations"], root["annotations"]].find(isRow)
  const labels = [root["commonLabels"], root["labels"]].find(isRow)
  if (annotations === undefined && labels === undefined) return []
  const title = root["title"] ?? labels?.["alertname"] ?? annotations?.["summary"]
  if (typeof title !== "string") return []
  const says = [annotations?.["summary"], annotations?.["description"], annotations?.["error"]].filter((part): part is string => typeof part === "string" && part !== title)
  const grave = String(labels?.["severity"] ?? "")
  const place = root["title"] !== undefined ? ["title"] : labels?.["alertname"] !== undefined ? [root["commonLabels"] === labels ? "commonLabels" : "labels", "alertname"] : [root["commonAnnotations"] === annotations ? "commonAnnotations" : "annotations", "summary"]
  return [{ kind: "alert", severity: /critical|page/i.test(grave) ? "critical" : /info|none/i.test(grave) ? "info" : "warning", title: clip(title, 200), detail: clip(says.join(" "), 600), cites: [{ path: place }, ...(annotations?.["summary"] === undefined ? [] : [{ path: [root["commonAnnotations"] === annotations ? "commonAnnotations" : "annotations", "summary"] }])], confidence: 0.9, data: { severity: grave } }]
}

/** A snapshot or an alert in JSON. */
export const extractState = (root: unknown): Extraction => {
  const alerts = alertDraft(root)
  const drafts = [...alerts, ...stateDrafts(root).filter((one) => alerts.length === 0 || one.kind !== "alert")]
  return { drafts, timeline: [], summary: [`JSON; ${drafts.length} findings.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`), clip(JSON.stringify(root), 3_000)].join("\n") }
}
