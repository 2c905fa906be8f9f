import { cutAtWord } from "../cut.js"
import { isTrouble } from "./observations.js"
import { seenBy } from "./seen.js"
import type { Observation, RankedCause, Supported } from "./types.js"

const MAX_FINDINGS = 6
export const MAX_STATEMENT = 1_000
const ALSO = 4
const DAY_MS = 86_400_000

/** On one line, without full stops inside: the sentence carries its sources once, at its end. */
export const clause = (text: string, limit: number): string => {
  const line = text.replace(/\s+/g, " ").replace(/([.!?])\s+/g, "; ").replace(/[\s.!?:;,]+$/, "").trim()
  return cutAtWord(line, limit)
}

/** A long title around what makes it evidence, instead of its start only. */
const around = (title: string, signs: ReadonlyArray<RegExp>, limit: number): string => {
  if (title.length <= limit) return title
  const match = signs.map((sign) => sign.exec(title)).find((one) => one !== null)
  const from = match === undefined || match === null || match.index + match[0].length <= limit ? 0 : Math.min(match.index, title.length - limit + 1)
  return from < 40 ? title : `…${title.slice(from).trimStart()}`
}

/** A finding's title for a list inside a sentence: without instance labels, counts and the moment. */
const short = (o: Observation, limit = 140, signs: ReadonlyArray<RegExp> = []): string =>
  clause(around(o.finding.title.replace(/\{[^}]*\}/, "").replace(/^First error: /, "").replace(/^\d+ times: /, "").replace(/^\d{4}-\d\d-\d\d[T ][\d:.]+Z? /, "").replace(/(?: at|, beyond [\d,.]+ since) \d{4}-\d\d-\d\dT[\d:.]+Z$/, ""), signs, limit), limit)

/** Errors that programs wrote. */
const LOGGED = /^(?:first_error|repeated_error|root_exception)$/

const isMetric = (o: Observation): boolean => o.finding.kind.startsWith("metric_")

/** Objects that the evidence speaks of, as `Pod/name`. */
export const objectsOf = (observations: ReadonlyArray<Observation>): ReadonlyArray<string> => {
  const found = observations.flatMap(({ finding }) => {
    const { subject, source } = finding.data
    return [source, subject].filter((name): name is string => typeof name === "string" && name.length > 2 && name !== "it").slice(0, 1)
  })
  return [...new Set(found.map((name) => name.replace(/\{.*$/, "")))]
}

const distinct = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...new Map(texts.map((text) => [text.toLowerCase().replace(/[\d\W]+/g, " ").trim(), text])).values()]

/** What somebody did to a system, as systems record it. */
const CHANGED = /\b(?:finished applying|applied|modif\w+|updated|changed|deployed|released?|rolled out|upgraded|rotated|reset|switched|enabled|disabled|migrated|instance class|new version)\b/i
const ROUTINE = /\b(?:automated |manual )?(?:backup|backing up|snapshot)\b/i

/** What moves beside the cause without being part of it: named, so that nobody follows it. */
const beside = (one: Supported, all: ReadonlyArray<Observation>): ReadonlyArray<string> => {
  const used = new Set([...one.evidence, ...one.symptoms.flatMap((s) => s.evidence)])
  const goesWith = (o: Observation) => (one.mechanism.hints ?? []).some((hint) => hint.test(o.finding.title))
  const other = all.filter((o) => isMetric(o) && isTrouble(o) && !used.has(o))
  const along = other.filter(goesWith)
  const apart = other.filter((o) => !goesWith(o))
  const logged = all.filter((o) => isTrouble(o) && LOGGED.test(o.finding.kind) && o.finding.severity !== "warning" && !used.has(o))
  const onset = one.evidence.map((o) => o.finding.at).filter((at): at is number => at !== null).reduce<number | null>((a, b) => (a === null ? b : Math.min(a, b)), null)
  const changed = all.filter((o) => o.finding.kind === "record" && !used.has(o) && CHANGED.test(o.finding.title) && !ROUTINE.test(o.finding.title) && o.finding.at !== null && onset !== null && o.finding.at <= onset && o.finding.at > onset - DAY_MS)
  const routine = all.find((o) => o.finding.severity === "info" && o.finding.kind === "record" && ROUTINE.test(o.finding.title))
  return [
    ...(changed.length === 0 ? [] : [`changed before: ${distinct(changed.map((o) => short(o, 130))).slice(0, 2).join(", ")}`]),
    ...(logged.length === 0 ? [] : [`the log says: ${distinct(logged.map((o) => short(o, 160))).slice(0, 2).join(", ")}`]),
    ...(along.length === 0 ? [] : [`goes with it: ${distinct(along.map((o) => short(o, 90))).slice(0, 3).join(", ")}`]),
    ...(apart.length === 0 ? [] : [`moves as well but is not the cause (a consequence or unrelated): ${distinct(apart.map((o) => short(o, 90))).slice(0, 3).join(", ")}`]),
    ...(routine === undefined || ROUTINE.test(one.mechanism.name) ? [] : [`the backup at the time is routine and not the cause (${short(routine, 60)})`])
  ]
}

/** What is well around it: it bounds where the cause can be. */
const bounds = (one: Supported, all: ReadonlyArray<Observation>): string | null => {
  const bad = new Set(objectsOf(one.evidence).map((name) => name.slice(name.indexOf("/") + 1)))
  const well = all.filter((o) => o.finding.kind === "healthy_state")
  const pods = well.filter((o) => !o.finding.title.startsWith("node ") && / is ready(?: and was never restarted|;)/.test(o.finding.title) && !bad.has(String(o.finding.data["subject"])))
  const nodes = well.some((o) => o.finding.title.startsWith("node ")) && !all.some((o) => !o.harmless && o.finding.title.startsWith("node ") && o.finding.kind === "condition")
  const says = [...(pods.length === 0 ? [] : [`${pods.length} sibling pod${pods.length === 1 ? " is" : "s are"} Ready${pods.every((o) => o.finding.title.includes("never")) ? " with no restart" : ""}`]), ...(nodes ? ["all nodes are Ready and under no pressure"] : [])]
  return says.length === 0 ? null : `around it: ${says.join(", ")}`
}

/** The sentence of an alert that speaks of what the cause makes, in the words its callers got. */
const heard = (one: Supported, all: ReadonlyArray<Observation>): string | null => {
  const signs = [one, ...one.symptoms].flatMap((s) => [...s.mechanism.signs, ...(s.mechanism.needs ?? [])])
  const sentences = all.filter((o) => o.hearsay && o.finding.kind === "alert").flatMap((o) => o.finding.detail.split(/(?<=[.!?])\s+(?=[A-Z"'])/))
  return sentences.find((sentence) => signs.some((sign) => sign.test(sentence))) ?? null
}

/** Whom the alerts are about, where nothing else says it. */
const concerned = (all: ReadonlyArray<Observation>): string | null => {
  const object = all.map((o) => o.finding.data["object"]).find((name) => typeof name === "string" && name !== "")
  return typeof object === "string" ? object : null
}

/**
 * The cause in one sentence: what, how it comes about, what else was seen, what
 * is not part of it. `rest`: what else was seen and is no cause of its own.
 */
export const causeOf = (one: Supported, rest: ReadonlyArray<Supported>, all: ReadonlyArray<Observation>): RankedCause => {
  const { evidence, mechanism } = one
  const best = evidence[0]!
  const first = clause(around(best.finding.title, mechanism.signs, 210), 210)
  const follows = [...new Set(one.symptoms.map((s) => s.mechanism.name))].slice(0, 2)
  const also = distinct([...evidence.slice(1), ...[...one.symptoms, ...rest].flatMap((s) => s.evidence.slice(0, 3))].map((o) => short(o, 140, mechanism.signs))).filter((text) => !first.includes(text.replace(/…$/, ""))).slice(0, ALSO)
  const objects = objectsOf([...evidence, ...one.symptoms.flatMap((s) => s.evidence)]).filter((name) => !first.includes(name)).slice(0, 3)
  const context = bounds(one, all)
  const object = concerned(all)
  const reported = heard(one, all)
  const statement = [
    `${mechanism.category}: ${mechanism.name} — ${first}`, clause(mechanism.how(seenBy(all, evidence)), 600),
    ...(follows.length === 0 ? [] : [`what follows from it: ${follows.join(", ")}`]),
    ...beside(one, all),
    ...(object === null || `${first} ${objects.join(" ")}`.includes(object) ? [] : [`it concerns ${object}`]),
    ...(objects.length === 0 ? [] : [`seen at: ${objects.join(", ")}`]),
    ...(also.length === 0 ? [] : [`also seen: ${also.join(", ")}`]),
    ...(context === null ? [] : [context]),
    ...(reported === null || also.some((text) => text.includes(reported)) ? [] : [`as the alert reports it: ${clause(reported, 140)}`])
  ].join("; ")
  const logged = all.filter((o) => isTrouble(o) && LOGGED.test(o.finding.kind)).slice(0, 1)
  const chosen = [...evidence, ...one.symptoms.flatMap((s) => s.evidence.slice(0, 1)), ...logged]
  return {
    id: mechanism.id, category: mechanism.category, statement: clause(statement, MAX_STATEMENT), confidence: Math.round(one.score * 100) / 100,
    findings: [...new Set(chosen.map((o) => o.finding))].slice(0, MAX_FINDINGS), checks: mechanism.checks
  }
}
