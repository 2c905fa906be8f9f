/** What a question is about; each names a section of the answer. */
export type Topic = "cause" | "errors" | "timeline" | "repeats" | "runbook" | "next"

export interface Intent {
  readonly greeting: boolean
  /** in the order in which the question names them; empty for a general question */
  readonly asked: ReadonlyArray<Topic>
}

const TOPICS: ReadonlyArray<readonly [Topic, RegExp]> = [
  ["cause", /\b(why|root cause|causes?|caused|reasons?|went wrong|what(?:'s| is) wrong|diagnos\w*|explain|hypothes\w+|culprit|broke|broken)\b/i],
  ["errors", /\b(errors?|exceptions?|fail(?:s|ed|ing|ures?)?|crash\w*|stack ?traces?|5\d\d|fatal|critical)\b/i],
  ["timeline", /\b(when|timeline|chronolog\w*|first|started?|begin|began|before|after|since|sequence|happened|burst\w*|spikes?)\b/i],
  ["repeats", /\b(repeat\w*|recurr\w*|frequent\w*|most common|how (?:often|many)|patterns?|noisy|templates?)\b/i],
  ["runbook", /\b(runbooks?|playbooks?|documentation|docs?|procedures?|knowledge base|steps|how (?:do|should|can|to))\b/i],
  ["next", /\b(next|check|fix|mitigat\w*|resolv\w*|solutions?|solve|remed\w*|recover|what (?:should|can|do) (?:i|we)|investigate)\b/i]
]

const GREETING = /^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|thanks?|thank you|ok(?:ay)?|are you there|who are you|what can you do|help)\b/i

/** Reads the words of a question; no guess beyond them. */
export const intentOf = (question: string): Intent => {
  const text = question.trim()
  const asked = TOPICS.flatMap(([topic, pattern]) => {
    const at = text.search(pattern)
    return at === -1 ? [] : [{ topic, at }]
  }).sort((a, b) => a.at - b.at).map(({ topic }) => topic)
  return { greeting: text === "" || (GREETING.test(text) && text.split(/\s+/).length <= 6 && asked.length === 0), asked }
}
