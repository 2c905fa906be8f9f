import type { HttpServerResponse } from "@effect/platform"
import { describe, expect, it } from "@effect/vitest"
import { Chunk, Deferred, Effect, Fiber, Queue, Stream, TestClock } from "effect"
import { Stopping } from "../../src/http/middleware/context.js"
import { eventStream, type ServerEvent } from "../../src/http/sse.js"

const bodyOf = (response: HttpServerResponse.HttpServerResponse) => (response.body._tag === "Stream" ? response.body.stream : Stream.empty)

describe("server-sent events", () => {
  it.effect("a heartbeat every 15 s while nothing happens, an end when the server stops", () => Effect.gen(function*() {
    const latch = yield* Deferred.make<void>()
    const events = yield* Queue.unbounded<ServerEvent>()
    const response = yield* eventStream(Stream.fromQueue(events)).pipe(Effect.provideService(Stopping, { await: Deferred.await(latch), begin: Effect.void }))
    const read = yield* bodyOf(response).pipe(Stream.decodeText(), Stream.runCollect, Effect.fork)
    yield* Queue.offer(events, { id: 7, event: "delta", data: { text: "hi" } })
    yield* TestClock.adjust("46 seconds")
    yield* Deferred.succeed(latch, undefined)
    const text = Chunk.toReadonlyArray(yield* Fiber.join(read)).join("")
    expect(text.match(/: heartbeat\n\n/g)).toHaveLength(3)
    expect(text).toContain('id: 7\nevent: delta\ndata: {"text":"hi"}\n\n')
    expect(response.headers["content-type"]).toContain("text/event-stream")
  }))
})
