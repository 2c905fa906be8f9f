import { HttpServerRequest } from "@effect/platform"
import { Effect, Layer, Redacted } from "effect"
import { Accounts } from "../../modules/auth/index.js"
import { Forbidden } from "../../modules/kernel/errors.js"
import { CSRF_COOKIE, SESSION_COOKIE } from "../cookies.js"
import { answer } from "../errors.js"
import { AdminOnly, Authentication } from "../security.js"
import { isFullAdmin, within } from "./scopes.js"

const SAFE = new Set(["GET", "HEAD", "OPTIONS"])

/** Bearer header first, then the dashboard's cookie; identity headers from clients are never read. */
export const credentialsOf = (request: HttpServerRequest.HttpServerRequest, token: string) => {
  const cookies = request.headers["cookie"] === undefined ? {} as Record<string, string> : request.cookies
  return {
    bearer: token === "" ? (request.headers["authorization"] === undefined ? null : "malformed") : token,
    cookie: cookies[SESSION_COOKIE] ?? null,
    csrf: { header: request.headers["x-csrf-token"] ?? null, cookie: cookies[CSRF_COOKIE] ?? null, unsafe: !SAFE.has(request.method) }
  }
}

const authenticated = Effect.map(Accounts, (accounts) => (token: Redacted.Redacted) =>
  answer(Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => Effect.flatMap(accounts.authenticate(credentialsOf(request, Redacted.value(token))), within(request)))))

export const authenticationLayer = Layer.effect(Authentication, Effect.map(authenticated, (bearer) => ({ bearer })))

export const adminOnlyLayer = Layer.effect(AdminOnly, Effect.map(authenticated, (check) => ({
  bearer: (token: Redacted.Redacted) => Effect.flatMap(check(token), (actor) => isFullAdmin(actor) ? Effect.succeed(actor) : answer(Effect.fail(new Forbidden({ reason: "the admin role is needed" }))))
})))
