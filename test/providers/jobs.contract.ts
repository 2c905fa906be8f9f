import { describe, expect, layer as withLayer } from "@effect/vitest"
import { SqlClient } from "@effect/sql"
import { Deferred, Effect, Exit, Layer, Ref, Schema, Scope } from "effect"
import { jobKind, JobRejected, Jobs } from "../../src/providers/jobs/Jobs.js"
import { layerWith } from "../../src/providers/jobs/sql.js"

class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {
  override get message() {
    return "the machine is on fire"
  }
}

const kind = (name: string, attempts = 3) => jobKind(name, Schema.Struct({ n: Schema.Number }), attempts)

/** What every implementation of the Jobs tag keeps; `database` gives an empty one. */
export const jobsContract = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient, E>, exclusive: boolean): void => {
  const fast = layerWith({ exclusive, pollMs: 20, backoffMs: 5, leaseMs: 600, drainMs: 300 })
  describe(`jobs · ${name}`, () => {
    withLayer(fast.pipe(Layer.provideMerge(database)), { excludeTestServices: true })((it) => {
      it.scoped("runs a job to its result, keeps progress and checkpoints", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const k = kind("ok")
        yield* jobs.work(k, { concurrency: 2 }, ({ n }, job) => Effect.gen(function*() {
          yield* job.progress(40, "half way")
          yield* job.save({ at: n })
          return { doubled: n * 2 }
        }))
        const id = yield* jobs.enqueue(k, { n: 21 }, { ownerId: "usr_1", subject: "case_1" })
        expect(yield* jobs.awaitEnd(id)).toMatchObject({ state: "done", result: { doubled: 42 }, progress: 100, message: "half way", ownerId: "usr_1", subject: "case_1", attempt: 1 })
        expect((yield* jobs.list({ ownerId: "usr_1", limit: 10, offset: 0 })).total).toBe(1)
        expect((yield* jobs.list({ ownerId: "usr_2", limit: 10, offset: 0 })).total).toBe(0)
        expect(yield* jobs.handled).toContain("ok")
      }))

      it.scoped("one live job per key; the key is free again when it ended", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const k = kind("keyed")
        const gate = yield* Deferred.make<void>()
        yield* jobs.work(k, { concurrency: 2 }, () => Deferred.await(gate))
        const first = yield* jobs.enqueue(k, { n: 1 }, { key: "case_1" })
        expect(yield* Effect.flip(jobs.enqueue(k, { n: 2 }, { key: "case_1" }))).toMatchObject({ _tag: "JobExists", id: first })
        expect((yield* jobs.live("keyed", "case_1"))?.id).toBe(first)
        yield* Deferred.succeed(gate, undefined)
        yield* jobs.awaitEnd(first)
        const again = yield* jobs.enqueue(k, { n: 3 }, { key: "case_1" })
        expect((yield* jobs.awaitEnd(again))?.state).toBe("done")
      }))

      it.scoped("tries three times, then fails with the reason; a rejected job fails at once; retry starts over", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const k = kind("broken")
        const runs = yield* Ref.make(0)
        const healed = yield* Ref.make(false)
        yield* jobs.work(k, { concurrency: 1 }, ({ n }) => Effect.gen(function*() {
          yield* Ref.update(runs, (r) => r + 1)
          if (yield* Ref.get(healed)) return "fine"
          return yield* n === 0 ? Effect.fail(new JobRejected({ reason: "hopeless" })) : Effect.fail(new Broken())
        }))
        const id = yield* jobs.enqueue(k, { n: 1 })
        expect(yield* jobs.awaitEnd(id)).toMatchObject({ state: "failed", attempt: 3, error: "the machine is on fire" })
        expect(yield* Ref.get(runs)).toBe(3)
        const rejected = yield* jobs.enqueue(k, { n: 0 })
        expect(yield* jobs.awaitEnd(rejected)).toMatchObject({ state: "failed", attempt: 1, error: "hopeless" })
        yield* Ref.set(healed, true)
        expect(yield* jobs.retry(id)).toBe(true)
        expect(yield* jobs.awaitEnd(id)).toMatchObject({ state: "done", attempt: 1 })
        expect(yield* jobs.retry(id)).toBe(false)
      }))

      it.scoped("cancel interrupts a running job", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const k = kind("cancelled")
        const started = yield* Deferred.make<void>()
        const stopped = yield* Deferred.make<void>()
        yield* jobs.work(k, { concurrency: 1 }, () => Deferred.succeed(started, undefined).pipe(Effect.zipRight(Effect.never), Effect.onInterrupt(() => Deferred.succeed(stopped, undefined))))
        const id = yield* jobs.enqueue(k, { n: 1 })
        yield* Deferred.await(started)
        expect(yield* jobs.cancel(id)).toBe(true)
        yield* Deferred.await(stopped)
        expect((yield* jobs.awaitEnd(id))?.state).toBe("cancelled")
        expect(yield* jobs.cancel(id)).toBe(false)
      }))

      it.effect("a stop waits for the drain, then hands the job back with its attempt", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const k = kind("drained")
        const scope = yield* Scope.make()
        const started = yield* Deferred.make<void>()
        yield* jobs.work(k, { concurrency: 1 }, () => Effect.zipRight(Deferred.succeed(started, undefined), Effect.never)).pipe(Scope.extend(scope))
        const id = yield* jobs.enqueue(k, { n: 1 })
        yield* Deferred.await(started)
        yield* Scope.close(scope, Exit.void)
        expect(yield* jobs.get(id)).toMatchObject({ state: "queued", attempt: 0 })
        yield* jobs.cancel(id)
      }))

      it.scoped("the sweep forgets what ended long ago and nothing else", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const k = kind("swept")
        yield* jobs.work(k, { concurrency: 1 }, () => Effect.void)
        const done = yield* jobs.enqueue(k, { n: 1 })
        yield* jobs.awaitEnd(done)
        const waiting = yield* jobs.enqueue(kind("unhandled"), { n: 1 })
        yield* jobs.sweep({ doneMs: 3_600_000, failedMs: 3_600_000 })
        expect((yield* jobs.get(done))?.state).toBe("done")
        expect(yield* jobs.sweep({ doneMs: -1_000, failedMs: -1_000 })).toBeGreaterThan(0)
        expect(yield* jobs.get(done)).toBeNull()
        expect((yield* jobs.get(waiting))?.state).toBe("queued")
      }))

      it.scoped("a job exists if and only if the caller's transaction committed", () => Effect.gen(function*() {
        const jobs = yield* Jobs
        const sql = yield* SqlClient.SqlClient
        const failed = yield* jobs.enqueue(kind("tx"), { n: 1 }, { id: "job_rolledback" }).pipe(Effect.zipRight(Effect.fail("no")), sql.withTransaction, Effect.exit)
        expect(Exit.isFailure(failed)).toBe(true)
        expect(yield* jobs.get("job_rolledback")).toBeNull()
      }))
    })
  })
}
