import type { Draft } from "../../findings/draft.js"
import { clip, numberOf } from "../values.js"
import { percentIn } from "./kernel.js"
import type { Reading } from "./reading.js"
import { readPrinted } from "./table.js"

const at = (line: number): Draft["cites"] => [{ lines: [line, line] }]

/** What a pod status means and what to look at. */
const STATUS: ReadonlyArray<readonly [RegExp, Draft["severity"], string]> = [
  [/OOMKilled/, "critical", "The container was killed for using more memory than its limit."],
  [/CrashLoopBackOff/, "error", "The container starts and dies again and again; its previous log tells why."],
  [/ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull/, "error", "The image cannot be fetched: check its name, tag, registry and pull secret."],
  [/CreateContainerConfigError|CreateContainerError/, "error", "A config map, secret or mount that the container asks for is missing."],
  [/RunContainerError|StartError|ContainerCannotRun/, "error", "The container's command cannot be started."],
  [/^Init:.*(Error|CrashLoop)/, "error", "An init container fails; the pod cannot start."],
  [/Evicted/, "error", "The node was short of memory or disk and threw the pod out."],
  [/^Error$|Failed|DeadlineExceeded/, "error", "The pod's container ended with an error."],
  [/Pending|Unschedulable/, "warning", "No node takes the pod yet: its events tell what is missing."],
  [/ContainerCreating|PodInitializing|^Init:\d/, "info", "It is still starting; if that lasts, look for volumes and images."],
  [/Terminating/, "warning", "It is being removed; if that lasts, something holds it."],
  [/Unknown|NodeLost|NotReady/, "error", "Its node does not report."]
]

const grade = (status: string): readonly [Draft["severity"], string] | null => {
  for (const [pattern, severity, says] of STATUS) if (pattern.test(status)) return [severity, says]
  return null
}

/** `kubectl get …`: pods, nodes, deployments, claims and whatever has a status. */
export const kubectlGet = (lines: ReadonlyArray<string>, index: number): Reading => {
  const table = readPrinted(lines, index, { single: false, stop: /^(NAMESPACE\s+)?NAME\s{2,}|^[$#] |^LAST SEEN\s/ })
  const drafts: Array<Draft> = []
  for (const { cells, line } of table.rows) {
    const name = [cells["NAMESPACE"], cells["NAME"]].filter((part) => part !== undefined && part !== "").join("/")
    const status = cells["STATUS"] ?? ""
    const isNode = cells["ROLES"] !== undefined
    const found = status === "" || cells["CAPACITY"] !== undefined ? null : isNode ? (/NotReady/.test(status) ? ["error" as const, "The node does not report, or its kubelet is not ready."] as const : /SchedulingDisabled/.test(status) ? ["warning" as const, "It takes no new pods (cordoned)."] as const : null) : grade(status)
    if (found !== null) drafts.push({ kind: isNode ? "node_not_ready" : "pod_status", severity: found[0], title: `${name} is ${status}`, detail: found[1], cites: at(line), data: { name, status } })
    const ready = /^(\d+)\/(\d+)$/.exec(cells["READY"] ?? "")
    if (found === null && ready !== null && Number(ready[1]) < Number(ready[2]) && !/Completed|Succeeded/.test(status)) drafts.push({ kind: "not_ready", severity: Number(ready[1]) === 0 ? "error" : "warning", title: `${name}: ${ready[1]!} of ${ready[2]!} ready`, detail: status === "" ? "Fewer replicas are ready than wanted." : `It is ${status}, but its readiness probe fails.`, cites: at(line), data: { name, ready: Number(ready[1]), wanted: Number(ready[2]) } })
    const desired = numberOf(cells["DESIRED"] ?? "")
    const readyCount = numberOf(cells["READY"] ?? "")
    if (desired !== null && readyCount !== null && readyCount < desired) drafts.push({ kind: "not_ready", severity: readyCount === 0 ? "error" : "warning", title: `${name}: ${readyCount} of ${desired} ready`, detail: "Fewer are ready than wanted.", cites: at(line), data: { name, ready: readyCount, wanted: desired } })
    const restarts = numberOf(/^\d+/.exec(cells["RESTARTS"] ?? "")?.[0] ?? "")
    if (restarts !== null && restarts >= 5) drafts.push({ kind: "restarts", severity: restarts >= 20 ? "error" : "warning", title: `${name} was restarted ${cells["RESTARTS"]!} times`, detail: "Its container ends, or its liveness probe fails.", cites: at(line), data: { name, restarts } })
    if (/^(Pending|Lost)$/.test(status) && cells["CAPACITY"] !== undefined) drafts.push({ kind: "volume_claim", severity: "error", title: `Volume claim ${name} is ${status}`, detail: "Pods that mount it cannot start.", cites: at(line), data: { name, status } })
    if (/<(pending|none)>/.test(cells["EXTERNAL-IP"] ?? "") && cells["TYPE"] === "LoadBalancer") drafts.push({ kind: "no_address", severity: "warning", title: `Service ${name} has no external address yet`, detail: "", cites: at(line), data: { name } })
    const target = /^(\d+)%\/(\d+)%/.exec(cells["TARGETS"] ?? "")
    if (target !== null && cells["REPLICAS"] === cells["MAXPODS"] && Number(target[1]) > Number(target[2])) drafts.push({ kind: "autoscaler_at_limit", severity: "warning", title: `${name} is at its limit of ${cells["MAXPODS"]!} replicas at ${target[1]!} % load (target ${target[2]!} %)`, detail: "It cannot scale further.", cites: at(line), data: { name } })
    const percents = ["CPU%", "CPU(%)", "MEMORY%", "MEMORY(%)"].map((column) => [column, numberOf(cells[column] ?? "")] as const)
    for (const [column, value] of percents) if (value !== null && value > 85) drafts.push({ kind: "node_load", severity: value > 95 ? "error" : "warning", title: `${name} uses ${value} % of its ${column.startsWith("CPU") ? "processors" : "memory"}`, detail: "", cites: at(line), data: { name, percent: value } })
  }
  return { name: "kubectl get", drafts, facts: [`${table.rows.length} rows (${table.header.join(", ")})`, ...table.rows.slice(0, 40).map(({ text }) => text.trim().replace(/\s{2,}/g, "  "))], until: index + 1 + table.rows.length }
}

/** Rows of events: `kubectl get events`, and the Events section of `kubectl describe`. */
export const events = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  let i = index + 1
  const header = readPrinted(lines, index, { single: false, stop: /^\S.*\s(NAME|PID)\s/ })
  for (const { cells, line, text } of header.rows) {
    const type = cells["TYPE"] ?? cells["Type"] ?? ""
    const reason = cells["REASON"] ?? cells["Reason"] ?? ""
    const message = cells["MESSAGE"] ?? cells["Message"] ?? ""
    const object = cells["OBJECT"] ?? ""
    i = line
    facts.push(clip(text.trim().replace(/\s{2,}/g, "  "), 200))
    if (/^Warning$/i.test(type)) drafts.push({ kind: "warning_event", severity: /OOM|Failed|BackOff|Evict|Unhealthy|Error|Killing/i.test(reason) ? "error" : "warning", title: `${reason}${object === "" ? "" : ` on ${object}`}: ${clip(message, 200)}`, detail: `Seen ${cells["LAST SEEN"] ?? cells["Age"] ?? ""} ago.`, cites: at(line), data: { reason, object } })
  }
  return { name: "kubectl events", drafts: drafts.slice(0, 40), facts: facts.slice(0, 40), until: Math.max(i, index + 1) }
}

/** `kubectl describe`: states, exit codes, conditions; its events are read by `events`. */
export const kubectlDescribe = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  const subject = /^Name:\s+(\S+)/.exec(lines[index]!)?.[1] ?? ""
  let i = index
  let section = ""
  let container = ""
  for (; i < lines.length; i++) {
    const line = lines[i]!
    if (i > index && /^Name:\s{2,}/.test(line)) break
    if (/^Events:/.test(line)) break
    const top = /^(\S[\w -]*):/.exec(line)
    if (top !== null) section = top[1]!
    const inner = /^ {2}([\w.-]+):\s*$/.exec(line)
    if (inner !== null && /Containers/.test(section)) container = inner[1]!
    if (/^(Namespace|Node|Status|Image|Replicas|IP|Start Time|Controlled By):/.test(line)) facts.push(line.replace(/\s+/g, " "))
    const who = container === "" ? subject : `${subject}/${container}`
    const reason = /^\s+Reason:\s+(\S+)/.exec(line)?.[1]
    if (reason !== undefined && !/^(Completed|<none>|ContainerCreating)$/.test(reason)) {
      const found = grade(reason)
      const exit = lines.slice(i + 1, i + 3).findIndex((next) => /^\s+Exit Code:/.test(next))
      const code = exit === -1 ? null : /Exit Code:\s+(\d+)/.exec(lines[i + 1 + exit]!)![1]!
      const last = lines.slice(Math.max(0, i - 2), i).some((before) => /Last State:/.test(before))
      drafts.push({ kind: "container_state", severity: found?.[0] ?? "warning", title: `${who}: ${last ? "last ended with" : "is"} ${reason}${code === null ? "" : `, exit code ${code}`}`, detail: [found?.[1] ?? "", code === "137" ? "137 means it was killed (SIGKILL), mostly for lack of memory." : code === "143" ? "143 means it was asked to stop (SIGTERM)." : code === "139" ? "139 means a segmentation fault." : ""].filter((part) => part !== "").join(" "), cites: [{ lines: [i + 1, code === null ? i + 1 : i + 2 + exit] }], data: { container: who, reason, exitCode: code === null ? null : Number(code) } })
    }
    const restarts = numberOf(/^\s+Restart Count:\s+(\d+)/.exec(line)?.[1] ?? "")
    if (restarts !== null && restarts >= 3) drafts.push({ kind: "restarts", severity: restarts >= 20 ? "error" : "warning", title: `${who} was restarted ${restarts} times`, detail: "", cites: at(i + 1), data: { container: who, restarts } })
    const resource = section === "Allocated resources" ? /^ {2}(cpu|memory|ephemeral-storage|pods)\s+(\S+ \(\d+%\))(?:\s+(\S+ \(\d+%\)))?/.exec(line) : null
    const requested = percentIn(resource?.[2] ?? "")
    if (resource !== null && requested !== null && requested >= 90) drafts.push({ kind: "node_requested", severity: "warning", title: `${subject}: ${requested} % of its ${resource[1]!} is requested (${resource[2]!.replace(/ .*/, "")})`, detail: `${percentIn(resource[3] ?? "") === null ? "" : `Limits add up to ${percentIn(resource[3]!)!} %. `}Pods that ask for more are not placed here.`, cites: at(i + 1), data: { resource: resource[1]!, percent: requested } })
    const condition = /^ {2}(Ready|ContainersReady|PodScheduled|Initialized|MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable|Available|Progressing)\s+(True|False|Unknown)\b(.*)$/.exec(line)
    if (condition !== null && /Conditions/.test(section)) {
      const bad = /Pressure|Unavailable/.test(condition[1]!) ? condition[2] !== "False" : condition[2] !== "True"
      if (bad) drafts.push({ kind: "condition", severity: "error", title: `${subject}: condition ${condition[1]!} is ${condition[2]!}`, detail: clip(condition[3]!.trim().replace(/\s{2,}/g, ", "), 200), cites: at(i + 1), data: { condition: condition[1]!, status: condition[2]! } })
    }
  }
  return { name: "kubectl describe", drafts, facts, until: Math.max(i, index + 1) }
}

/** `systemctl status` and `list-units`: units that failed or start again and again. */
export const systemctl = (lines: ReadonlyArray<string>, index: number): Reading => {
  const drafts: Array<Draft> = []
  const facts: Array<string> = []
  if (/UNIT\s+LOAD\s+ACTIVE/.test(lines[index]!)) {
    let i = index + 1
    for (; i < lines.length && lines[i]!.trim() !== ""; i++) {
      const parts = /^\s*[●×*]?\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(lines[i]!)
      if (parts !== null && (parts[3] === "failed" || parts[2] === "not-found")) drafts.push({ kind: "unit_failed", severity: parts[3] === "failed" ? "error" : "info", title: `Unit ${parts[1]!} ${parts[3] === "failed" ? "has failed" : "is not found"}`, detail: parts[5]!.trim(), cites: at(i + 1), data: { unit: parts[1]! } })
    }
    return { name: "systemctl list-units", drafts, facts: [`${i - index - 1} units`], until: i }
  }
  const head = /^[●○×*]?\s*(\S+\.(?:service|socket|timer|mount|target|path|slice))/.exec(lines[index - 1] ?? "")?.[1] ?? "the unit"
  let i = index
  for (; i < lines.length; i++) {
    const line = lines[i]!
    if (i > index && /^[●○×*]\s+\S+\.\w+/.test(line)) break
    if (line.trim() === "" && !/^\S/.test(lines[i + 1] ?? "")) break
    const active = /^\s+Active:\s+(\S+)(?:\s+\(([^)]*)\))?(.*)$/.exec(line)
    if (active !== null) {
      facts.push(line.trim())
      if (/failed|activating/.test(active[1]!) || /auto-restart|dead/.test(active[2] ?? "")) drafts.push({ kind: "unit_failed", severity: active[1] === "inactive" ? "warning" : "error", title: `${head} is ${active[1]!}${active[2] === undefined ? "" : ` (${active[2]})`}`, detail: active[3]!.trim(), cites: at(i + 1), data: { unit: head, state: active[1]!, result: active[2] ?? null } })
    }
    const main = /^\s+(?:Main PID|Process):\s+\d+.*?\(?code=(\w+), (?:status|signal)=([^)]*)\)?/.exec(line)
    if (main !== null && !/^0(\/SUCCESS)?$/.test(main[2]!)) drafts.push({ kind: "unit_exit", severity: "error", title: `${head}: main process ended (${main[1]!}, ${main[2]!})`, detail: /oom|KILL/i.test(main[2]!) ? "It was killed." : "", cites: at(i + 1), data: { unit: head, status: main[2]! } })
    if (/Loaded:/.test(line)) {
      facts.push(line.trim())
      if (/not-found|masked|bad-setting|error/.test(line)) drafts.push({ kind: "unit_not_loaded", severity: "error", title: `${head} is not loaded: ${clip(line.replace(/^\s*Loaded:\s*/, ""), 120)}`, detail: "", cites: at(i + 1), data: { unit: head } })
    }
    if (/\b(failed|error|fatal|cannot|refused|denied|out of memory|killed)\b/i.test(line) && /^\w{3} \d{2} \d{2}:\d{2}:\d{2}/.test(line) && drafts.length < 30) drafts.push({ kind: "journal_line", severity: "warning", title: clip(line, 200), detail: "", cites: at(i + 1), confidence: 0.7, data: { unit: head } })
  }
  return { name: "systemctl status", drafts, facts, until: Math.max(i, index + 1) }
}
