/** Entry of the thread that reads files and cuts texts for the knowledge base: one request after the other, answers by message. */
import { parentPort } from "node:worker_threads"
import { Problem } from "../../evidence/engine/input/limits.js"
import { prepare } from "../engine/prepare.js"
import { parseFile } from "../parsing.js"
import type { PrepareAnswer, PrepareRequest } from "./messages.js"
import { rehearse } from "./rehearsal.js"

const port = parentPort
if (port === null) throw new Error("this file runs as a worker thread only")

const answerTo = async (request: PrepareRequest): Promise<PrepareAnswer> => {
  const { id } = request
  try {
    if (request.kind === "rehearse") {
      await rehearse(() => waiting > 0)
      return { id, kind: "rehearsed" }
    }
    const { source, whose } = request
    const text = source.kind === "text" ? source.text : await parseFile(Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.length), source.path)
    return { id, kind: "prepared", text: source.kind === "file" ? text : null, prepared: prepare(whose, text) }
  } catch (error) {
    return error instanceof Problem
      ? { id, kind: "refused", code: error.code, reason: error.message }
      : { id, kind: "refused", code: "crashed", reason: `reading it broke down (${error instanceof Error ? error.message : String(error)})` }
  }
}

let turn: Promise<void> = Promise.resolve()
/** requests behind the one that is answered */
let waiting = -1

port.on("message", (request: PrepareRequest) => {
  waiting++
  turn = turn.then(async () => {
    const answer = await answerTo(request)
    // the vectors stand in one buffer, which goes over as it is
    const vectors = answer.kind === "prepared" ? answer.prepared.terms.vectors[0]?.buffer : undefined
    port.postMessage(answer, vectors === undefined ? [] : [vectors])
    waiting--
  })
})
