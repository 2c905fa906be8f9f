import { SqlClient } from "@effect/sql"
import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Context, Deferred, Effect, Layer, Schedule, Stream } from "effect"
import { Knowledge } from "../../../src/modules/knowledge/index.js"
import { layer } from "../../../src/modules/knowledge/layer.js"
import type { ImportedFile } from "../../../src/modules/knowledge/models.js"
import { layer as hashEmbedding } from "../../../src/providers/embedding/hash.js"
import { Files } from "../../../src/providers/files/Files.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { layer as memoryVectors } from "../../../src/providers/vectors/memory.js"
import { as, memoryDatabase, noModel } from "../../support/layers.js"
import { tarball } from "../evidence/support/files.js"

const FILES = 200
const page = (i: number): string => `# Runbook ${i}\n\nRestart the narwhal${i} service.\n`

/** Whether storing originals hangs at its end except for the group of the first file: groups are ready in any order, written in theirs. */
class Hanging extends Context.Tag("test/Hanging")<Hanging, { hangs: boolean; readonly reached: Deferred.Deferred<void> }>() {}
const hanging = Layer.effect(Hanging, Effect.map(Deferred.make<void>(), (reached) => ({ hangs: true, reached })))

const files = Layer.effect(Files, Effect.gen(function*() {
  const inner = yield* Files
  const state = yield* Hanging
  return Files.of({
    ...inner,
    putAll: (all) => Effect.suspend(() => !state.hangs || all.some(({ bytes }) => Buffer.from(bytes).equals(Buffer.from(page(0)))) ? inner.putAll(all) : Effect.zipRight(inner.putAll(all), Effect.zipRight(Deferred.succeed(state.reached, undefined), Effect.never)))
  })
})).pipe(Layer.provide(memoryFiles), Layer.provideMerge(hanging))

const alone = layer.pipe(Layer.provide([hashEmbedding, memoryVectors, noModel]), Layer.provideMerge(files), Layer.provideMerge(jobsWith({ pollMs: 20 })), Layer.provideMerge(memoryDatabase()))

describe("cancelling an import", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("in its middle ends it; what was written is whole, and the same import goes on from there", () => as("usr_one")(Effect.gen(function*() {
      const knowledge = yield* Knowledge
      const jobs = yield* Jobs
      const sql = yield* SqlClient.SqlClient
      const state = yield* Hanging
      const archive = yield* Effect.promise(() => tarball(Array.from({ length: FILES }, (_, i) => ({ name: `page-${i}.md`, content: page(i) }))))
      const stored = Effect.flatMap(Files, (files) => Stream.runCount(files.list("knowledge/")))
      const { jobId } = yield* knowledge.importFiles({}, Stream.make(archive))
      yield* Deferred.await(state.reached)
      // the group before is written meanwhile
      yield* Effect.repeat(sql<{ n: number }>`SELECT COUNT(*) AS n FROM documents`, { until: ([row]) => row!.n > 0, schedule: Schedule.spaced("5 millis") })
      expect(yield* jobs.cancel(jobId)).toBe(true)
      expect((yield* jobs.awaitEnd(jobId))?.state).toBe("cancelled")

      const counted = sql<{ documents: number; lacking: number }>`SELECT COUNT(*) AS documents,
        SUM(CASE WHEN chunk_count = 0 OR chunk_count <> (SELECT COUNT(*) FROM chunks c WHERE c.document_id = d.document_id) OR chunk_count <> (SELECT COUNT(*) FROM chunk_terms t WHERE t.document_id = d.document_id) THEN 1 ELSE 0 END) AS lacking FROM documents d WHERE status = 'indexed'`
      const [written] = yield* counted
      expect(written!.documents).toBeGreaterThan(0)
      expect(written!.documents).toBeLessThan(FILES)
      expect(written!.lacking).toBe(0)
      expect((yield* sql<{ n: number }>`SELECT COUNT(*) AS n FROM documents`)[0]!.n).toBe(written!.documents)
      expect(yield* stored).toBe(written!.documents)

      state.hangs = false
      const again = yield* knowledge.importFiles({}, Stream.make(archive))
      const ended = yield* jobs.awaitEnd(again.jobId)
      expect(ended?.state).toBe("done")
      const { counts } = ended!.result as { readonly files: ReadonlyArray<ImportedFile>; readonly counts: Record<string, number> }
      expect(counts).toMatchObject({ created: FILES - written!.documents, unchanged: written!.documents, failed: 0 })
      expect((yield* counted)[0]).toEqual({ documents: FILES, lacking: 0 })
    })))
  })
})
