import { Config, Effect, HashMap, Layer, List, Logger, LogLevel } from "effect"
import { Cause } from "effect"

const FLUSH_MS = 50

/** Lines are gathered for a moment and written at once; nothing is lost at exit. */
const makeWriter = () => {
  let pending = ""
  let timer: NodeJS.Timeout | null = null
  const flush = () => {
    timer = null
    if (pending === "") return
    const text = pending
    pending = ""
    process.stdout.write(text)
  }
  process.once("exit", flush)
  return (line: string): void => {
    pending += line
    if (timer === null) {
      timer = setTimeout(flush, FLUSH_MS)
      timer.unref()
    }
  }
}

export const writeLine = makeWriter()

const text = (message: unknown): string => Array.isArray(message) ? message.map(text).join(" ") : typeof message === "string" ? message : Cause.isCause(message) ? Cause.pretty(message) : JSON.stringify(message)

const json = Logger.make<unknown, void>(({ annotations, cause, date, logLevel, message, spans }) => {
  const span = List.isCons(spans) ? { span: spans.head.label } : {}
  writeLine(`${JSON.stringify({
    at: date.toISOString(), level: logLevel.label, message: text(message), ...Object.fromEntries(HashMap.toEntries(annotations)), ...span,
    ...(Cause.isEmpty(cause) ? {} : { cause: Cause.pretty(cause) })
  })}\n`)
})

const LEVELS: Record<string, LogLevel.LogLevel> = { TRACE: LogLevel.Trace, DEBUG: LogLevel.Debug, INFO: LogLevel.Info, WARN: LogLevel.Warning, WARNING: LogLevel.Warning, ERROR: LogLevel.Error, FATAL: LogLevel.Fatal, NONE: LogLevel.None }

/** `LOG_LEVEL` and `LOG_FORMAT` (`json` or `pretty`). */
export const loggingLayer = Layer.unwrapEffect(Effect.map(
  Config.all({
    level: Config.string("LOG_LEVEL").pipe(Config.withDefault("INFO")),
    format: Config.literal("json", "pretty")("LOG_FORMAT").pipe(Config.withDefault("json" as const))
  }),
  ({ format, level }) => Layer.merge(
    format === "json" ? Logger.replace(Logger.defaultLogger, json) : Logger.pretty,
    Logger.minimumLogLevel(LEVELS[level.toUpperCase()] ?? LogLevel.Info)
  )
))
