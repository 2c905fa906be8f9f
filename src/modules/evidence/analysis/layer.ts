import { Effect, Layer } from "effect"
import { AnalysisFailed, Analyzer } from "../Analyzer.js"
import type { Analysis } from "../engine/analysis.js"
import { Problem } from "../engine/input/limits.js"
import { AnalysisPool, type PoolOptions } from "./pool.js"

/** Trouble of the machine, not of the file: worth another attempt. */
const PASSING: ReadonlySet<string> = new Set(["aborted", "crashed", "unreadable"])

const failure = (problem: { readonly code: string; readonly message: string }): AnalysisFailed =>
  new AnalysisFailed({ code: problem.code, reason: problem.message, retryable: PASSING.has(problem.code) })

const accept = (analysis: Analysis) => {
  if (analysis.status === "failed") return Effect.fail(failure({ code: analysis.code ?? "unreadable", message: analysis.reason ?? "it cannot be analysed" }))
  const { code: _, reason, status, summary, ...rest } = analysis
  return Effect.succeed(status === "partial" ? { ...rest, summary: `In part only: ${reason ?? ""}.\n${summary}`, partly: reason ?? "not all of it could be read" } : { ...rest, summary })
}

/** Reading again is waited for by people: it has a thread of its own and less time than an analysis. */
const READING: Partial<PoolOptions> = { size: 1, timeoutMs: 45_000 }

const makePool = (options: Partial<PoolOptions>) => Effect.acquireRelease(Effect.sync(() => new AnalysisPool(options)), (pool) => Effect.promise(() => pool.close()))

const asked = <A>(work: (signal: AbortSignal) => Promise<A>, otherwise: string) => Effect.tryPromise({
  try: work,
  catch: (error) => failure(error instanceof Problem ? error : { code: "crashed", message: otherwise })
})

/** Offline analysis in worker threads; the workers live as long as the layer. */
export const analyzerLayerWith = (options: Partial<PoolOptions>) => Layer.scoped(Analyzer, Effect.gen(function*() {
  const analysing = yield* makePool(options)
  const reading = yield* makePool({ ...READING, ...options })
  return Analyzer.of({
    analyze: (input, onProgress) => asked((signal) => analysing.analyze({ ...input, limits: {}, signal, onProgress }), "the analysis broke down").pipe(Effect.flatMap(accept)),
    compare: (input) => asked((signal) => analysing.compare({ ...input, limits: {}, signal }), "the versions could not be compared"),
    text: (input) => asked((signal) => reading.text({ ...input, limits: {}, signal }), "the text could not be read"),
    verify: (input) => asked((signal) => reading.verify({ ...input, limits: {}, signal }), "the passages could not be read"),
    unpack: (input) => asked((signal) => reading.unpack({ ...input, limits: {}, signal }), "the text could not be read")
  })
}))

export const analyzerLayer = analyzerLayerWith({})
