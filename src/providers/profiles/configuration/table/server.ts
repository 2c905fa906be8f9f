import { boolean, choice, choiceOf, duration, integer, list, onlyBeside, onlyWith, port, type Section, text, web } from "../Variable.js"

export const server: Section = {
  title: "Server",
  variables: [
    { name: "PROFILE", meaning: "which parts make up the product; each can be overridden by its own variable", kind: choiceOf({ core: "core", public: "core", team: "team", enterprise: "enterprise" }), default: "core" },
    { name: "DATA_DIR", meaning: "folder for everything that is kept locally", kind: text, default: "./data" },
    { name: "HOST", meaning: "address to listen on", kind: text, default: "0.0.0.0" },
    { name: "PORT", meaning: "port to listen on", kind: port, default: "8000", aliases: ["API_PORT", "GATEWAY_PORT", "API_GATEWAY_PORT"] },
    { name: "LEGACY_PORTS", meaning: "ports of the older deployment, served where they are free", kind: list, default: "8090,3333", mayBeEmpty: true },
    { name: "PUBLIC_URL", meaning: "address under which browsers reach the server", kind: web },
    { name: "SERVER_HOST", meaning: "host name under which browsers reach the server (for CORS)", kind: text },
    { name: "CORS_ORIGINS", meaning: "further origins, comma separated or JSON", kind: list },
    { name: "TRUST_PROXY", meaning: "believe the X-Forwarded headers", kind: boolean, default: "false" },
    { name: "MAX_FILE_SIZE_MB", meaning: "largest upload, in MiB", kind: integer(1), default: "200", aliases: ["MAX_UPLOAD_SIZE_MB"] },
    { name: "URL_IMPORT", meaning: "addresses that people may have fetched as evidence: `public` ones, `any` (also this network's), or `off`", kind: choice("public", "any", "off"), default: "public" },
    { name: "RATE_LIMIT_ENABLED", meaning: "limit requests", kind: boolean, default: "true" },
    { name: "RATE_LIMIT_REQUESTS_PER_MINUTE", meaning: "requests of one caller in a minute", kind: integer(1), default: "1200", idle: onlyWith("RATE_LIMIT_ENABLED", "true") },
    { name: "ACCESS_LOG", meaning: "log each request", kind: boolean, default: "true" },
    {
      name: "LOG_LEVEL", meaning: "least level that is logged", default: "INFO", handedOver: true, derived: (look) => (/^(true|yes|on|1)$/i.test(look("DEBUG") ?? "") ? "DEBUG" : undefined),
      kind: choiceOf(Object.fromEntries(["TRACE", "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "NONE"].map((level) => [level.toLowerCase(), level])))
    },
    { name: "LOG_FORMAT", meaning: "JSON lines, or for people", kind: choiceOf({ json: "json", pretty: "pretty", text: "pretty", console: "pretty", plain: "pretty" }), default: "json" },
    // other programs mean other things by it: no value is wrong
    { name: "DEBUG", meaning: "true is LOG_LEVEL=DEBUG", kind: text, deprecated: "LOG_LEVEL says it better" },
    { name: "SHUTDOWN_DRAIN_MS", meaning: "how long running jobs may end after a stop signal", kind: integer(0), default: "25000" },
    { name: "JOBS_LEASE_MS", meaning: "after this long without a sign of life a job is taken over", kind: integer(100), default: "15000" },
    { name: "INGEST_CONCURRENCY", meaning: "files analysed at the same time", kind: integer(1), default: "1" }
  ]
}

export const accounts: Section = {
  title: "Accounts",
  variables: [
    { name: "AUTH_REQUIRED", meaning: "false lets anybody in as the anonymous user", kind: boolean, default: "true" },
    { name: "ANONYMOUS_USER_ID", meaning: "id of the anonymous user", kind: text, default: "anonymous_admin", idle: onlyWith("AUTH_REQUIRED", "false") },
    { name: "ANONYMOUS_USER_EMAIL", meaning: "mail address of the anonymous user", kind: text, default: "admin@example.com", idle: onlyWith("AUTH_REQUIRED", "false") },
    { name: "ANONYMOUS_USER_ROLE", meaning: "role of the anonymous user", kind: choice("admin", "user"), default: "admin", idle: onlyWith("AUTH_REQUIRED", "false") },
    { name: "DASHBOARD_USERNAME", meaning: "first administrator", kind: text, default: "admin" },
    { name: "DASHBOARD_PASSWORD", meaning: "password of the first administrator; generated and shown once where it is not set", kind: text, secret: true },
    { name: "DEFAULT_USER_TOKEN", meaning: "one fixed API token for clients without a browser", kind: text, secret: true },
    { name: "ACCESS_TOKEN_EXPIRE_MINUTES", meaning: "life of an access token", kind: integer(1), default: "1440", aliases: ["JWT_EXPIRE_MINUTES"] },
    { name: "REFRESH_TOKEN_EXPIRE_DAYS", meaning: "life of a refresh token", kind: integer(1), default: "7" },
    { name: "SESSION_TIMEOUT_MINUTES", meaning: "a session ends after this long without use", kind: integer(1), default: "180" },
    { name: "MAX_LOGIN_ATTEMPTS", meaning: "wrong passwords before an account is locked", kind: integer(1), default: "5" },
    { name: "LOCKOUT_DURATION_MINUTES", meaning: "how long it stays locked", kind: integer(1), default: "15" },
    { name: "AUTH_REGISTRATION", meaning: "people may register by themselves", kind: boolean, default: "true" },
    { name: "AUTH_DEV_LOGIN", meaning: "sign in without a password (development only)", kind: boolean, default: "false" },
    { name: "JWT_ISSUER", meaning: "issuer named in our tokens", kind: text, default: "faultmaven" },
    { name: "SECRET_KEY", meaning: "no longer signs tokens", kind: text, secret: true, aliases: ["JWT_SECRET", "JWT_SECRET_KEY"], deprecated: "tokens are signed with generated Ed25519 keys" },
    { name: "JWT_ALGORITHM", meaning: "no longer chooses the signature", kind: text, deprecated: "tokens are signed with generated Ed25519 keys" },
    { name: "OAUTH_REDIRECT_URI_PATTERNS", meaning: "regular expressions of further redirect addresses", kind: list }
  ]
}

const outside = onlyWith("AUTH_PROVIDER", "oidc")

export const identity: Section = {
  title: "Identity",
  variables: [
    {
      name: "AUTH_PROVIDER", meaning: "whose tokens are believed: our own accounts', or an outside issuer's", aliases: ["IDENTITY_PROVIDER"],
      kind: choiceOf({ local: "local", jwt: "local", oidc: "oidc", auth0: "oidc" }), derived: (look) => (look("PROFILE") === "enterprise" ? "oidc" : "local")
    },
    { name: "OIDC_ISSUER_URL", meaning: "the issuer", kind: web, idle: outside },
    { name: "AUTH0_DOMAIN", meaning: "an Auth0 tenant as the issuer", kind: text, idle: (look) => (look("OIDC_ISSUER_URL") === undefined ? outside(look) : "OIDC_ISSUER_URL says it") },
    { name: "OIDC_AUDIENCE", meaning: "what its tokens are made for, comma separated", kind: list, aliases: ["AUTH0_AUDIENCE"], idle: outside },
    { name: "OIDC_CLIENT_ID", meaning: "this server as a client of the issuer: people sign in there with the browser", kind: text, idle: outside },
    { name: "OIDC_CLIENT_SECRET", meaning: "its secret; none for a public client", kind: text, secret: true, idle: (look) => outside(look) ?? onlyBeside("OIDC_CLIENT_ID")(look) },
    { name: "OIDC_SCOPES", meaning: "what is asked for at sign-in", kind: text, default: "openid email profile", idle: (look) => outside(look) ?? onlyBeside("OIDC_CLIENT_ID")(look) },
    { name: "OIDC_ROLES_CLAIM", meaning: "claim that holds the roles; `roles`, plain or namespaced, where it is not set", kind: text, idle: outside },
    { name: "OIDC_TEAMS_CLAIM", meaning: "claim that holds the teams, such as `groups`, plain or namespaced: a token without it then means no team; where it is not set administrators say who is in which team", kind: text, idle: outside },
    { name: "OIDC_ADMIN_ROLES", meaning: "roles that make an administrator here", kind: list, default: "admin", idle: outside },
    { name: "OIDC_CLOCK_SKEW", meaning: "how far the issuer's clock may be from ours", kind: duration, default: "60 seconds", idle: outside },
    { name: "OIDC_TIMEOUT", meaning: "deadline of a request to the issuer", kind: duration, default: "5 seconds", idle: outside },
    { name: "OIDC_KEYS_COOLDOWN", meaning: "least time between two looks for an unknown key", kind: duration, default: "30 seconds", idle: outside }
  ]
}
