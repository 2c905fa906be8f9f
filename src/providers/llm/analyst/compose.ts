import type { Grounding } from "../Llm.js"
import { evidenceSections, lead, lookedAt, otherCauses } from "./evidence.js"
import { type Intent, intentOf, type Topic } from "./intent.js"
import { knowledgeSection } from "./knowledge.js"
import { bullet, oneLine, phrase } from "./text.js"

const SETUP = "*No language model is configured: the built-in analyst wrote this from the analysed evidence and the knowledge base alone. To add a model, set `OPENAI_API_KEY`, `ANTHROPIC_API_KEY` or another provider's key, or start Ollama and set `OLLAMA_HOST`.*"

const WHAT_HELPS = "Upload what you have (a log, metrics, configuration, a stack trace, command output or a captured page) and ask again."

const DEFAULT_ORDER: ReadonlyArray<Topic> = ["cause", "errors", "timeline", "repeats", "runbook", "next"]

const imperative = (check: string): string => (/^(?:check|run|verify|end|take|resolve|count|throttle|stop|grow|exclude|wait|set|raise|roll|add|scale|lower|look|inspect|compare|find|list|read|ask|confirm|query|see|search|collect|review)\b/i.test(check) ? `${check[0]!.toUpperCase()}${check.slice(1)}.` : `Check: ${check}.`)

/** Checks of the causes; without any, the piece of evidence that would help most. */
const nextSteps = (g: Grounding): string => {
  const checks = [...new Set(g.hypotheses.slice(0, 3).flatMap((h) => h.checks).map((c) => phrase(c)))].filter((c) => c !== "").slice(0, 5)
  const summaries = g.files.map((f) => f.summary).join(" ")
  const missing = [
    ...(g.files.length > 0 && !/\bmetrics\b/.test(summaries) ? ["Upload metrics of the same time span; they show whether load or a resource changed first."] : []),
    ...(g.files.length > 0 && !/\bconfiguration\b/.test(summaries) ? ["Upload the configuration or the list of deployments before the first error, to see what changed."] : []),
    ...(g.files.length > 0 && !/\blogs\b/.test(summaries) ? ["Upload the log of the affected service around that time."] : [])
  ]
  const lines = checks.length > 0 ? checks.map(imperative) : missing.slice(0, 2)
  return lines.length === 0 ? "" : ["**Check next**", ...lines.map(bullet)].join("\n")
}

const sectionsOf = (g: Grounding, intent: Intent): ReadonlyArray<string> => {
  const evidence = evidenceSections(g)
  const full = (topic: Topic): boolean => intent.asked.includes(topic)
  const size = (topic: Topic, many: number, few: number): number => (full(topic) ? many : intent.asked.length === 0 ? Math.ceil((many + few) / 2) : few)
  const sections: Record<Topic, () => string> = {
    cause: () => otherCauses(g, size("cause", 4, 1)),
    errors: () => evidence.errors(size("errors", 8, 2)),
    timeline: () => evidence.timeline(size("timeline", 8, 2)),
    repeats: () => evidence.repeats(size("repeats", 8, 2)),
    runbook: () => knowledgeSection(g, full("runbook") || full("next")),
    next: () => nextSteps(g)
  }
  const order = [...intent.asked, ...DEFAULT_ORDER.filter((topic) => !full(topic))]
  const opening = lead(g, evidence.firstError)
  const parts = order.map((topic) => sections[topic]())
  const rest = evidence.rest(intent.asked.length === 0 ? 5 : 3)
  // a question about the runbook alone is answered by the runbook first
  const runbookFirst = order[0] === "runbook" && g.knowledge.length > 0
  return runbookFirst ? [parts[0]!, opening, ...parts.slice(1), rest] : [opening, ...parts, rest]
}

const greeting = (g: Grounding): string => g.files.length === 0
  ? `Hello. I help you to find out what went wrong. ${WHAT_HELPS}`
  : `Hello. Ask me what went wrong, what happened first, which messages repeat, what the runbooks say or what to check next.\n\n${lookedAt(g)}`

/** The answer in Markdown. Every factual sentence carries the markers of the passages it rests on. */
export const composeAnswer = (g: Grounding): string => {
  const intent = intentOf(g.question)
  if (intent.greeting) return `${greeting(g)}\n\n${SETUP}`
  const noEvidence = g.files.length === 0 && g.evidence.length === 0
  const parts = [
    noEvidence ? `There is no evidence in this case yet, so I cannot say what happened. ${WHAT_HELPS}` : "",
    ...sectionsOf(g, intent),
    lookedAt(g),
    g.knowledge.length === 0 && (intent.asked.includes("runbook") || intent.asked.includes("next")) ? "Nothing in the knowledge base matches this question. Add a runbook about it to get its steps here." : "",
    SETUP
  ]
  return parts.filter((part) => part !== "").join("\n\n")
}

const FILLER = /^(?:hi|hello|hey|please|can you|could you|help me|tell me|i have a|we have a|there is an?|my|our|the)\b[\s,:]*/i
const QUESTION_TAIL = /[,;]?\s*\b(?:why|what (?:went|is|happened|should|does)|how (?:do|can|to)|can you|please|any idea)\b.*$/i

const words = (text: string): ReadonlyArray<string> => oneLine(text.replace(/<\*>/g, " ").replace(/[`*_#"<>]/g, " ")).split(" ").filter((word) => word !== "")

/** The longest opening of at most twelve words, never fewer than three where the facts have them. */
export const composeTitle = (g: Grounding): string => {
  const first = g.question.split(/\n|(?<=[.!?])\s/).map((part) => part.trim()).filter((part) => part !== "")
  const asked = first.map((part) => part.replace(FILLER, "").replace(QUESTION_TAIL, "").replace(/[.?!\s]+$/, "")).find((part) => words(part).length >= 3)
  const worst = g.evidence.find((e) => e.severity === "critical" || e.severity === "error") ?? g.evidence[0]
  const found = worst?.title.replace(/^(?:first error|earliest error|\d+ times)\s*:\s*/i, "").replace(/^\S*\d{4}-\d\d-\d\d\S*\s+(?:\d\d:\d\d:\d\d\S*\s+)?/, "").replace(/^(?:FATAL|CRITICAL|ERROR|WARN(?:ING)?)\s+/i, "")
  const candidates = [asked, g.hypotheses[0]?.statement, found, g.question, g.files[0] === undefined ? undefined : `Evidence from ${g.files[0].name}`, g.caseTitle]
  const chosen = candidates.find((text) => text !== undefined && words(text).length >= 3) ?? candidates.find((text) => text !== undefined && text.trim() !== "") ?? "Untitled investigation"
  const title = words(chosen).slice(0, 12).join(" ").replace(/[,;:.\s]+$/, "")
  return title === "" ? "Untitled investigation" : `${title[0]!.toUpperCase()}${title.slice(1)}`
}
