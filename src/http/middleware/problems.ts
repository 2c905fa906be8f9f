import { HttpApiBuilder, HttpServerError, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Cause, Effect, Option } from "effect"
import { Problem, problemBody } from "../errors.js"
import { factsOf } from "./context.js"
import { allowedMethods, partOf } from "./routes.js"
import { validationItem } from "./validation.js"

/**
 * Turns every failure into the one error body. Runs inside HttpApi's own
 * error encoding, so raw causes arrive here: a defect is logged once with its
 * request id and answered without details.
 */
export const respondProblem = (problem: Problem, requestId: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson(problemBody(problem, requestId), {
    status: problem.status,
    headers: {
      ...(problem.headers ?? {}),
      ...(problem.retryAfter === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(problem.retryAfter))) })
    }
  })

interface DecodeIssue { readonly _tag: string; readonly path: ReadonlyArray<PropertyKey>; readonly message: string }
interface DecodeError { readonly _tag: "HttpApiDecodeError"; readonly issues: ReadonlyArray<DecodeIssue> }

const isDecodeError = (u: unknown): u is DecodeError =>
  typeof u === "object" && u !== null && (u as { _tag?: unknown })._tag === "HttpApiDecodeError"

const validation = (error: DecodeError, request: HttpServerRequest.HttpServerRequest): Effect.Effect<Problem> =>
  Effect.gen(function*() {
    const body = request.method === "GET" || request.method === "HEAD"
      ? undefined
      : yield* request.json.pipe(Effect.catchAllCause(() => Effect.succeed(undefined)))
    const errors = error.issues.map((issue) => validationItem(issue, partOf(request, String(issue.path[0] ?? "")), body))
    const first = errors[0]
    const where = first ? first.loc.slice(1).join(".") : ""
    return new Problem({
      status: 422,
      code: "validation_error",
      detail: first ? `${where === "" ? "request" : where}: ${first.msg}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ""}` : "the request is not valid",
      errors
    })
  })

const unreadableBody = (error: HttpServerError.RequestError): Problem =>
  /maxBytes|too large|exceeded/i.test(`${String(error.cause)} ${error.description ?? ""}`)
    ? new Problem({ status: 413, code: "payload_too_large", detail: "the request body is larger than this endpoint takes" })
    : new Problem({
      status: 422, code: "validation_error", detail: "the body is not valid JSON",
      errors: [{ type: "json_invalid", loc: ["body"], msg: "the body is not valid JSON", input: null }]
    })

export const problems = HttpApiBuilder.middleware((app) =>
  Effect.catchAllCause(app, (cause) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
      if (Cause.isInterruptedOnly(cause)) return Effect.failCause(cause as Cause.Cause<never>)
      const { id } = factsOf(request)
      const failure: unknown = Option.getOrElse(Cause.failureOption(cause), () => Cause.squash(cause))
      if (failure instanceof Problem) return Effect.succeed(respondProblem(failure, id))
      if (isDecodeError(failure)) return Effect.map(validation(failure, request), (problem) => respondProblem(problem, id))
      if (failure instanceof HttpServerError.RouteNotFound) {
        const methods = allowedMethods(request.url)
        return Effect.succeed(respondProblem(
          // an id longer than the router takes names nothing: not found, though path and method are right
          methods.length > 0 && !methods.includes(request.method)
            ? new Problem({ status: 405, code: "method_not_allowed", detail: `${request.method} is not allowed here`, headers: { allow: methods.join(", ") } })
            : new Problem({ status: 404, code: "not_found", detail: "there is nothing at this path" }),
          id
        ))
      }
      if (failure instanceof HttpServerError.RequestError) return Effect.succeed(respondProblem(unreadableBody(failure), id))
      return Effect.logError("defect in a handler", cause).pipe(
        Effect.annotateLogs({ request_id: id, method: request.method, path: request.url.split("?")[0] }),
        Effect.as(respondProblem(new Problem({ status: 500, code: "internal_error", detail: "an unexpected error occurred; it has been logged" }), id))
      )
    }))
)
