import { expect, layer as withLayer } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { Agent } from "../../src/modules/agent/index.js"
import { Accounts, OAuth } from "../../src/modules/auth/index.js"
import { cleaner } from "../../src/modules/cleaner.js"
import { Evidences } from "../../src/modules/evidence/index.js"
import { Idempotency } from "../../src/modules/idempotency/index.js"
import { Knowledge } from "../../src/modules/knowledge/index.js"
import { Reports } from "../../src/modules/report/index.js"
import { Sessions } from "../../src/modules/session/index.js"
import { ProviderUnavailable } from "../../src/providers/errors.js"
import { Jobs } from "../../src/providers/jobs/Jobs.js"

const ran: Record<string, number> = {}
const counted = (name: string) => Effect.sync(() => {
  ran[name] = (ran[name] ?? 0) + 1
  return 0
})

const mocks = Layer.mergeAll(
  Layer.mock(Jobs, { implementation: "mock", sweep: () => counted("jobs") }),
  Layer.mock(Sessions, { sweep: counted("sessions") }),
  Layer.mock(Accounts, { bootstrap: null, registration: false, sweep: counted("logins") }),
  Layer.mock(OAuth, { sweep: Effect.succeed(0) }),
  Layer.mock(Agent, { sweep: () => counted("turns") }),
  Layer.mock(Reports, { sweep: counted("reports") }),
  Layer.mock(Idempotency, { sweep: counted("idempotency") }),
  // a sweep that fails must not stop the others, nor its own next turn
  Layer.mock(Evidences, { sweep: Effect.zipRight(counted("evidence"), Effect.fail(new ProviderUnavailable({ provider: "files/mock", detail: "down" }))) }),
  Layer.mock(Knowledge, { reconcile: Effect.as(counted("knowledge"), { rows: 0, chunks: 0, vectors: 0, files: 0, repaired: 0 }) })
)

withLayer(cleaner.pipe(Layer.provide(mocks)))("cleaner", (it) => {
  it.effect("sweeps each kind on its own schedule, and goes on after a failure", () => Effect.gen(function*() {
    yield* TestClock.adjust("10 seconds")
    expect(ran).toEqual({ jobs: 1, sessions: 1, logins: 1, turns: 1, idempotency: 1, evidence: 1, knowledge: 1, reports: 1 })
    yield* TestClock.adjust("1 hour")
    expect(ran["jobs"]).toBeGreaterThan(100)
    expect(ran["sessions"]).toBeGreaterThanOrEqual(3)
    expect(ran["evidence"]).toBe(1)
    yield* TestClock.adjust("8 hours")
    expect(ran["evidence"]).toBeGreaterThanOrEqual(2)
    expect(ran["knowledge"]).toBeGreaterThanOrEqual(2)
  }))
})
