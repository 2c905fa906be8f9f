import type { IncomingMessage } from "node:http"
import { HttpServerRequest } from "@effect/platform"
import { NodeHttpServerRequest } from "@effect/platform-node"
import { Effect } from "effect"

/**
 * The multipart parser waits for ever for a closing boundary that never
 * comes. This watches the last bytes of the body, so that a cut-off form is
 * an error at its end.
 */
const TAIL_BYTES = 128

interface Watch { tail: Buffer; cut: boolean | null; readonly listeners: Array<() => void> }

const watches = new WeakMap<IncomingMessage, Watch>()

/** To be called before the first body byte is read. */
export const watchMultipartEnd = (request: IncomingMessage): void => {
  const boundary = /boundary="?([^";]+)"?/i.exec(request.headers["content-type"] ?? "")?.[1]
  const watch: Watch = { tail: Buffer.alloc(0), cut: null, listeners: [] }
  watches.set(request, watch)
  const push = request.push.bind(request)
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk !== null) {
      const last = chunk.length >= TAIL_BYTES ? chunk.subarray(chunk.length - TAIL_BYTES) : Buffer.concat([watch.tail, chunk])
      watch.tail = Buffer.from(last.subarray(Math.max(0, last.length - TAIL_BYTES)))
    } else if (watch.cut === null) {
      watch.cut = boundary === undefined || !watch.tail.includes(`--${boundary}--`)
      for (const listener of watch.listeners) listener()
    }
    return push(chunk, encoding)
  }
}

/** Succeeds when the body has ended without its closing boundary; never otherwise. */
export const multipartCutOff: Effect.Effect<void, never, HttpServerRequest.HttpServerRequest> = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
  const watch = watches.get(NodeHttpServerRequest.toIncomingMessage(request))
  if (watch === undefined || watch.cut === false) return Effect.never
  if (watch.cut === true) return Effect.void
  return Effect.async<void>((resume) => {
    watch.listeners.push(() => {
      if (watch.cut === true) resume(Effect.void)
    })
  })
})
