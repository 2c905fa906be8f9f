import { isWrong } from "./observations.js"
import { causeOf } from "./statement.js"
import type { Mechanism, Observation, RankedCause, Supported } from "./types.js"

/** Below this a match is noise. */
const FLOOR = 0.42
/** A second cause is named only when it comes near the first. */
const NEAR = 0.75
const MAX_CAUSES = 4
/** how far one finding settles a matter */
const SINGLE = 0.75
/** what many failures look like says less than what only one does */
const GENERAL = 0.85
/** a cause does not become the symptom of something far less certain */
const EXPLAINS = 0.6
/** a change that fits the trouble stands before it even where little is said of it */
const CHANGE_EXPLAINS = 0.5

/** a warning repeated this often is no accident */
const OFTEN = 10

const WEIGHT = { critical: 1, error: 0.9, warning: 0.8, info: 0.5 } as const
/** a plain record of a change, beside the trouble that such a change makes */
const CONFIRMED = 0.8

type Scored = Omit<Supported, "symptoms">

const matches = (patterns: ReadonlyArray<RegExp> | undefined, text: string): number => (patterns ?? []).filter((pattern) => pattern.test(text)).length

/** Evidence of several files counts more than the same again in one; hearsay only leans the scale. */
const score = (mechanism: Mechanism, observations: ReadonlyArray<Observation>): Scored => {
  const nothing = { mechanism, score: 0, evidence: [] }
  if (!(mechanism.needs ?? []).every((need) => observations.some((o) => !o.harmless && !o.hearsay && need.test(o.text)))) return nothing
  const files = new Map<number, number>()
  const evidence: Array<{ readonly observation: Observation; readonly weight: number }> = []
  let lean = 0
  for (const observation of observations) {
    if (observation.harmless || matches(mechanism.against, observation.text) > 0) continue
    const signs = matches(mechanism.signs, observation.text)
    const hints = matches(mechanism.hints, observation.text)
    if (observation.hearsay) {
      lean = Math.max(lean, signs > 0 ? 0.12 : 0)
      continue
    }
    if (signs === 0) {
      if (hints > 0) lean = Math.min(0.25, lean + 0.05)
      continue
    }
    const plain = observation.passing || observation.finding.severity === "info"
    const count = observation.finding.data["count"]
    const often = observation.finding.severity === "warning" && typeof count === "number" && count >= OFTEN
    const weight = (often ? WEIGHT.error : plain && mechanism.needs !== undefined ? CONFIRMED : WEIGHT[observation.passing ? "info" : observation.finding.severity]) * Math.min(1, 0.8 + 0.1 * signs) * (mechanism.general === true ? GENERAL : 1)
    files.set(observation.file, 1 - (1 - (files.get(observation.file) ?? 0)) * (1 - weight * SINGLE))
    evidence.push({ observation, weight })
  }
  if (evidence.length === 0) return nothing
  const miss = [...files.values()].reduce((product, strength) => product * (1 - strength), 1)
  return {
    mechanism, score: Math.min(0.95, (1 - miss) * (0.85 + lean)),
    evidence: evidence.sort((a, b) => b.weight - a.weight).map((one) => one.observation)
  }
}

/** What follows from a failure that is itself well supported is its symptom, not a cause beside it. */
const withoutSymptoms = (scored: ReadonlyArray<Scored>): ReadonlyArray<Supported> => {
  const explained = new Map<string, string>()
  for (const one of scored) {
    for (const id of one.mechanism.explains ?? []) {
      const other = scored.find((s) => s.mechanism.id === id)
      if (other !== undefined && other !== one && one.score >= other.score * (one.mechanism.needs === undefined ? EXPLAINS : CHANGE_EXPLAINS) && !explained.has(one.mechanism.id)) explained.set(id, one.mechanism.id)
    }
  }
  return scored.filter((one) => !explained.has(one.mechanism.id)).map((one) => ({ ...one, symptoms: scored.filter((s) => explained.get(s.mechanism.id) === one.mechanism.id) }))
}

/** Causes by the weight of what speaks for them; symptoms are folded into what explains them. */
export const rankCauses = (observations: ReadonlyArray<Observation>, mechanisms: ReadonlyArray<Mechanism>): ReadonlyArray<RankedCause> => {
  // plain events prove a mechanism only where something is really wrong
  if (!isWrong(observations)) return []
  const scored = mechanisms.map((mechanism) => score(mechanism, observations)).filter((one) => one.score >= FLOOR).sort((a, b) => b.score - a.score)
  const causes = withoutSymptoms(scored)
  const top = causes[0]?.score ?? 0
  return causes.filter((one) => one.score >= top * NEAR).slice(0, MAX_CAUSES).map((one) => causeOf(one, observations))
}
