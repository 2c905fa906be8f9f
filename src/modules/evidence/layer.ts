import { Layer } from "effect"
import { Evidences } from "./Evidences.js"
import { evidenceMigrations } from "./migrations.js"
import { makeEvidences } from "./service.js"

/** Needs SqlClient, Files, Jobs, Cases, Analyzer, Llm and UsageLedger; gives Evidences. */
export const layer = Layer.scoped(Evidences, makeEvidences).pipe(Layer.provide(evidenceMigrations))
