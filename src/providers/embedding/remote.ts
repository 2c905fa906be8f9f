import { Cause, Clock, Effect, Exit, Option, Random } from "effect"
import { ProviderConflict, type ProviderError, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import { type BreakerSettings, makeBreaker } from "../llm/breaker.js"
import { failureOf, isRefusal, isTransient } from "../vendorFailures.js"
import type { Embedding } from "./Embedding.js"

export const MOST_TEXTS = 256
const FIRST_DELAY = 500
const MOST_DELAY = 10_000
/** who gave up after waiting this long has seen that nobody answers */
const PATIENCE = 3_000

/** What one embedding model needs to be told. */
export interface RemoteModel {
  /** such as `openai` */
  readonly implementation: string
  readonly model: string
  readonly dimension: number
  /** texts of one request */
  readonly batch: number
  /** a longer text is cut here; the model's window in characters, from below */
  readonly characters: number
  /** one attempt, milliseconds */
  readonly timeoutMs: number
  /** attempts of one request, at least 1 */
  readonly tries: number
  readonly concurrency: number
  readonly breaker: BreakerSettings
  readonly send: (texts: ReadonlyArray<string>, purpose: "document" | "query", signal: AbortSignal) => Promise<ReadonlyArray<ReadonlyArray<number>>>
}

/** A text no vendor refuses: not empty, without halves of surrogate pairs, cut to the window. */
export const prepared = (text: string, characters: number): string => {
  // encoding replaces what is left of halves of surrogate pairs
  const cut = Buffer.from(text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, "").replace(/\0/g, " "), "utf8").toString("utf8")
  return cut.trim() === "" ? "(empty)" : cut
}

/** Unit length; a zero vector becomes the first axis, as everywhere here. */
export const unit = (values: ReadonlyArray<number> | Float32Array): Float32Array => {
  const vector = Float32Array.from(values)
  let sum = 0
  for (const x of vector) sum += x * x
  const length = Math.sqrt(sum)
  if (length === 0 || !Number.isFinite(length)) {
    vector.fill(0)
    vector[0] = 1
  } else for (let i = 0; i < vector.length; i++) vector[i]! /= length
  return vector
}

/** Fails unless there are 1–256 texts. */
export const checkCount = (provider: string, texts: ReadonlyArray<string>): Effect.Effect<void, ProviderConflict> =>
  texts.length < 1 || texts.length > MOST_TEXTS ? Effect.fail(new ProviderConflict({ provider, detail: `1 to ${MOST_TEXTS} texts per call` })) : Effect.void

/** Back-off as for language models: what the peer asked for, else doubled with chance in it. */
const retrying = <A>(tries: number, attempt: Effect.Effect<A, ProviderError>, tried = 1): Effect.Effect<A, ProviderError> =>
  Effect.catchAll(attempt, (error) => {
    if (!isTransient(error) || tried >= tries) return Effect.fail(error)
    const asked = "retryAfter" in error ? error.retryAfter : undefined
    if (asked !== undefined && asked * 1_000 > MOST_DELAY) return Effect.fail(error)
    return Effect.flatMap(Random.next, (chance) => Effect.delay(
      retrying(tries, attempt, tried + 1),
      asked !== undefined ? Math.ceil(asked * 1_000) : Math.round(Math.min(MOST_DELAY, FIRST_DELAY * 2 ** (tried - 1)) * (0.5 + chance / 2))
    ))
  })

/** Batches, cuts, tries again, checks what comes back; a vector of another length than the model's is a conflict. */
export const makeRemote = (remote: RemoteModel): Embedding["Type"] => {
  const provider = `embedding/${remote.implementation}`
  const permits = Effect.unsafeMakeSemaphore(remote.concurrency)
  const breaker = makeBreaker(remote.breaker)

  /** A model that keeps failing is left alone for a while: searches do not wait for it. */
  const guarded = <A>(attempt: Effect.Effect<A, ProviderError>): Effect.Effect<A, ProviderError> => Effect.flatMap(Clock.currentTimeMillis, (began) => breaker.admit(began)
    ? Effect.onExit(attempt, (exit) => Effect.map(Clock.currentTimeMillis, (now) => {
      if (Exit.isSuccess(exit)) return breaker.succeeded()
      const error = Option.getOrNull(Cause.failureOption(exit.cause))
      const harmless = error === null ? now - began < PATIENCE : isRefusal(error) || error._tag === "ProviderQuota"
      return harmless ? breaker.released() : breaker.failed(now)
    }))
    : Effect.fail(new ProviderUnavailable({ provider, detail: "the circuit is open after repeated failures", retryAfter: breaker.waitSeconds(began) })))

  const request = (texts: ReadonlyArray<string>, purpose: "document" | "query", tries: number): Effect.Effect<ReadonlyArray<Float32Array>, ProviderError> =>
    retrying(tries, permits.withPermits(1)(guarded(Effect.tryPromise({ try: (signal) => remote.send(texts, purpose, signal), catch: failureOf(provider) }).pipe(
      Effect.timeoutFail({ duration: remote.timeoutMs, onTimeout: () => new ProviderTimeout({ provider, detail: `no answer within ${remote.timeoutMs} ms` }) })
    )))).pipe(Effect.flatMap((vectors) => {
      if (vectors.length !== texts.length) return Effect.fail(new ProviderConflict({ provider, detail: `${vectors.length} vectors for ${texts.length} texts` }))
      const wrong = vectors.find((vector) => vector.length !== remote.dimension)
      return wrong === undefined
        ? Effect.succeed(vectors.map(unit))
        : Effect.fail(new ProviderConflict({ provider, detail: `${remote.model} answers ${wrong.length} dimensions, ${remote.dimension} are configured` }))
    }))

  return {
    implementation: remote.implementation,
    model: `${remote.implementation}/${remote.model}`,
    dimension: remote.dimension,
    kind: "semantic",
    embed: (texts, purpose) => Effect.zipRight(checkCount(provider, texts), Effect.suspend(() => {
      const ready = texts.map((text) => prepared(text, remote.characters))
      const batches = Array.from({ length: Math.ceil(ready.length / remote.batch) }, (_, i) => ready.slice(i * remote.batch, (i + 1) * remote.batch))
      return Effect.map(Effect.forEach(batches, (batch) => request(batch, purpose, remote.tries), { concurrency: remote.concurrency }), (all) => all.flat())
    })),
    check: Effect.as(request(["ready"], "query", 1), { implementation: remote.implementation, detail: `model ${remote.model}, ${remote.dimension} dimensions` })
  }
}

/** Remembers a good check for a minute: each one is a paid request. */
export const withRememberedCheck = (embedding: Embedding["Type"]): Effect.Effect<Embedding["Type"]> =>
  Effect.map(Effect.cachedInvalidateWithTTL(embedding.check, "1 minute"), ([check, invalidate]) => ({ ...embedding, check: Effect.tapError(check, () => invalidate) }))
