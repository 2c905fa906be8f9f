import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { failureOf, isTransient, retryAfterOf } from "../../src/providers/vendorFailures.js"
import { shorten, requestTokens } from "../../src/providers/llm/fit.js"
import type { ChatMessage, ChatRequest } from "../../src/providers/llm/Llm.js"
import { headroomOf, takesImages, windowOf } from "../../src/providers/llm/models.js"
import { makeCostOf, parsePrices } from "../../src/providers/llm/prices.js"
import { jsonText } from "../../src/providers/llm/request.js"
import { makeThinkFilter, withoutThoughts } from "../../src/providers/llm/thinking.js"

const context = ["<case>", "Title: x", "</case>", "", "<evidence>", "[F1] File a.log: 10 lines", "", "[E1] first", "line two", "", "[E2] second", "</evidence>", "", "<knowledge>", "[K1] runbook", "</knowledge>"].join("\n")
const request = (history: ReadonlyArray<ChatMessage>, question = "Why does it fail?"): ChatRequest =>
  ({ task: "chat", messages: [{ role: "system", content: "The rules." }, { role: "system", content: context }, ...history, { role: "user", content: question }] })

describe("llm · cutting a prompt", () => {
  it("leaves what fits as it is", () => {
    const whole = request([{ role: "user", content: "before" }])
    expect(shorten(whole, 10_000)).toBe(whole)
  })

  it("lets the oldest exchange go first, then the lowest-ranked extracts", () => {
    const whole = request([{ role: "user", content: "old ".repeat(50) }, { role: "assistant", content: "older answer" }, { role: "user", content: "newer" }])
    const cut = shorten(whole, requestTokens(whole) - 10)!
    expect(cut.messages.map((m) => m.content)).toEqual(["The rules.", context, "newer", "Why does it fail?"])
    const further = shorten(whole, requestTokens(request([])) - 2)!
    expect(further.messages.map((m) => m.role)).toEqual(["system", "system", "user"])
    expect(further.messages[1]!.content).toContain("[E1] first\nline two")
    expect(further.messages[1]!.content).not.toContain("[E2]")
    expect(further.messages[1]!.content).toContain("</evidence>")
    expect(further.messages[1]!.content).toContain("[K1]")
  })

  it("a call and its result go together, and the results of this turn stay", () => {
    const call = { id: "c", name: "t", arguments: "{}" }
    const whole: ChatRequest = {
      task: "chat",
      messages: [
        { role: "system", content: "Rules" }, { role: "user", content: "old" }, { role: "assistant", content: "", toolCalls: [call] }, { role: "tool", toolCallId: "c", content: "r".repeat(300) },
        { role: "user", content: "Now" }, { role: "assistant", content: "", toolCalls: [call] }, { role: "tool", toolCallId: "c", content: "s".repeat(3_000) }
      ]
    }
    const cut = shorten(whole, 400)!
    expect(cut.messages.map((m) => m.role)).toEqual(["system", "user", "assistant", "tool"])
    expect(cut.messages[3]!.content).toMatch(/^s+\n… \(cut to fit the model\)$/)
    expect(requestTokens(cut)).toBeLessThanOrEqual(400)
  })

  it("never exceeds the budget, never touches rules or question, or says that it cannot", () => {
    const message = fc.oneof(
      fc.record({ role: fc.constant("user" as const), content: fc.string({ maxLength: 400 }) }),
      fc.record({ role: fc.constant("assistant" as const), content: fc.string({ unit: "grapheme", maxLength: 400 }) })
    )
    fc.assert(fc.property(fc.array(message, { maxLength: 12 }), fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 2_000 }), (history, question, budget) => {
      const whole = request(history, question)
      const cut = shorten(whole, budget)
      if (cut === null) {
        expect(requestTokens({ messages: [whole.messages[0]!, whole.messages.at(-1)!] })).toBeGreaterThan(budget - 60)
        return
      }
      expect(requestTokens(cut)).toBeLessThanOrEqual(budget)
      expect(cut.messages[0]).toEqual(whole.messages[0])
      expect(cut.messages.at(-1)).toEqual(whole.messages.at(-1))
    }))
  })
})

describe("llm · thoughts of local models", () => {
  it("are held back however they are cut into pieces", () => {
    const text = "<think>first\nI should </thin k> look</think>\n\nThe disk <think> is full."
    for (let size = 1; size <= text.length; size++) {
      const filter = makeThinkFilter()
      let out = ""
      for (let i = 0; i < text.length; i += size) out += filter.push(text.slice(i, i + size))
      expect(out + filter.end()).toBe("The disk <think> is full.")
    }
  })
  it("leave other answers alone", () => {
    for (const text of ["", "<", "<thin", "plain", " <b>bold</b>", "a <think>b</think>"]) expect(withoutThoughts(text)).toBe(text)
    expect(withoutThoughts("<think>never ends")).toBe("")
  })
})

describe("llm · failures of vendors", () => {
  const of = (error: unknown) => failureOf("llm/x")(error)
  it.each([
    [{ status: 401 }, "ProviderRefused"], [{ status: 404 }, "ProviderNotFound"], [{ status: 408 }, "ProviderTimeout"], [{ status: 402 }, "ProviderQuota"], [{ status_code: 429 }, "ProviderQuota"],
    [{ statusCode: 529 }, "ProviderUnavailable"], [{ message: "fetch failed", cause: { code: "ECONNREFUSED" } }, "ProviderUnavailable"], [{ name: "APIConnectionTimeoutError", message: "Request timed out." }, "ProviderTimeout"],
    [{ error: { type: "error", error: { type: "rate_limit_error" } } }, "ProviderQuota"], ["a string", "ProviderUnavailable"], [null, "ProviderUnavailable"]
  ])("%j is %s", (error, tag) => expect(of(error)._tag).toBe(tag))

  it("tells a spent account and a long prompt apart from what may pass", () => {
    expect(isTransient(of({ status: 429, code: "insufficient_quota" }))).toBe(false)
    expect(isTransient(of({ status: 429 }))).toBe(true)
    expect(of({ status: 400, message: "prompt is too long: 250000 tokens" }).detail).toContain("context_length_exceeded")
  })
  it("never repeats a vendor's message", () => {
    expect(of({ status: 401, message: "Incorrect API key provided: sk-abcdef", error: { message: "sk-abcdef", code: "invalid_api_key" } }).detail).toBe("401 invalid_api_key")
  })
  it("reads Retry-After as seconds, milliseconds and dates", () => {
    const now = Date.parse("2026-01-01T00:00:00Z")
    expect(retryAfterOf(new Headers({ "retry-after": "12" }))).toBe(12)
    expect(retryAfterOf(new Headers({ "retry-after-ms": "1500", "retry-after": "9" }))).toBe(1.5)
    expect(retryAfterOf({ "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }, now)).toBe(20)
    expect(retryAfterOf(new Headers({ "retry-after": "soon" }))).toBeNull()
  })
})

describe("llm · what is known about models", () => {
  it.each([["gpt-4o-mini", true, 128_000], ["gpt-4.1", true, 1_000_000], ["gpt-3.5-turbo", false, 16_000], ["o3-mini", false, 200_000], ["anthropic/claude-3.5-sonnet", true, 200_000], ["gemini-1.5-flash", true, 1_000_000],
    ["llama-3.3-70b-versatile", false, 128_000], ["accounts/fireworks/models/llama-v3p1-70b-instruct", false, 128_000], ["llava:13b", true, 8_000], ["qwen2.5-vl:7b", true, 128_000], ["a-model-nobody-knows", false, 8_000]])(
    "%s: images %s, window %s", (model, images, window) => expect([takesImages(model), windowOf(model)]).toEqual([images, window]))
  it("keeps room for thinking", () => {
    for (const model of ["o3", "gpt-5-mini", "deepseek-r1:8b", "qwen3:4b", "openai/gpt-oss-20b"]) expect(headroomOf(model), model).toBeGreaterThan(0)
    for (const model of ["gpt-4o", "gpt-5-chat-latest", "claude-3-5-sonnet-20241022", "llama3.2"]) expect(headroomOf(model), model).toBe(0)
  })
  it("prices: configured before estimated, local for nothing, unknown as unknown", () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 }
    const cost = makeCostOf({ "gpt-4o": [1, 2], "my-model": [3, 4] })
    expect(cost("openai", "gpt-4o", usage)).toBe(3)
    expect(cost("openai", "gpt-4o-mini", usage)).toBeCloseTo(0.75)
    expect(cost("local", "org/my-model", usage)).toBe(7)
    expect(cost("ollama", "llama3", usage)).toBe(0)
    expect(cost("local", "unheard-of", usage)).toBeNull()
    expect(parsePrices('{"a":[1,2]}')).toEqual({ a: [1, 2] })
    for (const bad of ["[]", "{\"a\":1}", "{\"a\":[1,-2]}", "nonsense", "{\"a\":[1]}"]) expect(parsePrices(bad)).toBeNull()
  })
  it("finds the JSON in an answer that wraps it", () => {
    for (const text of ['{"a":1}', '```json\n{"a":1}\n```', 'Here you are: {"a":1} Bye']) expect(JSON.parse(jsonText(text))).toEqual({ a: 1 })
    expect(jsonText("no json here")).toBe("no json here")
  })
})
