import { Effect, Layer, Stream } from "effect"
import { ProviderRefused } from "../errors.js"
import { type ChatRequest, type ChatResult, type Grounding, Llm } from "./Llm.js"

const provider = "llm/builtin"
const CHUNK = 400

const words = (confidence: number): string => (confidence >= 0.9 ? "verified" : confidence >= 0.7 ? "confident" : confidence >= 0.5 ? "probable" : "speculation")

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim()
const sentence = (text: string): string => oneLine(text).replace(/[.!?:;]+$/, "")
const cite = (markers: ReadonlyArray<string>): string => markers.map((m) => `[${m}]`).join("")

const RUNBOOK = /\b(runbook|playbook|document|procedure|how (?:do|should|to)|steps?)\b/i
const SETUP = "No language model is configured: this answer comes from the built-in analyst, which reads the evidence and the runbooks but cannot reason beyond them. Set `OPENAI_API_KEY`, `ANTHROPIC_API_KEY` or `OLLAMA_HOST` to add one."

type Evidence = Grounding["evidence"][number]

const GROUPS: ReadonlyArray<readonly [title: string, kinds: ReadonlyArray<string>]> = [
  ["What went wrong first", ["first_error", "onset", "crime_scene", "root_exception", "exception"]],
  ["How it developed", ["error_burst", "burst", "change_point", "rate_change", "new_template", "metric_spike", "metric_drop", "metric_change"]],
  ["What repeats", ["repeated_message", "top_message", "top_template"]]
]

const fact = (e: Evidence): string => `- ${sentence(e.title)} (\`${e.fileName}\`, lines ${e.lines}) [${e.marker}].`

const evidencePart = (g: Grounding): string => {
  if (g.evidence.length === 0) return ""
  const taken = new Set<string>()
  const sections = GROUPS.flatMap(([title, kinds]) => {
    const facts = g.evidence.filter((e) => kinds.includes(e.kind) && !taken.has(e.marker)).slice(0, 4)
    for (const e of facts) taken.add(e.marker)
    return facts.length === 0 ? [] : [`**${title}**\n${facts.map(fact).join("\n")}`]
  })
  const rest = g.evidence.filter((e) => !taken.has(e.marker) && (e.severity !== "info" || taken.size === 0)).slice(0, 6)
  if (rest.length > 0) sections.push(`**${sections.length === 0 ? "What the evidence shows" : "Also in the evidence"}**\n${rest.map(fact).join("\n")}`)
  return sections.join("\n\n")
}

const causePart = (g: Grounding): string => {
  const causes = g.hypotheses.slice(0, 3)
  if (causes.length === 0) return ""
  const lines = causes.map((h, i) => `${i + 1}. ${sentence(h.statement)} — ${words(h.confidence)}, ${Math.round(h.confidence * 100)} % ${cite(h.markers)}.`)
  const checks = causes.flatMap((h) => h.checks).slice(0, 4)
  return `**Likely causes**\n${lines.join("\n")}${checks.length === 0 ? "" : `\n\n**Check next**\n${checks.map((c) => `- ${/^(check|run|verify|look|inspect|compare)/i.test(c) ? sentence(c) : `Check: ${sentence(c)}`}.`).join("\n")}`}`
}

/** The passage's own sentences that fit the question best, as quoted steps. */
const knowledgePart = (g: Grounding): string => {
  if (g.knowledge.length === 0) return ""
  const asked = new Set(g.question.toLowerCase().match(/[a-z0-9_]{4,}/g) ?? [])
  const passages = g.knowledge.slice(0, 3).map((k) => {
    const lines = k.text.replace(/```[\s\S]*?```/g, "").split(/\n\s*\n|\n(?=\s*[-*+>#]|\s*\d+[.)])/).flatMap((block) => oneLine(block).split(/(?<=[.!?])\s+(?=[A-Z])/))
      .map((line) => line.replace(/^(?:[#>\s*+-]+|\d+[.)]\s+)/, "").replace(/[`*]/g, "").trim()).filter((line) => line.length > 20 && !line.startsWith("|"))
    const best = lines.map((line, i) => ({ line, i, score: [...asked].filter((w) => line.toLowerCase().includes(w)).length })).sort((a, b) => b.score - a.score || a.i - b.i).slice(0, 3).sort((a, b) => a.i - b.i)
    const head = `- **${oneLine(k.title)}**${k.section === "" ? "" : ` › ${oneLine(k.section)}`} [${k.marker}]:`
    return [head, ...best.map(({ line }) => `  - “${sentence(line).slice(0, 280)}” [${k.marker}].`)].join("\n")
  })
  return `**Matching runbooks**\n${passages.join("\n")}`
}

const compose = (g: Grounding): string => {
  const parts: Array<string> = []
  if (g.files.length > 0) {
    parts.push(`I looked at ${g.files.length === 1 ? "one file" : `${g.files.length} files`}:\n${g.files.map((f) => `- \`${f.name}\`: ${f.summary} [${f.marker}]`).join("\n")}`)
  }
  const evidence = evidencePart(g)
  const causes = causePart(g)
  const knowledge = knowledgePart(g)
  parts.push(...(RUNBOOK.test(g.question) ? [knowledge, causes, evidence] : [causes, evidence, knowledge]).filter((part) => part !== ""))
  if (g.files.length === 0) parts.push("There is no analysed evidence in this case yet. Upload a log, metrics, configuration or a captured page and ask again.")
  if (g.knowledge.length === 0) parts.push("Nothing in the knowledge base matches this question.")
  parts.push(SETUP)
  return parts.join("\n\n")
}

const title = (g: Grounding | undefined, fallback: string): string => {
  const worst = g?.evidence.find((e) => e.severity === "critical" || e.severity === "error")
  const asked = oneLine(g?.question ?? fallback)
  const text = asked.length >= 12 ? asked.split(/[.?!\n]/)[0]! : worst?.title ?? asked
  return text.replace(/[`*_#]/g, "").split(/\s+/).slice(0, 12).join(" ")
}

const answer = (request: ChatRequest): Effect.Effect<ChatResult, ProviderRefused> => Effect.suspend(() => {
  const last = request.messages.at(-1)
  const asked = typeof last?.content === "string" ? last.content : ""
  if (request.jsonSchema !== undefined) return Effect.fail(new ProviderRefused({ provider, detail: "no language model is configured" }))
  if (request.task !== "title" && request.grounding === undefined) return Effect.fail(new ProviderRefused({ provider, detail: "the built-in analyst answers from established facts only" }))
  const text = request.task === "title" ? title(request.grounding, asked) : compose(request.grounding!)
  return Effect.succeed({
    text, toolCalls: [], finishReason: "stop" as const, usage: { inputTokens: 0, outputTokens: 0 }, provider: "builtin", model: "built-in analyst", costUsd: 0
  })
})

/** Answers from the established facts alone, every statement with its marker. No model, no network. */
export const make = (): Llm["Type"] => ({
  implementation: "builtin",
  hasModel: false,
  contextWindow: () => 1_000_000,
  takesImages: false,
  chat: answer,
  stream: (request) => Stream.unwrap(Effect.map(answer(request), (result) => {
    const pieces = Array.from({ length: Math.ceil(result.text.length / CHUNK) }, (_, i) => ({ type: "delta" as const, text: result.text.slice(i * CHUNK, (i + 1) * CHUNK) }))
    return Stream.fromIterable([...pieces, { type: "done" as const, result }])
  })),
  check: Effect.succeed({ implementation: "builtin", detail: "no language model configured; the built-in analyst answers" })
})

export const layer = Layer.sync(Llm, () => Llm.of(make()))
