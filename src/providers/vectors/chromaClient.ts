import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { ProviderUnavailable } from "../errors.js"

/** The part of the chromadb client used here: its 400 MB are installed only where Chroma is chosen, its types with them. */
export interface ChromaCollection {
  readonly name: string
  readonly count: () => Promise<number>
  readonly upsert: (records: { readonly ids: Array<string>; readonly embeddings: Array<Array<number>>; readonly metadatas: Array<Record<string, string>> }) => Promise<void>
  readonly query: (query: { readonly queryEmbeddings: Array<Array<number>>; readonly nResults: number; readonly where: object; readonly include: Array<string> }) => Promise<{
    readonly ids: ReadonlyArray<ReadonlyArray<string>>
    readonly distances: ReadonlyArray<ReadonlyArray<number | null>>
    readonly metadatas: ReadonlyArray<ReadonlyArray<Record<string, unknown> | null>>
  }>
  readonly get: (query: { readonly where?: object; readonly include: Array<string>; readonly limit: number; readonly offset: number }) => Promise<{ readonly ids: ReadonlyArray<string> }>
  readonly delete: (query: { readonly ids?: Array<string>; readonly where?: object }) => Promise<unknown>
}

export interface ChromaClient {
  readonly heartbeat: () => Promise<number>
  readonly listCollections: (page: { readonly limit: number; readonly offset: number }) => Promise<ReadonlyArray<{ readonly name: string }>>
  readonly getCollection: (options: { readonly name: string; readonly embeddingFunction: null }) => Promise<ChromaCollection>
  readonly getOrCreateCollection: (options: { readonly name: string; readonly embeddingFunction: null; readonly configuration: object; readonly metadata: Record<string, string | number> }) => Promise<ChromaCollection>
  readonly deleteCollection: (options: { readonly name: string }) => Promise<void>
}

export interface ChromaOptions {
  readonly host: string
  readonly port: number
  readonly ssl: boolean
  readonly tenant?: string
  readonly database?: string
  readonly headers?: Record<string, string>
}

/** Looks in the named folder, then where the process was started, then beside the product. */
const locate = (folder: string | null): string | null => {
  for (const base of [...(folder === null ? [] : [pathToFileURL(join(folder, "package.json")).href]), pathToFileURL(join(process.cwd(), "package.json")).href, import.meta.url]) {
    try {
      return createRequire(base).resolve("chromadb")
    } catch {
    }
  }
  return null
}

export const makeClient = (options: ChromaOptions, folder: string | null): Effect.Effect<ChromaClient, ProviderUnavailable> => Effect.gen(function*() {
  const path = locate(folder)
  if (path === null) {
    return yield* new ProviderUnavailable({ provider: "vectors/chroma", detail: "the package chromadb is not installed; `npm install chromadb` in the product's folder, or name a folder that has it in CHROMADB_MODULE_FOLDER" })
  }
  const loaded = yield* Effect.tryPromise({
    try: () => import(pathToFileURL(path).href) as Promise<{ readonly ChromaClient?: new(options: ChromaOptions) => ChromaClient; readonly default?: { readonly ChromaClient: new(options: ChromaOptions) => ChromaClient } }>,
    catch: (error) => new ProviderUnavailable({ provider: "vectors/chroma", detail: `chromadb cannot be loaded: ${error instanceof Error ? error.message : "unknown"}` })
  })
  const Client = loaded.ChromaClient ?? loaded.default?.ChromaClient
  return Client === undefined
    ? yield* new ProviderUnavailable({ provider: "vectors/chroma", detail: "this version of chromadb has no ChromaClient" })
    : new Client(options)
})
