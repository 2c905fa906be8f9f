import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Queue, Stream } from "effect"
import { type Case, Cases } from "../../../src/modules/case/index.js"
import { Analyzer, Evidences } from "../../../src/modules/evidence/index.js"
import { layer } from "../../../src/modules/evidence/layer.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { as, configuration, memoryDatabase, noModel } from "../../support/layers.js"

const me = as("usr_me")
const cases = Layer.mock(Cases, {
  get: (id) => Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case),
  assertWritable: (id) => Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case)
})

/** Gates of the job: before its handler runs, and between the end of its work and its own end. */
interface Gate {
  readonly reached: Deferred.Deferred<void>
  readonly open: Deferred.Deferred<void>
}
const gate = Effect.all({ reached: Deferred.make<void>(), open: Deferred.make<void>() })
let before: Gate | null = null
let after: Gate | null = null
const pass = (at: Gate | null) => at === null ? Effect.void : Effect.zipRight(Deferred.succeed(at.reached, undefined), Deferred.await(at.open))
let met: Queue.Queue<string> | null = null

const gatedJobs = Layer.effect(Jobs, Effect.map(Jobs, (jobs) => Jobs.of({
  ...jobs,
  work: (kind, options, run) => jobs.work(kind, options, (payload, job) => Effect.suspend(() => pass(before)).pipe(Effect.zipRight(run(payload, job)), Effect.tap(() => Effect.suspend(() => pass(after))))),
  enqueue: (kind, payload, options) => jobs.enqueue(kind, payload, options).pipe(Effect.tapError(({ id }) => met === null ? Effect.void : Queue.offer(met, id)))
}))).pipe(Layer.provide(jobsWith({ pollMs: 20 })))

let analysedAs: ReadonlyArray<string | null> = []
const analyzer = Layer.mock(Analyzer, {
  analyze: (input) => Effect.sync(() => {
    analysedAs = [...analysedAs, input.declaredType]
    return { dataType: input.declaredType ?? "text", confidence: 1, suggestedTypes: [], encoding: "utf-8", lines: 1, levels: {}, from: null, to: null, summary: "", findings: [], timeline: [], templates: [], needsUserChoice: false }
  })
})

const alone = layer.pipe(Layer.provide([cases, analyzer, noModel]), Layer.provideMerge(memoryFiles), Layer.provideMerge(gatedJobs), Layer.provideMerge(memoryDatabase()), Layer.provide(configuration({})))
const upload = (filename: string) => Effect.flatMap(Evidences, (evidences) => me(evidences.upload({ caseId: "case_1", filename }, Stream.make(Buffer.from(filename)))))
const ended = (evidenceId: string) => Effect.gen(function*() {
  const [jobs, evidences] = yield* Effect.all([Jobs, Evidences])
  yield* jobs.awaitEnd((yield* me(evidences.get(evidenceId))).jobId!)
  return yield* me(evidences.get(evidenceId))
})

describe("what the user says a file is", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("said while the job of the file is about to end: analysed again, never left waiting", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      analysedAs = []
      const last = after = yield* gate
      met = yield* Queue.unbounded<string>()
      const { evidenceId } = yield* upload("late.txt")
      yield* Deferred.await(last.reached)
      expect((yield* me(evidences.get(evidenceId))).status).toBe("completed")
      const declared = yield* Effect.fork(me(evidences.declareType(evidenceId, "logs")))
      expect(yield* Queue.take(met)).toBe(evidenceId)
      after = met = null
      yield* Deferred.succeed(last.open, undefined)
      expect((yield* Fiber.join(declared)).status).toBe("pending")
      expect(yield* ended(evidenceId)).toMatchObject({ status: "completed", declaredType: "logs" })
      expect(analysedAs).toEqual([null, "logs"])
    }), 10_000)

    it.effect("said before the job has read the file: that job goes by it", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      analysedAs = []
      const first = before = yield* gate
      const { evidenceId, jobId } = yield* upload("early.txt")
      yield* Deferred.await(first.reached)
      before = null
      yield* me(evidences.declareType(evidenceId, "configuration"))
      yield* Deferred.succeed(first.open, undefined)
      expect(yield* ended(evidenceId)).toMatchObject({ status: "completed", declaredType: "configuration", jobId })
      expect(analysedAs).toEqual(["configuration"])
    }))
  })
})
