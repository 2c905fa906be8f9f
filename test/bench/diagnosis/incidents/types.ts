// Incidents made for this benchmark: what is found (the files) and what an
// engineer concludes (the answer).

export type Half = "tuning" | "report" | "later" | "first" | "blind" | "firstBlind"

export interface Answer {
  readonly root_cause_category: string
  readonly required_keywords: ReadonlyArray<string>
  readonly forbidden_categories: ReadonlyArray<string>
  readonly forbidden_keywords?: ReadonlyArray<string>
}

export interface Incident {
  readonly name: string
  /** File name to its content, written as JSON. */
  readonly files: Readonly<Record<string, unknown>>
  readonly answer: Answer
}

const everyCategory = ["healthy", "unknown", "resource_exhaustion", "configuration_error", "dependency_failure", "infrastructure", "code_defect", "data_quality"]

/** An answer whose other categories are all wrong, except those an engineer could defend. */
export const answer = (category: string, keywords: ReadonlyArray<string>, defensible: ReadonlyArray<string> = [], forbidden: ReadonlyArray<string> = ["two root causes", "multiple root causes", "independent root causes"]): Answer => ({
  root_cause_category: category,
  required_keywords: keywords,
  forbidden_categories: everyCategory.filter((other) => other !== category && !defensible.includes(other)),
  forbidden_keywords: forbidden
})

/** Numbers in 0..1, the same for the same seed. */
export const noise = (seed: string) => {
  let state = 7
  for (const char of seed) state = (state * 31 + char.charCodeAt(0)) % 2147483647
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}
