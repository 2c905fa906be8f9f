import { Layer } from "effect"
import { Idempotency } from "./Idempotency.js"
import { idempotencyMigrations } from "./migrations.js"
import { makeIdempotency } from "./service.js"

/** Needs SqlClient, gives Idempotency. */
export const layer = Layer.effect(Idempotency, makeIdempotency).pipe(Layer.provide(idempotencyMigrations))
