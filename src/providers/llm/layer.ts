import { Config, Effect, Layer, Redacted } from "effect"
import { make as makeBuiltin } from "./builtin.js"
import { Llm } from "./Llm.js"
import { makeOpenAi } from "./openaiChat.js"

const secret = (name: string) => Config.redacted(name).pipe(Config.withDefault(Redacted.make("")))
const text = (name: string, fallback: string) => Config.string(name).pipe(Config.withDefault(fallback))

const settings = Config.all({
  openaiKey: secret("OPENAI_API_KEY"),
  openaiModel: text("OPENAI_MODEL", "gpt-4o-mini"),
  openaiBase: text("OPENAI_BASE_URL", ""),
  anthropicKey: secret("ANTHROPIC_API_KEY"),
  anthropicModel: text("ANTHROPIC_MODEL", "claude-3-5-sonnet-20241022"),
  anthropicBase: text("ANTHROPIC_BASE_URL", "https://api.anthropic.com/v1/"),
  ollamaHost: text("OLLAMA_HOST", ""),
  localModel: text("LOCAL_LLM_MODEL", "llama3.2"),
  timeoutSeconds: Config.integer("LLM_REQUEST_TIMEOUT").pipe(Config.withDefault(30))
})

const answers = (url: string): Effect.Effect<boolean> =>
  Effect.promise((signal) => fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(400)]) }).then((r) => r.ok, () => false))

/** The first configured model in the deployment's order; the built-in analyst when there is none. */
export const layer = Layer.effect(Llm, Effect.gen(function*() {
  const config = yield* settings
  const timeoutMs = config.timeoutSeconds * 1_000
  if (Redacted.value(config.openaiKey) !== "") {
    return makeOpenAi({ name: "openai", apiKey: config.openaiKey, baseUrl: config.openaiBase === "" ? null : config.openaiBase, model: config.openaiModel, contextWindow: 128_000, timeoutMs })
  }
  if (Redacted.value(config.anthropicKey) !== "") {
    return makeOpenAi({ name: "anthropic", apiKey: config.anthropicKey, baseUrl: config.anthropicBase, model: config.anthropicModel, contextWindow: 200_000, timeoutMs })
  }
  if (config.ollamaHost !== "") {
    const base = config.ollamaHost.replace(/\/(v1)?\/?$/, "").replace(/^(?!https?:)/, "http://")
    if (yield* answers(`${base}/api/version`)) {
      return makeOpenAi({ name: "ollama", apiKey: Redacted.make("ollama"), baseUrl: `${base}/v1`, model: config.localModel, contextWindow: 8_000, timeoutMs })
    }
    yield* Effect.logWarning("OLLAMA_HOST is set but does not answer; the built-in analyst takes its place")
  }
  return makeBuiltin()
}))
