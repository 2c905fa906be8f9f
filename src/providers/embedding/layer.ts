import { join } from "node:path"
import { Config, ConfigError, Effect, Either, Layer, Option, Redacted } from "effect"
import { dataFolder } from "../data/folder.js"
import { type ProviderError, ProviderTimeout } from "../errors.js"
import { breakerSettings } from "../llm/settings.js"
import { failureOf } from "../vendorFailures.js"
import { cohereDimension, cohereModel } from "./cohere.js"
import { Embedding } from "./Embedding.js"
import { layer as hash } from "./hash.js"
import { makeLocal } from "./local.js"
import { ollamaDimension, ollamaModel } from "./ollama.js"
import { openAiDimension, openAiModel } from "./openai.js"
import { makeRemote, type RemoteModel, withRememberedCheck } from "./remote.js"

export const EMBEDDING_PROVIDERS = ["hash", "openai", "cohere", "ollama", "local"] as const
type Choice = (typeof EMBEDDING_PROVIDERS)[number]
const ALIASES: Readonly<Record<string, Choice>> = { hash: "hash", lexical: "hash", builtin: "hash", openai: "openai", cohere: "cohere", ollama: "ollama", local: "local", onnx: "local", huggingface: "local", "sentence-transformers": "local" }

const text = (name: string): Config.Config<string | null> => Config.option(Config.string(name)).pipe(Config.map((found) => (Option.isSome(found) && found.value.trim() !== "" ? found.value.trim() : null)))
const secret = (name: string) => Config.option(Config.redacted(name)).pipe(Config.map((found) => (Option.isSome(found) && Redacted.value(found.value) !== "" ? found.value : null)))
const positive = (name: string) => Config.integer(name).pipe(Config.validate({ message: "expects a whole number from 1", validation: (n) => n >= 1 }))

export const settings = Config.all({
  chosen: text("EMBEDDING_PROVIDER").pipe(Config.mapOrFail((name) => name === null || name === "auto"
    ? Either.right(null)
    : Object.hasOwn(ALIASES, name.toLowerCase()) ? Either.right(ALIASES[name.toLowerCase()]!) : Either.left(ConfigError.InvalidData(["EMBEDDING_PROVIDER"], `expects one of ${EMBEDDING_PROVIDERS.join(", ")}`)))),
  model: text("EMBEDDING_MODEL"),
  dimension: Config.option(positive("EMBEDDING_DIMENSION")),
  openaiKey: secret("OPENAI_API_KEY"),
  openaiModel: text("OPENAI_EMBEDDING_MODEL"),
  openaiBase: Config.zipWith(text("OPENAI_BASE_URL"), text("OPENAI_API_BASE"), (a, b) => a ?? b ?? "https://api.openai.com/v1"),
  cohereKey: secret("COHERE_API_KEY"),
  cohereModel: text("COHERE_EMBEDDING_MODEL"),
  cohereBase: text("COHERE_BASE_URL"),
  ollamaHost: text("OLLAMA_HOST"),
  modelFolder: text("EMBEDDING_MODEL_FOLDER"),
  moduleFolder: text("EMBEDDING_MODULE_FOLDER"),
  dtype: text("EMBEDDING_DTYPE").pipe(Config.map((dtype) => dtype ?? "fp32")),
  dataFolder,
  timeoutSeconds: positive("EMBEDDING_TIMEOUT").pipe(Config.withDefault(30)),
  tries: positive("LLM_MAX_RETRIES").pipe(Config.withDefault(3)),
  breaker: breakerSettings
})

type Settings = Config.Config.Success<typeof settings>

const missing = (name: string, why: string) => ConfigError.MissingData([name], `Expected ${name} to be set: ${why}`)

/** The model named for all, or the vendor's own variable, or its usual one. A short name means the sentence-transformers family. */
const hubName = (model: string): string => (model.includes("/") ? model : `Xenova/${model}`)

/** A length that nobody stated is asked of the model itself, once, at start. */
const measured = (known: number | null, config: Settings, make: (dimension: number) => RemoteModel): Effect.Effect<Embedding["Type"], ProviderError> => Effect.gen(function*() {
  const stated = Option.getOrElse(config.dimension, () => known)
  if (stated !== null) return yield* withRememberedCheck(makeRemote(make(stated)))
  const probe = make(1)
  const [vector] = yield* Effect.tryPromise({ try: (signal) => probe.send(["dimension"], "document", signal), catch: failureOf(`embedding/${probe.implementation}`) }).pipe(
    Effect.timeoutFail({ duration: probe.timeoutMs, onTimeout: () => new ProviderTimeout({ provider: `embedding/${probe.implementation}`, detail: "the dimension could not be asked in time; EMBEDDING_DIMENSION states it" }) })
  )
  return yield* withRememberedCheck(makeRemote(make(vector?.length ?? 1)))
})

const choose = (config: Settings): Choice => {
  if (config.chosen !== null) return config.chosen
  if (config.openaiModel !== null && config.openaiKey !== null) return "openai"
  if (config.cohereKey !== null) return "cohere"
  return config.model !== null ? "local" : "hash"
}

type Chosen = Layer.Layer<Embedding, ProviderError | ConfigError.ConfigError>

const layerFor = (config: Settings): Chosen => {
  const chosen = choose(config)
  const common = { timeoutMs: config.timeoutSeconds * 1_000, tries: config.tries, breaker: { ...config.breaker, resetMs: config.breaker.resetSeconds * 1_000 } }
  const own = config.chosen === null ? null : config.model
  switch (chosen) {
    case "hash": return hash
    case "openai": {
      const { openaiBase: baseUrl, openaiKey: apiKey } = config
      if (apiKey === null) return Layer.fail(missing("OPENAI_API_KEY", "EMBEDDING_PROVIDER is openai"))
      const model = config.openaiModel ?? own ?? "text-embedding-3-small"
      return Layer.effect(Embedding, measured(openAiDimension(model), config, (dimension) => openAiModel({ apiKey, baseUrl, model, dimension, ...common })))
    }
    case "cohere": {
      const { cohereBase: baseUrl, cohereKey: apiKey } = config
      if (apiKey === null) return Layer.fail(missing("COHERE_API_KEY", "EMBEDDING_PROVIDER is cohere"))
      const model = config.cohereModel ?? own ?? "embed-multilingual-v3.0"
      return Layer.effect(Embedding, measured(cohereDimension(model), config, (dimension) => cohereModel({ apiKey, baseUrl, model, dimension, ...common })))
    }
    case "ollama": {
      const host = config.ollamaHost ?? "http://localhost:11434"
      const model = own ?? "nomic-embed-text"
      return Layer.effect(Embedding, measured(ollamaDimension(model), config, (dimension) => ollamaModel({ host, model, dimension, ...common })))
    }
    case "local": {
      const model = config.model ?? "all-MiniLM-L6-v2"
      const local = Layer.scoped(Embedding, Effect.flatMap(makeLocal({
        model: config.modelFolder === null ? hubName(model) : model, modelFolder: config.modelFolder, moduleFolder: config.moduleFolder,
        cacheFolder: join(config.dataFolder, "models"), dtype: config.dtype
      }), withRememberedCheck))
      if (config.chosen !== null) return local
      // an old .env names a model that nobody installed: no reason not to start
      return Layer.catchAll(local, (error) => Layer.unwrapEffect(Effect.as(
        Effect.logWarning(`EMBEDDING_MODEL is set but cannot be used (${error.detail}); lexical hashing takes its place`), hash)))
    }
  }
}

/** The embedding model that the environment chooses; lexical hashing, which needs nothing, where it chooses none. */
export const layer: Chosen = Layer.unwrapEffect(Effect.map(settings, layerFor))
