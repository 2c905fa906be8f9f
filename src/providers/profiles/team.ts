import { Layer } from "effect"
import { layerWithFallback as redisOr } from "../cache/redis.js"
import { layer as sqlCache } from "../cache/sql.js"
import { layer as data } from "../data/postgres.js"
import { layer as copies } from "../data/copies.js"
import { layer as embedding } from "../embedding/layer.js"
import { layer as jobs } from "../jobs/sql.js"
import { layer as llm } from "../llm/layer.js"
import { layer as vectors } from "../vectors/choose.js"
import { layer as web } from "../web/http.js"
import { files, identity } from "./parts.js"
import type { Profile } from "./Profile.js"

/** Replicas over one PostgreSQL: local files, embedded vectors or Chroma, local accounts, Redis when set. */
export const team: Profile = {
  name: "team",
  providers: Layer.mergeAll(copies, web, vectors("embedded"), identity("local"), jobs({ exclusive: false }), files("local"), llm, embedding, redisOr(sqlCache)).pipe(Layer.provideMerge(data))
}
