import type { Finding } from "../finding.js"
import { isWrong } from "./observations.js"
import type { Observation, RankedCause } from "./types.js"

const WELL = /\b(?:ok|normal|healthy|passed|routine|within (?:normal )?(?:operating )?(?:bounds|range|limits)|completed|finished|ready)\b/i
const LEAVING = /terminating|rollout|old replica ?set|scaled (?:down )?to 0|graceful shutdown/i
const MAX_FINDINGS = 6

/** What was looked at and is well, in words and numbers. */
const facts = (observations: ReadonlyArray<Observation>): ReadonlyArray<string> => {
  const titles = observations.filter((o) => o.finding.kind === "healthy_state").map((o) => o.finding.title)
  const count = (pattern: RegExp) => titles.filter((title) => pattern.test(title)).length
  const nodes = count(/^node /)
  const pods = titles.filter((title) => !title.startsWith("node ") && / is ready\b/.test(title))
  const restarted = pods.filter((title) => title.includes("restarted once") || title.includes("restarted twice"))
  const replicas = titles.find((title) => / replicas are ready/.test(title))
  const monitors = count(/overall_state is OK/i)
  const steady = titles.find((title) => /series stay/.test(title))
  const backup = observations.some((o) => o.finding.severity === "info" && /\bbackup\b|backing up/i.test(o.finding.title))
  const passing = observations.filter((o) => o.passing && !o.harmless).map((o) => o.finding.title.replace(/\{[^}]*\}/, "").replace(/ at \d{4}-\S+$/, ""))
  return [
    ...(pods.length === 0 ? [] : [`${pods.length} pods are Running and Ready${restarted.length === 0 ? "" : ` (a restart lies in the past: ${restarted[0]!})`}`]),
    ...(replicas === undefined ? [] : [replicas]),
    ...(nodes === 0 ? [] : [`${nodes} nodes are Ready`]),
    ...(monitors === 0 ? [] : [`${monitors} monitors are OK`]),
    ...(steady === undefined ? [] : [steady]),
    ...(backup ? ["the backup is routine activity"] : []),
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
