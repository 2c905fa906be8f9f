import { Redacted } from "effect"
import type OpenAI from "openai"
import type { BreakerSettings } from "../llm/breaker.js"
import type { RemoteModel } from "./remote.js"

const DIMENSIONS: Record<string, number> = { "text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536 }

export const openAiDimension = (model: string): number | null => DIMENSIONS[model] ?? null

export interface OpenAiEmbedding {
  readonly apiKey: Redacted.Redacted
  readonly baseUrl: string
  readonly model: string
  readonly dimension: number
  readonly timeoutMs: number
  readonly tries: number
  readonly breaker: BreakerSettings
}

/** OpenAI's embeddings, and every server that speaks them. */
export const openAiModel = (settings: OpenAiEmbedding): RemoteModel => {
  let client: Promise<OpenAI> | null = null
  const connect = () => client ??= import("openai").then((sdk) => new sdk.default({
    apiKey: Redacted.value(settings.apiKey), baseURL: settings.baseUrl, maxRetries: 0, logLevel: "off", organization: null, project: null
  }))
  // only the third generation can shorten its vectors
  const shortened = settings.model.startsWith("text-embedding-3") && settings.dimension !== openAiDimension(settings.model)
  return {
    implementation: "openai", model: settings.model, dimension: settings.dimension, timeoutMs: settings.timeoutMs, tries: settings.tries, breaker: settings.breaker,
    // 8,191 tokens a text, 300,000 a request
    batch: 64, characters: 16_000, concurrency: 4,
    send: async (texts, _purpose, signal) => {
      const answer = await (await connect()).embeddings.create({ model: settings.model, input: [...texts], encoding_format: "float", ...(shortened ? { dimensions: settings.dimension } : {}) }, { signal })
      return [...answer.data].sort((a, b) => a.index - b.index).map((one) => one.embedding)
    }
  }
}
