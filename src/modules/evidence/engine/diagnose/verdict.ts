import { isTrouble } from "./observations.js"
import type { Observation, RankedCause } from "./types.js"

const WELL = /\b(?:ok|normal|healthy|passed|routine|within (?:normal )?(?:operating )?(?:bounds|range|limits)|completed|ready)\b/i
const LEAVING = /terminating|rollout|old replica ?set|scaled (?:down )?to 0|graceful shutdown/i

/**
 * Says that nothing is wrong, where that can be said: several files were
 * looked at, none holds trouble, and something says in words that it is well.
 */
export const healthyVerdict = (observations: ReadonlyArray<Observation>, files: number): RankedCause | null => {
  if (observations.some(isTrouble) || files < 2) return null
  const well = observations.filter((o) => o.finding.kind === "healthy_state" || (o.finding.severity === "info" && WELL.test(o.text)))
  const leaving = observations.filter((o) => o.harmless && LEAVING.test(`${o.finding.title}\n${o.finding.detail}`))
  const evidence = [...leaving, ...well]
  if (evidence.length === 0) return null
  const statement = leaving.length === 0
    ? "healthy: no failure is seen — everything looked at is within normal bounds, and nothing in the evidence contradicts the routine state it reports"
    : "healthy: no failure is active — what looks broken belongs to an old ReplicaSet that a rollout is taking away (terminating), while the new one is ready; the alert matched what was leaving, and everything else is within normal bounds"
  return {
    id: "healthy", category: "healthy", statement, confidence: Math.round(Math.min(0.9, 0.55 + 0.07 * evidence.length) * 100) / 100,
    findings: [...new Set(evidence.map((o) => o.finding))].slice(0, 6),
    checks: leaving.length === 0 ? ["Compare with the moment somebody noticed the problem, if there was one"] : ["Wait until the old pods are gone and see whether the alert clears", "Exclude terminating pods from the alert's query"]
  }
}
