import { randomBytes } from "node:crypto"
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import { Problem, problemBody } from "./errors.js"
import { type RequestFacts, rememberFacts } from "./middleware/context.js"
import { makeCors } from "./middleware/cors.js"
import { watchMultipartEnd } from "./middleware/multipartEnd.js"
import { type HttpSettings, MAX_JSON_BYTES } from "./settings.js"
import type { StaticFiles } from "./static.js"

/**
 * What every request passes before the router, in plain Node for speed:
 * request id, aliases, security headers, CORS, early size refusal, static
 * files, and one access-log line when it ends.
 */
export interface FrontOptions {
  readonly settings: HttpSettings
  readonly handler: RequestListener
  readonly statics: StaticFiles
  /** writes one finished log line */
  readonly log: (line: string) => void
}

/** Unique per process start and request; random bytes for each would cost more than the rest of this file. */
const START = randomBytes(5).toString("hex")
let counter = 0
const nextId = (): string => `req_${START}${(++counter).toString(16).padStart(6, "0")}`

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/
/** Old scripts call these without a prefix; pages of the dashboard share the names (`/cases`). */
const UNPREFIXED = /^\/(auth|sessions|cases|evidence|knowledge|documents|agent|hypotheses|solutions|jobs|search)(\/|$)/

const canonicalPath = (request: IncomingMessage): string => {
  const url = request.url ?? "/"
  const q = url.indexOf("?")
  let path = q === -1 ? url : url.slice(0, q)
  const query = q === -1 ? "" : url.slice(q)
  if (path.length > 1 && path.endsWith("/")) path = path.replace(/\/+$/, "") || "/"
  if (path.startsWith("/v1/")) path = `/api${path}`
  else if (UNPREFIXED.test(path)) {
    const page = (request.method === "GET" || request.method === "HEAD") && (request.headers.accept ?? "").includes("text/html")
    if (!page) path = `/api/v1${path}`
  }
  return path + query
}

const MAX_DROPPED_BYTES = 8 * 1024 * 1024

const first = (value: string | Array<string> | undefined): string | undefined => (Array.isArray(value) ? value[0] : value?.split(",")[0]?.trim())

const learn = (request: IncomingMessage, settings: HttpSettings): RequestFacts => {
  const given = first(request.headers["x-correlation-id"]) ?? first(request.headers["x-request-id"])
  const proxied = settings.trustProxy
  const scheme = (proxied ? first(request.headers["x-forwarded-proto"]) : undefined) ?? "http"
  const host = (proxied ? first(request.headers["x-forwarded-host"]) : undefined) ?? request.headers.host ?? "localhost"
  const prefix = (proxied ? first(request.headers["x-forwarded-prefix"]) : undefined)?.replace(/\/$/, "") ?? ""
  return {
    id: given !== undefined && REQUEST_ID.test(given) ? given : nextId(),
    address: (proxied ? first(request.headers["x-forwarded-for"]) : undefined) ?? request.socket.remoteAddress ?? "unknown",
    origin: settings.publicUrl !== "" ? settings.publicUrl.replace(/\/$/, "") : `${scheme}://${host}${prefix}`,
    startedAt: performance.now()
  }
}

const refuse = (response: ServerResponse, problem: Problem, requestId: string): void => {
  const body = JSON.stringify(problemBody(problem, requestId))
  response.writeHead(problem.status, { "content-type": "application/json", "content-length": Buffer.byteLength(body), connection: "close" }).end(body)
}

export const makeFront = ({ handler, log, settings, statics }: FrontOptions): RequestListener => {
  const cors = makeCors(settings)
  const uploadLimit = settings.maxFileMb * 1024 * 1024 + 1024 * 1024

  return (request, response) => {
    const facts = learn(request, settings)
    rememberFacts(request, facts)
    response.setHeader("x-request-id", facts.id)
    response.setHeader("x-correlation-id", facts.id)
    response.setHeader("x-content-type-options", "nosniff")
    response.setHeader("x-frame-options", "DENY")
    response.setHeader("referrer-policy", "no-referrer")
    response.setHeader("cross-origin-opener-policy", "same-origin")
    if (settings.accessLog) {
      response.once("close", () => {
        const ms = performance.now() - facts.startedAt
        const path = (request.url ?? "").split("?")[0]
        log(`{"at":"${new Date().toISOString()}","level":"INFO","message":"request","request_id":"${facts.id}","method":"${request.method}","path":${JSON.stringify(path)},"status":${response.statusCode},"ms":${ms.toFixed(1)}${response.writableFinished ? "" : `,"aborted":true`}}\n`)
      })
    }
    if (cors.apply(request, response)) return
    request.url = canonicalPath(request)
    const path = request.url.split("?")[0]!
    if (path.startsWith("/api/")) {
      response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
      response.setHeader("cache-control", "no-store")
    } else if (statics.serve(request, response, path, facts)) {
      return
    }
    const length = Number(request.headers["content-length"] ?? 0)
    const multipart = (request.headers["content-type"] ?? "").startsWith("multipart/")
    if (multipart) {
      watchMultipartEnd(request)
      // the rest of a refused upload is read and dropped where it is short, so that the client sees why; a long one ends the connection
      if (!(length > 0 && length <= MAX_DROPPED_BYTES)) response.setHeader("connection", "close")
      else {
        response.once("finish", () => {
          request.unpipe()
          request.removeAllListeners("data")
          request.resume()
        })
      }
    }
    if (length > 0) {
      if (length > (multipart ? uploadLimit : MAX_JSON_BYTES)) {
        const limit = multipart ? `${settings.maxFileMb} MB` : `${MAX_JSON_BYTES / 1024 / 1024} MB`
        refuse(response, new Problem({ status: 413, code: "payload_too_large", detail: `the request is larger than the limit of ${limit}` }), facts.id)
        return
      }
    }
    handler(request, response)
  }
}
