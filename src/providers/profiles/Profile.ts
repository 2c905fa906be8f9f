import type { SqlClient } from "@effect/sql"
import { Config, type ConfigError, Effect, type Layer } from "effect"
import type { Cache } from "../cache/Cache.js"
import type { RateLimit } from "../cache/RateLimit.js"
import type { Embedding } from "../embedding/Embedding.js"
import type { Files } from "../files/Files.js"
import type { Identity } from "../identity/Identity.js"
import type { Jobs } from "../jobs/Jobs.js"
import type { Llm } from "../llm/Llm.js"
import type { Vectors } from "../vectors/Vectors.js"

/** Every profile supplies exactly this set; the compiler checks it. */
export type ProviderServices = SqlClient.SqlClient | Files | Vectors | Identity | Llm | Embedding | Jobs | Cache | RateLimit

export interface Profile {
  readonly name: "core"
  readonly providers: Layer.Layer<ProviderServices, ConfigError.ConfigError>
}

/** `public` is the older deployment's word for core. */
export const profileName = Config.literal("core", "public")("PROFILE").pipe(
  Config.withDefault("core" as const),
  Config.map((name) => (name === "public" ? "core" : name))
)

const load: Record<Profile["name"], () => Promise<Profile>> = {
  // loaded on demand: core never reads PostgreSQL, AWS or Pinecone code
  core: async () => (await import("./core.js")).core
}

export const profile = Effect.flatMap(profileName, (name) => Effect.promise(load[name]))
