import { HttpServerResponse } from "@effect/platform"
import { Effect, Stream } from "effect"
import { Stopping } from "./middleware/context.js"

export interface ServerEvent {
  readonly id: number
  readonly event: string
  readonly data: unknown
}

const HEARTBEAT = "15 seconds"

const encode = (event: ServerEvent): string => `id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`

/**
 * Server-sent events: `id:` per event, a comment every 15 s so that proxies
 * keep the line, and an end when the server stops (clients reconnect with
 * `Last-Event-ID`).
 */
export const eventStream = (events: Stream.Stream<ServerEvent>): Effect.Effect<HttpServerResponse.HttpServerResponse, never, Stopping> =>
  Effect.map(Stopping, (stopping) => {
    const heartbeat = Stream.tick(HEARTBEAT).pipe(Stream.drop(1), Stream.map(() => ": heartbeat\n\n"))
    const body = Stream.merge(Stream.map(events, encode), heartbeat, { haltStrategy: "left" }).pipe(
      Stream.interruptWhen(stopping.await),
      (live) => Stream.concat(Stream.make("retry: 1000\n\n"), live),
      Stream.encodeText
    )
    return HttpServerResponse.stream(body, {
      contentType: "text/event-stream; charset=utf-8",
      headers: { "cache-control": "no-store", "x-accel-buffering": "no", connection: "keep-alive" }
    })
  })
