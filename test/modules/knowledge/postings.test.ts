import { SqlClient } from "@effect/sql"
import { describe, expect, it, layer as withLayer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { makePostings, numbersOf } from "../../../src/modules/knowledge/postings.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"

const me = as("usr_me")
const places = (entries: Readonly<Record<string, string>>) => new Map(Object.entries(entries).map(([term, list]) => [term, numbersOf(list)]))

describe("postings", () => {
  it("are read from a list of numbers", () => {
    expect([...numbersOf("1,20,4294967296,7")]).toEqual([1, 20, 4_294_967_296, 7])
    expect([numbersOf(null).length, numbersOf("").length]).toEqual([0, 0])
  })

  it("of another state of the database than those that are held are not kept beside them", () => {
    const postings = makePostings(10_000)
    postings.put(null, "m1", places({ disk: "1,2" }))
    postings.put("m1", "m2", places({ full: "2" }))
    expect([postings.mark(), [...postings.get("full")!]]).toEqual(["m1", [2]])
    // somebody else has renewed all while this one was read
    postings.put("m0", "m3", places({ slow: "9" }))
    expect(postings.get("slow")).toBeUndefined()
    postings.forget()
    expect([postings.mark(), postings.get("disk"), postings.size()]).toEqual([null, undefined, 0])
  })

  it("stay within their limit", () => {
    const postings = makePostings(1_000)
    for (let i = 0; i < 100; i++) postings.put(postings.mark(), "m", places({ [`term${i}`]: "1,2,3,4,5,6,7,8,9" }))
    expect(postings.size()).toBeLessThan(1_200)
    expect(postings.get("term99")).toBeDefined()
  })
})

/** A service of its own on the same database. */
const another = Layer.fresh(layer).pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provide(memoryFiles), Layer.provide(Layer.fresh(jobsWith({ pollMs: 1_000 }))))

describe("searches of one process while others write", () => {
  withLayer(memoryDatabase(), { excludeTestServices: true })((it) => {
    const two = Effect.gen(function*() {
      const reader = yield* Effect.map(Layer.build(another), (context) => Knowledge.pipe(Effect.provide(context)))
      const writer = yield* Effect.map(Layer.build(another), (context) => Knowledge.pipe(Effect.provide(context)))
      return { reader: yield* reader, writer: yield* writer }
    })
    const write = (knowledge: Knowledge["Type"], title: string, content: string) => knowledge.create({ title, content, documentType: "guide" })
    const titles = (knowledge: Knowledge["Type"], query: string) => Effect.map(knowledge.search({ query, mode: "keyword", limit: 20 }), ({ chunks }) => chunks.map((chunk) => chunk.title).sort())

    it.scoped("see each document at once, with words known and new", () => me(Effect.gen(function*() {
      const { reader, writer } = yield* two
      yield* write(writer, "First", "the walrus naps")
      expect(yield* titles(reader, "walrus")).toEqual(["First"])
      expect(yield* titles(reader, "walrus")).toEqual(["First"])
      yield* write(writer, "Second", "a walrus swims")
      expect(yield* titles(reader, "walrus")).toEqual(["First", "Second"])
      const third = yield* write(writer, "Third", "a narwhal and a walrus")
      expect(yield* titles(reader, "narwhal walrus"), "one word known, one new").toEqual(["First", "Second", "Third"])
      yield* writer.remove(third.documentId)
      expect(yield* titles(reader, "walrus")).toEqual(["First", "Second"])
      // on SQLite its chunk takes the number of the one that went
      yield* write(writer, "Fourth", "the walrus dives")
      expect(yield* titles(reader, "walrus")).toEqual(["First", "Fourth", "Second"])
      expect(yield* titles(reader, "narwhal")).toEqual([])
    })))

    it.scoped("where all that was found is gone and something new is there", () => me(Effect.gen(function*() {
      const { reader, writer } = yield* two
      const only = yield* write(writer, "Only", "an ocelot sleeps")
      expect(yield* titles(reader, "ocelot")).toEqual(["Only"])
      yield* writer.remove(only.documentId)
      yield* write(writer, "New", "another ocelot sleeps")
      expect(yield* titles(reader, "ocelot")).toEqual(["New"])
    })))

    it.scoped("see what an older transaction commits after a younger one", () => me(Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      // SQLite has one writer at a time
      if (sql.onDialectOrElse({ pg: () => false, orElse: () => true })) return
      const { reader, writer } = yield* two
      yield* write(writer, "Before", "a pangolin curls")
      expect(yield* titles(reader, "pangolin")).toEqual(["Before"])
      const [written, commit] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const older = yield* Effect.fork(sql.withTransaction(Effect.gen(function*() {
        yield* write(writer, "Older", "one more pangolin curls")
        yield* Deferred.succeed(written, undefined)
        yield* Deferred.await(commit)
      })))
      yield* Deferred.await(written)
      expect(yield* titles(reader, "pangolin")).toEqual(["Before"])
      yield* write(writer, "Younger", "the last pangolin curls")
      expect(yield* titles(reader, "pangolin")).toEqual(["Before", "Younger"])
      yield* Deferred.succeed(commit, undefined)
      yield* Fiber.join(older)
      expect(yield* titles(reader, "pangolin")).toEqual(["Before", "Older", "Younger"])
    })))
  })
})
