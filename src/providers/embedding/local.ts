import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect, type Scope } from "effect"
import { ProviderConflict, type ProviderError, ProviderNotFound, ProviderTimeout, ProviderUnavailable } from "../errors.js"
import type { Embedding } from "./Embedding.js"
import { checkCount, prepared, unit } from "./remote.js"

const provider = "embedding/local"
const PACKAGE = "@huggingface/transformers"
/** texts of one run through the model: more need more memory, not less time */
const BATCH = 8
/** a first start may have to fetch the weights from the hub */
const LOAD_DEADLINE = "10 minutes"
/** models read 256 to 512 tokens; the tokenizer cuts exactly */
const CHARACTERS = 8_000

export interface LocalSettings {
  /** `owner/name` on the hub, or a folder's name below `modelFolder` */
  readonly model: string
  /** folder that holds the model's folder; null = the hub, kept in `cacheFolder` */
  readonly modelFolder: string | null
  readonly cacheFolder: string
  /** folder whose node_modules holds the package; null = beside the program */
  readonly moduleFolder: string | null
  /** weights: `fp32`, `fp16`, `q8` … */
  readonly dtype: string
}

/** The part of the package that is used; it is installed only by who chooses it, so its types are not here. */
interface Transformers {
  readonly env: { allowLocalModels: boolean; allowRemoteModels: boolean; localModelPath: string; cacheDir: string }
  readonly pipeline: (task: "feature-extraction", model: string, options: { readonly dtype: string }) => Promise<Extractor>
}
interface Extractor {
  (texts: ReadonlyArray<string>, options: { readonly pooling: "mean"; readonly normalize: true }): Promise<{ readonly dims: ReadonlyArray<number>; readonly data: Float32Array }>
  readonly dispose?: () => Promise<unknown>
}

/** Where the package is; null where it is not installed. */
const findPackage = (moduleFolder: string | null): string | null => {
  const from = moduleFolder === null ? import.meta.url : pathToFileURL(join(moduleFolder, "package.json")).href
  try {
    return createRequire(from).resolve(PACKAGE)
  } catch {
    return null
  }
}

const unusable = (error: unknown): ProviderError => {
  const message = error instanceof Error ? error.message : String(error)
  const detail = message.replace(/\s+/g, " ").slice(0, 300)
  return /not found|ENOENT|Could not locate|404|Unauthorized access/i.test(message) ? new ProviderNotFound({ provider, detail }) : new ProviderUnavailable({ provider, detail })
}

/** A sentence model in ONNX form inside this process. Its first use loads it; the hub is asked once only. */
export const makeLocal = (settings: LocalSettings): Effect.Effect<Embedding["Type"], ProviderError, Scope.Scope> => Effect.gen(function*() {
  const entry = findPackage(settings.moduleFolder)
  if (entry === null) {
    return yield* new ProviderNotFound({ provider, detail: `the package ${PACKAGE} is not installed; install it beside the program, or in a folder that EMBEDDING_MODULE_FOLDER names` })
  }
  const extract = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: async () => {
        const loaded = await import(pathToFileURL(entry).href) as Transformers & { readonly default?: Transformers }
        // the CommonJS build arrives as the default export
        const transformers = loaded.pipeline === undefined ? loaded.default! : loaded
        transformers.env.allowLocalModels = settings.modelFolder !== null
        transformers.env.allowRemoteModels = settings.modelFolder === null
        if (settings.modelFolder !== null) transformers.env.localModelPath = settings.modelFolder
        transformers.env.cacheDir = settings.cacheFolder
        return transformers.pipeline("feature-extraction", settings.model, { dtype: settings.dtype })
      },
      catch: unusable
    }).pipe(Effect.timeoutFail({ duration: LOAD_DEADLINE, onTimeout: () => new ProviderTimeout({ provider, detail: `the model could not be loaded within ${LOAD_DEADLINE}` }) })),
    (model) => Effect.promise(async () => void await model.dispose?.())
  )
  const run = (texts: ReadonlyArray<string>) => Effect.flatMap(
    Effect.tryPromise({ try: () => extract(texts, { pooling: "mean", normalize: true }), catch: unusable }),
    ({ data, dims }) => dims.length === 2 && dims[0] === texts.length
      ? Effect.succeed(texts.map((_, i) => unit(data.slice(i * dims[1]!, (i + 1) * dims[1]!))))
      : Effect.fail(new ProviderConflict({ provider, detail: `the model answers shape ${dims.join("×")}, not one vector per text` }))
  )
  // one run at a time: the runtime uses all cores for each
  const permits = Effect.unsafeMakeSemaphore(1)
  const first = yield* run(["dimension"])
  return {
    implementation: "local", model: `local/${settings.model}`, dimension: first[0]!.length, kind: "semantic",
    embed: (texts) => Effect.zipRight(checkCount(provider, texts), Effect.suspend(() => {
      const ready = texts.map((text) => prepared(text, CHARACTERS))
      const batches = Array.from({ length: Math.ceil(ready.length / BATCH) }, (_, i) => ready.slice(i * BATCH, (i + 1) * BATCH))
      return Effect.map(Effect.forEach(batches, (batch) => permits.withPermits(1)(run(batch))), (all) => all.flat())
    })),
    check: Effect.as(run(["ready"]), { implementation: "local", detail: `model ${settings.model}, ${first[0]!.length} dimensions` })
  }
})
