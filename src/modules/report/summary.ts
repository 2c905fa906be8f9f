import { Effect } from "effect"
import type { Llm } from "../../providers/llm/Llm.js"
import type { Evidences } from "../evidence/index.js"
import { plainSummary } from "./compose.js"
import type { CaseFacts } from "./facts.js"
import type { ReportType } from "./models.js"

const OUTPUT_TOKENS = 700
const MAX_FACTS = 24_000

const purpose: Record<ReportType, string> = {
  incident_report: "the summary of an incident report for people who were not there: what happened, who was affected, why, how it ended",
  post_mortem: "the summary of a blameless post-mortem: what happened, why it could happen, what will prevent it",
  runbook: "the opening of a runbook: by which signs an on-call engineer recognises this problem, and what to do first"
}

const SENTENCE = /[^.!?\n]+(?:[.!?](?=\s|$)(?:\s*\[E\d+\])*|\n|$)/g

/** Only sentences that cite a known passage stay: a report states nothing that cannot be looked up. */
export const citedSentences = (text: string, markers: ReadonlySet<string>): string =>
  text.split(/\n{2,}/).map((paragraph) => (paragraph.match(SENTENCE) ?? []).map((s) => s.trim()).filter((sentence) => {
    const used = [...sentence.matchAll(/\[(E\d+)\]/g)].map((m) => m[1]!)
    return used.length > 0 && used.every((marker) => markers.has(marker))
  }).join(" ")).filter((paragraph) => paragraph !== "").join("\n\n")

/** Written by the model where there is one and it cites what it says; by code otherwise. */
export const makeSummary = (needs: { readonly llm: Llm["Type"]; readonly evidences: Evidences["Type"] }) => (type: ReportType, facts: CaseFacts, draft: string, instructions: string | null) => {
  const plain = { text: plainSummary(facts), provider: null as string | null, model: null as string | null }
  if (!needs.llm.hasModel || facts.findings.length === 0) return Effect.succeed(plain)
  return Effect.gen(function*() {
    const prompt = `Write ${purpose[type]}. At most 150 words, plain Markdown, no heading. Every sentence ends with the markers it rests on, such as [E1]. Use only what the document says.${instructions === null ? "" : `\nThe user asks: ${instructions}`}\n\n<document>\n${draft.slice(0, MAX_FACTS)}\n</document>`
    const safe = yield* needs.evidences.redact(facts.case.caseId, prompt)
    const result = yield* needs.llm.chat({ task: "synthesis", messages: [{ role: "user", content: safe.text }], maxOutputTokens: OUTPUT_TOKENS, temperature: 0.3 })
    const text = citedSentences(yield* needs.evidences.restore(facts.case.caseId, result.text), new Set(facts.findings.map((f) => f.source.marker)))
    return text === "" ? plain : { text, provider: result.provider, model: result.model }
  }).pipe(Effect.catchAll((error) => Effect.as(Effect.logWarning("the summary is written without the model", error), plain)))
}
