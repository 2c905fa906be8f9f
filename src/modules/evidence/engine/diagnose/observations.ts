import type { Finding } from "../finding.js"
import type { Observation } from "./types.js"

const MAX_TEXT = 4_000

/** Alerts and monitors repeat what somebody configured them to say. */
const HEARSAY_KINDS = new Set(["alert", "bad_state"])
const HEARSAY_STATE = /overall_state|alert_state/

const LEAVING = /\bterminating\b|graceful shutdown|rollout cleanup|being (?:torn down|deleted|drained)|scaled (?:down )?to 0|old replica ?set/i
const PASSED = /transient|retried successfully|recovered|resolved|back to normal|completed successfully|succeeded after|no action (?:needed|required)/i

export interface DiagnosedFile {
  readonly name: string
  readonly findings: ReadonlyArray<Finding>
}

const textOf = (finding: Finding): string =>
  [finding.title, finding.detail, ...finding.quotes.slice(0, 2).map((quote) => quote.text)].join("\n").slice(0, MAX_TEXT)

/** Findings of all files as the rules read them. */
export const observe = (files: ReadonlyArray<DiagnosedFile>): ReadonlyArray<Observation> => files.flatMap((file, index) => file.findings.map((finding): Observation => {
  const text = textOf(finding)
  const said = `${finding.title}\n${finding.detail}`
  return {
    file: index, finding, text, hearsay: HEARSAY_KINDS.has(finding.kind) && (finding.kind === "alert" || HEARSAY_STATE.test(finding.title)),
    harmless: finding.kind === "healthy_state" || finding.data["terminating"] === true || LEAVING.test(said) || PASSED.test(said)
  }
}))

/** Whether something looks wrong by itself: no hearsay, no plain event, nothing that is over. */
export const isTrouble = (o: Observation): boolean => !o.hearsay && !o.harmless && o.finding.severity !== "info"
