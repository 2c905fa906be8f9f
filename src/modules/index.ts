import { Layer } from "effect"
import { layer as agent, usageLedger } from "./agent/layer.js"
import { layer as auth } from "./auth/layer.js"
import { layer as backup } from "./backup/layer.js"
import { layer as cases } from "./case/layer.js"
import { analyzerLayer } from "./evidence/analysis/layer.js"
import { layer as evidence } from "./evidence/layer.js"
import { layer as idempotency } from "./idempotency/layer.js"
import { layer as knowledge } from "./knowledge/layer.js"
import { layer as report } from "./report/layer.js"
import { layer as session } from "./session/layer.js"

/**
 * All modules in dependency order; the one file that knows them all. What is
 * on top needs what is below; a missing part is a compile error here.
 */
export const Modules = backup.pipe(
  Layer.provideMerge(report),
  Layer.provideMerge(agent),
  Layer.provideMerge(knowledge),
  Layer.provideMerge(evidence),
  Layer.provideMerge(analyzerLayer),
  Layer.provideMerge(usageLedger),
  Layer.provideMerge(cases),
  Layer.provideMerge(session),
  Layer.provideMerge(idempotency),
  Layer.provideMerge(auth)
)
