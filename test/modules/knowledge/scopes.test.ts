import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { Knowledge, type ScopeKind } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { actor, memoryDatabase, noModel } from "../../support/layers.js"

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))

/** A user of an organisation and of teams. */
const by = (userId: string, organizationId: string, teamIds: ReadonlyArray<string>, roles: ReadonlyArray<string> = ["user"]) => <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, CurrentActor, { ...actor(userId, roles), organizationId, teamIds })
const ann = by("ann", "acme", ["red"])
const bob = by("bob", "acme", ["red", "blue"])
const cid = by("cid", "acme", [])
const dan = by("dan", "other", ["green"])
const acmeAdmin = by("root", "acme", ["blue"], ["admin", "user"])

const page = (scope: ScopeKind, owner: string) => Effect.flatMap(Knowledge, (knowledge) =>
  knowledge.create({ title: `${scope} of ${owner}`, content: `# ${scope} of ${owner}\n\nThe pangolin service restarts when its quota is used up.\n`, documentType: "runbook", scope, tags: [`${scope}-${owner}`] }))

describe("scopes", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("hold in search, counts, lists, similar documents, facets, collections and suggestions", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      yield* ann(page("user", "ann"))
      const red = yield* ann(page("team", "ann"))
      const blue = yield* acmeAdmin(page("team", "root"))
      yield* acmeAdmin(page("organization", "root"))
      yield* acmeAdmin(page("global", "root"))
      const green = yield* dan(page("team", "dan"))
      yield* dan(page("user", "dan"))
      const visible = {
        ann: ["global of root", "organization of root", "team of ann", "user of ann"], bob: ["global of root", "organization of root", "team of ann", "team of root"],
        cid: ["global of root", "organization of root"], dan: ["global of root", "team of dan", "user of dan"]
      }
      for (const [name, as] of Object.entries({ ann, bob, cid, dan })) {
        const expected = visible[name as keyof typeof visible]
        for (const mode of ["hybrid", "keyword", "semantic"] as const) {
          const found = yield* as(knowledge.search({ query: "pangolin quota", mode, limit: 50 }))
          expect(found.chunks.map((chunk) => chunk.title).sort(), `${name} ${mode}`).toEqual(expected)
          expect(found.total).toBe(expected.length)
        }
        const listed = yield* as(knowledge.list({ limit: 50, offset: 0, text: "pangolin" }))
        expect({ titles: listed.documents.map((d) => d.title).sort(), total: listed.total }).toEqual({ titles: expected, total: expected.length })
        expect((yield* as(knowledge.statistics)).documents).toBe(expected.length)
        expect(Object.keys((yield* as(knowledge.facets)).tags).sort()).toEqual(listed.documents.flatMap((d) => d.tags).sort())
        const similar = yield* as(knowledge.similar(listed.documents[0]!.documentId, 50))
        expect(similar.map((chunk) => chunk.title).sort()).toEqual(expected.filter((title) => title !== listed.documents[0]!.title))
      }
      const chunk = (yield* dan(knowledge.search({ query: "pangolin", mode: "keyword", limit: 50 }))).chunks.find((one) => one.documentId === green.documentId)!
      for (const denied of [knowledge.get(green.documentId), knowledge.content(green.documentId), knowledge.similar(green.documentId, 3), knowledge.chunk(green.documentId, chunk.chunkId), knowledge.remove(green.documentId), knowledge.createCollection({ name: "x", documentIds: [green.documentId] })]) {
        expect((yield* Effect.flip(bob(denied as Effect.Effect<unknown, { readonly _tag: string }, CurrentActor>)))._tag).toBe("NotFound")
      }
      expect(yield* bob(knowledge.verify(chunk))).toBe(false)
      expect((yield* bob(knowledge.contents([green.documentId, red.documentId]))).size).toBe(1)
      // many at once, with the teams of who asked
      expect(yield* bob(knowledge.removeMany([blue.documentId, green.documentId]))).toMatchObject({ deleted: 1, failedIds: [green.documentId] })
      expect(yield* acmeAdmin(knowledge.removeMany([red.documentId]))).toMatchObject({ deleted: 1, failedIds: [] })
    }))

    it.effect("who may publish for a team may change and delete what is there; an administrator that of every team of the organisation", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const tag = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>) => Effect.map(Effect.flip(effect), (error) => error._tag)
      const [own, red, second, organization, green] = [yield* ann(page("user", "ann")), yield* ann(page("team", "ann")), yield* bob(by("bob", "acme", ["red"])(page("team", "bob"))), yield* acmeAdmin(page("organization", "root")), yield* dan(page("team", "dan"))]
      // a member that is not the author
      expect(yield* bob(knowledge.change(red.documentId, { tags: ["checked"] }))).toMatchObject({ tags: ["checked"], ownerId: "ann", scope: red.scope })
      expect(yield* bob(knowledge.content(red.documentId))).toContain("pangolin")
      yield* ann(knowledge.remove(second.documentId))
      // nobody else, and a member nothing else
      expect(yield* tag(cid(knowledge.remove(red.documentId)))).toBe("NotFound")
      expect(yield* tag(dan(knowledge.remove(red.documentId)))).toBe("NotFound")
      expect(yield* tag(bob(knowledge.remove(organization.documentId)))).toBe("Forbidden")
      expect(yield* tag(bob(knowledge.remove(own.documentId)))).toBe("NotFound")
      // an author that left the team has no hand in it any more
      expect(yield* tag(by("ann", "acme", [])(knowledge.remove(red.documentId)))).toBe("NotFound")
      // an administrator of the organisation, in none of its teams
      const chief = by("chief", "acme", [], ["admin", "user"])
      expect(yield* chief(knowledge.change(red.documentId, { title: "Renamed" }))).toMatchObject({ title: "Renamed", chunkCount: 1 })
      expect(yield* ann(knowledge.content(red.documentId))).toContain("pangolin")
      yield* chief(knowledge.remove(red.documentId))
      expect(yield* tag(ann(knowledge.get(red.documentId)))).toBe("NotFound")
      for (const foreign of [own, green]) expect(yield* tag(chief(knowledge.remove(foreign.documentId)))).toBe("NotFound")
      const draft = yield* ann(knowledge.create({ title: "Draft", content: "# Draft\n\nNot yet.\n", documentType: "runbook", scope: "team", published: false }))
      for (const as of [bob, chief]) expect(yield* tag(as(knowledge.remove(draft.documentId)))).toBe("NotFound")
    }))
  })

  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("a draft is found by nobody until it is published", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const draft = yield* ann(knowledge.create({ title: "Draft", content: "# Draft\n\nThe axolotl cache is cold.\n", documentType: "runbook", scope: "team", published: false }))
      for (const as of [ann, bob]) {
        expect((yield* as(knowledge.search({ query: "axolotl cache", mode: "hybrid", limit: 5 }))).total).toBe(0)
        expect((yield* as(knowledge.list({ limit: 5, offset: 0 }))).total).toBe(0)
      }
      expect((yield* Effect.flip(bob(knowledge.get(draft.documentId))))._tag).toBe("NotFound")
      yield* ann(knowledge.publish(draft.documentId))
      expect((yield* bob(knowledge.search({ query: "axolotl cache", mode: "hybrid", limit: 5 }))).total).toBe(1)
      expect((yield* dan(knowledge.search({ query: "axolotl cache", mode: "hybrid", limit: 5 }))).total).toBe(0)
    }))

    it.effect("a file that failed is tried again when it is uploaded again; another tag leaves a file what it was", () => cid(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const jobs = yield* Jobs
      const upload = (filename: string, text: string | Uint8Array) => knowledge.upload({ filename }, Stream.make(Buffer.from(text as string)))
      const bad = yield* upload("bad.pdf", "%PDF-1.7\nnothing of a PDF")
      expect((yield* jobs.awaitEnd(bad.jobId))?.state).toBe("failed")
      // what failed is not indexed by another title
      yield* knowledge.change(bad.document.documentId, { tags: ["x"] })
      expect(yield* knowledge.get(bad.document.documentId)).toMatchObject({ status: "failed", chunkCount: 0, tags: ["x"] })
      const again = yield* upload("bad.pdf", "%PDF-1.7\nnothing of a PDF")
      expect(again.document).toMatchObject({ documentId: bad.document.documentId, status: "pending" })
      expect(again.jobId).not.toBe(bad.jobId)
      expect((yield* jobs.awaitEnd(again.jobId))?.state).toBe("failed")
      expect(yield* knowledge.get(bad.document.documentId)).toMatchObject({ status: "failed", attempts: 1 })

      const source = "<html><body><h1>Quotas</h1><p>Ask the platform team.</p></body></html>"
      const html = yield* upload("quotas.html", source)
      yield* jobs.awaitEnd(html.jobId)
      const changed = yield* knowledge.change(html.document.documentId, { tags: ["platform"] })
      expect(changed).toMatchObject({ sha256: html.document.sha256, bytes: source.length, tags: ["platform"], status: "indexed" })
      expect((yield* upload("quotas.html", source)).document.documentId).toBe(html.document.documentId)
    })))
  })
})
