import { Layer } from "effect"
import { layer as memory } from "../cache/memory.js"
import { layerWithFallback as redisOr } from "../cache/redis.js"
import { layer as copies } from "../data/copies.js"
import { layer as embedding } from "../embedding/layer.js"
import { layer as llm } from "../llm/layer.js"
import { layer as vectors } from "../vectors/choose.js"
import { layer as web } from "../web/http.js"
import { database, files, identity, jobs } from "./parts.js"
import type { Profile } from "./Profile.js"

/** One process on a laptop: SQLite (PostgreSQL where `DATABASE_URL` names it), local files, embedded vectors (Chroma when configured), local accounts, no key needed. */
export const core: Profile = {
  name: "core",
  providers: Layer.mergeAll(copies, web, vectors("embedded"), identity("local"), jobs, files("local"), llm, embedding, redisOr(memory)).pipe(Layer.provideMerge(database))
}
