import { createHash } from "node:crypto"
import { HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect } from "effect"
import { Idempotency } from "../modules/idempotency/index.js"

export const digestOf = (payload: unknown): string => createHash("sha256").update(JSON.stringify(payload)).digest("hex")

/** The client's key, or null; an empty header counts as none. */
export const idempotencyKey = (request: HttpServerRequest.HttpServerRequest): string | null => request.headers["idempotency-key"]?.trim() || null

export const repeatable = (key: string, request: HttpServerRequest.HttpServerRequest, payload: unknown) => ({
  key, operation: `${request.method} ${request.url.split("?")[0]}`, fingerprint: digestOf(payload)
})

const respond = (answer: { readonly status: number; readonly body: unknown; readonly replayed: boolean }) =>
  HttpServerResponse.unsafeJson(answer.body, { status: answer.status, ...(answer.replayed ? { headers: { "idempotency-replayed": "true" } } : {}) })

/** A create that is only in the database: with an `Idempotency-Key` it runs once, whoever asks how often. */
export const once = <A, E, R>(status: number, payload: unknown, effect: Effect.Effect<A, E, R>) => Effect.gen(function*() {
  const request = yield* HttpServerRequest.HttpServerRequest
  const key = idempotencyKey(request)
  if (key === null) return HttpServerResponse.unsafeJson(yield* effect, { status })
  const idempotency = yield* Idempotency
  return respond(yield* idempotency.atomically(repeatable(key, request, payload), Effect.map(effect, (body) => ({ status, body }))))
})

/** A create beside the database that recognises its own repetition (same bytes, same object). */
export const remembered = <A, E, R>(status: number, payload: unknown, effect: Effect.Effect<A, E, R>) => Effect.gen(function*() {
  const request = yield* HttpServerRequest.HttpServerRequest
  const key = idempotencyKey(request)
  if (key === null) return HttpServerResponse.unsafeJson(yield* effect, { status })
  const idempotency = yield* Idempotency
  return respond(yield* idempotency.remembering(repeatable(key, request, payload), Effect.map(effect, (body) => ({ status, body }))))
})
