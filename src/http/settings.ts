import { Config } from "effect"

/** Everything the HTTP server reads from the environment; see the configuration table of the README. */
export const httpSettings = Config.all({
  host: Config.string("HOST").pipe(Config.withDefault("0.0.0.0")),
  port: Config.port("PORT").pipe(Config.withDefault(8000)),
  legacyPorts: Config.string("LEGACY_PORTS").pipe(Config.withDefault("8090,3333")),
  publicUrl: Config.string("PUBLIC_URL").pipe(Config.withDefault("")),
  trustProxy: Config.boolean("TRUST_PROXY").pipe(Config.withDefault(false)),
  corsOrigins: Config.string("CORS_ORIGINS").pipe(Config.withDefault("")),
  serverHost: Config.string("SERVER_HOST").pipe(Config.withDefault("")),
  maxFileMb: Config.integer("MAX_FILE_SIZE_MB").pipe(Config.withDefault(200)),
  rateLimitEnabled: Config.boolean("RATE_LIMIT_ENABLED").pipe(Config.withDefault(true)),
  rateLimitPerMinute: Config.integer("RATE_LIMIT_REQUESTS_PER_MINUTE").pipe(Config.withDefault(1200)),
  accessLog: Config.boolean("ACCESS_LOG").pipe(Config.withDefault(true))
})

export type HttpSettings = Config.Config.Success<typeof httpSettings>

/** JSON bodies; uploads are multipart and have `MAX_FILE_SIZE_MB`. */
export const MAX_JSON_BYTES = 16 * 1024 * 1024

export const parsePorts = (text: string): ReadonlyArray<number> =>
  text.split(",").map((part) => Number(part.trim())).filter((port) => Number.isInteger(port) && port > 0 && port < 65_536)
