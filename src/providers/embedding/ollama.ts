import { ollamaAddress } from "../llm/ollama.js"
import type { BreakerSettings } from "../llm/breaker.js"
import type { RemoteModel } from "./remote.js"

const DIMENSIONS: Record<string, number> = {
  "nomic-embed-text": 768, "mxbai-embed-large": 1024, "all-minilm": 384, "bge-m3": 1024, "bge-large": 1024, "snowflake-arctic-embed2": 1024, "embeddinggemma": 768
}

const bare = (model: string): string => model.replace(/:.*$/, "")

export const ollamaDimension = (model: string): number | null => DIMENSIONS[bare(model)] ?? null

/** Models that were trained with a word in front of each text. */
const prefix = (model: string, purpose: "document" | "query"): string => {
  switch (bare(model)) {
    case "nomic-embed-text": return purpose === "document" ? "search_document: " : "search_query: "
    case "mxbai-embed-large": return purpose === "document" ? "" : "Represent this sentence for searching relevant passages: "
    default: return ""
  }
}

export interface OllamaEmbedding {
  readonly host: string
  readonly model: string
  readonly dimension: number
  readonly timeoutMs: number
  readonly tries: number
  readonly breaker: BreakerSettings
}

/** Embeddings of a local Ollama. */
export const ollamaModel = (settings: OllamaEmbedding): RemoteModel => ({
  implementation: "ollama", model: settings.model, dimension: settings.dimension, timeoutMs: settings.timeoutMs, tries: settings.tries, breaker: settings.breaker,
  batch: 32, characters: 8_000, concurrency: 1,
  send: async (texts, purpose, signal) => {
    const sdk = await import("ollama")
    const client = new sdk.Ollama({
      host: ollamaAddress(settings.host),
      fetch: async (url, init) => {
        const response = await fetch(url, { ...init, signal })
        if (response.ok) return response
        // the client writes to the console before it throws
        throw Object.assign(new Error((await response.text()).slice(0, 500)), { name: "ResponseError", status: response.status, headers: response.headers })
      }
    })
    return (await client.embed({ model: settings.model, input: texts.map((text) => prefix(settings.model, purpose) + text), truncate: true })).embeddings
  }
})
