import { describe, expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { type Case, Cases } from "../../../src/modules/case/index.js"
import { AnalysisFailed, Analyzer, type EvidenceFile, Evidences } from "../../../src/modules/evidence/index.js"
import { layer } from "../../../src/modules/evidence/layer.js"
import { ProviderUnavailable } from "../../../src/providers/errors.js"
import { Files } from "../../../src/providers/files/Files.js"
import { layer as memoryFiles } from "../../../src/providers/files/memory.js"
import { Jobs } from "../../../src/providers/jobs/Jobs.js"
import { layerWith as jobsWith } from "../../../src/providers/jobs/sql.js"
import { as, configuration, memoryDatabase, noModel } from "../../support/layers.js"

const me = as("usr_me")
const cases = Layer.mock(Cases, {
  get: (id) => Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case),
  assertWritable: (id) => Effect.succeed({ caseId: id, ownerId: "usr_me", currentTurn: 0 } as Case)
})
const known = { confidence: 1, suggestedTypes: [], encoding: "utf-8", lines: 1, levels: {}, from: null, to: null, summary: "", findings: [], timeline: [], templates: [], needsUserChoice: false }
let crashes = 0
const analyzer = Layer.mock(Analyzer, {
  analyze: ({ name }) => {
    if (name === "broken.log") return Effect.fail(new AnalysisFailed({ code: "damaged", reason: "it is damaged", retryable: false }))
    if (name === "crash.log") return Effect.suspend(() => Effect.fail(new AnalysisFailed({ code: "crashed", reason: `the analysis broke down, time ${++crashes}`, retryable: true })))
    return Effect.succeed({
      ...known, dataType: name === "odd.bin" ? "text" as const : "logs" as const,
      ...(name === "odd.bin" ? { needsUserChoice: true, suggestedTypes: ["logs", "text"] as const } : {}), ...(name === "half.log" ? { partly: "the gzip stream ends early" } : {})
    })
  }
})
/** Does not answer for one case, and has lost what belongs to another. */
const files = Layer.effect(Files, Effect.map(Files, (inner) => Files.of({
  ...inner,
  localPath: (key) => key.includes("case_mute") ? Effect.fail(new ProviderUnavailable({ provider: "files/test", detail: "away" })) : inner.localPath(key.includes("case_lost") ? "evidence/nowhere" : key)
}))).pipe(Layer.provide(memoryFiles))
const alone = layer.pipe(Layer.provide([cases, analyzer, noModel, files]), Layer.provideMerge(jobsWith({ pollMs: 20, backoffMs: 0 })), Layer.provideMerge(memoryDatabase()), Layer.provide(configuration({})))

const ended = (filename: string, caseId = "case_1"): Effect.Effect<EvidenceFile, unknown, Evidences | Jobs> => Effect.gen(function*() {
  const [evidences, jobs] = yield* Effect.all([Evidences, Jobs])
  const { evidenceId } = yield* me(evidences.upload({ caseId, filename }, Stream.make(Buffer.from(filename))))
  yield* jobs.awaitEnd(evidenceId)
  return yield* me(evidences.get(evidenceId))
})

describe("a file says why it stands as it does", () => {
  withLayer(alone, { excludeTestServices: true })((it) => {
    it.effect("whole, in part, asking, failed at once and after every try", () => Effect.gen(function*() {
      expect(yield* ended("app.log")).toMatchObject({ status: "completed", statusReason: null })
      expect(yield* ended("half.log")).toMatchObject({ status: "completed", statusReason: "in part only: the gzip stream ends early" })
      expect(yield* ended("odd.bin")).toMatchObject({ status: "needs_type", statusReason: "it may be logs or text; please say what it is" })
      expect(yield* ended("broken.log")).toMatchObject({ status: "failed", statusReason: "it is damaged" })
      expect(yield* ended("crash.log")).toMatchObject({ status: "failed", statusReason: "the analysis broke down, time 3" })
    }))

    it.effect("where the store has lost it, or does not answer", () => Effect.gen(function*() {
      expect(yield* ended("app.log", "case_lost")).toMatchObject({ status: "failed", statusReason: "the stored file has vanished" })
      expect(yield* ended("app.log", "case_mute")).toMatchObject({ status: "failed", statusReason: "the file store did not answer" })
    }))

    it.effect("a reason of before is gone once it is analysed again", () => Effect.gen(function*() {
      const evidences = yield* Evidences
      const jobs = yield* Jobs
      const odd = yield* ended("odd.bin", "case_2")
      const declared = yield* me(evidences.declareType(odd.evidenceId, "logs"))
      expect(declared).toMatchObject({ status: "pending", statusReason: null })
      yield* jobs.awaitEnd((yield* me(evidences.get(odd.evidenceId))).jobId!)
      expect(yield* me(evidences.get(odd.evidenceId))).toMatchObject({ status: "needs_type" })
    }))
  })
})
