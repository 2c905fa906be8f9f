import type { Finding } from "../finding.js"

const HOUR_MS = 3_600_000
/** Kubernetes itself forgets events after an hour. */
const PAST_MS = 2 * HOUR_MS
const STILL_MS = HOUR_MS / 12
/** A few warnings about an object that is well now were its start. */
const FEW = 10

/** Pods that a node takes with it are leaving too, but not on purpose. */
const TORN_AWAY = /node ?(?:lost|not ?ready|is not ready)|TaintManagerEviction|\bEvict|preempt/i
const PROBE = /\b(?:readiness|startup) probe\b/i
const SCALED_AWAY = /(?:scaled down replica set|old replica ?set) ([\w-]{3,100})/i
const SCALED_TO_NOTHING = /\bto 0\b/

/** What a snapshot says of the objects in it, as opposed to what was told of them at some time. */
const STATE = new Set(["container_state", "condition", "restarts", "not_ready", "bad_state"])
const TOLD = /^(?:event|record|repeated_error|first_error|error_burst|likely_cause)$/

export const numberIn = (finding: Finding, key: string): number | null => (typeof finding.data[key] === "number" ? finding.data[key] : null)
export const textIn = (finding: Finding, key: string): string => (typeof finding.data[key] === "string" ? finding.data[key] : "")

/** An alert's or a monitor's words: they repeat what somebody configured them to say. */
export const isHearsay = (finding: Finding): boolean => finding.kind === "alert" || (finding.kind === "bad_state" && /overall_state|alert_state/.test(finding.title))

/** What all files together say of the objects in them. */
export interface Scene {
  /** the last moment that any finding tells of; null where none has a time */
  readonly latest: number | null
  /** objects that are taken away, or done, on purpose */
  readonly leaving: ReadonlySet<string>
  readonly ready: ReadonlySet<string>
  /** workloads that have all their replicas */
  readonly complete: ReadonlySet<string>
  /** all objects that are listed somewhere */
  readonly listed: ReadonlySet<string>
  readonly nodesListed: boolean
  /** namespaces that alerts speak of */
  readonly namespaces: ReadonlySet<string>
  /** names of what alerts are about, in lower case */
  readonly alerted: ReadonlySet<string>
  /** alerts are there, and each of them says that nobody need act */
  readonly calm: boolean
  /** a snapshot is there, it shows nothing that is not well, and no monitor is in alarm */
  readonly well: boolean
  /** alerts are there, and none of them is grave enough to wake somebody */
  readonly mild: boolean
  /** some series moved, even if it came back */
  readonly moved: boolean
  /** since when series are known; null where there are none */
  readonly measuredSince: number | null
  /** runs of something that came to its end, without the last part of their names */
  readonly done: ReadonlySet<string>
}

const stem = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf("-")))

/** A failed pod of a workload that has all its pods again, or of a job that was done by a later one. */
const isReplaced = (finding: Finding, complete: ReadonlySet<string>, done: ReadonlySet<string>): boolean =>
  textIn(finding, "phase") === "Failed" && (done.has(stem(textIn(finding, "subject"))) || [...complete].some((workload) => textIn(finding, "subject").startsWith(`${workload}-`)))

/** Trouble of a namespace that no alert speaks of. */
export const isElsewhere = (finding: Finding, scene: Pick<Scene, "namespaces">): boolean => {
  const namespace = textIn(finding, "namespace")
  return namespace !== "" && namespace !== "default" && !namespace.startsWith("kube-") && scene.namespaces.size > 0 && !scene.namespaces.has(namespace)
}

/** Objects, times and states of all findings together. */
export const sceneOf = (findings: ReadonlyArray<Finding>): Scene => {
  const subjects = (of: (finding: Finding) => boolean) => new Set(findings.filter(of).map((finding) => textIn(finding, "subject")).filter((name) => name.length > 4))
  const moments = findings.flatMap((finding) => [finding.at, numberIn(finding, "until")]).filter((at): at is number => at !== null)
  const alerts = findings.filter((finding) => typeof finding.data["calm"] === "boolean")
  const calm = alerts.length > 0 && alerts.every((finding) => finding.data["calm"] === true)
  const namespaces = new Set(alerts.map((finding) => textIn(finding, "namespace")).filter((name) => name !== ""))
  const complete = subjects((finding) => finding.kind === "healthy_state" && /replicas are ready$/.test(finding.title))
  const done = new Set([...subjects((finding) => finding.kind === "healthy_state" && / is completed$/.test(finding.title))].map(stem).filter((name) => name !== ""))
  const since = findings.map((finding) => numberIn(finding, "since")).filter((at): at is number => at !== null)
  const ill = (finding: Finding) => STATE.has(finding.kind) && finding.severity !== "info" && !isHearsay(finding) && !isReplaced(finding, complete, done) && !(calm && isElsewhere(finding, { namespaces }))
  const scaledAway = findings.filter((finding) => SCALED_TO_NOTHING.test(finding.title)).flatMap((finding) => SCALED_AWAY.exec(finding.title)?.[1] ?? [])
  return {
    latest: moments.length === 0 ? null : moments.reduce((a, b) => Math.max(a, b)),
    leaving: new Set([...subjects((finding) => finding.data["terminating"] === true && !TORN_AWAY.test(finding.title)), ...scaledAway]),
    ready: subjects((finding) => finding.kind === "healthy_state" && / is ready\b/.test(finding.title)),
    complete,
    listed: new Set(findings.flatMap((finding) => (Array.isArray(finding.data["listed"]) ? finding.data["listed"].map(String) : []))),
    nodesListed: findings.some((finding) => finding.title.startsWith("node ") && (finding.kind === "healthy_state" || finding.kind === "condition")),
    namespaces, calm, done,
    alerted: new Set(alerts.map((finding) => textIn(finding, "object").toLowerCase()).filter((name) => name !== "")),
    mild: alerts.length > 0 && alerts.every((finding) => finding.data["paged"] !== true),
    moved: findings.some((finding) => finding.kind.startsWith("metric_") && finding.severity !== "info"),
    measuredSince: since.length === 0 ? null : since.reduce((a, b) => Math.min(a, b)),
    well: findings.some((finding) => finding.kind === "healthy_state") && !findings.some((finding) => ill(finding) || (isHearsay(finding) && finding.data["calm"] === undefined))
  }
}

/** The pod or node that a finding is about, as far as it says so. */
const objectOf = (finding: Finding): string => {
  const source = textIn(finding, "source")
  const at = source.indexOf("/")
  return at > 0 ? source.slice(at + 1) : textIn(finding, "host")
}

/** Told again and again until now: whoever is told of is still there. */
const goesOn = (finding: Finding, scene: Scene): boolean =>
  (numberIn(finding, "count") ?? 1) >= FEW && scene.latest !== null && (numberIn(finding, "until") ?? 0) > scene.latest - STILL_MS

/** Not listed where others of its kind are: replaced, removed or drained. */
const isGone = (finding: Finding, scene: Scene): boolean => {
  const name = objectOf(finding)
  if (name === "" || scene.listed.has(name) || goesOn(finding, scene)) return false
  if (/^node\//i.test(textIn(finding, "source"))) return scene.nodesListed
  return /^(?:pod|replicaset)\//i.test(textIn(finding, "source"))
    ? [...scene.listed].some((other) => other.split("-")[0] === name.split("-")[0])
    : [...scene.complete].some((workload) => name.startsWith(`${workload}-`) && [...scene.listed].some((other) => other.startsWith(`${workload}-`)))
}

/** Told a few times and not since, or every now and then for hours: no working day is without. */
const isStray = (finding: Finding, scene: Scene): boolean => {
  const last = numberIn(finding, "until") ?? finding.at
  if (finding.severity === "critical" || finding.at === null || last === null || scene.latest === null) return false
  const count = numberIn(finding, "count") ?? numberIn(finding, "errors") ?? 1
  const hours = (last - finding.at) / HOUR_MS
  // what was told while a series moved may be why it did
  const apart = !scene.moved || (scene.measuredSince !== null && last < scene.measuredSince)
  return (count <= 1 && finding.kind !== "event" && apart) || (count < FEW && last < scene.latest - 2 * STILL_MS && apart) || (hours >= 2 && count <= 2 * hours)
}

/** An event of a state that has stood for hours, while all is well: it is not why an alert comes now. */
const isChronic = (finding: Finding, scene: Scene): boolean =>
  finding.kind === "event" && finding.severity !== "critical" && finding.at !== null && scene.latest !== null && finding.at < scene.latest - PAST_MS

/** Whether what a finding tells of is no longer so, judged by what all others say. */
export const isOver = (finding: Finding, scene: Scene): boolean => {
  const before = (at: number | null) => at !== null && scene.latest !== null && at < scene.latest - PAST_MS
  if (before(numberIn(finding, "runningSince")) || isReplaced(finding, scene.complete, scene.done)) return true
  const told = TOLD.test(finding.kind)
  if (scene.calm && ((scene.well && told) || isElsewhere(finding, scene))) return true
  if (told && scene.well && (isGone(finding, scene) || (scene.mild && (isStray(finding, scene) || isChronic(finding, scene))))) return true
  // a log may tell of an outage that ended long before; an event stands for a state that would be told again
  if (finding.kind !== "event" && finding.data["event"] !== true) return false
  const source = textIn(finding, "source")
  const name = source.slice(source.indexOf("/") + 1)
  const said = `${source} ${finding.title}`
  return before(numberIn(finding, "until") ?? finding.at)
    || (!TORN_AWAY.test(said) && [...scene.leaving].some((one) => said.includes(one)))
    || (finding.severity === "warning" && (numberIn(finding, "count") ?? 1) < FEW && (scene.ready.has(name) || (PROBE.test(finding.title) && [...scene.complete].some((workload) => name.startsWith(`${workload}-`)))))
}

/** A movement that came back: short, or over and nobody was woken for it. */
export const isPassing = (finding: Finding, scene: Scene): boolean => finding.data["recovered"] === true || (scene.mild && finding.data["back"] === true)
