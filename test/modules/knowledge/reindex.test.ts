import type { SqlClient } from "@effect/sql"
import { describe, expect, it } from "@effect/vitest"
import { type Context, Deferred, Effect, Layer, Logger } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { Embedding } from "../../../src/providers/embedding/Embedding.js"
import { hashEmbed, layer as lexical } from "../../../src/providers/embedding/hash.js"
import { ProviderRefused } from "../../../src/providers/errors.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as embedded } from "../../../src/providers/vectors/embedded.js"
import { layer as memory } from "../../../src/providers/vectors/memory.js"
import { withState } from "../../../src/providers/vectors/state.js"
import { Vectors } from "../../../src/providers/vectors/Vectors.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"

const me = as("usr_me")
const titles = ["Pool exhausted", "Disk full", "DNS fails", "Certificate expired"]
const model = (name: string) => ({ model: name, dimension: 1024 })

/** A model whose work on documents a test can hold up, count and let fail. */
const makeModel = (name: string) => {
  const control = { documents: [] as Array<string>, before: (_texts: ReadonlyArray<string>): Effect.Effect<void, ProviderRefused> => Effect.void, query: Effect.void as Effect.Effect<void, ProviderRefused> }
  const embedding = Embedding.of({
    implementation: "test", model: name, dimension: 1024, kind: "semantic",
    embed: (texts, purpose) => purpose === "query" ? Effect.as(control.query, texts.map(hashEmbed)) : Effect.suspend(() => Effect.map(control.before(texts), () => {
      control.documents.push(...texts)
      return texts.map(hashEmbed)
    })),
    check: Effect.succeed({ implementation: "test", detail: "answers" })
  })
  return { control, layer: Layer.succeed(Embedding, embedding) }
}

/** One start of the module over a database that outlives it. */
const started = <A, E>(
  database: Context.Context<SqlClient.SqlClient>, embedding: Layer.Layer<Embedding>, program: Effect.Effect<A, E, Knowledge | Jobs | Vectors>,
  store: Layer.Layer<Vectors, unknown, SqlClient.SqlClient> = withState("here", embedded)
) => Effect.provide(program, layer.pipe(
  Layer.provide([embedding, noModel]), Layer.provideMerge(store), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20, backoffMs: 0 })),
  Layer.provideMerge(Layer.succeedContext(database)), Layer.provideMerge(Logger.remove(Logger.defaultLogger))
))

const fill = Effect.flatMap(Knowledge, (knowledge) => Effect.forEach(titles, (title) => me(knowledge.create({ title, content: `${title}. Look at the dashboard, then restart.`, documentType: "runbook" })), { discard: true }))
const reindexJobs = Effect.flatMap(Jobs, (jobs) => jobs.list({ kinds: ["knowledge.reindex"], limit: 50, offset: 0 }))
/** Waits until the database has had so many re-indexes and the newest has ended. */
const reindexed = (nth: number) => Effect.gen(function*() {
  const jobs = yield* Jobs
  const found = yield* Effect.repeat(Effect.zipLeft(reindexJobs, Effect.yieldNow()), { until: ({ jobs: all }) => all.length === nth })
  return yield* jobs.awaitEnd(found.jobs[0]!.id)
})
const counts = (...names: ReadonlyArray<string>) => Effect.flatMap(Vectors, (vectors) => Effect.forEach(names, (name) => vectors.count(model(name))))
const complete = Effect.flatMap(Vectors, (vectors) => vectors.needsReindex)

describe("knowledge, embedded anew", () => {
  it.live("another model: a job embeds every chunk again, and search goes on meanwhile", () => Effect.scoped(Effect.gen(function*() {
    const database = yield* Layer.build(memoryDatabase())
    yield* started(database, makeModel("one").layer, Effect.gen(function*() {
      yield* reindexed(1)
      yield* fill
      expect(yield* counts("one")).toEqual([4])
    }))

    const two = makeModel("two")
    const reached = yield* Deferred.make<void>()
    const go = yield* Deferred.make<void>()
    two.control.before = () => Effect.zipRight(Deferred.succeed(reached, undefined), Deferred.await(go))
    yield* started(database, two.layer, Effect.gen(function*() {
      const knowledge = yield* Knowledge
      yield* Deferred.await(reached)
      const during = yield* me(knowledge.search({ query: "certificate expired", mode: "hybrid", limit: 5 }))
      expect(during.chunks[0]?.title).toBe("Certificate expired")
      yield* Deferred.succeed(go, undefined)
      expect(yield* reindexed(2)).toMatchObject({ state: "done", result: { documents: 4, chunks: 4 } })
      expect(yield* counts("one", "two")).toEqual([0, 4])
      const after = yield* me(knowledge.search({ query: "certificate expired", mode: "semantic", limit: 5 }))
      expect(after.chunks[0]).toMatchObject({ title: "Certificate expired", lexicalScore: null })
      expect(after.chunks[0]!.vectorScore).not.toBeNull()
    }))

    // the next start with the same model has nothing to do
    const again = makeModel("two")
    yield* started(database, again.layer, Effect.flatMap(Knowledge, (knowledge) => me(knowledge.create({ title: "New", content: "Something new", documentType: "guide" }))))
    expect(again.control.documents).toHaveLength(1)
    yield* started(database, again.layer, Effect.map(reindexJobs, ({ total }) => expect(total).toBe(2)))
  })), 30_000)

  it.live("an attempt that fails is followed by one that goes on where it ended", () => Effect.scoped(Effect.gen(function*() {
    const database = yield* Layer.build(memoryDatabase())
    yield* started(database, lexical, fill)
    const one = makeModel("one")
    let calls = 0
    one.control.before = () => (++calls === 3 ? Effect.fail(new ProviderRefused({ provider: "embedding/test", detail: "once" })) : Effect.void)
    yield* started(database, one.layer, Effect.gen(function*() {
      expect(yield* reindexed(1)).toMatchObject({ state: "done", attempt: 2 })
      expect(yield* counts("one")).toEqual([4])
    }))
    expect(one.control.documents).toHaveLength(4)
    expect(new Set(one.control.documents).size).toBe(4)
  })), 30_000)

  it.live("another store, and the first one again: filled anew, nothing of before is left", () => Effect.scoped(Effect.gen(function*() {
    const database = yield* Layer.build(memoryDatabase())
    const remote = Layer.succeedContext(yield* Layer.build(memory))
    const one = makeModel("one")
    yield* started(database, one.layer, Effect.zipRight(reindexed(1), fill), withState("chroma there", remote))
    // the server is away: the embedded store takes over, documents change meanwhile
    yield* started(database, one.layer, Effect.gen(function*() {
      expect(yield* reindexed(2)).toMatchObject({ state: "done" })
      expect(yield* counts("one")).toEqual([4])
      const knowledge = yield* Knowledge
      const [first] = (yield* me(knowledge.list({ limit: 10, offset: 0 }))).documents
      yield* me(knowledge.remove(first!.documentId))
    }))
    yield* started(database, one.layer, Effect.gen(function*() {
      expect(yield* reindexed(3)).toMatchObject({ state: "done" })
      expect(yield* complete).toBe(false)
      expect(yield* counts("one")).toEqual([3])
    }), withState("chroma there", remote))
  })), 30_000)

  it.live("a document that changes while its chunks are embedded ends with the vectors of its last text", () => Effect.scoped(Effect.gen(function*() {
    const database = yield* Layer.build(memoryDatabase())
    yield* started(database, lexical, fill)
    const one = makeModel("one")
    const reached = yield* Deferred.make<void>()
    const go = yield* Deferred.make<void>()
    one.control.before = (texts) => texts.some((text) => text.startsWith("Disk full. Look") || text.startsWith("Disk full\nDisk full. Look")) ? Effect.zipRight(Deferred.succeed(reached, undefined), Deferred.await(go)) : Effect.void
    yield* started(database, one.layer, Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const vectors = yield* Vectors
      yield* Deferred.await(reached)
      const disk = (yield* me(knowledge.list({ limit: 10, offset: 0, text: "Disk full" }))).documents[0]!
      yield* me(knowledge.change(disk.documentId, { content: "Rotate the logs instead" }))
      yield* Deferred.succeed(go, undefined)
      yield* reindexed(1)
      const found = yield* me(knowledge.search({ query: "rotate the logs", mode: "keyword", limit: 1 }))
      expect(yield* vectors.ids(model("one"), disk.documentId)).toEqual([found.chunks[0]!.chunkId])
    }))
  })), 30_000)

  it.live("a model that is out leaves hybrid search to full text; a search by meaning alone says so", () => Effect.scoped(Effect.gen(function*() {
    const database = yield* Layer.build(memoryDatabase())
    const one = makeModel("one")
    one.control.query = Effect.fail(new ProviderRefused({ provider: "embedding/test", detail: "out" }))
    yield* started(database, one.layer, Effect.gen(function*() {
      yield* fill
      const knowledge = yield* Knowledge
      expect((yield* me(knowledge.search({ query: "certificate expired", mode: "hybrid", limit: 5 }))).chunks[0]?.title).toBe("Certificate expired")
      expect((yield* Effect.flip(me(knowledge.search({ query: "certificate expired", mode: "semantic", limit: 5 }))))._tag).toBe("ProviderRefused")
    }))
  })), 30_000)
})
