/** Entry of the analysis worker thread: one request after the other, answers by message. */
import { open } from "node:fs/promises"
import { parentPort } from "node:worker_threads"
import { analyzeFile, hashFile } from "../engine/analyze.js"
import { type ArtifactSource, checkArtifacts, withArtifact } from "../engine/artifact.js"
import { Problem } from "../engine/input/limits.js"
import type { Bytes } from "../engine/input/source.js"
import { isFatal } from "../engine/input/walk.js"
import { compareVersions } from "../engine/versions.js"
import { type LineIndex, makeLineIndexer } from "../lineIndex.js"
import type { AnalysisAnswer, AnalysisRequest } from "./messages.js"

const port = parentPort
if (port === null) throw new Error("this file runs as a worker thread only")

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

const isUnchanged = async (path: string, sha256: string): Promise<boolean> => (await hashFile(path)).sha256 === sha256

/** Writes an artefact where its lines can be read one by one. */
const unpack = async (file: ArtifactSource, artifact: string, target: string): Promise<LineIndex | null> => {
  const written = await open(target, "wx", 0o600)
  try {
    return await withArtifact(file, artifact, async (bytes) => {
      const indexer = makeLineIndexer()
      try {
        for await (const chunk of bytes) {
          indexer.push(chunk)
          await written.writeFile(chunk)
        }
      } catch (error) {
        // of a member that breaks off, what comes before was analysed too
        if (!(error instanceof Problem) || isFatal(error)) throw error
      }
      return indexer.end()
    })
  } finally {
    await written.close()
  }
}

const answerTo = async ({ id, limits, name, path, scratchFolder, wanted }: AnalysisRequest, tell: (percent: number) => void): Promise<AnalysisAnswer> => {
  const file = { path, name, limits, scratchFolder }
  switch (wanted.kind) {
    case "analyze": {
      let percent = 0
      const onProgress = (done: number, total: number | null) => {
        const now = total === null || total === 0 ? 0 : Math.min(99, Math.floor(done * 100 / total))
        if (now < percent + 2) return
        percent = now
        tell(percent)
      }
      return { id, kind: "done", analysis: await analyzeFile({ ...file, sourceUrl: wanted.sourceUrl, declaredType: wanted.declaredType, onProgress }) }
    }
    case "text":
      return { id, kind: "text", text: await withArtifact(file, wanted.artifact, decoded) }
    case "compare":
      return { id, kind: "compared", differences: await compareVersions(wanted.pairs.map(({ artifact, earlier, older }) => ({ newer: file, artifact, older: { ...older, limits, scratchFolder }, earlier }))) }
    case "verify":
      return { id, kind: "verified", holds: await isUnchanged(path, wanted.sha256) ? await checkArtifacts(file, wanted.passages) : null }
    case "unpack":
      if (!(await isUnchanged(path, wanted.sha256))) throw new Problem("damaged", "the stored file is no longer what was uploaded")
      return { id, kind: "unpacked", index: await unpack(file, wanted.artifact, wanted.target) }
  }
}

port.on("message", (request: AnalysisRequest) => {
  const { id } = request
  answerTo(request, (percent) => port.postMessage({ id, kind: "progress", percent } satisfies AnalysisAnswer)).catch((error: unknown): AnalysisAnswer => error instanceof Problem
    ? { id, kind: "refused", code: error.code, message: error.message }
    : { id, kind: "crashed", message: error instanceof Error ? error.message : String(error) }).then((answer) => port.postMessage(answer))
})
