import type { IncomingMessage, ServerResponse } from "node:http"
import type { HttpSettings } from "../settings.js"

/** Origins of the shipped extensions: Chrome/Edge ids are 32 letters a–p, Firefox uses a UUID per installation. */
const EXTENSION = /^(chrome-extension:\/\/[a-p]{32}|moz-extension:\/\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|safari-web-extension:\/\/[0-9A-Fa-f-]{36})$/

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)(:(3000|3333|5173|8000|8080|8090))?$/

const EXPOSED = "Location, Retry-After, X-Title-Source, x-error-code, x-expected-version, x-actual-version, X-Request-ID, X-Correlation-ID, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
const HEADERS = "authorization, content-type, idempotency-key, x-session-id, x-csrf-token, x-requested-with, x-request-id, x-correlation-id, last-event-id"

const listed = (text: string): ReadonlySet<string> => {
  const trimmed = text.trim()
  const parts: ReadonlyArray<unknown> = trimmed.startsWith("[") ? JSON.parse(trimmed) as ReadonlyArray<unknown> : trimmed.split(",")
  return new Set(parts.map((part) => String(part).trim().replace(/\/$/, "")).filter((part) => part !== "" && part !== "*"))
}

export interface Cors {
  /** Sets the response headers; true where the request was a preflight and has been answered. */
  readonly apply: (request: IncomingMessage, response: ServerResponse) => boolean
}

/**
 * Exact origin echo with credentials, never `*`. Preflights are answered here,
 * before authentication and rate limits.
 */
export const makeCors = (settings: Pick<HttpSettings, "corsOrigins" | "serverHost" | "publicUrl">): Cors => {
  const allowed = new Set(listed(settings.corsOrigins))
  if (settings.publicUrl !== "") allowed.add(new URL(settings.publicUrl).origin)
  if (settings.serverHost !== "") for (const port of ["", ":3000", ":8000", ":8090"]) allowed.add(`http://${settings.serverHost}${port}`)
  const permits = (origin: string): boolean => allowed.has(origin) || EXTENSION.test(origin) || LOCAL.test(origin)

  return {
    apply: (request, response) => {
      const origin = request.headers.origin
      const preflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined
      if (origin !== undefined) {
        response.setHeader("vary", "Origin")
        if (permits(origin)) {
          response.setHeader("access-control-allow-origin", origin)
          response.setHeader("access-control-allow-credentials", "true")
          response.setHeader("access-control-expose-headers", EXPOSED)
        }
      }
      if (!preflight) return false
      if (origin === undefined || !permits(origin)) {
        response.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end("Disallowed CORS origin")
        return true
      }
      response.writeHead(204, {
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": request.headers["access-control-request-headers"] ?? HEADERS,
        "access-control-max-age": "600"
      }).end()
      return true
    }
  }
}
