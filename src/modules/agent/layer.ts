import { Layer } from "effect"
import { Agent } from "./Agent.js"
import { agentMigrations } from "./migrations.js"
import { makeAgent } from "./service.js"

/** Needs SqlClient, Jobs, Llm, Cases, Evidences and Knowledge; gives Agent. */
export const layer = Layer.scoped(Agent, makeAgent).pipe(Layer.provide(agentMigrations))
