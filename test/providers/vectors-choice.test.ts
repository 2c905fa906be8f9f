import { randomUUID } from "node:crypto"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Logger } from "effect"
import * as sqlite from "../../src/providers/data/sqlite.js"
import * as choose from "../../src/providers/vectors/choose.js"
import * as memory from "../../src/providers/vectors/memory.js"
import { withState } from "../../src/providers/vectors/state.js"
import { Vectors } from "../../src/providers/vectors/Vectors.js"
import { chromaFolder } from "../servers/chroma.js"
import { startPinecone } from "../servers/pinecone.js"
import { freePort } from "../servers/process.js"
import * as servers from "../servers/servers.js"
import { switchable } from "./silent.js"
import { vectorsContract } from "./vectors.contract.js"

vectorsContract("embedded, with its state recorded", choose.layer("embedded").pipe(Layer.provide(sqlite.layerAt(":memory:")), Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map())))))

const server = await servers.chroma()
const model = { model: "m", dimension: 2 }
const item = (id: string) => ({ id, values: Float32Array.of(1, id.length), metadata: { scope: "global", documentId: id, type: "t" } })
const found = Effect.flatMap(Vectors, (vectors) => Effect.map(vectors.query(model, { values: Float32Array.of(1, 1), k: 50, filter: { scopes: ["global"] } }), (hits) => hits.map((hit) => hit.id).sort()))
const database = () => sqlite.layerAt(join(mkdtempSync(join(tmpdir(), "choice-")), "state.db"))
const lines: Array<string> = []
const start = (db: ReturnType<typeof database>, variables: Record<string, string>, profile: "embedded" | "pinecone" = "embedded") =>
  Effect.provide(choose.layer(profile).pipe(
    Layer.provide(Layer.fresh(db)),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))),
    Layer.provide(Logger.replace(Logger.defaultLogger, Logger.make(({ message }) => void lines.push(String(message)))))
  ))

describe("vectors · choice of the store", () => {
  it.live("a store used for the first time is filled once, and stays complete over starts", () => Effect.gen(function*() {
    const db = database()
    const boot = start(db, {})
    const needs = Effect.flatMap(Vectors, (vectors) => vectors.needsReindex)
    expect(yield* boot(needs)).toBe(true)
    const failed = yield* boot(Effect.flatMap(Vectors, (vectors) => Effect.either(vectors.reindex(Effect.fail("stopped in the middle" as const)))))
    expect(failed._tag).toBe("Left")
    expect(yield* boot(needs)).toBe(true)
    yield* boot(Effect.flatMap(Vectors, (vectors) => vectors.reindex(vectors.upsert(model, [item("a")]))))
    expect(yield* boot(needs)).toBe(false)
    expect(yield* boot(found)).toEqual(["a"])
  }))

  it.live.skipIf(server === null)("a Chroma that goes and comes back is indexed anew each time: never half here, half there", () => Effect.gen(function*() {
    const db = database()
    const port = yield* Effect.promise(freePort)
    const plug = switchable(port, server!.url)
    const boot = start(db, { CHROMADB_URL: `http://127.0.0.1:${port}`, CHROMADB_COLLECTION_PREFIX: `t${randomUUID().slice(0, 8)}`, CHROMADB_MODULE_FOLDER: chromaFolder })
    const documents = new Set(["a", "bb"])
    const state = Effect.flatMap(Vectors, (vectors) => Effect.map(vectors.needsReindex, (needs) => [vectors.implementation, needs]))
    const reindex = Effect.flatMap(Vectors, (vectors) => vectors.reindex(vectors.upsert(model, [...documents].map(item))))

    yield* plug.on
    yield* boot(Effect.gen(function*() {
      expect(yield* state).toEqual(["chroma", true])
      yield* reindex
      expect(yield* state).toEqual(["chroma", false])
      expect(yield* found).toEqual(["a", "bb"])
    }))
    yield* plug.off
    yield* boot(Effect.gen(function*() {
      expect(yield* state).toEqual(["embedded", true])
      expect(lines.some((line) => line.includes("Chroma is configured but cannot be used"))).toBe(true)
      yield* reindex
      documents.delete("bb")
      documents.add("ccc")
      const vectors = yield* Vectors
      yield* vectors.removeDocument("bb")
      yield* vectors.upsert(model, [item("ccc")])
      expect(yield* found).toEqual(["a", "ccc"])
    }))
    yield* plug.on
    yield* boot(Effect.gen(function*() {
      expect(yield* state).toEqual(["chroma", true])
      yield* reindex
      expect(yield* state).toEqual(["chroma", false])
      expect(yield* found).toEqual(["a", "ccc"])
    }))
    yield* plug.off
  }))

  it.live("a process left behind with the former store may search, but neither write nor look healthy", () => Effect.gen(function*() {
    const db = database()
    const opened = (identity: string) => Effect.map(Layer.build(withState(identity, memory.layer).pipe(Layer.provide(Layer.fresh(db)))), (context) => Effect.provide(context))
    const former = yield* opened("former")
    yield* former(Effect.flatMap(Vectors, (vectors) => vectors.reindex(vectors.upsert(model, [item("a")]))))
    yield* opened("latter")
    yield* former(Effect.gen(function*() {
      const vectors = yield* Vectors
      expect(yield* found).toEqual(["a"])
      const refused = [vectors.upsert(model, [item("b")]), vectors.remove(model, ["a"]), vectors.removeDocument("a"), vectors.reindex(Effect.void), vectors.clear, vectors.check]
      for (const operation of refused) expect((yield* Effect.flip(operation)).message).toMatch(/moved the vectors to latter/)
      expect(yield* vectors.needsReindex).toBe(false)
    }))
  }).pipe(Effect.scoped))

  it.live("Pinecone is taken by name or by profile", () => Effect.gen(function*() {
    const pinecone = yield* Effect.acquireRelease(Effect.promise(() => startPinecone(2)), (running) => Effect.promise(running.stop))
    const keys = { PINECONE_API_KEY: pinecone.apiKey, PINECONE_INDEX_HOST: pinecone.url }
    const implementation = Effect.map(Vectors, (vectors) => vectors.implementation)
    expect(yield* start(database(), { ...keys, VECTOR_DB_PROVIDER: "pinecone" })(implementation)).toBe("pinecone")
    expect(yield* start(database(), keys, "pinecone")(implementation)).toBe("pinecone")
    expect(yield* start(database(), { ...keys, VECTOR_STORE: "embedded" }, "pinecone")(implementation)).toBe("embedded")
  }).pipe(Effect.scoped))

  it.live("an old configuration that names Chroma without an address goes on in the database; an unknown store is refused", () => Effect.gen(function*() {
    const implementation = Effect.map(Vectors, (vectors) => vectors.implementation)
    expect(yield* start(database(), { VECTOR_DB_PROVIDER: "chroma", CHROMA_PERSIST_DIR: "/data/chroma" })(implementation)).toBe("embedded")
    expect(yield* start(database(), { CHROMADB_HOST: "chromadb.invalid", CHROMADB_PORT: "8000", CHROMADB_MODULE_FOLDER: chromaFolder })(implementation)).toBe("embedded")
    expect((yield* Effect.either(start(database(), { VECTOR_DB_PROVIDER: "weaviate" })(implementation)))._tag).toBe("Left")
  }))
})
