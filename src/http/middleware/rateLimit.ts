import type { ServerResponse } from "node:http"
import { HttpMiddleware, HttpServerRequest, type HttpServerResponse } from "@effect/platform"
import { NodeHttpServerRequest } from "@effect/platform-node"
import { Effect } from "effect"
import { RateLimit } from "../../providers/cache/RateLimit.js"
import { Problem } from "../errors.js"
import { factsOf } from "./context.js"
import { respondProblem } from "./problems.js"

const WINDOW_MS = 60_000

const announce = (response: ServerResponse, limit: number, remaining: number, resetAt: number): void => {
  response.setHeader("x-ratelimit-limit", limit)
  response.setHeader("x-ratelimit-remaining", Math.max(0, remaining))
  response.setHeader("x-ratelimit-reset", Math.ceil(resetAt / 1000))
}

/**
 * One window per client address over all routes except health. A store that
 * is down lets requests through: protection must not be the outage.
 */
export const rateLimit = (perMinute: number) => Effect.map(RateLimit, (limiter) =>
  HttpMiddleware.make((app) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      if (request.url.startsWith("/health")) return app
      const facts = factsOf(request)
      return Effect.flatMap(
        limiter.take(`http:${facts.address}`, { limit: perMinute, windowMs: WINDOW_MS }).pipe(Effect.catchAll(() => Effect.succeed(null))),
        (decision): typeof app => {
          if (decision === null) return app
          announce(NodeHttpServerRequest.toServerResponse(request), decision.limit, decision.remaining, decision.resetAt)
          if (decision.allowed) return app
          return Effect.map(Effect.clockWith((clock) => clock.currentTimeMillis), (now): HttpServerResponse.HttpServerResponse =>
            respondProblem(new Problem({
              status: 429, code: "rate_limit_exceeded", detail: "Too many requests. Please try again later.",
              retryAfter: (decision.resetAt - now) / 1000
            }), facts.id))
        }
      )
    })
  ))
