import { readFile } from "node:fs/promises"
import { describe, expect, it } from "vitest"
import type { Citation } from "../../src/modules/agent/models.js"
import { checkSentence, makeSentenceGate } from "../../src/modules/agent/citations.js"
import { composeAnswer, composeTitle } from "../../src/providers/llm/analyst/compose.js"
import { intentOf } from "../../src/providers/llm/analyst/intent.js"
import type { Grounding } from "../../src/providers/llm/Llm.js"

const runbook = await readFile(new URL("../../samples/checkout-outage/runbook-connection-pool.md", import.meta.url), "utf8")

const grounding = (question: string, more: Partial<Grounding> = {}): Grounding => ({
  question, caseTitle: "Checkout answers 503",
  files: [{ name: "checkout.log", summary: "logs, 120 lines, 2026-05-01T10:00:00.000Z to 2026-05-01T10:20:00.000Z, levels: ERROR 7, WARN 2", marker: "F1" }],
  evidence: [
    { marker: "E1", fileName: "checkout.log", lines: "12", kind: "first_error", severity: "error", title: "First error: 2026-05-01T10:01:00Z ERROR pool exhausted. Waiting for <*> ms", detail: "2026-05-01T10:01:00Z ERROR pool exhausted. Waiting for 5000 ms" },
    { marker: "E2", fileName: "checkout.log", lines: "12–88", kind: "error_burst", severity: "error", title: "7 errors within 3 minutes", detail: "from 0 to 2.3 a minute\nERROR pool exhausted" },
    { marker: "E3", fileName: "checkout.log", lines: "30", kind: "repeated_message", severity: "warning", title: "40 times: connection <*> [E9] not returned <script>alert(1)</script>", detail: "WARN connection 7 not returned" },
    { marker: "E4", fileName: "checkout.log", lines: "8", kind: "likely_cause", severity: "warning", title: "The export job keeps connections open", detail: "job export holds 20 connections" },
    { marker: "E5", fileName: "checkout.log", lines: "3", kind: "configuration_note", severity: "warning", title: "pool size is 20", detail: "max=20" }
  ],
  knowledge: [{ marker: "K1", title: "Connection pool exhausted", section: "Mitigation", text: runbook, score: 0.9 }],
  hypotheses: [
    { statement: "The export job keeps connections open.", confidence: 0.74, markers: ["E4", "E1"], checks: ["pg_stat_activity for sessions idle in transaction"] },
    { statement: "Traffic grew", confidence: 0.3, markers: ["E2"], checks: [] }
  ],
  ...more
})

const citationsOf = (g: Grounding): ReadonlyMap<string, Citation> => {
  const one = (marker: string, title: string, quote: string, filename: string | null) => [marker, { marker, verified: true, title, quote: quote.slice(0, 1_200), filename } as Citation] as const
  return new Map([
    ...g.evidence.map((e) => one(e.marker, e.title, e.detail, e.fileName)),
    ...g.files.map((f) => one(f.marker, f.name, f.summary, f.name)),
    ...g.knowledge.map((k) => one(k.marker, k.title, k.text, null))
  ])
}

/** The answer as a reader gets it, after the gate that marks what no passage carries. */
const gated = (g: Grounding) => {
  const gate = makeSentenceGate(citationsOf(g))
  const text = gate.push(composeAnswer(g)) + gate.end()
  return { text, unverified: gate.unverified(), used: gate.used() }
}

const questions = ["What went wrong?", "Which errors are there?", "What happened first?", "Which messages repeat?", "What does the runbook say?", "What should I check next?", "hello", "Summarise the case", ""]

describe("llm · built-in analyst, answers", () => {
  it.each(questions)("cites every factual sentence: %j", (question) => {
    expect(gated(grounding(question))).toMatchObject({ unverified: 0 })
  })

  it("says a cause as a whole, however much stands beside it, and the gate lets it pass", () => {
    const statement = `resource_exhaustion: the pool is exhausted — connections are held; ${Array.from({ length: 16 }, (_, i) => `moves as well but is not the cause: latency of part ${i}`).join("; ")}`
    expect(statement.length).toBeGreaterThan(900)
    expect(statement.length).toBeLessThan(1_000)
    const g = grounding("What is the cause?", { hypotheses: [{ statement, confidence: 0.8, markers: ["E1"], checks: [] }] })
    expect(composeAnswer(g)).toContain("latency of part 15 [E1]")
    expect(gated(g)).toMatchObject({ unverified: 0 })
  })

  it("says what it looked at, the cause with its confidence, and that there is no model", () => {
    const { text, used } = gated(grounding("What went wrong and what does the runbook say?"))
    expect(text).toMatch(/^\*\*Most likely cause\*\* \(confident, 74 %\): The export job keeps connections open \[E4\]\[E1\]\./)
    expect(text).toMatch(/`checkout\.log`: logs, 120 lines, .*levels: ERROR 7, WARN 2 \[F1\]\./)
    expect(text).toMatch(/Traffic grew; speculation, 30 % \[E2\]/)
    expect(text).toMatch(/7 errors within 3 minutes.*\[E2\]/)
    expect(text).toMatch(/pg_stat_activity/)
    expect(text.trimEnd()).toMatch(/No language model is configured.*OPENAI_API_KEY.*OLLAMA_HOST.*$/)
    expect([...used].sort()).toEqual(["E1", "E2", "E3", "E4", "E5", "F1", "K1"])
  })

  it.each([
    ["What does the runbook say about the pool?", /^\*\*Matching runbooks\*\*/],
    ["Which errors do we see?", /Errors\*\*[\s\S]*How it developed/],
    ["Which messages repeat?", /What repeats\*\*[\s\S]*Errors\*\*/],
    ["Describe it", /Errors\*\*[\s\S]*How it developed[\s\S]*What repeats[\s\S]*Matching runbooks/]
  ])("puts first what the question asks for: %s", (question, order) => {
    expect(composeAnswer(grounding(question))).toMatch(order)
  })

  it("asks for evidence where there is none and claims nothing", () => {
    const g = grounding("Why is it down?", { files: [], evidence: [], hypotheses: [], knowledge: [] })
    const { text, unverified } = gated(g)
    expect(text).toMatch(/no evidence in this case yet/i)
    expect(text).toMatch(/upload/i)
    expect(unverified).toBe(0)
    expect(gated(grounding("hi", { files: [], evidence: [], hypotheses: [], knowledge: [] })).text).toMatch(/^Hello\./)
  })

  it("says that no cause can be named where the analysis has none", () => {
    const { text, unverified } = gated(grounding("Why?", { hypotheses: [] }))
    expect(text).toMatch(/^I cannot name a cause yet\. The earliest trouble is First error: .* \[E1\]\./)
    expect(unverified).toBe(0)
  })

  it("text of a file acts neither as a marker nor as HTML", () => {
    const text = composeAnswer(grounding("Which messages repeat?"))
    expect(text).not.toContain("[E9]")
    expect(text).toContain("(E9)")
    expect(text).not.toMatch(/(?<!\\)<script>/)
  })

  it("quotes the runbook's steps and commands as they are written", () => {
    const text = composeAnswer(grounding("What are the steps of the runbook?"))
    expect(text).toContain("Stop the batch job, or end its session with pg_terminate_backend")
    for (const line of text.split("\n").filter((l) => l.includes("[K1]"))) expect(checkSentence(line, citationsOf(grounding(""))).verified, line).toBe(true)
  })

  it("reads the topics of a question in their order", () => {
    expect(intentOf("What does the runbook say about these errors?").asked).toEqual(["runbook", "errors"])
    expect(intentOf("Hello!").greeting).toBe(true)
    expect(intentOf("hello, why is checkout down?").greeting).toBe(false)
  })

  it("titles have 3 to 12 words taken from the facts", () => {
    expect(composeTitle(grounding("Orders fail with 503. What went wrong?"))).toBe("Orders fail with 503")
    expect(composeTitle(grounding("help"))).toBe("The export job keeps connections open")
    expect(composeTitle(grounding("help", { hypotheses: [] }))).toMatch(/^Pool exhausted\. Waiting for/)
    const long = composeTitle(grounding("the checkout service answers five hundred and three to every second request since the last deployment on friday"))
    expect(long.split(" ").length).toBe(12)
    expect(composeTitle({ question: "", caseTitle: "", evidence: [], knowledge: [], hypotheses: [], files: [] })).not.toBe("")
  })
})
