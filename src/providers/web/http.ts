import { lookup as resolveName } from "node:dns"
import { type IncomingMessage, request as plain } from "node:http"
import { request as secure } from "node:https"
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net"
import { NodeStream } from "@effect/platform-node"
import { Config, Effect, Layer, Stream } from "effect"
import { type ProviderError, ProviderRefused, ProviderUnavailable } from "../errors.js"
import { type Page, Web } from "./Web.js"

const provider = "web"
const MAX_REDIRECTS = 3
const SILENCE_MS = 15_000
const DEADLINE = "60 seconds"

/** Addresses that do not belong to the public internet (RFC 6890). */
const inner = new BlockList()
for (const [net, bits] of [["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15], ["224.0.0.0", 4], ["240.0.0.0", 4]] as const) inner.addSubnet(net, bits, "ipv4")
for (const [net, bits] of [["::", 128], ["::1", 128], ["64:ff9b::", 96], ["fc00::", 7], ["fe80::", 10], ["ff00::", 8]] as const) inner.addSubnet(net, bits, "ipv6")

const isInner = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return inner.check(mapped ?? address, mapped === undefined && isIPv6(address) ? "ipv6" : "ipv4")
}

class NotPublic extends Error {}
const notPublic = (host: string): NotPublic => new NotPublic(`${host} is not a public address (the operator can allow it: URL_IMPORT=any)`)

/** Resolves a name for a connection, and refuses it where one of its addresses is an inner one. */
const guarded: LookupFunction = (hostname, options, done) => resolveName(hostname, { ...options, all: true }, (error, addresses) => {
  if (error !== null) return done(error, "", 0)
  if (addresses.some(({ address }) => isInner(address))) return done(notPublic(hostname), "", 0)
  if (options.all === true) return done(null, addresses as never, 0)
  done(null, addresses[0]!.address, addresses[0]!.family)
})

const refused = (detail: string): ProviderError => new ProviderRefused({ provider, detail })

const parse = (text: string): Effect.Effect<URL, ProviderError> => {
  if (!URL.canParse(text)) return Effect.fail(refused("this is no address"))
  const url = new URL(text)
  if (url.protocol !== "http:" && url.protocol !== "https:") return Effect.fail(refused("only http and https addresses can be fetched"))
  if (url.username !== "" || url.password !== "") return Effect.fail(refused("an address with credentials is not fetched"))
  return Effect.succeed(url)
}

const nameOf = (url: URL, response: IncomingMessage): string => {
  const given = /filename="?([^";]+)"?/i.exec(response.headers["content-disposition"] ?? "")?.[1]
  const last = url.pathname.split("/").filter((part) => part !== "").at(-1)
  const name = given ?? (last === undefined ? url.hostname : decodeURIComponent(last.replace(/%(?![0-9a-f]{2})/gi, "")))
  return /\.\w{1,8}$/.test(name) || !/html/.test(response.headers["content-type"] ?? "") ? name : `${name}.html`
}

export const layerOf = (reach: "public" | "any" | "off") => Layer.succeed(Web, Web.of({
  get: (text, { maxBytes }) => {
    const open = (url: URL) => Effect.async<IncomingMessage, ProviderError>((resume) => {
      const host = url.hostname.replace(/^\[|\]$/g, "")
      if (reach === "public" && isIP(host) !== 0 && isInner(host)) return resume(Effect.fail(refused(notPublic(host).message)))
      const request = (url.protocol === "https:" ? secure : plain)(url, {
        headers: { "user-agent": "FaultMaven", accept: "*/*", "accept-encoding": "identity" }, timeout: SILENCE_MS, ...(reach === "public" ? { lookup: guarded } : {})
      })
      request.once("response", (response) => resume(Effect.succeed(response)))
      request.once("timeout", () => request.destroy(new Error(`no answer within ${SILENCE_MS / 1_000} s`)))
      request.on("error", (error) => resume(Effect.fail(error instanceof NotPublic ? refused(error.message) : new ProviderUnavailable({ provider, detail: error.message }))))
      request.end()
      return Effect.sync(() => request.destroy())
    })

    const follow = (url: URL, left: number): Effect.Effect<{ readonly url: URL; readonly response: IncomingMessage }, ProviderError> => Effect.gen(function*() {
      const response = yield* open(url)
      const status = response.statusCode ?? 0
      const location = response.headers.location
      if (status >= 300 && status < 400 && location !== undefined) {
        response.destroy()
        if (left === 0) return yield* Effect.fail(refused("it redirects too often"))
        return yield* follow(yield* parse(URL.canParse(location, url.href) ? new URL(location, url).href : location), left - 1)
      }
      if (status !== 200) {
        response.destroy()
        return yield* Effect.fail(refused(`it answered with status ${status}`))
      }
      return { url, response }
    })

    return Effect.gen(function*() {
      if (reach === "off") return yield* Effect.fail(refused("fetching addresses is switched off here (URL_IMPORT=off)"))
      const { response, url } = yield* follow(yield* parse(text), MAX_REDIRECTS)
      yield* Effect.addFinalizer(() => Effect.sync(() => response.destroy()))
      const tooLong = refused(`it is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB`)
      if (Number(response.headers["content-length"] ?? 0) > maxBytes) return yield* Effect.fail(tooLong)
      const body = NodeStream.fromReadable<ProviderError, Uint8Array>(() => response, (cause) => new ProviderUnavailable({ provider, detail: String(cause) })).pipe(
        Stream.mapAccumEffect(0, (bytes, chunk) => bytes + chunk.length > maxBytes ? Effect.fail(tooLong) : Effect.succeed([bytes + chunk.length, chunk] as const))
      )
      return { filename: nameOf(url, response), contentType: response.headers["content-type"] ?? "", url: url.href, body } satisfies Page
    }).pipe(Effect.timeoutFail({ duration: DEADLINE, onTimeout: () => new ProviderUnavailable({ provider, detail: "no answer within a minute" }) }))
  }
}))

export const layer = Layer.unwrapEffect(Effect.map(Config.literal("public", "any", "off")("URL_IMPORT").pipe(Config.withDefault("public" as const)), layerOf))
