import { afterAll, describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Either, Layer, Logger } from "effect"
import { Embedding } from "../../src/providers/embedding/Embedding.js"
import * as hash from "../../src/providers/embedding/hash.js"
import { layer } from "../../src/providers/embedding/layer.js"
import * as mock from "../../src/providers/embedding/mock.js"
import { type EmbeddingServer, KEY, startEmbeddings } from "../servers/llm/embeddings.js"
import { embeddingContract } from "./embedding.contract.js"

const configured = (variables: Record<string, string>) => layer.pipe(
  Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries({ LLM_MAX_RETRIES: "2", EMBEDDING_TIMEOUT: "5", ...variables }))))),
  Layer.provideMerge(Logger.remove(Logger.defaultLogger)))

const [openai, cohere, ollama] = await Promise.all([startEmbeddings(1536), startEmbeddings(1024), startEmbeddings(768)])
afterAll(() => Promise.all([openai, cohere, ollama].map((server) => server.close())))

const vendors: ReadonlyArray<readonly [string, EmbeddingServer, Record<string, string>]> = [
  ["OpenAI", openai, { EMBEDDING_PROVIDER: "openai", OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${openai.url}/v1` }],
  ["Cohere", cohere, { EMBEDDING_PROVIDER: "cohere", COHERE_API_KEY: KEY, COHERE_BASE_URL: cohere.url }],
  ["Ollama", ollama, { EMBEDDING_PROVIDER: "ollama", OLLAMA_HOST: ollama.url }]
]

embeddingContract("lexical hashing", hash.layer)
embeddingContract("mock", mock.layer())
for (const [name, , variables] of vendors) embeddingContract(name, configured(variables))

for (const [name, server, variables] of vendors) {
  describe(`embedding · ${name}, failures`, () => {
    const embed = (settings: Record<string, string> = variables) => Effect.flatMap(Embedding, (embedding) => embedding.embed(["one", "two"], "query")).pipe(Effect.provide(configured(settings)), Effect.either)
    const tagOf = (settings?: Record<string, string>) => Effect.map(embed(settings), (result) => (Either.isLeft(result) ? (result.left as { readonly _tag: string })._tag : "answered"))

    it.live("tries again after a limit or a broken answer, as long as the peer asks", () => Effect.gen(function*() {
      server.replies.push({ status: 429, headers: { "retry-after": "0" } })
      expect(yield* tagOf()).toBe("answered")
      server.replies.push({ status: 503 }, { status: 503 })
      expect(yield* tagOf()).toBe("ProviderUnavailable")
      server.replies.push({ status: 429, headers: { "retry-after": "3600" } })
      expect(yield* tagOf()).toBe("ProviderQuota")
      expect(server.replies).toHaveLength(0)
    }))

    it.live("ends in its own error for each kind of failure", () => Effect.gen(function*() {
      server.replies.push({ status: 400 })
      expect(yield* tagOf()).toBe("ProviderRefused")
      server.replies.push({ status: 404 })
      expect(yield* tagOf()).toBe("ProviderNotFound")
      server.replies.push({ dimension: 12 })
      expect(yield* tagOf()).toBe("ProviderConflict")
      server.replies.push({ short: true })
      expect(yield* tagOf()).toBe("ProviderConflict")
      server.replies.push({ silent: true })
      expect(yield* tagOf({ ...variables, EMBEDDING_TIMEOUT: "1", LLM_MAX_RETRIES: "1" })).toBe("ProviderTimeout")
    }))

    it.live("documents and questions go out as the vendor wants them", () => Effect.gen(function*() {
      const embedding = yield* Embedding
      server.requests.length = 0
      yield* embedding.embed(["text"], "document")
      yield* embedding.embed(["text"], "query")
      const [document, query] = server.requests.map((request) => JSON.stringify(request.body))
      if (name === "OpenAI") expect(document).toBe(query)
      else expect(document).not.toBe(query)
    }).pipe(Effect.provide(configured(variables))))
  })
}

describe("embedding · choice", () => {
  const chosen = (variables: Record<string, string>) => Effect.map(Embedding, (embedding) => embedding.implementation).pipe(Effect.provide(configured(variables)), Effect.either)

  it.live("nothing configured needs nothing", () => Effect.map(chosen({}), (found) => expect(found).toEqual(Either.right("hash"))))
  it.live("an old model name without its package starts all the same", () => Effect.map(chosen({ EMBEDDING_MODEL: "all-MiniLM-L6-v2" }), (found) => expect(Either.isRight(found)).toBe(true)))
  it.live("a vendor without a key, and an unknown one, stop the start", () => Effect.gen(function*() {
    expect(Either.isLeft(yield* chosen({ EMBEDDING_PROVIDER: "openai" }))).toBe(true)
    expect(Either.isLeft(yield* chosen({ EMBEDDING_PROVIDER: "abacus" }))).toBe(true)
  }))
  it.live("a model of unknown length is asked for it once", () => Effect.gen(function*() {
    const settings = { EMBEDDING_PROVIDER: "ollama", OLLAMA_HOST: ollama.url, EMBEDDING_MODEL: "never-heard-of" }
    expect(yield* Effect.map(Embedding, (embedding) => embedding.dimension).pipe(Effect.provide(configured(settings)))).toBe(768)
  }))
  it.live("the local model says what is missing", () => Effect.gen(function*() {
    const found = yield* chosen({ EMBEDDING_PROVIDER: "local", EMBEDDING_MODULE_FOLDER: "/nonexistent", EMBEDDING_MODEL_FOLDER: "/nonexistent" })
    expect(Either.isLeft(found) && (found.left as { readonly _tag: string })._tag).toBe("ProviderNotFound")
  }))
})
