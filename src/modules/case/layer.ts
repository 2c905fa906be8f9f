import { Layer } from "effect"
import { Cases } from "./Cases.js"
import { caseMigrations } from "./migrations.js"
import { makeCases } from "./service.js"

/** Needs SqlClient, gives Cases. */
export const layer = Layer.effect(Cases, makeCases).pipe(Layer.provide(caseMigrations))
