import type { IncomingMessage } from "node:http"
import { HttpServerRequest } from "@effect/platform"
import { NodeHttpServerRequest } from "@effect/platform-node"
import { Context, Effect } from "effect"

/** What the front learned about a request before routing; kept beside the Node request. */
export interface RequestFacts {
  readonly id: string
  /** the peer's address, or the first untrusted hop where TRUST_PROXY is on */
  readonly address: string
  /** scheme and host the client used, such as `http://127.0.0.1:8000`, with proxy prefix where sent */
  readonly origin: string
  readonly startedAt: number
}

const facts = new WeakMap<IncomingMessage, RequestFacts>()

export const rememberFacts = (request: IncomingMessage, known: RequestFacts): void => {
  facts.set(request, known)
}

const unknown: RequestFacts = { id: "unknown", address: "unknown", origin: "", startedAt: 0 }

export const factsOf = (request: HttpServerRequest.HttpServerRequest): RequestFacts =>
  facts.get(NodeHttpServerRequest.toIncomingMessage(request)) ?? unknown

export const requestFacts: Effect.Effect<RequestFacts, never, HttpServerRequest.HttpServerRequest> =
  Effect.map(HttpServerRequest.HttpServerRequest, factsOf)

/** Resolves when the server begins to stop; open streams end on it. */
export class Stopping extends Context.Tag("faultmaven/http/Stopping")<Stopping, {
  readonly await: Effect.Effect<void>
  readonly begin: Effect.Effect<void>
}>() {}
