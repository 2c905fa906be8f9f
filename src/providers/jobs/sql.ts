import { Cause, Clock, Config, Deferred, Duration, Effect, Exit, FiberMap, Layer, Option, Queue, Schedule, Schema, type Scope } from "effect"
import { randomUUID } from "node:crypto"
import { makeAnnouncements } from "./announcements.js"
import { type JobContext, JobExists, type JobKind, JobRejected, Jobs } from "./Jobs.js"
import { type JobRow, makeTable, schema, toRecord } from "./table.js"

export interface JobsSettings {
  /** true: this process alone works on the database and takes over everything at start */
  readonly exclusive: boolean
  readonly leaseMs: number
  readonly pollMs: number
  readonly drainMs: number
  readonly backoffMs: number
}

export const defaults: JobsSettings = { exclusive: true, leaseMs: 15_000, pollMs: 1_000, drainMs: 25_000, backoffMs: 1_000 }

const reasonOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.slice(0, 2_000)
}

const make = (settings: JobsSettings) => Effect.gen(function*() {
  const table = yield* makeTable
  const announcements = yield* makeAnnouncements
  const owner = randomUUID()
  const wake = new Map<string, Queue.Queue<void>>()
  const running = new Map<string, FiberMap.FiberMap<string, void, never>>()
  const waiting = new Map<string, Set<Deferred.Deferred<void>>>()
  const now = Clock.currentTimeMillis

  const ended = (id: string) => Effect.suspend(() => {
    const all = waiting.get(id)
    waiting.delete(id)
    return Effect.forEach(all ?? [], (d) => Deferred.succeed(d, undefined), { discard: true })
  })
  const signal = (kind: string) => Effect.suspend(() => {
    const queue = wake.get(kind)
    return queue ? Queue.offer(queue, undefined) : Effect.void
  })

  const enqueue: Jobs["Type"]["enqueue"] = Effect.fn("Jobs.enqueue")(function*(kind, payload, options = {}) {
    const at = yield* now
    const id = options.id ?? `job_${randomUUID().replaceAll("-", "").slice(0, 12)}`
    const key = options.key ?? id
    const body = JSON.stringify(yield* Effect.orDie(Schema.encode(kind.payload)(payload)))
    const rows = yield* table.insert({
      id, kind: kind.kind, dedupe_key: key, payload: body, state: "queued", attempt: 0, max_attempts: kind.maxAttempts,
      run_at: options.runAt ?? at, owner_id: options.ownerId ?? null, subject: options.subject ?? null,
      progress: 0, created_at: at, updated_at: at
    })
    if (rows.length === 0) {
      const live = (yield* table.liveByKey(kind.kind, key))[0]
      return yield* new JobExists({ id: live?.id ?? "" })
    }
    yield* signal(kind.kind)
    yield* announcements.queued(kind.kind)
    return id
  }) as Jobs["Type"]["enqueue"]

  const get = (id: string) => Effect.map(table.byId(id), (rows) => (rows[0] ? toRecord(rows[0]) : null))

  const awaitEnd: Jobs["Type"]["awaitEnd"] = (id) => Effect.gen(function*() {
    while (true) {
      // a new latch each time: an attempt that ended without ending the job has used up the last one
      const latch = yield* Deferred.make<void>()
      const set = waiting.get(id) ?? new Set()
      waiting.set(id, set.add(latch))
      const record = yield* get(id)
      if (record === null || record.state === "done" || record.state === "failed" || record.state === "cancelled") {
        set.delete(latch)
        return record
      }
      // another replica may end it: look again even without a signal
      yield* Deferred.await(latch).pipe(Effect.timeoutOption(settings.pollMs), Effect.ensuring(Effect.sync(() => set.delete(latch))))
    }
  })

  const runOne = <A, I, B, E, R>(
    kind: JobKind<A, I>,
    decode: (u: unknown) => Effect.Effect<A, unknown>,
    row: JobRow,
    run: (payload: A, job: JobContext) => Effect.Effect<B, E, R>
  ) => {
    const settle = (set: Record<string, string | number | null>) =>
      Effect.flatMap(now, (at) => table.settle(row.id, owner, row.attempt, at, set))
    const fenced = (set: Record<string, string | number | null>) =>
      Effect.flatMap(settle(set), (ours) => (ours ? Effect.void : Effect.interrupt))
    const context: JobContext = {
      id: row.id, attempt: row.attempt, maxAttempts: row.max_attempts,
      checkpoint: row.checkpoint === null ? null : JSON.parse(row.checkpoint),
      save: (checkpoint) => fenced({ checkpoint: JSON.stringify(checkpoint) }),
      progress: (percent, message) => fenced({ progress: Math.max(0, Math.min(100, Math.round(percent))), ...(message === undefined ? {} : { message: message.slice(0, 500) }) })
    }
    const failed = (cause: Cause.Cause<unknown>) => Effect.gen(function*() {
      const error = Option.getOrUndefined(Cause.failureOption(cause))
      const last = row.attempt >= row.max_attempts || error instanceof JobRejected
      const at = yield* now
      yield* Effect.logWarning(`job ${kind.kind} ${row.id} failed (attempt ${row.attempt} of ${row.max_attempts})`, last && error instanceof JobRejected ? error.reason : cause)
      yield* settle({
        state: last ? "failed" : "queued", lease_owner: null, last_error: reasonOf(cause),
        run_at: at + settings.backoffMs * 2 ** (row.attempt - 1)
      })
    })
    return Effect.suspend(() => decode(JSON.parse(row.payload))).pipe(
      Effect.mapError(() => new JobRejected({ reason: "the stored payload does not fit this version" })),
      Effect.flatMap((payload) => run(payload, context)),
      Effect.withSpan(`job ${kind.kind}`, { root: true, attributes: { "job.id": row.id, "job.attempt": row.attempt } }),
      Effect.onExit((exit) =>
        Exit.isSuccess(exit)
          ? settle({ state: "done", lease_owner: null, progress: 100, result: exit.value === undefined ? null : JSON.stringify(exit.value) })
          : Cause.isInterruptedOnly(exit.cause)
          // stopping or lost lease: hand it back unharmed (no effect when fenced out or cancelled)
          ? settle({ state: "queued", lease_owner: null, attempt: row.attempt - 1 })
          : failed(exit.cause)
      ),
      Effect.catchAllCause(() => Effect.void),
      Effect.ensuring(Effect.zipRight(ended(row.id), announcements.ended(row.id)))
    )
  }

  const work: Jobs["Type"]["work"] = <A, I, B, E extends { readonly message?: string }, R>(
    kind: JobKind<A, I>,
    options: { readonly concurrency: number },
    run: (payload: A, job: JobContext) => Effect.Effect<B, E, R>
  ): Effect.Effect<void, never, R | Scope.Scope> => Effect.gen(function*() {
    const services = yield* Effect.context<R>()
    const fibers = yield* FiberMap.make<string, void, never>()
    const queue = yield* Queue.sliding<void>(1)
    const decode = Schema.decodeUnknown(kind.payload)
    let stopping = false
    const claimLoop = Effect.gen(function*() {
      const free = options.concurrency - (yield* FiberMap.size(fibers))
      const rows = free > 0 && !stopping ? yield* table.claim(kind.kind, free, owner, yield* now, settings.leaseMs) : []
      for (const row of rows) {
        running.set(row.id, fibers)
        yield* FiberMap.run(fibers, row.id, runOne(kind, decode, row, run).pipe(Effect.provide(services), Effect.ensuring(Effect.zipRight(Effect.sync(() => running.delete(row.id)), Queue.offer(queue, undefined)))))
      }
      if (rows.length === 0) yield* Queue.take(queue).pipe(Effect.timeoutOption(settings.pollMs))
    })
    const heartbeat = Effect.gen(function*() {
      const ids = Array.from(fibers, ([id]) => id)
      if (ids.length === 0) return
      const kept = yield* table.heartbeat(ids, owner, (yield* now) + settings.leaseMs)
      const alive = new Set(kept.map((row) => row.id))
      // cancelled or taken over: stop working on it
      for (const id of ids) if (!alive.has(id)) yield* FiberMap.remove(fibers, id)
    })
    const supervised = <S>(loop: Effect.Effect<void>, schedule: Schedule.Schedule<S>): Effect.Effect<void> =>
      loop.pipe(
        Effect.sandbox,
        Effect.tapError((cause) => Effect.logError(`jobs ${kind.kind}`, cause)),
        Effect.retry(Schedule.jittered(Schedule.spaced("1 second"))),
        Effect.repeat(schedule),
        Effect.orDie,
        Effect.asVoid,
        Effect.withTracerEnabled(false)
      )
    // Released in reverse: claiming stops, the drain waits, the heartbeat (which keeps the leases) ends, what is left is interrupted.
    yield* FiberMap.make<string>().pipe(Effect.flatMap((beat) => FiberMap.run(beat, "heartbeat", supervised(heartbeat, Schedule.spaced(Duration.millis(settings.exclusive ? 1_000 : settings.leaseMs / 5))))))
    yield* Effect.addFinalizer(() => Effect.suspend(() => {
      stopping = true
      wake.delete(kind.kind)
      // finalizers cannot be interrupted unless they say so, and a wait that cannot be interrupted cannot time out
      return FiberMap.awaitEmpty(fibers).pipe(Effect.interruptible, Effect.timeoutOption(Duration.millis(settings.drainMs)), Effect.asVoid)
    }))
    wake.set(kind.kind, queue)

    yield* supervised(claimLoop, Schedule.forever).pipe(Effect.forkScoped)
  })

  if (settings.exclusive) yield* table.reclaim(yield* now)
  yield* announcements.hear({ queued: signal, ended })

  return Jobs.of({
    implementation: settings.exclusive ? "table (exclusive)" : "table (leases)",
    enqueue,
    get,
    live: (kind, key) => Effect.map(table.liveByKey(kind, key), (rows) => (rows[0] ? toRecord(rows[0]) : null)),
    list: table.list,
    cancel: (id) => Effect.gen(function*() {
      const was = yield* table.cancel(id, yield* now)
      const fibers = running.get(id)
      if (was && fibers) yield* FiberMap.remove(fibers, id)
      if (was) yield* ended(id)
      return was
    }),
    retry: (id) => Effect.gen(function*() {
      const again = yield* table.retry(id, yield* now)
      const record = again ? yield* get(id) : null
      if (record) yield* signal(record.kind)
      return again
    }),
    awaitEnd,
    work,
    handled: Effect.sync(() => [...wake.keys()]),
    sweep: (retention) => Effect.gen(function*() {
      const at = yield* now
      const exhausted = yield* table.exhaust(at)
      yield* Effect.forEach(exhausted, (row) => ended(row.id), { discard: true })
      return (yield* table.forget(at - retention.doneMs, at - retention.failedMs)).length
    })
  })
})

export const layerWith = (settings: Partial<JobsSettings> = {}) =>
  Layer.scoped(Jobs, make({ ...defaults, ...settings })).pipe(Layer.provide(schema))

/** `exclusive` on SQLite, leases where replicas share PostgreSQL. */
export const layer = (options: { readonly exclusive: boolean }) =>
  Layer.unwrapEffect(Effect.map(
    Config.all({
      leaseMs: Config.integer("JOBS_LEASE_MS").pipe(Config.withDefault(defaults.leaseMs)),
      drainMs: Config.integer("SHUTDOWN_DRAIN_MS").pipe(Config.withDefault(defaults.drainMs))
    }),
    (config) => layerWith({ ...options, ...config })
  ))
