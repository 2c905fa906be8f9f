import { afterAll, describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, type Layer, Option, Redacted } from "effect"
import * as pinecone from "../../src/providers/vectors/pinecone.js"
import { Vectors } from "../../src/providers/vectors/Vectors.js"
import { startPinecone } from "../servers/pinecone.js"
import { silentServer } from "./silent.js"
import { vectorsContract } from "./vectors.contract.js"

const server = await startPinecone(64)
afterAll(() => server.stop())

const at = (change: Partial<pinecone.PineconeSettings> = {}) => pinecone.layerAt({
  apiKey: Redacted.make(server.apiKey), indexHost: Option.some(server.url), indexName: Option.none(), controllerUrl: Option.none(),
  prefix: "contract", deadline: Duration.seconds(10), ...change
})

vectorsContract("Pinecone", at(), { dimension: 64 })

const model = { model: "m", dimension: 64 }
const count = Effect.flatMap(Vectors, (vectors) => vectors.count(model))
const failure = (layer: Layer.Layer<Vectors>) => Effect.map(Effect.flip(Effect.provide(count, layer)), (error) => error._tag)

describe("vectors · Pinecone, failures", () => {
  it.live("a wrong key is refused", () => Effect.gen(function*() {
    expect(yield* failure(at({ apiKey: Redacted.make("wrong") }))).toBe("ProviderRefused")
  }))

  it.live("an index that does not exist is not found", () => Effect.gen(function*() {
    expect(yield* failure(at({ indexHost: Option.none(), indexName: Option.some("no-such-index"), controllerUrl: Option.some(server.url) }))).toBe("ProviderNotFound")
  }))

  it.live("an unreachable host is unavailable", () => Effect.gen(function*() {
    expect(yield* failure(at({ indexHost: Option.some("http://127.0.0.1:1") }))).toBe("ProviderUnavailable")
  }))

  it.scopedLive("a service that never answers ends in a timeout", () => Effect.gen(function*() {
    expect(yield* failure(at({ indexHost: Option.some(`http://127.0.0.1:${yield* silentServer}`), deadline: Duration.millis(150) }))).toBe("ProviderTimeout")
  }))

  it.live("asks again after 503 and 429, not after a refusal", () => Effect.gen(function*() {
    yield* count
    server.failNext(503, 429)
    expect(yield* count).toBe(0)
    const before = server.requests.length
    server.failNext(403)
    expect((yield* Effect.flip(count))._tag).toBe("ProviderRefused")
    expect(server.requests.length).toBe(before + 1)
    server.failNext(429, 429, 429)
    expect((yield* Effect.flip(count))._tag).toBe("ProviderQuota")
    server.failNext(500, 500, 500)
    expect((yield* Effect.flip(count))._tag).toBe("ProviderUnavailable")
  }).pipe(Effect.provide(at())))

  it.live("finds the index's address by its name", () => Effect.gen(function*() {
    const variables = { PINECONE_API_KEY: server.apiKey, PINECONE_INDEX_NAME: server.indexName, PINECONE_CONTROLLER_URL: server.url }
    const health = yield* Effect.flatMap(Vectors, (vectors) => vectors.check).pipe(Effect.provide(pinecone.layer), Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))))
    expect(health.implementation).toBe("pinecone")
    const incomplete = yield* Effect.either(Effect.withConfigProvider(pinecone.settings, ConfigProvider.fromMap(new Map([["PINECONE_API_KEY", "k"]]))))
    expect(incomplete._tag === "Left" && String(incomplete.left)).toMatch(/PINECONE_INDEX_NAME/)
  }))

  it.live("never touches another deployment's namespaces", () => Effect.gen(function*() {
    const item = { id: "a", values: new Float32Array(64).fill(1), metadata: { scope: "global", documentId: "d", type: "t" } }
    const mine = Effect.provide(at({ prefix: "mine" }))
    const theirs = Effect.provide(at({ prefix: "theirs" }))
    const write = Effect.flatMap(Vectors, (vectors) => vectors.upsert(model, [item]))
    yield* mine(write)
    yield* theirs(write)
    yield* mine(Effect.flatMap(Vectors, (vectors) => vectors.clear))
    expect(yield* mine(count)).toBe(0)
    expect(yield* theirs(count)).toBe(1)
  }))
})
