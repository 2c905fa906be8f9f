import { HttpApiBuilder, HttpApiSwagger, HttpServerResponse, OpenApi } from "@effect/platform"
import { Effect, Layer } from "effect"
import { Api } from "./api.js"

/** The document is made once, at start, from the schemas that decode requests. */
const document = JSON.stringify(OpenApi.fromApi(Api))

const raw = HttpApiBuilder.Router.use((router) => Effect.gen(function*() {
  const json = HttpServerResponse.text(document, { contentType: "application/json" })
  yield* router.get("/openapi.json", Effect.succeed(json))
  yield* router.get("/schema.json", Effect.succeed(json))
  yield* router.get("/redoc", Effect.succeed(HttpServerResponse.redirect("docs")))
}))

/** `/docs` is self-contained: no script from another host. */
export const docs = Layer.mergeAll(raw, HttpApiSwagger.layer({ path: "/docs" }))

