import type { Finding } from "../finding.js"

/** What kind of thing went wrong; the words of the field's incident taxonomies. */
export type CauseCategory =
  | "resource_exhaustion" | "configuration_error" | "dependency_failure" | "code_defect" | "data_quality" | "infrastructure" | "healthy" | "unknown"

/** A finding of one file, with all its text in one string for matching. */
export interface Observation {
  /** index of the file in the input */
  readonly file: number
  readonly finding: Finding
  readonly text: string
  /** somebody's summary of the trouble (an alert, a monitor): says where to look, proves nothing */
  readonly hearsay: boolean
  /** said of something that is leaving, of a passed moment, or of a state that is well */
  readonly harmless: boolean
  /** a short movement that was over before the data ends */
  readonly passing: boolean
  /** why it is trouble less near to what the alerts speak of than other trouble is; null where it is as near as any */
  readonly apart: Apart | null
}

/** In a namespace nobody speaks of, told by a caller of the alerted part, or over long before the rest began. */
export type Apart = "elsewhere" | "caller" | "before"

/** A way in which systems fail. */
export interface Mechanism {
  readonly id: string
  readonly category: Exclude<CauseCategory, "healthy" | "unknown">
  /** names the failure in a few words */
  readonly name: string
  /** each match in a finding that is no hearsay is evidence for it */
  readonly signs: ReadonlyArray<RegExp>
  /** makes it more likely, without being evidence by itself */
  readonly hints?: ReadonlyArray<RegExp>
  /** a finding that matches speaks against it */
  readonly against?: ReadonlyArray<RegExp>
  /** without a match of each somewhere in the evidence the signs mean nothing */
  readonly needs?: ReadonlyArray<RegExp>
  /** many other failures look like this one as well */
  readonly general?: boolean
  /** how it comes about, one clause in plain words, no full stop */
  readonly how: (seen: Seen) => string
  readonly checks: ReadonlyArray<string>
  /** failures that follow from this one when both are seen */
  readonly explains?: ReadonlyArray<Consequence>
}

/** A failure's id, or one that follows only where what else is seen says so. */
export type Consequence = string | { readonly id: string; readonly when: (seen: Seen) => boolean }

/** What was seen of a mechanism, for its own words about it. */
export interface Seen {
  /** what is evidence for it, best first */
  readonly observations: ReadonlyArray<Observation>
  /** all of any file that is neither hearsay nor harmless */
  readonly sound: ReadonlyArray<Observation>
  /** some observation of any file matches */
  readonly any: (pattern: RegExp) => boolean
  /** first group (or the whole match) of the first observation that matches */
  readonly first: (pattern: RegExp) => string | null
  /** level of a series now, and before it changed, by the start of its name; null where no file has it */
  readonly level: (series: string) => Level | null
}

export interface Level {
  readonly now: number
  /** the same as `now` where nothing changed */
  readonly before: number
  /** rose, and is held by something since */
  readonly flat: boolean
}

/** A mechanism with how well it is supported, and the failures that follow from it. */
export interface Supported {
  readonly mechanism: Mechanism
  /** 0–1 */
  readonly score: number
  /** best first */
  readonly evidence: ReadonlyArray<Observation>
  readonly symptoms: ReadonlyArray<Omit<Supported, "symptoms">>
}

export interface RankedCause {
  /** the mechanism's id */
  readonly id: string
  readonly category: CauseCategory
  /** one sentence: what, where, how, and what follows from it */
  readonly statement: string
  /** 0–1 */
  readonly confidence: number
  /** best evidence first; every one has quotes */
  readonly findings: ReadonlyArray<Finding>
  readonly checks: ReadonlyArray<string>
}
