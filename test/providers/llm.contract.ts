import { expect, layer as suite } from "@effect/vitest"
import { Chunk, Effect, type Layer, Stream } from "effect"
import { type ChatEvent, type ChatRequest, type Grounding, Llm } from "../../src/providers/llm/Llm.js"

/** What the peer of an implementation does with the next requests. */
export interface Peer {
  readonly reply: (...replies: ReadonlyArray<{
    readonly text?: string
    readonly calls?: ReadonlyArray<{ readonly name: string; readonly arguments: Record<string, unknown> }>
    readonly finish?: "stop" | "length"
    readonly usage?: { readonly input: number; readonly output: number }
    readonly status?: number
    readonly headers?: Record<string, string>
    readonly cutAfter?: number
  }>) => void
  /** how many requests have reached the model, retries included */
  readonly received: () => number
}

const ask = (text: string, more: Partial<ChatRequest> = {}): ChatRequest => ({ task: "chat", messages: [{ role: "system", content: "Be brief." }, { role: "user", content: text }], ...more })
const events = (request: ChatRequest) => Effect.flatMap(Llm, (llm) => Effect.map(Stream.runCollect(llm.stream(request)), (all): ReadonlyArray<ChatEvent> => Chunk.toReadonlyArray(all)))
const chat = (request: ChatRequest) => Effect.flatMap(Llm, (llm) => llm.chat(request))
const deltas = (all: ReadonlyArray<ChatEvent>) => all.flatMap((e) => (e.type === "delta" ? [e.text] : []))
const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error._tag)

const tool = { name: "update_case", description: "Records facts", parameters: { type: "object", properties: { title: { type: "string" }, tags: { type: "array", items: { type: "string" } } }, required: ["title"] } }
const schema = { name: "verdict", schema: { type: "object", properties: { cause: { type: "string" } }, required: ["cause"], additionalProperties: false } }
const TEXT = "The pool ran dry at 10:01 — ünï©ode ✓ [E1].\nRestart `checkout`."

/**
 * What every language model must do, whoever answers. Run it on your own:
 * `modelContract("mine", layer, peer)`; the layer tries each call once only.
 */
export const modelContract = (name: string, layer: Layer.Layer<Llm, unknown>, peer: Peer) =>
  suite(layer, { excludeTestServices: true, timeout: "60 seconds" })(`llm · ${name}`, (it) => {
    it.effect("answers with text, reason, usage and who answered", () => Effect.gen(function*() {
      peer.reply({ text: TEXT, usage: { input: 123, output: 45 } })
      const llm = yield* Llm
      const result = yield* chat(ask("Why?"))
      expect(result).toMatchObject({ text: TEXT, toolCalls: [], finishReason: "stop", usage: { inputTokens: 123, outputTokens: 45 }, provider: llm.implementation })
      expect(result.model).not.toBe("")
    }))

    it.effect("streams the same text in pieces and ends with exactly one result", () => Effect.gen(function*() {
      peer.reply({ text: TEXT, usage: { input: 123, output: 45 } })
      const all = yield* events(ask("Why?"))
      expect(deltas(all).join("")).toBe(TEXT)
      expect(deltas(all).length).toBeGreaterThan(1)
      expect(all.filter((e) => e.type === "done")).toHaveLength(1)
      expect(all.at(-1)).toMatchObject({ type: "done", result: { text: TEXT, finishReason: "stop", usage: { inputTokens: 123, outputTokens: 45 } } })
    }))

    it.effect("calls tools, with whole arguments, in both ways", () => Effect.gen(function*() {
      const call = { name: "update_case", arguments: { title: "Pool „exhausted“ \"now\"", tags: ["db", "a\nb"] } }
      const second = { name: "update_case", arguments: { title: "two" } }
      peer.reply({ text: "Noted.", calls: [call, second] }, { text: "Noted.", calls: [call, second] })
      for (const result of [yield* chat(ask("Note it", { tools: [tool] })), ...(yield* events(ask("Note it", { tools: [tool] }))).flatMap((e) => (e.type === "done" ? [e.result] : []))]) {
        expect(result.finishReason).toBe("tool_calls")
        expect(result.text).toBe("Noted.")
        expect(result.toolCalls.map((t) => ({ name: t.name, arguments: JSON.parse(t.arguments) as unknown }))).toEqual([call, second])
        expect(new Set(result.toolCalls.map((t) => t.id)).size).toBe(2)
      }
    }))

    it.effect("takes a conversation with tool results and images", () => Effect.gen(function*() {
      peer.reply({ text: "A dashboard." })
      const result = yield* chat({
        task: "vision", tools: [tool],
        messages: [
          { role: "system", content: "Be brief." }, { role: "system", content: "Context" }, { role: "user", content: "Look" },
          { role: "assistant", content: "", toolCalls: [{ id: "call_9", name: "update_case", arguments: "{\"title\":\"x\"}" }] },
          { role: "tool", toolCallId: "call_9", content: "done" },
          { role: "user", content: [{ type: "text", text: "What is this?" }, { type: "image", mimeType: "image/png", base64: "iVBORw0KGgo=" }] }
        ]
      })
      expect(result.text).toBe("A dashboard.")
    }))

    it.effect("gives one JSON object where a schema is asked for", () => Effect.gen(function*() {
      peer.reply({ text: "{\"cause\":\"pool\"}" }, { text: "{\"cause\":\"pool\"}" })
      expect(JSON.parse((yield* chat(ask("Why?", { jsonSchema: schema }))).text)).toEqual({ cause: "pool" })
      const all = yield* events(ask("Why?", { jsonSchema: schema }))
      expect(JSON.parse(deltas(all).join(""))).toEqual({ cause: "pool" })
      expect(all.at(-1)).toMatchObject({ type: "done", result: { toolCalls: [] } })
    }))

    it.effect("says when an answer was cut by its length", () => Effect.gen(function*() {
      peer.reply({ text: "Half an ans", finish: "length" })
      expect(yield* chat(ask("Tell all", { maxOutputTokens: 5 }))).toMatchObject({ finishReason: "length", text: "Half an ans" })
    }))

    it.effect("a stream that is cut midway fails, and what came before is shown", () => Effect.gen(function*() {
      const llm = yield* Llm
      peer.reply({ text: TEXT, cutAfter: 2 })
      const seen: Array<string> = []
      const error = yield* llm.stream(ask("Why?")).pipe(Stream.runForEach((e) => Effect.sync(() => void (e.type === "delta" ? seen.push(e.text) : seen.push("DONE")))), Effect.flip)
      expect(error._tag).toBe("ProviderUnavailable")
      expect(seen.length).toBeGreaterThan(0)
      expect(seen.join("")).toBe(TEXT.slice(0, seen.join("").length))
      expect(seen).not.toContain("DONE")
    }))

    for (const [status, tag] of [[400, "ProviderRefused"], [401, "ProviderRefused"], [403, "ProviderRefused"], [429, "ProviderQuota"], [500, "ProviderUnavailable"], [503, "ProviderUnavailable"]] as const) {
      it.effect(`status ${status} is ${tag}, in both ways`, () => Effect.gen(function*() {
        peer.reply({ status }, { status })
        expect(yield* tagOf(chat(ask("Why?")))).toBe(tag)
        expect(yield* tagOf(events(ask("Why?")))).toBe(tag)
      }))
    }

    it.effect("no detail of an error repeats the question", () => Effect.gen(function*() {
      peer.reply({ status: 400 }, { status: 500 })
      for (let i = 0; i < 2; i++) {
        const error = yield* Effect.flip(chat(ask("hunter2-in-the-question")))
        expect(JSON.stringify(error)).not.toContain("hunter2")
      }
    }))

    it.effect("refuses a request without messages before asking anybody", () => Effect.gen(function*() {
      const before = peer.received()
      expect(yield* tagOf(chat({ task: "chat", messages: [] }))).toBe("ProviderRefused")
      expect(yield* tagOf(events({ task: "chat", messages: [] }))).toBe("ProviderRefused")
      expect(peer.received()).toBe(before)
    }))

    it.effect("answers many at once, each its own", () => Effect.gen(function*() {
      peer.reply(...Array.from({ length: 20 }, () => ({ text: "same" })))
      const all = yield* Effect.forEach(Array.from({ length: 20 }, (_, i) => i), (i) => chat(ask(`Q${i}`)), { concurrency: "unbounded" })
      expect(all.map((r) => r.text)).toEqual(Array.from({ length: 20 }, () => "same"))
    }))

    it.effect("checks itself and knows its window", () => Effect.gen(function*() {
      const llm = yield* Llm
      expect((yield* llm.check).implementation).toBe(llm.implementation)
      for (const task of ["chat", "synthesis", "vision", "title"] as const) expect(llm.contextWindow(task)).toBeGreaterThanOrEqual(1_000)
    }))
  })

const grounding: Grounding = {
  question: "Why does checkout fail?", caseTitle: "Checkout fails",
  files: [{ name: "a.log", summary: "logs, 9 lines, levels: ERROR 2", marker: "F1" }],
  evidence: [{ marker: "E1", fileName: "a.log", lines: "2", kind: "first_error", severity: "error", title: "First error: disk full", detail: "disk full" }],
  knowledge: [], hypotheses: [{ statement: "The disk is full", confidence: 0.8, markers: ["E1"], checks: ["df -h"] }]
}

/** What every implementation without a model must do. */
export const analystContract = (name: string, layer: Layer.Layer<Llm, unknown>) =>
  suite(layer, { excludeTestServices: true })(`llm · ${name}`, (it) => {
    it.effect("says that it is no model, costs nothing and takes no images", () => Effect.gen(function*() {
      const llm = yield* Llm
      expect([llm.hasModel, llm.takesImages]).toEqual([false, false])
      expect(yield* chat(ask("Why?", { grounding }))).toMatchObject({ usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0, toolCalls: [], finishReason: "stop", provider: llm.implementation })
    }))

    it.effect("answers from the established facts with their markers, streamed alike", () => Effect.gen(function*() {
      const { text } = yield* chat(ask("Why?", { grounding }))
      expect(text).toMatch(/disk is full.*\[E1\]/i)
      const all = yield* events(ask("Why?", { grounding }))
      expect(deltas(all).join("")).toBe(text)
      expect(all.filter((e) => e.type === "done")).toHaveLength(1)
    }))

    it.effect("titles a case", () => Effect.gen(function*() {
      const { text } = yield* chat(ask("Write a title", { task: "title", grounding }))
      expect(text.split(" ").length).toBeGreaterThanOrEqual(3)
      expect(text.split(" ").length).toBeLessThanOrEqual(12)
    }))

    it.effect("refuses what only a model can do", () => Effect.gen(function*() {
      for (const request of [ask("Why?"), ask("Why?", { grounding, jsonSchema: schema }), { task: "chat" as const, messages: [] }]) {
        expect(yield* tagOf(chat(request))).toBe("ProviderRefused")
        expect(yield* tagOf(events(request))).toBe("ProviderRefused")
      }
    }))

    it.effect("checks itself", () => Effect.gen(function*() {
      const llm = yield* Llm
      expect((yield* llm.check).implementation).toBe(llm.implementation)
    }))
  })
