import { HttpApiSchema } from "@effect/platform"
import { Effect, Schema } from "effect"
import type { BadRequest, Conflict, Forbidden, InvalidInput, NotFound, TooLarge, TooMany, Unauthenticated, Unavailable } from "../modules/kernel/errors.js"
import type { OAuthRefused } from "../modules/auth/index.js"
import type { ProviderError } from "../providers/errors.js"

/** One entry of a validation error, in the form the contract shows. */
export const ValidationItem = Schema.Struct({
  type: Schema.String,
  loc: Schema.Array(Schema.Union(Schema.String, Schema.Number)),
  msg: Schema.String,
  /** the offending value; null for secrets and where it is absent */
  input: Schema.Unknown
})

/**
 * The one error body: RFC 9457 members plus what the shipped clients read
 * (`message`; `detail` is always a string; `error`/`code` are machine codes).
 */
export const ProblemBody = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Number,
  detail: Schema.String,
  message: Schema.String,
  error: Schema.String,
  code: Schema.String,
  request_id: Schema.String,
  error_description: Schema.optional(Schema.String),
  errors: Schema.optional(Schema.Array(ValidationItem))
}).annotations({ identifier: "Problem" })

/** What handlers fail with; the problems middleware turns it into a `ProblemBody` response. */
export class Problem extends Schema.TaggedError<Problem>()("Problem", {
  status: Schema.Number,
  code: Schema.String,
  detail: Schema.String,
  retryAfter: Schema.optional(Schema.Number),
  errors: Schema.optional(Schema.Array(ValidationItem)),
  headers: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String }))
}) {
  override get message() {
    return this.detail
  }
}

/** For `addError`: documents a status; the body on the wire is `ProblemBody`. */
export const problemAt = (status: number, description: string) =>
  Problem.annotations(HttpApiSchema.annotations({ status, description }))

export type DomainError =
  | NotFound | Conflict | InvalidInput | BadRequest | Forbidden | Unauthenticated | TooLarge | TooMany | Unavailable
  | OAuthRefused | ProviderError

/** Seconds a client should wait before it tries a part again that is down. */
const DEFAULT_RETRY_SECONDS = 5

/** The HTTP status of every failure of a service; the only place that knows it. */
export const toProblem = (error: DomainError | Problem): Problem => {
  switch (error._tag) {
    case "Problem":
      return error
    case "NotFound":
      return new Problem({ status: 404, code: "not_found", detail: error.message })
    case "Conflict":
      return new Problem({ status: 409, code: error.code, detail: error.reason, retryAfter: error.retryAfter })
    case "InvalidInput":
      return new Problem({
        status: 422, code: "validation_error", detail: error.reason,
        errors: [{ type: error.type ?? "value_error", loc: error.loc, msg: error.reason, input: null }]
      })
    case "BadRequest":
      return new Problem({ status: 400, code: error.code ?? "bad_request", detail: error.reason })
    case "OAuthRefused":
      return new Problem({ status: error.code === "invalid_client" ? 401 : 400, code: error.code, detail: error.reason })
    case "Forbidden":
      return new Problem({ status: 403, code: "forbidden", detail: error.reason })
    case "Unauthenticated":
      return new Problem({ status: 401, code: error.code, detail: error.reason, headers: { "www-authenticate": "Bearer" } })
    case "TooLarge":
      return new Problem({ status: 413, code: "payload_too_large", detail: error.reason })
    case "TooMany":
      return new Problem({ status: 429, code: "rate_limit_exceeded", detail: error.reason, retryAfter: error.retryAfter })
    case "Unavailable":
      return new Problem({ status: 503, code: "service_unavailable", detail: error.reason, retryAfter: error.retryAfter ?? DEFAULT_RETRY_SECONDS })
    case "ProviderNotFound":
      return new Problem({ status: 404, code: "not_found", detail: "the stored object is gone" })
    case "ProviderConflict":
      return new Problem({ status: 409, code: "conflict", detail: "the stored state does not allow this now" })
    case "ProviderQuota":
      return error.provider.startsWith("files")
        ? new Problem({ status: 507, code: "insufficient_storage", detail: "the storage is full; nothing was kept" })
        : new Problem({ status: 503, code: "service_unavailable", detail: `${error.provider} has no quota left`, retryAfter: error.retryAfter ?? DEFAULT_RETRY_SECONDS })
    case "ProviderUnavailable":
      return new Problem({ status: 503, code: "service_unavailable", detail: `${error.provider} is temporarily unavailable`, retryAfter: error.retryAfter ?? DEFAULT_RETRY_SECONDS })
    case "ProviderTimeout":
      return new Problem({ status: 504, code: "backend_timeout", detail: `${error.provider} did not answer in time`, retryAfter: DEFAULT_RETRY_SECONDS })
    case "ProviderRefused":
      return new Problem({ status: 502, code: "backend_error", detail: `${error.provider} refused the request` })
  }
}

/** Ends a handler: service failures become problems. */
export const answer = <A, E extends DomainError | Problem, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Problem, R> =>
  Effect.mapError(effect, toProblem)

const titles: Record<number, string> = {
  400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
  410: "Gone", 413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content", 429: "Too Many Requests",
  500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout", 507: "Insufficient Storage"
}

/** Errors of RFC 6749 carry its second member too. */
const OAUTH_CODES = new Set(["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "unsupported_response_type", "invalid_scope"])

export const problemBody = (problem: Problem, requestId: string): typeof ProblemBody.Type => ({
  type: "about:blank",
  title: titles[problem.status] ?? "Error",
  status: problem.status,
  detail: problem.detail,
  message: problem.detail,
  error: problem.code,
  code: problem.code.toUpperCase(),
  request_id: requestId,
  ...(OAUTH_CODES.has(problem.code) ? { error_description: problem.detail } : {}),
  ...(problem.errors === undefined ? {} : { errors: problem.errors })
})
