import { Config, Redacted } from "effect"

const optionalSecret = (name: string) => Config.redacted(name).pipe(Config.withDefault(Redacted.make("")))

export const authSettings = Config.all({
  required: Config.boolean("AUTH_REQUIRED").pipe(Config.withDefault(true)),
  anonymousId: Config.string("ANONYMOUS_USER_ID").pipe(Config.withDefault("anonymous_admin")),
  anonymousEmail: Config.string("ANONYMOUS_USER_EMAIL").pipe(Config.withDefault("admin@example.com")),
  anonymousRole: Config.string("ANONYMOUS_USER_ROLE").pipe(Config.withDefault("admin")),
  accessMinutes: Config.integer("ACCESS_TOKEN_EXPIRE_MINUTES").pipe(Config.orElse(() => Config.integer("JWT_EXPIRE_MINUTES")), Config.withDefault(1_440)),
  refreshDays: Config.integer("REFRESH_TOKEN_EXPIRE_DAYS").pipe(Config.withDefault(7)),
  adminName: Config.string("DASHBOARD_USERNAME").pipe(Config.withDefault("admin")),
  adminPassword: optionalSecret("DASHBOARD_PASSWORD"),
  staticToken: optionalSecret("DEFAULT_USER_TOKEN"),
  devLogin: Config.boolean("AUTH_DEV_LOGIN").pipe(Config.withDefault(false)),
  registration: Config.boolean("AUTH_REGISTRATION").pipe(Config.withDefault(true)),
  profile: Config.string("PROFILE").pipe(Config.withDefault("core")),
  maxAttempts: Config.integer("MAX_LOGIN_ATTEMPTS").pipe(Config.withDefault(5)),
  lockoutMinutes: Config.integer("LOCKOUT_DURATION_MINUTES").pipe(Config.withDefault(15))
})

export type AuthSettings = Config.Config.Success<typeof authSettings>
