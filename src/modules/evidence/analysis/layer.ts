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

/** Offline analysis in worker threads; the workers live as long as the layer. */
export const analyzerLayerWith = (options: Partial<PoolOptions>) => Layer.scoped(Analyzer, Effect.map(
  Effect.acquireRelease(Effect.sync(() => new AnalysisPool(options)), (pool) => Effect.promise(() => pool.close())),
  (pool) => Analyzer.of({
    analyze: (input, onProgress) => Effect.tryPromise({
      try: (signal) => pool.analyze({ ...input, limits: {}, signal, onProgress }),
      catch: (error) => failure(error instanceof Problem ? error : { code: "crashed", message: "the analysis broke down" })
    }).pipe(Effect.flatMap(accept)),
    text: (input) => Effect.tryPromise({
      try: (signal) => pool.text({ ...input, sourceUrl: null, declaredType: null, artifact: "#text", limits: {}, signal }),
      catch: (error) => failure(error instanceof Problem ? error : { code: "crashed", message: "the text could not be read" })
    })
  })
))

export const analyzerLayer = analyzerLayerWith({})
