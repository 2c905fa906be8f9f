import { Context, Effect, Layer } from "effect"
import { Accounts } from "./Accounts.js"
import { authMigrations } from "./migrations.js"
import { OAuth } from "./OAuth.js"
import { makeOAuth } from "./authorization.js"
import { makeRepository } from "./repository.js"
import { makeAccounts } from "./service.js"
import { makeSigningOn } from "./signingOn.js"
import { SignOn } from "./SignOn.js"

/** Needs SqlClient, Identity and RateLimit; gives Accounts, OAuth and SignOn, over one repository (it remembers sign-ins). */
export const layer = Layer.effectContext(Effect.gen(function*() {
  const repository = yield* makeRepository
  return Context.make(Accounts, yield* makeAccounts(repository)).pipe(Context.add(OAuth, yield* makeOAuth({ repository })), Context.add(SignOn, yield* makeSigningOn(repository)))
})).pipe(Layer.provide(authMigrations))
