import { createHash, randomBytes, randomUUID } from "node:crypto"
import { createServer } from "node:http"
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3"
import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Duration, Effect, Fiber, Layer, Option, Redacted, Stream } from "effect"
import { Files } from "../../src/providers/files/Files.js"
import * as s3 from "../../src/providers/files/s3.js"
import * as servers from "../servers/servers.js"
import { filesContract } from "./files.contract.js"
import { onServer } from "./layers.js"
import { silentServer } from "./silent.js"

const server = await servers.s3()
const { accessKey = "", secretKey = "" } = server?.details ?? {}
const raw = new S3Client({ endpoint: server?.url ?? "http://127.0.0.1:1", region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } })
const bucket = `files-${randomUUID()}`
if (server !== null) await raw.send(new CreateBucketCommand({ Bucket: bucket }))

const at = (change: Partial<s3.S3Settings & { readonly url: string; readonly secret: string }> = {}) => s3.layerAt({
  bucket, region: "us-east-1", deadline: Duration.seconds(20),
  endpoint: Option.some(change.url ?? server?.url ?? ""),
  credentials: Option.some({ accessKeyId: Redacted.make(accessKey), secretAccessKey: Redacted.make(change.secret ?? secretKey) }),
  ...change
})

onServer(server, ["files · S3"], () => filesContract("S3", at(), { presigns: true }))

const body = Stream.make(new TextEncoder().encode("x"))
/** The tags of the errors that each operation ends in. */
const failures = Effect.gen(function*() {
  const files = yield* Files
  const all = [files.check, files.put("k", body), Effect.flatMap(files.get("k"), Stream.runDrain), files.range("k", 0, 1), files.stat("k"), files.remove("k"), Stream.runDrain(files.list(""))]
  return yield* Effect.forEach(all, (operation) => Effect.map(Effect.flip(operation), (error) => error._tag), { concurrency: "unbounded" })
})
const all = (tag: string) => Array.from({ length: 7 }, () => tag)

describe("files · S3, failures", () => {
  it.live.skipIf(server === null)("a wrong secret is refused", () => Effect.gen(function*() {
    expect(yield* failures).toEqual(all("ProviderRefused"))
  }).pipe(Effect.provide(at({ secret: "wrong" }))))

  it.live.skipIf(server === null)("a missing bucket is not found", () => Effect.gen(function*() {
    expect(yield* failures).toEqual(all("ProviderNotFound"))
  }).pipe(Effect.provide(at({ bucket: "no-such-bucket" }))))

  it.live("an unreachable host is unavailable", () => Effect.gen(function*() {
    expect(yield* failures).toEqual(all("ProviderUnavailable"))
  }).pipe(Effect.provide(at({ url: "http://127.0.0.1:1" }))))

  it.scopedLive("a store that never answers ends in a timeout", () => Effect.gen(function*() {
    const port = yield* silentServer
    expect(yield* failures.pipe(Effect.provide(at({ url: `http://127.0.0.1:${port}`, deadline: Duration.millis(150) })))).toEqual(all("ProviderTimeout"))
  }))

  it.scopedLive("a body that stops in the middle fails, and is never taken for whole", () => Effect.gen(function*() {
    const url = yield* Effect.acquireRelease(
      Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
        const half = createServer((request, response) => {
          response.writeHead(200, { "content-length": "1000", "last-modified": new Date().toUTCString() })
          if (request.method === "HEAD") return void response.end()
          response.write("half of it")
          setImmediate(() => request.socket.destroy())
        }).listen(0, "127.0.0.1", () => {
          const address = half.address()
          resume(Effect.succeed({ url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`, close: () => void half.close() }))
        })
      }),
      (half) => Effect.sync(half.close)
    )
    const tags = yield* Effect.gen(function*() {
      const files = yield* Files
      const streamed = yield* Effect.flip(Effect.flatMap(files.get("k"), Stream.runDrain))
      const ranged = yield* Effect.flip(files.range("k", 0, 1000))
      return [streamed._tag, ranged._tag]
    }).pipe(Effect.provide(at({ url: url.url })))
    expect(tags).toEqual(["ProviderUnavailable", "ProviderUnavailable"])
  }))

  it.live.skipIf(server === null)("an interrupted upload leaves no parts that cost space", () => Effect.gen(function*() {
    const files = yield* Files
    const started = yield* Deferred.make<void>()
    const pieces = Stream.concat(Stream.range(1, 20).pipe(Stream.map(() => randomBytes(1024 * 1024))), Stream.fromEffect(Effect.zipRight(Deferred.succeed(started, undefined), Effect.never)))
    const fiber = yield* Effect.fork(files.put("parts/interrupted", pieces))
    yield* Deferred.await(started)
    yield* Fiber.interrupt(fiber)
    const left = yield* Effect.promise(() => raw.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: "parts/" })))
    expect(left.Uploads ?? []).toEqual([])
    expect((yield* Effect.flip(files.stat("parts/interrupted")))._tag).toBe("ProviderNotFound")
  }).pipe(Effect.provide(at())))

  it.live.skipIf(server === null)("a body that ends on a part's edge is whole", () => Effect.gen(function*() {
    const files = yield* Files
    const part = 8 * 1024 * 1024
    for (const size of [part - 1, part, part + 1, 2 * part]) {
      const whole = randomBytes(size)
      const put = yield* files.put("parts/edge", Stream.fromIterable([whole.subarray(0, 1000), whole.subarray(1000)]))
      expect(put).toEqual({ bytes: size, sha256: createHash("sha256").update(whole).digest("hex") })
      expect((yield* files.stat("parts/edge")).bytes).toBe(size)
      expect(Buffer.from(yield* files.range("parts/edge", 0, size)).equals(whole)).toBe(true)
    }
  }).pipe(Effect.provide(at())))

  it.live.skipIf(server === null)("lists more objects than one answer holds", () => Effect.gen(function*() {
    const files = yield* Files
    const keys = Array.from({ length: 1003 }, (_, i) => `pages/${String(i).padStart(5, "0")}`)
    yield* Effect.forEach(keys, (key) => files.put(key, Stream.empty), { concurrency: 16, discard: true })
    expect([...yield* Stream.runCollect(files.list("pages/"))].map((file) => file.key)).toEqual(keys)
  }).pipe(Effect.provide(at())))

  it.live.skipIf(server === null)("is configured by the older names as well", () => Effect.gen(function*() {
    for (const name of ["S3_BUCKET_NAME", "AWS_S3_BUCKET", "S3_BUCKET"]) {
      const variables = { [name]: bucket, S3_ENDPOINT_URL: server!.url, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey }
      const health = yield* Effect.flatMap(Files, (files) => files.check).pipe(Effect.provide(s3.layer), Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))))
      expect(health.implementation).toBe("s3")
    }
    const missing = yield* Effect.either(Effect.scoped(Layer.build(s3.layer)).pipe(Effect.withConfigProvider(ConfigProvider.fromMap(new Map()))))
    expect(missing._tag).toBe("Left")
  }))
})
