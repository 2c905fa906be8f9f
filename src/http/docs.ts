import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Effect } from "effect"
import { openApiDocument } from "./openapi.js"

/**
 * `/openapi.json`, made once from the schemas that decode requests. The page
 * that shows it (`/docs`) is static: see static.ts and scripts/build.mjs.
 */
export const docs = HttpApiBuilder.Router.use((router) => Effect.gen(function*() {
  // at the first request, not at start: a server that is never asked neither waits for it nor keeps it
  const json = yield* Effect.cached(Effect.sync(() => HttpServerResponse.text(JSON.stringify(openApiDocument()), { contentType: "application/json" })))
  yield* router.get("/openapi.json", json)
  yield* router.get("/schema.json", json)
}))
