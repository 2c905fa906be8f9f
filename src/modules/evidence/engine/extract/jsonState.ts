import type { Draft, Extraction } from "../findings/draft.js"
import type { JsonPath } from "../findings/jsonLocate.js"
import { alertDraft } from "./alert.js"
import { isRow } from "./records/read.js"
import { clip, isoTime, timeOf } from "./values.js"

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
const MAX_WELL = 12
const MAX_LISTED = 2_000

type Row = { readonly [key: string]: unknown }
const PRESSURES: ReadonlyArray<readonly [key: string, condition: string]> = [["memory_pressure", "MemoryPressure"], ["disk_pressure", "DiskPressure"], ["pid_pressure", "PIDPressure"], ["network_unavailable", "NetworkUnavailable"]]

const numberIn = (row: Row, ...keys: ReadonlyArray<string>): number | undefined => {
  for (const key of keys) if (typeof row[key] === "number") return row[key]
  return undefined
}

const stringIn = (row: Row, key: string): string | null => {
  const value = row[key] ?? (isRow(row["metadata"]) ? row["metadata"][key] : undefined) ?? (isRow(row["status"]) ? row["status"][key] : undefined)
  return typeof value === "string" && value !== "" ? value : null
}

/** Since when what looks broken is on its way out, or done, on purpose; null where it should be well. */
const departureOf = (row: Row): string | null => {
  const deleted = row["deletion_timestamp"] ?? row["deletionTimestamp"] ?? (isRow(row["metadata"]) ? row["metadata"]["deletionTimestamp"] : undefined)
  if (typeof deleted === "string" && deleted !== "") return `terminating since ${deleted}`
  return stringIn(row, "phase") === "Succeeded" ? "completed" : null
}

/** When a container that is ready was last started, UTC epoch milliseconds. */
const runningSince = (row: Row): number | null => {
  const state = row["state"]
  if (row["ready"] !== true || !isRow(state)) return null
  return timeOf(state["started_at"] ?? state["startedAt"] ?? (isRow(state["running"]) ? state["running"]["startedAt"] : undefined))
}

/**
 * What a JSON snapshot of a system (kubectl -o json, monitors, alerts, an API's
 * answer) says of things that are not well: reasons, exit codes, restarts,
 * states, node conditions, replicas that are missing; and a few that are well.
 */
export const stateDrafts = (root: unknown): ReadonlyArray<Draft> => {
  const drafts: Array<Draft> = []
  const well: Array<Draft> = []
  let leaving: string | null = null
  let since: number | null = null
  let phase: string | null = null
  let namespace: string | null = null
  const listed = new Set<string>()
  const make = (kind: string, severity: Draft["severity"], title: string, detail: string, path: JsonPath, subject: string): Draft =>
    ({ kind, severity, title: clip(title, 240), detail: clip(detail, 400), cites: [{ path }], confidence: 0.8, data: { path: path.join("."), subject: subject.split("/")[0]!, ...(leaving === null ? {} : { terminating: true }), ...(since === null ? {} : { runningSince: since }), ...(phase === null ? {} : { phase }), ...(namespace === null ? {} : { namespace }) } })
  const add = (kind: string, severity: Draft["severity"], title: string, detail: string, path: JsonPath, subject: string) => {
    // what is being taken away on purpose may look broken while it goes
    if (drafts.length < MAX_DRAFTS) drafts.push(leaving === null ? make(kind, severity, title, detail, path, subject) : make(kind, "info", `${title} (${leaving})`, detail, path, subject))
  }
  const fine = (title: string, path: JsonPath, subject: string) => {
    if (well.length < MAX_WELL && leaving === null) well.push(make("healthy_state", "info", title, "", path, subject))
  }
  const condition = (subject: string, type: string, status: string, detail: string, path: JsonPath) => {
    const bad = /Pressure|Unavailable|Failure/.test(type) ? status !== "False" : status !== "True"
    if (bad) add("condition", /Pressure|Failure|Ready|Available/.test(type) ? "error" : "warning", `${subject}: condition ${type} is ${status}`, detail, path, subject)
  }
  /** A node in the short form of an inventory: its conditions are plain keys. */
  const node = (row: Row, subject: string, path: JsonPath) => {
    const ready = row["ready"]
    const named = /^node\b/i.test(subject) ? subject : `node ${subject}`
    if (typeof ready !== "string" || !PRESSURES.some(([key]) => key in row)) return
    condition(named, "Ready", ready, "", [...path, "ready"])
    // of a node that does not report nothing else is known
    if (ready !== "Unknown") for (const [key, type] of PRESSURES) if (typeof row[key] === "string") condition(named, type, row[key], "", [...path, key])
    if (ready === "True" && PRESSURES.every(([key]) => row[key] === undefined || row[key] === "False")) fine(`${named} is ready, without pressure`, path, subject)
  }
  const replicas = (row: Row, subject: string, path: JsonPath) => {
    const wanted = numberIn(row, "replicas", "desired_replicas", "desired")
    const ready = numberIn(row, "readyReplicas", "ready_replicas", "available_replicas", "availableReplicas", "ready")
    if (wanted === undefined || wanted <= 0) return
    if (ready === undefined ? row["unavailableReplicas"] !== undefined : ready < wanted) add("not_ready", (ready ?? 0) === 0 ? "error" : "warning", `${subject}: ${ready ?? 0} of ${wanted} replicas are ready`, "", path, subject)
    else if (ready !== undefined) fine(`${subject}: ${ready} of ${wanted} replicas are ready`, path, subject)
  }
  const walk = (value: unknown, path: JsonPath, owner: string): void => {
    if (path.length > 30 || drafts.length >= MAX_DRAFTS) return
    if (Array.isArray(value)) {
      value.slice(0, 5_000).forEach((item, i) => walk(item, [...path, i], owner))
      return
    }
    if (!isRow(value)) return
    const before = { leaving, since, phase, namespace }
    phase = stringIn(value, "phase") ?? phase
    namespace = stringIn(value, "namespace") ?? namespace
    const departure = departureOf(value)
    leaving = departure ?? leaving
    since = runningSince(value) ?? since
    const own = `${/^init_?containers/i.test(String(path.at(-2) ?? "")) ? "init container " : ""}${nameOf(value)}`
    const who = own === "" || owner.includes(own) ? owner : owner === "" ? own : `${owner}/${own}`
    const subject = who === "" ? "it" : who
    if (owner === "" && own !== "" && listed.size < MAX_LISTED) listed.add(own)
    if (departure !== null && well.length < MAX_WELL) well.push(make("healthy_state", "info", `${subject} is ${departure}`, "", path, subject))
    const message = typeof value["message"] === "string" ? value["message"] : ""
    const reason = value["reason"]
    const type = typeof value["type"] === "string" && typeof value["status"] === "string" && /^(True|False|Unknown)$/.test(value["status"]) ? value["type"] : null
    if (type !== null) condition(owner === "" ? "it" : owner, type, String(value["status"]), [typeof reason === "string" ? reason : "", message].filter((part) => part !== "").join(": "), path)
    else if (typeof reason === "string" && BAD_REASON.test(reason)) {
      const exit = value["exitCode"] ?? value["exit_code"]
      add("container_state", /OOMKilled/.test(reason + message) ? "critical" : "error", `${subject} is ${reason}${typeof exit === "number" ? `, exit code ${exit}` : ""}`, message, path, subject)
    }
    const restarts = numberIn(value, "restartCount", "restart_count")
    if (restarts !== undefined && restarts >= 3) add("restarts", restarts >= 20 ? "error" : "warning", `${subject} was restarted ${restarts} times`, "", [...path, value["restartCount"] === undefined ? "restart_count" : "restartCount"], subject)
    for (const key of ["overall_state", "state", "phase", "status", "health", "alert_state", "db_instance_status", "DBInstanceStatus"]) {
      const state = value[key]
      if (typeof state === "string" && type === null && BAD_STATE.test(state)) add(/alert|state/i.test(key) && /alert|firing|triggered/i.test(state) ? "alert" : "bad_state", /pending|unknown/i.test(state) ? "warning" : "error", `${subject}: ${key} is ${state}`, message || (typeof value["query"] === "string" ? value["query"] : ""), [...path, key], subject)
    }
    replicas(value, subject, path)
    node(value, subject, path)
    if (typeof value["overall_state"] === "string" && /^ok$/i.test(value["overall_state"])) fine(`${subject}: overall_state is ${value["overall_state"]}`, [...path, "overall_state"], subject)
    if (value["ready"] === true && restarts !== undefined) {
      if (restarts === 0) fine(`${subject} is ready and was never restarted`, path, subject)
      else if (restarts < 3) fine(`${subject} is ready; it was restarted ${restarts === 1 ? "once" : "twice"}${since === null ? "" : ` and runs since ${isoTime(since)}`}`, path, subject)
    }
    const inherited = /^(status|state|lastState|last_state|spec|metadata|containers|conditions)$/.test(String(path[path.length - 1] ?? ""))
    for (const [key, child] of Object.entries(value)) if (typeof child === "object" && child !== null) walk(child, [...path, key], inherited && own === "" ? owner : who)
    leaving = before.leaving
    since = before.since
    phase = before.phase
    namespace = before.namespace
  }
  walk(root, [], "")
  // what a list of objects does not name is not there (any more)
  return [...drafts, ...well].map((one, i) => (i > 0 || listed.size === 0 ? one : { ...one, data: { ...one.data, listed: [...listed] } }))
}

/** A snapshot or an alert in JSON. */
export const extractState = (root: unknown): Extraction => {
  const alerts = alertDraft(root)
  const drafts = [...alerts, ...stateDrafts(root).filter((one) => alerts.length === 0 || one.kind !== "alert")]
  return { drafts, timeline: [], summary: [`JSON; ${drafts.length} findings.`, ...drafts.map((one) => `- ${one.title}. ${one.detail}`), clip(JSON.stringify(root), 3_000)].join("\n") }
}
