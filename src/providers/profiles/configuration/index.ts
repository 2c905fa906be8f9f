import { ConfigError, ConfigProvider, Effect, type Layer } from "effect"
import { readEnvironment, valuesOf } from "./Environment.js"
import { faults } from "./missing.js"
import { report, reportLines } from "./report.js"

export { masked } from "./check.js"
export { type Environment, readEnvironment } from "./Environment.js"
export { faults } from "./missing.js"
export { report, type Reported } from "./report.js"
export { sections } from "./table.js"

/**
 * Runs a program with the configuration of this process. Everything that is
 * missing or wrong fails it at once, in one error; otherwise it begins with a
 * line for each variable that is set: used, ignored or deprecated.
 */
export const configured = <A, E, R, E2>(program: Effect.Effect<A, E, R>, logging: Layer.Layer<never, E2>): Effect.Effect<A, E | E2 | ConfigError.ConfigError, R> => Effect.suspend(() => {
  const environment = readEnvironment({ variables: process.env, folder: process.cwd() })
  const [first, ...others] = faults(environment).map(({ detail, name }) => ConfigError.InvalidData([name], detail))
  const checked = first === undefined
    ? Effect.forEach(reportLines(report(environment)), ({ text, warn }) => (warn ? Effect.logWarning(text) : Effect.logInfo(text)), { discard: true })
    : Effect.fail(others.reduce<ConfigError.ConfigError>((all, next) => ConfigError.And(all, next), first))
  return Effect.withConfigProvider(Effect.provide(Effect.zipRight(checked, program), logging), ConfigProvider.fromMap(new Map(valuesOf(environment))))
})
