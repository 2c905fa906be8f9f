import { Cause, Clock, Effect, ExecutionStrategy, Exit, Option, Random, Scope } from "effect"
import { type ProviderError, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import type { Breaker } from "./breaker.js"
import { isRefusal, isTransient, TOO_LONG } from "../vendorFailures.js"
import { shorten } from "./fit.js"
import type { ChatRequest } from "./Llm.js"
import type { Meter } from "./meter.js"
import { headroomOf } from "./models.js"
import { outputTokens } from "./request.js"
import type { Attempt, Vendor } from "./vendor.js"

/** A configured provider with what the process remembers about it. */
export interface Provider {
  readonly name: string
  readonly vendor: Vendor
  readonly model: string
  readonly window: (model: string) => number
  /** false while a local server has not been found */
  readonly ready: () => boolean
  readonly breaker: Breaker
  readonly meter: Meter
  readonly permits: Effect.Semaphore
}

export interface Candidate {
  readonly provider: Provider
  readonly model: string
}

export interface RetrySettings {
  /** attempts of one provider, at least 1 */
  readonly tries: number
  /** one attempt; of a stream: each wait for the next token, milliseconds */
  readonly timeoutMs: number
}

/** A call as the retry policy sees it. `A` is an answer, or a stream that has begun. */
export interface Operation<A> {
  readonly run: (vendor: Vendor, request: ChatRequest, attempt: Attempt) => Effect.Effect<A, ProviderError, Scope.Scope>
  /** all output went into thinking: nothing was written */
  readonly starved: (result: A) => boolean
}

const FIRST_DELAY = 500
const MOST_DELAY = 20_000
/** where another provider stands by, no longer wait than this is worth it */
const PATIENCE = 5_000

const budgetOf = (request: ChatRequest, window: number, headroom: number): number => window - Math.min(outputTokens(request) + headroom, Math.floor(window / 2))

/** Half a second, doubled each time, half of it chance; what the peer asked for comes first. */
const delayFor = (error: ProviderError, tried: number): Effect.Effect<number> => {
  const asked = "retryAfter" in error ? error.retryAfter : undefined
  if (asked !== undefined) return Effect.succeed(Math.ceil(asked * 1_000))
  return Effect.map(Random.next, (chance) => Math.round(Math.min(MOST_DELAY, FIRST_DELAY * 2 ** (tried - 1)) * (0.5 + chance / 2)))
}

const circuitOpen = (provider: Provider, now: number) =>
  new ProviderUnavailable({ provider: `llm/${provider.name}`, detail: "the circuit is open after repeated failures", retryAfter: provider.breaker.waitSeconds(now) })

/**
 * One try: with the limits of time and of calls at once, counted for status
 * and circuit. What it holds is given back when it fails, by `release`, or
 * with the scope.
 */
const once = <A>({ provider }: Candidate, operation: Operation<A>, request: ChatRequest, attempt: Attempt, timeoutMs: number): Effect.Effect<{ readonly value: A; readonly release: Effect.Effect<void> }, ProviderError, Scope.Scope> => {
  const { breaker, meter, permits, vendor } = provider
  const admitted = Effect.flatMap(Clock.currentTimeMillis, (now) => (breaker.admit(now) ? Effect.succeed(now) : Effect.fail(circuitOpen(provider, now))))
  const settle = (start: number, exit: Exit.Exit<unknown, ProviderError>) => Effect.map(Clock.currentTimeMillis, (now) => {
    if (Exit.isSuccess(exit)) {
      meter.succeeded(now, now - start)
      return breaker.succeeded()
    }
    const error = Option.getOrNull(Cause.failureOption(exit.cause))
    if (error === null) return breaker.released()
    meter.failed(now, now - start, error)
    // a refusal, a rate limit or an empty account is an answer: the provider is up
    return isRefusal(error) || error._tag === "ProviderQuota" ? breaker.released() : breaker.failed(now)
  })
  // a caller that gives up while it waits must not hold the place
  const permit = Effect.uninterruptibleMask((restore) => restore(permits.take(1)).pipe(Effect.zipRight(Effect.addFinalizer(() => permits.release(1)))))
  const body = permit.pipe(Effect.zipRight(Effect.acquireUseRelease(
    admitted,
    () => operation.run(vendor, request, attempt).pipe(
      Effect.timeoutFail({ duration: timeoutMs, onTimeout: () => new ProviderTimeout({ provider: `llm/${vendor.name}`, detail: `no answer within ${timeoutMs} ms` }) })
    ),
    settle
  )))
  return Effect.uninterruptibleMask((restore) => Effect.gen(function*() {
    const scope = yield* Scope.fork(yield* Effect.scope, ExecutionStrategy.sequential)
    const value = yield* restore(Scope.extend(body, scope)).pipe(Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit))))
    return { value, release: Scope.close(scope, Exit.void) }
  }))
}

/** What a refusal or an empty answer suggests to change, at most once each. */
interface Adjusted {
  readonly request: ChatRequest
  readonly attempt: Attempt
}

const afterRefusal = (error: ProviderError, now: Adjusted, original: ChatRequest): Adjusted | null => {
  if (error._tag !== "ProviderRefused") return null
  if (error.detail.includes(TOO_LONG)) {
    // the estimate was too low for this model
    let window = now.attempt.window
    let smaller: ChatRequest | null = now.request
    while (smaller !== null && smaller.messages === now.request.messages && window >= 500) {
      window = Math.floor(window / 2)
      smaller = shorten(original, budgetOf(original, window, now.attempt.headroom))
    }
    return smaller === null || smaller.messages === now.request.messages ? null : { request: smaller, attempt: { ...now.attempt, window } }
  }
  const adjustable = original.temperature !== undefined || original.jsonSchema !== undefined
  return adjustable && !now.attempt.plain && /^(400|422)\b/.test(error.detail) ? { ...now, attempt: { ...now.attempt, plain: true } } : null
}

const afterStarving = (now: Adjusted): Adjusted | null => {
  const headroom = Math.min(Math.max(8_000, now.attempt.headroom * 4), Math.floor(now.attempt.window / 2))
  return headroom > now.attempt.headroom && now.attempt.headroom < 32_000 ? { ...now, attempt: { ...now.attempt, headroom } } : null
}

/**
 * All attempts at one provider: the prompt cut to its window, back-off on
 * what may pass, one adjusted try after a refusal. Fails with the last error.
 */
export const attemptsAt = <A>(candidate: Candidate, original: ChatRequest, operation: Operation<A>, settings: RetrySettings & { readonly deadlineAt: number; readonly alternatives: boolean }): Effect.Effect<A, ProviderError, Scope.Scope> =>
  Effect.gen(function*() {
    const { model, provider } = candidate
    const window = provider.window(model)
    const headroom = headroomOf(model)
    const fitted = shorten(original, budgetOf(original, window, headroom))
    if (fitted === null) return yield* new ProviderRefused({ provider: `llm/${provider.name}`, detail: `the question and the rules alone are longer than the ${window} tokens of ${model}` })
    let now: Adjusted = { request: fitted, attempt: { model, headroom, window, plain: false } }
    let adjustments = 0
    let tried = 0
    while (true) {
      const result = yield* Effect.either(once(candidate, operation, now.request, now.attempt, settings.timeoutMs))
      const next: Adjusted | null = adjustments >= 3 ? null : result._tag === "Right" ? (operation.starved(result.right.value) ? afterStarving(now) : null) : afterRefusal(result.left, now, original)
      if (next !== null) {
        if (result._tag === "Right") yield* result.right.release
        adjustments++
        now = next
        continue
      }
      if (result._tag === "Right") return result.right.value
      tried++
      const error = result.left
      if (!isTransient(error) || tried >= settings.tries || provider.breaker.state(yield* Clock.currentTimeMillis) === "open") return yield* error
      const wait = yield* delayFor(error, tried)
      if ((yield* Clock.currentTimeMillis) + wait >= settings.deadlineAt || (settings.alternatives && wait > PATIENCE)) return yield* error
      yield* Effect.sleep(wait)
    }
  })
