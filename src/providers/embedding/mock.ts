import { Effect, Layer } from "effect"
import type { ProviderError } from "../errors.js"
import { Embedding } from "./Embedding.js"
import { hashEmbed } from "./hash.js"
import { checkCount } from "./remote.js"

/** What a test says about the mock. */
export interface EmbeddingScript {
  /** the next calls fail with these, in order */
  readonly failures: Array<ProviderError>
  /** every call, in order */
  readonly calls: Array<{ readonly texts: ReadonlyArray<string>; readonly purpose: "document" | "query" }>
}

export const makeEmbeddingScript = (): EmbeddingScript => ({ failures: [], calls: [] })

/** For tests of modules: calls itself semantic, embeds by hashing, fails when told. */
export const layer = (script: EmbeddingScript = makeEmbeddingScript(), model = "mock/1") => Layer.succeed(Embedding, Embedding.of({
  implementation: "mock", model, dimension: 1024, kind: "semantic",
  embed: (texts, purpose) => Effect.zipRight(checkCount("embedding/mock", texts), Effect.suspend((): Effect.Effect<ReadonlyArray<Float32Array>, ProviderError> => {
    script.calls.push({ texts, purpose })
    const failure = script.failures.shift()
    return failure === undefined ? Effect.succeed(texts.map(hashEmbed)) : Effect.fail(failure)
  })),
  check: Effect.succeed({ implementation: "mock", detail: "answers by hashing" })
}))
