import { HttpApiBuilder, HttpServerResponse, OpenApi } from "@effect/platform"
import { Effect } from "effect"
import { Api } from "./api.js"

/**
 * `/openapi.json`, made once from the schemas that decode requests. The page
 * that shows it (`/docs`) is static: see static.ts and scripts/build.mjs.
 */
export const docs = HttpApiBuilder.Router.use((router) => Effect.gen(function*() {
  const json = HttpServerResponse.text(JSON.stringify(OpenApi.fromApi(Api)), { contentType: "application/json" })
  yield* router.get("/openapi.json", Effect.succeed(json))
  yield* router.get("/schema.json", Effect.succeed(json))
}))
