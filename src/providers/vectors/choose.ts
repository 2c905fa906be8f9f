import type { SqlClient } from "@effect/sql"
import { Config, type ConfigError, Effect, Layer, Option } from "effect"
import type { ProviderError } from "../errors.js"
import * as chroma from "./chroma.js"
import * as embedded from "./embedded.js"
import { withState } from "./state.js"
import type { Vectors } from "./Vectors.js"

export type VectorStore = "embedded" | "chroma" | "pinecone"

const names: Readonly<Record<string, VectorStore>> = {
  embedded: "embedded", sqlite: "embedded", local: "embedded", memory: "embedded", postgres: "embedded", postgresql: "embedded",
  chroma: "chroma", chromadb: "chroma", pinecone: "pinecone"
}

/** `VECTOR_DB_PROVIDER` (older: `VECTOR_STORE`); none where the profile decides. */
export const named: Config.Config<Option.Option<VectorStore>> = Config.option(
  Config.orElse(Config.nonEmptyString("VECTOR_DB_PROVIDER"), () => Config.nonEmptyString("VECTOR_STORE"))
).pipe(
  Config.validate({ message: "expects embedded, chroma or pinecone", validation: (name) => Option.isNone(name) || Object.hasOwn(names, name.value.toLowerCase()) }),
  Config.map(Option.map((name) => names[name.toLowerCase()]!))
)

const embeddedStore = withState("embedded", embedded.layer)

/** Where a store is, without credentials. */
const place = (address: string): string => {
  try {
    const url = new URL(address)
    return `${url.hostname}:${url.port}`
  } catch {
    return address
  }
}

type Chosen = Layer.Layer<Vectors, ProviderError | ConfigError.ConfigError, SqlClient.SqlClient>

const chromaStore = (config: chroma.ChromaSettings): Chosen => {
  const identity = ["chroma", place(config.url), Option.getOrElse(config.tenant, () => ""), Option.getOrElse(config.database, () => ""), config.prefix].join(" ")
  const connected = chroma.layerAt(config)
  // reached for first, so that an absent server leaves no mark
  return Layer.unwrapScoped(Effect.map(Effect.either(Layer.build(connected)), (built): Chosen => {
    if (built._tag === "Right") return withState(identity, Layer.succeedContext(built.right))
    const error = built.left
    return error._tag === "ProviderRefused"
      ? Layer.fail(error)
      : Layer.unwrapEffect(Effect.as(Effect.logWarning(`Chroma is configured but cannot be used (${error.detail}); vectors are kept in the database until a start finds it`), embeddedStore))
  }))
}

const pineconeStore: Chosen = Layer.unwrapEffect(Effect.gen(function*() {
  // loaded here, so that core never reads it
  const pinecone = yield* Effect.promise(() => import("./pinecone.js"))
  const config = yield* pinecone.settings
  const where = Option.match(config.indexHost, { onSome: place, onNone: () => Option.getOrElse(config.indexName, () => "") })
  return withState(`pinecone ${where} ${config.prefix}`, pinecone.layerAt(config))
}))

/**
 * The vector store of this start: the named one, else the profile's. Chroma is
 * used where an address is configured and it answers; where it does not (an
 * old default host, a package that is not installed) the embedded store takes
 * over with a warning. Refused credentials stop the start.
 */
export const layer = (profile: "embedded" | "pinecone"): Chosen => Layer.unwrapEffect(Effect.gen(function*() {
  const chosen = yield* named
  const address = yield* chroma.settings
  const wanted = Option.getOrElse(chosen, (): VectorStore => (profile === "pinecone" ? "pinecone" : Option.isSome(address) ? "chroma" : "embedded"))
  if (wanted === "pinecone") return pineconeStore
  if (wanted === "embedded") return embeddedStore
  return Option.match(address, {
    // the older deployment named Chroma and kept it in a folder of its own
    onNone: () => Layer.unwrapEffect(Effect.as(Effect.logInfo("no address of a Chroma server is configured; vectors are kept in the database"), embeddedStore)) as Chosen,
    onSome: chromaStore
  })
}))
