import { Config, Either } from "effect"

export interface OAuthClient {
  readonly name: string
  /** whole redirect URIs match, from the first character to the last */
  readonly redirects: ReadonlyArray<RegExp>
}

/** Extension ids are fixed lengths, so no other host can match. */
const EXTENSION_REDIRECTS = [
  /^https:\/\/[a-p]{32}\.chromiumapp\.org\/[A-Za-z0-9/_-]{0,64}$/,
  /^https:\/\/[0-9a-f]{40}\.extensions\.allizom\.org\/[A-Za-z0-9/_-]{0,64}$/
]

const anchored = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`)

/** `OAUTH_REDIRECT_URI_PATTERNS`: regular expressions, comma separated, each matched against the whole URI. */
export const redirectPatterns = Config.string("OAUTH_REDIRECT_URI_PATTERNS").pipe(
  Config.withDefault(""),
  Config.mapAttempt((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== "").map(anchored))
)

export const clients = (more: ReadonlyArray<RegExp>): ReadonlyMap<string, OAuthClient> => new Map([
  ["faultmaven-copilot", { name: "FaultMaven Copilot", redirects: [...EXTENSION_REDIRECTS, ...more] }]
])

/** What the browser extension asks for. */
export const COPILOT_SCOPES = ["openid", "profile", "email", "cases:read", "cases:write", "knowledge:read", "evidence:read"]

const SCOPES: Record<string, string> = {
  openid: "know who you are", profile: "read your name", email: "read your address", "cases:read": "read your cases, their evidence and dialogue",
  "cases:write": "open cases, add evidence and ask questions", "knowledge:read": "search the knowledge you can read", "knowledge:write": "add and change your documents",
  "evidence:read": "read the evidence of your cases", "evidence:write": "add evidence to your cases", offline_access: "stay signed in"
}

/** Space separated; unknown ones are refused, none asks for nothing but who the user is. */
export const scopesOf = (text: string): Either.Either<ReadonlyArray<{ readonly scope: string; readonly description: string }>, string> => {
  const wanted = [...new Set(text.split(/\s+/).filter((scope) => scope !== ""))]
  const unknown = wanted.find((scope) => !Object.hasOwn(SCOPES, scope))
  return unknown === undefined ? Either.right(wanted.map((scope) => ({ scope, description: SCOPES[scope]! }))) : Either.left(unknown)
}
