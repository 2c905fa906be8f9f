import { SqlClient } from "@effect/sql"
import { describe, expect, it, layer as withLayer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { chunkMigrations } from "../../../src/modules/knowledge/chunkIndex.js"
import { lexicalMigrations } from "../../../src/modules/knowledge/lexicalWriting.js"
import { makeSearchRecord } from "../../../src/modules/knowledge/searchRecord.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))
const me = as("usr_me")

const pages = [
  ["Filesystem almost full", "# Filesystem almost full\n\nThe volume has less than 3% left. Remove old images or grow the volume.\n"],
  ["Clock skew", "# Clock skew\n\nThe clock of the node is not synchronised. Restart chrony.\n"],
  ["etcd slow", "# etcd slow\n\nWrites take long: the disk of the member is slow. See `etcd_disk_wal_fsync_duration_seconds`.\n"],
  ["Certificate expiry", "# Certificate expiry\n\nA client certificate of the kubelet expires in less than a day. Renew it.\n"]
] as const

describe("full text search", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("gives the same order on every database, finds what was written just now, and nothing for what no page holds", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const titles = (query: string) => Effect.map(knowledge.search({ query, mode: "keyword", limit: 10 }), ({ chunks }) => chunks.map((c) => c.title))
      expect(yield* titles("NodeFilesystemAlmostOutOfSpace: the filesystem has only 3% left")).toEqual([])
      for (const [title, content] of pages) yield* knowledge.create({ title, content, documentType: "runbook" })
      // the search above has seen none of these words
      expect(yield* titles("NodeFilesystemAlmostOutOfSpace: the filesystem has only 3% left")).toEqual(["Filesystem almost full", "Clock skew"])
      expect((yield* titles("is the disk of a member slow, or its volume full?"))).toEqual(["etcd slow", "Filesystem almost full"])
      expect((yield* titles("etcd_disk_wal_fsync_duration_seconds"))[0]).toBe("etcd slow")
      expect(yield* titles("chocolate cake")).toEqual([])
    })))

    it.effect("words that no page holds crowd out none that one does", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const noise = Array.from({ length: 40 }, (_, i) => `zq${String.fromCharCode(97 + (i % 26))}${i}`).join(" ")
      const { chunks } = yield* knowledge.search({ query: `${noise} kubelet client certificate expires`, mode: "keyword", limit: 3 })
      expect(chunks[0]!.title).toBe("Certificate expiry")
    })))

    it.effect("a changed document is found and ranked by its new words at once", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const find = (query: string) => Effect.map(knowledge.search({ query, mode: "keyword", limit: 3 }), ({ chunks }) => chunks[0])
      const page = yield* knowledge.create({ title: "Wombat", content: "the wombat digs tunnels", documentType: "guide" })
      const before = yield* find("wombat tunnels")
      // its vectors are known by now
      expect((yield* find("wombat tunnels"))!.lexicalScore).toBe(before!.lexicalScore)
      yield* knowledge.change(page.documentId, { content: "the wombat sleeps; wombat burrows, wombat tunnels and wombat holes are elsewhere: a wombat sleeps" })
      const after = yield* find("wombat tunnels")
      expect(after!.text).toContain("sleeps")
      expect(after!.lexicalScore).not.toBe(before!.lexicalScore)
      yield* knowledge.change(page.documentId, { title: "Tunnels of a wombat" })
      expect((yield* find("wombat tunnels"))!.lexicalScore, "the title counts").toBeGreaterThan(after!.lexicalScore!)
      yield* knowledge.change(page.documentId, { tags: ["marsupials"], documentType: "reference" })
      expect(yield* find("wombat tunnels"), "what is shown of a page was known as well").toMatchObject({ title: "Tunnels of a wombat", tags: ["marsupials"], documentType: "reference" })
      yield* knowledge.remove(page.documentId)
      expect(yield* find("wombat tunnels")).toBeUndefined()
    })))

    it.effect("pages of others that answer better crowd out none of one's own", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const others = as("usr_other")
      for (let i = 0; i < 120; i++) yield* others(knowledge.create({ title: `Quokka ${i}`, content: `quokka colony number ${i} needs water`, documentType: "guide" }))
      yield* me(knowledge.create({ title: "Mine", content: "a quokka colony", documentType: "guide" }))
      const found = yield* me(knowledge.search({ query: "quokka colony water", mode: "keyword", limit: 10 }))
      expect(found.chunks.map((chunk) => chunk.title)).toEqual(["Mine"])
      expect((yield* others(knowledge.search({ query: "quokka colony water", mode: "keyword", limit: 50 }))).total).toBe(100)
    }))

    it.effect("searches count at once, and their rows are written at the latest when the service ends", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const sql = yield* SqlClient.SqlClient
      const counted = as("usr_counted")
      yield* counted(knowledge.search({ query: "etcd disk", mode: "keyword", limit: 3 }))
      yield* counted(knowledge.search({ query: "etcd disk", mode: "keyword", limit: 3 }))
      expect(yield* counted(knowledge.searchAnalytics)).toMatchObject({ totalSearches: 2, topQueries: [{ query: "etcd disk", count: 2 }] })
      yield* Effect.scoped(Effect.gen(function*() {
        const record = yield* makeSearchRecord
        yield* record.record("usr_ended", 1, "clock skew", 1)
      }))
      expect(yield* sql`SELECT query FROM document_searches WHERE owner_id = 'usr_ended'`).toEqual([{ query: "clock skew" }])
    }))

    it.effect("no row of a deleted document stays", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const sql = yield* SqlClient.SqlClient
      const before = yield* sql`SELECT COUNT(*) AS n FROM chunk_terms`
      const page = yield* knowledge.create({ title: "Transient", content: "unrepeatable words stand here", documentType: "guide" })
      expect((yield* knowledge.search({ query: "unrepeatable words", mode: "keyword", limit: 3 })).total).toBe(1)
      yield* knowledge.remove(page.documentId)
      expect((yield* knowledge.search({ query: "unrepeatable words", mode: "keyword", limit: 3 })).total).toBe(0)
      expect(yield* sql`SELECT COUNT(*) AS n FROM chunk_terms`).toEqual(before)
      expect(yield* sql`SELECT document_id FROM document_terms WHERE document_id = ${page.documentId}`).toEqual([])
    })))
  })

  it.effect("what an earlier version has indexed is indexed again at the migration", () => Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE documents (document_id TEXT PRIMARY KEY, title TEXT NOT NULL, chunk_count INTEGER NOT NULL)`
    yield* sql`INSERT INTO documents ${sql.insert({ document_id: "doc_1", title: "Old page", chunk_count: 1 })}`
    yield* Layer.build(chunkMigrations)
    yield* sql`INSERT INTO chunks ${sql.insert({ chunk_id: "c1", document_id: "doc_1", ordinal: 0, heading_path: "[]", byte_start: 0, byte_end: 9, sha256: "", text: "old words" })}`
    yield* Layer.build(lexicalMigrations)
    expect(yield* sql`SELECT chunk_id, document_id, length FROM chunk_terms`).toEqual([{ chunk_id: "c1", document_id: "doc_1", length: 2 }])
    expect(yield* sql`SELECT document_id FROM document_terms`).toEqual([{ document_id: "doc_1" }])
  }).pipe(Effect.scoped, Effect.provide(memoryDatabase())))
})
