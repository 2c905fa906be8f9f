import { createServer, type RequestListener, type Server } from "node:http"
import { FileSystem, type HttpApi, HttpApiBuilder, HttpIncomingMessage } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { Context, Deferred, Effect, Layer, Option } from "effect"
import { Api } from "./api.js"
import { makeFront } from "./front.js"
import { Stopping } from "./middleware/context.js"
import { rateLimit } from "./middleware/rateLimit.js"
import { learnRoutes } from "./middleware/routes.js"
import { httpSettings, MAX_JSON_BYTES, parsePorts } from "./settings.js"
import { makeStatic } from "./static.js"

/** Where the server listens, once it does. */
export class Listening extends Context.Tag("faultmaven/http/Listening")<Listening, {
  readonly url: string
  readonly port: number
  readonly legacyPorts: ReadonlyArray<number>
}>() {}

/** Open requests get this long to finish after streams have been told to end. */
const CLOSE_GRACE_MS = 5_000

const listen = (listener: RequestListener, host: string, port: number): Effect.Effect<Server, Error> =>
  Effect.async<Server, Error>((resume) => {
    const server = createServer({ requestTimeout: 300_000, headersTimeout: 30_000, keepAliveTimeout: 65_000, maxHeaderSize: 32 * 1024 }, listener)
    server.once("error", (error) => resume(Effect.fail(error)))
    server.listen({ host, port }, () => resume(Effect.succeed(server)))
  })

const close = (server: Server): Effect.Effect<void> => Effect.async<void>((resume) => {
  server.close(() => resume(Effect.void))
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref()
})

/** Ends open event streams when the server begins to stop. */
export const stoppingLayer = Layer.scoped(Stopping, Effect.gen(function*() {
  const latch = yield* Deferred.make<void>()
  return Stopping.of({ await: Deferred.await(latch), begin: Effect.asVoid(Deferred.succeed(latch, undefined)) })
}))

/**
 * The listening server. Released first of all layers: it stops accepting,
 * tells streams to end and waits for requests, while services still live.
 */
export const serverLayer = (options: { readonly dashboardFolder: string; readonly docsFolder: string; readonly log: (line: string) => void }) =>
  Layer.scoped(Listening, Effect.gen(function*() {
    const settings = yield* httpSettings
    const stopping = yield* Stopping
    learnRoutes(Api as unknown as HttpApi.HttpApi.AnyWithProps)
    const routed = yield* HttpApiBuilder.httpApp
    const limited = settings.rateLimitEnabled ? (yield* rateLimit(settings.rateLimitPerMinute))(routed) : routed
    const app = HttpIncomingMessage.withMaxBodySize(limited, Option.some(FileSystem.Size(MAX_JSON_BYTES)))
    const handler = yield* NodeHttpServer.makeHandler(app)
    const front = makeFront({ settings, handler, statics: makeStatic(options.dashboardFolder, options.docsFolder), log: options.log })

    const open = (port: number) => Effect.acquireRelease(listen(front, settings.host, port), (server) => Effect.zipRight(stopping.begin, close(server)))
    const main = yield* open(settings.port).pipe(Effect.mapError((error) => new Error(`cannot listen on ${settings.host}:${settings.port}: ${error.message}`)), Effect.orDie)
    const address = main.address()
    const port = typeof address === "object" && address !== null ? address.port : settings.port
    const legacy = yield* Effect.forEach(parsePorts(settings.legacyPorts).filter((p) => p !== port), (p) => open(p).pipe(
      Effect.as(Option.some(p)),
      Effect.catchAll(() => Effect.as(Effect.logWarning(`legacy port ${p} is taken; extensions that saved it cannot reach this server`), Option.none<number>()))
    ))
    const host = settings.host === "0.0.0.0" || settings.host === "::" ? "localhost" : settings.host
    return { url: settings.publicUrl === "" ? `http://${host}:${port}` : settings.publicUrl, port, legacyPorts: legacy.flatMap(Option.toArray) }
  }))
