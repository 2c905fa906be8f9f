import { createReadStream, existsSync, readFileSync, statSync } from "node:fs"
import type { IncomingMessage, ServerResponse } from "node:http"
import { extname, join, normalize, sep } from "node:path"
import type { RequestFacts } from "./middleware/context.js"

export interface StaticFiles {
  /** True where the request was for the dashboard and has been answered. */
  readonly serve: (request: IncomingMessage, response: ServerResponse, path: string, facts: RequestFacts) => boolean
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2", ".json": "application/json",
  ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8"
}

/** Answered by the router, never by the dashboard. */
const RESERVED = /^\/(api|health|readiness|metrics|openapi\.json|schema\.json|admin\/(refresh-openapi|openapi-health)|\.well-known)(\/|$)/

/** Swagger UI sets style attributes from script. */
const DOCS_POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"

const PAGE_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

/** The page for people while no dashboard has been built. */
const plainPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>FaultMaven</title></head>
<body><main><h1>FaultMaven</h1><p>The server is running. The dashboard has not been built (<code>npm run build</code>).</p>
<ul><li><a href="docs">API documentation</a></li><li><a href="openapi.json">OpenAPI document</a></li><li><a href="health/ready">Health</a></li></ul></main></body></html>`

const wantsPage = (request: IncomingMessage): boolean =>
  (request.method === "GET" || request.method === "HEAD") && (request.headers.accept ?? "").includes("text/html")

/**
 * Serves the built dashboard: hashed assets immutable and precompressed,
 * `index.html` never stored, any other page the app's own. `root` may be absent.
 */
export const makeStatic = (root: string, docsRoot: string): StaticFiles => {
  const docsPage = existsSync(join(docsRoot, "index.html")) ? readFileSync(join(docsRoot, "index.html"), "utf8") : "<p>The documentation page has not been built.</p>"
  const indexFile = join(root, "index.html")
  const index = existsSync(indexFile) ? readFileSync(indexFile, "utf8") : plainPage

  const page = (response: ServerResponse, request: IncomingMessage, facts: RequestFacts, text: string, policy: string): void => {
    // A proxy prefix is known only from the request; relative asset URLs resolve against it.
    const base = facts.origin.replace(/^[a-z]+:\/\/[^/]+/, "")
    const html = Buffer.from(text.replace("<head>", `<head><base href="${base}/">`))
    response.writeHead(200, {
      "content-type": TYPES[".html"], "cache-control": "no-store", "content-security-policy": policy,
      "content-length": html.length
    }).end(request.method === "HEAD" ? undefined : html)
  }

  const asset = (response: ServerResponse, request: IncomingMessage, folder: string, path: string): boolean => {
    const file = normalize(join(folder, decodeURIComponent(path)))
    if (!file.startsWith(folder + sep) || extname(file) === ".map") return false
    const accepted = String(request.headers["accept-encoding"] ?? "")
    const chosen = ([["br", ".br"], ["gzip", ".gz"], ["", ""]] as const).find(([name, ext]) => (name === "" || accepted.includes(name)) && existsSync(file + ext) && statSync(file + ext).isFile())
    if (chosen === undefined) return false
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file + chosen[1]).size,
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
      vary: "Accept-Encoding",
      "content-security-policy": PAGE_POLICY,
      ...(chosen[0] === "" ? {} : { "content-encoding": chosen[0] })
    })
    if (request.method === "HEAD") response.end()
    else createReadStream(file + chosen[1]).pipe(response)
    return true
  }

  return {
    serve: (request, response, path, facts) => {
      if (RESERVED.test(path) || (request.method !== "GET" && request.method !== "HEAD")) return false
      if (path === "/docs" || path === "/redoc") {
        page(response, request, facts, docsPage, DOCS_POLICY)
        return true
      }
      if (path !== "/" && extname(path) !== "") {
        try {
          if (path.startsWith("/docs/") ? asset(response, request, docsRoot, path.slice(5)) : asset(response, request, root, path)) return true
        } catch { /* undecodable path: the router answers 404 */ }
        return false
      }
      if (!wantsPage(request)) return false
      page(response, request, facts, index, PAGE_POLICY)
      return true
    }
  }
}
