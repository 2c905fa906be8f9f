import type { SqlClient } from "@effect/sql"
import type { ConfigError, Layer } from "effect"
import type { Cache } from "../cache/Cache.js"
import type { RateLimit } from "../cache/RateLimit.js"
import type { DatabaseCopy } from "../data/DatabaseCopy.js"
import type { Embedding } from "../embedding/Embedding.js"
import type { ProviderError } from "../errors.js"
import type { Files } from "../files/Files.js"
import type { Identity } from "../identity/Identity.js"
import type { Jobs } from "../jobs/Jobs.js"
import type { Llm } from "../llm/Llm.js"
import type { LlmStatus } from "../llm/LlmStatus.js"
import type { Vectors } from "../vectors/Vectors.js"
import type { Web } from "../web/Web.js"

/** Every profile supplies exactly this set; the compiler checks it. */
export type ProviderServices = SqlClient.SqlClient | DatabaseCopy | Files | Vectors | Identity | Llm | LlmStatus | Embedding | Jobs | Cache | RateLimit | Web

export interface Profile {
  readonly name: "core" | "team" | "enterprise"
  readonly providers: Layer.Layer<ProviderServices, ConfigError.ConfigError | ProviderError>
}
