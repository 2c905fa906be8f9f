import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { Sessions } from "../../../src/modules/session/index.js"
import { layer } from "../../../src/modules/session/layer.js"
import { actor, as, memoryDatabase } from "../../support/layers.js"

const me = as("usr_me")

describe("sessions, alone", () => {
  it.layer(layer.pipe(Layer.provideMerge(memoryDatabase())))((it) => {
    it.effect("resumes the live session of a client, never that of another user", () => Effect.gen(function*() {
      const sessions = yield* Sessions
      const first = yield* sessions.open({ clientId: "laptop" }, actor("usr_me"))
      const again = yield* sessions.open({ clientId: "laptop" }, actor("usr_me"))
      expect(again).toMatchObject({ resumed: true, session: { sessionId: first.session.sessionId } })
      const other = yield* sessions.open({ clientId: "laptop" }, actor("usr_other"))
      expect(other.resumed).toBe(false)
      expect((yield* Effect.flip(as("usr_other")(sessions.get(first.session.sessionId))))._tag).toBe("NotFound")
    }))

    it.effect("an anonymous session is visible to nobody", () => Effect.gen(function*() {
      const sessions = yield* Sessions
      const { session } = yield* sessions.open({ clientId: "x" }, null)
      expect((yield* Effect.flip(me(sessions.get(session.sessionId))))._tag).toBe("NotFound")
    }))

    it.effect("expires after its timeout, slides with heartbeats, and the sweep removes it", () => Effect.gen(function*() {
      const sessions = yield* Sessions
      const { session } = yield* sessions.open({ timeoutMinutes: 60 }, actor("usr_me"))
      yield* TestClock.adjust("59 minutes")
      yield* me(sessions.heartbeat(session.sessionId))
      yield* TestClock.adjust("59 minutes")
      expect((yield* me(sessions.get(session.sessionId))).sessionId).toBe(session.sessionId)
      yield* TestClock.adjust("2 minutes")
      expect((yield* Effect.flip(me(sessions.get(session.sessionId))))._tag).toBe("NotFound")
      expect(yield* sessions.sweep).toBeGreaterThan(0)
    }))

    it.effect("really stores messages", () => me(Effect.gen(function*() {
      const sessions = yield* Sessions
      const { session } = yield* sessions.open({}, actor("usr_me"))
      yield* sessions.addMessage(session.sessionId, "user", "one")
      expect((yield* sessions.addMessage(session.sessionId, "user", "two")).total).toBe(2)
      expect((yield* sessions.messages(session.sessionId, 10)).messages.map((m) => m.content)).toEqual(["one", "two"])
      yield* sessions.clear(session.sessionId)
      expect((yield* sessions.messages(session.sessionId, 10)).total).toBe(0)
    })))

    it.effect("keeps the fifty most recent sessions of a user", () => as("usr_many")(Effect.gen(function*() {
      const sessions = yield* Sessions
      for (let i = 0; i < 55; i++) {
        yield* TestClock.adjust("1 second")
        yield* sessions.open({ clientId: `c${i}` }, actor("usr_many"))
      }
      const { sessions: kept, total } = yield* sessions.list({ limit: 100, offset: 0 })
      expect(total).toBe(50)
      expect(kept[0]!.clientId).toBe("c54")
      expect(kept.at(-1)!.clientId).toBe("c5")
    })))
  })
})
