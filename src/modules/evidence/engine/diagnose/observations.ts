import type { Finding } from "../finding.js"
import type { Observation } from "./types.js"

const MAX_TEXT = 4_000
const HOUR_MS = 3_600_000
/** Kubernetes itself forgets events after an hour. */
const PAST_MS = 2 * HOUR_MS
/** A few warnings about an object that is well now were its start. */
const FEW = 10

/** Alerts and monitors repeat what somebody configured them to say. */
const HEARSAY_KINDS = new Set(["alert", "bad_state"])
const HEARSAY_STATE = /overall_state|alert_state/

const LEAVING = /\bis terminating\b|\(terminating\b|\bterminating (?:during|pod|old|replica)|graceful shutdown|rollout cleanup|being (?:torn down|deleted|drained)|scaled (?:down )?to 0|old replica ?set/i
const PROBE = /\b(?:readiness|startup) probe\b/i
const PASSED = /transient|retried successfully|recovered|resolved|back to normal|completed successfully|succeeded after|no action (?:needed|required)/i
/** Pods that a node takes with it are leaving too, but not on purpose. */
const TORN_AWAY = /node ?(?:lost|not ?ready|is not ready)|TaintManagerEviction|\bEvict|preempt/i

export interface DiagnosedFile {
  readonly name: string
  readonly findings: ReadonlyArray<Finding>
}

const textOf = (finding: Finding): string =>
  [finding.title, finding.detail, ...finding.quotes.slice(0, 2).map((quote) => quote.text)].join("\n").slice(0, MAX_TEXT)

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)
const textIn = (finding: Finding, key: string): string => (typeof finding.data[key] === "string" ? finding.data[key] : "")

/** What all files together say of the objects in them. */
interface Scene {
  /** the last moment that any finding tells of; null where none has a time */
  readonly latest: number | null
  /** objects that are taken away, or done, on purpose */
  readonly leaving: ReadonlySet<string>
  readonly ready: ReadonlySet<string>
  /** workloads that have all their replicas */
  readonly complete: ReadonlySet<string>
}

const sceneOf = (findings: ReadonlyArray<Finding>): Scene => {
  const subjects = (of: (finding: Finding) => boolean) => new Set(findings.filter(of).map((finding) => textIn(finding, "subject")).filter((name) => name.length > 4))
  const moments = findings.flatMap((finding) => [finding.at, numberOf(finding.data["until"])]).filter((at): at is number => at !== null)
  return {
    latest: moments.length === 0 ? null : moments.reduce((a, b) => Math.max(a, b)),
    leaving: subjects((finding) => finding.data["terminating"] === true && !TORN_AWAY.test(finding.title)),
    ready: subjects((finding) => finding.kind === "healthy_state" && / is ready\b/.test(finding.title)),
    complete: subjects((finding) => finding.kind === "healthy_state" && /replicas are ready$/.test(finding.title))
  }
}

const isOver = (finding: Finding, scene: Scene): boolean => {
  const before = (at: number | null) => at !== null && scene.latest !== null && at < scene.latest - PAST_MS
  if (before(numberOf(finding.data["runningSince"]))) return true
  // a log may tell of an outage that ended long before; an event stands for a state that would be told again
  if (finding.kind !== "event" && finding.data["event"] !== true) return false
  const source = textIn(finding, "source")
  const name = source.slice(source.indexOf("/") + 1)
  const said = `${source} ${finding.title}`
  return before(numberOf(finding.data["until"]) ?? finding.at)
    || (!TORN_AWAY.test(said) && [...scene.leaving].some((one) => said.includes(one)))
    || (finding.severity === "warning" && (numberOf(finding.data["count"]) ?? 1) < FEW && (scene.ready.has(name) || (PROBE.test(finding.title) && [...scene.complete].some((workload) => name.startsWith(`${workload}-`)))))
}

/** Findings of all files as the rules read them. */
export const observe = (files: ReadonlyArray<DiagnosedFile>): ReadonlyArray<Observation> => {
  const scene = sceneOf(files.flatMap((file) => file.findings))
  return files.flatMap((file, index) => file.findings.map((finding): Observation => {
    const said = `${finding.title}\n${finding.detail}`
    return {
      file: index, finding, text: textOf(finding), hearsay: HEARSAY_KINDS.has(finding.kind) && (finding.kind === "alert" || HEARSAY_STATE.test(finding.title)),
      harmless: finding.kind === "healthy_state" || finding.data["terminating"] === true || LEAVING.test(said) || PASSED.test(said) || isOver(finding, scene),
      passing: finding.data["recovered"] === true
    }
  }))
}

/** Whether something looks wrong by itself: no hearsay, no plain event, nothing that is over. */
export const isTrouble = (o: Observation): boolean => !o.hearsay && !o.harmless && !o.passing && o.finding.severity !== "info"

const STRAY = 2
const isWarning = (o: Observation): boolean =>
  o.finding.severity === "warning" && /^(?:repeated_error|first_error)$/.test(o.finding.kind) && /^warn/i.test(textIn(o.finding, "level")) && isTrouble(o)

/**
 * Whether something is really wrong. A warning or two in a log belong to every
 * working day, unless a monitor of the workload is in alarm at the same time.
 */
export const isWrong = (observations: ReadonlyArray<Observation>): boolean => {
  if (observations.some((o) => isTrouble(o) && !isWarning(o))) return true
  const warnings = observations.filter(isWarning).reduce((sum, o) => sum + (numberOf(o.finding.data["count"]) ?? 1), 0)
  return warnings > STRAY || (warnings > 0 && observations.some((o) => o.hearsay && HEARSAY_STATE.test(o.finding.title)))
}
