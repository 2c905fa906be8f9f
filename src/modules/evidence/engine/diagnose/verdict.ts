import type { Finding } from "../finding.js"
import { isWrong } from "./observations.js"
import type { Observation, RankedCause } from "./types.js"

const WELL = /\b(?:ok|normal|healthy|passed|routine|within (?:normal )?(?:operating )?(?:bounds|range|limits)|completed|finished|ready)\b/i
const LEAVING = /terminating|rollout|old replica ?set|scaled (?:down )?to 0|graceful shutdown/i
const MAX_FINDINGS = 6
const MAX_PAST = 3
/** What was done to a system: worth telling, because somebody will ask whether it is the reason. */
const DONE = /\b(?:failover|restarted|rebooted|rollout|deployed|upgrad\w+|patch\w*|maintenance|modification|parameter|scal(?:ed|ing)|rescale|new size|issued|renew\w*|drained|rotation|completed)\b/i

const told = (o: Observation): string => o.finding.title.replace(/^First error: /, "").replace(/[.;]\s+/g, ", ").replace(/[\s.;:]+$/, "").slice(0, 110)

/** What happened before and is over, the gravest first. */
const past = (observations: ReadonlyArray<Observation>): ReadonlyArray<string> => {
  const over = observations.filter((o) => !o.hearsay && !o.passing && o.finding.kind !== "healthy_state")
  const trouble = over.filter((o) => o.harmless && o.finding.severity !== "info" && !o.finding.kind.startsWith("metric_"))
  const done = over.filter((o) => o.finding.severity === "info" && o.finding.kind === "record" && DONE.test(o.finding.title))
  return [...new Set([...trouble, ...done].map(told))].slice(0, MAX_PAST)
}

const numberIn = (finding: Finding, key: string): number => (typeof finding.data[key] === "number" ? finding.data[key] : 0)

/** All files' series that show nothing, as one sentence. */
const steadySeries = (observations: ReadonlyArray<Observation>): string | null => {
  const found = observations.filter((o) => o.finding.kind === "healthy_state" && / series stay/.test(o.finding.title)).map((o) => o.finding)
  const [first] = found
  if (first === undefined || found.length === 1) return first?.title ?? null
  const sum = (key: string) => found.reduce((total, finding) => total + numberIn(finding, key), 0)
  const ranges = found.map((finding) => finding.title.slice(finding.title.indexOf(": ") + 2)).slice(0, 8)
  return `${sum("quiet")} of ${sum("all")} series stay in their usual range: ${ranges.join(", ")}`
}

/** What was looked at and is well, in words and numbers. */
const facts = (observations: ReadonlyArray<Observation>): ReadonlyArray<string> => {
  const titles = observations.filter((o) => o.finding.kind === "healthy_state").map((o) => o.finding.title)
  const count = (pattern: RegExp) => titles.filter((title) => pattern.test(title)).length
  const nodes = count(/^node /)
  const pods = titles.filter((title) => !title.startsWith("node ") && / is ready\b/.test(title))
  const restarted = pods.filter((title) => title.includes("restarted once") || title.includes("restarted twice"))
  const replicas = titles.find((title) => / replicas are ready/.test(title))
  const jobs = titles.filter((title) => / is completed$/.test(title))
  const monitors = count(/overall_state is OK/i)
  const steady = steadySeries(observations)
  const before = past(observations)
  const backup = observations.some((o) => o.finding.severity === "info" && /\bbackup\b|backing up/i.test(o.finding.title))
  const passing = observations.filter((o) => o.passing && !o.harmless).map((o) => o.finding.title.replace(/\{[^}]*\}/, "").replace(/ at \d{4}-\S+$/, ""))
  return [
    ...(pods.length === 0 ? [] : [`${pods.length} pods are Running and Ready${restarted.length === 0 ? "" : ` (a restart lies in the past: ${restarted[0]!})`}`]),
    ...(replicas === undefined ? [] : [replicas]),
    ...(jobs.length === 0 ? [] : [`${jobs.length === 1 ? "a job's run" : `${jobs.length} runs of jobs`} came to the end as wanted (${jobs[0]!})`]),
    ...(nodes === 0 ? [] : [`${nodes} nodes are Ready`]),
    ...(monitors === 0 ? [] : [`${monitors} monitors are OK`]),
    ...(steady === null ? [] : [steady]),
    ...(backup ? ["the backup is routine activity"] : []),
    ...(before.length === 0 ? [] : [`told of as well, but over or without consequence: ${before.join(" / ")}`]),
    ...(passing.length === 0 ? [] : [`a short movement came back by itself and lies within normal variance: ${passing[0]!}`])
  ]
}

const isMonitor = (finding: Finding): boolean => /(?:overall|alert)_state is/.test(finding.title)
const isAlarming = (finding: Finding): boolean => finding.severity === "critical" || isMonitor(finding)

/**
 * Says that nothing is wrong, where that can be said: several files were
 * looked at, none holds trouble beyond a stray warning, and something says in
 * words or numbers that it is well.
 */
export const healthyVerdict = (observations: ReadonlyArray<Observation>, files: number): RankedCause | null => {
  if (isWrong(observations) || files < 2) return null
  const leaving = observations.filter((o) => o.harmless && LEAVING.test(`${o.finding.title}\n${o.finding.detail}`))
  // somebody is paged, or a monitor measures trouble, and nothing here explains it: that is not known, not well
  if (observations.some((o) => o.hearsay && (o.finding.kind !== "alert" || isAlarming(o.finding)) && (isMonitor(o.finding) || leaving.length === 0))) return null
  const well = observations.filter((o) => o.finding.kind === "healthy_state" || (o.finding.severity === "info" && !o.hearsay && WELL.test(o.text)))
  const said = observations.filter((o) => o.finding.severity === "info" && o.hearsay && WELL.test(o.text))
  const evidence = [...leaving, ...well, ...said]
  if (evidence.length === 0) return null
  const seen = facts(observations)
  const statement = [
    leaving.length === 0
      ? "healthy: no failure is seen — everything looked at is within normal bounds, and nothing in the evidence contradicts the routine state it reports"
      : "healthy: no failure is active — what looks broken belongs to an old ReplicaSet that a rollout is taking away (terminating), while the new one is ready; the alert matched what was leaving, this is not a current failure, and everything else is within normal bounds",
    ...seen
  ].join("; ")
  return {
    id: "healthy", category: "healthy", statement, confidence: Math.round(Math.min(0.9, 0.55 + 0.07 * evidence.length) * 100) / 100,
    findings: [...new Set(evidence.map((o) => o.finding))].slice(0, MAX_FINDINGS),
    checks: leaving.length === 0 ? ["Compare with the moment somebody noticed the problem, if there was one"] : ["Wait until the old pods are gone and see whether the alert clears", "Exclude terminating pods from the alert's query"]
  }
}
