import { HttpApiMiddleware, HttpApiSecurity } from "@effect/platform"
import { Schema } from "effect"
import { CurrentActor } from "../modules/kernel/actor.js"
import { type Problem, problemAt } from "./errors.js"

/**
 * Who is asking: bearer token, or the dashboard's cookie with a CSRF check, or
 * (with AUTH_REQUIRED=false) the anonymous actor. Routes without this are the
 * public ones; a test holds their list.
 */
export class Authentication extends HttpApiMiddleware.Tag<Authentication>()("faultmaven/http/Authentication", {
  failure: Schema.Union(problemAt(401, "no valid credentials"), problemAt(403, "the scopes of this app's token, or the page's CSRF token, do not allow it")),
  provides: CurrentActor,
  security: { bearer: HttpApiSecurity.bearer }
}) {}

/** Authentication plus the `admin` role. */
export class AdminOnly extends HttpApiMiddleware.Tag<AdminOnly>()("faultmaven/http/AdminOnly", {
  failure: Schema.Union(problemAt(401, "no valid credentials"), problemAt(403, "the admin role is needed")),
  provides: CurrentActor,
  security: { bearer: HttpApiSecurity.bearer }
}) {}

export type SecurityFailure = Problem
