import { Layer } from "effect"
import { Accounts } from "./Accounts.js"
import { authMigrations } from "./migrations.js"
import { makeAccounts } from "./service.js"

/** Needs SqlClient, Identity and RateLimit; gives Accounts. */
export const layer = Layer.effect(Accounts, makeAccounts).pipe(Layer.provide(authMigrations))
