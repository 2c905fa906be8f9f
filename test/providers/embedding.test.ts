import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Either, Layer, Logger } from "effect"
import { Embedding } from "../../src/providers/embedding/Embedding.js"
import * as hash from "../../src/providers/embedding/hash.js"
import { layer } from "../../src/providers/embedding/layer.js"
import * as mock from "../../src/providers/embedding/mock.js"
import { writeTinyModel } from "../servers/embedding/tinyModel.js"
import { installTransformers } from "../servers/embedding/transformers.js"
import { type EmbeddingServer, KEY, startEmbeddings } from "../servers/llm/embeddings.js"
import { temporaryFolder } from "../servers/process.js"
import { embeddingContract } from "./embedding.contract.js"
import { onServer } from "./layers.js"

const configured = (variables: Record<string, string>) => layer.pipe(
  Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries({ LLM_MAX_RETRIES: "2", EMBEDDING_TIMEOUT: "5", ...variables }))))),
  Layer.provideMerge(Logger.remove(Logger.defaultLogger)))

const [openai, cohere, ollama] = await Promise.all([startEmbeddings(1536), startEmbeddings(1024), startEmbeddings(768)])
const models = temporaryFolder("models")
const { dimension } = writeTinyModel(models.path, "tiny")
afterAll(async () => {
  models.remove()
  await Promise.all([openai, cohere, ollama].map((server) => server.close()))
})
const transformers = await installTransformers()

const vendors: ReadonlyArray<readonly [string, EmbeddingServer, Record<string, string>]> = [
  ["OpenAI", openai, { EMBEDDING_PROVIDER: "openai", OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${openai.url}/v1` }],
  ["Cohere", cohere, { EMBEDDING_PROVIDER: "cohere", COHERE_API_KEY: KEY, COHERE_BASE_URL: cohere.url }],
  ["Ollama", ollama, { EMBEDDING_PROVIDER: "ollama", OLLAMA_HOST: ollama.url }]
]

embeddingContract("lexical hashing", hash.layer)
embeddingContract("mock", mock.layer())
for (const [name, , variables] of vendors) embeddingContract(name, configured(variables))

onServer(transformers, ["embedding · local ONNX"], (folder) => {
  const local = { EMBEDDING_PROVIDER: "local", EMBEDDING_MODULE_FOLDER: folder, EMBEDDING_MODEL_FOLDER: models.path, EMBEDDING_MODEL: "tiny" }
  embeddingContract("local ONNX", configured(local))
  describe("embedding · local ONNX, failures", () => {
    const built = (variables: Record<string, string>) => Effect.either(Effect.provide(Embedding, configured({ ...local, ...variables })))
    it.live("takes name and length from the model", () => Effect.map(built({}), (found) => {
      expect(Either.isRight(found) && [found.right.implementation, found.right.model, found.right.dimension, found.right.kind]).toEqual(["local", "local/tiny", dimension, "semantic"])
    }))
    it.live("a model that only an old .env names, and that is not there, leaves its place to hashing", () => Effect.map(built({ EMBEDDING_PROVIDER: "", EMBEDDING_MODEL: "all-MiniLM-L6-v2" }), (found) => {
      expect(Either.isRight(found) && found.right.implementation).toBe("hash")
    }))
    it.live("a model that is not there, and one that is none, end in their own error", () => Effect.gen(function*() {
      const absent = yield* built({ EMBEDDING_MODEL: "nobody-has-it" })
      expect(Either.isLeft(absent) && (absent.left as { readonly _tag: string })._tag).toBe("ProviderNotFound")
      writeTinyModel(models.path, "broken")
      writeFileSync(join(models.path, "broken", "onnx", "model.onnx"), "no protocol buffer")
      const broken = yield* built({ EMBEDDING_MODEL: "broken" })
      expect(Either.isLeft(broken) && (broken.left as { readonly _tag: string })._tag).toBe("ProviderUnavailable")
    }))
  })
})

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

    it.live("is left alone for a while where it keeps failing", () => Effect.gen(function*() {
      const embedding = yield* Embedding
      server.replies.push(...Array.from({ length: 3 }, () => ({ status: 500 })))
      for (let i = 0; i < 3; i++) yield* Effect.flip(embedding.embed(["one"], "query"))
      const before = server.requests.length
      expect(yield* Effect.flip(embedding.embed(["one"], "query"))).toMatchObject({ _tag: "ProviderUnavailable", retryAfter: expect.any(Number) })
      expect(server.requests).toHaveLength(before)
    }).pipe(Effect.provide(configured({ ...variables, LLM_MAX_RETRIES: "1", CIRCUIT_BREAKER_FAIL_THRESHOLD: "3", CIRCUIT_BREAKER_RESET_TIMEOUT: "3600" }))))

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
