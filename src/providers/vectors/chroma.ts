import { createHash } from "node:crypto"
import { Config, Duration, Effect, Layer, Option, Redacted, Schedule } from "effect"
import { type ProviderError, ProviderConflict, ProviderNotFound, ProviderQuota, ProviderRefused, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import { type ChromaCollection, makeClient } from "./chromaClient.js"
import { unmarked } from "./state.js"
import { checkItems, checkQuery, distinct, matchesNothing, nameOf, top } from "./values.js"
import { type VectorHit, type VectorModel, Vectors } from "./Vectors.js"
import { where } from "./where.js"

const provider = "vectors/chroma"
/** rows a request carries; the server's own limit is a few thousand */
const BATCH = 500
const PAGE = 1000

export interface ChromaSettings {
  readonly url: string
  readonly token: Option.Option<Redacted.Redacted>
  readonly tenant: Option.Option<string>
  readonly database: Option.Option<string>
  /** first part of every collection's name, so that several deployments share a server */
  readonly prefix: string
  readonly moduleFolder: Option.Option<string>
  readonly deadline: Duration.Duration
}

const text = (name: string) => Config.nonEmptyString(name)

/** `CHROMADB_URL`, or `CHROMADB_HOST` and `CHROMADB_PORT` (older: `CHROMA_HOST`, `CHROMA_PORT`); none when no host is named. */
export const settings: Config.Config<Option.Option<ChromaSettings>> = Config.all({
  url: Config.option(text("CHROMADB_URL")),
  host: Config.option(Config.orElse(text("CHROMADB_HOST"), () => text("CHROMA_HOST"))),
  port: Config.orElse(Config.port("CHROMADB_PORT"), () => Config.port("CHROMA_PORT")).pipe(Config.withDefault(8000)),
  token: Config.option(Config.redacted("CHROMADB_TOKEN")),
  tenant: Config.option(text("CHROMADB_TENANT")),
  database: Config.option(text("CHROMADB_DATABASE")),
  prefix: text("CHROMADB_COLLECTION_PREFIX").pipe(Config.withDefault("faultmaven")),
  moduleFolder: Config.option(text("CHROMADB_MODULE_FOLDER")),
  deadline: Config.duration("CHROMADB_TIMEOUT").pipe(Config.withDefault(Duration.seconds(15)))
}).pipe(Config.map(({ host, port, url, ...rest }) =>
  Option.map(Option.orElse(url, () => Option.map(host, (name) => `http://${name}:${port}`)), (address) => ({ ...rest, url: address }))))

const failure = (error: unknown): ProviderError => {
  const { cause, message = "no answer", name = "" } = error as { readonly name?: string; readonly message?: string; readonly cause?: { readonly message?: string } }
  const detail = [name, message, cause?.message].filter((part) => part !== undefined && part !== "").join(": ").slice(0, 300)
  if (/ChromaAuthError|Unauthorized|Forbidden/.test(name)) return new ProviderRefused({ provider, detail })
  if (/NotFound/.test(name)) return new ProviderNotFound({ provider, detail })
  if (/Quota|RateLimit/.test(name)) return new ProviderQuota({ provider, detail })
  if (/Unique/.test(name) || /dimension/i.test(message)) return new ProviderConflict({ provider, detail })
  if (/ChromaClientError|ChromaValueError|InvalidArgument/.test(name)) return new ProviderRefused({ provider, detail })
  return new ProviderUnavailable({ provider, detail })
}

/** Fails when the server does not answer within the deadline, or refuses. */
export const layerAt = (config: ChromaSettings): Layer.Layer<Vectors, ProviderError> => Layer.effect(Vectors, Effect.gen(function*() {
  const url = yield* Effect.try({ try: () => new URL(config.url), catch: () => new ProviderRefused({ provider, detail: "CHROMADB_URL is not a valid address" }) })
  const ssl = url.protocol === "https:"
  const client = yield* makeClient({
    host: url.hostname, port: url.port === "" ? (ssl ? 443 : 8000) : Number(url.port), ssl,
    ...Option.match(config.tenant, { onNone: () => ({}), onSome: (tenant) => ({ tenant }) }),
    ...Option.match(config.database, { onNone: () => ({}), onSome: (database) => ({ database }) }),
    ...Option.match(config.token, { onNone: () => ({}), onSome: (token) => ({ headers: { "x-chroma-token": Redacted.value(token), authorization: `Bearer ${Redacted.value(token)}` } }) })
  }, Option.getOrNull(config.moduleFolder))
  const once = <A>(f: () => Promise<A>): Effect.Effect<A, ProviderError> =>
    Effect.tryPromise({ try: f, catch: failure }).pipe(Effect.timeoutFail({ duration: config.deadline, onTimeout: () => new ProviderTimeout({ provider, detail: "no answer in time" }) }))
  // every request may be sent twice: the same rows, the same ids
  const ask = <A>(f: () => Promise<A>) => Effect.retry(once(f), {
    while: (error) => error._tag === "ProviderUnavailable",
    schedule: Schedule.exponential("100 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(2)))
  })
  yield* once(() => client.heartbeat())
  // also proves credentials, tenant and database
  yield* once(() => client.listCollections({ limit: 1, offset: 0 }))

  // concurrent writers corrupt one another's index builds: this process has one
  const writer = yield* Effect.makeSemaphore(1)
  const collections = new Map<string, ChromaCollection>()
  const collectionName = (model: VectorModel): string => `${config.prefix}-${createHash("sha256").update(nameOf(model)).digest("hex").slice(0, 24)}`
  const keep = (collection: ChromaCollection) => Effect.sync(() => {
    collections.set(collection.name, collection)
    return collection
  })
  const create = (model: VectorModel) => Effect.flatMap(ask(() => client.getOrCreateCollection({
    name: collectionName(model), embeddingFunction: null, metadata: { model: model.model, dimension: model.dimension },
    configuration: { hnsw: { space: "cosine", ef_construction: 200, ef_search: 400, max_neighbors: 32 } }
  })), keep)
  const find = (name: string) => {
    const known = collections.get(name)
    return known !== undefined ? Effect.succeed(known) : Effect.flatMap(ask(() => client.getCollection({ name, embeddingFunction: null })), keep)
  }
  /** A collection that another process dropped and made anew has a new id: forget ours and look again. */
  const withCollection = <A>(open: Effect.Effect<ChromaCollection, ProviderError>, name: string, use: (collection: ChromaCollection) => Effect.Effect<A, ProviderError>) => {
    const tried = Effect.flatMap(open, use)
    return Effect.catchTag(tried, "ProviderNotFound", () => Effect.zipRight(Effect.sync(() => collections.delete(name)), tried))
  }
  const readIn = <A>(name: string, empty: A, use: (collection: ChromaCollection) => Effect.Effect<A, ProviderError>) =>
    withCollection(Effect.suspend(() => find(name)), name, use).pipe(Effect.catchTag("ProviderNotFound", () => Effect.succeed(empty)))
  const read = <A>(model: VectorModel, empty: A, use: (collection: ChromaCollection) => Effect.Effect<A, ProviderError>) => readIn(collectionName(model), empty, use)
  const inBatches = <A>(all: ReadonlyArray<A>, send: (batch: Array<A>) => Effect.Effect<unknown, ProviderError>) =>
    Effect.forEach(Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH)), send, { discard: true })
  const names = Effect.iterate({ names: [] as ReadonlyArray<string>, offset: 0 }, {
    while: (state) => state.offset >= 0,
    body: (state) => Effect.map(ask(() => client.listCollections({ limit: PAGE, offset: state.offset })), (page) => ({
      names: [...state.names, ...page.map((collection) => collection.name).filter((name) => name.startsWith(`${config.prefix}-`))],
      offset: page.length < PAGE ? -1 : state.offset + PAGE
    }))
  }).pipe(Effect.map((state) => state.names))

  const listed = (collection: ChromaCollection, which: { readonly where?: object }) => Effect.iterate({ ids: [] as ReadonlyArray<string>, offset: 0 }, {
    while: (state) => state.offset >= 0,
    body: (state) => Effect.map(ask(() => collection.get({ ...which, include: [], limit: PAGE, offset: state.offset })), (page) => ({
      ids: [...state.ids, ...page.ids],
      offset: page.ids.length < PAGE ? -1 : state.offset + PAGE
    }))
  }).pipe(Effect.map((state) => [...state.ids].sort()))

  const removeFrom = (name: string, ids: ReadonlyArray<string>) =>
    writer.withPermits(1)(readIn(name, undefined, (collection) => inBatches([...new Set(ids)], (batch) => ask(() => collection.delete({ ids: batch })))))

  return Vectors.of(unmarked({
    implementation: "chroma",
    upsert: (model, items) => Effect.gen(function*() {
      yield* checkItems(provider, model, items)
      if (items.length === 0) return
      const name = collectionName(model)
      const open = Effect.suspend(() => (collections.has(name) ? find(name) : create(model)))
      yield* writer.withPermits(1)(inBatches(distinct(items), (batch) => withCollection(open, name, (collection) => ask(() => collection.upsert({
        ids: batch.map((item) => item.id),
        embeddings: batch.map((item) => Array.from(item.values)),
        metadatas: batch.map(({ metadata }) => ({ scope: metadata.scope, documentId: metadata.documentId, type: metadata.type }))
      })))))
    }),
    query: (model, query) => Effect.gen(function*() {
      yield* checkQuery(provider, model, query)
      if (matchesNothing(query.filter)) return []
      return yield* read(model, [] as ReadonlyArray<VectorHit>, (collection) => Effect.map(
        ask(() => collection.query({ queryEmbeddings: [Array.from(query.values)], nResults: query.k, where: where(query.filter), include: ["distances", "metadatas"] })),
        (found) => top((found.ids[0] ?? []).map((id, i): VectorHit => {
          const metadata = found.metadatas[0]?.[i] ?? {}
          return {
            id,
            score: 1 - (found.distances[0]?.[i] ?? 1),
            metadata: { scope: String(metadata["scope"]), documentId: String(metadata["documentId"]), type: String(metadata["type"]) }
          }
        }), query.k)
      ))
    }),
    remove: (model, ids) => removeFrom(collectionName(model), ids),
    removeDocument: (documentId) => writer.withPermits(1)(Effect.flatMap(names, (all) => Effect.forEach(all, (name) =>
      readIn(name, undefined, (collection) => Effect.asVoid(ask(() => collection.delete({ where: { documentId } })))), { discard: true }))),
    count: (model) => read(model, 0, (collection) => ask(() => collection.count())),
    ids: (model, documentId) => read(model, [] as ReadonlyArray<string>, (collection) => listed(collection, { where: { documentId } })),
    collections: names,
    allIds: (name) => readIn(name, [] as ReadonlyArray<string>, (collection) => listed(collection, {})),
    removeFrom,
    clear: writer.withPermits(1)(Effect.flatMap(names, (all) => Effect.forEach(all, (name) => Effect.zipRight(
      Effect.sync(() => collections.delete(name)),
      Effect.catchTag(ask(() => client.deleteCollection({ name })), "ProviderNotFound", () => Effect.void)
    ), { discard: true }))),
    check: Effect.as(once(() => client.listCollections({ limit: 1, offset: 0 })), { implementation: "chroma", detail: "answers" })
  }))
}))
