/** Entry of the analysis worker thread: one request after the other, answers by message. */
import { parentPort } from "node:worker_threads"
import { analyzeFile } from "../engine/analyze.js"
import type { AnalysisAnswer, AnalysisRequest } from "./messages.js"

const port = parentPort
if (port === null) throw new Error("this file runs as a worker thread only")

const answer = (message: AnalysisAnswer): void => port.postMessage(message)

port.on("message", (request: AnalysisRequest) => {
  const { id, limits, ...input } = request
  let percent = 0
  analyzeFile({
    ...input,
    limits,
    onProgress: (done, total) => {
      const now = total === null || total === 0 ? 0 : Math.min(99, Math.floor(done * 100 / total))
      if (now < percent + 2) return
      percent = now
      answer({ id, kind: "progress", percent })
    }
  }).then(
    (analysis) => answer({ id, kind: "done", analysis }),
    (error: unknown) => answer({ id, kind: "crashed", message: error instanceof Error ? error.message : String(error) })
  )
})
