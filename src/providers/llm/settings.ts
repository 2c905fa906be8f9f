import { Config, ConfigError, Either, Option, Redacted } from "effect"
import type { LlmTask } from "./Llm.js"
import { pricesConfig } from "./prices.js"

/** The vendors in the order in which they are asked, with the models of the older deployment. */
export const VENDORS = [
  { name: "openai", prefix: "OPENAI", model: "gpt-4o-mini", baseUrl: "https://api.openai.com/v1" },
  { name: "anthropic", prefix: "ANTHROPIC", model: "claude-3-5-sonnet-20241022", baseUrl: "https://api.anthropic.com" },
  { name: "groq", prefix: "GROQ", model: "llama-3.3-70b-versatile", baseUrl: "https://api.groq.com/openai/v1" },
  { name: "gemini", prefix: "GEMINI", model: "gemini-1.5-flash", baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai" },
  { name: "fireworks", prefix: "FIREWORKS", model: "accounts/fireworks/models/llama-v3p1-70b-instruct", baseUrl: "https://api.fireworks.ai/inference/v1" },
  { name: "huggingface", prefix: "HUGGINGFACE", model: "meta-llama/Llama-3.2-3B-Instruct", baseUrl: "https://router.huggingface.co/v1" },
  { name: "openrouter", prefix: "OPENROUTER", model: "anthropic/claude-3.5-sonnet", baseUrl: "https://openrouter.ai/api/v1" }
] as const

export type VendorName = (typeof VENDORS)[number]["name"] | "local" | "ollama"

export const PROVIDER_NAMES: ReadonlyArray<string> = [...VENDORS.map((v) => v.name), "local", "ollama", "builtin"]

const text = (...names: ReadonlyArray<string>): Config.Config<string | null> =>
  names.map((name) => Config.option(Config.string(name))).reduce((all, next) => Config.zipWith(all, next, (a, b) => (Option.isSome(a) && a.value.trim() !== "" ? a : b))).pipe(
    Config.map((found) => (Option.isSome(found) && found.value.trim() !== "" ? found.value.trim() : null))
  )

const secret = (name: string): Config.Config<Redacted.Redacted | null> =>
  Config.option(Config.redacted(name)).pipe(Config.map((found) => (Option.isSome(found) && Redacted.value(found.value).trim() !== "" ? Redacted.make(Redacted.value(found.value).trim()) : null)))

const positive = (name: string, fallback: number, most = Number.MAX_SAFE_INTEGER): Config.Config<number> =>
  Config.integer(name).pipe(Config.validate({ message: `expects a whole number from 1 to ${most}`, validation: (n) => n >= 1 && n <= most }), Config.withDefault(fallback))

const url = (...names: ReadonlyArray<string>): Config.Config<string | null> =>
  text(...names).pipe(Config.mapOrFail((found) => (found === null || /^https?:\/\/\S+$/.test(found) ? Either.right(found?.replace(/\/+$/, "") ?? null) : Either.left(ConfigError.InvalidData([names[0]!], "expects a URL such as https://host/v1")))))

const provider = (...names: ReadonlyArray<string>): Config.Config<string | null> =>
  text(...names).pipe(Config.mapOrFail((found) => {
    const name = found?.toLowerCase() ?? null
    return name === null || name === "auto" || PROVIDER_NAMES.includes(name) ? Either.right(name === "auto" ? null : name) : Either.left(ConfigError.InvalidData([names[0]!], `expects one of ${PROVIDER_NAMES.join(", ")}`))
  }))

const vendor = (v: (typeof VENDORS)[number]) => Config.all({
  name: Config.succeed(v.name as VendorName),
  apiKey: secret(`${v.prefix}_API_KEY`),
  model: text(`${v.prefix}_MODEL`).pipe(Config.map((model) => model ?? v.model)),
  baseUrl: url(`${v.prefix}_BASE_URL`, `${v.prefix}_API_BASE`).pipe(Config.map((own) => own ?? v.baseUrl)),
  window: Config.option(positive(`${v.prefix}_CONTEXT_WINDOW`, 0)).pipe(Config.map((n) => (Option.isSome(n) && n.value > 0 ? n.value : null)))
})

const task = (name: string) => Config.all({ provider: provider(`${name}_PROVIDER`), model: text(`${name}_MODEL`) })

/** Who may be sent images, which cannot be redacted: nobody, servers of one's own only, or every configured model. */
export type ImagePolicy = "off" | "local" | "on"

/** Servers of one's own by configuration: `LOCAL_LLM_URL` and `OLLAMA_HOST`. */
export const OWN_SERVERS: ReadonlySet<string> = new Set(["local", "ollama"] satisfies ReadonlyArray<VendorName>)

/** When a vendor that keeps failing is left alone, and for how long. */
export const breakerSettings = Config.all({
  enabled: Config.boolean("CIRCUIT_BREAKER_ENABLED").pipe(Config.withDefault(true)),
  threshold: positive("CIRCUIT_BREAKER_FAIL_THRESHOLD", 5, 1_000),
  resetSeconds: positive("CIRCUIT_BREAKER_RESET_TIMEOUT", 30, 86_400)
})

/** Everything about language models that comes from the environment. */
export const settings = Config.all({
  vendors: Config.all(VENDORS.map(vendor)),
  local: Config.all({
    apiKey: secret("LOCAL_LLM_API_KEY"),
    baseUrl: url("LOCAL_LLM_BASE_URL", "LOCAL_LLM_URL"),
    model: text("LOCAL_LLM_MODEL"),
    window: positive("LOCAL_LLM_CONTEXT_WINDOW", 8_192)
  }),
  ollama: Config.all({ host: text("OLLAMA_HOST"), model: text("OLLAMA_MODEL", "LOCAL_LLM_MODEL"), window: positive("OLLAMA_CONTEXT_WINDOW", 8_192) }),
  primary: provider("LLM_PROVIDER", "PRIMARY_LLM_PROVIDER"),
  tasks: Config.all({ chat: task("CHAT"), synthesis: task("SYNTHESIS"), vision: task("MULTIMODAL"), title: task("TITLE") } satisfies Record<LlmTask, unknown>),
  images: Config.literal("off", "local", "on")("IMAGE_DESCRIPTIONS").pipe(Config.withDefault("local" as ImagePolicy)),
  strict: Config.boolean("STRICT_PROVIDER_MODE").pipe(Config.withDefault(false)),
  timeoutSeconds: positive("LLM_REQUEST_TIMEOUT", 30, 600),
  tries: positive("LLM_MAX_RETRIES", 3, 10),
  concurrency: positive("LLM_MAX_CONCURRENCY", 8, 1_000),
  breaker: breakerSettings,
  prices: pricesConfig
})

export type LlmSettings = Config.Config.Success<typeof settings>
