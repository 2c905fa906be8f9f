import { Context, type Effect } from "effect"
import type { ProviderError, ProviderHealth } from "../errors.js"

/** Turns text into vectors of unit length. */
export class Embedding extends Context.Tag("faultmaven/providers/Embedding")<Embedding, {
  readonly implementation: string
  /** stored with every vector, such as `openai/text-embedding-3-small` or `lexical-hash/1` */
  readonly model: string
  readonly dimension: number
  /** `lexical` = hashed words (no model, no meaning); `semantic` = a trained model */
  readonly kind: "lexical" | "semantic"
  /** 1–256 texts, each cut by rule to the model's window; one unit vector per text, in order. */
  readonly embed: (
    texts: ReadonlyArray<string>,
    purpose: "document" | "query"
  ) => Effect.Effect<ReadonlyArray<Float32Array>, ProviderError>
  readonly check: Effect.Effect<ProviderHealth, ProviderError>
}>() {}
