import { Readable } from "node:stream"
import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3"
import { Chunk, Config, Duration, Effect, Layer, Option, Redacted, Stream } from "effect"
import { Files, type StoredFile } from "./Files.js"
import { checkKey, checkPrefix } from "./keys.js"
import { upload } from "./s3Upload.js"
import { provider, retryBrief, toProviderError } from "./s3Errors.js"

const PROBE = "health/probe"
/** Objects that are put side by side. */
const REQUESTS_AT_ONCE = 4

export interface S3Settings {
  readonly bucket: string
  readonly region: string
  /** MinIO, Ceph and the like; AWS itself when absent */
  readonly endpoint: Option.Option<string>
  /** the SDK's own chain (instance role, profile) when absent */
  readonly credentials: Option.Option<{ readonly accessKeyId: Redacted.Redacted; readonly secretAccessKey: Redacted.Redacted }>
  /** one request, and each wait for the next piece of a body */
  readonly deadline: Duration.Duration
}

const first = <A>(config: Config.Config<A>, ...others: ReadonlyArray<Config.Config<A>>) => others.reduce((all, next) => Config.orElse(all, () => next), config)
const text = (name: string) => Config.nonEmptyString(name)

export const settings: Config.Config<S3Settings> = Config.all({
  bucket: first(text("S3_BUCKET_NAME"), text("AWS_S3_BUCKET"), text("S3_BUCKET")),
  region: first(text("S3_REGION"), text("AWS_REGION")).pipe(Config.withDefault("us-east-1")),
  endpoint: Config.option(text("S3_ENDPOINT_URL")),
  credentials: Config.option(Config.all({ accessKeyId: Config.redacted("AWS_ACCESS_KEY_ID"), secretAccessKey: Config.redacted("AWS_SECRET_ACCESS_KEY") })),
  deadline: Config.duration("S3_TIMEOUT").pipe(Config.withDefault(Duration.seconds(30)))
})

/** A name in quotes for old clients, in UTF-8 for all others (RFC 6266). */
const disposition = (filename: string): string =>
  `attachment; filename="${filename.replace(/[^\x20-\x7e]|["\\]/g, "_")}"; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`

export const layerAt = (config: S3Settings) => Layer.scoped(Files, Effect.gen(function*() {
  // loaded here, so that core never reads the AWS SDK
  const [s3, { getSignedUrl }] = yield* Effect.promise(() => Promise.all([import("@aws-sdk/client-s3"), import("@aws-sdk/s3-request-presigner")]))
  const Bucket = config.bucket
  let writable = false
  const client: S3Client = yield* Effect.acquireRelease(
    Effect.sync(() => new s3.S3Client({
      region: config.region,
      // one policy of tries and deadlines, here; the SDK's own would multiply it
      maxAttempts: 1,
      // other stores do not know the newer checksums
      requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: 5_000, requestTimeout: Duration.toMillis(config.deadline), throwOnRequestTimeout: true },
      ...Option.match(config.endpoint, { onNone: () => ({}), onSome: (endpoint) => ({ endpoint, forcePathStyle: true }) }),
      ...Option.match(config.credentials, {
        onNone: () => ({}),
        onSome: (keys) => ({ credentials: { accessKeyId: Redacted.value(keys.accessKeyId), secretAccessKey: Redacted.value(keys.secretAccessKey) } })
      })
    })),
    (open) => Effect.sync(() => open.destroy())
  )
  const late = () => toProviderError(Object.assign(new Error("no answer in time"), { name: "TimeoutError" }))
  const attempt = <A>(f: (signal: AbortSignal) => Promise<A>) =>
    Effect.tryPromise({ try: f, catch: toProviderError }).pipe(Effect.timeoutFail({ duration: config.deadline, onTimeout: late }))
  /** Every request may be sent twice: parts are kept until they have arrived. */
  const ask = <A>(f: (signal: AbortSignal) => Promise<A>) => retryBrief(attempt(f))

  const put: Files["Type"]["put"] = (key, body, options) => Effect.flatMap(checkKey(provider, key), () =>
    upload({ sdk: s3, client, bucket: Bucket, key, contentType: options?.contentType ?? "application/octet-stream", ask }, body))

  const putAll: Files["Type"]["putAll"] = (files) => Effect.forEach(files, ({ bytes, key }) => put(key, Stream.make(bytes)), { concurrency: REQUESTS_AT_ONCE, discard: true })

  const head = (key: string) => Effect.flatMap(checkKey(provider, key), () => ask((abortSignal) => client.send(new s3.HeadObjectCommand({ Bucket, Key: key }), { abortSignal })))
  const stat = (key: string) => Effect.map(head(key), (found): StoredFile => ({ key, bytes: found.ContentLength ?? 0, modifiedAt: found.LastModified?.getTime() ?? 0 }))
  const bodyOf = (answer: GetObjectCommandOutput) =>
    Stream.fromAsyncIterable(answer.Body instanceof Readable ? (answer.Body as AsyncIterable<Uint8Array>) : Readable.from([]), toProviderError)

  const list = (prefix: string) => Stream.unwrap(Effect.map(checkPrefix(provider, prefix), () =>
    Stream.paginateChunkEffect(undefined as string | undefined, (token) => Effect.map(
      ask((abortSignal) => client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }), { abortSignal })),
      (page) => [
        Chunk.fromIterable((page.Contents ?? []).map((found): StoredFile => ({ key: found.Key ?? "", bytes: found.Size ?? 0, modifiedAt: found.LastModified?.getTime() ?? 0 }))),
        page.IsTruncated === true && page.NextContinuationToken !== undefined ? Option.some(page.NextContinuationToken) : Option.none()
      ]
    ))))

  return Files.of({
    implementation: "s3",
    put,
    putAll,
    get: (key) => Effect.flatMap(checkKey(provider, key), () => Effect.map(
      ask((abortSignal) => client.send(new s3.GetObjectCommand({ Bucket, Key: key }), { abortSignal })),
      (answer) => Stream.timeoutFail(bodyOf(answer), late, config.deadline)
    )),
    range: (key, start, end) => Effect.gen(function*() {
      const { bytes } = yield* stat(key)
      const [from, to] = [Math.max(0, start), Math.min(end, bytes)]
      if (from >= to) return new Uint8Array(0)
      // the whole answer, not only its head, within the deadline: a part read is asked for again
      return yield* ask(async (abortSignal) => {
        const answer = await client.send(new s3.GetObjectCommand({ Bucket, Key: key, Range: `bytes=${from}-${to - 1}` }), { abortSignal })
        return (await answer.Body?.transformToByteArray()) ?? new Uint8Array(0)
      })
    }),
    stat,
    remove: (key) => Effect.flatMap(checkKey(provider, key), () => Effect.asVoid(ask((abortSignal) => client.send(new s3.DeleteObjectCommand({ Bucket, Key: key }), { abortSignal })))).pipe(
      Effect.catchTag("ProviderNotFound", () => Effect.asVoid(ask((abortSignal) => client.send(new s3.HeadBucketCommand({ Bucket }), { abortSignal }))))),
    list,
    presign: (key, { expiresIn, filename }) => Effect.flatMap(checkKey(provider, key), () => attempt(() =>
      getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: key, ResponseContentDisposition: disposition(filename) }), { expiresIn }))),
    localPath: (key) => Effect.as(head(key), null),
    check: Effect.gen(function*() {
      // the right to read alone would pass a question for the bucket: written once, asked for from then on
      if (writable) yield* attempt((abortSignal) => client.send(new s3.HeadBucketCommand({ Bucket }), { abortSignal }))
      else {
        yield* attempt((abortSignal) => client.send(new s3.PutObjectCommand({ Bucket, Key: PROBE, Body: "ok" }), { abortSignal }))
        yield* attempt((abortSignal) => client.send(new s3.DeleteObjectCommand({ Bucket, Key: PROBE }), { abortSignal }))
        writable = true
      }
      return { implementation: "s3", detail: "readable and writable" }
    })
  })
}))

export const layer = Layer.unwrapEffect(Effect.map(settings, layerAt))
