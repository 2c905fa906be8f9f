import { Clock, Effect } from "effect"
import type { Llm } from "../../providers/llm/Llm.js"
import type { Cases } from "../case/index.js"
import type { Evidences } from "../evidence/index.js"
import { Conflict } from "../kernel/errors.js"
import type { Agent } from "./Agent.js"
import { ground } from "./grounding.js"
import type { Usage } from "./usage.js"

const tidy = (text: string, maxWords: number): string =>
  text.split("\n").find((line) => line.trim() !== "")?.replace(/^["'#*\s]+|["'*\s.]+$/g, "").split(/\s+/).slice(0, maxWords).join(" ").slice(0, 200) ?? ""

/** A title from the first question and the worst findings. */
export const makeTitle = (needs: { readonly cases: Cases["Type"]; readonly evidences: Evidences["Type"]; readonly llm: Llm["Type"]; readonly usage: Usage }): Agent["Type"]["title"] =>
  Effect.fn("Agent.title")(function*(caseId, options) {
    const started = yield* Clock.currentTimeMillis
    const c = yield* needs.cases.get(caseId)
    const { messages } = yield* needs.cases.messages(caseId, { limit: 4, offset: 0 })
    const files = yield* needs.evidences.analysed(caseId)
    const asked = messages.filter((m) => m.role === "user").map((m) => m.content)
    if (asked.length === 0 && files.length === 0 && c.description === "" && options.hint === undefined) {
      return yield* new Conflict({ code: "nothing_to_title", reason: "the case has no message, description or evidence to take a title from" })
    }
    const { grounding } = yield* ground({
      question: [options.hint ?? "", c.description, ...asked].filter((t) => t !== "").join("\n").slice(0, 2_000),
      case: c, files, chunks: [], hypotheses: [], causes: [], evidences: needs.evidences, knowledge: noKnowledge
    })
    const facts = [grounding.question, ...grounding.evidence.slice(0, 5).map((e) => e.title)].join("\n")
    const prompt = `Write a title of at most ${options.maxWords} words for this incident: what fails, where. No quotes, no full stop.\n\n${facts}`
    const content = needs.llm.hasModel ? (yield* needs.evidences.redact(caseId, prompt)).text : prompt
    const result = yield* needs.llm.chat({ task: "title", messages: [{ role: "user", content }], grounding, maxOutputTokens: 60, temperature: 0.2 })
    yield* needs.usage.record({ at: started, ownerId: c.ownerId, caseId, jobId: null, task: "title", result, durationMs: (yield* Clock.currentTimeMillis) - started })
    const title = tidy(needs.llm.hasModel ? yield* needs.evidences.restore(caseId, result.text) : result.text, options.maxWords)
    return title === "" ? c.title : title
  })

/** A title cites nothing from the knowledge base. */
const noKnowledge = { verify: () => Effect.succeed(false) }
