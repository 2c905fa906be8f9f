import { Layer } from "effect"
import { UsageLedger } from "../../providers/llm/UsageLedger.js"
import { Agent } from "./Agent.js"
import { agentMigrations } from "./migrations.js"
import { makeAgent } from "./service.js"
import { makeUsage } from "./usage.js"

/** Needs SqlClient; the record of model calls for modules below this one. */
export const usageLedger = Layer.effect(UsageLedger, makeUsage).pipe(Layer.provide(agentMigrations))

/** Needs SqlClient, Jobs, Llm, Cases, Evidences and Knowledge; gives Agent. */
export const layer = Layer.scoped(Agent, makeAgent).pipe(Layer.provide(agentMigrations))
