import { SqlClient } from "@effect/sql"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import type { FolderImport, ImportedFile } from "../../../src/modules/knowledge/models.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { Files } from "../../../src/providers/files/Files.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { pdfOf } from "../../support/documents.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"
import { renamed, tarball, zip, type ZipEntry } from "../evidence/support/files.js"

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))

const importing = (archive: Uint8Array, input: FolderImport = {}) => Effect.gen(function*() {
  const { jobId } = yield* (yield* Knowledge).importFiles(input, Stream.make(archive))
  const job = (yield* (yield* Jobs).awaitEnd(jobId))!
  const result = job.result as { readonly files: ReadonlyArray<ImportedFile>; readonly counts: Record<string, number> } | null
  return { job, files: new Map((result?.files ?? []).map((file) => [file.path, file])), counts: result?.counts ?? {} }
})

/** Every row of the knowledge base and every stored file with its time: what an import that writes nothing leaves alone. */
const world = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* Effect.all([sql`SELECT * FROM documents ORDER BY document_id`, sql`SELECT * FROM chunks ORDER BY chunk_id`, sql`SELECT n, chunk_id, document_id FROM chunk_terms ORDER BY n`])
  return JSON.stringify({ rows, files: Chunk.toReadonlyArray(yield* Stream.runCollect((yield* Files).list(""))) })
})

const folder = (files: Record<string, string | Uint8Array>): Promise<Buffer> => zip(Object.entries(files).map(([name, content]) => ({ name, content } as ZipEntry)))
const inTar = (name: string, archive: Uint8Array) => Effect.promise(() => packed(name, archive))
const packed = async (name: string, body: Uint8Array): Promise<Buffer> => {
  const { pack } = await import("tar-stream")
  const out = pack()
  out.entry({ name }, Buffer.from(body))
  out.finalize()
  const parts: Array<Buffer> = []
  for await (const part of out) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const runbooks = {
  "db/pool.md": "# Pool exhausted\n\nStop the walrus export.\n", "db/README.md": "# Databases\n\nAll about databases.\n", "net/README.md": "# Networks\n\nAll about networks.\n",
  "guide.pdf": pdfOf(["Drain the kingfisher node first"]), "broken.pdf": Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(500, 3)]), "logo.png": Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1"), ".git/config": "[core]\n"
}

describe("folders and archives", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("take in every file under its path; another import writes nothing, a changed file replaces its document", () => as("usr_one")(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const first = yield* importing(yield* inTar("ops.zip", yield* Effect.promise(() => folder(runbooks))), { tags: ["ops"], documentType: "runbook" })
      expect(first.job.state).toBe("done")
      expect(first.counts).toEqual({ created: 4, updated: 0, unchanged: 0, duplicate: 0, skipped: 2, failed: 1 })
      expect(first.files.get("ops/broken.pdf")).toMatchObject({ status: "failed", document_id: null, reason: expect.stringMatching(/damaged/) })
      expect(first.files.get("ops/logo.png")).toMatchObject({ status: "skipped" })
      const { documents } = yield* knowledge.list({ limit: 50, offset: 0 })
      expect(documents.map((d) => d.title).sort()).toEqual(["db/README", "guide", "net/README", "pool"])
      expect(documents.every((d) => d.tags[0] === "ops" && d.documentType === "runbook" && d.status === "indexed")).toBe(true)

      const before = yield* world
      const second = yield* importing(yield* inTar("ops.zip", yield* Effect.promise(() => folder(runbooks))), {})
      expect(second.counts).toMatchObject({ created: 0, updated: 0, unchanged: 4 })
      expect(yield* world).toBe(before)

      const id = first.files.get("ops/db/pool.md")!.document_id!
      const third = yield* importing(yield* inTar("ops.zip", yield* Effect.promise(() => folder({ ...runbooks, "db/pool.md": "# Pool exhausted\n\nRaise the narwhal limit.\n" }))))
      expect(third.files.get("ops/db/pool.md")).toMatchObject({ status: "updated", document_id: id })
      expect(third.counts).toMatchObject({ created: 0, updated: 1, unchanged: 3 })
      expect((yield* knowledge.search({ query: "narwhal limit", mode: "keyword", limit: 1 })).chunks[0]?.documentId).toBe(id)
      expect((yield* knowledge.search({ query: "walrus export", mode: "keyword", limit: 1 })).chunks).toEqual([])
      // a version that cannot be read leaves the last good one
      const fourth = yield* importing(yield* inTar("ops.zip", yield* Effect.promise(() => folder({ "db/pool.md": "  \n" }))))
      expect(fourth.files.get("ops/db/pool.md")).toMatchObject({ status: "failed", document_id: id, reason: "the file holds no text" })
      expect((yield* knowledge.search({ query: "narwhal limit", mode: "keyword", limit: 1 })).chunks).toHaveLength(1)
      for (const document of (yield* knowledge.list({ limit: 50, offset: 0 })).documents) yield* knowledge.remove(document.documentId)
      expect(yield* Stream.runCount((yield* Files).list(""))).toBe(0)
    })))

    it.effect("members that leave the archive, are links or archives again are refused one by one", () => as("usr_two")(Effect.gen(function*() {
      const nested = yield* Effect.promise(() => folder({ "inner.md": "# Inner\n\ndeep" }))
      const archive = renamed(yield* Effect.promise(() => zip([{ name: "xx/evil.md", content: "# evil" }, { name: "ok.md", content: "# Fine\n\nStays" }, { name: "again.zip", content: nested }])), "xx/evil.md", "../evil.md")
      const found = yield* importing(yield* inTar("a.zip", archive))
      expect(found.counts).toMatchObject({ created: 1, failed: 2 })
      expect(found.files.get("a/../evil.md")?.reason).toMatch(/leaves the archive/)
      expect(found.files.get("a/again.zip")?.reason).toMatch(/levels deep/)
      const links = yield* importing(yield* Effect.promise(() => tarball([{ name: "l.md", link: "/etc/passwd" }, { name: "/abs.md", content: "# a" }, { name: "good.md", content: "# Good\n\nbody" }])), { folder: "tarred" })
      expect(links.files.get("tarred/l.md")?.reason).toMatch(/link/)
      expect([...links.files.values()].find((file) => file.path.endsWith("abs.md"))?.reason).toMatch(/absolute/)
      expect(links.files.get("tarred/good.md")?.status).toBe("created")
    })))

    it.effect("of files that say the same the first is kept, of versions of one path the last; names tell documents apart", () => as("usr_four")(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const same = "# Same\n\nRestart the ibis relay.\n"
      const found = yield* importing(yield* Effect.promise(() => tarball([
        { name: "a/same.md", content: same }, { name: "b/same.md", content: same }, { name: "c/same.md", content: same }, { name: "other.md", content: same },
        { name: "v.md", content: "# V\n\nfirst heron" }, { name: "v.md", content: "# V\n\nsecond heron" }, { name: "v.md", content: "# V\n\nthird heron" },
        { name: "w/v.md", content: "# V\n\nthird heron" }, { name: "end.md", content: "# End\n\nLast of all.\n" }
      ])))
      const documents = (yield* knowledge.list({ limit: 50, offset: 0 })).documents
      expect(documents.map(({ title }) => title).sort()).toEqual(["end", "other", "same", "v"])
      const first = documents.find(({ title }) => title === "same")!
      expect(first.path).toBe("a/same.md")
      for (const path of ["b/same.md", "c/same.md"]) expect(found.files.get(path)).toMatchObject({ status: "duplicate", document_id: first.documentId })
      expect(found.counts).toMatchObject({ created: 4, updated: 2, duplicate: 3, failed: 0 })
      expect((yield* knowledge.search({ query: "heron", mode: "keyword", limit: 9 })).chunks.map(({ text }) => text.split(/\s+/).slice(-2).join(" "))).toEqual(["third heron"])
      expect(found.files.get("w/v.md")).toMatchObject({ status: "duplicate", document_id: found.files.get("v.md")!.document_id })
    })))

    it.effect("a version that becomes what another document of that name says stays as it was", () => as("usr_five")(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      yield* importing(yield* Effect.promise(() => tarball([{ name: "x/plan.md", content: "# Plan\n\nold crane" }, { name: "z.md", content: "# Z\n\nnew crane" }])))
      const found = yield* importing(yield* Effect.promise(() => tarball([{ name: "other.md", content: "# Plan\n\nnew crane" }, { name: "y/plan.md", content: "# Plan\n\nnew crane" }, { name: "x/plan.md", content: "# Plan\n\nnew crane" }, { name: "more.md", content: "# More\n\nStill read.\n" }])))
      expect(found.job.state).toBe("done")
      expect([...found.files].map(([path, { status }]) => `${path} ${status}`).sort()).toEqual(["more.md created", "other.md created", "x/plan.md duplicate", "y/plan.md created"])
      expect((yield* knowledge.list({ limit: 50, offset: 0 })).documents.filter(({ title }) => title === "plan")).toHaveLength(2)
    })))

    it.effect("an archive beyond the limits is refused whole, before anything of it is kept", () => as("usr_three")(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const kept = new Map([["imports/", 0], ["knowledge/", yield* Stream.runCount((yield* Files).list("knowledge/"))]])
      const bomb = yield* importing(yield* inTar("bomb.zip", yield* Effect.promise(() => folder({ "first.md": "# First", "bomb.txt": " ".repeat(8 * 1024 * 1024) }))))
      expect(bomb.job).toMatchObject({ state: "failed", attempt: 1, error: expect.stringMatching(/100 times/) })
      const many = yield* importing(yield* inTar("many.zip", yield* Effect.promise(() => folder(Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}.md`, `# ${i}`]))))))
      expect(many.job).toMatchObject({ state: "failed", error: expect.stringMatching(/more than 100\d entries/) })
      expect((yield* knowledge.list({ limit: 1, offset: 0 })).total).toBe(0)
      for (const prefix of ["imports/", "knowledge/"]) expect(yield* Stream.runCount((yield* Files).list(prefix)), prefix).toBe(kept.get(prefix))
      expect((yield* Effect.flip(knowledge.importFiles({ scope: "global" }, Stream.make(new Uint8Array(1)))))._tag).toBe("Forbidden")
    })))
  })
})
