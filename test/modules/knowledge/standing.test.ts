import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Accounts } from "../../../src/modules/auth/index.js"
import { CurrentActor } from "../../../src/modules/kernel/actor.js"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import type { ImportedFile } from "../../../src/modules/knowledge/models.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { Files } from "../../../src/providers/files/Files.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as builtin } from "../../../src/providers/llm/builtin.js"
import { UsageLedger } from "../../../src/providers/llm/UsageLedger.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { actor, memoryDatabase } from "../../support/layers.js"
import { tarball } from "../evidence/support/files.js"

/** What the account may do when the job asks for the first, second, … time; the last holds from then on. */
let standing: ReadonlyArray<{ readonly roles: ReadonlyArray<string>; readonly teams: ReadonlyArray<string>; readonly active: boolean }> = []
const member = { roles: ["user"], teams: ["red"], active: true }
const accounts = Layer.mock(Accounts, {
  bootstrap: null, registration: false,
  standing: () => Effect.sync(() => {
    const [now, ...later] = standing
    if (later.length > 0) standing = later
    return { ...now!, organizationId: "acme" }
  })
})
const model = Layer.merge(builtin, Layer.succeed(UsageLedger, UsageLedger.of({ record: () => Effect.void })))
const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, model, accounts]), Layer.provideMerge(memoryFiles), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))

const as = (roles: ReadonlyArray<string>, teamIds: ReadonlyArray<string>) => <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(effect, CurrentActor, { ...actor("ann", roles), organizationId: "acme", teamIds })
const ann = as(["user"], ["red"])
const admin = as(["admin", "user"], [])

const imported = (names: ReadonlyArray<string>, scope: "team" | "global", who: typeof ann) => Effect.gen(function*() {
  const archive = yield* Effect.promise(() => tarball(names.map((name) => ({ name: `${name}.md`, content: `# ${name} of ${scope}\n\nThe ${name} restarts.\n` }))))
  const { jobId } = yield* who((yield* Knowledge).importFiles({ scope }, Stream.make(archive)))
  const job = (yield* (yield* Jobs).awaitEnd(jobId))!
  expect(job.state, job.error ?? "").toBe("done")
  return (job.result as { readonly files: ReadonlyArray<ImportedFile> }).files
})
const names = Array.from({ length: 10 }, (_, i) => `walrus${i}`)

describe("a job goes by the rights of now, not by those of the moment it was queued", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("an import writes nothing for a team that was left before it ran, or from then on", () => Effect.gen(function*() {
      const knowledge = yield* Knowledge
      standing = [{ ...member, teams: ["blue"] }]
      const before = yield* imported(names, "team", ann)
      expect(before.map((file) => [file.status, file.document_id, file.reason])).toEqual(names.map(() => ["failed", null, "you do not belong to the team 'red'"]))
      expect((yield* ann(knowledge.list({ limit: 1, offset: 0 }))).total).toBe(0)
      const stored = Effect.flatMap(Files, (files) => Stream.runCount(files.list("")))
      expect(yield* stored).toBe(0)

      standing = [member, { ...member, teams: [] }]
      const meanwhile = yield* imported(names, "team", ann)
      const created = meanwhile.filter((file) => file.status === "created")
      expect(created.length).toBeGreaterThan(0)
      expect(meanwhile.filter((file) => file.status === "failed" && file.reason === "you do not belong to the team 'red'")).toHaveLength(names.length - created.length)
      expect((yield* ann(knowledge.list({ limit: 1, offset: 0 }))).total).toBe(created.length)
      expect(yield* stored).toBe(created.length)

      standing = [member]
      expect((yield* imported(names, "team", ann)).map((file) => file.status).sort()).toEqual([...names.slice(created.length).map(() => "created"), ...created.map(() => "unchanged")])
    }))

    it.effect("nor for everybody by whom is no administrator any more, nor by whom was switched off", () => Effect.gen(function*() {
      standing = [member]
      expect((yield* imported(["seal"], "global", admin))[0]).toMatchObject({ status: "failed", reason: "only administrators write to the global knowledge" })
      standing = [{ roles: ["admin"], teams: [], active: false }]
      expect((yield* imported(["seal"], "global", admin))[0]).toMatchObject({ status: "failed", reason: "the account is not active any more" })
      standing = [{ roles: ["admin"], teams: [], active: true }]
      expect((yield* imported(["seal"], "global", admin))[0]).toMatchObject({ status: "created" })
    }))

    it.effect("a deletion of many leaves what became forbidden meanwhile, and says why", () => Effect.gen(function*() {
      const [knowledge, jobs] = yield* Effect.all([Knowledge, Jobs])
      const make = (title: string) => ann(knowledge.create({ title, content: `# ${title}\n\nThe kingfisher sleeps.\n`, documentType: "runbook", scope: "team" }))
      const [first, second] = [yield* make("first"), yield* make("second")]
      standing = [member, { ...member, teams: [] }]
      const done = yield* ann(knowledge.removeMany([first.documentId, second.documentId]))
      expect(done).toMatchObject({ deleted: 1, failedIds: [second.documentId] })
      expect((yield* jobs.get(done.jobId))!.result).toMatchObject({ reasons: { [second.documentId]: expect.stringContaining("not yours to see any more") } })
      expect((yield* ann(knowledge.get(second.documentId))).title).toBe("second")
    }))
  })
})
