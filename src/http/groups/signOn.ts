import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { problemAt } from "../errors.js"
import { text } from "../fields.js"

const optional = (name: string, most: number) => Schema.optionalWith(text(name, 0, most), { default: () => "" })

/** Sign-in with the browser at an outside issuer; both answer with where to go next. */
export class SignOnGroup extends HttpApiGroup.make("signOn")
  .add(HttpApiEndpoint.get("begin")`/auth/oidc/login`.setUrlParams(Schema.Struct({ return_to: optional("return_to", 1_000) }))
    .addSuccess(HttpApiSchema.Empty(302)).addError(problemAt(404, "no issuer is configured for it")).addError(problemAt(503, "the issuer does not answer")))
  .add(HttpApiEndpoint.get("callback")`/auth/oidc/callback`.setUrlParams(Schema.Struct({ code: optional("code", 4_096), state: optional("state", 1_000), error: optional("error", 200) }))
    .addSuccess(HttpApiSchema.Empty(302)).addError(problemAt(404, "no issuer is configured for it")).addError(problemAt(503, "the issuer does not answer")))
  .prefix("/api/v1")
{}
