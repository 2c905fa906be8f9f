import { Chunk, Clock, Effect, Either, Option, type Scope, Stream } from "effect"
import { type ProviderError, ProviderNotFound, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import { attemptsAt, type Candidate, type Operation, type Provider, type RetrySettings } from "./attempts.js"
import { isTransient } from "../vendorFailures.js"
import type { ChatEvent, ChatRequest, ChatResult, Llm, LlmTask } from "./Llm.js"
import type { LlmProviderStatus, LlmStatus } from "./LlmStatus.js"
import { takesImages } from "./models.js"
import type { CostOf } from "./prices.js"
import { hasImages } from "./request.js"
import { type ImagePolicy, OWN_SERVERS } from "./settings.js"
import type { UsageSink } from "./UsageSink.js"
import { answerOf, checkOf, eventsOf, type VendorAnswer, type VendorEvent } from "./vendor.js"

export interface RouterSettings extends RetrySettings {
  /** in the order in which they are asked */
  readonly providers: ReadonlyArray<Provider>
  /** what a task asks for first; null = the order above and the provider's own model */
  readonly tasks: Readonly<Record<LlmTask, { readonly provider: string | null; readonly model: string | null }>>
  /** images go to nobody else, whatever the task and whoever falls out */
  readonly images: ImagePolicy
  /** no provider takes the place of another */
  readonly strict: boolean
  readonly costOf: CostOf
  readonly sink: UsageSink["Type"]
}

const TASKS: ReadonlyArray<LlmTask> = ["chat", "synthesis", "vision", "title"]
const DEADLINE = 60_000
const CHECK_TIMEOUT = 1_400
/** a check that succeeded is believed for so long: probes are many, vendors count requests */
const CHECK_FRESH = 60_000

type Pull = Effect.Effect<Chunk.Chunk<VendorEvent>, Option.Option<ProviderError>>
interface Begun { readonly first: Chunk.Chunk<VendorEvent>; readonly pull: Pull }

const ended = (provider: Provider) => new ProviderUnavailable({ provider: `llm/${provider.name}`, detail: "the stream ended before the answer did" })
const idle = (provider: Provider, ms: number) => new ProviderTimeout({ provider: `llm/${provider.name}`, detail: `no further token within ${ms} ms` })

const starved = (answer: VendorAnswer): boolean => answer.finishReason === "length" && answer.text.trim() === "" && answer.toolCalls.length === 0

const whole: Operation<VendorAnswer> = { run: answerOf, starved }

/** A stream counts as answered when its first event is here; until then another try or provider may take over. */
const begun: Operation<Begun> = {
  run: (vendor, request, attempt) => Effect.gen(function*() {
    const pull = yield* Stream.toPull(eventsOf(vendor, request, attempt))
    const first = yield* Effect.mapError(pull, Option.getOrElse((): ProviderError => new ProviderUnavailable({ provider: `llm/${vendor.name}`, detail: "an empty stream" })))
    return { first, pull }
  }),
  starved: ({ first }) => Chunk.some(first, (event) => event.type === "done" && starved(event.answer))
}

/** What is told when every provider failed: the most hopeful error, with what each said. */
const summary = (errors: ReadonlyArray<ProviderError>): ProviderError => {
  const telling = errors.find(isTransient) ?? errors.at(-1)!
  if (errors.length === 1) return telling
  const detail = errors.map((error) => `${error.provider.replace(/^llm\//, "")}: ${error.detail}`).join("; ")
  const Failure = telling.constructor as new (fields: { provider: string; detail: string; retryAfter?: number }) => ProviderError
  const retryAfter = "retryAfter" in telling && telling.retryAfter !== undefined ? { retryAfter: telling.retryAfter } : {}
  return new Failure({ provider: telling.provider, detail, ...retryAfter })
}

/** Chooses model and provider per task, retries, falls over, counts. */
export const makeRouter = (settings: RouterSettings): { readonly llm: Omit<Llm["Type"], "hasModel"> & { readonly hasModel: boolean }; readonly status: LlmStatus["Type"] } => {
  const order = (task: LlmTask): ReadonlyArray<Candidate> => {
    const wanted = settings.tasks[task]
    const named = settings.providers.filter((p) => p.name === wanted.provider)
    const rest = settings.providers.filter((p) => p.name !== wanted.provider)
    const all = [...named, ...rest].filter((p) => p.ready()).map((provider, i) => ({
      provider,
      // a model named for the task belongs to the provider named with it, or else to the first one
      model: wanted.model !== null && (wanted.provider === null ? i === 0 : provider.name === wanted.provider) ? wanted.model : provider.model
    }))
    return settings.strict ? all.slice(0, 1) : all
  }

  const mayHaveImages = (provider: Provider): boolean => settings.images === "on" || (settings.images === "local" && OWN_SERVERS.has(provider.name))
  /** by its name, or because it is named for images */
  const sees = ({ model }: Candidate): boolean => takesImages(model) || model === settings.tasks.vision.model
  const noneSees = (all: ReadonlyArray<Candidate>): string => settings.images === "off"
    ? "images are sent to no model (IMAGE_DESCRIPTIONS=off)"
    : all.some(sees) ? "images are sent to servers of one's own only (IMAGE_DESCRIPTIONS=local), and none of them takes images" : "no configured model takes images"

  const candidatesFor = (request: ChatRequest): Effect.Effect<ReadonlyArray<Candidate>, ProviderError> => Effect.suspend((): Effect.Effect<ReadonlyArray<Candidate>, ProviderError> => {
    if (request.messages.length === 0) return Effect.fail(new ProviderRefused({ provider: "llm", detail: "a request needs at least one message" }))
    const all = order(request.task)
    if (all.length === 0) return Effect.fail(new ProviderUnavailable({ provider: "llm", detail: "no configured language model is reachable" }))
    if (!hasImages(request)) return Effect.succeed(all)
    const seeing = all.filter((one) => sees(one) && mayHaveImages(one.provider))
    return seeing.length > 0 ? Effect.succeed(seeing) : Effect.fail(new ProviderRefused({ provider: "llm", detail: noneSees(all) }))
  })

  const routed = <A>(request: ChatRequest, operation: Operation<A>) => Effect.gen(function*() {
    const candidates = yield* candidatesFor(request)
    const deadlineAt = (yield* Clock.currentTimeMillis) + (request.deadlineMs ?? DEADLINE)
    const errors: Array<ProviderError> = []
    for (const [i, candidate] of candidates.entries()) {
      const result = yield* Effect.either(attemptsAt(candidate, request, operation, { ...settings, deadlineAt, alternatives: i + 1 < candidates.length }))
      if (Either.isRight(result)) {
        if (i > 0) candidate.provider.meter.fellBack()
        return { candidate, value: result.right }
      }
      errors.push(result.left)
      yield* Effect.logWarning(`language model ${candidate.provider.name}/${candidate.model} failed: ${result.left._tag} ${result.left.detail}`)
    }
    return yield* summary(errors)
  })

  const finish = (request: ChatRequest, { model, provider }: Candidate, answer: VendorAnswer, startedAt: number) => Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    const costUsd = settings.costOf(provider.name, model, answer.usage)
    provider.meter.used(answer.usage, costUsd)
    yield* settings.sink.record({ at, task: request.task, provider: provider.name, model, usage: answer.usage, costUsd, durationMs: at - startedAt })
    return { ...answer, provider: provider.name, model, costUsd } satisfies ChatResult
  })

  const late = (request: ChatRequest) => new ProviderTimeout({ provider: "llm", detail: `no complete answer within ${request.deadlineMs ?? DEADLINE} ms` })

  const chat: Llm["Type"]["chat"] = (request) => Effect.gen(function*() {
    const startedAt = yield* Clock.currentTimeMillis
    const { candidate, value } = yield* Effect.scoped(routed(request, whole))
    return yield* finish(request, candidate, value, startedAt)
  }).pipe(Effect.timeoutFail({ duration: request.deadlineMs ?? DEADLINE, onTimeout: () => late(request) }))

  const open = (request: ChatRequest): Effect.Effect<Stream.Stream<ChatEvent, ProviderError>, ProviderError, Scope.Scope> => Effect.gen(function*() {
    const startedAt = yield* Clock.currentTimeMillis
    const limit = request.deadlineMs ?? DEADLINE
    const { candidate, value } = yield* routed(request, begun).pipe(Effect.timeoutFail({ duration: limit, onTimeout: () => late(request) }))
    const { provider } = candidate
    const next = Effect.gen(function*() {
      const left = startedAt + limit - (yield* Clock.currentTimeMillis)
      const wait = Math.max(0, Math.min(settings.timeoutMs, left))
      return yield* value.pull.pipe(Effect.timeoutFail({ duration: wait, onTimeout: () => Option.some<ProviderError>(left <= settings.timeoutMs ? late(request) : idle(provider, wait)) }))
    })
    let done = false
    return Stream.concat(Stream.fromChunk(value.first), Stream.repeatEffectChunkOption(next)).pipe(
      Stream.mapEffect((event): Effect.Effect<ChatEvent> => {
        if (event.type === "delta") return Effect.succeed(event)
        done = true
        return Effect.map(finish(request, candidate, event.answer, startedAt), (result) => ({ type: "done" as const, result }))
      }),
      Stream.takeUntil((event) => event.type === "done"),
      Stream.concat(Stream.suspend(() => (done ? Stream.empty : Stream.fail(ended(provider))))),
      Stream.tapError((error) => Effect.map(Clock.currentTimeMillis, (at) => {
        provider.meter.cut(at, error)
        provider.breaker.failed(at)
      }))
    )
  })

  let checkedAt = Number.NEGATIVE_INFINITY
  const reach = ({ model, provider }: Candidate) => checkOf(provider.vendor, model).pipe(
    Effect.timeoutFail({ duration: CHECK_TIMEOUT, onTimeout: () => new ProviderTimeout({ provider: `llm/${provider.name}`, detail: `no answer within ${CHECK_TIMEOUT} ms` }) }),
    Effect.as({ implementation: provider.name, detail: `model ${model}` })
  )
  const checkNow: Llm["Type"]["check"] = Effect.suspend((): Llm["Type"]["check"] => {
    const [first, ...others] = order("chat")
    if (first === undefined) return Effect.fail(new ProviderUnavailable({ provider: "llm", detail: "no configured language model is reachable" }))
    // any of them can answer; the primary's error is what is told
    return Effect.catchAll(reach(first), (error) => others.length === 0 ? Effect.fail(error) : Effect.raceAll(others.map(reach)).pipe(
      Effect.map((health) => ({ ...health, detail: `${health.detail}; ${first.provider.name} is down: ${error.detail}` })),
      Effect.mapError(() => error)
    ))
  })
  const check: Llm["Type"]["check"] = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const first = order("chat")[0]
    if (first !== undefined && now - checkedAt < CHECK_FRESH) return { implementation: first.provider.name, detail: `model ${first.model}` }
    const health = yield* checkNow
    checkedAt = now
    return health
  })

  const statusOf = (now: number) => (provider: Provider): LlmProviderStatus =>
    ({ name: provider.name, model: provider.model, ready: provider.ready(), circuit: provider.breaker.state(now), ...provider.meter.report() })

  return {
    llm: {
      get implementation() {
        return order("chat")[0]?.provider.name ?? settings.providers[0]?.name ?? "none"
      },
      get hasModel() {
        return settings.providers.some((p) => p.ready())
      },
      contextWindow: (task) => {
        const first = order(task)[0]
        return first === undefined ? 8_000 : first.provider.window(first.model)
      },
      get takesImages() {
        return order("vision").some((one) => sees(one) && mayHaveImages(one.provider))
      },
      chat,
      stream: (request) => Stream.unwrapScoped(open(request)),
      check
    },
    status: {
      providers: Effect.map(Clock.currentTimeMillis, (now) => settings.providers.map(statusOf(now))),
      routes: Effect.sync(() => Object.fromEntries(TASKS.map((task) => {
        const first = order(task)[0]
        return [task, first === undefined ? "builtin" : `${first.provider.name}/${first.model}`]
      })) as Record<LlmTask, string>),
      test: (name) => Effect.gen(function*() {
        const provider = settings.providers.find((p) => p.name === name)
        if (provider === undefined) return yield* new ProviderNotFound({ provider: `llm/${name}`, detail: "no provider of this name is configured" })
        const start = yield* Clock.currentTimeMillis
        const request: ChatRequest = { task: "chat", messages: [{ role: "user", content: "Answer with the word OK." }], maxOutputTokens: 32 }
        const answer = yield* answerOf(provider.vendor, request, { model: provider.model, headroom: 1_000, window: provider.window(provider.model), plain: true }).pipe(
          Effect.timeoutFail({ duration: settings.timeoutMs, onTimeout: () => new ProviderTimeout({ provider: `llm/${name}`, detail: `no answer within ${settings.timeoutMs} ms` }) })
        )
        const now = yield* Clock.currentTimeMillis
        provider.breaker.succeeded()
        provider.meter.succeeded(now, now - start)
        yield* finish(request, { provider, model: provider.model }, answer, start)
        return { model: provider.model, durationMs: now - start, answer: answer.text.slice(0, 200) }
      })
    }
  }
}
