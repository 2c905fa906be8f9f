import type { HttpServerRequest } from "@effect/platform"
import { Effect } from "effect"
import { type Actor, isAdmin } from "../../modules/kernel/actor.js"
import { Forbidden } from "../../modules/kernel/errors.js"

const SAFE = new Set(["GET", "HEAD", "OPTIONS"])

/** First match decides; `null` = whatever the scopes, `full` = never with a limited token. */
const RULES: ReadonlyArray<readonly [prefix: RegExp, read: string | null, write: string | null]> = [
  [/^\/api\/v1\/auth\/(me|logout)$/, null, null],
  [/^(\/api\/v1)?\/(auth|admin)(\/|$)/, "full", "full"],
  [/^\/api\/v1\/(knowledge|documents|search)\/?(search|documents\/search|similar\/.*)?$/, "knowledge:read", "knowledge:read"],
  [/^\/api\/v1\/(knowledge|documents)(\/|$)/, "knowledge:read", "knowledge:write"],
  [/^\/api\/v1\/evidence(\/|$)/, "evidence:read", "cases:write"],
  [/^\/api\/v1\/sessions(\/|$)/, null, null],
  [/^\/api\/v1\/(cases|agent|hypotheses|solutions|jobs|usage)(\/|$)/, "cases:read", "cases:write"]
]

/** What a token with limited scopes needs here; null = nothing. What no rule names needs a full sign-in. */
export const neededScope = (method: string, url: string): string | null => {
  const path = url.split("?")[0]!
  const rule = RULES.find(([prefix]) => prefix.test(path))
  if (rule === undefined) return "full"
  return SAFE.has(method) ? rule[1] : rule[2]
}

/** Tokens of people carry everything; those of OAuth clients what the user agreed to. */
export const within = (request: HttpServerRequest.HttpServerRequest) => (actor: Actor): Effect.Effect<Actor, Forbidden> => {
  if (actor.scopes === null) return Effect.succeed(actor)
  const needed = neededScope(request.method, request.url)
  if (needed === null || actor.scopes.includes(needed)) return Effect.succeed(actor)
  return Effect.fail(new Forbidden({ reason: needed === "full" ? "an app cannot do this; sign in yourself" : `this app was not given '${needed}'` }))
}

export const isFullAdmin = (actor: Actor): boolean => isAdmin(actor) && actor.scopes === null
