import type { Finding } from "../finding.js"
import { apartOf } from "./apart.js"
import { isHearsay, isOver, isPassing, numberIn, sceneOf, textIn } from "./scene.js"
import type { Observation } from "./types.js"

const MAX_TEXT = 4_000
const HEARSAY_STATE = /overall_state|alert_state/

const LEAVING = /received SIGTERM|during shutdown|\bsuccessfully drained\b|\bis terminating\b|\(terminating\b|\bterminating (?:during|pod|old|replica)|graceful shutdown|rollout cleanup|being (?:torn down|deleted|drained)|scaled (?:down )?to 0|old replica ?set/i
const PASSED = /\btransient\b|retried successfully|(?<!\b(?:not|never|be) )\b(?:recovered|resolved)\b|back to normal|completed successfully|succeeded after|no action (?:needed|required)|\((?:ignored|ignoring|non-?fatal)\)|non-fatal, ignoring/i

export interface DiagnosedFile {
  readonly name: string
  readonly findings: ReadonlyArray<Finding>
}

const textOf = (finding: Finding): string =>
  [finding.title, finding.detail, ...finding.quotes.slice(0, 2).map((quote) => quote.text)].join("\n").slice(0, MAX_TEXT)

/** Findings of all files as the rules read them. */
export const observe = (files: ReadonlyArray<DiagnosedFile>): ReadonlyArray<Observation> => {
  const scene = sceneOf(files.flatMap((file) => file.findings))
  const isHarmless = (finding: Finding): boolean => {
    const said = `${finding.title}\n${finding.detail}`
    return finding.kind === "healthy_state" || finding.data["terminating"] === true || LEAVING.test(said) || PASSED.test(said) || isOver(finding, scene)
  }
  const found = files.flatMap((file, index) => file.findings.map((finding) => ({ file: index, finding, text: textOf(finding), hearsay: isHearsay(finding), harmless: isHarmless(finding), passing: isPassing(finding, scene) })))
  const apart = apartOf(found.map((one) => one.finding), scene, new Set(found.filter((one) => !one.harmless && !one.passing).map((one) => one.finding)))
  return found.map((one): Observation => ({ ...one, apart: apart.get(one.finding) ?? null }))
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
  const warnings = observations.filter(isWarning).reduce((sum, o) => sum + (numberIn(o.finding, "count") ?? 1), 0)
  return warnings > STRAY || (warnings > 0 && observations.some((o) => o.hearsay && HEARSAY_STATE.test(o.finding.title)))
}
