import { Layer } from "effect"
import { reportMigrations } from "./migrations.js"
import { Reports } from "./Reports.js"
import { makeReports } from "./service.js"

/** Needs SqlClient, Jobs, Llm, Cases, Evidences and Knowledge; gives Reports. */
export const layer = Layer.scoped(Reports, makeReports).pipe(Layer.provide(reportMigrations))
