import { isTrouble, isWrong } from "./observations.js"
import { seenBy } from "./seen.js"
import { causeOf, objectsOf } from "./statement.js"
import type { Mechanism, Observation, RankedCause, Supported } from "./types.js"

/** Below this a match is noise. */
const FLOOR = 0.42
/** Where nothing better is found, but something is wrong. */
const LOW_FLOOR = 0.3
/** A second cause is named only when it comes near the first. */
const NEAR = 0.75
const MAX_CAUSES = 2
/** how far one finding settles a matter */
const SINGLE = 0.75
/** what many failures look like says less than what only one does */
const GENERAL = 0.85
/** a cause does not become the symptom of something far less certain */
const EXPLAINS = 0.6
/** what began first explains more */
const EARLIER_EXPLAINS = 0.45
const MINUTE_MS = 60_000
/** a change that fits the trouble stands before it even where little is said of it */
const CHANGE_EXPLAINS = 0.5

/** a warning repeated this often is no accident */
const OFTEN = 10

const WEIGHT = { critical: 1, error: 0.9, warning: 0.8, info: 0.5 } as const
/** what a finding's title says stands before what only its passage says */
const UNTITLED = 0.97
/** a plain record of a change, beside the trouble that such a change makes */
const CONFIRMED = 0.8

type Scored = Omit<Supported, "symptoms">

const matches = (patterns: ReadonlyArray<RegExp> | undefined, text: string): number => (patterns ?? []).filter((pattern) => pattern.test(text)).length

/** What a caller feels of trouble elsewhere. */
const CALLERS = new Set(["dependency_unavailable", "dns_failure", "slow_requests", "network_blocked", "probe_failure", "backlog"])

/** What a caller says counts less only as what a caller feels. */
const isApart = (o: Observation, mechanism: Mechanism): boolean => o.apart !== null && (o.apart !== "caller" || CALLERS.has(mechanism.id) || mechanism.category === "dependency_failure")

/** Where no mechanism fits, only trouble counts, by its own words: quotes hold names of fields, and good news use the same words. */
const troubleOnly = (o: Observation): string => (isTrouble(o) ? `${o.finding.title}\n${o.finding.detail}` : "")

/** Evidence of several files counts more than the same again in one; hearsay only leans the scale. */
const score = (mechanism: Mechanism, observations: ReadonlyArray<Observation>, read: (o: Observation) => string = (o) => o.text): Scored => {
  const nothing = { mechanism, score: 0, evidence: [] }
  if (!(mechanism.needs ?? []).every((need) => observations.some((o) => !o.harmless && !o.hearsay && need.test(o.text)))) return nothing
  const files = new Map<number, number>()
  const evidence: Array<{ readonly observation: Observation; readonly weight: number }> = []
  let lean = 0
  let named = false
  for (const observation of observations) {
    const text = read(observation)
    if (observation.harmless || matches(mechanism.against, text) > 0) continue
    const signs = matches(mechanism.signs, text)
    const hints = matches(mechanism.hints, text)
    if (observation.hearsay) {
      named ||= signs > 0
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
    const weight = (often ? WEIGHT.error : plain && mechanism.needs !== undefined ? CONFIRMED : WEIGHT[observation.passing ? "info" : observation.finding.severity]) * Math.min(1, 0.8 + 0.1 * signs) * (mechanism.general === true ? GENERAL : 1) * (matches(mechanism.signs, observation.finding.title) > 0 ? 1 : UNTITLED)
    files.set(observation.file, 1 - (1 - (files.get(observation.file) ?? 0)) * (1 - weight * SINGLE))
    evidence.push({ observation, weight })
  }
  // what an alert says is believed where something that would go with it moves
  if (evidence.length === 0 && named) {
    for (const observation of observations) {
      if (!isTrouble(observation) || !observation.finding.kind.startsWith("metric_") || matches(mechanism.hints, observation.text) === 0) continue
      const weight = WEIGHT.warning * (mechanism.general === true ? GENERAL : 1)
      files.set(observation.file, weight * SINGLE)
      evidence.push({ observation, weight })
    }
  }
  if (evidence.length === 0) return nothing
  const miss = [...files.values()].reduce((product, strength) => product * (1 - strength), 1)
  return {
    mechanism, score: Math.min(0.95, (1 - miss) * (0.85 + lean)),
    evidence: evidence.sort((a, b) => b.weight - a.weight).map((one) => one.observation)
  }
}

/** When a failure was first seen, UTC epoch milliseconds; null where its evidence has no time. */
const onsetOf = (one: Scored): number | null => {
  const moments = one.evidence.filter((o) => o.finding.severity !== "info").map((o) => o.finding.at).filter((at): at is number => at !== null)
  return moments.length === 0 ? null : moments.reduce((a, b) => Math.min(a, b))
}

const isEarlier = (a: Scored, b: Scored): boolean => {
  const [first, second] = [onsetOf(a), onsetOf(b)]
  return first !== null && second !== null && first <= second - MINUTE_MS
}

const NAME_SERVICE = /\b(?:coredns|kube-?dns|node-?local-?dns)\b/i
const MAIN_WORD = /^(?:[a-z]+\/)?([a-z\d]+(?:-[a-z]{3,})*)/i

const evidenceOf = (one: Scored | Supported): ReadonlyArray<Observation> => ("symptoms" in one ? [...one.evidence, ...one.symptoms.flatMap((s) => s.evidence)] : one.evidence)

/** Workloads and machines that a failure is about, without what differs from one of their pods to the next. */
const partsOf = (one: Scored | Supported): ReadonlySet<string> => new Set(objectsOf(evidenceOf(one)).map((name) => MAIN_WORD.exec(name)?.[1]?.toLowerCase() ?? name))

/** The caller's trouble names the part that is itself in trouble. */
const isCalledBy = (one: Scored, other: Scored): boolean => {
  if (!CALLERS.has(other.mechanism.id)) return false
  const callers = partsOf(other)
  return [...partsOf(one)].some((part) => part.length > 4 && !callers.has(part)
    && ((other.mechanism.id === "dns_failure" && NAME_SERVICE.test(part)) || other.evidence.some((o) => o.finding.title.toLowerCase().includes(part))))
}

/** What follows from a failure that is itself well supported is its symptom, not a cause beside it. */
const withoutSymptoms = (scored: ReadonlyArray<Scored>, observations: ReadonlyArray<Observation>): ReadonlyArray<Supported> => {
  const parents = new Map<Scored, Scored>()
  const rootOf = (one: Scored): Scored => {
    const parent = parents.get(one)
    return parent === undefined ? one : rootOf(parent)
  }
  const leadsTo = (one: Scored, other: Scored): boolean => isCalledBy(one, other) || (one.mechanism.explains ?? []).some((consequence) =>
    typeof consequence === "string" ? consequence === other.mechanism.id : consequence.id === other.mechanism.id && consequence.when(seenBy(observations, one.evidence)))
  for (const one of scored) {
    for (const other of scored) {
      if (other === one || parents.has(other) || rootOf(one) === other || !leadsTo(one, other) || (isAllApart(one) && !isAllApart(other))) continue
      // each may lead to the other: what began first did
      if (isEarlier(other, one) && leadsTo(other, one)) continue
      const enough = one.mechanism.needs !== undefined ? CHANGE_EXPLAINS : isEarlier(one, other) ? EARLIER_EXPLAINS : EXPLAINS
      if (one.score >= other.score * enough) parents.set(other, one)
    }
  }
  return scored.filter((one) => !parents.has(one)).map((one) => ({ ...one, symptoms: scored.filter((other) => other !== one && rootOf(other) === one) }))
}

/** Two troubles at once are rare: one stands beside the other only with evidence of its own about something else. */
const isIndependent = (one: Supported, top: Supported): boolean => {
  const theirs = partsOf(top)
  const own = [...partsOf(one)]
  return one.mechanism.general !== true && own.length > 0 && theirs.size > 0 && own.every((name) => !theirs.has(name))
}

const LOGGED = /^(?:first_error|repeated_error|root_exception)$/
const isQuiet = (o: Observation): boolean => o.finding.severity === "warning" || o.finding.severity === "info"

/** An error that a program wrote. */
const isLoud = (o: Observation): boolean => isTrouble(o) && LOGGED.test(o.finding.kind) && !isQuiet(o)

const isPlain = (o: Observation): boolean => LOGGED.test(o.finding.kind) || o.finding.kind === "record"

const isAllApart = (one: Scored): boolean => one.evidence.every((o) => isApart(o, one.mechanism))

/** Told of only by what is apart; or, beside a program's errors, a general failure by warnings alone, or any by plain lines. */
const isWeak = (one: Scored, loud: boolean): boolean => one.mechanism.needs === undefined
  && (isAllApart(one) || one.evidence.every((o) => loud && isPlain(o) && (one.mechanism.general === true ? isQuiet(o) : o.finding.severity === "info")))

/** Causes by the weight of what speaks for them; symptoms are folded into what explains them. `otherwise`: asked one after the other where no mechanism fits. */
export const rankCauses = (observations: ReadonlyArray<Observation>, mechanisms: ReadonlyArray<Mechanism>, otherwise: ReadonlyArray<ReadonlyArray<Mechanism>> = []): ReadonlyArray<RankedCause> => {
  // plain events prove a mechanism only where something is really wrong
  if (!isWrong(observations)) return []
  const best = (list: ReadonlyArray<Scored>) => list.filter((one) => one.score >= LOW_FLOOR).sort((a, b) => Number(isAllApart(a)) - Number(isAllApart(b)) || b.score - a.score)
  const scoreAll = (list: ReadonlyArray<Mechanism>, read?: (o: Observation) => string) => list.map((mechanism) => score(mechanism, observations, read))
  const known = best(scoreAll(mechanisms))
  const loud = observations.some(isLoud)
  const others = () => {
    const lists = otherwise.map((list) => best(scoreAll(list, (o) => (loud && isQuiet(o) && LOGGED.test(o.finding.kind) ? "" : troubleOnly(o)))))
    return lists.find((some) => some.some((one) => !isAllApart(one))) ?? lists.find((some) => some.length > 0) ?? []
  }
  const weighed = known.every((one) => isWeak(one, loud)) ? best([...known, ...others()]) : known
  const likely = weighed.filter((one) => one.score >= FLOOR)
  const scored = likely.length > 0 ? likely : weighed
  const causes = withoutSymptoms(scored, observations)
  const [top] = causes
  if (top === undefined) return []
  const named = [top, ...causes.slice(1).filter((one) => one.score >= top.score * NEAR && isIndependent(one, top))].slice(0, MAX_CAUSES)
  const rest = causes.filter((one) => !named.includes(one))
  return named.map((one) => causeOf(one, one === top ? rest : [], observations))
}
