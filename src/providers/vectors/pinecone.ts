import { createHash } from "node:crypto"
import type { Index, RecordMetadata } from "@pinecone-database/pinecone"
import { Config, ConfigError, Duration, Effect, Either, Layer, Option, Redacted, Schedule } from "effect"
import { type ProviderError, ProviderConflict, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import { unmarked } from "./state.js"
import { checkItems, checkQuery, distinct, matchesNothing, nameOf, top } from "./values.js"
import { type VectorHit, type VectorItem, type VectorModel, Vectors } from "./Vectors.js"
import { where } from "./where.js"

const provider = "vectors/pinecone"
/** a request carries 2 MB and 1000 rows at most: 100 rows of 3072 dimensions fit */
const BATCH = 100
const DELETE_BATCH = 500
/** ids one question can answer */
const SWEEP = 10_000

export interface PineconeSettings {
  readonly apiKey: Redacted.Redacted
  /** the index's own address; asked from the controller by name when absent */
  readonly indexHost: Option.Option<string>
  readonly indexName: Option.Option<string>
  readonly controllerUrl: Option.Option<string>
  /** first part of every namespace, so that several deployments share an index */
  readonly prefix: string
  readonly deadline: Duration.Duration
}

const text = (name: string) => Config.nonEmptyString(name)

export const settings: Config.Config<PineconeSettings> = Config.all({
  apiKey: Config.redacted("PINECONE_API_KEY"),
  indexHost: Config.option(Config.orElse(text("PINECONE_INDEX_HOST"), () => text("PINECONE_HOST"))),
  indexName: Config.option(Config.orElse(text("PINECONE_INDEX_NAME"), () => text("PINECONE_INDEX"))),
  controllerUrl: Config.option(text("PINECONE_CONTROLLER_URL")),
  prefix: text("PINECONE_NAMESPACE").pipe(Config.withDefault("faultmaven")),
  deadline: Config.duration("PINECONE_TIMEOUT").pipe(Config.withDefault(Duration.seconds(15)))
}).pipe(Config.mapOrFail((found) => Option.isNone(found.indexHost) && Option.isNone(found.indexName)
  ? Either.left(ConfigError.MissingData(["PINECONE_INDEX_NAME"], "Expected PINECONE_INDEX_NAME or PINECONE_INDEX_HOST to exist in the process context"))
  : Either.right(found)))

const failure = (error: unknown): ProviderError => {
  const { message = "no answer", name = "" } = error as { readonly name?: string; readonly message?: string }
  const detail = `${name}: ${message}`.slice(0, 300)
  switch (name) {
    case "PineconeAuthorizationError": case "PineconeBadRequestError": case "PineconeFailedPreconditionError": case "PineconeUnprocessableEntityError": case "PineconeArgumentError":
      return new ProviderRefused({ provider, detail })
    case "PineconePaymentRequiredError":
      return new ProviderQuota({ provider, detail })
    case "PineconeNotFoundError":
      return new ProviderNotFound({ provider, detail: "the index does not exist" })
    case "PineconeTimeoutError":
      return new ProviderTimeout({ provider, detail })
    default:
      return /\b429\b|too many requests|rate limit/i.test(message) ? new ProviderQuota({ provider, detail }) : new ProviderUnavailable({ provider, detail })
  }
}

const hasLength = (values: Float32Array): boolean => values.some((value) => value !== 0)

const anywhere = (size: number): Array<number> => Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0))

/** Pinecone takes no vector without length: such a one is kept elsewhere and without scope, so that no search finds it. */
const toRecord = ({ id, metadata, values }: VectorItem) => hasLength(values)
  ? { id, values: Array.from(values), metadata: { scope: metadata.scope, documentId: metadata.documentId, type: metadata.type } }
  : { id, values: anywhere(values.length), metadata: { documentId: metadata.documentId, type: metadata.type } }

/** One namespace per model; the index's dimension must be the model's. */
export const layerAt = (config: PineconeSettings): Layer.Layer<Vectors> => Layer.effect(Vectors, Effect.gen(function*() {
  // loaded here, so that core never reads it
  const { Pinecone } = yield* Effect.promise(() => import("@pinecone-database/pinecone"))
  const once = <A>(f: () => Promise<A>): Effect.Effect<A, ProviderError> =>
    Effect.tryPromise({ try: f, catch: failure }).pipe(Effect.timeoutFail({ duration: config.deadline, onTimeout: () => new ProviderTimeout({ provider, detail: "no answer in time" }) }))
  // every request may be sent twice: the same rows, the same ids
  const ask = <A>(f: () => Promise<A>) => Effect.retry(once(f), {
    while: (error) => error._tag === "ProviderUnavailable" || error._tag === "ProviderQuota",
    schedule: Schedule.exponential("150 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(2)))
  })
  // one policy of tries, here; the SDK's own would multiply it
  const client = new Pinecone({ apiKey: Redacted.value(config.apiKey), maxRetries: 0, ...Option.match(config.controllerUrl, { onNone: () => ({}), onSome: (controllerHostUrl) => ({ controllerHostUrl }) }) })
  // found at the first use, not at start: a start does not depend on a service far away
  const connect = Effect.gen(function*() {
    const host = yield* Option.match(config.indexHost, {
      onSome: (found) => Effect.succeed(found),
      onNone: () => Effect.map(ask(() => client.describeIndex(Option.getOrElse(config.indexName, () => ""))), (found) => found.host)
    })
    const index: Index = client.index({ host })
    return { index, dimension: (yield* ask(() => index.describeIndexStats())).dimension }
  })
  const lock = yield* Effect.makeSemaphore(1)
  let connection: Effect.Effect.Success<typeof connect> | null = null
  const connected = Effect.suspend(() => connection !== null ? Effect.succeed(connection) : lock.withPermits(1)(Effect.suspend(() =>
    connection !== null ? Effect.succeed(connection) : Effect.tap(connect, (found) => Effect.sync(() => (connection = found))))))
  const use = <A>(f: (index: Index) => Promise<A>) => Effect.flatMap(connected, ({ index }) => ask(() => f(index)))
  const stats = use((index) => index.describeIndexStats())

  const namespaceOf = (model: VectorModel): string => `${config.prefix}-${createHash("sha256").update(nameOf(model)).digest("hex").slice(0, 24)}`
  const fits = (model: VectorModel) => Effect.flatMap(connected, ({ dimension }) => dimension === undefined || dimension === model.dimension
    ? Effect.void
    : Effect.fail(new ProviderConflict({ provider, detail: `the index holds vectors of ${dimension} dimensions, ${nameOf(model)} does not fit` })))
  const namespaces = Effect.map(stats, (found) => Object.entries(found.namespaces ?? {}).filter(([name]) => name.startsWith(`${config.prefix}-`)))
  const inBatches = <A>(all: ReadonlyArray<A>, size: number, send: (batch: Array<A>) => Effect.Effect<unknown, ProviderError>) =>
    Effect.forEach(Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size)), send, { discard: true })
  /** Deleting from a namespace that was never written is an error of the service, not of the caller. */
  const ifThere = <A>(effect: Effect.Effect<A, ProviderError>) => Effect.asVoid(Effect.catchTag(effect, "ProviderNotFound", () => Effect.void))
  const removeIds = (namespace: string, ids: ReadonlyArray<string>) =>
    inBatches([...new Set(ids)], DELETE_BATCH, (batch) => ifThere(use((index) => index.deleteMany({ ids: batch, namespace }))))

  const idsIn = (namespace: string, size: number, documentId: string) => Effect.map(
    use((index) => index.query({ vector: anywhere(size), topK: SWEEP, filter: { documentId: { $in: [documentId] } }, includeMetadata: false, includeValues: false, namespace })),
    (found) => found.matches.map((match) => match.id)
  )
  /** A page of ids at a time until none is left that was not removed already (the service forgets with a delay). */
  const removeDocumentIn = (namespace: string, documentId: string) => Effect.iterate({ gone: new Set<string>(), more: true }, {
    while: (state) => state.more,
    body: (state) => Effect.gen(function*() {
      const { dimension = 1 } = yield* connected
      const left = (yield* idsIn(namespace, dimension, documentId)).filter((id) => !state.gone.has(id))
      yield* removeIds(namespace, left)
      return { gone: new Set([...state.gone, ...left]), more: left.length > 0 }
    })
  })

  return Vectors.of(unmarked({
    implementation: "pinecone",
    upsert: (model, items) => Effect.gen(function*() {
      yield* checkItems(provider, model, items)
      yield* fits(model)
      const namespace = namespaceOf(model)
      yield* inBatches(distinct(items), BATCH, (batch) => use((index) => index.upsert({ namespace, records: batch.map(toRecord) })))
    }),
    query: (model, query) => Effect.gen(function*() {
      yield* checkQuery(provider, model, query)
      if (matchesNothing(query.filter) || !hasLength(query.values)) return []
      yield* fits(model)
      const found = yield* use((index) => index.query({ vector: Array.from(query.values), topK: query.k, filter: where(query.filter), includeMetadata: true, includeValues: false, namespace: namespaceOf(model) }))
      return top(found.matches.map((match): VectorHit => {
        const metadata: RecordMetadata = match.metadata ?? {}
        return { id: match.id, score: match.score ?? 0, metadata: { scope: String(metadata["scope"]), documentId: String(metadata["documentId"]), type: String(metadata["type"]) } }
      }), query.k)
    }),
    remove: (model, ids) => removeIds(namespaceOf(model), ids),
    removeDocument: (documentId) => Effect.flatMap(namespaces, (all) => Effect.forEach(all, ([namespace]) => removeDocumentIn(namespace, documentId), { discard: true })),
    count: (model) => Effect.map(stats, (found) => found.namespaces?.[namespaceOf(model)]?.recordCount ?? 0),
    ids: (model, documentId) => Effect.map(idsIn(namespaceOf(model), model.dimension, documentId), (found) => [...found].sort()),
    collections: Effect.map(namespaces, (all) => all.map(([namespace]) => namespace)),
    removeFrom: removeIds,
    allIds: (namespace) => Effect.iterate({ ids: [] as ReadonlyArray<string>, after: undefined as string | undefined, more: true }, {
      while: (state) => state.more,
      body: (state) => Effect.map(use((index) => index.listPaginated({ namespace, ...(state.after === undefined ? {} : { paginationToken: state.after }) })), (page) => ({
        ids: [...state.ids, ...(page.vectors ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]))],
        after: page.pagination?.next,
        more: (page.pagination?.next ?? "") !== ""
      }))
    }).pipe(Effect.map(({ ids }) => [...ids].sort()), Effect.catchTag("ProviderNotFound", () => Effect.succeed([]))),
    clear: Effect.flatMap(namespaces, (all) => Effect.forEach(all, ([namespace]) => ifThere(use((index) => index.deleteAll({ namespace }))), { discard: true })),
    check: Effect.as(Effect.flatMap(connected, ({ index }) => once(() => index.describeIndexStats())), { implementation: "pinecone", detail: "answers" })
  }))
}))

export const layer = Layer.unwrapEffect(Effect.map(settings, layerAt))
