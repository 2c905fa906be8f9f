import { Layer } from "effect"
import { sessionMigrations } from "./migrations.js"
import { makeSessions } from "./service.js"
import { Sessions } from "./Sessions.js"

/** Needs SqlClient, gives Sessions. */
export const layer = Layer.effect(Sessions, makeSessions).pipe(Layer.provide(sessionMigrations))
