import { Layer } from "effect"
import { cacheLayer, rateLimitLayer } from "../cache/memory.js"
import { layer as data } from "../data/sqlite.js"
import { layer as embedding } from "../embedding/hash.js"
import { layer as files } from "../files/local.js"
import { layer as identity } from "../identity/jwt.js"
import { layer as jobs } from "../jobs/sql.js"
import { layer as llm } from "../llm/layer.js"
import { layer as vectors } from "../vectors/embedded.js"
import type { Profile } from "./Profile.js"

/** One process on a laptop: SQLite, local files, embedded vectors, local accounts, no key needed. */
export const core: Profile = {
  name: "core",
  providers: Layer.mergeAll(vectors, identity, jobs({ exclusive: true }), files, llm, embedding, cacheLayer, rateLimitLayer).pipe(Layer.provideMerge(data))
}
