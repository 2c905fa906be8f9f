import { Context, Effect, Layer } from "effect"
import { Llm } from "../../src/providers/llm/Llm.js"

/** Waits until the probe beside the start has found the local server. */
export const ready = <A, E>(layer: Layer.Layer<A | Llm, E>) => Layer.tap(layer, (context) =>
  Effect.repeat(Effect.delay(Effect.sync(() => Context.get(context as Context.Context<Llm>, Llm).hasModel), "5 millis"), { until: (has) => has }))
