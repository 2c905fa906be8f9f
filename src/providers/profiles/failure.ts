import { Cause, ConfigError, Effect, Option } from "effect"

const describe = (error: ConfigError.ConfigError): ReadonlyArray<string> => {
  switch (error._op) {
    case "And": case "Or":
      return [...describe(error.left), ...describe(error.right)]
    case "InvalidData": case "MissingData":
      return [`${error.path.join(".")}: ${error.message.replace(/^Expected/, "expects").replace(/ but received .*$/s, "")}`]
    case "SourceUnavailable": case "Unsupported":
      return [error.message]
  }
}

/** A start that fails says in one message what is wrong; the process ends with status 1. */
export const explainStartFailure = <E>(cause: Cause.Cause<E>): Effect.Effect<void> => {
  if (Cause.isInterruptedOnly(cause)) return Effect.void
  const failure: unknown = Option.getOrElse(Cause.failureOption(cause), () => Cause.squash(cause))
  const lines = ConfigError.isConfigError(failure)
    ? ["The configuration is not valid:", ...describe(failure).map((line) => `  ${line}`)]
    : [`FaultMaven could not start: ${failure instanceof Error ? failure.message : String(failure)}`]
  return Effect.sync(() => {
    process.stderr.write(`${lines.join("\n")}\n`)
    process.exitCode = 1
    setTimeout(() => process.exit(1), 100).unref()
  })
}
