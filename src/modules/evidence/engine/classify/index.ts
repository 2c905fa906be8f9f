import type { DataType } from "../finding.js"
import type { Opinion } from "./opinion.js"
import { opinions } from "./rules.js"
import { makeSample } from "./sample.js"
import { urlOpinion } from "./url.js"

/** What a file is, and how sure that is. Below 0.60 the user is asked. */
export interface Classification {
  readonly dataType: DataType
  /** 0–1; 1 only where the user said so */
  readonly confidence: number
  readonly needsUserChoice: boolean
  /** likely types for the question to the user, best first, at most four */
  readonly suggestedTypes: ReadonlyArray<DataType>
  /** one line for people */
  readonly reason: string
}

const THRESHOLD = 0.6

export interface ClassifyInput {
  /** the start of the decoded text */
  readonly text: string
  readonly name: string
  /** true where `text` is all of it */
  readonly complete: boolean
  readonly sourceUrl?: string | null
  readonly declaredType?: DataType | null
}

const withUrl = (found: ReadonlyArray<Opinion>, sourceUrl: string | null): ReadonlyArray<Opinion> => {
  if (sourceUrl === null) return found
  const said = urlOpinion(sourceUrl)
  const html = found[0]?.reason === "HTML"
  // a captured page is a page, whatever site it is of
  if (html) return [{ ...found[0]!, type: "page_capture" as const }, ...found.slice(1)]
  if (said === null) return found
  const same = found.find((one) => one.type === said.type)
  const joined = same === undefined
    ? [...found, found.length > 0 && found[0]!.confidence >= 0.8 ? { ...said, confidence: 0.5 } : said]
    : found.map((one) => (one === same ? { ...one, confidence: Math.min(0.98, Math.max(one.confidence, said.confidence) + 0.02) } : one))
  return [...joined].sort((a, b) => b.confidence - a.confidence)
}

/** Classifies a decoded text: content first, then name and source URL; the user's word wins over all. */
export const classifyText = (input: ClassifyInput): Classification => {
  const found = withUrl(opinions(makeSample(input.text, input.name, input.complete)), input.sourceUrl ?? null)
  const types = [...new Set(found.map((one) => one.type))]
  if (input.declaredType !== undefined && input.declaredType !== null) {
    return { dataType: input.declaredType, confidence: 1, needsUserChoice: false, suggestedTypes: [], reason: "said by the user" }
  }
  const best = found[0]
  if (best === undefined) {
    return { dataType: "text", confidence: 0.4, needsUserChoice: true, suggestedTypes: ["text", "logs", "command_output", "configuration"], reason: "nothing in it is typical of a kind" }
  }
  const needsUserChoice = best.confidence < THRESHOLD
  const suggestedTypes = needsUserChoice ? [...new Set<DataType>([...types, "text", "logs", "command_output"])].slice(0, 4) : types.slice(1, 4)
  return { dataType: best.type, confidence: round(best.confidence), needsUserChoice, suggestedTypes, reason: best.reason }
}

const round = (value: number): number => Math.round(value * 100) / 100
