import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, Fiber, Stream, TestClock } from "effect"
import type { Provider } from "../../src/providers/llm/attempts.js"
import { makeBreaker } from "../../src/providers/llm/breaker.js"
import type { ChatRequest } from "../../src/providers/llm/Llm.js"
import { makeMeter } from "../../src/providers/llm/meter.js"
import { windowOf } from "../../src/providers/llm/models.js"
import { makeCostOf } from "../../src/providers/llm/prices.js"
import { makeRouter, type RouterSettings } from "../../src/providers/llm/router.js"
import type { UsageRecord } from "../../src/providers/llm/UsageSink.js"
import type { Attempt, Vendor, VendorAnswer, VendorEvent } from "../../src/providers/llm/vendor.js"

type Outcome = { readonly text: string; readonly finish?: VendorAnswer["finishReason"] } | { readonly status: number; readonly retryAfter?: string; readonly code?: string } | "hang" | { readonly text: string; readonly cutAfter: number }

interface Fake {
  readonly vendor: Vendor
  readonly calls: Array<{ readonly request: ChatRequest; readonly attempt: Attempt }>
  readonly outcomes: Array<Outcome>
  fallback: Outcome
}

const answer = (text: string, finish: VendorAnswer["finishReason"] = "stop"): VendorAnswer => ({ text, toolCalls: [], finishReason: finish, usage: { inputTokens: 1_000, outputTokens: 100 } })
const failed = (o: { readonly status: number; readonly retryAfter?: string; readonly code?: string }) => Object.assign(new Error("scripted"), { status: o.status, code: o.code, headers: new Headers(o.retryAfter === undefined ? {} : { "retry-after": o.retryAfter }) })
const aborted = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))))

const fake = (name: string): Fake => {
  const self: Fake = {
    calls: [], outcomes: [], fallback: { text: `${name} answers` },
    vendor: {
      name,
      answer: async (request, attempt, signal) => {
        self.calls.push({ request, attempt })
        const outcome = self.outcomes.shift() ?? self.fallback
        if (outcome === "hang") return aborted(signal)
        if ("status" in outcome) throw failed(outcome)
        return answer(outcome.text, "finish" in outcome ? outcome.finish : undefined)
      },
      events: async function*(request, attempt, signal): AsyncGenerator<VendorEvent> {
        self.calls.push({ request, attempt })
        const outcome = self.outcomes.shift() ?? self.fallback
        if (outcome === "hang") return await aborted(signal)
        if ("status" in outcome) throw failed(outcome)
        for (const [i, text] of outcome.text.split(" ").filter((word) => word !== "").entries()) {
          if ("cutAfter" in outcome && i >= outcome.cutAfter) throw new Error("cut")
          yield { type: "delta", text: `${text} ` }
        }
        yield { type: "done", answer: answer(outcome.text, "finish" in outcome ? outcome.finish : undefined) }
      },
      check: async () => {}
    }
  }
  return self
}

const provider = (f: Fake, model: string, more: Partial<Provider> = {}): Provider => ({
  name: f.vendor.name, vendor: f.vendor, model, window: windowOf, ready: () => true,
  breaker: makeBreaker({ enabled: true, threshold: 3, resetMs: 30_000 }), meter: makeMeter(), permits: Effect.unsafeMakeSemaphore(2), ...more
})

const noTasks: RouterSettings["tasks"] = { chat: { provider: null, model: null }, synthesis: { provider: null, model: null }, vision: { provider: null, model: null }, title: { provider: null, model: null } }

const setup = (settings: Partial<RouterSettings> = {}, models: ReadonlyArray<string> = ["gpt-4o-mini", "claude-3-5-haiku", "gpt-3.5-turbo"]) => {
  const fakes = ["one", "two", "three"].map(fake) as [Fake, Fake, Fake]
  const records: Array<UsageRecord> = []
  const router = makeRouter({
    providers: fakes.map((f, i) => provider(f, models[i]!)), tasks: noTasks, images: "on", strict: false, tries: 2, timeoutMs: 30_000, costOf: makeCostOf({}),
    sink: { record: (entry) => Effect.sync(() => void records.push(entry)) }, ...settings
  })
  return { fakes, records, ...router, counts: () => fakes.map((f) => f.calls.length) }
}

const ask = (text = "Why?", more: Partial<ChatRequest> = {}): ChatRequest => ({ task: "chat", messages: [{ role: "system", content: "Rules." }, { role: "user", content: text }], ...more })
const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.flip(effect), (error) => error._tag)
const settled = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
/** Lets time pass until the effect has ended: every sleep in it is jumped over. */
const jumping = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.gen(function*() {
  const fiber = yield* Effect.fork(effect)
  while ((yield* Fiber.poll(fiber))._tag === "None") {
    yield* TestClock.adjust("1 second")
    yield* settled
  }
  return yield* Fiber.join(fiber)
})
const textOf = (router: { readonly llm: { readonly stream: (r: ChatRequest) => Stream.Stream<{ readonly type: string; readonly text?: string }, unknown> } }, request: ChatRequest) =>
  Effect.map(Stream.runCollect(router.llm.stream(request)), (events) => Chunk.toReadonlyArray(events).flatMap((e) => e.text ?? []).join(""))

describe("llm · router", () => {
  it.effect("asks in order and goes on to the next where one fails", () => Effect.gen(function*() {
    const r = setup()
    r.fakes[0].fallback = { status: 401 }
    expect(yield* r.llm.chat(ask())).toMatchObject({ text: "two answers", provider: "two", model: "claude-3-5-haiku" })
    expect(r.counts()).toEqual([1, 1, 0])
    expect((yield* r.status.providers).map((p) => [p.name, p.errors, p.fallbacks])).toEqual([["one", 1, 0], ["two", 0, 1], ["three", 0, 0]])
  }))

  it.effect("in strict mode nobody takes the place of the first", () => Effect.gen(function*() {
    const r = setup({ strict: true })
    r.fakes[0].fallback = { status: 401 }
    expect(yield* tagOf(r.llm.chat(ask()))).toBe("ProviderRefused")
    expect(r.counts()).toEqual([1, 0, 0])
  }))

  it.effect("when all fail, the error that may pass is told, with what each said", () => Effect.gen(function*() {
    const r = setup({ tries: 1 })
    r.fakes[0].fallback = { status: 401 }
    r.fakes[1].fallback = { status: 429, retryAfter: "7" }
    r.fakes[2].fallback = { status: 400 }
    const error = yield* Effect.flip(r.llm.chat(ask()))
    expect(error).toMatchObject({ _tag: "ProviderQuota", retryAfter: 7 })
    expect(error.detail).toMatch(/one: 401.*two: 429.*three: 400/)
  }))

  it.effect("tries again what may pass, after the time that the vendor asks for", () => Effect.gen(function*() {
    const r = setup({ strict: true, tries: 3 })
    r.fakes[0].outcomes.push({ status: 429, retryAfter: "9" }, { status: 503 })
    const fiber = yield* Effect.fork(r.llm.chat(ask()))
    const times: Array<number> = []
    for (let tick = 0; times.length < 3; tick++) {
      yield* settled
      while (times.length < r.counts()[0]!) times.push(tick * 100)
      yield* TestClock.adjust("100 millis")
    }
    expect(times.slice(0, 2)).toEqual([0, 9_000])
    // half a second or up to half of it less: chance keeps many callers apart
    expect(times[2]).toBeGreaterThan(9_200)
    expect(times[2]).toBeLessThanOrEqual(10_100)
    expect((yield* Fiber.join(fiber)).text).toBe("one answers")
  }))

  it.effect("waits long for nobody while another stands by", () => Effect.gen(function*() {
    const r = setup({ tries: 3 })
    r.fakes[0].outcomes.push({ status: 429, retryAfter: "60" })
    expect((yield* r.llm.chat(ask())).provider).toBe("two")
    expect(r.counts()).toEqual([1, 1, 0])
  }))

  it.effect("an empty account is not asked twice", () => Effect.gen(function*() {
    const r = setup({ strict: true, tries: 5 })
    r.fakes[0].fallback = { status: 429, code: "insufficient_quota" }
    expect(yield* tagOf(r.llm.chat(ask()))).toBe("ProviderQuota")
    expect(r.counts()[0]).toBe(1)
  }))

  it.effect("a refused request is sent once more without what small models do not know", () => Effect.gen(function*() {
    const r = setup({ strict: true })
    r.fakes[0].outcomes.push({ status: 400 })
    expect((yield* r.llm.chat(ask("Why?", { temperature: 0.2 }))).text).toBe("one answers")
    expect(r.fakes[0].calls.map((c) => c.attempt.plain)).toEqual([false, true])
  }))

  it.effect("an attempt ends with its time, the whole with its deadline", () => Effect.gen(function*() {
    const r = setup({ timeoutMs: 10_000, tries: 1 })
    r.fakes[0].fallback = "hang"
    expect((yield* jumping(r.llm.chat(ask()))).provider).toBe("two")
    r.fakes[1].fallback = "hang"
    r.fakes[2].fallback = "hang"
    const error = yield* jumping(Effect.flip(r.llm.chat(ask("Why?", { deadlineMs: 25_000 }))))
    expect(error).toMatchObject({ _tag: "ProviderTimeout", detail: expect.stringContaining("25000") })
  }))

  it.effect("a circuit opens after repeated failures, lets one through after its time, and closes", () => Effect.gen(function*() {
    const r = setup({ strict: true, tries: 1 })
    r.fakes[0].fallback = { status: 500 }
    const circuit = Effect.map(r.status.providers, (all) => all[0]!.circuit)
    for (let i = 0; i < 3; i++) expect(yield* tagOf(r.llm.chat(ask()))).toBe("ProviderUnavailable")
    expect(yield* circuit).toBe("open")
    expect(yield* Effect.flip(r.llm.chat(ask()))).toMatchObject({ _tag: "ProviderUnavailable", retryAfter: 30 })
    expect(r.counts()[0]).toBe(3)
    yield* TestClock.adjust("31 seconds")
    expect(yield* circuit).toBe("half-open")
    yield* tagOf(r.llm.chat(ask()))
    expect([r.counts()[0], yield* circuit]).toEqual([4, "open"])
    yield* TestClock.adjust("31 seconds")
    r.fakes[0].fallback = { text: "back" }
    expect((yield* r.llm.chat(ask())).text).toBe("back")
    expect(yield* circuit).toBe("closed")
  }))

  it.effect("refusals and rate limits open no circuit", () => Effect.gen(function*() {
    const r = setup({ strict: true, tries: 1 })
    for (const status of [401, 400, 429, 429, 404, 403]) r.fakes[0].outcomes.push({ status })
    for (let i = 0; i < 6; i++) yield* Effect.flip(r.llm.chat(ask()))
    expect((yield* r.llm.chat(ask())).text).toBe("one answers")
  }))

  it.effect("a stream goes to the next provider before its first token, never after it", () => Effect.gen(function*() {
    const r = setup({ tries: 1 })
    r.fakes[0].outcomes.push({ status: 503 }, { text: "alpha beta gamma", cutAfter: 2 })
    expect(yield* textOf(r, ask())).toBe("two answers ")
    const seen: Array<string> = []
    const error = yield* Effect.flip(Stream.runForEach(r.llm.stream(ask()), (e) => Effect.sync(() => void seen.push(e.type === "delta" ? e.text : e.type))))
    expect(error._tag).toBe("ProviderUnavailable")
    expect(seen).toEqual(["alpha ", "beta "])
    expect(r.counts()).toEqual([2, 1, 0])
  }))

  it.effect("a stream that ends early gives its place back to the next call", () => Effect.gen(function*() {
    const r = setup({ strict: true })
    for (let i = 0; i < 6; i++) yield* Stream.runHead(r.llm.stream(ask()))
    expect(r.counts()[0]).toBe(6)
  }))

  it.effect("each task has its own provider and model", () => Effect.gen(function*() {
    const r = setup({ tasks: { ...noTasks, chat: { provider: null, model: "gpt-4.1" }, title: { provider: "three", model: null }, vision: { provider: "two", model: "claude-3-opus" } } })
    expect(yield* r.status.routes).toEqual({ chat: "one/gpt-4.1", synthesis: "one/gpt-4o-mini", vision: "two/claude-3-opus", title: "three/gpt-3.5-turbo" })
    expect((yield* r.llm.chat(ask("t", { task: "title" }))).model).toBe("gpt-3.5-turbo")
    expect([r.llm.contextWindow("chat"), r.llm.contextWindow("title"), r.llm.contextWindow("vision")]).toEqual([1_000_000, 16_000, 200_000])
    r.fakes[2].fallback = { status: 401 }
    expect(yield* r.llm.chat(ask("t", { task: "title" }))).toMatchObject({ provider: "one", model: "gpt-4o-mini" })
  }))

  it.effect("images go only to models that take them", () => Effect.gen(function*() {
    const image = ask("x", { task: "vision", messages: [{ role: "user", content: [{ type: "image", mimeType: "image/png", base64: "AAAA" }] }] })
    const seeing = setup({}, ["gpt-3.5-turbo", "claude-3-5-haiku", "gpt-4"])
    expect((yield* seeing.llm.chat(image)).provider).toBe("two")
    expect(seeing.counts()).toEqual([0, 1, 0])
    const blind = setup({}, ["gpt-3.5-turbo", "gpt-4", "o3-mini"])
    expect(blind.llm.takesImages).toBe(false)
    expect(yield* tagOf(blind.llm.chat(image))).toBe("ProviderRefused")
    expect(blind.counts()).toEqual([0, 0, 0])
    // who is named for images takes them, whatever the name says
    const named = setup({ tasks: { ...noTasks, vision: { provider: "two", model: "our-own-eyes" } } }, ["gpt-3.5-turbo", "gpt-4", "gpt-4"])
    expect(named.llm.takesImages).toBe(true)
    expect(yield* named.llm.chat(image)).toMatchObject({ provider: "two", model: "our-own-eyes" })
  }))

  it.effect("images leave for an outside model only where that is allowed, fallbacks and other tasks included", () => Effect.gen(function*() {
    const withImage = (task: "vision" | "chat") => ask("x", { task, messages: [{ role: "user", content: [{ type: "image", mimeType: "image/png", base64: "AAAA" }] }] })
    const trio = (images: RouterSettings["images"]) => {
      const fakes = ["openai", "local", "ollama"].map(fake) as [Fake, Fake, Fake]
      const router = setup({ images, providers: fakes.map((f, i) => provider(f, ["gpt-4o", "llava", "llama3"][i]!)), tries: 1 })
      return { ...router, fakes, counts: () => fakes.map((f) => f.calls.length) }
    }
    const local = trio("local")
    expect(local.llm.takesImages).toBe(true)
    expect((yield* local.llm.chat(withImage("vision"))).provider).toBe("local")
    local.fakes[1].fallback = { status: 500 }
    expect(yield* tagOf(local.llm.chat(withImage("vision")))).toBe("ProviderUnavailable")
    expect(yield* tagOf(Stream.runDrain(local.llm.stream(withImage("chat"))))).toBe("ProviderUnavailable")
    expect(local.counts()).toEqual([0, 3, 0])
    const off = trio("off")
    expect(off.llm.takesImages).toBe(false)
    expect((yield* Effect.flip(off.llm.chat(withImage("vision")))).detail).toContain("IMAGE_DESCRIPTIONS=off")
    expect(off.counts()).toEqual([0, 0, 0])
    const outside = setup({ images: "local" })
    expect(outside.llm.takesImages).toBe(false)
    expect((yield* Effect.flip(outside.llm.chat(withImage("vision")))).detail).toContain("IMAGE_DESCRIPTIONS=local")
    expect(outside.counts()).toEqual([0, 0, 0])
    expect((yield* trio("on").llm.chat(withImage("vision"))).provider).toBe("openai")
  }))

  it.effect("each provider gets the prompt that fits its window", () => Effect.gen(function*() {
    const r = setup({ tries: 1 }, ["gpt-4o-mini", "gpt-4", "gpt-4"])
    r.fakes[0].fallback = { status: 500 }
    const history = Array.from({ length: 40 }, (_, i) => ({ role: i % 2 === 0 ? "user" as const : "assistant" as const, content: `message ${i} ${"x".repeat(2_000)}` }))
    yield* r.llm.chat({ task: "chat", messages: [{ role: "system", content: "Rules." }, ...history, { role: "user", content: "The question" }] })
    expect(r.fakes[0].calls[0]!.request.messages).toHaveLength(42)
    const cut = r.fakes[1].calls[0]!.request.messages
    expect(cut.length).toBeLessThan(20)
    expect(cut[0]!.content).toBe("Rules.")
    expect(cut.at(-1)!.content).toBe("The question")
    expect(cut.at(-2)!.content).toMatch(/^message 39/)
  }))

  it.effect("a prompt that the vendor still finds too long is cut further", () => Effect.gen(function*() {
    const r = setup({ strict: true })
    r.fakes[0].outcomes.push({ status: 400, code: "context_length_exceeded" })
    const history = Array.from({ length: 100 }, (_, i) => ({ role: i % 2 === 0 ? "user" as const : "assistant" as const, content: "y".repeat(3_000) }))
    yield* r.llm.chat({ task: "chat", messages: [...history, { role: "user", content: "The question" }] })
    const [first, second] = r.fakes[0].calls.map((c) => c.request.messages.length)
    expect(second).toBeLessThan(first!)
  }))

  it.effect("a question that alone is too long is refused, not sent", () => Effect.gen(function*() {
    const r = setup({ strict: true }, ["gpt-4", "gpt-4", "gpt-4"])
    expect(yield* tagOf(r.llm.chat(ask("q".repeat(100_000))))).toBe("ProviderRefused")
    expect(r.counts()).toEqual([0, 0, 0])
  }))

  it.effect("thinking that eats the whole answer gets more room, once", () => Effect.gen(function*() {
    const r = setup({ strict: true }, ["o3-mini", "gpt-4", "gpt-4"])
    r.fakes[0].outcomes.push({ text: "", finish: "length" }, { text: "{}" })
    expect((yield* r.llm.chat(ask("x", { jsonSchema: { name: "a", schema: {} } }))).text).toBe("{}")
    const rooms = r.fakes[0].calls.map((c) => c.attempt.headroom)
    expect(rooms[0]).toBeGreaterThan(0)
    expect(rooms[1]).toBeGreaterThan(rooms[0]!)
    r.fakes[0].outcomes.push({ text: "", finish: "length" }, { text: "hello there" })
    expect(yield* textOf(r, ask())).toBe("hello there ")
  }))

  it.effect("every call is reported with tokens, cost and duration", () => Effect.gen(function*() {
    const r = setup({ costOf: makeCostOf({ "claude-3-5-haiku": [2, 10] }) })
    yield* r.llm.chat(ask("t", { task: "title" }))
    yield* Stream.runDrain(r.llm.stream(ask()))
    r.fakes[0].fallback = { status: 401 }
    yield* r.llm.chat(ask())
    expect(r.records.map((x) => [x.task, x.provider, x.model, x.usage.inputTokens, x.usage.outputTokens])).toEqual([
      ["title", "one", "gpt-4o-mini", 1_000, 100], ["chat", "one", "gpt-4o-mini", 1_000, 100], ["chat", "two", "claude-3-5-haiku", 1_000, 100]
    ])
    expect(r.records[0]!.costUsd).toBeCloseTo(0.00021, 8)
    expect(r.records[2]!.costUsd).toBeCloseTo(0.003, 8)
    expect((yield* r.status.providers)[0]).toMatchObject({ inputTokens: 2_000, outputTokens: 200, calls: 3, errors: 1, errorRate: 1 / 3 })
  }))

  it.effect("a provider can be tested past its open circuit, which closes it", () => Effect.gen(function*() {
    const r = setup({ strict: true, tries: 1 })
    for (let i = 0; i < 3; i++) r.fakes[0].outcomes.push({ status: 500 })
    for (let i = 0; i < 3; i++) yield* Effect.flip(r.llm.chat(ask()))
    expect(yield* r.status.test("one")).toMatchObject({ model: "gpt-4o-mini", answer: "one answers" })
    expect((yield* r.status.providers)[0]!.circuit).toBe("closed")
    expect(yield* tagOf(r.status.test("nobody"))).toBe("ProviderNotFound")
  }))

  it.effect("no more calls at once than allowed", () => Effect.gen(function*() {
    const r = setup({ strict: true })
    r.fakes[0].fallback = "hang"
    const fibers = yield* Effect.forEach(Array.from({ length: 5 }), () => Effect.fork(r.llm.chat(ask())))
    yield* settled
    expect(r.counts()[0]).toBe(2)
    // one that waits goes without taking a place, then those that hold one
    yield* Fiber.interrupt(fibers[4]!)
    yield* Fiber.interruptAll(fibers)
    r.fakes[0].fallback = { text: "free again" }
    expect((yield* r.llm.chat(ask())).text).toBe("free again")
  }))
})
