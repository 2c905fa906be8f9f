/** Entry of the analysis worker thread: one request after the other, answers by message. */
import { parentPort } from "node:worker_threads"
import { analyzeFile } from "../engine/analyze.js"
import { withArtifact } from "../engine/artifact.js"
import type { Bytes } from "../engine/input/source.js"
import type { AnalysisAnswer, AnalysisRequest } from "./messages.js"

const port = parentPort
if (port === null) throw new Error("this file runs as a worker thread only")

const answer = (message: AnalysisAnswer): void => port.postMessage(message)

const MAX_TEXT_BYTES = 2 * 1024 * 1024

const decoded = async (bytes: Bytes): Promise<string> => {
  const decoder = new TextDecoder("utf-8")
  let text = ""
  let read = 0
  for await (const chunk of bytes) {
    text += decoder.decode(chunk.subarray(0, MAX_TEXT_BYTES - read), { stream: true })
    read += chunk.length
    if (read >= MAX_TEXT_BYTES) break
  }
  return text
}

port.on("message", (request: AnalysisRequest) => {
  const { artifact, id, limits, ...input } = request
  const crashed = (error: unknown): void => answer({ id, kind: "crashed", message: error instanceof Error ? error.message : String(error) })
  if (artifact !== undefined) {
    withArtifact({ path: input.path, name: input.name, limits }, artifact, decoded).then((text) => answer({ id, kind: "text", text }), crashed)
    return
  }
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
    crashed
  )
})
