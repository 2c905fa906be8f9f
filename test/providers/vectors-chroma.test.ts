import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer, Option } from "effect"
import * as chroma from "../../src/providers/vectors/chroma.js"
import { Vectors } from "../../src/providers/vectors/Vectors.js"
import { chromaFolder } from "../servers/chroma.js"
import * as servers from "../servers/servers.js"
import { onServer } from "./layers.js"
import { silentServer } from "./silent.js"
import { vectorsContract } from "./vectors.contract.js"

const server = await servers.chroma()
const at = (url: string, change: Partial<chroma.ChromaSettings> = {}) => chroma.layerAt({
  url, prefix: `t${randomUUID().slice(0, 8)}`, moduleFolder: Option.some(chromaFolder), deadline: Duration.seconds(15),
  token: Option.none(), tenant: Option.none(), database: Option.none(), ...change
})

onServer(server, ["vectors · Chroma"], ({ url }) => vectorsContract("Chroma", at(url), { exact: false, runs: 30 }))

const failure = (layer: Layer.Layer<Vectors, { readonly _tag: string }>) => Effect.map(Effect.flip(Effect.scoped(Layer.build(layer))), (error) => error._tag)
const model = { model: "m", dimension: 2 }
const item = { id: "a", values: Float32Array.of(1, 0), metadata: { scope: "global", documentId: "d", type: "t" } }

describe.skipIf(server === null)("vectors · Chroma, failures", () => {
  it.live("an unreachable host is unavailable", () => Effect.gen(function*() {
    expect(yield* failure(at("http://127.0.0.1:1"))).toBe("ProviderUnavailable")
  }))

  it.scopedLive("a server that never answers ends in a timeout", () => Effect.gen(function*() {
    expect(yield* failure(at(`http://127.0.0.1:${yield* silentServer}`, { deadline: Duration.millis(150) }))).toBe("ProviderTimeout")
  }))

  it.scopedLive("refused credentials are refused", () => Effect.gen(function*() {
    const port = yield* Effect.acquireRelease(
      Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
        const guarded = createServer((_, response) => void response.writeHead(401, { "content-type": "application/json" }).end("{\"error\":\"Unauthorized\"}")).listen(0, "127.0.0.1", () => {
          const address = guarded.address()
          resume(Effect.succeed({ port: address !== null && typeof address === "object" ? address.port : 0, close: () => void guarded.close() }))
        })
      }),
      (guarded) => Effect.sync(guarded.close)
    )
    expect(yield* failure(at(`http://127.0.0.1:${port.port}`))).toBe("ProviderRefused")
  }))

  it.live("without the package the message says what to do", () => Effect.gen(function*() {
    const cwd = process.cwd()
    const error = yield* Effect.flip(Effect.scoped(Layer.build(at(server!.url, { moduleFolder: Option.some("/nowhere") }))))
    expect(process.cwd()).toBe(cwd)
    expect(error.message).toMatch(/npm install chromadb/)
  }))

  it.live("a collection that another process made anew is found again", () => Effect.gen(function*() {
    const prefix = `t${randomUUID().slice(0, 8)}`
    const open = Effect.map(Layer.build(at(server!.url, { prefix })), (context) => Effect.provide(context))
    const [one, two] = [yield* open, yield* open]
    const upsert = Effect.flatMap(Vectors, (vectors) => vectors.upsert(model, [item]))
    const count = Effect.flatMap(Vectors, (vectors) => vectors.count(model))
    yield* one(upsert)
    expect(yield* two(count)).toBe(1)
    yield* one(Effect.flatMap(Vectors, (vectors) => vectors.clear))
    expect(yield* two(count)).toBe(0)
    yield* one(upsert)
    expect(yield* two(count)).toBe(1)
    yield* two(upsert)
    expect(yield* one(count)).toBe(1)
  }).pipe(Effect.scoped))

  it.live("is configured by address or by host and port, old names included", () => Effect.gen(function*() {
    const load = (variables: Record<string, string>) => Effect.map(Effect.withConfigProvider(chroma.settings, ConfigProvider.fromMap(new Map(Object.entries(variables)))), Option.map((found) => found.url))
    expect(yield* load({})).toEqual(Option.none())
    expect(yield* load({ CHROMADB_URL: "https://c:1" })).toEqual(Option.some("https://c:1"))
    expect(yield* load({ CHROMADB_HOST: "chromadb", CHROMADB_PORT: "9" })).toEqual(Option.some("http://chromadb:9"))
    expect(yield* load({ CHROMA_HOST: "chromadb" })).toEqual(Option.some("http://chromadb:8000"))
  }))
})
