import { createHash } from "node:crypto"
import type * as S3 from "@aws-sdk/client-s3"
import { Chunk, Effect, Stream } from "effect"
import type { ProviderError } from "../errors.js"

/** A put holds up to five parts in memory: four under way and one being filled. */
const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 4

interface Part {
  readonly number: number
  readonly bytes: Uint8Array
  readonly last: boolean
}

/** Cuts a body of unknown length into parts; the last one may be short or, for an empty body, empty. */
const makeCutter = () => {
  let pending: Array<Uint8Array> = []
  let size = 0
  let number = 0
  const take = (last: boolean): Part => {
    const whole = Buffer.concat(pending)
    const end = last ? whole.length : PART_BYTES
    pending = last || whole.length === end ? [] : [whole.subarray(end)]
    size = whole.length - end
    return { number: ++number, bytes: whole.subarray(0, end), last }
  }
  return (piece: Uint8Array | null): ReadonlyArray<Part> => {
    if (piece === null) return [take(true)]
    pending.push(piece)
    size += piece.length
    const parts: Array<Part> = []
    // one byte more than a part, so that the last part is never empty
    while (size > PART_BYTES) parts.push(take(false))
    return parts
  }
}

export interface UploadTarget {
  readonly sdk: Pick<typeof S3, "PutObjectCommand" | "CreateMultipartUploadCommand" | "UploadPartCommand" | "CompleteMultipartUploadCommand" | "AbortMultipartUploadCommand">
  readonly client: S3.S3Client
  readonly bucket: string
  readonly key: string
  readonly contentType: string
  /** sends one request, again where that may help, within its deadline */
  readonly ask: <A>(f: (signal: AbortSignal) => Promise<A>) => Effect.Effect<A, ProviderError>
}

/**
 * Streams a body into one object: a single request where it fits into one
 * part, else a multipart upload whose parts are each sent again on their own.
 * A body that fails, a refusal or an interruption leaves neither object nor
 * parts: the upload is ended after its last request has.
 */
export const upload = <E, R>(target: UploadTarget, body: Stream.Stream<Uint8Array, E, R>) => Effect.gen(function*() {
  const { ask, bucket: Bucket, client, contentType: ContentType, key: Key, sdk } = target
  const hash = createHash("sha256")
  let bytes = 0
  let UploadId: string | undefined
  const underWay = new Set<Promise<unknown>>()

  const create = yield* Effect.cached(Effect.uninterruptible(Effect.map(
    ask((abortSignal) => client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ContentType }), { abortSignal })),
    (made) => {
      UploadId = made.UploadId
    }
  )))
  const tracked = <A>(promise: Promise<A>): Promise<A> => {
    underWay.add(promise)
    const done = () => underWay.delete(promise)
    promise.then(done, done)
    return promise
  }
  const send = (part: Part) => Effect.gen(function*() {
    if (part.last && part.number === 1) {
      yield* ask((abortSignal) => client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: part.bytes, ContentType }), { abortSignal }))
      return { PartNumber: 1, ETag: undefined }
    }
    yield* create
    const sent = yield* ask((abortSignal) => tracked(client.send(new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: part.number, Body: part.bytes }), { abortSignal })))
    return { PartNumber: part.number, ETag: sent.ETag }
  })
  const abandon = Effect.suspend(() => UploadId === undefined ? Effect.void : Effect.promise(() => Promise.allSettled([...underWay])).pipe(
    Effect.zipRight(ask((abortSignal) => client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId }), { abortSignal }))),
    Effect.catchTag("ProviderNotFound", () => Effect.void),
    Effect.catchAll((error) => Effect.logWarning(`an unfinished upload was left behind: ${error.detail}`))
  ))

  const cut = makeCutter()
  const counted = Stream.map(body, (piece) => {
    hash.update(piece)
    bytes += piece.length
    return piece
  })
  yield* Stream.concat(counted, Stream.make(null)).pipe(
    Stream.mapConcat(cut),
    Stream.mapEffect(send, { concurrency: PARTS_AT_ONCE }),
    Stream.runCollect,
    Effect.flatMap((parts) => UploadId === undefined ? Effect.void : Effect.asVoid(ask((abortSignal) =>
      client.send(new sdk.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: Chunk.toArray(parts) } }), { abortSignal })))),
    Effect.onExit((exit) => (exit._tag === "Failure" ? abandon : Effect.void))
  )
  return { bytes, sha256: hash.digest("hex") }
})
