/** What the analysis of a log gives, and whom it tells of lines on the way. */
import type { LevelRates, TemplateSummary } from "../analysis.js"
import type { Finding, TimelineEvent } from "../finding.js"

/** What a log analysis adds to the common result; byte ranges refer to the bytes that were pushed. */
export interface LogResult {
  readonly lines: number
  readonly from: number | null
  readonly to: number | null
  readonly levels: Record<string, number>
  readonly rates: LevelRates | null
  readonly findings: ReadonlyArray<Finding>
  readonly timeline: ReadonlyArray<TimelineEvent>
  readonly templates: ReadonlyArray<TemplateSummary>
  readonly summary: string
}

/** Called for every line, in order; a line inside a record has the template of its record; `templateId` null for blank lines. */
export type OnLine = (line: number, templateId: number | null) => void

/** Called once at the end: the text of every template id that `OnLine` was given. */
export type OnTemplates = (texts: ReadonlyMap<number, string>) => void

export interface LogOptions {
  readonly onLine?: OnLine
  readonly onTemplates?: OnTemplates
  /** number and first byte of every error line */
  readonly onError?: (line: number, start: number) => void
}
