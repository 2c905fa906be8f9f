import type { CohereClientV2 } from "cohere-ai"
import { Redacted } from "effect"
import type { BreakerSettings } from "../llm/breaker.js"
import type { RemoteModel } from "./remote.js"

const DIMENSIONS: Record<string, number> = {
  "embed-english-v3.0": 1024, "embed-multilingual-v3.0": 1024, "embed-english-light-v3.0": 384, "embed-multilingual-light-v3.0": 384, "embed-v4.0": 1536
}

export const cohereDimension = (model: string): number | null => DIMENSIONS[model] ?? null

export interface CohereEmbedding {
  readonly apiKey: Redacted.Redacted
  /** null = the vendor's own */
  readonly baseUrl: string | null
  readonly model: string
  readonly dimension: number
  readonly timeoutMs: number
  readonly tries: number
  readonly breaker: BreakerSettings
}

/** Cohere's embeddings; documents and questions are embedded differently. */
export const cohereModel = (settings: CohereEmbedding): RemoteModel => {
  let client: Promise<CohereClientV2> | null = null
  const connect = () => client ??= import("cohere-ai").then((sdk) => new sdk.CohereClientV2({
    token: Redacted.value(settings.apiKey), maxRetries: 0, ...(settings.baseUrl === null ? {} : { environment: settings.baseUrl })
  }))
  return {
    implementation: "cohere", model: settings.model, dimension: settings.dimension, timeoutMs: settings.timeoutMs, tries: settings.tries, breaker: settings.breaker,
    // the vendor's limit; it cuts texts at 512 tokens itself
    batch: 96, characters: 16_000, concurrency: 4,
    send: async (texts, purpose, signal) => {
      const answer = await (await connect()).embed({
        model: settings.model, texts: [...texts], inputType: purpose === "document" ? "search_document" : "search_query", embeddingTypes: ["float"], truncate: "END",
        ...(settings.model.startsWith("embed-v4") && settings.dimension !== 1536 ? { outputDimension: settings.dimension } : {})
      }, { abortSignal: signal, timeoutInSeconds: Math.ceil(settings.timeoutMs / 1_000) + 1, maxRetries: 0 })
      return answer.embeddings.float ?? []
    }
  }
}
