import { Effect, RuntimeFlags, RuntimeFlagsPatch } from "effect"

/** Runs a program without what main.ts switches off: spans that nobody exports, and the runtime's own metrics. */
export const asTheServer = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  program.pipe(Effect.withTracerEnabled(false), Effect.withRuntimeFlagsPatch(RuntimeFlagsPatch.disable(RuntimeFlags.RuntimeMetrics)))
