/** Names of everything that redaction recognises; a kind is also the label inside a pseudonym (`<KIND_n>`). */

export const KINDS = [
  // cloud
  "SECRET_AWS_ACCESS_KEY", "SECRET_AWS_SECRET_KEY", "SECRET_AWS_SESSION_TOKEN", "SECRET_SIGNED_URL",
  "SECRET_GCP_API_KEY", "SECRET_GCP_OAUTH", "SECRET_AZURE_STORAGE_KEY", "SECRET_AZURE_SAS",
  "SECRET_AZURE_CLIENT_SECRET", "SECRET_ALIBABA_KEY", "SECRET_DIGITALOCEAN_TOKEN", "SECRET_HEROKU_KEY",
  "SECRET_CLOUDFLARE_TOKEN", "SECRET_FLY_TOKEN", "SECRET_VERCEL_TOKEN",
  // source, packages, build
  "SECRET_GITHUB_TOKEN", "SECRET_GITLAB_TOKEN", "SECRET_BITBUCKET_TOKEN", "SECRET_NPM_TOKEN", "SECRET_PYPI_TOKEN",
  "SECRET_RUBYGEMS_KEY", "SECRET_DOCKER_TOKEN", "SECRET_DOCKER_AUTH", "SECRET_ARTIFACTORY_TOKEN", "SECRET_CI_TOKEN",
  "SECRET_SONAR_TOKEN", "SECRET_TERRAFORM_TOKEN", "SECRET_PULUMI_TOKEN", "SECRET_VAULT_TOKEN", "SECRET_DOPPLER_TOKEN",
  // messaging
  "SECRET_SLACK_TOKEN", "SECRET_SLACK_WEBHOOK", "SECRET_TEAMS_WEBHOOK", "SECRET_DISCORD_TOKEN", "SECRET_DISCORD_WEBHOOK",
  "SECRET_TELEGRAM_TOKEN", "SECRET_TWILIO_KEY", "SECRET_SENDGRID_KEY", "SECRET_MAILGUN_KEY", "SECRET_MAILCHIMP_KEY",
  // payment, business
  "SECRET_STRIPE_KEY", "SECRET_SQUARE_TOKEN", "SECRET_PAYPAL_TOKEN", "SECRET_SHOPIFY_TOKEN", "SECRET_LINEAR_KEY",
  "SECRET_ATLASSIAN_TOKEN", "SECRET_OKTA_TOKEN", "SECRET_NOTION_TOKEN", "SECRET_AIRTABLE_TOKEN", "SECRET_FACEBOOK_TOKEN",
  // models
  "SECRET_OPENAI_KEY", "SECRET_ANTHROPIC_KEY", "SECRET_HUGGINGFACE_TOKEN", "SECRET_MODEL_KEY",
  // observability, data
  "SECRET_DATADOG_KEY", "SECRET_NEWRELIC_KEY", "SECRET_SENTRY_DSN", "SECRET_SENTRY_TOKEN", "SECRET_GRAFANA_TOKEN",
  "SECRET_DATABRICKS_TOKEN", "SECRET_PAGERDUTY_KEY", "SECRET_SPLUNK_TOKEN",
  // generic
  "SECRET_JWT", "SECRET_PRIVATE_KEY", "SECRET_CONNECTION", "SECRET_PASSWORD", "SECRET_PASSWORD_HASH", "SECRET_BASIC_AUTH",
  "SECRET_BEARER", "SECRET_AUTH_HEADER", "SECRET_COOKIE", "SECRET_SESSION", "SECRET_K8S", "SECRET_KUBECONFIG",
  "SECRET_WEBHOOK", "SECRET_OTP", "SECRET_SEED_PHRASE", "SECRET_API_KEY", "SECRET_TOKEN", "SECRET_VALUE",
  // personal data
  "EMAIL", "PHONE", "CARD", "IBAN", "BANK_ACCOUNT", "NATIONAL_ID", "BIRTH_DATE", "ADDRESS", "PERSON", "MAC", "IP",
  /** text of the input that already looked like a pseudonym: kept apart so that restoring is exact */
  "LITERAL"
] as const

export type Kind = (typeof KINDS)[number]

export const isSecret = (kind: Kind): boolean => kind.startsWith("SECRET_")

/**
 * A passage of the input that a rule claims.
 * `start`/`end` are UTF-16 offsets (end exclusive); the highest `rank` names the kind where claims overlap.
 */
export interface Claim {
  readonly start: number
  readonly end: number
  readonly kind: Kind
  readonly rank: number
}

export const RANK = { personal: 1, guess: 2, assignment: 3, structure: 4, token: 5, block: 6 } as const

/** Receives the claims of a rule. */
export type Claimant = (start: number, end: number, kind: Kind, rank: number) => void

/**
 * A rule runs only where one of its lower-case ASCII literals occurs (any letter case in the text).
 * `match` looks at the text around [start, end) of the literal, does work bounded by a constant or paid for by
 * progress, and returns the offset before which it need not be called again (0 = no skip).
 */
export interface Rule {
  readonly literals: ReadonlyArray<string>
  readonly match: (text: string, start: number, end: number, claim: Claimant, memo: Memo) => number
  /** whether the text around a literal is worth a call, told by a few characters */
  readonly gate?: (text: string, start: number, end: number) => boolean
  /** work of a gate that looks far and turns a hit away, in the units of `Work`; `USUAL_LOOK` when left out */
  readonly look?: number
  /** a literal counts only apart from a letter or digit before it (unless that ends an escape), or only behind one, `_` or a sign of addresses */
  readonly stands?: "apart" | "inside"
  /** work of one call that makes no progress, in the units of `Work`; `USUAL_COST` when left out */
  readonly cost?: number
  /** finds secrets that are longer than what a flood hides behind its end: runs in a flood too */
  readonly wide?: boolean
}

/** What a call costs that asks one regular expression. */
export const USUAL_COST = 150

/** What a call of a gate costs that looks at some characters. */
export const USUAL_LOOK = 24

/** Scratch space of one scan, so that a rule can remember what it has already searched. */
export class Memo {
  /** what rules have done beyond the cost of their calls, in the units of `Work`; set back by whoever charges it */
  spent = 0
  /** end of the key that was judged last */
  keyEnd = -1
  /** words before here were looked at as values that stand near a name */
  nearbyEnd = 0
  /** offset of the next end marker of a PEM block, -1 when there is none, undefined when not searched */
  pemEnd: number | undefined = undefined
  manifestEnd = 0
  jwkEnd = 0
  /** end of the line that a heading was looked for in last */
  lineEnd = -1
  /** where the next bracket closes a list, as it was last looked for */
  listEnd = -1
  /** before here no URL has a user */
  urlEnd = 0
  /** before here nothing stands that ends the user of a URL that began before */
  urlSeen = 0
  /** names of keys met in this text */
  readonly keys = new Map<string, KeyMeaning | null>()
}

/** How sure the name alone makes us: `strong` needs any real value, `weak` a value that looks like a secret, `random` one that looks generated. */
export type Demand = "strong" | "weak" | "random"

/** What the name of a key says of its value. */
export interface KeyMeaning {
  readonly kind: Kind
  readonly demand: Demand
}
