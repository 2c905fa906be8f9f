import { createHash } from "node:crypto"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))
const me = as("usr_me")
const other = as("usr_other")
const admin = as("usr_admin", ["admin", "user"])

const pool = "# Connection pool exhausted\n\n## Diagnosis\nEvery connection is in use.\n\n## Mitigation\nStop the export job.\n"
const dns = "# DNS resolution fails\n\nCoreDNS pods are not ready. Check the Corefile ünïcode.\n"

describe("knowledge, alone", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("finds what is in scope, cites bytes, and shows nothing foreign", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const mine = yield* me(knowledge.create({ title: "Pool", content: pool, documentType: "runbook" }))
      yield* other(knowledge.create({ title: "Secret pool", content: pool.replace("export", "secret"), documentType: "runbook" }))
      yield* admin(knowledge.create({ title: "DNS", content: dns, documentType: "runbook", scope: "global", tags: ["network"] }))
      const { chunks } = yield* me(knowledge.search({ query: "connection pool exhausted export", mode: "hybrid", limit: 10 }))
      expect(chunks[0]!.documentId).toBe(mine.documentId)
      expect(chunks.every((c) => c.title !== "Secret pool")).toBe(true)
      for (const chunk of chunks) {
        expect(chunk.score).toBeGreaterThanOrEqual(0)
        expect(chunk.score).toBeLessThanOrEqual(1)
        const bytes = Buffer.from(chunk.documentId === mine.documentId ? pool : dns).subarray(chunk.byteStart, chunk.byteEnd)
        expect(bytes.toString()).toBe(chunk.text)
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(chunk.sha256)
        expect(yield* me(knowledge.verify(chunk))).toBe(true)
      }
      expect((yield* me(knowledge.search({ query: "CoreDNS Corefile", mode: "keyword", limit: 5 }))).chunks[0]!.title).toBe("DNS")
      expect((yield* me(knowledge.search({ query: "CoreDNS", mode: "keyword", limit: 5, tags: ["database"] }))).chunks).toEqual([])
      expect((yield* me(knowledge.search({ query: "weather in lisbon", mode: "hybrid", limit: 5 }))).chunks).toEqual([])
      expect((yield* Effect.flip(other(knowledge.get(mine.documentId))))._tag).toBe("NotFound")
    }))

    it.effect("only administrators write where others read", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      expect((yield* Effect.flip(me(knowledge.create({ title: "x", content: "y", documentType: "guide", scope: "global" }))))._tag).toBe("Forbidden")
      const shared = yield* admin(knowledge.create({ title: "shared", content: "shared text", documentType: "guide", scope: "global" }))
      expect((yield* Effect.flip(me(knowledge.change(shared.documentId, { title: "mine" }))))._tag).toBe("Forbidden")
      expect((yield* Effect.flip(me(knowledge.remove(shared.documentId))))._tag).toBe("Forbidden")
    }))

    it.effect("a change replaces chunks, a citation of the old text no longer verifies, the same bytes are one document", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const document = yield* knowledge.create({ title: "Changing", content: "alpha beta gamma delta", documentType: "guide" })
      expect((yield* knowledge.create({ title: "Changing", content: "alpha beta gamma delta", documentType: "guide" })).documentId).toBe(document.documentId)
      const before = (yield* knowledge.search({ query: "alpha gamma", mode: "keyword", limit: 1 })).chunks[0]!
      yield* knowledge.change(document.documentId, { content: "epsilon zeta eta theta" })
      expect(yield* knowledge.verify(before)).toBe(false)
      expect((yield* knowledge.search({ query: "alpha gamma", mode: "keyword", limit: 5 })).chunks.map((c) => c.documentId)).not.toContain(document.documentId)
      yield* knowledge.remove(document.documentId)
      expect((yield* knowledge.search({ query: "epsilon theta", mode: "keyword", limit: 5 })).chunks).toEqual([])
      expect((yield* knowledge.reconcile)).toMatchObject({ chunks: 0, vectors: 0 })
    })))

    it.effect("no query text is a syntax error", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      for (const query of ["\"", "a AND OR NOT", "* ( ) : ^", "'; DROP TABLE chunks; --", "NEAR(a b)", "{}[]", "\u0000x", "日本語 検索"]) {
        expect(Array.isArray((yield* knowledge.search({ query, mode: "hybrid", limit: 3 })).chunks)).toBe(true)
      }
    })))

    it.effect("a file is ingested as a job, a binary one fails alone with a reason", () => me(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const jobs = yield* Jobs
      const upload = (filename: string, bytes: Uint8Array) => knowledge.upload({ filename }, Stream.make(bytes))
      const page = yield* upload("page.html", Buffer.from("<html><body><h1>Runbook</h1><p>Restart the quorum leader.</p><script>alert(1)</script></body></html>"))
      expect((yield* jobs.awaitEnd(page.jobId))?.state).toBe("done")
      expect(yield* knowledge.get(page.document.documentId)).toMatchObject({ status: "indexed", title: "page" })
      expect((yield* knowledge.search({ query: "quorum leader", mode: "keyword", limit: 1 })).chunks[0]!.text).not.toContain("alert")
      const binary = yield* upload("tool.exe", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]))
      expect((yield* jobs.awaitEnd(binary.jobId))?.state).toBe("failed")
      expect((yield* knowledge.get(binary.document.documentId)).statusReason).toMatch(/binary/)
    })))
  })
})
