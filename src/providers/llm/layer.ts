import { Context, Effect, Layer, Option, Redacted } from "effect"
import { makeAnthropic } from "./anthropic.js"
import type { Provider } from "./attempts.js"
import { makeBreaker } from "./breaker.js"
import { make as makeBuiltin } from "./builtin.js"
import { Llm } from "./Llm.js"
import { LlmStatus } from "./LlmStatus.js"
import { makeMeter } from "./meter.js"
import { windowOf } from "./models.js"
import { installedModels, makeOllama } from "./ollama.js"
import { makeOpenAi } from "./openai.js"
import { makeCostOf } from "./prices.js"
import { makeRouter } from "./router.js"
import { type LlmSettings, settings } from "./settings.js"
import { UsageSink } from "./UsageSink.js"
import type { Vendor } from "./vendor.js"

const PROBE_TIMEOUT = 400
const PROBE_EVERY = "15 seconds"
const LOCAL_URL = "http://localhost:11434/v1"

/** Puts the provider named as primary in front of the order. */
const withPrimary = (providers: ReadonlyArray<Provider>, primary: string | null): ReadonlyArray<Provider> =>
  [...providers.filter((p) => p.name === primary), ...providers.filter((p) => p.name !== primary)]

const providerMaker = (config: LlmSettings) => (vendor: Vendor, options: { readonly model: string | (() => string); readonly window: (model: string) => number; readonly ready?: () => boolean }): Provider => {
  const { model } = options
  return {
    name: vendor.name, vendor,
    get model() {
      return typeof model === "string" ? model : model()
    },
    window: options.window, ready: options.ready ?? (() => true),
    breaker: makeBreaker({ enabled: config.breaker.enabled, threshold: config.breaker.threshold, resetMs: config.breaker.resetSeconds * 1_000 }),
    meter: makeMeter(), permits: Effect.unsafeMakeSemaphore(config.concurrency)
  }
}

/** A local Ollama is looked for beside the start and until it answers; its first model serves where none is named. */
const ollama = (config: LlmSettings, host: string, make: ReturnType<typeof providerMaker>) => Effect.gen(function*() {
  let installed: ReadonlyArray<string> | null = null
  const model = (): string => config.ollama.model ?? installed?.find((name) => !/embed|bge|minilm/i.test(name)) ?? "llama3.2"
  const look = Effect.gen(function*() {
    installed = yield* Effect.promise(() => installedModels(host, PROBE_TIMEOUT))
    if (installed === null) return false
    yield* Effect.logInfo(`Ollama answers; model ${model()}`)
    return true
  })
  yield* Effect.forkScoped(look.pipe(
    Effect.tap((found) => (found ? Effect.void : Effect.logInfo("OLLAMA_HOST does not answer yet; it is asked again until it does"))),
    Effect.flatMap((found) => (found ? Effect.void : Effect.repeat(Effect.delay(look, PROBE_EVERY), { until: (answered) => answered })))
  ))
  return make(makeOllama({ host }), { model, window: () => config.ollama.window, ready: () => installed !== null })
})

/** No model is configured, or none is there yet. */
const builtinStatus: LlmStatus["Type"] = makeRouter({
  providers: [], strict: false, images: "off", tries: 1, timeoutMs: 1_000, costOf: () => null, sink: { record: () => Effect.void },
  tasks: { chat: { provider: null, model: null }, synthesis: { provider: null, model: null }, vision: { provider: null, model: null }, title: { provider: null, model: null } }
}).status

/**
 * The language models that the environment configures, behind one router; the
 * built-in analyst where there is none, where it is asked for by name, and as
 * long as the only configured one is a local server that does not answer.
 */
export const makeConfigured = (config: LlmSettings) => Effect.gen(function*() {
  const builtin = makeBuiltin()
  const make = providerMaker(config)
  const providers: Array<Provider> = config.vendors.flatMap((v) => {
    if (v.apiKey === null) return []
    const vendor = v.name === "anthropic"
      ? makeAnthropic({ apiKey: v.apiKey, baseUrl: v.baseUrl.replace(/\/v1$/, "") })
      : makeOpenAi({ name: v.name, apiKey: v.apiKey, baseUrl: v.baseUrl })
    return [make(vendor, { model: v.model, window: (model) => v.window ?? windowOf(model) })]
  })
  const { apiKey, baseUrl, model, window } = config.local
  if (apiKey !== null || baseUrl !== null) {
    providers.push(make(makeOpenAi({ name: "local", apiKey: apiKey ?? Redacted.make("none"), baseUrl: baseUrl ?? LOCAL_URL }), { model: model ?? "llama2", window: () => window }))
  }
  if (config.ollama.host !== null) providers.push(yield* ollama(config, config.ollama.host, make))
  if (providers.length === 0 || config.primary === "builtin") return Context.make(Llm, builtin).pipe(Context.add(LlmStatus, builtinStatus))
  if (config.primary !== null && !providers.some((p) => p.name === config.primary)) {
    yield* Effect.logWarning(`LLM_PROVIDER names ${config.primary}, which has no key or address; ${providers[0]!.name} is asked first`)
  }

  const sink = Option.getOrElse(yield* Effect.serviceOption(UsageSink), (): UsageSink["Type"] => ({ record: () => Effect.void }))
  const { llm, status } = makeRouter({
    providers: withPrimary(providers, config.primary), tasks: config.tasks, images: config.images, strict: config.strict, tries: config.tries,
    timeoutMs: config.timeoutSeconds * 1_000, costOf: makeCostOf(config.prices), sink
  })
  const now = (): Llm["Type"] => (llm.hasModel ? llm : builtin)
  return Context.make(Llm, {
    get implementation() {
      return now().implementation
    },
    get hasModel() {
      return now().hasModel
    },
    contextWindow: (task) => now().contextWindow(task),
    get takesImages() {
      return now().takesImages
    },
    chat: (request) => now().chat(request),
    stream: (request) => now().stream(request),
    get check() {
      return now().check
    }
  }).pipe(Context.add(LlmStatus, status))
})

export const layer = Layer.scopedContext(Effect.flatMap(settings, makeConfigured))
