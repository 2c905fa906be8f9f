import type { HttpApi, HttpServerRequest } from "@effect/platform"
import { SchemaAST } from "effect"

interface Known {
  readonly method: string
  readonly pattern: RegExp
  readonly query: ReadonlySet<string>
}

let known: ReadonlyArray<Known> = []

const propertyNames = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  SchemaAST.getPropertySignatures(ast._tag === "Transformation" ? ast.from : ast).map((p) => String(p.name))

/** Reads the API once at start: which methods a path has and which names are query parameters. */
export const learnRoutes = (api: HttpApi.HttpApi.AnyWithProps): void => {
  const pages = ["/openapi.json", "/schema.json"].map((path): Known => ({ method: "GET", pattern: new RegExp(`^${path.replace(".", "\\.")}/?$`), query: new Set() }))
  known = pages.concat(Object.values(api.groups).flatMap((group) =>
    Object.values(group.endpoints).map((endpoint) => {
      const params = endpoint.urlParamsSchema
      return {
        method: endpoint.method,
        pattern: new RegExp(`^${endpoint.path.replace(/[.]/g, "\\.").replace(/:[A-Za-z_]+/g, "[^/]+")}/?$`),
        query: new Set(params._tag === "Some" ? propertyNames(params.value.ast) : [])
      }
    })
  ))
}

const pathOf = (url: string): string => url.split("?")[0]!

export const allowedMethods = (url: string): ReadonlyArray<string> =>
  [...new Set(known.filter((route) => route.pattern.test(pathOf(url))).map((route) => route.method as string))]

/** Where a field of a rejected request came from: `body` or `query`. */
export const partOf = (request: HttpServerRequest.HttpServerRequest, field: string): "body" | "query" => {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "DELETE") return "query"
  const route = known.find((r) => r.method === request.method && r.pattern.test(pathOf(request.url)))
  return route?.query.has(field) ? "query" : "body"
}
