import { fileURLToPath } from "node:url"
import { NodeRuntime } from "@effect/platform-node"
import { Effect, Layer, RuntimeFlags, RuntimeFlagsPatch } from "effect"
import { announce, announceAdministrator } from "./http/announce.js"
import { httpLayer } from "./http/layer.js"
import { cleaner } from "./modules/cleaner.js"
import { Modules } from "./modules/index.js"
import { configured } from "./providers/profiles/configuration/index.js"
import { explainStartFailure } from "./providers/profiles/failure.js"
import { profile } from "./providers/profiles/select.js"
import { loggingLayer, writeLine } from "./providers/telemetry/logging.js"

const beside = (folder: string): string => fileURLToPath(new URL(folder, import.meta.url))

/** Reads the configuration, picks the profile, launches one Layer; nothing else. */
const server = Layer.unwrapEffect(Effect.map(profile, (chosen) =>
  announce(chosen.name).pipe(
    Layer.provide(httpLayer({ dashboardFolder: beside("./dashboard"), docsFolder: beside("./docs"), log: writeLine })),
    Layer.provide(announceAdministrator),
    Layer.provide(cleaner),
    Layer.provide(Modules),
    Layer.provide(chosen.providers)
  )))

configured(Layer.launch(server), loggingLayer).pipe(
  Effect.catchAllCause(explainStartFailure),
  // no exporter is configured: spans would only cost time on every request
  Effect.withTracerEnabled(false),
  Effect.withRuntimeFlagsPatch(RuntimeFlagsPatch.disable(RuntimeFlags.RuntimeMetrics)),
  (program) => NodeRuntime.runMain(program, { disablePrettyLogger: true })
)
